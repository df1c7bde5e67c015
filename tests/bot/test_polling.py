"""One poller at a time: what it asks, drops, confirms and gives back."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from telegram.error import Conflict, NetworkError

from bot.polling import SHARED, PersonalOrder, Poller, Raw, Terms
from services import leases
from services.house import House
from services.leases import Tenure
from tests.making.leases import holder_of

NAME = "poller:1"
#: Short enough for a test; the relations are those of the product.
QUICK = Terms(long_poll=0.05, margin=0.05, lease=5, standby=0.01, deaf=0.2)

Answer = Callable[[], Awaitable[tuple[Raw, ...]]]


class Line:
    """Telegram's side: answers in turn, the last one for ever; what was asked is kept."""

    def __init__(self, *answers: Answer | Exception | tuple[Raw, ...]) -> None:
        self.answers = list(answers)
        self.offsets: list[int | None] = []
        self.deleted = 0

    async def raw_updates(self, *, offset: int | None, **_: Any) -> tuple[Raw, ...]:
        self.offsets.append(offset)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        await asyncio.sleep(0.005)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, tuple) else await answer()

    async def delete_webhook(self) -> bool:
        self.deleted += 1
        return True


class Basket:
    """Takes updates in; it may refuse."""

    def __init__(self) -> None:
        self.taken: list[int] = []
        self.refusals = 0

    async def take(self, updates: Sequence[Raw]) -> None:
        if self.refusals:
            self.refusals -= 1
            raise RuntimeError("the database is away")
        self.taken += [update["update_id"] for update in updates]

    async def finish(self) -> None:
        return


def _poller(house: House, line: Line, basket: Basket, tenure: Tenure | None = None, terms: Terms = QUICK) -> Poller:
    return Poller(line, basket, tenure or Tenure(house, NAME, "me", terms.lease), terms=terms)


async def _run(poller: Poller, until: Callable[[], bool]) -> None:
    stop = asyncio.Event()
    task = asyncio.create_task(poller.run(stop))
    async with asyncio.timeout(5):
        while True:
            if until():
                break
            await asyncio.sleep(0.005)
    stop.set()
    await task


def _two() -> tuple[Raw, ...]:
    return ({"update_id": 7}, {"update_id": 8})


async def test_a_request_and_its_lease_fit_into_the_bar() -> None:
    assert SHARED.request < SHARED.lease
    assert SHARED.lease + SHARED.standby < 15


async def test_what_was_taken_is_confirmed_and_the_lease_given_back(sqlite_house: House) -> None:
    line, basket = Line(_two(), ()), Basket()
    await _run(_poller(sqlite_house, line, basket), lambda: len(line.offsets) > 2)
    assert basket.taken == [7, 8]
    assert line.offsets[0] is None
    assert set(line.offsets[1:]) == {9}
    assert await holder_of(sqlite_house, NAME) is None


async def test_what_could_not_be_taken_is_not_confirmed(sqlite_house: House, caplog: pytest.LogCaptureFixture) -> None:
    line, basket = Line(_two()), Basket()
    basket.refusals = 1
    await _run(_poller(sqlite_house, line, basket), lambda: bool(basket.taken))
    assert line.offsets[:2] == [None, None]


async def test_who_does_not_hold_the_lease_asks_nothing(sqlite_house: House) -> None:
    await leases.take(sqlite_house, NAME, "another", dt.timedelta(minutes=1))
    line, basket = Line(()), Basket()
    poller = _poller(sqlite_house, line, basket)
    await _run(poller, lambda: not poller.on_duty)
    assert line.offsets == []
    assert await holder_of(sqlite_house, NAME) == "another"


async def test_an_answer_that_comes_after_the_lease_is_dropped(sqlite_house: House) -> None:
    frozen = 0.0
    tenure = Tenure(sqlite_house, NAME, "me", QUICK.lease, clock=lambda: time.monotonic() + frozen)

    async def stop_and_go_on() -> tuple[Raw, ...]:
        nonlocal frozen
        frozen += QUICK.lease + 1
        await leases.take(sqlite_house, NAME, "another", dt.timedelta(minutes=1), force=True)
        return _two()

    line, basket = Line(stop_and_go_on, ()), Basket()
    poller = _poller(sqlite_house, line, basket, tenure)
    await _run(poller, lambda: not poller.on_duty)
    assert basket.taken == []
    assert line.offsets == [None]


async def test_a_deaf_holder_lets_another_try(sqlite_house: House) -> None:
    line, basket = Line(NetworkError("no route")), Basket()
    other = Tenure(sqlite_house, NAME, "another", QUICK.lease)
    terms = replace(QUICK, standby=0.3)  # the other asks more often
    poller = _poller(sqlite_house, line, basket, terms=terms)
    stop = asyncio.Event()
    task = asyncio.create_task(poller.run(stop))
    async with asyncio.timeout(10):
        while True:
            if await other.ensure(1):
                break
            await asyncio.sleep(0.02)
    stop.set()
    await task
    assert await holder_of(sqlite_house, NAME) == "another"


async def test_a_webhook_that_stands_in_the_way_is_removed_by_the_holder_only(sqlite_house: House) -> None:
    conflict = Conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete it first")
    line, basket = Line(conflict, _two(), ()), Basket()
    await _run(_poller(sqlite_house, line, basket), lambda: bool(basket.taken))
    assert line.deleted == 1

    line, basket = Line(conflict), Basket()
    tenure = Tenure(sqlite_house, NAME, "me", 60)
    assert await tenure.ensure(1)
    await leases.take(sqlite_house, NAME, "another", dt.timedelta(minutes=1), force=True)
    poller = _poller(sqlite_house, line, basket, tenure)
    await _run(poller, lambda: not poller.on_duty)
    assert line.deleted == 0


# --- the order of one person's updates --------------------------------------------------------------------------------


class Lane:
    """Takes what has ``press``: declined are those it is told to; each ends when the test lets it."""

    def __init__(self, *declines: int) -> None:
        self.declines = declines
        self.begun: list[int] = []
        self.gate = asyncio.Event()

    def recognises(self, raw: Raw) -> bool:
        return "press" in raw

    async def take(self, raw: Raw) -> bool:
        self.begun.append(raw["update_id"])
        await self.gate.wait()
        return raw["update_id"] not in self.declines


def _update(number: int, *, press: bool, person: int = 7) -> Raw:
    return {"update_id": number, "press" if press else "message": {"from": {"id": person}}}


async def test_presses_of_one_person_are_taken_together_and_whatever_else_waits_for_all_of_them() -> None:
    worked: list[int] = []

    async def work(raw: Raw) -> None:
        worked.append(raw["update_id"])

    lane = Lane(1)
    order = PersonalOrder(work, lane)
    updates = [_update(1, press=True), _update(2, press=True), _update(3, press=False), _update(4, press=True)]
    taking = asyncio.create_task(order.take(updates))
    while len(lane.begun) < 2:  # noqa: ASYNC110 - until both have begun
        await asyncio.sleep(0)
    assert (lane.begun, worked) == ([1, 2], [])
    lane.gate.set()
    await taking
    # What the lane declined is worked on before what came after it; a press behind a message waits for it.
    assert worked == [1, 3, 4]
    await order.finish()


async def test_a_press_that_fails_holds_nobody_up() -> None:
    worked: list[int] = []

    async def work(raw: Raw) -> None:
        worked.append(raw["update_id"])

    class Broken(Lane):
        async def take(self, raw: Raw) -> bool:
            del raw
            raise RuntimeError("the database is gone")

    order = PersonalOrder(work, Broken())
    await order.take([_update(1, press=True), _update(2, press=False), _update(3, press=True, person=8)])
    assert worked == [2]
