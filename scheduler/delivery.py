"""The delivery loop: as many letters as there is room for, each carried to a stated end.

::

    wake (queued, clock jumped) ─┐
    an answer came ──────────────┼──> turn: write outcomes, claim ──> one task a letter: render, send
    room in the budget ──────────┤
    the next row's time, a tick ─┘

It survives every exception: a turn that fails is logged, counted and tried again after a pause, with the outcomes it
could not write. When it stops, it claims nothing more and finishes what is in flight.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import math
import random
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import structlog

from scheduler import metrics
from scheduler.flights import FlightLog
from scheduler.ports import Room, Sender, all_chats
from services import delivery, fence, outbox
from services.delivery import Letter, Result
from services.house import House
from services.outcomes import Ambiguous, NotWritten, Postponed
from services.shards import Shard

log = structlog.get_logger(__name__)

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
#: Turns that may fail after the loop was asked to stop.
_LAST_TRIES = 3
#: Letters claimed for each request that may be open: while one crowd is on its way, the next is already in hand.
_CLAIMED_AHEAD = 5


@dataclass(frozen=True)
class Pace:
    """How the loop works. All from settings.

    Attributes:
        concurrency: Requests open at a time.
        lease: How long a claim holds; longer than any request may take.
        idle: The longest rest, seconds: how late rows of another process are noticed.
        linger: How long an outcome may wait for others to be written with, seconds.
    """

    concurrency: int = 16
    lease: dt.timedelta = dt.timedelta(seconds=60)
    idle: float = 30.0
    linger: float = 0.1


@dataclass(frozen=True)
class _Step:
    """What a turn leaves: seconds to rest, and whether it found nothing that is due."""

    rest: float
    empty: bool = False


class DeliveryLoop:
    """Delivers the outbox of one house through one sender.

    Args:
        house: The house.
        sender: The messenger.
        pace: How it works.
        rng: For the jitter of back-offs.
        shard: Asked at every turn which chats are this process's.
        flights: Folder for the note of open requests (``scheduler.flights``); None keeps none.
    """

    def __init__(
        self,
        house: House,
        sender: Sender,
        pace: Pace | None = None,
        *,
        rng: random.Random | None = None,
        shard: Callable[[], Shard] = all_chats,
        flights: Path | None = None,
    ) -> None:
        self.owner = secrets.token_hex(16)
        self._flights = FlightLog(flights, self.owner, house.db.name) if flights is not None else None
        self._house = house
        self._sender = sender
        self._pace = pace or Pace()
        self._rng = rng or random.Random()
        self._shard = shard
        self._woken = asyncio.Event()
        self._stopping = False
        self._results: list[Result] = []
        self._flying: dict[int, asyncio.Task[None]] = {}
        self._departed: set[int] = set()
        self._open = asyncio.Semaphore(self._pace.concurrency)
        self._lingering: asyncio.TimerHandle | None = None
        self._rests_until = math.inf
        self._ends: deque[tuple[float, asyncio.Task[None]]] = deque()
        self._guard: asyncio.TimerHandle | None = None
        self._line_failures = 0
        self._careful = False
        self._unsure_since: float | None = None
        self._deaf_until = 0.0
        metrics.IN_FLIGHT.set_function(lambda: len(self._flying))

    def wake(self) -> None:
        """Look at the queue now: something was queued, or the clock has jumped. Correctness never depends on it."""
        self._woken.set()

    def stop(self) -> None:
        """Claim nothing more; ``run`` returns when what is in flight has ended and is written down."""
        self._stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Deliver until stopped."""
        forget = outbox.on_queued(self.wake)
        failures = 0
        try:
            await self.recover()
            while not (self._stopping and self._has_nothing_left()):
                self._woken.clear()
                try:
                    step = await self._turn()
                    failures = 0
                except Exception:  # the database may be back at the next turn; a row that cannot be judged is set aside
                    self._careful = True
                    self._unsure_since = asyncio.get_running_loop().time()
                    metrics.TURNS_FAILED.inc()
                    failures += 1
                    log.exception("delivery_turn_failed", failures=failures)
                    if self._stopping and failures >= _LAST_TRIES:
                        log.error("delivery_outcomes_lost", messages=len(self._results))  # noqa: TRY400 - logged above
                        return
                    await asyncio.sleep(min(_FIRST_PAUSE * 2 ** min(failures - 1, 10), _LONGEST_PAUSE))
                    continue
                if not self._stopping or self._flying:
                    await self._rest(step.rest)
        finally:
            forget()
            if self._guard is not None:
                self._guard.cancel()
            await self._abandon()
            if self._flights is not None:
                self._flights.close()

    async def recover(self) -> None:
        """Settle what processes of this machine that were killed have left; better before a sweep calls it unknown.

        What fails here is swept later.
        """
        if self._flights is None:
            return
        try:
            for left in self._flights.found():
                recovered = await delivery.recover(self._house, left.owner, left.arrived, left.open, left.begun)
                for what, many in (("sent", recovered.sent), ("queued", recovered.queued)):
                    metrics.SWEPT.labels(what).inc(many)
                log.warning("claims_recovered", sent=recovered.sent, queued=recovered.queued, unknown=recovered.unknown)
        except Exception:  # what is left becomes unknown when its claim runs out
            metrics.UNEXPECTED.inc()
            log.exception("recovery_failed")

    async def deliver_due(self) -> None:
        """Deliver everything that is due now, to its end; what waits for its own later time is left.

        For tests and one-off runs. An error of a turn is the caller's.
        """
        while True:
            self._woken.clear()
            step = await self._turn()
            if step.empty and not self._flying and not self._results:
                return
            await self._rest(step.rest)

    async def sweep(self) -> None:
        """Take over what a crash left, here or in another process; its tick."""
        swept = await delivery.sweep(self._house, self.owner)
        for what, many in (("expired", swept.expired), ("resent", swept.resent)):
            metrics.SWEPT.labels(what).inc(many)
        if swept.expired or swept.resent:
            log.warning("outbox_swept", expired=swept.expired, resent=swept.resent, waiting=swept.waiting)
        if swept.resent:
            self.wake()

    # --- one turn -----------------------------------------------------------------------------------------------

    async def _turn(self) -> _Step:
        """Write outcomes, claim, open requests."""
        room = self._room()
        want = 0 if self._stopping else min(room.now, self._free())
        results = tuple(self._results)
        if not results and want <= 0 and not (self._stopping and self._unsure_since is not None):
            return _Step(self._until_room(self._pace.linger if room.now else room.wait))
        began = asyncio.get_running_loop().time()
        if self._flights is not None:
            self._flights.begin()
        done = await delivery.turn(
            self._house,
            self.owner,
            results=results,
            want=want,
            lease=self._pace.lease,
            wait_for=self._sender.wait_for,
            rng=self._rng,
            shard=self._shard(),
            careful=self._careful,
            held=self._held() if self._unsure_since is not None else None,
        )
        self._careful = False
        self._note_sure(began)
        del self._results[: len(results)]
        if self._flights is not None:
            self._flights.settled([result.id for result in results])
        metrics.count_ended(done.ended)
        for letter in done.letters:
            self._take(letter, began)
        self._watch()
        if want <= 0:
            return _Step(self._until_room(self._pace.linger if room.now else room.wait))
        if done.more:
            return _Step(self._until_room(self._room().wait))
        rests = [self._pace.idle]
        if done.chat_wait is not None:
            rests.append(done.chat_wait)
        if done.next_at is not None:
            rests.append((done.next_at - self._house.now()).total_seconds())
        return _Step(min(rests), empty=not done.letters and done.chat_wait is None)

    def _has_nothing_left(self) -> bool:
        return not self._flying and not self._results and self._unsure_since is None

    def _held(self) -> list[int]:
        """The messages whose claims this loop knows of."""
        return [*self._flying, *(result.id for result in self._results)]

    def _note_sure(self, began: float) -> None:
        """A turn came to its end: after one that failed, it has taken back what that one may have claimed.

        A commit whose answer was lost may become visible later; so every turn looks, for as long as a claim holds.
        """
        since = self._unsure_since
        if since is not None and (self._stopping or began > since + self._pace.lease.total_seconds()):
            self._unsure_since = None

    def _room(self) -> Room:
        return self._sender.room(len(self._flying) - len(self._departed))

    def _free(self) -> int:
        if asyncio.get_running_loop().time() < self._deaf_until:
            return 0
        # While the line is down, one letter at a time finds out whether it is back.
        most = 1 if self._line_failures else self._pace.concurrency * _CLAIMED_AHEAD
        free = most - len(self._flying)
        # A turn costs about the same for one letter as for many: in a crowd it waits for a handful.
        return free if free >= self._pace.concurrency or self._line_failures else 0

    def _until_room(self, wait: float) -> float:
        down = self._deaf_until - asyncio.get_running_loop().time()
        if self._stopping or (self._free() <= 0 and down <= 0):
            return self._pace.idle  # an answer ends the rest
        return min(max(wait, down, 0.0), self._pace.idle)

    async def _rest(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        self._rests_until = asyncio.get_running_loop().time() + seconds
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:  # nothing woke it: the next message is due
            return
        finally:
            self._rests_until = math.inf

    # --- one letter ---------------------------------------------------------------------------------------------

    def _take(self, letter: Letter, claimed: float) -> None:
        ends = claimed + self._pace.lease.total_seconds() * 0.8
        if ends <= asyncio.get_running_loop().time():
            # The turn waited for the database longer than its claims hold. A task would be cancelled before its start.
            self._results.append(Result(letter.id, Postponed(), letter.parts_sent))
            self._woken.set()
            return
        self._flying[letter.id] = task = asyncio.create_task(self._carry(letter, claimed, ends))
        self._ends.append((ends, task))

    def _watch(self) -> None:
        """Cancel what outlives its claim. Claims last equally long, so the first that was made ends first."""
        loop = asyncio.get_running_loop()
        if self._guard is not None:
            self._guard.cancel()
            self._guard = None
        while self._ends:
            ends, task = self._ends[0]
            if not task.done() and ends > loop.time():
                self._guard = loop.call_at(ends, self._watch)
                return
            self._ends.popleft()
            task.cancel()  # which does nothing to one that is done

    async def _carry(self, letter: Letter, claimed: float, ends: float) -> None:
        """Send one letter and keep what came of it for the next turn. Only a cancellation leaves without an outcome."""
        result = await self._attempt(letter, claimed, ends)
        self._flying.pop(letter.id, None)
        self._departed.discard(letter.id)
        if self._flights is not None:
            self._flights.ended(result)
        self._results.append(Result(result.id, result.outcome, result.message_ids, letter))
        self._note_line(result)
        if not self._flying or len(self._results) >= 2 * self._pace.concurrency:
            self._woken.set()
        elif self._lingering is None:
            self._lingering = asyncio.get_running_loop().call_later(self._pace.linger, self._written_now)

    def _departs(self, message: int) -> None:
        """A request is about to be written: from now on nobody knows until its answer is there."""
        self._departed.add(message)
        if self._flights is not None:
            self._flights.departs(message)

    def _written_now(self) -> None:
        self._lingering = None
        if self._rests_until - asyncio.get_running_loop().time() > self._pace.linger:
            self._woken.set()  # else the next turn is near, and one for both costs less

    async def _attempt(self, letter: Letter, claimed: float, ends: float) -> Result:
        loop = asyncio.get_running_loop()
        try:
            async with self._open:
                now = loop.time()
                if self._stopping or now - claimed > (ends - claimed) / 2 or now < self._deaf_until:
                    # The process was frozen, and the claim may be another's by now; or the line went down meanwhile.
                    return Result(letter.id, Postponed(), letter.parts_sent)
                fence.hold(ends, partial(self._departs, letter.id))
                return await self._sender.send(letter)
        except asyncio.CancelledError:
            task = self._flying.get(letter.id)
            if loop.time() < ends or task is None:
                raise
            task.uncancel()
            log.warning("letter_timed_out", message=letter.id, kind=letter.kind)
            if letter.id not in self._departed:
                return Result(letter.id, Postponed(), letter.parts_sent)
        except Exception:  # nobody knows whether it arrived
            metrics.UNEXPECTED.inc()
            log.exception("letter_failed", message=letter.id, kind=letter.kind)
        return Result(letter.id, Ambiguous(), letter.parts_sent)

    def _note_line(self, result: Result) -> None:
        """When nothing can be written, the whole line is down: rest, instead of failing with every row.

        So it is where no answer comes: each row that is tried meanwhile becomes unknown, and after three times a human
        would have to decide.
        """
        if not isinstance(result.outcome, NotWritten | Ambiguous):
            if not isinstance(result.outcome, Postponed):
                self._line_failures = 0
            return
        now = asyncio.get_running_loop().time()
        if now < self._deaf_until:
            return  # one of those that were open when it went down
        self._line_failures += 1
        self._deaf_until = now + min(_FIRST_PAUSE * 2 ** min(self._line_failures - 1, 10), _LONGEST_PAUSE)

    async def _abandon(self) -> None:
        """The loop itself was cancelled: stop what is in flight; its rows stay SENDING and are swept later."""
        flying = list(self._flying.values())
        for task in flying:
            task.cancel()
        await asyncio.gather(*flying, return_exceptions=True)
