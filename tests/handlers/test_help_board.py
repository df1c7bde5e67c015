"""Questions and help as a conversation: asked, answered, hidden and shown again, solved, taken back."""

from __future__ import annotations

from db.names import BranchRole
from tests import factories
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in


async def test_from_the_menu_to_the_answer(stage: Stage) -> None:
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        await factories.switch_off(session, branch)
        wang = await factories.make_member(session, branch, "王建国", role=BranchRole.PUBLICITY_MEMBER)
        zhang = await factories.make_member(session, branch, "张敏")
    keeper, asker = await comes_in(stage, wang), await comes_in(stage, zhang)
    await asker.presses("互助")
    await asker.sees("内科党支部互助", "还没有人提问", buttons=["我要提问"])
    await asker.presses("我要提问")
    await asker.sees("想问什么", "不要写病人的情况")
    await asker.sends("党员活动证丢了，去哪里补办？")
    await asker.sees("张敏（11月", "）问：党员活动证丢了", "还没有人回答", buttons=["我来回答", "解决了", "撤回提问"])

    await keeper.presses("互助")
    await keeper.presses("○ 党员活动证丢了，去哪里补办？（0）")
    await keeper.presses("我来回答")
    await keeper.sends("组织科 302 室，带一张照片")
    await keeper.sees("1. 王建国（11月", "组织科 302 室", buttons=["撤回第 1 条", "收起或恢复"])
    await stage.settle()
    await asker.sees("有同志回答了您的提问“党员活动证丢了，去哪里补办？”", buttons=["看回答"])
    await asker.presses("看回答")
    await asker.sees("组织科 302 室", buttons=["解决了"])

    await keeper.presses("收起或恢复")
    await keeper.sees("要收起或恢复哪一条", buttons=["收起提问", "收起第 1 条"])
    await keeper.presses("收起提问")
    await keeper.sees("为什么收起", buttons=["有病人或他人的隐私"])
    await keeper.presses("有内部材料")
    await keeper.sees("只有您和宣传委员看得到：有内部材料")
    await asker.presses("‹ 返回")
    await asker.presses("（已收起）党员活动证丢了，去哪里补办？")
    await asker.sees("只有您和宣传委员看得到：有内部材料")
    await keeper.presses("收起或恢复")
    await keeper.presses("恢复提问")
    await keeper.sees("问：党员活动证丢了")

    await asker.presses("解决了")
    await asker.sees("✓ 已解决", buttons=["还没解决"])
    await asker.presses("撤回提问")
    await asker.sees("1 个回答也一起没有了")
    await asker.presses("撤回")
    await asker.sees("还没有人提问")
