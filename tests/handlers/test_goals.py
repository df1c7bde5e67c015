"""The yearly goals and the leaders' double organisational life, as conversations."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from db.dual import DualRecord
from db.meetings import MeetingType
from db.names import BranchRole, EventType, MeetingState
from playground.actor import Actor
from tests import factories
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in
from tests.handlers.forging import press_forged


@pytest.fixture
async def people(stage: Stage) -> tuple[Actor, Actor, Actor, int]:
    """A secretary, a leader of the hospital, a discipline member, and the branch."""
    async with stage.house.db.write() as session:
        committee = await factories.make_organisation(session)
        branch = await factories.make_branch(session, "内科党支部", parent=committee)
        wang = await factories.make_member(session, branch, "王建国", role=BranchRole.SECRETARY)
        zhang = await factories.make_member(session, branch, "张敏")
        li = await factories.make_member(session, branch, "李纪检", role=BranchRole.DISCIPLINE_MEMBER)
        row = factories.meeting_of(branch, dt.datetime(2026, 11, 6, 7, tzinfo=dt.UTC), state=MeetingState.HELD)
        session.add(row)
        await session.flush()
        session.add(MeetingType(meeting_id=row.id, type=EventType.THEMED_PARTY_DAY))
    return await comes_in(stage, wang), await comes_in(stage, zhang), await comes_in(stage, li), branch.id


async def test_the_goals_of_a_branch_and_its_form(stage: Stage, people: tuple[Actor, Actor, Actor, int]) -> None:
    wang, zhang, li, branch = people
    await wang.sends("支部")
    await wang.presses("年度目标")
    await wang.sees(
        "内科党支部 2026 年组织生活", "· 主题党日 1/2（最近 11月6日（周五））", "· 组织生活会 0/1（还没有记录）"
    )
    await wang.presses("导出表格")
    sent = await wang.sees("2026 年组织生活落实情况表")
    assert sent["document"]["file_name"] == "内科党支部组织生活落实情况表_2026.xlsx"
    await li.sends("/menu")
    await li.presses("年度目标")
    await li.sees("· 主题党日 1/2", buttons=["导出表格"])
    await li.presses("开展过什么")
    page = await li.sees("2026 年开展过的，共 1 次", "· 11月6日（周五） 主题党日")
    assert not [name for name in ("王建国", "张敏") if name in str(page)]
    await press_forged(stage, zhang, f"gl.held:{branch}")
    assert "主题党日" not in zhang.last_message["text"]
    await press_forged(stage, zhang, f"gl:{branch}")
    assert "主题党日" not in zhang.last_message["text"]


async def test_a_leader_s_double_life(stage: Stage, people: tuple[Actor, Actor, Actor, int]) -> None:
    wang, zhang, _, _ = people
    await zhang.sends("/me")
    page = await zhang.sees("我的")
    assert "双重组织生活" not in str(page)
    await wang.sends("支部")
    await wang.presses("年度目标")
    await wang.presses("双重组织生活")
    await wang.sees("还没有登记班子成员")
    await wang.presses("加一位")
    await wang.sees("哪位同志是领导班子成员")
    await wang.presses("张敏")
    await wang.sees("张敏 2026 年", "支部组织生活 0 次，班子组织生活 0 次")
    await wang.presses("记会议")
    await wang.presses("11月6日（周五） 主题党日")
    await wang.sees("以什么身份参加的")
    await wang.presses("以普通党员身份")
    await wang.sees("支部组织生活 1 次", "· 11月6日（周五） 内科党支部主题党日（以普通党员身份）")
    await wang.presses("记活动")
    await wang.sees("张敏参加了什么活动")
    await wang.sends("99月5日 义诊")
    await wang.sees("没看懂这个日期")
    await wang.sends("2026-11-17 义诊")
    await wang.sees("日子不对")
    await wang.sends("12月25日 义诊")
    await wang.sees("支部组织生活 1 次，班子组织生活 0 次")  # last year's: it counts there
    await wang.presses("记活动")
    await wang.sees("张敏参加了什么活动")
    await wang.sends("11月5日 义诊")
    await wang.sees("支部组织生活 2 次，班子组织生活 0 次", "· 11月5日（周四） 内科党支部义诊（以普通党员身份）")
    await zhang.sends("/me")
    await zhang.presses("双重组织生活")
    await zhang.sees("我的双重组织生活", "义诊")
    await wang.presses("记错了")
    await wang.sees("哪一条记错了")
    await wang.presses("11月6日（周五） 主题党日")
    await wang.sees("张敏 2026 年")
    async with stage.house.db.read() as session:
        rows = list(await session.scalars(select(DualRecord).order_by(DualRecord.id)))
    assert [one.annulled_at is None for one in rows if one.activity is None] == [False]
