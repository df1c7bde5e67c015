"""The delivery loop: what it claims, survives, waits for, and finishes when it stops."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Awaitable, Callable

import pytest
from prometheus_client import REGISTRY

from db.names import OutboxState
from scheduler.delivery import DeliveryLoop, Pace
from services import delivery
from services.delivery import Letter
from services.house import House
from services.outcomes import Flooded, NotWritten, Outcome, Sent
from tests.fixtures.houses import NOW, set_clock
from tests.scheduler.outgoing import NotingSender, all_sent, queue, rows, until


@pytest.fixture
def sender() -> NotingSender:
    return NotingSender()


async def finished(loop: DeliveryLoop, task: asyncio.Task[None]) -> None:
    loop.stop()
    await asyncio.wait_for(task, 10)


async def test_everything_due_is_sent_once(house: House, sender: NotingSender) -> None:
    await queue(house, 40)
    await DeliveryLoop(house, sender, Pace(concurrency=8)).deliver_due()
    assert len({letter.id for letter in sender.letters}) == len(sender.letters) == 40
    assert {row.state for row in await rows(house)} == {OutboxState.SENT}
    assert 1 < sender.most_open <= 8


async def test_what_is_later_is_left(sqlite_house: House, sender: NotingSender) -> None:
    await queue(sqlite_house, 2, due_at=NOW + dt.timedelta(hours=1))
    loop = DeliveryLoop(sqlite_house, sender)
    await loop.deliver_due()
    assert sender.letters == []
    set_clock(sqlite_house, NOW + dt.timedelta(hours=1))
    await loop.deliver_due()
    assert len(sender.letters) == 2


async def test_a_failure_that_backs_off_does_not_hold_the_others(sqlite_house: House, sender: NotingSender) -> None:
    accounts = await queue(sqlite_house, 5)
    assert accounts

    def answer(letter: Letter) -> Outcome:
        return Flooded(dt.timedelta(minutes=5)) if letter.id == 1 else Sent()

    sender.answer = answer
    await DeliveryLoop(sqlite_house, sender).deliver_due()
    found = await rows(sqlite_house)
    assert [row.state for row in found] == [OutboxState.QUEUED] + [OutboxState.SENT] * 4
    assert found[0].not_before == NOW + dt.timedelta(minutes=5)


async def test_a_few_more_are_claimed_than_may_be_open(sqlite_house: House, sender: NotingSender) -> None:
    await queue(sqlite_house, 20)
    sender.gate = asyncio.Event()
    loop = DeliveryLoop(sqlite_house, sender, Pace(concurrency=4))
    task = asyncio.create_task(loop.run())
    await sender.sent.wait()
    for _ in range(5):
        await asyncio.sleep(0.02)
        sending = [row for row in await rows(sqlite_house) if row.state is OutboxState.SENDING]
        assert sender.open == 4
        assert len(sending) == 20
    sender.gate.set()
    await finished(loop, task)


async def test_a_queued_message_wakes_it_at_once(sqlite_house: House, sender: NotingSender) -> None:
    loop = DeliveryLoop(sqlite_house, sender, Pace(idle=60))
    task = asyncio.create_task(loop.run())
    await asyncio.sleep(0.1)  # it rests for a minute now
    began = time.monotonic()
    await queue(sqlite_house, 1)
    await asyncio.wait_for(sender.sent.wait(), 5)
    assert time.monotonic() - began < 3
    await finished(loop, task)


async def test_a_clock_that_jumps_wakes_it(sqlite_house: House, sender: NotingSender) -> None:
    await queue(sqlite_house, 1, due_at=NOW + dt.timedelta(days=30))
    loop = DeliveryLoop(sqlite_house, sender, Pace(idle=60))
    task = asyncio.create_task(loop.run())
    await asyncio.sleep(0.1)
    assert sender.letters == []
    set_clock(sqlite_house, NOW + dt.timedelta(days=30))
    loop.wake()
    await asyncio.wait_for(sender.sent.wait(), 5)
    await finished(loop, task)


async def test_stopping_finishes_what_is_in_flight_and_claims_nothing_more(
    sqlite_house: House, sender: NotingSender
) -> None:
    await queue(sqlite_house, 10)
    sender.gate = asyncio.Event()
    loop = DeliveryLoop(sqlite_house, sender, Pace(concurrency=3))
    task = asyncio.create_task(loop.run())
    await sender.sent.wait()
    await asyncio.sleep(0.05)
    loop.stop()
    await asyncio.sleep(0.05)
    assert not task.done()
    sender.gate.set()
    await asyncio.wait_for(task, 10)
    states = [row.state for row in await rows(sqlite_house)]
    assert states.count(OutboxState.SENT) == len(sender.letters) == 3
    assert states.count(OutboxState.QUEUED) == 7


async def test_a_turn_that_fails_is_counted_and_its_outcomes_are_written_later(
    sqlite_house: House, sender: NotingSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    await queue(sqlite_house, 3)
    real = delivery.turn
    failures = 2

    async def shaky(*args: object, **kwargs: object) -> delivery.Turn:
        nonlocal failures
        if kwargs.get("results") and failures:
            failures -= 1
            raise OSError("the disk is full")
        return await real(*args, **kwargs)  # type: ignore[arg-type] # passed through

    monkeypatch.setattr(delivery, "turn", shaky)
    before = REGISTRY.get_sample_value("zhibu_delivery_turns_failed_total") or 0
    loop = DeliveryLoop(sqlite_house, sender, Pace(concurrency=3))
    task = asyncio.create_task(loop.run())
    await until(lambda: all_sent(sqlite_house))
    await finished(loop, task)
    assert (REGISTRY.get_sample_value("zhibu_delivery_turns_failed_total") or 0) == before + 2
    assert len(sender.letters) == 3


def after_its_commit(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], Awaitable[None]], times: int = 1) -> None:
    """Something happens to the first turns that claim, when their transaction is committed."""
    real, left = delivery.turn, times

    async def turn(*args: object, **kwargs: object) -> delivery.Turn:
        nonlocal left
        done = await real(*args, **kwargs)  # type: ignore[arg-type] # passed through
        if done.letters and left:
            left -= 1
            await happens()
        return done

    monkeypatch.setattr(delivery, "turn", turn)


async def the_line_breaks() -> None:
    raise ConnectionError("the answer to the commit was lost")


async def test_what_a_turn_has_claimed_whose_commit_was_not_seen_is_sent_once(
    house: House, sender: NotingSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    await queue(house, 6)
    after_its_commit(monkeypatch, the_line_breaks, times=2)
    loop = DeliveryLoop(house, sender, Pace(concurrency=3))
    task = asyncio.create_task(loop.run())
    await until(lambda: all_sent(house))
    await finished(loop, task)
    assert len({letter.id for letter in sender.letters}) == len(sender.letters) == 6
    assert {(row.attempts, row.unknowns) for row in await rows(house)} == {(0, 0)}


async def test_a_loop_that_is_stopped_leaves_no_claim_whose_commit_was_not_seen(
    house: House, sender: NotingSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    await queue(house, 3)

    async def stopped() -> None:
        loop.stop()
        await the_line_breaks()

    after_its_commit(monkeypatch, stopped)
    loop = DeliveryLoop(house, sender)
    await asyncio.wait_for(loop.run(), 10)
    assert sender.letters == []
    assert {(row.state, row.lease_owner) for row in await rows(house)} == {(OutboxState.QUEUED, None)}


async def test_a_turn_that_waits_longer_than_its_claims_hold_sends_nothing_and_loses_nothing(
    sqlite_house: House, sender: NotingSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    await queue(sqlite_house, 4)
    lease = dt.timedelta(seconds=0.5)
    too_late: list[int] = []

    async def waits() -> None:
        await asyncio.sleep(lease.total_seconds())
        too_late.append(len(sender.letters))

    after_its_commit(monkeypatch, waits)
    await DeliveryLoop(sqlite_house, sender, Pace(lease=lease)).deliver_due()
    assert too_late == [0]
    assert len({letter.id for letter in sender.letters}) == len(sender.letters) == 4
    assert {(row.state, row.unknowns) for row in await rows(sqlite_house)} == {(OutboxState.SENT, 0)}


async def test_a_sender_that_raises_leaves_unknown_and_the_loop_alive(
    sqlite_house: House, sender: NotingSender
) -> None:
    await queue(sqlite_house, 2)

    def answer(letter: Letter) -> Outcome:
        if letter.id == 1:
            raise ZeroDivisionError
        return Sent()

    sender.answer = answer
    loop = DeliveryLoop(sqlite_house, sender)
    await loop.deliver_due()
    assert [row.state for row in await rows(sqlite_house)] == [OutboxState.UNKNOWN, OutboxState.SENT]
    sender.answer = lambda _letter: Sent()
    await loop.sweep()
    await loop.deliver_due()
    found = await rows(sqlite_house)
    assert (found[0].state, found[0].unknowns) == (OutboxState.SENT, 1)


async def test_a_send_that_outlives_its_claim_is_unknown(sqlite_house: House, sender: NotingSender) -> None:
    await queue(sqlite_house, 1)
    sender.gate = asyncio.Event()
    await DeliveryLoop(sqlite_house, sender, Pace(lease=dt.timedelta(seconds=0.2))).deliver_due()
    assert [row.state for row in await rows(sqlite_house)] == [OutboxState.UNKNOWN]


async def test_what_waits_beyond_its_claim_is_queued_again(sqlite_house: House, sender: NotingSender) -> None:
    await queue(sqlite_house, 4)
    sender.gate = asyncio.Event()
    pace = Pace(concurrency=2, lease=dt.timedelta(seconds=0.4))
    loop = DeliveryLoop(sqlite_house, sender, pace)
    task = asyncio.create_task(loop.run())

    async def given_up() -> bool:
        return all(row.state is not OutboxState.SENDING for row in await rows(sqlite_house))

    await sender.sent.wait()
    loop.stop()
    await until(given_up)
    await finished(loop, task)
    states = [row.state for row in await rows(sqlite_house)]
    assert (states.count(OutboxState.UNKNOWN), states.count(OutboxState.QUEUED)) == (2, 2)


async def test_while_the_line_is_down_one_row_finds_out_not_all(sqlite_house: House, sender: NotingSender) -> None:
    await queue(sqlite_house, 50)
    down = True
    sender.answer = lambda _letter: NotWritten() if down else Sent()
    loop = DeliveryLoop(sqlite_house, sender, Pace(concurrency=4))
    task = asyncio.create_task(loop.run())
    await asyncio.sleep(1.2)
    assert len(sender.letters) <= 4 + 2
    down = False
    set_clock(sqlite_house, NOW + dt.timedelta(minutes=1))
    await until(lambda: all_sent(sqlite_house))
    await finished(loop, task)


async def test_no_room_in_the_budget_claims_nothing(sqlite_house: House, sender: NotingSender) -> None:
    await queue(sqlite_house, 3)
    sender.room_now = 0
    loop = DeliveryLoop(sqlite_house, sender)
    task = asyncio.create_task(loop.run())
    await asyncio.sleep(0.2)
    assert {row.state for row in await rows(sqlite_house)} == {OutboxState.QUEUED}
    sender.room_now = 1
    await asyncio.wait_for(sender.sent.wait(), 5)
    await finished(loop, task)


async def test_ends_and_lateness_are_counted(sqlite_house: House, sender: NotingSender) -> None:
    def count() -> float:
        labels = {"kind": "test", "state": "SENT", "reason": ""}
        return REGISTRY.get_sample_value("zhibu_outbox_ended_total", labels) or 0

    def late() -> float:
        return REGISTRY.get_sample_value("zhibu_outbox_lateness_seconds_sum", {"kind": "test"}) or 0

    counted, lateness = count(), late()
    await queue(sqlite_house, 2, due_at=NOW - dt.timedelta(minutes=10))
    await DeliveryLoop(sqlite_house, sender).deliver_due()
    assert count() == counted + 2
    assert late() == lateness + 1200


async def test_two_loops_on_one_database_send_each_message_once(house: House) -> None:
    await queue(house, 60)
    senders = [NotingSender(), NotingSender()]
    loops = [DeliveryLoop(house, sender, Pace(concurrency=4)) for sender in senders]
    await asyncio.gather(*(loop.deliver_due() for loop in loops))
    ids = [letter.id for sender in senders for letter in sender.letters]
    await loops[0].deliver_due()
    ids = [letter.id for sender in senders for letter in sender.letters]
    assert len(ids) == len(set(ids)) == 60
