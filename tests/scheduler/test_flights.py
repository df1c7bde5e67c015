"""The note of open requests: what it says of a process that was killed, and what it must never say."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
from pathlib import Path

import pytest

from scheduler import flights
from scheduler.delivery import DeliveryLoop, Pace
from scheduler.flights import FlightLog, Left
from services import delivery
from services.house import House
from services.names import OutboxReason, OutboxState
from services.outcomes import Ambiguous, Flooded, Postponed, Result, Sent
from tests.fixtures.houses import NOW, set_clock
from tests.scheduler.outgoing import NotingSender, queue, rows, until

DATABASE = "sqlite:///somewhere.db"


@pytest.fixture
def sender() -> NotingSender:
    return NotingSender()


def killed(log: FlightLog) -> None:
    """The process ends without a word: its lock goes, its file stays."""
    assert log._file is not None
    os.close(log._file)
    log._file = None


def left_by(folder: Path, database: str = DATABASE) -> list[Left]:
    return list(FlightLog(folder, "next", database).found())


def test_open_arrived_and_settled_are_told_apart(tmp_path: Path) -> None:
    log = FlightLog(tmp_path, "mine", DATABASE)
    log.begin()
    for number in (1, 2, 3, 4, 5):
        log.departs(number)
    log.ended(Result(2, Sent(), (77, 78)))
    log.ended(Result(3, Flooded(dt.timedelta(seconds=3))))
    log.ended(Result(4, Sent(), (79,)))
    log.settled([4])
    log.ended(Result(5, Ambiguous()))
    killed(log)
    assert left_by(tmp_path) == [Left("mine", arrived={2: (77, 78)}, open={1, 5})]
    assert left_by(tmp_path) == []  # it is worked through


def test_a_living_process_is_left_alone(tmp_path: Path) -> None:
    log = FlightLog(tmp_path, "mine", DATABASE)
    log.departs(1)
    assert left_by(tmp_path) == []
    killed(log)
    assert left_by(tmp_path) == [Left("mine", open={1})]


def test_a_file_without_lines_says_that_nothing_was_open(tmp_path: Path) -> None:
    log = FlightLog(tmp_path, "mine", DATABASE)
    log.begin()
    killed(log)
    assert left_by(tmp_path) == [Left("mine")]


def test_a_torn_line_has_not_happened(tmp_path: Path) -> None:
    log = FlightLog(tmp_path, "mine", DATABASE)
    log.departs(1)
    killed(log)
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes() + b"A 1 5")
    assert left_by(tmp_path) == [Left("mine", open={1})]


def test_after_a_power_cut_it_is_worth_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = FlightLog(tmp_path, "mine", DATABASE)
    log.departs(1)
    killed(log)
    monkeypatch.setattr(flights, "_boot", lambda: "another-boot")
    assert left_by(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_another_database_is_left_alone(tmp_path: Path) -> None:
    log = FlightLog(tmp_path, "mine", DATABASE)
    log.departs(1)
    killed(log)
    assert left_by(tmp_path, "postgresql://elsewhere") == []
    assert len(left_by(tmp_path)) == 1


def test_a_long_file_is_begun_anew_with_what_still_counts(tmp_path: Path) -> None:
    log = FlightLog(tmp_path, "mine", DATABASE)
    log.departs(1)
    for number in range(2, 20_000):
        log.departs(number)
        log.ended(Result(number, Sent(), (number,)))
        log.settled([number])
    (path,) = tmp_path.iterdir()
    assert path.stat().st_size < 300_000
    killed(log)
    assert left_by(tmp_path) == [Left("mine", open={1})]


def test_a_full_disk_gives_the_note_up_rather_than_half_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = FlightLog(tmp_path, "mine", DATABASE)
    log.departs(1)

    def full(*_: object) -> int:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(os, "write", full)
    log.departs(2)
    monkeypatch.undo()
    log.departs(3)
    assert list(tmp_path.iterdir()) == []


def test_a_clean_end_leaves_nothing(tmp_path: Path) -> None:
    log = FlightLog(tmp_path, "mine", DATABASE)
    log.departs(1)
    log.ended(Result(1, Postponed()))
    log.settled([1])
    log.close()
    assert list(tmp_path.iterdir()) == []


async def test_claims_of_a_killed_process_are_settled_by_its_note(house: House, tmp_path: Path) -> None:
    await queue(house, 4)
    turn = await delivery.turn(house, "gone", want=4)
    never, opened, arrived, stands = (letter.id for letter in turn.letters)
    await delivery.turn(house, "gone", results=[Result(stands, Sent(), (8,))])
    recovered = await delivery.recover(house, "gone", {arrived: (9,), stands: (8,)}, {opened})
    assert (recovered.sent, recovered.queued, recovered.unknown) == (1, 1, 1)
    found = {row.id: (row.state, row.reason, row.unknowns, row.message_ids) for row in await rows(house)}
    assert found == {
        never: (OutboxState.QUEUED, None, 0, None),
        opened: (OutboxState.UNKNOWN, OutboxReason.CRASHED, 1, None),
        arrived: (OutboxState.SENT, None, 0, [9]),
        stands: (OutboxState.SENT, None, 0, [8]),
    }


async def test_what_was_taken_over_by_its_lease_still_counts_as_arrived(house: House) -> None:
    await queue(house, 2)
    turn = await delivery.turn(house, "gone", want=2)
    set_clock(house, NOW + dt.timedelta(minutes=2))
    await delivery.sweep(house, "other")
    first, second = (letter.id for letter in turn.letters)
    recovered = await delivery.recover(house, "gone", {first: (9,)}, {second})
    assert (recovered.sent, recovered.queued, recovered.unknown) == (1, 0, 0)
    assert [row.state for row in await rows(house)] == [OutboxState.SENT, OutboxState.QUEUED]


async def test_the_next_loop_on_the_machine_goes_on_where_the_killed_one_was(
    sqlite_house: House, sender: NotingSender, tmp_path: Path
) -> None:
    folder = tmp_path / "flights"
    await queue(sqlite_house, 6)
    sender.gate = asyncio.Event()
    first = DeliveryLoop(sqlite_house, sender, Pace(concurrency=2), flights=folder)
    task = asyncio.create_task(first.run())
    await sender.sent.wait()
    await asyncio.sleep(0.05)
    assert first._flights is not None
    killed(first._flights)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    sender.gate = None
    second = DeliveryLoop(sqlite_house, sender, Pace(concurrency=2), flights=folder)
    running = asyncio.create_task(second.run())

    async def ended() -> bool:
        return all(row.state in (OutboxState.SENT, OutboxState.UNKNOWN) for row in await rows(sqlite_house))

    await until(ended)
    second.stop()
    await running
    found = await rows(sqlite_house)
    assert [(row.state, row.unknowns) for row in found] == [(OutboxState.UNKNOWN, 1)] * 2 + [(OutboxState.SENT, 0)] * 4
    assert os.listdir(folder) == []  # noqa: PTH208 - the async form of it is a thread
