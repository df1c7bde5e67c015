"""Everything that happens by itself, put together: ticks, planners, sweeper and the delivery loop."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import structlog

from scheduler import metrics
from scheduler.delivery import DeliveryLoop, Pace
from scheduler.planners import PLANNERS, Planner, Planning
from scheduler.ports import ScreenSender, Sender, all_chats
from scheduler.screens import ScreenKeeper
from scheduler.ticks import Job, Stepped, Ticks
from services import health, setback
from services.house import House
from services.shards import Shard

log = structlog.get_logger(__name__)


class Engine:
    """Starts, nudges and stops what happens by itself.

    Args:
        house: The house.
        sender: The messenger.
        pace: How the delivery loop works.
        tick_seconds: How often planners and the sweeper are looked after.
        planners: Which planners.
        shard: Asked which chats are this process's.
        delivers: Plan, sweep and deliver here; False where workers do (``bot.worker``).
        flights: Folder for the note of open requests (``scheduler.flights``).
    """

    def __init__(
        self,
        house: House,
        sender: Sender,
        *,
        pace: Pace | None = None,
        tick_seconds: float = 30.0,
        planners: tuple[Planner, ...] = PLANNERS,
        shard: Callable[[], Shard] = all_chats,
        delivers: bool = True,
        flights: Path | None = None,
    ) -> None:
        self.delivery = DeliveryLoop(house, sender, pace, shard=shard, flights=flights)
        self.planning = Planning(house, planners)
        self._house = house
        self._ticks = Ticks(house.zone)
        self._ticks.stepped = self._stepped
        self._told: Stepped | None = None
        self._loop: asyncio.Task[None] | None = None
        self._delivers = delivers
        self._screens: ScreenKeeper | None = None
        self._keeping: asyncio.Task[None] | None = None
        if delivers:
            self.every(tick_seconds, "sweep", self.delivery.sweep)
            self.every(tick_seconds, "planners", self.planning.tick)
        self.every(tick_seconds, "queue", self._look)

    def every(self, seconds: float, name: str, job: Job) -> None:
        """Run a job at an interval; before ``start``. Jobs must be harmless when they run twice."""
        self._ticks.every(seconds, name, job)

    def on_step(self, told: Stepped) -> None:
        """Be told when the machine's clock was set; before ``start``."""
        self._told = told

    def keep_screens(self, sender: ScreenSender) -> None:
        """Keep boards and pictures of codes up to date as well; before ``start``."""
        self._screens = ScreenKeeper(self._house, sender)

    async def start(self) -> None:
        """Begin: sweep and plan once, then tick, and deliver."""
        if self._delivers:
            await self.delivery.recover()
            await self._revive()
        await self._ticks.run_all()
        self._ticks.start()
        if self._delivers:
            self._loop = asyncio.create_task(self.delivery.run(), name="delivery")
        if self._screens is not None:
            self._keeping = asyncio.create_task(self._screens.run(), name="screens")

    async def jumped(self) -> None:
        """The playground's clock was set: whatever is due by now is looked after at once."""
        await self._revive()
        await self._ticks.run_all()
        self.delivery.wake()
        if self._screens is not None:
            self._screens.wake()

    async def settle(self) -> None:
        """Plan, sweep and deliver what is due, to its end; for tests and one-off runs without ``start``."""
        await self._ticks.run_all()
        await self.delivery.deliver_due()
        if self._screens is not None:
            await self._screens.settle()
            await self.delivery.deliver_due()
            await self._screens.settle()

    async def stop(self) -> None:
        """Finish what is in flight and stop."""
        await self._ticks.stop()
        if self._screens is not None and self._keeping is not None:
            self._screens.stop()
            await self._keeping
            self._keeping = None
        self.delivery.stop()
        if self._loop is not None:
            await self._loop
            self._loop = None

    @property
    def delivering(self) -> bool:
        """Whether the delivery loop runs, where it is this process's to run."""
        return not self._delivers or (self._loop is not None and not self._loop.done())

    def ages(self) -> dict[str, tuple[float, float]]:
        """By tick: seconds since it last ended well, and its interval."""
        return self._ticks.ages()

    async def _stepped(self, seconds: float) -> None:
        """The machine's clock was set."""
        if self._told is not None:
            await self._told(seconds)
        if seconds < 0 and self._delivers:
            await self._revive()
            await setback.hasten(self._house, dt.timedelta(seconds=-seconds))
        self.delivery.wake()

    async def _revive(self) -> None:
        try:
            revived = await setback.revive(self._house)
        except Exception:  # whatever is wrong with the database, the process begins; the next start looks again
            log.exception("revival_failed")
        else:
            if revived:
                log.warning("messages_revived", messages=revived)

    async def _look(self) -> None:
        queue = await health.queue(self._house)
        for what, many in (
            ("due", queue.due),
            ("waiting", queue.waiting),
            ("sending", queue.sending),
            ("unknown", queue.unknown),
        ):
            metrics.QUEUE.labels(what).set(many)
        metrics.OLDEST.set(queue.oldest_due.total_seconds())
