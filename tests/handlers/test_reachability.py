"""The reachability ledger as conversations: a secretary's way from the menu, and a group leader's."""

from __future__ import annotations

from sqlalchemy import select

from db.accounts import Account
from db.names import BranchRole, OrgLevel
from tests import factories
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in


async def test_whom_to_call_by_the_secretary_and_by_the_leader_of_a_group(stage: Stage) -> None:
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        group = await factories.make_organisation(session, "第一小组", level=OrgLevel.PARTY_GROUP, parent=branch)
        wang = await factories.make_member(session, branch, "王建国")
        await factories.grant_role(session, wang, branch, BranchRole.SECRETARY)
        sun = await factories.make_member(session, branch, "孙组长", group=group)
        await factories.grant_role(session, sun, group, BranchRole.GROUP_LEADER)
        await factories.make_member(session, branch, "陈老", retired=True, group=group)
        await factories.make_member(session, branch, "欧阳静")
    secretary, leader = await comes_in(stage, wang), await comes_in(stage, sun)

    await secretary.sends("支部")
    await secretary.presses("更多")
    await secretary.presses("联络情况")
    await secretary.sees("内科党支部 联络情况", "党员 4 人，消息能发到 2 人", "还没有登记 2 人", "不作评价")
    await secretary.presses("看名单 2")
    await secretary.sees("第一小组", "陈老（还没有登记）", "未分组", "欧阳静（还没有登记）")
    await secretary.presses("返回")
    await secretary.presses("导出名单")
    sent = await secretary.sees("联络名单，共 2 位")
    assert sent["document"]["file_name"].startswith("内科党支部联络名单_")

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
