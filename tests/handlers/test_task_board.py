"""The task board and the talks as conversations, from the branch's screen and from a meeting."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from db.names import BranchRole, EventType
from playground.actor import Actor
from services import meetings
from services.access import identify
from services.meetings import Wish
from tests import factories
from tests.fixtures.houses import set_clock
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in, door

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
async def people(stage: Stage) -> tuple[Actor, Actor, int, int]:
    """A secretary, a member, the branch, and its meeting on 9 December."""
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        await factories.switch_off(session, branch)
        wang = await factories.make_member(session, branch, "王建国", role=BranchRole.SECRETARY)
        zhang = await factories.make_member(session, branch, "张敏")
    actors = await comes_in(stage, wang), await comes_in(stage, zhang)
    async with stage.house.db.read() as session:
        secretary = await identify(session, "telegram", str(actors[0].id), stage.house.today())
    wish = Wish((EventType.BRANCH_GENERAL_MEETING,), dt.date(2026, 12, 9), dt.time(15), 120)
    made = await meetings.plan(stage.house, secretary, branch.id, wish)
    await stage.settle()
    return *actors, branch.id, made.id


async def test_a_task_from_a_meeting_to_what_came_of_it(stage: Stage, people: tuple[Actor, Actor, int, int]) -> None:
    wang, zhang, branch, meeting = people
    await door(stage, wang, "meetings-button-look", f"mt.at:{branch}:{meeting}")
    await wang.presses("记一件任务")
    await wang.sees("要办什么事", "最多 60 个字")
    await wang.sends("借好投影仪")
    await wang.sees("○ 借好投影仪（书记）", buttons=["✓ 办好了", "谁来办", "最晚哪天", "看是哪次会议"])
    await wang.presses("谁来办")
    await wang.presses("选一位同志")
    await wang.presses("张敏")
    await wang.presses("最晚哪天")
    await wang.sends("12月8日")
    await wang.sees("○ 借好投影仪（张敏，最晚 12月8日（周二））", buttons=["‹ 返回"])
    await wang.presses("‹ 返回")
    await wang.sees("内科党支部的任务板，还有 1 件没办完", buttons=["借好投影仪", "加一件", "‹ 返回"])
    await zhang.has_seen_everything()
    set_clock(stage.house, dt.datetime(2026, 12, 5, 9, tzinfo=SHANGHAI).astimezone(dt.UTC))
    await stage.settle()
    await zhang.sees("“任务板”里有一件事请您办：借好投影仪")
    await zhang.presses("✓ 借好投影仪")
    await zhang.sees("记下了：借好投影仪，已办好", buttons=["点错了，撤回", "写一句结果"])
    await zhang.presses("写一句结果")
    await zhang.sees("办得怎么样")
    await zhang.sends("跟设备科借的，会后还")
    await zhang.sees("结果：跟设备科借的，会后还")
    await zhang.presses("我要办的事")
    await zhang.sees("现在没有要您办的事")

    await wang.sends("支部")
    await wang.presses("清单和任务")
    await wang.presses("任务板")
    await wang.sees("现在没有要办的事", buttons=["加一件", "办好的（1）"])
    await wang.presses("办好的（1）")
    await wang.sees(
        "近两个月办好的事，共 1 件", "✓ 借好投影仪（张敏）", "办好：12月5日（周六）；结果：跟设备科借的，会后还"
    )


async def test_a_task_from_a_suggestion(stage: Stage, people: tuple[Actor, Actor, int, int]) -> None:
    wang, zhang, *_ = people
    await zhang.presses("意见箱")
    await zhang.presses("署名提意见")
    await zhang.presses("支部工作")
    await zhang.sends("学习材料能不能早一天发")
    await stage.settle()
    await wang.sees("有同志署名提了一条意见")
    await wang.presses("看一看")
    await wang.presses("记一件任务")
    await wang.sees("要办什么事")
    await wang.sends("学习材料提前一天发")
    await wang.sees("○ 学习材料提前一天发（书记）", buttons=["看是哪条建议"])
    await wang.presses("看是哪条建议")
    await wang.sees("学习材料能不能早一天发")


async def test_talks_by_day_and_pair(stage: Stage, people: tuple[Actor, Actor, int, int]) -> None:
    wang, *_ = people
    await wang.sends("支部")
    await wang.presses("清单和任务")
    await wang.presses("谈心谈话")
    await wang.sees("还没有安排", "不记谈了什么", buttons=["加一对", "登记表"])
    await wang.presses("加一对")
    await wang.sees("谁来谈")
    await wang.presses("王建国")
    await wang.sees("和谁谈", buttons=["张敏"])
    await wang.presses("张敏")
    await wang.sees("○ 王建国 和 张敏", buttons=["✓ 今天谈过了", "✓ 另一天谈的", "最晚哪天", "去掉这项"])
    await wang.presses("最晚哪天")
    await wang.sends("12月1日")
    await wang.sees("○ 王建国 和 张敏（最晚 12月1日（周二））")
    await wang.presses("✓ 另一天谈的")
    await wang.sends("2030-01-01")
    await wang.sees("这一天还没到")
    await wang.sends("昨天")
    await wang.sees("✓ 王建国 和 张敏（11月", buttons=["改谈话日期", "还没谈"])
    await wang.presses("‹ 返回")
    await wang.sees("1. ✓ 王建国 和 张敏", buttons=["1", "登记表"])
    await wang.presses("登记表")
    await wang.sees("今年的谈心谈话登记表，共 1 次")
