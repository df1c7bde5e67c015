"""等您处理, as conversations: a request nobody answers, and a member no message reaches."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from db.escalations import HumanTask
from db.members import Member
from db.names import BranchRole, EventType, TaskEnd
from playground.actor import Actor
from services import meetings
from services.access import identify
from services.meetings import Wish
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in
from tests.handlers.forging import press_forged

HOUR = dt.timedelta(hours=1)


@pytest.fixture
async def people(stage: Stage) -> tuple[Actor, Actor, Actor, int]:
    """A secretary, the office, a member who has blocked the bot, and the branch."""
    async with stage.house.db.write() as session:
        committee = await factories.make_organisation(session)
        branch = await factories.make_branch(session, "内科党支部", parent=committee)
        await factories.switch_off(session, branch)
        wang = await factories.make_member(session, branch, "王建国", role=BranchRole.SECRETARY)
        li = await factories.make_member(session, branch, "李办")
        await factories.grant_role(session, li, committee, BranchRole.PARTY_OFFICE)
        zhang = await factories.make_member(session, branch, "张敏")
        await factories.make_member(session, branch, "周新来")
    return await comes_in(stage, wang), await comes_in(stage, li), await comes_in(stage, zhang), branch.id


async def _tasks(stage: Stage) -> list[HumanTask]:
    async with stage.house.db.read() as session:
        return list(await session.scalars(select(HumanTask).order_by(HumanTask.id)))


async def test_who_is_not_reached_is_told_by_telephone(stage: Stage, people: tuple[Actor, Actor, Actor, int]) -> None:
    wang, _, zhang, branch = people
    await zhang.blocks()
    async with stage.house.db.read() as session:
        secretary = await identify(session, "telegram", str(wang.id), stage.house.today())
        assert (await session.scalars(select(Member).where(Member.name == "张敏"))).one()
    wish = Wish((EventType.PARTY_LECTURE,), dt.date(2026, 11, 19), dt.time(15), 60)
    planned = await meetings.plan(stage.house, secretary, branch, wish)
    await meetings.announce(stage.house, secretary, branch, planned.id)
    await stage.settle()
    await wang.sees("党课", "时间：11月19日")
    set_clock(stage.house, NOW + HOUR)
    await stage.settle()
    await wang.sees("内科党支部有一件事等您处理")
    await wang.presses("去处理")
    await wang.sees("党课", "1 位同志可能没收到通知", "· 张敏", buttons=["1. 内科党支部", "2. 内科党支部"])
    await wang.presses("1. 内科党支部")
    await wang.sees("请当面或电话告知", buttons=["已电话告知", "已处理"])
    await wang.presses("已电话告知")
    await wang.sees("有 1 位同志没有用这个机器人", "· 周新来\n　11月19日（周四）15:00 党课", buttons=["1. 内科党支部"])
    await wang.presses("1. 内科党支部")
    await wang.sees("请当面或电话告诉他们", buttons=["已电话告知", "已处理"])
    await wang.presses("已电话告知")
    await wang.sees("现在没有等您处理的事")
    assert [task.closed_as for task in await _tasks(stage)] == [TaskEnd.PHONED] * 2


async def test_a_request_nobody_answers_reaches_the_office(
    stage: Stage, people: tuple[Actor, Actor, Actor, int]
) -> None:
    wang, li, zhang, _ = people
    newcomer = await stage.person("周新来")
    await newcomer.sends("/start")
    await newcomer.presses("同意")
    await newcomer.presses("用姓名登记")
    await newcomer.sends("内科党支部")
    await newcomer.sends("周新来")
    await stage.settle()
    await wang.sees("周新来")
    await zhang.has_seen_everything()
    set_clock(stage.house, NOW + 24 * HOUR)
    await stage.settle()
    await wang.sees("等了一天还没有答复", buttons=["看申请"])
    set_clock(stage.house, NOW + 72 * HOUR)
    await stage.settle()
    await li.sees("内科党支部有一件事等您处理")
    await li.sends("/menu")
    await li.presses("等您处理 1")
    await li.sees("登记申请，72 小时没有人答复")
    (task,) = await _tasks(stage)
    await press_forged(stage, zhang, f"td.ok:{task.id}:h")
    assert [one.closed_at for one in await _tasks(stage)] == [None]
    await li.presses("1. 内科党支部")
    await li.presses("看申请")
    await li.sees("周新来")
    await li.presses("通过")
    await stage.settle()
    (task,) = await _tasks(stage)
    assert task.closed_as is TaskEnd.ANSWERED
