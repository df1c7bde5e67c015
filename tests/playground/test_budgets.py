"""Sending budgets with a clock that the test moves."""

from typing import Any

import pytest

from playground.budgets import Budgets
from playground.client import Actor, Playground, PlaygroundError
from playground.errors import ApiError, ControlError
from tests.playground.conftest import BotApi, Refused


class Time:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def budgets(time: Time) -> Budgets:
    made = Budgets(time)
    made.configure({"enforced": True})
    return made


def _refusal(budgets: Budgets, *args: Any, **kwargs: Any) -> int:
    with pytest.raises(ApiError) as error:
        budgets.spend(*args, **kwargs)
    assert error.value.code == 429
    assert error.value.parameters is not None
    wait = error.value.parameters["retry_after"]
    assert error.value.description == f"Too Many Requests: retry after {wait}"
    return int(wait)


def test_no_sliding_second_holds_more_than_31(budgets: Budgets, time: Time) -> None:
    for person in range(31):
        budgets.spend(1, person)
        time.now += 0.01
    assert _refusal(budgets, 1, 99) == 1
    time.now += 1.0
    budgets.spend(1, 99)


def test_thirty_a_second_for_ever_is_never_refused(budgets: Budgets, time: Time) -> None:
    for number in range(3000):
        budgets.spend(1, number)
        time.now += 1 / 30


def test_a_penalty_holds_for_the_whole_bot_and_is_not_prolonged(budgets: Budgets, time: Time) -> None:
    budgets.configure({"penalty_seconds": 5})
    for person in range(31):
        budgets.spend(1, person)
    assert _refusal(budgets, 1, 99) == 6
    time.now += 2
    assert _refusal(budgets, 1, 100) == 4
    budgets.spend(2, 100)
    time.now += 4.1
    budgets.spend(1, 100)


def test_a_private_chat_takes_a_burst_then_one_a_second(budgets: Budgets, time: Time) -> None:
    for _ in range(3):
        budgets.spend(1, 7)
    assert _refusal(budgets, 1, 7) == 1
    budgets.spend(1, 8)
    for _ in range(20):
        time.now += 1.01
        budgets.spend(1, 7)
    assert _refusal(budgets, 1, 7) == 1


def test_a_group_takes_twenty_a_minute_with_edits(budgets: Budgets, time: Time) -> None:
    for number in range(20):
        budgets.spend(1, -5, overall=number % 2 == 0)
        time.now += 1
    assert _refusal(budgets, 1, -5) == 40
    budgets.spend(1, -6)


def test_paid_messages_have_their_own_budget(budgets: Budgets) -> None:
    for number in range(1001):
        budgets.spend(1, number, paid=True)
    assert _refusal(budgets, 1, 5000, paid=True) == 1


def test_an_album_counts_whole(budgets: Budgets) -> None:
    budgets.spend(1, -5, 10)
    budgets.spend(1, -5, 10)
    assert _refusal(budgets, 1, -5) == 60


def test_settings_are_checked(budgets: Budgets) -> None:
    with pytest.raises(ControlError, match="no setting 'speed'"):
        budgets.configure({"speed": 1})
    with pytest.raises(ControlError, match="takes a number"):
        budgets.configure({"per_second": "many"})


async def test_over_http(bot: BotApi, world: Playground, heard: Actor) -> None:
    settings = await world.budgets(enforced=True, chat_burst=2)
    assert settings["per_group_per_minute"] == 20
    for _ in range(2):
        await bot("sendMessage", chat_id=heard.id, text="x")
    with pytest.raises(Refused) as error:
        await bot("sendMessage", chat_id=heard.id, text="x")
    assert (error.value.code, error.value.parameters) == (429, {"retry_after": 1})
    (*_, last) = await world.requests(method="sendMessage")
    assert (last["ok"], last["error_code"], last["retry_after"], last["message_id"]) == (False, 429, 1, None)
    keys = {"inline_keyboard": [[{"text": "好", "callback_data": "ok"}]]}
    await world.budgets(enforced=False)
    await bot("sendMessage", chat_id=heard.id, text="x", reply_markup=keys)
    await world.budgets(enforced=True, chat_burst=0)
    query = await heard.press_without_waiting("好")
    assert await bot("answerCallbackQuery", callback_query_id=query) is True
    with pytest.raises(PlaygroundError, match="unknown_setting"):
        await world.budgets(speed=1)
