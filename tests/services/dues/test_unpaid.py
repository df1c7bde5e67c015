"""Months unpaid in a row, who leaves with months open, who neither pays nor takes part: private and neutral."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from db.cases import Case
from db.members import Member, Membership
from db.names import AttendanceStatus, BranchRole, CaseState, MeetingState, MemberStatus, OutboxTarget
from db.outbox import OutboxMessage
from services import access
from services.dues import departures, neither, opening, paying, unpaid
from services.dues.lines import Profile
from services.dues.months import Month, span
from services.errors import NotAllowed
from services.house import House
from services.kinds import Pending
from services.names import DuesCategory
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.services.dues.test_paying import Branch, branch

__all__ = ["branch"]

D = Decimal
JANUARY, DECEMBER = Month(2027, 1), Month(2026, 12)
QUARTERLY = (Profile(1, Month(2026, 1), DuesCategory.MONTHLY_WAGE, base=D(6000), quarterly=True),)


def _open(months: int, now: Month) -> dict[Month, Decimal]:
    """So many unpaid months up to the last, before them a paid one."""
    found = {month: D(90) for month in span(now.plus(-months), now.plus(-1))}
    return found | {now.plus(-months - 1): D(0), now: D(90)}


@pytest.mark.parametrize(
    ("months", "words"),
    [(0, None), (1, "first"), (2, None), (3, "talk"), (4, None), (5, "last"), (6, "verify"), (7, None), (12, None)],
)
def test_the_numbers_of_the_rules_and_no_others(months: int, words: str | None) -> None:
    row = unpaid.reached(_open(months, DECEMBER), DECEMBER)
    assert (unpaid.words_for(len(row)) if row is not None else None) == words


def test_a_quarter_that_is_not_over_does_not_count_and_is_told_once() -> None:
    owed = {month: D(90) for month in span(Month(2026, 10), Month(2027, 3))}
    assert unpaid.reached(owed, DECEMBER, QUARTERLY) is None
    row = unpaid.reached(owed, JANUARY, QUARTERLY)
    assert row is not None
    assert row.months == tuple(span(Month(2026, 10), DECEMBER))
    assert unpaid.reached(owed, Month(2027, 2), QUARTERLY) is None


def test_what_is_exempt_or_paid_ends_a_row() -> None:
    owed = {Month(2026, 9): D(90), Month(2026, 10): D(0), Month(2026, 11): D(40)}
    assert unpaid.row_of(owed, DECEMBER) == unpaid.Row((Month(2026, 11),), D(40))


# --- against the database ---------------------------------------------------------------------------------------------


async def _words(house: House, *kinds: str) -> list[OutboxMessage]:
    async with house.db.read() as session:
        query = (
            select(OutboxMessage).where(OutboxMessage.kind.in_(kinds)).order_by(OutboxMessage.due_at, OutboxMessage.id)
        )
        return list(await session.scalars(query))


async def test_the_member_first_then_who_keeps_the_dues_each_in_private(house: House, branch: Branch) -> None:
    first, second, third = branch.members
    async with house.db.write() as session:
        secretary = await factories.make_member(session, branch.here, "书记")
        await factories.grant_role(session, secretary, branch.here, BranchRole.SECRETARY)
    await paying.take(house, branch.keeper, branch.here.id, first.id, D(270))
    await paying.take_amount(house, branch.keeper, branch.here.id, second.id, D(180), "a")
    set_clock(house, dt.datetime(2026, 12, 2, tzinfo=dt.UTC))
    await opening.open_all(house)
    assert (await unpaid.reconcile_all(house)).added == 4
    assert (await unpaid.reconcile_all(house)).changes == 0
    rows = await _words(house, unpaid.MEMBER, unpaid.KEEPERS)
    assert {row.target for row in rows} == {OutboxTarget.MEMBER}, "never a group"
    # The due day is the 21st, a Monday: members two days before it, the others the day after it.
    assert [(row.due_at.day, row.member_id, row.payload["key"]) for row in rows] == [
        (19, second.id, "dues-unpaid-first"),
        (19, third.id, "dues-unpaid-talk"),
        (22, first.id, "dues-unpaid-list"),
        (22, secretary.id, "dues-unpaid-list"),
    ]
    assert rows[1].payload["vars"]["amount"] == "270.00"
    lines = rows[2].payload["vars"]["people"]["lines"]
    assert [(line["key"], line["vars"]["name"]) for line in lines] == [
        ("dues-unpaid-line-first", "党员1"),
        ("dues-unpaid-line-talk", "党员2"),
    ]
    await paying.take(house, branch.keeper, branch.here.id, third.id, D(360))
    pending = [
        Pending(one.id, one.kind, one.subject, one.payload, one.member_id, None, None, one.due_at) for one in rows
    ]
    async with house.db.read() as session:
        gone = await unpaid._stale(house, session, pending, house.now())
    assert gone == {rows[1].id, rows[2].id, rows[3].id}, "he paid, and the lists name him no more"
    await unpaid.reconcile_all(house)
    (_, *lists) = [row for row in await _words(house, unpaid.MEMBER, unpaid.KEEPERS) if row.state.value == "QUEUED"]
    assert all(len(row.payload["vars"]["people"]["lines"]) == 1 for row in lists)


async def test_who_leaves_with_months_open_is_told_to_who_keeps_the_dues_once(house: House, branch: Branch) -> None:
    _, moves, goes = branch.members
    await paying.take(house, branch.keeper, branch.here.id, moves.id, D(180))  # not what is open: nothing happens
    async with house.db.write() as session:
        session.add(factories.transfer_case(branch.here, moves))
        await session.execute(
            update(Membership).where(Membership.member_id == goes.id).values(ends_on=dt.date(2026, 11, 10))
        )
        (await session.get_one(Member, goes.id)).status = MemberStatus.LEFT
    assert (await departures.reconcile_all(house)).added == 2
    assert (await departures.reconcile_all(house)).changes == 0
    rows = await _words(house, departures.KIND)
    assert {(row.member_id, row.payload["key"], row.payload["vars"]["months"]) for row in rows} == {
        (branch.members[0].id, "dues-departing", 3),
        (branch.members[0].id, "dues-departed", 3),
    }
    async with house.db.write() as session:
        await session.execute(update(Case).values(state=CaseState.WITHDRAWN, ended_at=NOW))
    await paying.take(house, branch.keeper, branch.here.id, goes.id, D(270))
    pending = [
        Pending(one.id, one.kind, one.subject, one.payload, one.member_id, None, None, one.due_at) for one in rows
    ]
    async with house.db.read() as session:
        assert await departures._stale(house, session, pending, house.now()) == {one.id for one in rows}
    await departures.reconcile_all(house)
    assert {row.state.value for row in await _words(house, departures.KIND)} == {"SKIPPED"}


async def test_the_secretary_alone_sees_who_neither_pays_nor_takes_part(sqlite_house: House) -> None:
    house = sqlite_house
    async with house.db.write() as session:
        here = await factories.make_branch(session)
        people = [
            await factories.make_member(session, here, name) for name in ("书记", "组织", "不来不交", "来不交", "手记")
        ]
        accounts = [await factories.make_account(session) for _ in people[:2]]
        for member, account, role in zip(
            people, accounts, (BranchRole.SECRETARY, BranchRole.ORGANISATION_MEMBER), strict=False
        ):
            await factories.bind(session, member, account)
            await factories.grant_role(session, member, here, role)
        session.add_all([factories.dues_profile(one) for one in people[2:]])
    for month in (8, 9, 10, 11):
        set_clock(house, dt.datetime(2026, month, 16, 2, tzinfo=dt.UTC))
        await opening.open_all(house)
        async with house.db.write() as session:
            row = factories.meeting_of(here, house.now(), state=MeetingState.HELD)
            session.add(row)
            await session.flush()
            await factories.end_roll_call(session, row)
            for member in people[2:]:
                there = member.name == "来不交"
                status = AttendanceStatus.PRESENT if there else AttendanceStatus.ABSENT
                session.add(factories.attendance_of(row.id, member, status, came_at=house.now() if there else None))
    async with house.db.read() as session:
        secretary, other = [await access.identify(session, "telegram", one.address, house.today()) for one in accounts]
    seen = await neither.view(house, secretary, here.id)
    assert [(one.name, one.unpaid, one.away) for one in seen.people] == [("不来不交", 3, 3), ("手记", 3, 3)]
    with pytest.raises(NotAllowed):
        await neither.view(house, other, here.id)
