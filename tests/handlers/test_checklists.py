"""A checklist from the meeting to the tick, as a conversation with its secretary and an owner."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from db.checklists import ChecklistItem
from db.names import BranchRole, EventType
from playground.actor import Actor
from services import meetings
from services.access import identify
from services.meetings import Wish
from tests import factories
from tests.fixtures.houses import set_clock
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in, door
from tests.handlers.forging import press_forged

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
async def people(stage: Stage) -> tuple[Actor, Actor, int, int]:
    """A secretary, an organisation member, the branch, and its organisation-life meeting on 9 December."""
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        await factories.switch_off(session, branch)
        wang = await factories.make_member(session, branch, "王建国", role=BranchRole.SECRETARY)
        zhang = await factories.make_member(session, branch, "张敏", role=BranchRole.ORGANISATION_MEMBER)
    actors = await comes_in(stage, wang), await comes_in(stage, zhang)
    async with stage.house.db.read() as session:
        secretary = await identify(session, "telegram", str(actors[0].id), stage.house.today())
    wish = Wish((EventType.ORG_LIFE_MEETING,), dt.date(2026, 12, 9), dt.time(15), 120)
    made = await meetings.plan(stage.house, secretary, branch.id, wish)
    return *actors, branch.id, made.id


async def _at(stage: Stage, month: int, day: int, hour: int) -> None:
    set_clock(stage.house, dt.datetime(2026, month, day, hour, tzinfo=SHANGHAI).astimezone(dt.UTC))
    await stage.settle()


async def _done(stage: Stage) -> list[str | None]:
    async with stage.house.db.read() as session:
        query = select(ChecklistItem).where(ChecklistItem.done_at.is_not(None)).order_by(ChecklistItem.position)
        return [one.key or one.text for one in await session.scalars(query)]


async def test_from_the_meeting_to_the_tick(stage: Stage, people: tuple[Actor, Actor, int, int]) -> None:
    wang, zhang, branch, meeting = people
    await door(stage, wang, "meetings-button-look", f"mt.at:{branch}:{meeting}")
    await wang.sees("组织生活会", buttons=["准备清单"])
    await wang.presses("准备清单")
    await wang.sees("要看哪张清单", buttons=["＋ 组织生活会准备", "＋ 自己列的清单"])
    await wang.presses("＋ 组织生活会准备")
    await wang.sees("组织生活会准备，内科党支部，12月9日（周三）", "○ 谈心谈话谈完（书记，最晚 11月29日（周日））")
    await wang.presses("○ 谈心谈话谈完")
    await wang.sees("✓ 谈心谈话谈完（书记）", buttons=["✓ 谈心谈话谈完"])
    await wang.presses("加一项")
    await wang.sees("要在“组织生活会准备”里加什么")
    await wang.sends("借投影仪")
    await wang.sees("○ 借投影仪（书记）")
    await wang.presses("改一项")
    await wang.sees("要改哪一项")
    await wang.presses("借投影仪")
    await wang.sees("○ 借投影仪（书记）", buttons=["谁来办", "最晚哪天", "去掉这项"])
    await wang.presses("谁来办")
    await wang.sees("这件事谁来办", buttons=["组织委员", "选一位同志"])
    await wang.presses("选一位同志")
    await wang.presses("张敏")
    await wang.sees("○ 借投影仪（张敏）")
    await wang.presses("最晚哪天")
    await wang.sees("最晚哪天办好")
    await wang.sends("12月99日")
    await wang.sees("没看懂这个日期")
    await wang.sends("12月8日")
    await wang.sees("○ 借投影仪（张敏，最晚 12月8日（周二））")
    assert await _done(stage) == ["talks"]

    await zhang.has_seen_everything()
    await _at(stage, 12, 5, 9)
    told = await zhang.sees("“组织生活会准备”里有一件事请您办：借投影仪，最晚 12月8日")
    assert told["text"].count("借投影仪") == 1
    await zhang.presses("✓ 借投影仪")
    await zhang.sees("记下了：借投影仪，已办好", buttons=["点错了，撤回"])
    await zhang.presses("点错了，撤回")
    await zhang.sees("我要办的事", "○ 借投影仪（组织生活会准备，最晚 12月8日（周二））")
    await zhang.presses("○ 借投影仪")
    await zhang.sees("记下了：借投影仪")
    assert await _done(stage) == ["talks", "借投影仪"]


async def test_a_meeting_called_off_lets_the_list_rest(stage: Stage, people: tuple[Actor, Actor, int, int]) -> None:
    wang, zhang, branch, meeting = people
    await door(stage, wang, "checklists-button-branch", f"cl.mk:{branch}:m{meeting}:org_life")
    await wang.sees("组织生活会准备")
    await door(stage, wang, "meetings-button-cancel", f"mt.off:{branch}:{meeting}:yes")
    await wang.sees("已取消")
    await zhang.has_seen_everything()
    await _at(stage, 11, 29, 9)
    await zhang.sees_nothing_new()
    async with stage.house.db.read() as session:
        first = (await session.scalars(select(ChecklistItem.id).order_by(ChecklistItem.id))).first()
    await door(stage, wang, "checklists-button-branch", f"cl.tk:{branch}:{first}:1")
    await wang.sees("已经取消，清单不用办了")
    assert await _done(stage) == []


async def test_the_lists_of_a_branch(stage: Stage, people: tuple[Actor, Actor, int, int]) -> None:
    wang, zhang, branch, _ = people
    await wang.sends("支部")
    await wang.presses("清单和任务")
    await wang.sees("内科党支部的清单", "现在没有", buttons=["＋ 新建一张", "‹ 返回"])
    await wang.presses("＋ 新建一张")
    await wang.sees("要建哪张清单", buttons=["＋ 换届移交", "＋ 自己列的清单"])
    await wang.presses("＋ 换届移交")
    await wang.sees("换届移交，内科党支部", "○ 党费台账和票据（组织委员）")
    await wang.presses("返回")
    await wang.sees("内科党支部的清单", buttons=["换届移交 0/5", "＋ 新建一张"])
    await wang.presses("＋ 新建一张")
    await wang.presses("＋ 新书记上手")
    await wang.sees("新书记上手，内科党支部", "○ 和前任当面交接（书记，最晚 11月", buttons=["怎么做"])
    await wang.presses("怎么做")
    await wang.sees("想看哪一件怎么做", buttons=["核对支委和组长"])
    await wang.presses("核对支委和组长")
    await wang.sees("核对支委和组长（3/9）", "提醒就发给谁", buttons=["去办", "下一件"])
    await wang.presses("下一件")
    await wang.sees("填好支部联系人（4/9）", buttons=["去办"])
    await wang.presses("去办")
    await wang.sees("内科党支部")
    await press_forged(stage, zhang, f"cl:{branch}")
    assert "换届移交" not in zhang.last_message["text"]
