"""A reminder that comes back, and several in one, as conversations."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from db.names import OutboxState
from db.outbox import OutboxMessage
from playground.actor import Actor
from services import outbox
from services.outbox import Message, Payload
from tests import factories
from tests.fixtures.houses import set_clock
from tests.fixtures.stages import Stage
from tests.handlers.forging import press_forged

#: The day before dues are due, 09:00 in Shanghai.
RUNG = dt.datetime(2026, 11, 19, 1, tzinfo=dt.UTC)


@pytest.fixture
async def zhang(stage: Stage) -> Actor:
    async with stage.house.db.write() as session:
        member = await factories.make_member(session, await factories.make_branch(session), "张敏")
    actor = await stage.known(member)
    await actor.sends("/me")
    await actor.sees("我的")
    return actor


async def test_a_reminder_comes_back_when_he_says(stage: Stage, zhang: Actor) -> None:
    await stage.settle()
    set_clock(stage.house, RUNG)
    await stage.settle()
    reminder = await zhang.sees("党费请在 11月20日（周五）前", buttons=["稍后再提醒"])
    await zhang.presses("稍后再提醒")
    asked = await zhang.sees("党费请在", "什么时候再提醒您", buttons=["今天晚些 12:00", "明天早上 08:00"])
    assert asked["message_id"] == reminder["message_id"]
    await zhang.presses("今天晚些")
    await zhang.sees("好的，11月19日（周四）12:00再提醒您")
    set_clock(stage.house, RUNG + dt.timedelta(hours=3))
    await stage.settle()
    again = await zhang.sees("党费请在", buttons=["稍后再提醒"])
    assert again["message_id"] != reminder["message_id"]
    await zhang.presses("明天早上", message=asked["message_id"])
    await zhang.sees("没有更晚的时间")
    async with stage.house.db.read() as session:
        kinds = await session.scalars(select(OutboxMessage.kind).where(OutboxMessage.state == OutboxState.SENT))
        assert sorted(kinds) == ["dues_reminder", "snoozed"]


async def test_two_reminders_are_one_message(stage: Stage, zhang: Actor) -> None:
    await stage.settle()
    async with stage.house.db.write() as session:
        row = (await session.scalars(select(OutboxMessage).where(OutboxMessage.due_at == RUNG))).one()
        other = Message(
            kind="snoozed",
            dedupe_key="other",
            subject=f"snooze:{row.id}",
            payload=Payload("menu-title", {"branch": "急诊 & 内科"}),
            due_at=RUNG + dt.timedelta(minutes=5),
            member_id=row.member_id,
        )
        await outbox.enqueue(session, [other], RUNG)
    set_clock(stage.house, RUNG)
    await stage.settle()
    await zhang.sees("有 2 件事提醒您", "党费请在", "急诊 & 内科", buttons=["暂停提醒", "稍后再提醒"])
    await zhang.sends("/me")
    await zhang.presses("收到了没有")
    await zhang.sees("再次提醒", "交党费提醒", "和别的提醒合成一条")
    await press_forged(stage, zhang, "snz:999999")
    await press_forged(stage, zhang, "snz:1:never")
