"""The bot's process on a pretended clock: from one moment at which something is due to the next.

Nothing but the database outlives it; ``Fate`` may end it at any of its moments, as a crash would.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from db.session import Database
from db.vault import Vault
from scheduler.delivery import DeliveryLoop, Pace
from scheduler.planners import PLANNERS, Planning
from scheduler.ports import Room
from services import forecast, rules
from services.clock import FixedClock
from services.delivery import Letter, Result
from services.house import House
from services.outcomes import Sent
from tests.fixtures.engines import borrow
from tests.fixtures.houses import TEST_KEY
from tests.golden.branch import BEGIN, SHANGHAI
from tests.golden.diary import HANDOVER, Act

#: Planners that rest notice what changed under them after this; so long after every act they run again.
_REST = dt.timedelta(minutes=31)
_LEASE = dt.timedelta(seconds=60)
#: How soon a dead process is followed by another, and how soon what could not be claimed is looked at again.
_RESTART, _BUSY = dt.timedelta(seconds=5), dt.timedelta(seconds=20)
_AT_ONCE = 16
#: Planners that look at the next hours and at what has just come of a message: they run whenever something is due.
_PROMPT = ("early", "tasks")


@dataclass(frozen=True)
class Arrived:
    """A message that reached somebody.

    Attributes:
        at: When, UTC.
        row: Its row in the outbox.
    """

    at: dt.datetime
    address: str
    row: int
    letter: Letter


class Killed(BaseException):
    """The process is no more."""


@dataclass
class Fate:
    """When the process dies: never by itself.

    Attributes:
        writes: Transactions it may still begin; the last one is cut off before or after its commit.
        sends: Requests it may still open; the last one arrives or does not.
        completes: Whether the last one is committed, or arrives.
        struck: It is dead.
    """

    writes: int | None = None
    sends: int | None = None
    completes: bool = True
    struck: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self, other: Fate) -> None:
        """From now on die as the other."""
        self.writes, self.sends, self.completes = other.writes, other.sends, other.completes


class _Mortal(Database):
    """A database whose process may die at a transaction."""

    def __init__(self, url: str, fate: Fate) -> None:
        super().__init__(url)
        self._fate = fate

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        fate = self._fate
        if fate.struck.is_set():
            raise Killed
        last = False
        if fate.writes is not None:
            fate.writes -= 1
            last = fate.writes <= 0
        async with super().write() as session:
            yield session
            if last and not fate.completes:
                fate.struck.set()
                raise Killed
        if last:
            fate.struck.set()
            raise Killed


class _Recorder:
    """The messenger: what is sent arrives, and is written down."""

    def __init__(self, house: House, record: list[Arrived], fate: Fate) -> None:
        self._house = house
        self._record = record
        self._fate = fate
        self._number = 0

    def room(self, held: int = 0) -> Room:
        return Room(max(0, 1_000 - held), 0.0)

    def wait_for(self, address: str) -> float:
        del address
        return 0.0

    async def send(self, letter: Letter) -> Result:
        fate, last = self._fate, False
        if fate.sends is not None:
            fate.sends -= 1
            last = fate.sends <= 0
        if fate.struck.is_set() or (last and not fate.completes):
            await self._die()
        self._record.append(Arrived(self._house.now(), letter.address, letter.id, letter))
        if last:
            await self._die()
        self._number += 1
        return Result(letter.id, Sent(), (self._number,))

    async def _die(self) -> None:
        self._fate.struck.set()
        await asyncio.Event().wait()


class Process:
    """One life of the process.

    Args:
        url: Address of the database.
        clock: The world's.
        record: What reached people; the world's too.
        fate: When it dies.
    """

    def __init__(self, url: str, clock: FixedClock, record: list[Arrived], fate: Fate) -> None:
        self.house = House(db=borrow(_Mortal(url, fate)), vault=Vault([TEST_KEY]), rules=rules.load(), clock=clock)
        self._fate = fate
        self._planning = Planning(self.house)
        self._prompt = Planning(self.house, tuple(one for one in PLANNERS if one.name in _PROMPT))
        self._planned = False
        self._loop = DeliveryLoop(self.house, _Recorder(self.house, record, fate), Pace(_AT_ONCE, _LEASE))

    async def tick(self, *, plan: bool) -> None:
        """What is due now: sweep, plan, deliver.

        Args:
            plan: Look after every planner. They may run at any moment: the year is the same.

        Raises:
            Killed: It died.
        """
        ticking = asyncio.create_task(self._tick(plan=plan or not self._planned))
        dying = asyncio.create_task(self._fate.struck.wait())
        await asyncio.wait([ticking, dying], return_when=asyncio.FIRST_COMPLETED)
        dying.cancel()
        if not self._fate.struck.is_set():
            return await ticking
        ticking.cancel()
        await asyncio.gather(ticking, return_exceptions=True)
        await self._loop._abandon()
        raise Killed

    async def _tick(self, *, plan: bool) -> None:
        await self._loop.sweep()
        if plan:
            await self._planning.tick()
            self._planned = True
        await self._loop.deliver_due()
        await self._prompt.tick()
        await self._loop.deliver_due()

    def die(self) -> None:
        """Be killed between two ticks.

        Raises:
            Killed: Always.
        """
        raise Killed

    async def end(self) -> None:
        """Its memory and its connections are gone."""
        await self.house.db.close()


@dataclass
class Life:
    """What the branch lived through.

    Attributes:
        arrived: What reached people, in order.
        deaths: When the process died.
        steps: How often it looked after what was due.
    """

    arrived: list[Arrived] = field(default_factory=list)
    deaths: list[dt.datetime] = field(default_factory=list)
    steps: int = 0


async def live(
    url: str,
    diary: Sequence[Act],
    end: dt.datetime,
    fates: Sequence[tuple[dt.datetime, Fate]] = (),
    *,
    plan_every: int = 1,
) -> Life:
    """Live from where the branch stands to an end, with people doing what the diary says.

    Args:
        url: Address of a database on which ``branch.settle_in`` has been.
        diary: What people do, in order.
        end: The last moment.
        fates: From when on the process has which fate, in order; one that does not strike at once strikes after the
            first tick, and the next process begins at once.
        plan_every: Days from one planning to the next; a change is followed by one in any case.
    """
    life, clock, waiting = Life(), FixedClock(BEGIN), deque(sorted(fates, key=lambda one: one[0]))
    acts, wakes = deque(diary), list[dt.datetime]()
    fate = Fate()
    process = Process(url, clock, life.arrived, fate)
    try:
        while clock.moment <= end:
            while acts and acts[0].at <= clock.moment:
                wakes.append(clock.moment + _REST)
                await acts.popleft().do(process.house)
            doomed = bool(waiting) and waiting[0][0] <= clock.moment
            if doomed:
                fate.take(waiting.popleft()[1])
            life.steps += 1
            try:
                midnight = _is_midnight(clock.moment)
                planned = midnight and (clock.moment.astimezone(SHANGHAI).date() - HANDOVER).days % plan_every == 0
                await process.tick(plan=planned or clock.moment in wakes)
                if doomed:
                    process.die()
            except Killed:  # the kill that was wanted; what it left is judged
                life.deaths.append(clock.moment)
                await process.end()
                clock.moment += _RESTART
                wakes += [clock.moment, clock.moment + _LEASE + _RESTART]
                fate = Fate()
                process = Process(url, clock, life.arrived, fate)
            clock.moment = await _following(process.house, clock.moment, wakes, acts)
    finally:
        await process.end()
    return life


def _is_midnight(moment: dt.datetime) -> bool:
    return moment.astimezone(SHANGHAI).time() == dt.time()


async def _following(house: House, now: dt.datetime, wakes: list[dt.datetime], acts: Sequence[Act]) -> dt.datetime:
    """The next moment at which there is something to do."""
    wakes[:] = [one for one in wakes if one > now]
    day = now.astimezone(SHANGHAI).date() + dt.timedelta(days=1)
    found = [dt.datetime.combine(day, dt.time(), SHANGHAI), *wakes]
    if acts:
        found.append(acts[0].at)
    due = await forecast.next_due(house)
    if due is not None:
        found.append(max(due, now + _BUSY))  # what is due and waits for another claim to run out
    return min(found).astimezone(dt.UTC)
