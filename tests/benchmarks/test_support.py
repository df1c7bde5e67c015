"""The helpers of the benchmarks count right; nothing here measures time."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from benchmarks import crash, delivery, rollcall
from benchmarks.contestants.peer_outbox import PeerOutbox
from benchmarks.support import crowd, evening, hall, report
from db.names import OutboxState
from services import delivery as outbox_delivery
from tests.proofs.kill import Round


@pytest.mark.parametrize(
    ("moments", "most"),
    [([], 0), ([0.0], 1), ([0.0, 0.5, 0.999], 3), ([0.0, 0.5, 1.0], 2), ([0.0, 0.9, 1.0, 1.1, 1.89], 4)],
)
def test_most_in_a_second_counts_a_half_open_second(moments: list[float], most: int) -> None:
    assert delivery.most_in_a_second(moments) == most


def test_budget_share_is_one_when_everything_was_used() -> None:
    assert delivery.budget_share([number / 30 for number in range(301)], 30) == pytest.approx(1.0)
    assert delivery.budget_share([number / 15 for number in range(301)], 30) == pytest.approx(0.5)


def test_judge_finds_the_lost_the_doubled_and_the_refused() -> None:
    def entry(chat: int, at: float, *, refused: bool = False) -> dict[str, Any]:
        return {
            "chat_id": chat,
            "monotonic": at,
            "accepted": None if refused else at,
            "error_code": 429 if refused else None,
        }

    found = delivery.judge([entry(1, 0.0), entry(1, 0.1), entry(2, 0.2), entry(3, 0.3, refused=True)], 3)
    assert (found["lost"], found["doubled"], found["refused"], found["fullest_second"]) == (1, 1, 1, 3)


@pytest.mark.parametrize(("value", "at_least", "holds"), [(2, True, True), (2, False, True), (1, True, False)])
def test_a_bar_holds_at_its_limit(value: float, at_least: bool, holds: bool) -> None:
    assert report.bar("x", value, 2, at_least=at_least)["holds"] is holds


def test_percentile_is_one_of_the_values() -> None:
    assert report.percentile(list(range(100)), 95) == 95
    assert report.percentile([7.0], 95) == 7.0
    with pytest.raises(ValueError, match="no values"):
        report.percentile([], 50)


def test_crash_judge_lists_what_was_unknown_beyond_what_was_open() -> None:
    shown = Round(seed=1, kills=2, messages=100)
    shown.unknown = [{"row": 5, "unknowns": 1, "arrived": 2}]
    shown.open_at_kill = [(3, 0, 2), (1, 0, 4)]
    found = crash.judge([shown])
    assert (found["most_unknown_beyond_open"], found["kills_with_more_unknown_than_open"]) == (3, 1)
    assert found["unknown_share"] == 0.01
    assert found["listed"] == [{"round": 0, "row": 5, "unknowns": 1, "arrived": 2}]


async def test_a_hall_full_of_members_can_be_reminded(tmp_path: Path) -> None:
    async with hall.house(tmp_path / "hall.db") as house:
        await hall.fill(house, range(500, 530), a_branch=10)
        await hall.queue(house, "r1", 30)
        assert await hall.states(house, "r1") == {"QUEUED": 30}
        turned = await outbox_delivery.turn(house, "owner", want=5)
        assert {letter.address for letter in turned.letters} <= {str(address) for address in range(500, 530)}
        assert (await hall.states(house))[OutboxState.SENDING.value] == 5


async def test_a_peer_sends_everything_once_and_keeps_the_outcome(tmp_path: Path) -> None:
    sent: list[int] = []

    async def send(chat: int, text: str, label: str, data: str) -> int:
        assert text
        assert label
        assert data == "me.pause"
        await asyncio.sleep(0)
        sent.append(chat)
        return 1000 + chat

    outbox = await PeerOutbox.open(tmp_path / "peer.db")
    await outbox.queue(range(20))
    assert await outbox.deliver(send, 8) == 20
    assert sorted(sent) == list(range(20))
    assert await outbox.count("SENT") == 20
    await outbox.close()


@pytest.mark.parametrize(
    ("moments", "most", "gap"),
    [([], 0, 5.0), ([7.0], 1, 5.0), ([0.0, 5.0, 59.9], 3, 5.0), ([0.0, 10.0, 60.0, 61.0], 3, 1.0)],
)
def test_edits_of_a_board_are_counted_in_any_minute(moments: list[float], most: int, gap: float) -> None:
    assert rollcall.fullest_minute(moments) == most
    assert rollcall.shortest_gap(moments) == pytest.approx(gap)


def test_a_press_that_nobody_answered_counts_as_having_waited() -> None:
    quick = crowd.Pressed([0.1] * 99, 0, 0.5, 0.0)
    lost = crowd.Pressed([0.1] * 99 + [crowd.LATEST], 1, crowd.LATEST, 0.0)
    case = evening.Case("x", rounds=[(lost, quick)], paced=[(quick, quick)], rows=[3], exact=[True])
    held = {bar["name"]: bar["holds"] for bar in rollcall.bars_of(case, evening.Size(3, 100, 1))}
    assert [name for name, holds in held.items() if not holds] == [
        "x: presses a second, times the peer",
        "x: p99 of the burst, share of the peer's",
        "x: presses nobody answered",
    ]
