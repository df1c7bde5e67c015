"""What Telegram's errors mean for a letter, and letters on their real way to the playground."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

import texts
from db.names import Lane, OutboxAction, OutboxReason, OutboxState, Reach
from db.outbox import OutboxMessage
from playground.actor import Actor
from scheduler import telegram_sender
from scheduler.telegram_sender import NotWritten, ServerFailed, TelegramSender, Unanswered, outcome_of
from services import outbox, outcomes
from services.delivery import Letter
from services.house import House
from services.outbox import Button, Message, Payload
from services.outcomes import Ambiguous, Flooded, Migrated, Outcome, Refused, Sent, Unreachable
from tests.factories import make_branch, make_member
from tests.fixtures.houses import NOW
from tests.fixtures.stages import Stage
from tests.scheduler import outgoing


def letter(address: str = "5") -> Letter:
    return Letter(
        id=1,
        kind="test",
        action=OutboxAction.SEND,
        address=address,
        thread=None,
        language="zh-CN",
        zone=ZoneInfo("Asia/Shanghai"),
        payload={},
        lane=Lane.BULK,
        parts_sent=(),
        of_ids=(),
        due_at=NOW,
    )


@pytest.mark.parametrize(
    ("error", "address", "meaning"),
    [
        (RetryAfter(dt.timedelta(seconds=7)), "5", Flooded(dt.timedelta(seconds=7))),
        (ChatMigrated(-100555), "-5", Migrated("-100555")),
        (Forbidden("Forbidden: bot was blocked by the user"), "5", Unreachable(OutboxReason.BLOCKED)),
        (Forbidden("Forbidden: user is deactivated"), "5", Unreachable(OutboxReason.DEACTIVATED)),
        (
            Forbidden("Forbidden: bot can't initiate conversation with a user"),
            "5",
            Unreachable(OutboxReason.NEVER_STARTED),
        ),
        (Forbidden("Forbidden: bot was kicked from the group chat"), "-5", Unreachable(OutboxReason.CHAT_GONE)),
        (BadRequest("Chat not found"), "5", Unreachable(OutboxReason.NEVER_STARTED)),
        (BadRequest("Chat not found"), "-5", Unreachable(OutboxReason.CHAT_GONE)),
        (BadRequest("Not enough rights to send text messages to the chat"), "-5", Unreachable(OutboxReason.CHAT_GONE)),
        (BadRequest("Message is not modified: specified new message content"), "5", Sent()),
        (BadRequest("Message to delete not found"), "5", Sent()),
        (BadRequest("Can't parse entities"), "5", Refused()),
        (NotWritten("x"), "5", outcomes.NotWritten()),
        (ServerFailed(502), "5", outcomes.ServerFailed()),
        (InvalidToken(), "5", outcomes.ServerFailed()),
        (Conflict("x"), "5", outcomes.ServerFailed()),
        (TimedOut(), "5", Ambiguous()),
        (Unanswered("x"), "5", Ambiguous()),
        (NetworkError("x"), "5", Ambiguous()),
        (TelegramError("Invalid server response"), "5", Ambiguous()),
    ],
)
def test_what_an_error_means(error: TelegramError, address: str, meaning: Outcome) -> None:
    assert outcome_of(error, letter(address)) == meaning


async def _member(stage: Stage, name: str = "张敏") -> tuple[int, Actor]:
    async with stage.house.db.write() as session:
        branch = await make_branch(session, f"{name}的党支部")
        member = await make_member(session, branch, name)
    actor = await stage.known(member)
    await actor.starts()
    await stage.world.quiet()
    return member.id, actor


async def _queue(stage: Stage, member_id: int, key: str = "a", **fields: object) -> None:
    values: dict[str, object] = {
        "kind": "test",
        "dedupe_key": key,
        "subject": "s",
        "payload": Payload(
            "dues-remind-soon",
            {"due": {"date": "2026-11-20"}},
            buttons=((Button("dues-button-pause", data="me.pause"),),),
        ),
        "due_at": NOW,
        "member_id": member_id,
        **fields,
    }
    async with stage.house.db.write() as session:
        await outbox.enqueue(session, [Message(**values)], NOW)  # type: ignore[arg-type] # test fields by name


async def rows(house: House) -> list[OutboxMessage]:
    """The test's own rows: the members have dues to be reminded of as well."""
    return [row for row in await outgoing.rows(house) if row.kind == "test"]


async def _sent_texts(stage: Stage, method: str = "sendMessage") -> list[str]:
    found = await stage.world.requests(method=method)
    return [request["params"]["text"] for request in found if request["ok"] and "党费请在" in request["params"]["text"]]


async def test_a_reminder_arrives_with_its_button_in_the_persons_language(stage: Stage) -> None:
    member_id, _ = await _member(stage)
    await _queue(stage, member_id)
    await stage.settle()
    (said,) = await _sent_texts(stage)
    assert "11月20日（周五）" in said
    (row,) = await rows(stage.house)
    assert (row.state, len(row.message_ids or [])) == (OutboxState.SENT, 1)


async def test_a_long_text_goes_in_parts_and_the_parts_that_went_are_not_repeated(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    member_id, _ = await _member(stage)
    long = "\n\n".join(f"第 {number} 段：" + "本月党费请在" * 100 for number in range(1, 14))
    monkeypatch.setattr(texts, "message_text", lambda *_, **__: long)
    monkeypatch.setattr(telegram_sender, "_written", telegram_sender._written.__wrapped__)
    await _queue(stage, member_id)
    async with stage.house.db.write() as session:
        half = (await session.scalars(select(OutboxMessage).where(OutboxMessage.dedupe_key == "a"))).one()
        half.message_ids = [4711]
    await stage.settle()
    said = await _sent_texts(stage)
    (row,) = await rows(stage.house)
    assert row.message_ids is not None
    assert row.message_ids[0] == 4711
    assert len(row.message_ids) == len(said) + 1 == 3
    assert "第 1 段" not in "".join(said)
    assert "第 13 段" in said[-1]


async def test_an_edit_changes_the_message_and_twice_is_as_good_as_once(stage: Stage) -> None:
    member_id, _ = await _member(stage)
    await _queue(stage, member_id)
    await stage.settle()
    for key in ("edit", "edit again"):
        await _queue(
            stage,
            member_id,
            key,
            action=OutboxAction.EDIT,
            payload=Payload("dues-remind-today", {"due": {"date": "2026-11-20"}}, of="a"),
        )
        await stage.settle()
    assert {row.state for row in await rows(stage.house)} == {OutboxState.SENT}
    (request, _) = await stage.world.requests(method="editMessageText")
    assert request["message_id"] == (await rows(stage.house))[0].message_ids[0]  # type: ignore[index] # sent


async def test_what_the_person_deleted_himself_hides_no_other_part_from_a_deletion(stage: Stage) -> None:
    member_id, actor = await _member(stage)
    for key in ("a", "b"):
        await _queue(stage, member_id, key)
        await stage.settle()
    both = [row.message_ids[0] for row in await rows(stage.house) if row.message_ids]
    assert len(both) == 2
    async with stage.house.db.write() as session:
        first = (await session.scalars(select(OutboxMessage).where(OutboxMessage.dedupe_key == "a"))).one()
        first.message_ids = [9_999, *both]  # of three messages the first is gone
    await _queue(stage, member_id, "away", action=OutboxAction.DELETE, payload=Payload("menu-title", of="a"))
    await stage.settle()
    assert {row.state for row in await rows(stage.house)} == {OutboxState.SENT}
    left = {message["message_id"] for message in await actor.looks()}
    assert not left & set(both)


async def test_who_blocks_the_bot_is_noted(stage: Stage) -> None:
    member_id, actor = await _member(stage)
    await actor.blocks()
    await _queue(stage, member_id)
    async with stage.house.db.write() as session:
        # The bot has heard of it already; make it forget.
        await session.execute(text("UPDATE accounts SET reach = 'REACHABLE'"))
    await stage.settle()
    (row,) = await rows(stage.house)
    assert (row.state, row.reason) == (OutboxState.UNREACHABLE, OutboxReason.BLOCKED)
    account = await stage.account_of(actor)
    assert account is not None
    assert account.reach is Reach.BLOCKED


async def test_a_cut_connection_is_unknown_then_sent_again(stage: Stage) -> None:
    member_id, _ = await _member(stage)
    await _queue(stage, member_id)
    await stage.world.fault("drop_after", method="sendMessage", times=1)
    await stage.settle()
    (row,) = await rows(stage.house)
    assert (row.state, row.unknowns) == (OutboxState.UNKNOWN, 1)
    await stage.settle()
    (row,) = await rows(stage.house)
    assert (row.state, row.unknowns) == (OutboxState.SENT, 1)
    delivered = [one for one in await stage.world.requests(method="sendMessage") if one.get("delivered")]
    assert len([one for one in delivered if "党费" in one["params"]["text"]]) == 2


@pytest.mark.parametrize("status", [500, 502])
async def test_5xx_is_tried_again(stage: Stage, status: int) -> None:
    member_id, _ = await _member(stage)
    await _queue(stage, member_id)
    await stage.world.fault("http_error", status=status, method="sendMessage", times=1)
    await stage.settle()
    (row,) = await rows(stage.house)
    assert (row.state, row.attempts) == (OutboxState.QUEUED, 1)


async def test_a_sentence_that_is_missing_ends_the_message_and_nothing_else(stage: Stage) -> None:
    member_id, _ = await _member(stage)
    other_id, _ = await _member(stage, "李强")
    await _queue(stage, member_id, payload=Payload("no-such-sentence"))
    await _queue(stage, other_id, "b")
    await stage.settle()
    first, second = await rows(stage.house)
    assert (first.state, first.reason) == (OutboxState.FAILED, OutboxReason.UNRENDERABLE)
    assert second.state is OutboxState.SENT


async def test_a_moment_carries_the_messenger_s_clock(stage: Stage) -> None:
    member_id, actor = await _member(stage)
    moment = dt.datetime(2026, 11, 20, 6, 40, tzinfo=dt.UTC)
    words = Payload("meetings-cancelled", {"what": "党课", "time": {"time": moment.isoformat()}})
    await _queue(stage, member_id, payload=words)
    await stage.settle()
    seen = await actor.sees("原定 11月20日（周五）14:40 的党课取消了")
    (clock,) = [one for one in seen["entities"] if one["type"] == "date_time"]
    assert (clock["unix_time"], clock["date_time_format"]) == (int(moment.timestamp()), "wDt")
    assert seen["text"].encode("utf-16-le")[2 * clock["offset"] :][: 2 * clock["length"]].decode("utf-16-le") == (
        "11月20日（周五）14:40"
    )


@pytest.mark.parametrize(
    ("paid", "lane", "asked"), [(False, Lane.BULK, None), (True, Lane.BULK, True), (True, Lane.INTERACTIVE, None)]
)
@pytest.mark.parametrize("carried", [{}, {"file": {"kind": "PHOTO", "id": "f"}}, {"album": ["f", "g"]}])
async def test_bulk_is_paid_for_only_where_the_operator_said_so(
    carried: dict[str, Any], paid: bool, lane: Lane, asked: bool | None
) -> None:
    bot = _NotingBot()
    sender = TelegramSender(bot, outgoing.NotingSender(), paid=paid)  # type: ignore[arg-type] # only what is called
    sent = replace(letter(), lane=lane, payload={"key": "menu-title", "vars": {"branch": "内科"}} | carried)
    assert (await sender.send(sent)).outcome == Sent()
    (request,) = bot.requests
    assert request.get("allow_paid_broadcast") is asked


class _NotingBot:
    """Takes down what is asked of it."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []

    async def call(self, _endpoint: str, body: dict[str, Any], _lane: Lane) -> dict[str, int]:
        self.requests.append(body)
        return {"message_id": 7}
