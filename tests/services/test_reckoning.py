"""Intended against ended: what is long past its time without an end is told, once a day, while it is true."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, update

from db.names import OutboxReason, OutboxState
from db.outbox import OutboxMessage
from services import reckoning
from services.house import House
from services.outcomes import Sent
from services.reckoning import Count, Gap
from services.shards import Shard
from tests.factories import make_account
from tests.fixtures.houses import NOW, set_clock
from tests.services.delivering import (  # noqa: F401 - some are fixtures
    MINUTE,
    People,
    _people,
    _policies,
    claim,
    enqueue,
    row,
    settle,
    to,
)

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


async def _set(house: House, key: str, **values: object) -> None:
    async with house.db.write() as session:
        await session.execute(update(OutboxMessage).where(OutboxMessage.dedupe_key == key).values(**values))


async def _gap(house: House) -> Gap:
    async with house.db.read() as session:
        return await reckoning.gap(session, house.now())


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        ({}, Gap(1, 0, 0)),
        ({"not_before": NOW - 59 * MINUTE}, Gap(0, 0, 0)),  # its turn is coming
        ({"not_before": NOW + HOUR}, Gap(0, 0, 0)),  # held on purpose
        ({"not_before": NOW + MINUTE, "attempts": 40, "due_at": NOW - 25 * HOUR}, Gap(1, 0, 0)),  # failing for a day
        ({"state": OutboxState.SENDING, "lease_owner": "x", "lease_until": NOW - 2 * HOUR}, Gap(0, 1, 0)),
        ({"state": OutboxState.UNKNOWN, "reason": OutboxReason.CRASHED}, Gap(0, 0, 1)),
        ({"state": OutboxState.SENT, "ended_at": NOW}, Gap(0, 0, 0)),
        ({"state": OutboxState.UNREACHABLE, "reason": OutboxReason.BLOCKED, "ended_at": NOW}, Gap(0, 0, 0)),
    ],
)
async def test_what_is_a_gap(house: House, people: People, columns: dict[str, object], found: Gap) -> None:
    await enqueue(house, to(people.members[0], "a", due_at=NOW - 2 * HOUR))
    if columns:
        await _set(house, "a", **columns)
    assert await _gap(house) == found


async def test_yesterday_by_kind(house: House, people: People) -> None:
    await enqueue(
        house,
        to(people.members[0], "a", due_at=NOW - DAY),
        to(people.members[1], "b", due_at=NOW - DAY),
        to(people.members[2], "c", due_at=NOW - DAY, kind="held"),
        to(people.members[3], "today"),
    )
    await _set(house, "a", state=OutboxState.SENT, ended_at=NOW)
    await _set(house, "c", state=OutboxState.SKIPPED, reason=OutboxReason.PAUSED, ended_at=NOW)
    assert await reckoning.yesterday(house) == {"held": Count(1, 1), "reminder": Count(2, 1)}


async def _told(house: House) -> list[OutboxMessage]:
    async with house.db.read() as session:
        query = select(OutboxMessage).where(OutboxMessage.kind == "delivery_gap").order_by(OutboxMessage.id)
        return list(await session.scalars(query))


async def test_the_administrators_are_told_once_a_day_and_nobody_of_nothing(house: House, people: People) -> None:
    async with house.db.write() as session:
        administrator = await make_account(session, "77", administrator=True)
    assert (await reckoning.report(house)).changes == 0  # no gap
    await enqueue(house, to(people.members[0], "a", due_at=NOW - DAY))
    set_clock(house, NOW.replace(hour=0, minute=59))  # 08:59
    assert (await reckoning.report(house)).changes == 0
    set_clock(house, NOW)
    assert [(await reckoning.report(house)).added for _ in range(2)] == [1, 0]
    (told,) = await _told(house)
    assert told.account_id == administrator.id
    assert told.payload["vars"] == {"total": 1, "late": 1, "stuck": 0, "unknown": 0, "intended": 1, "ended": 0}
    set_clock(house, NOW + DAY)
    assert (await reckoning.report(house)).added == 1


async def test_a_gap_that_has_closed_needs_no_word(house: House, people: People) -> None:
    async with house.db.write() as session:
        await make_account(session, "77", administrator=True)
    await enqueue(house, to(people.members[0], "a", due_at=NOW - DAY))
    await reckoning.report(house)
    await _set(house, "a", state=OutboxState.SENT, ended_at=NOW)
    set_clock(house, NOW + reckoning.LASTS)
    assert (await claim(house)).letters == []
    (told,) = await _told(house)
    assert (told.state, told.reason) == (OutboxState.SKIPPED, OutboxReason.NOT_TRUE)
    assert (await row(house, "a")).state is OutboxState.SENT
    # One that opens later in the day is told all the same.
    await _set(house, "a", state=OutboxState.QUEUED, ended_at=None)
    set_clock(house, NOW + HOUR)
    assert (await reckoning.report(house)).added == 1


async def test_what_has_only_just_been_queued_is_delivered_and_not_told(house: House, people: People) -> None:
    async with house.db.write() as session:
        await make_account(session, "77", administrator=True)
    await enqueue(house, to(people.members[0], "late", due_at=NOW - 2 * HOUR))  # somebody came after the invitations
    assert (await reckoning.report(house)).added == 1
    (letter,) = (await claim(house)).letters
    assert letter.kind == "reminder", "the alarm waits"
    await settle(house, letter, Sent())
    set_clock(house, NOW + reckoning.LASTS)
    assert (await claim(house)).letters == []


async def test_shards_tell_each_administrator_once(house: House, people: People) -> None:
    async with house.db.write() as session:
        for number in range(3):
            await make_account(session, str(7000 + number), administrator=True)
    await enqueue(house, to(people.members[0], "a", due_at=NOW - 2 * HOUR))
    done = [await reckoning.report(house, Shard(rank, 2)) for rank in (0, 1)]
    assert sum(one.added for one in done) == 3
    assert all(one.added for one in done)
    assert (await reckoning.report(house)).changes == 0
