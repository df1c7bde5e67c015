"""The secretary's monthly word about who has taken no part for months: in private, neutral, and only when it is new."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from db.attendance import Attendance
from db.members import Member
from db.names import AttendanceStatus, MeetingState, OutboxState
from db.outbox import OutboxMessage
from services.attendance import Mark, monthly
from services.house import House
from services.kinds import Pending
from tests import factories
from tests.fixtures.houses import set_clock
from tests.services.people import Town, make_town

S = AttendanceStatus
D = dt.date
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(month: int, day: int, hour: int = 9) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=SHANGHAI)


def mark(month: int, status: S, day: int = 5) -> Mark:
    return Mark(member_id=1, meeting_id=1, day=D(2026, month, day), status=status)


def test_a_number_of_the_rules_is_reached_once() -> None:
    away = [mark(month, S.ABSENT) for month in (8, 9, 10)]
    assert monthly.reached(away, D(2026, 11, 2)) == 3
    assert monthly.reached(away[1:], D(2026, 11, 2)) is None, "two months"
    assert monthly.reached([mark(7, S.ABSENT), *away], D(2026, 11, 2)) is None, "four, and three was told"
    assert monthly.reached(away, D(2026, 12, 2)) is None, "nothing was held in November"
    assert monthly.reached([*away, mark(11, S.PRESENT, 1)], D(2026, 11, 2)) is None, "he is there again"
    assert monthly.reached([mark(6, S.PRESENT), *away], D(2026, 11, 2)) == 3


async def _held(house: House, town: Town, month: int, **rows: S) -> None:
    """A meeting on the 5th whose roll-call has ended."""
    when = at(month, 5, 15)
    async with house.db.write() as session:
        row = factories.meeting_of(town.inner, when, state=MeetingState.HELD)
        session.add(row)
        await session.flush()
        await factories.end_roll_call(session, row)
        for name, status in rows.items():
            member = await session.get_one(Member, getattr(town, name).id)
            session.add(factories.attendance_of(row.id, member, status, came_at=when if status is S.PRESENT else None))


async def _words(house: House) -> list[OutboxMessage]:
    async with house.db.read() as session:
        query = select(OutboxMessage).where(OutboxMessage.kind == monthly.KIND).order_by(OutboxMessage.id)
        return list(await session.scalars(query))


async def test_the_secretary_alone_is_told_on_a_working_day_and_what_is_not_true_any_more_is_not(house: House) -> None:
    town = await make_town(house)
    for month in (8, 9, 10):
        await _held(house, town, month, secretary=S.ABSENT, plain=S.ABSENT, silent=S.LEAVE)
    await _held(house, town, 10, silent=S.PRESENT)
    set_clock(house, at(11, 1))
    assert (await monthly.reconcile_all(house)).added == 1
    assert not (await monthly.reconcile_all(house)).changes
    (word,) = await _words(house)
    assert (word.member_id, word.due_at, word.expires_at) == (town.secretary.id, at(11, 2), at(11, 12))
    assert word.payload["vars"]["people"]["lines"] == [
        {"key": "attendance-missing", "vars": {"name": "张敏", "months": 3}}
    ]
    pending = [Pending(word.id, word.kind, word.subject, word.payload, word.member_id, None, None, word.due_at)]
    async with house.db.read() as session:
        assert await monthly.stale(house, session, pending, house.now()) == set()
    async with house.db.write() as session:
        hers = Attendance.member_id == town.plain.id
        await session.execute(update(Attendance).where(hers).values(status=S.EXEMPT))
    async with house.db.read() as session:
        assert await monthly.stale(house, session, pending, house.now()) == {word.id}
    assert (await monthly.reconcile_all(house)).voided == 1


async def test_nobody_is_named_again_the_next_month(house: House) -> None:
    town = await make_town(house)
    for month in (8, 9, 10, 11):
        await _held(house, town, month, plain=S.ABSENT)
    set_clock(house, at(11, 1))
    await monthly.reconcile_all(house)
    async with house.db.write() as session:
        await session.execute(update(OutboxMessage).values(state=OutboxState.SENT, ended_at=at(11, 2)))
    set_clock(house, at(12, 1))
    assert not (await monthly.reconcile_all(house)).changes
    set_clock(house, at(11, 20))
    assert not (await monthly.reconcile_all(house)).changes, "too late in the month"
