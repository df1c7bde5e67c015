"""The process's side of the inbox (``services.inbox``): put updates in, work on whosever turn it is.

::

    webhook, poller ── put: one commit for all that wait ──> inbox ── turn: done ones, new claims ──> a task an update
                                                               ▲                                        │ fenced
                                                               └── renewed while it lasts; lost ──> cancelled, not done

Any replica works on what any replica received. A process that died or froze loses its claims after ``lease`` seconds;
what it finds itself doing when it thaws is cancelled, sends nothing (``services.fence``) and is not marked as done.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import orjson
import structlog
from prometheus_client import Counter

from bot.handling import DatabaseAway
from bot.polling import person_of
from services import fence, inbox, incidents
from services.house import House
from services.inbox import Arrived, Claimed
from services.shards import WHOLE, Shard

log = structlog.get_logger(__name__)

UPDATES = Counter("zhibu_inbox_updates_total", "Updates of the inbox.", ["how"])

#: Updates worked on at a time.
_CONCURRENCY = 64
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 10.0

#: Works on one update, given as the messenger's JSON object.
Work = Callable[[dict[str, Any]], Awaitable[None]]


def arrived(raw: Mapping[str, Any]) -> Arrived:
    """An update as the inbox takes it.

    Args:
        raw: Telegram's ``Update`` object.

    Raises:
        ValueError: It is none.
    """
    match raw:
        case {"update_id": int(number)} if number is not True and number is not False:
            return Arrived(number, person_of(raw), orjson.dumps(raw).decode())
    raise ValueError("an update has a number")


class Inbox:
    """Takes updates in and works on them until it is stopped.

    Args:
        house: The house.
        bot_id: Whose updates.
        work: Works on one; its errors are its own.
        holder: This process, new at every start.
        lease: Seconds a claim holds; it is renewed while the work lasts.
        idle: Seconds after which updates of other processes are noticed.
        ready: Asked before claiming: whether this process may answer at all.
        shard: Asked whose people are this process's.
    """

    def __init__(
        self,
        house: House,
        bot_id: int,
        work: Work,
        *,
        holder: str,
        lease: float = 9.0,
        idle: float = 0.5,
        ready: Callable[[], bool] = lambda: True,
        shard: Callable[[], Shard] = lambda: WHOLE,
    ) -> None:
        self._house = house
        self._bot_id = bot_id
        self._work = work
        self._holder = holder
        self._lease = lease
        self._idle = idle
        self._ready = ready
        self._shard = shard
        self._woken = asyncio.Event()
        self._stopping = False
        self._coming: list[Arrived] = []
        self._stored: asyncio.Future[None] | None = None
        self._storing: asyncio.Task[None] | None = None
        self._flying: dict[int, asyncio.Task[None]] = {}
        self._until: dict[int, float] = {}
        self._done: list[int] = []

    # --- in -----------------------------------------------------------------------------------------------------

    async def put(self, updates: Sequence[Arrived]) -> None:
        """Make updates durable; they are committed when this returns. Those that come meanwhile share a commit."""
        if not updates:
            return
        self._coming.extend(updates)
        if self._stored is None:
            self._stored = asyncio.get_running_loop().create_future()
        if self._storing is None or self._storing.done():
            self._storing = asyncio.create_task(self._store(), name="inbox-store")
        await asyncio.shield(self._stored)

    async def _store(self) -> None:
        """Commit what waits, then what came meanwhile, until nothing does."""
        while self._stored is not None:
            batch, self._coming = self._coming, []
            stored, self._stored = self._stored, None
            try:
                new = await inbox.receive(self._house, self._bot_id, batch)
            except Exception as error:  # noqa: BLE001 - whoever put them in is told, and does not confirm them
                stored.set_exception(error)
                stored.exception()  # told even when nobody waits any more
                continue
            UPDATES.labels("received").inc(new)
            UPDATES.labels("repeated").inc(len(batch) - new)
            stored.set_result(None)
            self._woken.set()

    # --- out ----------------------------------------------------------------------------------------------------

    def stop(self) -> None:
        """Begin nothing more; ``run`` returns when what has begun has ended and is written down."""
        self._stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Work until stopped."""
        renewing = asyncio.create_task(self._renew_for_ever(), name="inbox-renew")
        failures = 0
        try:
            while not (self._stopping and not self._flying and not self._done):
                self._woken.clear()
                try:
                    full = await self._turn()
                    failures = 0
                except Exception:  # the database may be back at the next turn
                    failures += 1
                    log.exception("inbox_turn_failed", failures=failures)
                    if self._stopping and failures >= 3:  # noqa: PLR2004 - the claims run out; another does it again
                        return
                    await asyncio.sleep(min(_FIRST_PAUSE * 2 ** min(failures - 1, 10), _LONGEST_PAUSE))
                    continue
                if not full and not self._done:
                    await self._rest()
        finally:
            renewing.cancel()
            for task in self._flying.values():
                task.cancel()
            await asyncio.gather(renewing, *self._flying.values(), return_exceptions=True)

    async def _turn(self) -> bool:
        """Write what is done and begin what may be begun; whether there may be more."""
        free = _CONCURRENCY - len(self._flying)
        want = free if not self._stopping and self._ready() else 0
        done = tuple(self._done)
        if not done and want <= 0:
            return False
        asked = time.monotonic()
        claimed = await inbox.turn(
            self._house,
            self._bot_id,
            self._holder,
            done=done,
            want=want,
            lease=dt.timedelta(seconds=self._lease),
            shard=self._shard(),
        )
        del self._done[: len(done)]
        UPDATES.labels("done").inc(len(done))
        for update in claimed:
            self._until[update.update_id] = asked + self._lease
            self._flying[update.update_id] = asyncio.create_task(self._carry(update), name=f"update-{update.update_id}")
        return 0 < want == len(claimed)

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(self._idle):
                await self._woken.wait()
        except TimeoutError:  # nothing woke it: time to look by itself
            return

    async def _carry(self, update: Claimed) -> None:
        number = update.update_id
        try:
            with fence.held(lambda: self._until[number]):
                await self._attempt(update)
            if time.monotonic() < self._until[number]:
                self._done.append(number)
            else:
                self._lost(number)
        except DatabaseAway:  # its claim runs out, and it is begun again
            self._lost(number)
        except asyncio.CancelledError:  # ended with the process: given back, not lost
            self._lost(number)
        finally:
            self._flying.pop(number, None)
            self._until.pop(number, None)
            self._woken.set()

    async def _attempt(self, update: Claimed) -> None:
        if update.payload is None:
            log.error("update_unreadable", update_id=update.update_id)
            return
        if update.attempts > inbox.MOST_ATTEMPTS:
            incident = secrets.token_hex(4)
            log.error("update_given_up", update_id=update.update_id, incident=incident)
            await incidents.keep(self._house, incident, "ProcessDied", update.payload)
            return
        try:
            await self._work(orjson.loads(update.payload))
        except DatabaseAway:
            raise
        except fence.ClaimLost:
            return  # seen by the caller
        except Exception:  # the boundary has failed itself; the others' updates go on
            log.exception("update_failed", update_id=update.update_id)

    def _lost(self, number: int) -> None:
        UPDATES.labels("lost").inc()
        log.warning("update_claim_lost", update_id=number)

    async def _renew_for_ever(self) -> None:
        while True:
            await asyncio.sleep(self._lease / 3)
            if not self._flying:
                continue
            mine, asked = set(self._flying), time.monotonic()
            try:
                kept = await inbox.renew(self._house, self._bot_id, self._holder, dt.timedelta(seconds=self._lease))
            except Exception:
                # The fence holds without the database: what cannot be renewed in time is lost.
                log.exception("inbox_not_renewed")
                continue
            for number in mine & set(self._flying):
                if number in kept:
                    self._until[number] = asked + self._lease
                else:
                    self._flying[number].cancel()
