"""The limiter under a clock that jumps: rates, lanes, scopes of a 429. No test sleeps."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from telegram.error import RetryAfter

from bot.limiter import Alarm, Limits, TwoLaneLimiter
from scheduler.telegram_sender import wait_of
from services.names import Lane
from tests.bot.virtual import busy, run

Clock = Callable[[], float]


class Server:
    """Stands for Telegram: notes when requests arrive, answers after a while, refuses what it is told to."""

    def __init__(self, clock: Clock, *, delay: Callable[[], float] = lambda: 0.0) -> None:
        self.clock = clock
        self.delay = delay
        self.arrived: list[tuple[float, str, Any]] = []
        self.refuse: dict[Any, list[float]] = {}

    async def __call__(self, endpoint: str, chat_id: Any) -> bool:
        await asyncio.sleep(self.delay() / 2)
        self.arrived.append((self.clock(), endpoint, chat_id))
        if self.refuse.get(chat_id):
            raise RetryAfter(dt.timedelta(seconds=self.refuse[chat_id].pop(0)))
        await asyncio.sleep(self.delay() / 2)
        return True

    def times(self, chat_id: Any = None) -> list[float]:
        return [at for at, _, chat in self.arrived if chat_id is None or chat == chat_id]


async def ask(
    limiter: TwoLaneLimiter,
    server: Server,
    chat_id: Any,
    lane: Lane | Alarm | None = None,
    endpoint: str = "sendMessage",
) -> Any:
    return await limiter.process_request(server, (endpoint, chat_id), {}, endpoint, {"chat_id": chat_id}, lane)


def most_in(times: Sequence[float], span: float) -> int:
    ordered = sorted(times)
    most, first = 0, 0
    for last, moment in enumerate(ordered):
        while ordered[first] <= moment - span:
            first += 1
        most = max(most, last - first + 1)
    return most


# --- overall --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("jitter", "least"), [(0.0, 0.995), (0.005, 0.98), (0.03, 0.95)])
def test_a_thousand_at_thirty_a_second_never_more_than_thirty_in_a_second(jitter: float, least: float) -> None:
    rng = random.Random(7)

    async def scenario(clock: Clock) -> None:
        limiter = TwoLaneLimiter(clock=clock)
        server = Server(clock, delay=lambda: 0.05 + rng.uniform(0, jitter))
        await asyncio.gather(*(ask(limiter, server, chat, Lane.BULK) for chat in range(1, 1001)))
        times = server.times()
        assert most_in(times, 1.0) <= 30 + (1 if jitter > 0.01 else 0)
        assert (len(times) - 1) / (max(times) - min(times)) >= 30 * least

    run(scenario)


@pytest.mark.parametrize(("round_trip", "jitter"), [(0.002, 0.0), (0.08, 0.0), (0.08, 0.02)])
def test_a_thousand_a_second_for_those_who_pay_while_the_process_is_busy(round_trip: float, jitter: float) -> None:
    rng = random.Random(7)

    async def scenario(clock: Clock) -> None:
        limiter = TwoLaneLimiter(Limits(per_second=1000), clock)
        server = Server(clock, delay=lambda: round_trip + rng.uniform(-jitter, jitter))

        async def work() -> None:
            while True:  # a claim, or the outcomes of a crowd
                await asyncio.sleep(0.1)
                busy(0.015)

        async def write(chat: int) -> None:
            await limiter.process_request(send, (chat,), {}, "sendMessage", {"chat_id": chat}, Lane.BULK)

        async def send(chat: int) -> bool:
            busy(0.0003)
            return await server("sendMessage", chat)

        beside = asyncio.create_task(work())
        await asyncio.gather(*(write(chat) for chat in range(1, 5001)))
        beside.cancel()
        times = server.times()
        assert most_in(times, 1.0) <= 1033
        assert (len(times) - 1) / (max(times) - min(times)) >= 980

    run(scenario)


def test_a_server_that_stands_still_for_a_moment_costs_no_share_of_the_budget() -> None:
    async def scenario(clock: Clock) -> None:
        limiter = TwoLaneLimiter(Limits(per_second=1000), clock)
        stands_still = 1001.0, 1001.25
        server = Server(clock, delay=lambda: stands_still[1] - clock() if _in(clock(), stands_still) else 0.002)
        open_at_once = asyncio.Semaphore(160)

        async def write(chat: int) -> None:
            async with open_at_once:
                await ask(limiter, server, chat, Lane.BULK)

        await asyncio.gather(*(write(chat) for chat in range(1, 8001)))
        times = server.times()
        assert most_in(times, 1.0) <= 1033
        assert (len(times) - 1) / (max(times) - min(times)) >= 990

    def _in(moment: float, span: tuple[float, float]) -> bool:
        return span[0] <= moment < span[1]

    run(scenario)


def test_bulk_that_begins_after_a_rest_does_not_burst() -> None:
    async def scenario(clock: Clock) -> None:
        limiter = TwoLaneLimiter(clock=clock)
        server = Server(clock)
        await ask(limiter, server, 1, Lane.BULK)
        await asyncio.sleep(1.5)
        await asyncio.gather(*(ask(limiter, server, chat, Lane.BULK) for chat in range(2, 12)))
        rested = server.times()[1:]
        assert [round(at - rested[0], 3) for at in rested] == [round(place / 30, 3) for place in range(10)]

    run(scenario)


def test_a_budget_below_one_a_second() -> None:
    async def scenario(clock: Clock) -> None:
        limiter = TwoLaneLimiter(Limits(per_second=0.5), clock)
        server = Server(clock)
        await asyncio.gather(*(ask(limiter, server, chat) for chat in (1, 2, 3)))
        assert [round(at - 1000, 1) for at in server.times()] == [0.0, 2.0, 4.0]

    run(scenario)


def test_an_answer_does_not_wait_behind_a_broadcast() -> None:
    async def scenario(clock: Clock) -> None:
        limiter = TwoLaneLimiter(clock=clock)
        server = Server(clock)
        bulk = [asyncio.create_task(ask(limiter, server, chat, Lane.BULK)) for chat in range(1, 301)]
        await asyncio.sleep(2.01)
        asked = clock()
        await ask(limiter, server, 9999)
        assert clock() - asked <= 1 / 30 + 0.01
        await asyncio.gather(*bulk)
        assert most_in(server.times(), 1.0) <= 30

    run(scenario)


def test_idle_budget_lets_thirty_answers_go_at_once() -> None:
    async def scenario(clock: Clock) -> None:
        limiter = TwoLaneLimiter(clock=clock)
        server = Server(clock)
        await asyncio.gather(*(ask(limiter, server, chat) for chat in range(1, 31)))
        assert clock() == 1000.0

    run(scenario)


def test_a_request_that_was_given_up_takes_nobodys_place() -> None:
    async def scenario(clock: Clock) -> None:
        limiter = TwoLaneLimiter(Limits(per_second=1), clock)
        server = Server(clock)
        await ask(limiter, server, 1)
        waiting = asyncio.create_task(ask(limiter, server, 2))
        await asyncio.sleep(0.1)
        waiting.cancel()
        await ask(limiter, server, 3)
        assert [chat for _, _, chat in server.arrived] == [1, 3]
        assert clock() == pytest.approx(1001.0, abs=0.02)

    run(scenario)


# --- a chat, a group ------------------------------------------------------------------------------------------------


def test_bulk_to_one_chat_is_one_a_second_and_answers_may_burst() -> None:
    async def scenario(clock: Clock) -> None:
        limiter = TwoLaneLimiter(clock=clock)
        server = Server(clock)
        await asyncio.gather(*(ask(limiter, server, 5, Lane.BULK) for _ in range(4)))
        assert [round(at - 1000, 2) for at in server.times(5)] == [0.0, 1.0, 2.0, 3.0]
        await asyncio.sleep(60)
        began = clock()
        await asyncio.gather(*(ask(limiter, server, 6) for _ in range(5)))
        assert [round(at - began, 2) for at in server.times(6)] == [0.0, 0.0, 0.0, 1.0, 2.0]

    run(scenario)


def test_a_reply_after_a_reminder_in_the_same_chat_does_not_wait() -> None:
    async def scenario(clock: Clock) -> None:
        limiter = TwoLaneLimiter(clock=clock)
        server = Server(clock)
        await ask(limiter, server, 5, Lane.BULK)
        await ask(limiter, server, 5)
        assert clock() == 1000.0

    run(scenario)


def test_twenty_a_minute_in_a_group_edits_included() -> None:
    async def scenario(clock: Clock) -> None:
        limiter = TwoLaneLimiter(Limits(chat_burst=1000), clock)
        server = Server(clock)
        await asyncio.gather(
            *(ask(limiter, server, -5, endpoint=("sendMessage", "editMessageText")[number % 2]) for number in range(45))
        )
        assert most_in(server.times(-5), 60.0) <= 20
        assert max(server.times()) - 1000 == pytest.approx(120.1, abs=0.2)

    run(scenario)


def test_bulk_that_would_wait_long_for_its_group_is_told_so() -> None:
    async def scenario(clock: Clock) -> None:
        limiter = TwoLaneLimiter(Limits(chat_burst=1000, per_chat_per_second=100), clock)
        server = Server(clock)
        for _ in range(20):
            await ask(limiter, server, -5)
        assert limiter.wait_for("-5") == pytest.approx(60, abs=1)
        with pytest.raises(RetryAfter):
            await ask(limiter, server, -5, Lane.BULK)
        assert len(server.arrived) == 20

    run(scenario)


def test_edits_do_not_take_the_overall_budget() -> None:
    async def scenario(clock: Clock) -> None:
        limiter = TwoLaneLimiter(Limits(per_second=1), clock)
        server = Server(clock)
        await asyncio.gather(*(ask(limiter, server, chat, endpoint="editMessageText") for chat in range(1, 50)))
        assert clock() == 1000.0

    run(scenario)


# --- 429 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("endpoint", ["answerCallbackQuery", "getMe", "sendChatAction", "setMyCommands"])
def test_what_is_no_message_never_waits(endpoint: str) -> None:
    async def scenario(clock: Clock) -> None:
        limiter = TwoLaneLimiter(clock=clock)
        server = Server(clock)
        for chat in (1, 2, 3):
            server.refuse[chat] = [3600.0]
            with pytest.raises(RetryAfter):
                await ask(limiter, server, chat)
        assert limiter.room().now == 0  # the whole bot is to wait an hour
        await limiter.process_request(server, (endpoint, 1), {}, endpoint, {"callback_query_id": "1"}, None)
        await ask(limiter, server, 1, endpoint=endpoint)
        assert clock() == 1000.0

    run(scenario)


def test_a_429_of_one_chat_holds_that_chat_only() -> None:
    async def scenario(clock: Clock) -> None:
        limiter = TwoLaneLimiter(clock=clock)
        server = Server(clock)
        server.refuse[1] = [60.0]
        with pytest.raises(RetryAfter) as caught:
            await ask(limiter, server, 1, Lane.BULK)
        assert wait_of(caught.value) == dt.timedelta(minutes=1)
        assert limiter.wait_for("1") == 60
        assert limiter.wait_for("2") == 0
        await ask(limiter, server, 2)
        assert clock() == 1000.0
        with pytest.raises(RetryAfter) as again:
            await ask(limiter, server, 1, Lane.BULK)  # told at once, nothing is sent into the penalty
        assert wait_of(again.value) == dt.timedelta(minutes=1)
        assert len(server.times(1)) == 1

    run(scenario)


def test_a_short_429_of_an_answer_is_waited_out_and_no_other_request_ends_it_early() -> None:
    async def scenario(clock: Clock) -> None:
        limiter = TwoLaneLimiter(clock=clock)
        server = Server(clock)
        server.refuse[1] = [3.0]
        first = asyncio.create_task(ask(limiter, server, 1))
        await asyncio.sleep(0.5)
        second = asyncio.create_task(ask(limiter, server, 1))
        await ask(limiter, server, 2)
        await asyncio.gather(first, second)
        assert [round(at - 1000, 1) for at in server.times(1)] == [0.0, 3.0, 3.0]

    run(scenario)


def test_a_long_429_of_an_answer_is_not_waited_out_and_repeats_are_bounded() -> None:
    async def scenario(clock: Clock) -> None:
        limiter = TwoLaneLimiter(clock=clock)
        server = Server(clock)
        server.refuse[1] = [3600.0]
        with pytest.raises(RetryAfter):
            await ask(limiter, server, 1)
        with pytest.raises(RetryAfter):
            await ask(limiter, server, 1)
        assert clock() == 1000.0
        server.refuse[2] = [1.0] * 10
        with pytest.raises(RetryAfter):
            await ask(limiter, server, 2)
        assert len(server.times(2)) == 3

    run(scenario)


def test_several_chats_that_report_a_429_mean_the_whole_bot() -> None:
    async def scenario(clock: Clock) -> None:
        limiter = TwoLaneLimiter(clock=clock)
        server = Server(clock)
        for chat in (1, 2):
            server.refuse[chat] = [5.0]
            with pytest.raises(RetryAfter):
                await ask(limiter, server, chat, Lane.BULK)
        assert limiter.room().wait < 0.1
        server.refuse[3] = [5.0]
        with pytest.raises(RetryAfter):
            await ask(limiter, server, 3, Lane.BULK)
        assert limiter.room() == type(limiter.room())(0, 5.0)
        await ask(limiter, server, 4)  # an answer waits the five seconds
        assert clock() == pytest.approx(1005.0, abs=0.1)

    run(scenario)


def test_the_whole_bot_rests_as_long_as_the_longest_report_says() -> None:
    async def scenario(clock: Clock) -> None:
        limiter = TwoLaneLimiter(clock=clock)
        server = Server(clock)
        for chat, seconds in ((1, 40.0), (2, 5.0), (3, 3.0)):
            server.refuse[chat] = [seconds]
            with pytest.raises(RetryAfter):
                await ask(limiter, server, chat, Lane.BULK)
        assert limiter.room().wait == pytest.approx(40.0, abs=0.5)

    run(scenario)


def test_one_chat_that_reports_often_is_still_one_chat() -> None:
    async def scenario(clock: Clock) -> None:
        limiter = TwoLaneLimiter(clock=clock)
        server = Server(clock)
        server.refuse[1] = [1.0, 1.0, 1.0]
        with pytest.raises(RetryAfter):
            await ask(limiter, server, 1)
        assert limiter.room().wait < 0.1

    run(scenario)


# --- the delivery loop's questions ----------------------------------------------------------------------------------


def test_room_is_what_may_go_now_and_later_says_when() -> None:
    async def scenario(clock: Clock) -> None:
        limiter = TwoLaneLimiter(clock=clock)
        server = Server(clock)
        sent = 0
        while clock() < 1010:
            room = limiter.room()
            if room.now == 0:
                assert room.wait > 0
                await asyncio.sleep(room.wait)
                continue
            began = clock()
            await asyncio.gather(*(ask(limiter, server, sent + one + 1, Lane.BULK) for one in range(room.now)))
            assert clock() - began <= 0.41
            sent += room.now
        assert most_in(server.times(), 1.0) <= 30
        assert sent >= 295

    run(scenario)


def test_idle_chats_are_forgotten() -> None:
    async def scenario(clock: Clock) -> None:
        limiter = TwoLaneLimiter(Limits(per_second=100_000), clock)
        server = Server(clock)
        for chat in range(1, 6_000):
            await ask(limiter, server, chat)
            if chat % 1_000 == 0:
                await asyncio.sleep(5)
        assert len(limiter._chats) < 4_000

    run(scenario)


@pytest.mark.parametrize("seed", range(5))
def test_any_mix_of_lanes_chats_and_pauses_keeps_the_window(seed: int) -> None:
    rng = random.Random(seed)

    async def scenario(clock: Clock) -> None:
        limiter = TwoLaneLimiter(clock=clock)
        server = Server(clock, delay=lambda: 0.06)
        tasks = []
        for number in range(400):
            lane = Lane.BULK if rng.random() < 0.7 else None
            tasks.append(asyncio.create_task(ask(limiter, server, number + 1, lane)))
            if rng.random() < 0.1:
                await asyncio.sleep(rng.uniform(0, 0.5))
        await asyncio.gather(*tasks)
        assert most_in(server.times(), 1.0) <= 30

    run(scenario)


def test_an_alarm_goes_where_the_share_of_the_budget_has_run_out_and_takes_no_place() -> None:
    """The database is away, so no process gets a new share; that is what the alarm is about."""

    async def story(clock: Clock) -> None:
        limiter, server = TwoLaneLimiter(Limits(per_second=10), clock), Server(clock)
        limiter.grant(10, until=clock())
        waiting = asyncio.create_task(ask(limiter, server, 1))
        await ask(limiter, server, 2, Alarm.NOW)
        assert [chat for _, _, chat in server.arrived] == [2]
        limiter.grant(10)
        await waiting
        assert [chat for _, _, chat in server.arrived] == [2, 1]

    run(story)


def test_an_alarm_keeps_the_penalty_of_its_chat() -> None:
    async def story(clock: Clock) -> None:
        limiter, server = TwoLaneLimiter(Limits(patience=10), clock), Server(clock)
        server.refuse[1] = [60.0]
        with pytest.raises(RetryAfter):
            await ask(limiter, server, 1, Alarm.NOW)
        with pytest.raises(RetryAfter):
            await ask(limiter, server, 1, Alarm.NOW)
        assert len(server.arrived) == 1

    run(story)
