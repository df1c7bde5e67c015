"""The reachability ledger as conversations: a secretary's way from the menu, and a group leader's."""

from __future__ import annotations

from sqlalchemy import select, update

from db.accounts import Account
from db.announcement_names import CopyState
from db.announcements import Receipt
from db.names import BranchRole, OrgLevel, OutboxReason
from services.announcements import counts
from tests import factories
from tests.fixtures.houses import NOW
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in
from tests.making.announcements import make_released


async def test_whom_to_call_by_the_secretary_and_by_the_leader_of_a_group(stage: Stage) -> None:
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        group = await factories.make_organisation(session, "第一小组", level=OrgLevel.PARTY_GROUP, parent=branch)
        wang = await factories.make_member(session, branch, "王建国", role=BranchRole.SECRETARY)
        sun = await factories.make_member(session, branch, "孙组长", group=group)
        await factories.grant_role(session, sun, group, BranchRole.GROUP_LEADER)
        chen = await factories.make_member(session, branch, "陈老", retired=True, group=group)
        await factories.make_member(session, branch, "欧阳静")
        notice = await make_released(session, branch, [wang, chen], "请于周五前交学习笔记。")
        await session.execute(update(Receipt).where(Receipt.member_id == wang.id).values(confirmed_at=NOW))
        await session.execute(
            update(Receipt)
            .where(Receipt.member_id == chen.id)
            .values(copy=CopyState.UNREACHABLE, reason=OutboxReason.NEVER_STARTED, group_id=group.id)
        )
        await counts.add(session, notice.id, {"sent": -1, "unreachable": 1, "confirmed": 1})
    secretary, leader = await comes_in(stage, wang), await comes_in(stage, sun)

    await secretary.sends("支部")
    await secretary.presses("更多")
    await secretary.presses("联络情况")
    await secretary.sees(
        "内科党支部 联络情况", "党员 4 人，消息能发到 2 人", "还没有登记 2 人", "不作评价", "　1/2，还差 1 人"
    )
    await secretary.presses("看名单 2")
    await secretary.sees("第一小组", "陈老（还没有登记）", "未分组", "欧阳静（还没有登记）")
    await secretary.presses("返回")
    await secretary.presses("导出名单")
    sent = await secretary.sees("联络名单，共 2 位")
    assert sent["document"]["file_name"].startswith("内科党支部联络名单_")

    # A notice that cannot reach somebody by itself reaches everybody all the same, and the ledger shows it in one look.
    await secretary.presses("谁还没有着落")
    await secretary.presses("请于周五前交学习笔记。")
    await secretary.presses("电话告知")
    await secretary.presses("陈老")
    await secretary.sees("每个人都有着落了")
    await secretary.sends("支部")
    await secretary.presses("更多")
    await secretary.presses("联络情况")
    await secretary.sees("请于周五前交学习笔记。　2/2 ✓")

    await leader.sends("/menu")
    await leader.presses("联络情况")
    page = await leader.sees("第一小组 联络情况", "党员 2 人，消息能发到 1 人")
    assert "导出名单" not in str(page)
    await leader.presses("看名单 1")
    page = await leader.sees("陈老（还没有登记）")
    assert "欧阳静" not in str(page)

    async with stage.house.db.read() as session:
        days = set(await session.scalars(select(Account.heard_on)))
    assert days == {stage.house.today()}
