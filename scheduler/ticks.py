"""The only module that knows APScheduler: it ticks, and holds no truth.

Jobs live in memory and are made anew at every start. What was missed runs once as soon as it can (``coalesce``, no
grace limit), one at a time; missed and failed runs are counted and logged, never silent.

The library reckons with the machine's clock. Where that is set back it would rest until the clock is where it was, an
hour or a day; so its time is compared with the monotonic clock, and after a step every job runs at once.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Awaitable, Callable
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from scheduler.metrics import TICKS

log = structlog.get_logger(__name__)

Job = Callable[[], Awaitable[object]]
#: Told by how much the machine's clock was set, in seconds: backwards is negative.
Stepped = Callable[[float], Awaitable[object]]

#: Seconds between two looks at the clock, and what is no step but the slow work of a time server.
_LOOK, _STEP = 5.0, 10.0

_HOW = {
    EVENT_JOB_EXECUTED: "done",
    EVENT_JOB_ERROR: "failed",
    EVENT_JOB_MISSED: "missed",
    EVENT_JOB_MAX_INSTANCES: "overlapped",
}


class Ticks:
    """Runs jobs at intervals of real time.

    Args:
        zone: For the scheduler's own reckoning; intervals do not depend on it.
        look: Seconds between two looks at the machine's clock.

    Attributes:
        stepped: Told when that clock was set.
    """

    def __init__(self, zone: ZoneInfo, *, look: float = _LOOK) -> None:
        self._zone = zone
        self._look = look
        self._watching: asyncio.Task[None] | None = None
        self.stepped: Stepped | None = None
        self._jobs: dict[str, Job] = {}
        self._running: dict[str, asyncio.Lock] = {}
        self._seconds: dict[str, float] = {}
        self._ended_well: dict[str, float] = {}
        self._scheduler = AsyncIOScheduler(
            timezone=zone,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._scheduler.add_listener(
            self._heard, EVENT_JOB_EXECUTED | EVENT_JOB_ERROR | EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES
        )

    def every(self, seconds: float, name: str, job: Job) -> None:
        """Run a job at an interval, and once at the start.

        Args:
            seconds: The interval.
            name: Unique; shown in logs and counts.
            job: What to run; it must be harmless when it runs twice.

        Raises:
            ValueError: The name is taken.
        """
        if name in self._jobs:
            raise ValueError(f"tick {name!r} is taken")
        self._jobs[name] = job
        self._running[name] = asyncio.Lock()
        self._seconds[name] = seconds
        self._ended_well[name] = time.monotonic()
        self._scheduler.add_job(self._run, IntervalTrigger(seconds=seconds), args=(name,), id=name, name=name)

    def start(self) -> None:
        """Begin to tick, in the running event loop."""
        self._scheduler.start()
        self._watching = asyncio.create_task(self._watch_the_clock(), name="clock")

    async def stop(self) -> None:
        """Tick no more and let what runs come to its end."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
            self._watching = None
        running = self._scheduler.running
        if running:
            # The library's own shutdown would cancel what runs: first nothing new, then wait, then shut down.
            self._scheduler.pause()
        for lock in self._running.values():
            async with lock:
                pass
        if running:
            self._scheduler.shutdown(wait=False)

    async def run_all(self) -> None:
        """Run every job once, in the order they were added: at the start, and when the clock has jumped.

        A job that fails is logged and counted like any other run; the others run all the same.
        """
        for name in self._jobs:
            try:
                await self._run(name)
            except Exception:  # the next tick comes by itself; health says what failed
                TICKS.labels(name, "failed").inc()
                log.exception("tick_failed", job=name)
            else:
                TICKS.labels(name, "done").inc()

    async def _run(self, name: str) -> None:
        async with self._running[name]:
            await self._jobs[name]()
            self._ended_well[name] = time.monotonic()

    def ages(self) -> dict[str, tuple[float, float]]:
        """By name: seconds since the job last ended well (since it was added, while it never has), and its interval."""
        now = time.monotonic()
        return {name: (now - self._ended_well[name], seconds) for name, seconds in self._seconds.items()}

    async def _watch_the_clock(self) -> None:
        ahead = time.time() - time.monotonic()
        while True:
            await asyncio.sleep(self._look)
            step = time.time() - time.monotonic() - ahead
            ahead += step
            if abs(step) < _STEP:
                continue
            log.warning("clock_stepped", seconds=round(step))
            for job in self._scheduler.get_jobs():
                job.modify(next_run_time=dt.datetime.now(self._zone))
            if self.stepped is not None:
                try:
                    await self.stepped(step)
                except Exception:  # the ticks go on
                    log.exception("clock_step_failed")

    def _heard(self, event: Any) -> None:
        how = _HOW[event.code]
        TICKS.labels(event.job_id, how).inc()
        if event.code == EVENT_JOB_ERROR:
            log.error("tick_failed", job=event.job_id, error=type(event.exception).__name__, trace=event.traceback)
        elif event.code != EVENT_JOB_EXECUTED:
            log.warning("tick_not_run", job=event.job_id, how=how)
