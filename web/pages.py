"""What people's programs and browsers read, on a port of its own: a reverse proxy passes the web address on to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from services.house import House
from web.app import listening
from web.calendar_feed import CalendarFeed, Shelf

#: Connections that may be open at a time, and seconds an idle one stays open.
_CONNECTIONS, _KEEP_ALIVE = 128, 5


def make_pages(house: House, shelf: Shelf | None = None) -> Starlette:
    """The app over a house."""
    return Starlette(routes=[CalendarFeed(house, shelf).route])


@asynccontextmanager
async def serving_pages(house: House, host: str, port: int, shelf: Shelf | None = None) -> AsyncIterator[int]:
    """Serve while the block lasts.

    Args:
        house: The process's things.
        host: Address to listen on.
        port: 0 picks a free one.
        shelf: What calendars were written lately; a new one by default.

    Yields:
        The port that is listened on.

    Raises:
        web.app.PortTaken: Another program has it.
        web.app.PortRefused: It cannot be had.
    """
    app = make_pages(house, shelf)
    async with listening(app, host, port, limit_concurrency=_CONNECTIONS, timeout_keep_alive=_KEEP_ALIVE) as bound:
        yield bound
