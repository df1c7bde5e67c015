"""Meetings of a branch, as a conversation; and what its members read when something changes."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from db.meetings import Meeting
from db.names import BranchRole, OutboxState
from db.organisations import Organisation
from db.outbox import OutboxMessage
from playground.actor import Actor
from services import meetings
from tests import factories
from tests.fixtures.houses import set_clock
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in, door

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
async def people(stage: Stage) -> tuple[Actor, Actor]:
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        wang = await factories.make_member(session, branch, "王建国", role=BranchRole.SECRETARY)
        zhang = await factories.make_member(session, branch, "张敏")
    return await comes_in(stage, wang), await comes_in(stage, zhang)


async def _by_hand_only(stage: Stage) -> None:
    async with stage.house.db.write() as session:
        await factories.switch_off(session, (await session.scalars(select(Organisation))).one())


async def _branch(stage: Stage) -> int:
    async with stage.house.db.read() as session:
        return (await session.scalars(select(Organisation.id))).one()


async def _meetings(stage: Stage) -> list[Meeting]:
    async with stage.house.db.read() as session:
        return list(await session.scalars(select(Meeting).order_by(Meeting.id)))


async def _at(stage: Stage, month: int, day: int, hour: int, minute: int = 0) -> None:
    moment = dt.datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)
    set_clock(stage.house, moment.astimezone(dt.UTC))
    await stage.settle()


async def test_planned_invited_moved_called_off(  # noqa: PLR0915 - a meeting has a long life
    stage: Stage, people: tuple[Actor, Actor]
) -> None:
    wang, zhang = people
    await _by_hand_only(stage)
    await wang.presses("支部管理")
    await wang.presses("会议和活动")
    await wang.sees("还没有安排")
    await wang.presses("提醒规则")
    await wang.presses("近期会议")
    await wang.presses("安排一次")
    await wang.sees("要安排什么")
    await wang.presses("支部党员大会")
    await wang.sees("什么时候")
    await wang.sends("下周三")
    await wang.sees("没看懂这个日子和时间")
    await wang.sends("12月9日 15:00")
    await wang.sees("支部党员大会，内科党支部", "12月9日（周三）15:00，60 分钟", "还没有发通知", "2 人")
    await wang.presses("写地点")
    await wang.sees("在哪里")
    await wang.sends("三楼会议室")
    await wang.sees("地点：三楼会议室")
    await _at(stage, 12, 4, 9)
    await zhang.sees("支部党员大会", "时间：12月9日（周三）15:00，大约 60 分钟", "地点：三楼会议室")
    await wang.sees("支部党员大会", "大约 60 分钟")

    await wang.sends("会议")
    await wang.presses("会议和活动")
    await wang.sees("近期的会议和活动")
    await wang.presses("支部党员大会")
    await wang.sees("已经告诉 2 人")
    await wang.presses("改时间")
    await wang.sees("现在是 12月9日", buttons=["12月16日（周三）"])
    await wang.presses("12月16日")
    await wang.sees("把支部党员大会改到 12月16日（周三）15:00", "已经告诉 2 人", "会前提醒 4 条跟着改")
    await wang.presses("是，改到这个时间")
    await wang.sees("支部党员大会（改过时间）", "12月16日（周三）15:00")
    await stage.settle()
    await zhang.sees("支部党员大会有变动，请以这条为准", "时间：12月16日（周三）15:00")
    await _at(stage, 12, 9, 13)
    await zhang.sees_nothing_new()

    await _at(stage, 12, 15, 9)
    await zhang.sees("提醒您：支部党员大会", "12月16日")
    await wang.sends("会议")
    await wang.presses("会议和活动")
    await wang.sees("近期的会议和活动")
    await wang.presses("支部党员大会")
    await wang.sees("改过时间")
    await wang.presses("取消这次")
    await wang.sees("要取消 12月16日", "已经告诉 2 人，会再告诉他们一次", "会前提醒 2 条不再发")
    await wang.presses("是，取消这次")
    await wang.sees("支部党员大会（已取消）")
    await stage.settle()
    await zhang.sees("原定 12月16日（周三）15:00 的支部党员大会取消了")
    async with stage.house.db.read() as session:
        waiting = select(OutboxMessage.dedupe_key).where(
            OutboxMessage.state == OutboxState.QUEUED, OutboxMessage.subject.startswith("meeting:1")
        )
        assert list(await session.scalars(waiting)) == []


async def test_a_rules_meeting_is_looked_at_before_anybody_is_invited(
    stage: Stage, people: tuple[Actor, Actor]
) -> None:
    wang, zhang = people
    await meetings.reconcile_all(stage.house)
    await _at(stage, 11, 26, 9)
    await wang.sees("内科党支部：12月4日（周五）15:00 有主题党日", "11月29日（周日）09:00 会通知大家")
    await wang.presses("看一看")
    await wang.sees("主题党日，内科党支部", "按规则自动排的")
    await wang.presses("写主题")
    await wang.sees("主题是什么")
    await wang.sends("学习党章")
    await wang.sees("主题：学习党章")
    await zhang.has_seen_everything()
    await _at(stage, 11, 29, 9)
    await zhang.sees("主题党日", "时间：12月4日（周五）15:00", "地点：另行通知", "主题：学习党章")


async def test_one_that_was_held_is_noted(stage: Stage, people: tuple[Actor, Actor]) -> None:
    wang, zhang = people
    branch = await _branch(stage)
    await _by_hand_only(stage)
    await door(stage, wang, "meetings-button-new", f"mt.new:{branch}:PARTY_LECTURE")
    await wang.sees("党课什么时候")
    await wang.sends("11月3日 15:00")
    await wang.sees("党课（已经开过）", "11月3日（周二）15:00")
    await door(stage, wang, "meetings-button-new", f"mt.new:{branch}:PARTY_LECTURE")
    await wang.sees("党课什么时候")
    await wang.sends("11月3日 15:00")
    await wang.sees("没有重复登记")
    assert len(await _meetings(stage)) == 1
    await wang.presses("写地点")
    await wang.sees("在哪里")
    await wang.sends("三楼会议室")
    await wang.sees("党课（已经开过）", "地点：三楼会议室")
    await zhang.sees_nothing_new()


async def test_one_that_was_noted_by_mistake_is_taken_back_until_something_of_it_is_kept(
    stage: Stage, people: tuple[Actor, Actor]
) -> None:
    wang, zhang = people
    branch = await _branch(stage)
    await _by_hand_only(stage)
    await door(stage, wang, "meetings-button-new", f"mt.new:{branch}:PARTY_LECTURE")
    await wang.sees("党课什么时候")
    await wang.sends("11月3日 7:00")
    await wang.sees("党课（已经开过）", "11月3日（周二）07:00")
    await wang.presses("没有开，或记错了")
    await wang.sees("要取消 11月3日", "不会打扰任何人")
    await wang.presses("是，取消这次")
    await wang.sees("党课（已取消）")
    await zhang.sees_nothing_new()
    await door(stage, wang, "meetings-button-new", f"mt.new:{branch}:PARTY_LECTURE")
    await wang.sees("党课什么时候")
    await wang.sends("11月3日 17:00")
    await wang.sees("党课（已经开过）", "11月3日（周二）17:00")
    noted = (await _meetings(stage))[-1].id
    account = await stage.account_of(wang)
    assert account is not None
    async with stage.house.db.write() as session:
        session.add(factories.record_of(noted, account.id))
    await wang.presses("没有开，或记错了")
    await wang.sees("改不了")
    await door(stage, wang, "meetings-button-list", f"mt.at:{branch}:{noted}")
    await wang.sees("党课（已经开过）")
    assert "没有开，或记错了" not in wang.buttons


async def test_wrong_answers_get_a_sentence_and_change_nothing(stage: Stage, people: tuple[Actor, Actor]) -> None:
    wang, _ = people
    branch = await _branch(stage)
    await _by_hand_only(stage)
    async with stage.house.db.write() as session:
        row = factories.meeting_of(await session.get_one(Organisation, branch))
        session.add(row)
        await session.flush()
        meeting = row.id
    await door(stage, wang, "meetings-button-move", f"mt.mv:{branch}:{meeting}")
    await wang.sees("改到什么时候")
    await wang.sends("2026-11-10 15:00")
    await wang.sees("已经过了")
    await wang.sends("2028-11-10 15:00")
    await wang.sees("日子太远了")
    await wang.sends("16:30")
    await wang.sees("改到 12月9日（周三）16:30", "还没有通知过")
    await wang.presses("是，改到这个时间")
    await wang.sees("12月9日（周三）16:30", "60 分钟")
    await door(stage, wang, "meetings-button-place", f"mt.pl:{branch}:{meeting}")
    await wang.sees("在哪里")
    await wang.sends("长" * 61)
    await wang.sees("太长了，最多 60 个字")
    await wang.sends("/cancel")
    await wang.sees("已取消")
    (stored,) = await _meetings(stage)
    assert (stored.place, stored.version) == (None, 2)


async def test_a_member_chooses_his_own_greeting(stage: Stage, people: tuple[Actor, Actor]) -> None:
    _, zhang = people
    await door(stage, zhang, "greetings-button-yes", "greet")
    await zhang.sees("要不要我私下给您发一句祝福")
    await zhang.presses("要")
    await zhang.sees("我会私下给您发一句祝福", buttons=["不要了"])
    account = await stage.account_of(zhang)
    assert account is not None
    assert account.birthday_greeting
    await zhang.presses("不要了")
    await zhang.sees("要不要我私下")
    account = await stage.account_of(zhang)
    assert account is not None
    assert not account.birthday_greeting
