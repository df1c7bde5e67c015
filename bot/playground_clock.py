"""Follow the playground's clock, so that next month comes at the press of a button.

The clock is taken only from a loopback address, and only a bot that ``zhibu playground`` started follows it: ``zhibu
run`` has no way to. A served hospital must never be made to believe that it is another month.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable

import aiohttp
import structlog

from bot.mistakes import Mistake
from bot.opening import is_loopback
from services.clock import ShiftedClock

log = structlog.get_logger(__name__)

#: Seconds the playground may hold an unchanged answer.
_POLL = 25
_PAUSE = 1.0


class PlaygroundClock(ShiftedClock):
    """The machine's clock moved by what the playground says.

    Args:
        base_url: The playground's address.
        on_jump: Called after the clock has moved; planners and delivery are woken there.

    Raises:
        Mistake: The address is not this machine's own.
    """

    def __init__(self, base_url: str, on_jump: Callable[[], None] = lambda: None) -> None:
        if not is_loopback(base_url):
            raise Mistake("cli-clock-not-loopback")
        super().__init__()
        self._url = f"{base_url.rstrip('/')}/control/clock"
        self.on_jump = on_jump

    async def follow(self, stop: asyncio.Event) -> None:
        """Keep in step with the playground until ``stop`` is set."""
        stopping = asyncio.create_task(stop.wait())
        version: int | None = None
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_POLL + 10)) as session:
            while not stop.is_set():
                asking = asyncio.create_task(self._ask(session, version))
                await asyncio.wait([asking, stopping], return_when=asyncio.FIRST_COMPLETED)
                if not asking.done():
                    asking.cancel()
                    await asyncio.wait([asking])
                    break
                try:
                    found, offset = asking.result()
                except (aiohttp.ClientError, TimeoutError) as error:
                    log.warning("playground_clock_unreachable", reason=type(error).__name__)
                    await asyncio.wait([stopping], timeout=_PAUSE)
                    continue
                if found != version:
                    version = found
                    self.offset = dt.timedelta(seconds=offset)
                    self.on_jump()
        stopping.cancel()

    async def _ask(self, session: aiohttp.ClientSession, version: int | None) -> tuple[int, float]:
        query = {} if version is None else {"since": str(version), "timeout": str(_POLL)}
        async with session.get(self._url, params=query) as answer:
            answer.raise_for_status()
            body = await answer.json()
        return int(body["version"]), float(body["offset_seconds"])
