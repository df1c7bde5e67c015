"""A clock that goes ahead and is set back: whom the time that never came has cost a message gets it all the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from db.names import OutboxReason, OutboxState
from db.outbox import OutboxMessage
from scheduler.engine import Engine
from services import kinds, setback
from services.house import House
from services.kinds import Policy
from tests.fixtures.houses import NOW, set_clock
from tests.scheduler.outgoing import NotingSender
from tests.services.delivering import (  # noqa: F401 - some are fixtures
    EVENING,
    MINUTE,
    MORNING,
    People,
    _people,
    _policies,
    claim,
    enqueue,
    row,
    to,
)

DAY = dt.timedelta(days=1)


async def _over_tomorrow(_house: House, _session: AsyncSession, rows: Sequence[Any], now: dt.datetime) -> set[int]:
    return {one.id for one in rows} if now >= NOW + DAY else set()


async def _a_day_ahead(house: House) -> None:
    set_clock(house, NOW + DAY)
    await claim(house)
    set_clock(house, NOW)


async def test_what_ran_out_of_its_time_in_a_day_that_never_came_is_sent(house: House, people: People) -> None:
    kinds.register("over", Policy(stale=_over_tomorrow))
    await enqueue(house, to(people.members[0], "a", due_at=NOW + MINUTE, expires_at=NOW + 2 * MINUTE))
    await enqueue(house, to(people.members[1], "b", kind="over"))
    await _a_day_ahead(house)
    assert (await row(house, "a")).reason is OutboxReason.EXPIRED
    assert (await row(house, "b")).reason is OutboxReason.NOT_TRUE
    assert await setback.revive(house) == 2
    assert await setback.revive(house) == 0
    set_clock(house, NOW + MINUTE)
    letters = (await claim(house)).letters
    assert sorted(letter.address for letter in letters) == ["1000", "1001"]
    found = await row(house, "a")
    assert (found.reason, found.ended_at) == (None, None)


async def test_what_ended_in_its_own_time_stays_ended(house: House, people: People) -> None:
    await enqueue(house, to(people.members[0], "a", expires_at=NOW))
    await claim(house)
    assert (await row(house, "a")).reason is OutboxReason.EXPIRED
    assert await setback.revive(house) == 0


@pytest.mark.parametrize("reason", [OutboxReason.MUTED, OutboxReason.PAUSED, OutboxReason.ERASED])
async def test_what_ended_for_another_reason_stays_ended(house: House, people: People, reason: OutboxReason) -> None:
    await enqueue(house, to(people.members[0], "a"))
    async with house.db.write() as session:
        await session.execute(
            update(OutboxMessage).values(state=OutboxState.SKIPPED, reason=reason, ended_at=NOW + DAY)
        )
    assert await setback.revive(house) == 0


async def test_what_was_put_off_to_the_morning_after_is_not_late(house: House, people: People) -> None:
    await enqueue(house, to(people.members[0], "a"))
    set_clock(house, EVENING + DAY)
    await claim(house)
    assert (await row(house, "a")).not_before == MORNING + DAY
    set_clock(house, NOW)
    assert await setback.hasten(house, EVENING + DAY - NOW) == 1
    (letter,) = (await claim(house)).letters
    assert letter.address == "1000"


async def test_what_a_human_has_put_off_goes_on_to_wait(house: House, people: People) -> None:
    """A paused announcement's copies wait for more than a year."""
    await enqueue(house, to(people.members[0], "paused"), to(people.members[1], "later", due_at=NOW + MINUTE))
    far = NOW + dt.timedelta(days=400)
    async with house.db.write() as session:
        await session.execute(update(OutboxMessage).where(OutboxMessage.dedupe_key == "paused").values(not_before=far))
    assert await setback.hasten(house, dt.timedelta(days=20_000)) == 0
    assert (await row(house, "paused")).not_before == far
    assert (await row(house, "later")).not_before == NOW + MINUTE


async def test_the_process_looks_when_its_clock_is_set_back_and_at_every_start(house: House, people: People) -> None:
    sender = NotingSender()
    engine = Engine(house, sender, planners=())
    told: list[float] = []

    async def note(seconds: float) -> None:
        told.append(seconds)

    engine.on_step(note)
    await enqueue(house, to(people.members[0], "a", expires_at=NOW + MINUTE))
    await _a_day_ahead(house)
    await engine._stepped(DAY.total_seconds())
    assert (await row(house, "a")).state is OutboxState.SKIPPED
    await engine._stepped(-DAY.total_seconds())
    assert told == [86_400, -86_400]
    assert (await row(house, "a")).state is OutboxState.QUEUED
    await engine.settle()
    assert len(sender.letters) == 1

    await enqueue(house, to(people.members[1], "b", expires_at=NOW + MINUTE))
    await _a_day_ahead(house)
    await engine.start()
    try:
        assert (await row(house, "b")).state is not OutboxState.SKIPPED
    finally:
        await engine.stop()
