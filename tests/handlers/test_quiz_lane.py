"""The lane of a quiz: its buttons are recognised as they came, everything else as ever."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.quiz_lane import QuizLane
from tests.handlers.tapping import press


@pytest.mark.parametrize("data", ["q.a:12:1:1", "q.a:9223372036854775807:20:255"])
def test_an_answer_of_a_private_message_is_recognised(data: str) -> None:
    assert QuizLane.read(press(data)) is not None


@pytest.mark.parametrize(
    "raw",
    [
        *[
            press(data)
            for data in (
                "q.a",
                "q.a:12",
                "q.a:12:1",
                "q.a:12:1:0",
                "q.a:12:1:256",
                "q.a:0:1:1",
                "q.a:-1:1:1",
                "q.a:x:1:1",
                "q.a:１:1:1",
                "q.a:12:1:1:1",
                f"q.a:{2**63}:1:1",
                "q.a:" + "9" * 30 + ":1:1",
                "q.t:12:1:1",
                "qz.go:1:1:1",
            )
        ],
        press("q.a:12:1:1", message={"date": 0}),  # Telegram no longer shows it to the bot
        press("q.a:12:1:1", message={"chat": {"id": -7, "type": "supergroup"}}),
        {"update_id": 1, "message": {"text": "q.a:12:1:1"}},
    ],
)
def test_everything_else_goes_the_ordinary_way(raw: dict[str, Any]) -> None:
    assert QuizLane.read(raw) is None
