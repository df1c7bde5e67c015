"""Polls: limits, votes, closing by hand and by the clock."""

from datetime import timedelta
from typing import Any

import pytest

from playground.client import Actor, Playground, PlaygroundError
from tests.playground.conftest import BotApi, Refused

POLL: dict[str, Any] = {"question": "参加吗？", "options": [{"text": "参加"}, {"text": "请假"}], "is_anonymous": False}


async def test_votes_are_told_by_name(bot: BotApi, heard: Actor) -> None:
    sent = await bot("sendPoll", chat_id=heard.id, **POLL)
    await heard.votes(1)
    assert (await heard.looks())[-1]["chosen"] == [1]
    answered, counted = await bot.updates()
    assert answered["poll_answer"]["user"]["id"] == heard.id
    assert answered["poll_answer"]["option_ids"] == [1]
    assert answered["poll_answer"]["poll_id"] == sent["poll"]["id"]
    assert [option["voter_count"] for option in counted["poll"]["options"]] == [0, 1]
    await heard.votes()
    retracted, counted = await bot.updates()
    assert retracted["poll_answer"]["option_ids"] == []
    assert counted["poll"]["total_voter_count"] == 0


async def test_an_anonymous_poll_names_nobody(bot: BotApi, heard: Actor) -> None:
    await bot("sendPoll", chat_id=heard.id, **(POLL | {"is_anonymous": True}))
    await heard.votes(0)
    assert [set(update) - {"update_id"} for update in await bot.updates()] == [{"poll"}]


async def test_stopping(bot: BotApi, heard: Actor) -> None:
    sent = await bot("sendPoll", chat_id=heard.id, **POLL)
    target = {"chat_id": heard.id, "message_id": sent["message_id"]}
    assert (await bot("stopPoll", **target))["is_closed"] is True
    with pytest.raises(Refused, match="poll has already been closed"):
        await bot("stopPoll", **target)
    with pytest.raises(PlaygroundError, match="closed"):
        await heard.votes(0)
    text = await bot("sendMessage", chat_id=heard.id, text="x")
    with pytest.raises(Refused, match="message with poll to stop not found"):
        await bot("stopPoll", chat_id=heard.id, message_id=text["message_id"])


async def test_a_poll_closes_by_the_clock(bot: BotApi, world: Playground, heard: Actor) -> None:
    await bot("sendPoll", chat_id=heard.id, open_period=2_628_000, **POLL)
    await world.clock.advance(timedelta(days=30, hours=11))
    (update,) = await bot("getUpdates", timeout=5)
    assert update["poll"]["is_closed"] is True


async def test_a_quiz_takes_one_vote(bot: BotApi, heard: Actor) -> None:
    sent = await bot("sendPoll", chat_id=heard.id, type="quiz", correct_option_ids=[0], explanation="因为", **POLL)
    assert sent["poll"]["correct_option_ids"] == [0]
    await heard.votes(0)
    with pytest.raises(PlaygroundError, match="voted"):
        await heard.votes(1)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"question": ""}, "poll question must be non-empty"),
        ({"question": "字" * 301}, "poll question length must not exceed 300"),
        ({"options": []}, "poll must have at least 1 option"),
        ({"options": ["x"] * 13}, "poll can't have more than 12 options"),
        ({"options": ["字" * 101]}, "poll options length must not exceed 100"),
        ({"options": [" "]}, "poll options must be non-empty"),
        ({"open_period": 4}, "wrong poll open period specified"),
        ({"open_period": 2_628_001}, "wrong poll open period specified"),
        ({"type": "quiz"}, "quiz must have a correct option specified"),
        ({"type": "quiz", "correct_option_ids": [2]}, "wrong correct option ID specified"),
        (
            {"type": "quiz", "correct_option_ids": [0], "explanation": "a\nb\nc\nd"},
            "poll explanation has too many line feeds",
        ),
        ({"members_only": True}, "members_only polls can be sent to channels only"),
    ],
)
async def test_limits(bot: BotApi, heard: Actor, changed: dict[str, Any], refusal: str) -> None:
    with pytest.raises(Refused, match=f"^Bad Request: {refusal}$"):
        await bot("sendPoll", chat_id=heard.id, **(POLL | changed))
