"""The dues planner: a pure function of (facts, now), its reconcile run twice, and what is no longer true."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from db.members import Membership
from db.names import MembershipStage, MemberStatus, OutboxReason, OutboxState
from db.organisations import Organisation, OrgSetting
from db.outbox import OutboxMessage
from services import dues, rules
from services.access import identify
from services.dues import BranchFacts
from services.errors import NotAllowed
from services.house import House
from services.kinds import Pending
from services.org_settings import OrgSettings
from services.workdays import Workdays
from tests.factories import bind, make_account, make_branch, make_member, make_organisation
from tests.fixtures.houses import NOW, set_clock

RULES = rules.load()
TABLE = Workdays()
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(month: int, day: int, hour: int = 9, minute: int = 0, year: int = 2026) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def facts(due_day: int = 20, members: int = 1, **settings: object) -> BranchFacts:
    made = OrgSettings.model_validate({"dues_due_day": due_day, **settings})
    return BranchFacts(7, made, [(number, f"key{number}") for number in range(1, members + 1)])


def due_times(now: dt.datetime, due_day: int = 20, month: int = 11, year: int = 2026) -> list[tuple[int, dt.datetime]]:
    plan = dues.plan(facts(due_day), year, month, RULES, TABLE, now)
    return [(int(message.dedupe_key.split(":")[4]), message.due_at) for message in plan.wanted]


def test_five_days_before_the_day_before_and_on_the_day() -> None:
    assert due_times(at(11, 1)) == [(5, at(11, 15)), (1, at(11, 19)), (0, at(11, 20))]


def test_only_the_due_day_moves_off_a_holiday() -> None:
    # 20 June 2026 is 端午; the first working day after it is Monday the 22nd. Its fifth day before is a Wednesday.
    assert due_times(at(6, 1), month=6) == [(5, at(6, 17)), (1, at(6, 21)), (0, at(6, 22))]


def test_it_moves_back_rather_than_out_of_its_month() -> None:
    assert due_times(at(1, 1), due_day=31, month=1)[-1] == (0, at(1, 30))


def test_the_31st_is_the_last_day_of_february() -> None:
    # 28 February 2026 is a Saturday on which people work.
    assert due_times(at(2, 1), due_day=31, month=2)[-1] == (0, at(2, 28))


@pytest.mark.parametrize(
    ("now", "made", "kept"),
    [
        (at(11, 15, 8, 59), [5, 1, 0], []),
        (at(11, 15, 9, 0), [5, 1, 0], []),
        (at(11, 15, 9, 1), [1, 0], [5]),
        (at(11, 19, 8, 59), [1, 0], [5]),
        (at(11, 19, 9, 0), [1, 0], [5]),
        (at(11, 19, 15, 0), [0], [5, 1]),
        (at(11, 20, 9, 1), [0], [5, 1]),  # late on the day itself it is still worth sending
        (at(11, 20, 23, 59), [0], [5, 1]),
        (at(11, 21, 0, 0), [], [5, 1, 0]),
    ],
)
def test_what_is_past_is_not_made_but_left_where_it_is_queued(
    now: dt.datetime, made: list[int], kept: list[int]
) -> None:
    plan = dues.plan(facts(), 2026, 11, RULES, TABLE, now)
    assert [int(message.dedupe_key.split(":")[4]) for message in plan.wanted] == made
    assert sorted((int(key.split(":")[4]) for key in plan.keep), reverse=True) == kept


def test_a_rung_ends_where_the_next_begins_and_the_last_with_its_day() -> None:
    plan = dues.plan(facts(), 2026, 11, RULES, TABLE, at(11, 1))
    assert [message.expires_at for message in plan.wanted] == [at(11, 19), at(11, 20), at(11, 21, 0)]


def test_the_words_carry_the_date_and_the_way_to_pay() -> None:
    plain = dues.plan(facts(), 2026, 11, RULES, TABLE, at(11, 1)).wanted
    assert [message.payload.key for message in plain] == ["dues-remind-soon", "dues-remind-soon", "dues-remind-today"]
    assert plain[0].payload.vars == {"due": {"date": "2026-11-20"}}
    told = dues.plan(facts(dues_how_to_pay="找王敏交现金"), 2026, 11, RULES, TABLE, at(11, 1)).wanted
    assert told[2].payload.key == "dues-remind-today-how"
    assert told[2].payload.vars["how"] == "找王敏交现金"


def test_a_branch_in_another_zone_is_reminded_at_nine_of_its_own() -> None:
    plan = dues.plan(facts(timezone="Asia/Urumqi"), 2026, 11, RULES, TABLE, at(11, 1))
    assert plan.wanted[0].due_at == dt.datetime(2026, 11, 15, 9, tzinfo=ZoneInfo("Asia/Urumqi"))


def test_months_over_new_year() -> None:
    assert dues.months_from(dt.date(2026, 12, 31)) == [(2026, 12), (2027, 1)]


@given(
    due_day=st.integers(1, 31),
    year=st.integers(2025, 2029),
    month=st.integers(1, 12),
    offset=st.integers(0, 60 * 24 * 40),
)
def test_every_rung_lies_before_its_end_and_nothing_expired_is_wanted(
    due_day: int, year: int, month: int, offset: int
) -> None:
    now = dt.datetime(year, month, 1, tzinfo=SHANGHAI) + dt.timedelta(minutes=offset)
    plan = dues.plan(facts(due_day, members=2), year, month, RULES, TABLE, now)
    assert plan == dues.plan(facts(due_day, members=2), year, month, RULES, TABLE, now)
    keys = [message.dedupe_key for message in plan.wanted]
    assert len(set(keys)) == len(keys)
    assert not plan.keep & set(keys)
    for message in plan.wanted:
        assert message.expires_at is not None
        assert message.due_at < message.expires_at
        assert now < message.expires_at
        due = dt.date.fromisoformat(message.payload.vars["due"]["date"])
        assert (due.year, due.month) == (year, month)


# --- against the database ---------------------------------------------------------------------------------------------


async def _branch(house: House, members: int = 3, name: str = "内科党支部") -> tuple[int, list[int]]:
    async with house.db.write() as session:
        branch = await make_branch(session, name)
        made = [await make_member(session, branch, f"党员{number}") for number in range(members)]
        return branch.id, [member.id for member in made]


async def _rows(house: House, *, state: OutboxState | None = None) -> list[OutboxMessage]:
    async with house.db.read() as session:
        query = select(OutboxMessage).order_by(OutboxMessage.due_at, OutboxMessage.member_id)
        found = list(await session.scalars(query))
    return [row for row in found if state is None or row.state is state]


async def _set(house: House, branch_id: int, key: str, value: object) -> None:
    async with house.db.write() as session:
        await session.merge(OrgSetting(organisation_id=branch_id, key=key, value=value, changed_at=NOW))


async def test_planning_twice_changes_nothing(house: House) -> None:
    branch_id, members = await _branch(house)
    set_clock(house, at(11, 1))
    assert (await dues.reconcile_all(house)).added == 18  # three members, two months, three rungs
    assert (await dues.reconcile_all(house)).changes == 0
    rows = await _rows(house)
    assert {row.subject for row in rows} == {f"dues:{branch_id}:2026-11", f"dues:{branch_id}:2026-12"}
    assert [row.due_at for row in rows if row.member_id == members[0]] == [
        at(11, 15),
        at(11, 19),
        at(11, 20),
        at(12, 16),  # 20 December is a Sunday
        at(12, 20),
        at(12, 21),
    ]


async def test_on_the_16th_the_first_rung_is_not_made_any_more(house: House) -> None:
    await _branch(house, members=1)
    await dues.reconcile_all(house)  # 2026-11-16 10:00
    assert [row.due_at for row in await _rows(house)][:2] == [at(11, 19), at(11, 20)]


async def test_a_new_month_is_planned_when_it_becomes_the_next(house: House) -> None:
    await _branch(house, members=1)
    await dues.reconcile_all(house)
    set_clock(house, at(12, 1, 0, 0))
    assert (await dues.reconcile_all(house)).added == 3
    set_clock(house, at(12, 31, 23, 59))
    assert (await dues.reconcile_all(house)).changes == 0


async def test_a_changed_due_day_voids_and_makes_anew_and_changed_back_revives(house: House) -> None:
    branch_id, _ = await _branch(house, members=2)
    await dues.reconcile_all(house)
    before = [row.id for row in await _rows(house, state=OutboxState.QUEUED)]
    await _set(house, branch_id, "dues_due_day", 25)
    changed = await dues.reconcile_all(house)
    assert (changed.added, changed.voided) == (12, 10)
    voided = await _rows(house, state=OutboxState.SKIPPED)
    assert {row.reason for row in voided} == {OutboxReason.VOID}
    await _set(house, branch_id, "dues_due_day", 20)
    back = await dues.reconcile_all(house)
    assert (back.added, back.voided, back.revived) == (0, 12, 10)
    assert [row.id for row in await _rows(house, state=OutboxState.QUEUED)] == before


async def test_a_due_day_changed_after_it_is_over_reminds_nobody_again(house: House) -> None:
    branch_id, _ = await _branch(house, members=2)
    await dues.reconcile_all(house)
    set_clock(house, at(11, 20, 15))
    async with house.db.write() as session:
        reminded = OutboxMessage.due_at == at(11, 20)
        await session.execute(update(OutboxMessage).where(reminded).values(state=OutboxState.SENT, ended_at=at(11, 20)))
    set_clock(house, at(11, 22))
    await _set(house, branch_id, "dues_due_day", 25)
    await dues.reconcile_all(house)
    queued = [row.due_at for row in await _rows(house, state=OutboxState.QUEUED)]
    assert min(queued) == at(12, 20)  # next month only: five days before Christmas
    assert not (await dues.reconcile_all(house)).changes


async def test_a_due_day_put_off_while_it_lasts_reminds_of_the_new_one(house: House) -> None:
    branch_id, _ = await _branch(house, members=1)
    await dues.reconcile_all(house)
    set_clock(house, at(11, 20, 15))
    async with house.db.write() as session:
        reminded = OutboxMessage.due_at == at(11, 20)
        await session.execute(update(OutboxMessage).where(reminded).values(state=OutboxState.SENT, ended_at=at(11, 20)))
    await _set(house, branch_id, "dues_due_day", 25)
    await dues.reconcile_all(house)
    set_clock(house, at(11, 21))
    await dues.reconcile_all(house)
    queued = [row.due_at for row in await _rows(house, state=OutboxState.QUEUED)]
    assert queued[:2] == [at(11, 24), at(11, 25)]


async def test_a_new_way_to_pay_is_in_what_is_still_queued(house: House) -> None:
    branch_id, _ = await _branch(house, members=1)
    await dues.reconcile_all(house)
    await _set(house, branch_id, "dues_how_to_pay", "转支部账户")
    assert (await dues.reconcile_all(house)).refreshed == 5
    assert {row.payload["vars"].get("how") for row in await _rows(house)} == {"转支部账户"}


async def test_who_leaves_or_moves_loses_what_is_queued_and_a_closed_branch_all(house: House) -> None:
    branch_id, (first, second, third) = await _branch(house)
    other_id, _ = await _branch(house, members=0, name="外科党支部")
    await dues.reconcile_all(house)
    async with house.db.write() as session:
        for member_id in (first, second):
            membership = (await session.scalars(select(Membership).where(Membership.member_id == member_id))).one()
            membership.ends_on = dt.date(2026, 11, 16)
        session.add(Membership(member_id=second, branch_id=other_id, starts_on=dt.date(2026, 11, 17)))
    changed = await dues.reconcile_all(house)
    assert (changed.added, changed.voided) == (5, 10)
    queued = await _rows(house, state=OutboxState.QUEUED)
    assert {(row.member_id, row.subject.split(":")[1]) for row in queued} == {
        (second, str(other_id)),
        (third, str(branch_id)),
    }
    async with house.db.write() as session:
        (await session.get_one(Organisation, branch_id)).ended_at = NOW
    assert (await dues.reconcile_all(house)).voided == 5


async def test_only_those_who_pay_are_reminded(house: House) -> None:
    async with house.db.write() as session:
        branch = await make_branch(session)
        probationary = await make_member(session, branch, "甲", stage=MembershipStage.PROBATIONARY)
        await make_member(session, branch, "乙", stage=MembershipStage.ACTIVIST)
        gone = await make_member(session, branch, "丙")
        gone.status = MemberStatus.LEFT
        pending = await make_member(session, branch, "丁")
        pending.status = MemberStatus.TRANSFER_PENDING
        expected = {probationary.id, pending.id}
    await dues.reconcile_all(house)
    assert {row.member_id for row in await _rows(house)} == expected


async def test_nothing_planned_is_written_in_a_quiet_month(house: House) -> None:
    """A committee without members of its own needs no plan, an empty house none at all."""
    async with house.db.write() as session:
        await make_organisation(session)
    assert (await dues.reconcile_all(house)).changes == 0


async def test_stale_when_the_member_moved_or_the_due_day_did(house: House) -> None:
    branch_id, members = await _branch(house, members=2)
    await dues.reconcile_all(house)
    rows = await _rows(house)
    pending = [
        Pending(row.id, row.kind, row.subject, row.payload, row.member_id, None, None, row.due_at) for row in rows
    ]
    async with house.db.read() as session:
        assert await dues.stale(house, session, pending, house.now()) == set()
    async with house.db.write() as session:
        membership = (await session.scalars(select(Membership).where(Membership.member_id == members[0]))).one()
        membership.ends_on = dt.date(2026, 11, 16)
    async with house.db.read() as session:
        found = await dues.stale(house, session, pending, house.now())
    assert found == {row.id for row in rows if row.member_id == members[0]}
    await _set(house, branch_id, "dues_due_day", 19)
    async with house.db.read() as session:
        found = await dues.stale(house, session, pending, house.now())
    # 19 December is a Saturday: December's due day is the 21st either way.
    assert {row.id for row in rows} - found == {
        row.id for row in rows if row.member_id == members[1] and row.due_at > at(12, 1)
    }


async def test_my_dues(house: House) -> None:
    async with house.db.write() as session:
        branch = await make_branch(session)
        member = await make_member(session, branch)
        account = await make_account(session, "1001")
        await bind(session, member, account)
        await make_account(session, "1002")
    await _set(house, branch.id, "dues_how_to_pay", "找王敏交现金")
    async with house.db.read() as session:
        actor = await identify(session, "telegram", "1001", house.today())
        stranger = await identify(session, "telegram", "1002", house.today())
    mine = await dues.my_dues(house, actor)
    assert (mine.due.day, mine.over, mine.how_to_pay) == (dt.date(2026, 11, 20), False, "找王敏交现金")
    set_clock(house, at(11, 21, 8))
    mine = await dues.my_dues(house, actor)
    assert (mine.due.day, mine.due.moved, mine.over) == (dt.date(2026, 12, 21), True, True)
    with pytest.raises(NotAllowed):
        await dues.my_dues(house, stranger)
