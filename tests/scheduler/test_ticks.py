"""Ticks: what was missed or failed is counted, nothing overlaps, a jump runs everything at once."""

from __future__ import annotations

import asyncio
import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from prometheus_client import REGISTRY

from scheduler.ticks import Ticks

SHANGHAI = ZoneInfo("Asia/Shanghai")


def counted(job: str, how: str) -> float:
    return REGISTRY.get_sample_value("zhibu_ticks_total", {"job": job, "how": how}) or 0


async def test_a_job_runs_at_its_interval_and_survives_its_own_failure() -> None:
    enough = asyncio.Event()
    runs = 0

    async def job() -> None:
        nonlocal runs
        runs += 1
        if runs >= 3:
            enough.set()
        raise ZeroDivisionError

    ticks = Ticks(SHANGHAI)
    ticks.every(0.02, "failing", job)
    before = counted("failing", "failed")
    ticks.start()
    await asyncio.wait_for(enough.wait(), 10)
    await ticks.stop()
    assert counted("failing", "failed") >= before + 2


async def test_a_blocked_loop_loses_nothing() -> None:
    """The library's default would drop a run that is more than a second late."""
    ran = asyncio.Event()

    async def job() -> None:
        ran.set()

    ticks = Ticks(SHANGHAI)
    ticks.every(0.05, "blocked", job)
    ticks.start()
    import time  # noqa: PLC0415 - only here may the loop be blocked

    time.sleep(1.3)  # noqa: ASYNC251 - the very thing that is tested
    ran.clear()
    await asyncio.wait_for(ran.wait(), 5)
    await ticks.stop()
    assert counted("blocked", "missed") == 0
    assert counted("blocked", "done") >= 1


async def test_runs_do_not_overlap_and_stopping_waits_for_them() -> None:
    running, most = 0, 0
    began, release = asyncio.Event(), asyncio.Event()

    async def job() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        began.set()
        await release.wait()
        running -= 1

    ticks = Ticks(SHANGHAI)
    ticks.every(0.01, "slow", job)
    ticks.start()
    await began.wait()
    jump = asyncio.create_task(ticks.run_all())
    stop = asyncio.create_task(ticks.stop())
    await asyncio.sleep(0.1)
    assert not stop.done()
    release.set()
    await asyncio.gather(jump, stop)
    assert (running, most) == (0, 1)


async def test_a_jump_runs_every_job_once_whatever_fails() -> None:
    order: list[str] = []

    async def first() -> None:
        order.append("first")
        raise OSError

    async def second() -> None:
        order.append("second")

    ticks = Ticks(SHANGHAI)
    ticks.every(3600, "first", first)
    ticks.every(3600, "second", second)
    before = counted("first", "failed")
    await ticks.run_all()
    assert order == ["first", "second"]
    assert counted("first", "failed") == before + 1


async def test_names_are_taken_once() -> None:
    async def job() -> None: ...

    ticks = Ticks(SHANGHAI)
    ticks.every(1, "same", job)
    with pytest.raises(ValueError, match="taken"):
        ticks.every(1, "same", job)


async def test_a_clock_that_is_set_back_does_not_stop_the_ticks() -> None:
    ran, told = asyncio.Event(), []

    async def job() -> None:
        ran.set()

    async def stepped(seconds: float) -> None:
        told.append(round(seconds))

    ticks = Ticks(SHANGHAI, look=0.02)
    ticks.stepped = stepped
    ticks.every(0.02, "set-back", job)
    with time_machine.travel(dt.datetime.now(dt.UTC), tick=True) as clock:
        ticks.start()
        for step in (-86_400, 3_600, -3_600):
            await asyncio.wait_for(ran.wait(), 10)
            clock.shift(step)
            while not told or told[-1] != step:  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(0.01)
            ran.clear()
        await asyncio.wait_for(ran.wait(), 10)
        await ticks.stop()
    assert told == [-86_400, 3_600, -3_600]
