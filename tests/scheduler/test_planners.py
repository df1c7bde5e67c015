"""Planners rest, are run again on another day or after a jump, and do not stop each other."""

from __future__ import annotations

import datetime as dt

import pytest

from scheduler.engine import Engine
from scheduler.planners import PLANNERS, Planner, Planning
from services.house import House
from services.outbox import Reconciled
from tests.factories import bind, make_account, make_branch, make_member
from tests.fixtures.houses import NOW, set_clock
from tests.scheduler.outgoing import NotingSender, rows

MINUTE = dt.timedelta(minutes=1)


def planner(runs: list[str], name: str = "one", *, fails: bool = False) -> Planner:
    async def plan(_house: House) -> Reconciled:
        runs.append(name)
        if fails:
            raise ZeroDivisionError
        return Reconciled(1, 0)

    return Planner(name, plan, 10 * MINUTE)


@pytest.mark.parametrize(
    ("later", "again"),
    [
        (9 * MINUTE, False),
        (10 * MINUTE, True),
        (dt.timedelta(days=31), True),
        (-MINUTE, True),  # a clock that was set back
    ],
)
async def test_a_planner_rests_for_its_time(sqlite_house: House, later: dt.timedelta, again: bool) -> None:
    runs: list[str] = []
    planning = Planning(sqlite_house, (planner(runs),))
    await planning.tick()
    await planning.tick()
    assert runs == ["one"]
    set_clock(sqlite_house, NOW + later)
    await planning.tick()
    assert len(runs) == 1 + again


async def test_a_new_day_in_the_branches_zone_does_not_wait(sqlite_house: House) -> None:
    runs: list[str] = []
    set_clock(sqlite_house, NOW.replace(hour=15, minute=59))  # 23:59 in Shanghai
    planning = Planning(sqlite_house, (planner(runs),))
    await planning.tick()
    set_clock(sqlite_house, NOW.replace(hour=16, minute=0))
    await planning.tick()
    assert len(runs) == 2


async def test_a_planner_that_fails_is_tried_again_and_the_others_run(sqlite_house: House) -> None:
    runs: list[str] = []
    planning = Planning(sqlite_house, (planner(runs, "bad", fails=True), planner(runs, "good")))
    for _ in range(2):
        with pytest.raises(ExceptionGroup):
            await planning.tick()
    assert runs == ["bad", "good", "bad"]


async def test_dues_are_planned_and_delivered_as_the_month_passes(sqlite_house: House) -> None:
    """The whole way of time: a month of jumps, each reminder once, at its hour."""
    house = sqlite_house
    async with house.db.write() as session:
        branch = await make_branch(session)
        for number in range(3):
            await bind(session, await make_member(session, branch, f"党员{number}"), await make_account(session))
    sender = NotingSender()
    engine = Engine(house, sender, planners=tuple(one for one in PLANNERS if one.name not in ("meetings", "notices")))
    sent: list[tuple[dt.datetime, int]] = []
    for day in range(40):
        for hour, minute in ((0, 59), (1, 0), (14, 0)):  # 08:59, 09:00 and 22:00 in Shanghai
            moment = NOW.replace(hour=hour, minute=minute) + dt.timedelta(days=day)
            set_clock(house, max(moment, NOW))
            before = len(sender.letters)
            await engine.settle()
            if len(sender.letters) > before:
                sent.append((moment, len(sender.letters) - before))
    await engine.stop()
    nine = [
        dt.datetime(2026, month, day, 1, tzinfo=dt.UTC)
        for month, day in ((11, 19), (11, 20), (12, 16), (12, 20), (12, 21))
    ]
    assert sent == [(when, 3) for when in nine]
    assert len({letter.id for letter in sender.letters}) == 15
    assert all(row.unknowns == 0 for row in await rows(house))
