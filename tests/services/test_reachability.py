"""The reachability ledger: who is reached how, who may see it, the sheet, and what is kept of anybody's use."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from sqlalchemy import select

from db.accounts import Account, Binding
from db.attendance import Attendance
from db.audit import AuditEntry
from db.members import Member
from db.names import AttendanceStatus, BranchRole, Reach
from services import access, accounts, reachability
from services.errors import NotAllowed
from services.house import House
from services.reachability import Way
from services.receipts.rules import load
from tests import factories
from tests.fixtures.houses import NOW
from tests.services.people import Town, make_town


async def _with(house: House, town: Town, name: str, *, days: int | None = 0, reach: Reach = Reach.REACHABLE) -> Member:
    """A member of the group, heard of so many days ago."""
    async with house.db.write() as session:
        member = await factories.make_member(
            session, town.inner, name, group=town.group, phone="13900001234", vault=house.vault
        )
        account = await factories.make_account(session, reach=reach)
        await factories.bind(session, member, account)
        account.heard_on = None if days is None else house.today() - dt.timedelta(days=days)
    return member


async def test_everybody_is_in_one_place_of_the_ledger(house: House) -> None:
    town = await make_town(house)
    await _with(house, town, "周停用", reach=Reach.BLOCKED)
    await _with(house, town, "吴注销", reach=Reach.DEACTIVATED)
    await _with(house, town, "郑久", days=load().reachability.silent_days)
    await _with(house, town, "冯近", days=load().reachability.silent_days - 1)
    came = await _with(house, town, "陈到会", days=90)
    async with house.db.write() as session:
        meeting = factories.meeting_of(town.inner, NOW - dt.timedelta(days=3))
        session.add(meeting)
        await session.flush()
        row: Attendance = factories.attendance_of(meeting.id, came, AttendanceStatus.PRESENT)
        row.recorded_at = NOW - dt.timedelta(days=3)
        session.add(row)
    secretary = await town.actor(house, town.secretary)

    seen = await reachability.board(house, secretary, town.inner.id)
    assert seen.counts == {Way.NEVER: 1, Way.BLOCKED: 1, Way.GONE: 1, Way.SILENT: 1, Way.REACHED: 4}
    assert (seen.members, seen.to_call, seen.exports) == (8, 4, True)
    page = await reachability.calls(house, secretary, town.inner.id)
    assert [(one.name, one.place, one.way) for one in page.lines] == [
        ("周停用", "第一小组", Way.BLOCKED),
        ("吴注销", "第一小组", Way.GONE),
        ("郑久", "第一小组", Way.SILENT),
        ("欧阳静", "", Way.NEVER),
    ]


async def test_a_group_s_leader_sees_his_group_without_telephones_and_nobody_else_sees_it(house: House) -> None:
    town = await make_town(house)
    await _with(house, town, "周停用", reach=Reach.BLOCKED)
    leader = await _with(house, town, "孙组长")
    async with house.db.write() as session:
        await factories.grant_role(session, leader, town.group, BranchRole.GROUP_LEADER)
    async with house.db.read() as session:
        address = await session.scalar(select(Account.address).join(Binding).where(Binding.member_id == leader.id))
        leads = await access.identify(session, "telegram", address or "", house.today())
    seen = await reachability.board(house, leads, town.group.id)
    assert (seen.counts[Way.BLOCKED], seen.counts[Way.NEVER], seen.exports) == (1, 0, False)
    assert [one.name for one in (await reachability.calls(house, leads, town.group.id)).lines] == ["周停用"]
    with pytest.raises(NotAllowed):
        await reachability.export(house, leads, town.group.id)
    for other, place in ((leads, town.inner), (await town.actor(house, town.plain), town.group)):
        with pytest.raises(NotAllowed):
            await reachability.calls(house, other, place.id)
    foreign = await town.actor(house, town.foreign)
    for look in (reachability.board, reachability.calls, reachability.export):
        with pytest.raises(NotAllowed):
            await look(house, foreign, town.inner.id)


async def test_an_administrator_who_is_nobody_s_member_sees_it_as_the_office_does(house: House) -> None:
    town = await make_town(house)
    await _with(house, town, "周停用", reach=Reach.BLOCKED)
    async with house.db.write() as session:
        account = await factories.make_account(session, administrator=True)
        administrator = await access.identify(session, "telegram", account.address, house.today())
    seen = await reachability.board(house, administrator, town.inner.id)
    assert (seen.counts[Way.BLOCKED], seen.exports) == (1, True)
    assert (await reachability.export(house, administrator, town.inner.id)).rows == seen.to_call


async def test_the_sheet_holds_telephones_and_is_logged(house: House) -> None:
    town = await make_town(house)
    await _with(house, town, "=停用()", reach=Reach.BLOCKED)
    made = await reachability.export(house, await town.actor(house, town.secretary), town.inner.id)
    sheet = openpyxl.load_workbook(io.BytesIO(made.content))["联络名单"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert rows[0] == ["序号", "姓名", "支部", "党小组", "联系电话", "情况", "告知时间、告知人"]
    assert rows[1][1:6] == ["=停用()", "内科党支部", "第一小组", "13900001234", "停用了机器人"]
    assert sheet.cell(4, 2).data_type == "s"
    assert rows[2][1:6] == ["欧阳静", "内科党支部", "", "", "还没有登记"]
    async with house.db.read() as session:
        entry = (await session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()))).first()
    assert entry is not None
    assert (entry.action, entry.details) == ("reachability.exported", {"people": 2})


async def test_of_use_the_day_alone_is_kept(house: House) -> None:
    town = await make_town(house)
    account_id = town.accounts[town.plain.id].id
    await accounts.note_day(house, account_id)
    async with house.db.read() as session:
        assert await session.scalar(select(Account.heard_on).where(Account.id == account_id)) == house.today()
