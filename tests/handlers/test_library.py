"""The library as a conversation: put there, found, talked about, sent as the card of the week."""

from __future__ import annotations

from db.names import BranchRole
from playground.actor import Actor
from tests import factories
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in


async def _people(stage: Stage) -> tuple[Actor, Actor]:
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        await factories.switch_off(session, branch)
        wang = await factories.make_member(session, branch, "王建国", role=BranchRole.PUBLICITY_MEMBER)
        zhang = await factories.make_member(session, branch, "张敏")
    publicity, member = await comes_in(stage, wang), await comes_in(stage, zhang)
    await stage.settle()
    return publicity, member


async def test_from_the_shelf_to_the_branch(stage: Stage) -> None:
    publicity, member = await _people(stage)
    await publicity.presses("学习情况")
    await publicity.presses("学习资料")
    await publicity.presses("加一篇")
    await publicity.sends("入党誓词\n中国共产党章程第六条")
    await publicity.sends("我志愿加入中国共产党……")
    await publicity.sees("放在哪一类", buttons=["不分类，写一句话"])
    await publicity.sends("党章党规")
    await publicity.sees("类别：党章党规", buttons=["作为本周卡片"])
    await publicity.presses("作为本周卡片")
    await publicity.sees("本周卡片：入党誓词", buttons=["发给同志们（2 人）", "‹ 返回"])
    await publicity.presses("发给同志们（2 人）")
    await publicity.sees("✓ 已发给 2 位同志", buttons=["‹ 返回"])
    await stage.settle()
    await member.sees("本周学习卡片：入党誓词", "出处：中国共产党章程第六条", buttons=["打开看"])
    await member.presses("打开看")
    await member.sees("我志愿加入", "类别：党章党规", buttons=["我读完了", "大家谈（0）", "学习资料"])
    await member.presses("大家谈（0）")
    await member.sees("还没有人说")
    await member.presses("说一句")
    await member.sees("有什么想法？", "不要写病人的情况")
    await member.sends("每次读都很受教育")
    await member.sees("1. 张敏（11月", "）：每次读都很受教育", buttons=["删第 1 条", "说一句", "‹ 返回"])
    await member.presses("‹ 返回")
    await member.presses("学习资料")
    await member.presses("按类别看")
    await member.sees("共 1 类", buttons=["党章党规（1）", "‹ 返回"])
    await member.presses("党章党规（1）")
    await member.sees("党章党规，共 1 篇", buttons=["入党誓词", "‹ 返回"])
    await member.presses("‹ 返回")
    await member.sees("学习资料的类别")
    await member.presses("‹ 返回")
    await member.presses("找一找")
    await member.sees("想找什么")
    await member.sends("志愿")
    await member.sees("有“志愿”的资料，共 1 篇", buttons=["入党誓词", "‹ 返回"])
    await member.sends("没有的")
    await member.sees("没有找到“没有的”")
    await publicity.sends("学习")
    await publicity.presses("学习资料")
    await publicity.presses("入党誓词")
    await publicity.presses("大家谈（1）")
    await publicity.presses("删第 1 条")
    await publicity.sees("删掉这一条？", "张敏：每次读都很受教育")
    await publicity.presses("删掉")
    await publicity.sees("还没有人说")
