"""Receipts: what closes one, who may see them, reminding within limits, calling, the sheet, what the screen costs."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select, update

from db.announcement_names import AnnouncementState, CopyState
from db.announcements import Announcement, AnnouncementCount, Receipt
from db.audit import AuditEntry
from db.escalations import HumanTask
from db.members import Member
from db.names import BranchRole, OutboxReason, OutboxState, OutboxTarget, TaskEnd
from db.organisations import RoleGrant
from db.outbox import OutboxMessage
from services import receipts, tasks
from services.announcements import counts
from services.errors import NotAllowed
from services.gate import Recipient
from services.house import House
from services.kinds import Pending
from services.quiet import Window, is_paused
from services.receipts import Answer, Label, ReceiptsOver, Verdict
from services.receipts.reminding import KIND, stale, when
from services.receipts.rules import load
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.making.announcements import make_released
from tests.services.people import Town, make_town

_HOURS = dt.timedelta(hours=1)


async def _sent(house: House, town: Town, people: Sequence[Member], **changes: Any) -> int:
    """A notice of the inner branch to some of its people, sent five hours ago; those without an account got none."""
    async with house.db.write() as session:
        row = await make_released(
            session, town.inner, people, account_id=town.accounts[town.secretary.id].id, **changes
        )
        await session.execute(update(Receipt).values(copied_at=NOW - 5 * _HOURS))
        await session.execute(update(Receipt).where(Receipt.member_id == town.plain.id).values(group_id=town.group.id))
        await session.execute(
            update(Receipt)
            .where(Receipt.member_id == town.silent.id)
            .values(copy=CopyState.UNREACHABLE, reason=OutboxReason.NEVER_STARTED)
        )
        lost = {"sent": -1, "unreachable": 1} if town.silent in people else {}
        await counts.add(session, row.id, lost)
        return row.id


async def _receipt(house: House, number: int, member: Member) -> Receipt:
    async with house.db.read() as session:
        return await session.get_one(Receipt, (number, member.id))


async def _sums(house: House, number: int) -> tuple[int, int, int]:
    async with house.db.read() as session:
        row = await session.get_one(AnnouncementCount, number)
        return row.people, row.confirmed, row.told


async def test_his_press_confirms_once_and_voids_what_waits_for_him(house: House) -> None:
    town = await make_town(house)
    number = await _sent(house, town, [town.plain, town.silent])
    secretary, plain = await town.actor(house, town.secretary), await town.actor(house, town.plain)
    assert (await receipts.remind(house, secretary, number)).counts[Verdict.DUE] == 1
    assert await receipts.confirm(house, plain, number) is Answer.CONFIRMED
    assert await receipts.confirm(house, plain, number) is Answer.ALREADY
    row = await _receipt(house, number, town.plain)
    assert (row.confirmed_at, await _sums(house, number)) == (NOW, (2, 1, 0))
    async with house.db.read() as session:
        states = list(await session.scalars(select(OutboxMessage.state).where(OutboxMessage.kind == KIND)))
    assert states == [OutboxState.SKIPPED]
    with pytest.raises(NotAllowed):
        await receipts.confirm(house, await town.actor(house, town.foreign), number)


async def test_told_by_telephone_has_its_own_label_the_caller_and_can_be_taken_back(house: House) -> None:
    town = await make_town(house)
    number = await _sent(house, town, [town.plain, town.silent])
    secretary = await town.actor(house, town.secretary)
    assert await receipts.told(house, secretary, number, town.silent.id)
    assert not await receipts.told(house, secretary, number, town.silent.id)
    row = await _receipt(house, number, town.silent)
    assert (row.told_at, row.told_by_name, await _sums(house, number)) == (NOW, "王建国", (2, 0, 1))
    assert await receipts.not_told(house, secretary, number, town.silent.id)
    assert not await receipts.not_told(house, secretary, number, town.silent.id)
    row = await _receipt(house, number, town.silent)
    assert (row.told_at, row.told_by, row.told_by_name, await _sums(house, number)) == (None, None, None, (2, 0, 0))
    # Who was told and presses all the same has confirmed, and that is not taken back.
    await receipts.told(house, secretary, number, town.plain.id)
    assert await receipts.confirm(house, await town.actor(house, town.plain), number) is Answer.CONFIRMED
    assert not await receipts.not_told(house, secretary, number, town.plain.id)
    assert await _sums(house, number) == (2, 1, 0)
    async with house.db.read() as session:
        acts = list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert acts == ["receipt.told", "receipt.told_taken_back", "receipt.told"]


async def test_who_has_not_confirmed_is_listed_with_an_honest_label(house: House) -> None:
    town = await make_town(house)
    number = await _sent(house, town, [town.secretary, town.plain, town.silent])
    secretary = await town.actor(house, town.secretary)
    await receipts.confirm(house, secretary, number)
    seen = await receipts.board(house, secretary, number)
    assert {(one.name, one.place, one.label, one.reason) for one in seen.lines} == {
        ("张敏", "第一小组", Label.SENT, None),
        ("欧阳静", "内科党支部", Label.UNREACHABLE, OutboxReason.NEVER_STARTED),
    }
    assert (seen.people, seen.confirmed, seen.told, seen.open, seen.whole) == (3, 1, 0, 2, True)
    assert seen.unreached == 1
    await receipts.told(house, secretary, number, town.silent.id)
    await receipts.told(house, secretary, number, town.plain.id)
    seen = await receipts.board(house, secretary, number)
    assert (seen.confirmed + seen.told, seen.open, seen.lines) == (seen.people, 0, ())


async def test_names_are_the_sender_s_a_branch_s_own_and_nobody_else_s(house: House) -> None:
    town = await make_town(house)
    number = await _sent(house, town, [town.plain, town.silent])
    async with house.db.write() as session:
        above = await make_released(session, town.committee, [town.plain])
        session.add(_receipt_in(above, town.foreign, town.surgery.id))
        await session.execute(
            update(AnnouncementCount).where(AnnouncementCount.announcement_id == above.id).values(people=2)
        )
        await session.execute(update(Receipt).where(Receipt.member_id == town.plain.id).values(branch_id=town.inner.id))
        leader = await factories.make_member(session, town.inner, "孙组长", group=town.group)
        town.accounts[leader.id] = await factories.make_account(session)
        await factories.bind(session, leader, town.accounts[leader.id])
        await factories.grant_role(session, leader, town.group, BranchRole.GROUP_LEADER)
        role = await session.scalar(select(RoleGrant.id).where(RoleGrant.member_id == town.secretary.id))
    office, secretary = await town.actor(house, town.office), await town.actor(house, town.secretary)
    leads = await town.actor(house, leader)
    # The office above what sent it: sums, no name, nothing to press.
    seen = await receipts.board(house, office, number)
    assert (seen.names, seen.lines, seen.open) == (False, (), 2)
    for refused in (receipts.remind, receipts.hand_out, receipts.export):
        with pytest.raises(NotAllowed):
            await refused(house, office, number)
    with pytest.raises(NotAllowed):
        await receipts.told(house, office, number, town.plain.id)
    # What the committee itself sent: the office all, a branch's secretary his own people, a group's leader his own.
    assert len((await receipts.board(house, office, above.id)).lines) == 2
    assert [one.name for one in (await receipts.board(house, secretary, above.id)).lines] == ["张敏"]
    with pytest.raises(NotAllowed):
        await receipts.told(house, secretary, above.id, town.foreign.id)
    assert [one.name for one in (await receipts.board(house, leads, number)).lines] == ["张敏"]
    assert [one.id for one in (await receipts.latest(house, leads, town.group.id)).notices] == [number]
    assert [one.left for one in (await receipts.latest(house, secretary, town.inner.id)).notices] == [1, 2]
    # Another branch's secretary, a plain member, a former secretary who sent it himself.
    for other in (town.foreign, town.plain):
        with pytest.raises(NotAllowed):
            await receipts.board(house, await town.actor(house, other), number)
    async with house.db.write() as session:
        yesterday = house.today() - dt.timedelta(days=1)
        await session.execute(update(RoleGrant).where(RoleGrant.id == role).values(ends_on=yesterday))
    with pytest.raises(NotAllowed):
        await receipts.board(house, await town.actor(house, town.secretary), number)


def _receipt_in(announcement: Announcement, member: Member, branch_id: int) -> Receipt:
    return Receipt(
        announcement_id=announcement.id,
        member_id=member.id,
        branch_id=branch_id,
        late=False,
        copy=CopyState.SENT,
        copied_at=NOW,
        reminders=0,
    )


async def test_only_they_are_reminded_at_most_three_times_and_hours_apart(house: House) -> None:
    town = await make_town(house)
    number = await _sent(house, town, [town.secretary, town.plain, town.silent])
    secretary = await town.actor(house, town.secretary)
    await receipts.confirm(house, secretary, number)
    found = []
    for hours in (0, 1, 4, 24, 48):
        set_clock(house, NOW + hours * _HOURS)
        done = await receipts.remind(house, secretary, number)
        found.append(next(verdict for verdict, many in done.counts.items() if many))
    assert found == [Verdict.DUE, Verdict.TOO_SOON, Verdict.DUE, Verdict.DUE, Verdict.ENOUGH]
    async with house.db.read() as session:
        rows = list(
            await session.execute(
                select(OutboxMessage.member_id, OutboxMessage.due_at).where(OutboxMessage.kind == KIND)
            )
        )
    assert {row.member_id for row in rows} == {town.plain.id}
    assert len(rows) == load().reminders.most


async def test_what_is_over_is_not_reminded_and_what_waits_is_not_sent(house: House) -> None:
    town = await make_town(house)
    number = await _sent(house, town, [town.plain])
    secretary = await town.actor(house, town.secretary)
    await receipts.remind(house, secretary, number)
    async with house.db.write() as session:
        row = (await session.execute(select(OutboxMessage).where(OutboxMessage.kind == KIND))).scalar_one()
        waiting = Pending(row.id, row.kind, row.subject, row.payload, row.member_id, None, None, row.due_at)
        assert await stale(house, session, [waiting], NOW) == set()
        await session.execute(update(Announcement).values(state=AnnouncementState.WITHDRAWN, withdrawn_at=NOW))
        assert await stale(house, session, [waiting], NOW) == {row.id}
    for refused in (receipts.remind, receipts.hand_out):
        with pytest.raises(ReceiptsOver):
            await refused(house, secretary, number)
    assert await receipts.confirm(house, await town.actor(house, town.plain), number) is Answer.WITHDRAWN


async def test_a_group_s_leader_gets_his_call_list_once_and_it_goes_with_the_last_one(house: House) -> None:
    town = await make_town(house)
    number = await _sent(house, town, [town.plain, town.silent])
    async with house.db.write() as session:
        leader = await factories.make_member(session, town.inner, "孙组长", group=town.group)
        town.accounts[leader.id] = await factories.make_account(session)
        await factories.bind(session, leader, town.accounts[leader.id])
        await factories.grant_role(session, leader, town.group, BranchRole.GROUP_LEADER)
    secretary, leads = await town.actor(house, town.secretary), await town.actor(house, leader)
    done = await receipts.hand_out(house, secretary, number)
    assert (done.lists, done.before, done.own) == (1, 0, 1)
    again = await receipts.hand_out(house, secretary, number)
    assert (again.lists, again.before, again.own) == (0, 1, 1)
    (task,) = await tasks.mine(house, leads)
    assert task.door is not None
    assert task.door.data == f"rp:{number}"
    assert await receipts.told(house, leads, number, town.plain.id)
    with pytest.raises(NotAllowed):
        await receipts.told(house, leads, number, town.silent.id)
    async with house.db.read() as session:
        row = (await session.scalars(select(HumanTask))).one()
    assert (row.closed_at, row.closed_as) == (NOW, TaskEnd.ANSWERED)


async def test_the_sheet_says_what_is_known_of_everybody(house: House) -> None:
    town = await make_town(house)
    number = await _sent(house, town, [town.secretary, town.plain, town.silent])
    secretary = await town.actor(house, town.secretary)
    await receipts.confirm(house, secretary, number)
    made = await receipts.export(house, secretary, number)
    sheet = openpyxl.load_workbook(io.BytesIO(made.content))["通知回执表"]
    states = {row[1].value: row[4].value for row in sheet.iter_rows(min_row=5, max_row=7)}
    assert states == {"王建国": "已确认", "张敏": "已发出", "欧阳静": "无法送达（还没有登记）"}
    assert sheet["A3"].value.startswith("共 3 人，已确认 1 人，已发出 1 人，无法送达 1 人")
    assert "已读" not in str([cell.value for row in sheet.iter_rows() for cell in row])


async def test_the_screen_costs_the_same_for_many(sqlite_house: House) -> None:
    house = sqlite_house
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    asked: list[tuple[str, Any]] = []
    event.listen(house.db.reading.sync_engine, "before_cursor_execute", lambda *args: asked.append((args[2], args[3])))
    costs = []
    for many in (13, 120):
        async with house.db.write() as session:
            people = [await factories.make_member(session, town.inner, f"党员{number}") for number in range(many)]
            number = (await make_released(session, town.inner, people)).id
        asked.clear()
        seen = await receipts.board(house, secretary, number)
        assert (seen.open, len(seen.lines)) == (many, 12)
        costs.append(len(asked))
    assert costs[0] == costs[1]
    (page,) = [one for one in asked if "OFFSET" in one[0]]
    async with house.db.read() as session:
        connection = await session.connection()
        plan = [row.detail for row in await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {page[0]}", page[1])]
    assert plan == ["SEARCH receipts USING INDEX ix_receipts_open (announcement_id=?)"]  # and nothing is sorted


# --- the limits, whatever somebody presses and whoever sleeps when ----------------------------------------------------

_ZONE = ZoneInfo("Asia/Shanghai")
_TIMES = st.times(max_value=dt.time(23, 59)).map(lambda one: one.replace(second=0, microsecond=0, tzinfo=None, fold=0))


@given(
    presses=st.lists(st.integers(min_value=0, max_value=60 * 24 * 6), min_size=1, max_size=25).map(sorted),
    start=_TIMES,
    end=_TIMES,
    paused=st.none() | st.integers(min_value=0, max_value=6),
    urgent=st.booleans(),
)
def test_nobody_is_reminded_too_often_too_soon_at_night_or_in_a_pause(
    presses: list[int], start: dt.time, end: dt.time, paused: int | None, urgent: bool
) -> None:
    until = NOW.date() + dt.timedelta(days=paused) if paused is not None else None
    window = Window(start, end, _ZONE)
    who = Recipient(OutboxTarget.MEMBER, "1", None, "zh-CN", _ZONE, window=window, paused_until=until)
    rules, last, dues = load().reminders, NOW, list[dt.datetime]()
    for minute in presses:
        verdict, at = when(
            rules,
            urgent=urgent,
            reminders=len(dues),
            last=last,
            recipient=who,
            until=None,
            now=NOW + dt.timedelta(minutes=minute),
        )
        if verdict is Verdict.DUE:
            dues.append(at)
            last = at
    assert len(dues) <= rules.most
    words = [NOW, *dues]
    assert all(later - before >= rules.apart(urgent=urgent) for before, later in zip(words, dues, strict=False))
    assert not any(window.holds(at) or is_paused(until, at, _ZONE) for at in dues)
