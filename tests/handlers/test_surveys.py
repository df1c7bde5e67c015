"""Surveys and nominations as conversations, from the menu to the picture."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from db.members import Member
from db.models import metadata
from db.names import BranchRole
from db.surveys import SurveyAnswer, SurveyNamedAnswer
from playground.actor import Actor
from services.house import House
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in


async def _branch(stage: Stage, count: int) -> tuple[Actor, list[Actor]]:
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        await factories.switch_off(session, branch)
        wang = await factories.make_member(session, branch, "王建国", role=BranchRole.SECRETARY)
        members: list[Member] = [await factories.make_member(session, branch, f"陈{number}") for number in range(count)]
    return await comes_in(stage, wang), [await comes_in(stage, one) for one in members]


async def _begins(secretary: Actor, what: str, how: str, title: str) -> None:
    await secretary.presses("支部管理")
    await secretary.presses("更多")
    await secretary.presses("问卷和推荐")
    await secretary.presses(what)
    await secretary.presses(how)
    await secretary.sends(title)
    await secretary.sees(f"{title}（", "草稿", "还没有题目")


async def _sends(secretary: Actor) -> None:
    await secretary.presses("发给全支部")
    await secretary.presses("确认发出")
    await secretary.sees("填完 0 人")


async def _everything(house: House) -> dict[str, set[str]]:
    async with house.db.read() as session:
        return {
            table.name: {repr(tuple(row)) for row in await session.execute(select(table))}
            for table in metadata.sorted_tables
            if table.name != "leases"
        }


async def test_an_anonymous_survey_from_the_menu_to_its_picture(stage: Stage) -> None:
    secretary, people = await _branch(stage, 5)
    await _begins(secretary, "做一份问卷", "匿名", "下半年活动")
    await secretary.presses("加单选")
    await secretary.sends("只有题目")
    await secretary.sees("选项每行一个")
    await secretary.sends("活动放在哪一天？\n周六\n周日")
    await secretary.sees("1. 活动放在哪一天？（单选）", "· 周六")
    await secretary.presses("加问答")
    await secretary.sends("还有什么想法？")
    await secretary.sees("2. 还有什么想法？（打字回答）")
    await _sends(secretary)
    await stage.settle()
    for number, member in enumerate(people):
        await member.sees("匿名问卷：下半年活动", "不记谁填了什么")
        before = await _everything(stage.house)
        await member.presses("去填")
        await member.sees("第 1 题，共 2 题", "不到 5 个人答的题不显示")
        await member.presses("周六" if number % 2 else "周日")
        asked = await member.sees("匿名回答 1.2", "第 2 题，共 2 题")
        await member.sends(f"想法{number}", reply_to=asked)
        await member.sees("填完了，谢谢您", buttons=["‹ 返回"])
        after = await _everything(stage.house)
        # Two answers of nobody, and one row that says how many questions he has answered.
        new = {name: len(rows - before[name]) for name, rows in after.items() if rows != before[name]}
        assert new == {"survey_answers": 2, "survey_people": 1}
        await member.presses("‹ 返回")
        await member.sees("等您填的问卷和推荐", buttons=["✓ 下半年活动"])
    await secretary.presses("看结果")
    await secretary.sees("填完 5 人", "匿名的要等截止以后才有结果")
    await secretary.presses("‹ 返回")
    await secretary.presses("现在截止")
    await secretary.presses("确认截止")
    await secretary.presses("看结果")
    await secretary.sees("· 周六：2", "· 周日：3", "· 想法4", "不是正式选举")
    await secretary.presses("导出表格")
    sent = await secretary.sees("问卷结果")
    assert sent["document"]["file_name"] == "问卷结果_下半年活动.xlsx"
    await secretary.presses("‹ 返回")
    await secretary.presses("结果图")
    assert (await secretary.sees("结果图"))["photo"]
    async with stage.house.db.read() as session:
        rows = list(await session.scalars(select(SurveyAnswer)))
        assert len(rows) == 10
        assert not list(await session.scalars(select(SurveyNamedAnswer)))


async def test_a_nomination_of_members_by_name(stage: Stage) -> None:
    secretary, (chen, other) = await _branch(stage, 2)
    await _begins(secretary, "发起推荐", "实名", "优秀党员推荐")
    await secretary.presses("从全体党员选")
    await secretary.presses("2 位")
    await secretary.sends("推荐优秀共产党员")
    await secretary.sees("从支部 3 位党员中选，最多 2 位")
    await _sends(secretary)
    await stage.settle()
    await chen.sees("请您推荐：优秀党员推荐", "不是正式选举")
    await chen.presses("去填")
    await chen.presses("王建国")
    await chen.sees("现在选了 1 个")
    await chen.presses("陈1")
    await chen.sees("最多选 2 个，现在选了 2 个", buttons=["✓ 王建国", "✓ 陈1", "选好了，交"])
    await chen.presses("陈0")
    await chen.sees("现在选了 3 个")
    assert "选好了，交" not in chen.buttons
    await chen.presses("✓ 陈1")
    await chen.sees("现在选了 2 个")
    await chen.presses("选好了，交")
    await chen.sees("截止前可以撤回重填")
    await chen.presses("撤回重填")
    await chen.presses("陈1")
    await chen.sees("现在选了 1 个")
    await chen.presses("选好了，交")
    await chen.sees("截止前可以撤回重填")
    # The day before it closes, only who has not answered is reminded.
    await other.sees("请您推荐")
    set_clock(stage.house, NOW + dt.timedelta(days=6, hours=1))
    await stage.settle()
    await other.sees("还没有填完")
    await chen.sees_nothing_new()
    set_clock(stage.house, NOW + dt.timedelta(days=7, hours=1))
    await stage.settle()
    await secretary.sees("结果只有您能看")
    await secretary.presses("看结果")
    await secretary.sees("· 王建国：0", "· 陈0：0", "· 陈1：1")
    async with stage.house.db.read() as session:
        (row,) = await session.scalars(select(SurveyNamedAnswer))
        assert row.choices == [2]
    await other.presses("去填")
    shown: Any = await other.sees("已经截止了")
    assert "陈1：" not in str(shown)
