"""Handing over as a conversation: from the menu to both people's confirmation, the record, and a deputy for a time."""

from __future__ import annotations

from sqlalchemy import select

from db.names import BranchRole
from db.organisations import RoleGrant
from tests import factories
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in


async def test_a_secretary_hands_over_in_one_flow(stage: Stage) -> None:
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        wang = await factories.make_member(session, branch, "王建国", role=BranchRole.SECRETARY)
        zhang = await factories.make_member(session, branch, "张敏")
        session.add(factories.chat_of(branch))
    secretary, successor = await comes_in(stage, wang), await comes_in(stage, zhang)
    await secretary.sends("支部")
    await secretary.presses("更多")
    await secretary.presses("工作交接")
    await secretary.sees("内科党支部的工作交接", "现任书记：王建国", "绑定的群和频道 1 个")
    await secretary.presses("请人临时代理")
    await secretary.presses("张敏")
    await secretary.presses("7 天")
    await secretary.sees("张敏从今天起以副书记的身份代理")
    await secretary.presses("返回")
    await secretary.presses("开始交接")
    await secretary.presses("张敏")
    await secretary.sees("请张敏接任书记？他有 7 天时间答复")
    await secretary.presses("请他接任")
    await secretary.sees("已请张敏接任", "在他点头以前，一切不变")

    await stage.settle()
    await successor.sees("请您接任内科党支部书记")
    await successor.presses("看看")
    await successor.sees("移交人：王建国", "绑定的群和频道 1 个")
    await successor.presses("接任")
    await successor.sees("您已经接任")
    await successor.presses("交接清单")
    await successor.sees("工作交接清单")

    await stage.settle()
    await secretary.sees("内科党支部书记的工作已交给张敏", "绑定的群和频道 1 个")
    await secretary.presses("交接清单")
    sent = await secretary.sees("工作交接清单")
    assert sent["document"]["file_name"].startswith("内科党支部工作交接清单_")
    await secretary.sends("支部")
    assert "内科党支部的工作交接" not in str(secretary.messages[-1])
    async with stage.house.db.read() as session:
        held = await session.scalars(
            select(RoleGrant.member_id).where(RoleGrant.role == BranchRole.SECRETARY, RoleGrant.ends_on.is_(None))
        )
    assert list(held) == [zhang.id]
