"""What people's programs and browsers read, on a port of its own: a reverse proxy passes the web address on to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from services.house import House
from web.app import listening
from web.calendar_feed import CalendarFeed, Shelf
from web.projector import Projector

#: Connections that may be open at a time, and seconds an idle one stays open.
_CONNECTIONS, _KEEP_ALIVE = 128, 5


def make_pages(house: House, shelf: Shelf | None = None, username: str | None = None) -> Starlette:
    """The app over a house; with the bot's name, the projector's page as well."""
    projector = Projector(house, username).routes if username is not None else []
    return Starlette(routes=[CalendarFeed(house, shelf).route, *projector])


@asynccontextmanager
async def serving_pages(
    house: House, host: str, port: int, shelf: Shelf | None = None, *, username: str | None = None
) -> AsyncIterator[int]:
    """Serve while the block lasts.

    Args:
        house: The process's things.
        host: Address to listen on.
        port: 0 picks a free one.
        shelf: What calendars were written lately; a new one by default.
        username: The bot's, for the projector's page.

    Yields:
        The port that is listened on.

    Raises:
        web.app.PortTaken: Another program has it.
        web.app.PortRefused: It cannot be had.
    """
    app = make_pages(house, shelf, username)
    async with listening(app, host, port, limit_concurrency=_CONNECTIONS, timeout_keep_alive=_KEEP_ALIVE) as bound:
        yield bound
