"""A worker's side of the jobs people ask for (``services.jobs``): fenced while they last, ended once, never for ever.

::

    begin ── perform, fenced ──┬── given ─────────────────────> end
                               ├── no connection, claim lost ─> Again: begun again
                               └── unexpected, or too often ──> an incident, an apology, end
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Any

import structlog
from telegram.error import BadRequest, NetworkError
from telegram.ext import ExtBot

from bot import boundary
from bot.distributed import HEARTBEAT, STALLED, Again
from handlers import features, work
from services import fence, jobs
from services.fence import ClaimLost
from services.house import House
from services.jobs import Claim

log = structlog.get_logger(__name__)

#: Seconds for which a job is surely ours after it was; less than anybody waits before he takes it over.
_SURE = STALLED - HEARTBEAT
#: Seconds between two looks at a job that another worker has taken over.
_LOOK = 1.0


class TooOften(Exception):
    """A job was begun again and again and never ended."""


class Performer:
    """Does jobs, answering through a bot.

    Args:
        house: The house.
        bot: Initialised.
        sure: Seconds for which a claim holds without being looked at.
    """

    def __init__(self, house: House, bot: ExtBot[Any], *, sure: float = _SURE) -> None:
        self._house = house
        self._bot = bot
        self._sure = sure
        features.load()  # the works are registered by the modules of their handlers

    async def perform(self, job_id: int) -> None:
        """Do a job; nothing when it has been done.

        Raises:
            Again: It is to be begun again.
        """
        asked = time.monotonic()
        claim = await jobs.begin(self._house, job_id)
        if claim is None:
            return
        if claim.attempt > jobs.MOST_ATTEMPTS:
            await self._report(claim, TooOften())
            await jobs.end(self._house, claim)
            return
        try:
            await self._fenced(claim, asked + self._sure)
        except BadRequest as error:  # to the library it is a network error
            await self._report(claim, error)
        except (ClaimLost, NetworkError) as error:
            log.warning("job_not_finished", job=job_id, kind=claim.kind, reason=type(error).__name__)
            if await jobs.holds(self._house, claim):
                raise Again from error
            await self._stand_aside(claim)
            return
        except Exception as error:  # noqa: BLE001 - the worker's boundary: reported, and the person is told
            await self._report(claim, error)
        await jobs.end(self._house, claim)

    async def _stand_aside(self, claim: Claim) -> None:
        """Let whoever took it over finish: ending here would take the task from him, and him from those who watch."""
        # The other is another process, and tells nobody but the database.
        while await jobs.is_open(self._house, claim):  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(_LOOK)

    async def _report(self, claim: Claim, error: Exception) -> None:
        await boundary.report(self._house, self._bot, work.update_of(claim), error)

    async def _fenced(self, claim: Claim, until: float) -> None:
        """Perform, for as long as nobody else has begun the job; a frozen worker that thaws sends nothing more."""
        limit = until

        async def watch() -> None:
            nonlocal limit
            while True:
                await asyncio.sleep(self._sure / 3)
                asked = time.monotonic()
                try:
                    held = await jobs.holds(self._house, claim)
                except Exception:
                    # The fence holds without the database: what cannot be looked at in time is lost.
                    log.exception("job_not_looked_at", job=claim.id)
                    continue
                limit = asked + self._sure if held else 0.0

        watching = asyncio.create_task(watch(), name=f"job-{claim.id}")
        try:
            with fence.held(lambda: limit):
                await work.perform(self._house, self._bot, claim)
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):  # we cancelled it
                await watching
