"""The lane of a crowd: recognised as they came, answered by what the transaction said, everything else as ever."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from sqlalchemy import select

from db.attendance import Attendance
from db.inbox import InboxUpdate
from db.members import Member
from handlers import lane
from handlers.checkin_lane import CheckInLane
from handlers.lane import Press
from playground.actor import Actor
from playground.client import NotSeen
from services import outbox
from services.house import House
from services.outbox import PRIORITY_ANSWER, Button, Message, Payload
from tests import factories
from tests.bot.test_receiving import _bot, _webhook, _world
from tests.fixtures.houses import house_at
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in, door, shown
from tests.handlers.tapping import CHAT, press
from tests.services.rollcall.hall import START, clock


@pytest.mark.parametrize("data", ["ck:12:s", "ck:12"])
def test_a_check_in_of_a_private_message_is_recognised(data: str) -> None:
    assert CheckInLane.read(press(data)) == Press("1", 5, 9, (12, data.endswith(":s")))


@pytest.mark.parametrize(
    "raw",
    [
        *[press(data) for data in ("ck", "ck:", "ck:x", "ck:-1", "ck:0", "ck:12:t", "ck:12:s:s", "ck.go:12", "rc:1:2")],
        press(f"ck:{2**63}"),
        press("ck:" + "9" * 40),
        press("ck:１２"),
        press(message={"date": 0}),  # Telegram no longer shows it to the bot
        press(message={"chat": {"id": -7, "type": "supergroup"}}),
        press(message={"chat": {"id": 6, "type": "private"}}),
        {"update_id": 1, "callback_query": {"id": "1", "from": {"id": 5}, "data": "ck:1"}},
        {"update_id": 1, "message": {"text": "ck:12:s", "from": {"id": 5}, "chat": CHAT}},
        {"update_id": 1},
    ],
)
def test_everything_else_goes_the_ordinary_way(raw: dict[str, Any]) -> None:
    assert CheckInLane.read(raw) is None


async def _meets(house: House) -> tuple[int, Any]:
    async with house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        await factories.switch_off(session, branch)
        member = await factories.make_member(session, branch, "张敏")
        meeting = factories.meeting_of(branch, START, title="支部会")
        session.add(meeting)
        await session.flush()
        return meeting.id, member


async def _rows(house: House) -> list[Attendance]:
    async with house.db.read() as session:
        return list(await session.scalars(select(Attendance)))


async def test_the_button_says_it_and_the_screen_follows_once(stage: Stage) -> None:
    meeting, member = await _meets(stage.house)
    clock(stage.house, 14, 45)
    zhang = await comes_in(stage, member)
    await door(stage, zhang, "checkin-button-here", f"ck:{meeting}:s")
    assert zhang.toast == "✓ 签到好了：支部会，14:45"
    screen = await zhang.sees("✓ 签到好了：支部会，14:45")
    assert [[one["text"] for one in row] for row in screen["reply_markup"]["inline_keyboard"]] == [["主菜单"]]
    clock(stage.house, 14, 50)
    await stage.world.fault("redeliver_press")
    await stage.world.quiet()
    edits = await stage.world.requests("editMessageText", chat=zhang)
    assert len(edits) == 1  # the same press again: the screen shows it already
    await door(stage, zhang, "checkin-button-here", f"ck:{meeting}:s")
    assert zhang.toast == "✓ 支部会：已签到，14:45"
    await zhang.sees("✓ 支部会：已签到，14:45")
    assert len(await _rows(stage.house)) == 1


async def test_what_is_unusual_has_its_sentence_and_the_button_says_nothing(stage: Stage) -> None:
    meeting, member = await _meets(stage.house)
    clock(stage.house, 14, 30)
    zhang = await comes_in(stage, member)
    await door(stage, zhang, "checkin-button-here", f"ck:{meeting}:s")
    assert zhang.toast is None
    await zhang.sees("签到 14:40 开放")
    stranger = await stage.person("路人")
    await stranger.sends("/start")
    await stranger.sees("登记之前")
    assert await _rows(stage.house) == []


async def test_a_message_he_deleted_is_answered_by_a_new_one(stage: Stage) -> None:
    meeting, member = await _meets(stage.house)
    clock(stage.house, 14, 45)
    zhang = await comes_in(stage, member)
    await stage.world.fault(
        "http_error",
        method="editMessageText",
        status=400,
        description="Bad Request: message to edit not found",
        times=1,
    )
    await door(stage, zhang, "checkin-button-here", f"ck:{meeting}:s")
    await zhang.sees("✓ 签到好了：支部会，14:45")
    assert len(await _rows(stage.house)) == 1


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
async def test_where_the_answer_is_lost_the_screen_still_says_it(stage: Stage, kind: str) -> None:
    meeting, member = await _meets(stage.house)
    clock(stage.house, 14, 45)
    zhang = await comes_in(stage, member)
    await stage.world.fault(kind, method="answerCallbackQuery", times=1)
    with contextlib.suppress(NotSeen):  # the lost answer is what is tried
        stage.world.patience = 1.0
        await door(stage, zhang, "checkin-button-here", f"ck:{meeting}:s")
    stage.world.patience = 15.0
    await zhang.sees("✓ 签到好了：支部会，14:45")
    assert len(await _rows(stage.house)) == 1


async def test_a_spinner_does_not_wait_for_a_slow_commit(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lane, "_SPINS", 0.0)
    meeting, member = await _meets(stage.house)
    clock(stage.house, 14, 45)
    zhang = await comes_in(stage, member)
    await shown(stage, zhang, "checkin-button-here", f"ck:{meeting}:s")
    async with stage.house.db.write():  # somebody else writes for long
        assert await zhang.presses("我到了，签到") is None
        assert await _rows(stage.house) == []
    await zhang.sees("✓ 签到好了：支部会，14:45")
    assert len(await _rows(stage.house)) == 1


async def _button(house: House, meeting: int, zhang: Actor, member: int) -> None:
    """He has a message with the button, as the outbox sent it."""
    async with house.db.write() as session:
        account = await factories.make_account(session, str(zhang.id))
        await factories.bind(session, await session.get_one(Member, member), account)
        message = Message(
            kind="door",
            dedupe_key="door:hook",
            subject="door:hook",
            payload=Payload("menu-title-office", buttons=((Button("checkin-button-here", data=f"ck:{meeting}:s"),),)),
            due_at=house.now(),
            account_id=account.id,
            priority=PRIORITY_ANSWER,
        )
        await outbox.enqueue(session, [message], house.now())


async def test_a_webhook_answers_a_press_where_it_arrives(house: House) -> None:
    await _past_the_inbox(house, **_webhook())


async def test_a_poller_writes_a_press_past_the_inbox(postgres_url: str) -> None:
    house = house_at(postgres_url)
    await _past_the_inbox(house)
    await house.db.close()


async def _past_the_inbox(house: House, **changes: Any) -> None:
    meeting, member = await _meets(house)
    clock(house, 14, 45)
    async with _world() as (url, world):
        zhang = await world.person("张敏")
        await zhang.sends("/start")
        async with _bot(house, url, **changes) as process:
            await zhang.sees("登记之前")
            await _button(house, meeting, zhang, member.id)
            await process.engine.settle()
            await zhang.sees("支部助手")
            assert await zhang.presses("我到了，签到") == "✓ 签到好了：支部会，14:45"
            await zhang.sees("✓ 签到好了：支部会，14:45")
            await world.fault("redeliver_press")
            await world.quiet()
            answers = await world.requests("answerCallbackQuery")
            assert [one["params"]["text"] for one in answers] == [
                "✓ 签到好了：支部会，14:45",
                "✓ 支部会：已签到，14:45",
            ]
        assert len(await world.requests("editMessageText")) == 1
    assert len(await _rows(house)) == 1
    async with house.db.read() as session:
        assert len(list(await session.scalars(select(InboxUpdate)))) == 1  # /start alone
