import datetime as dt
import random

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from services import budget
from services.budget import WINDOW, Kept, LocalShare, divide, next_share
from services.house import House
from tests.fixtures.houses import NOW

LENGTH = dt.timedelta(seconds=5)


@given(
    st.integers(min_value=1, max_value=2000),
    st.dictionaries(st.text(min_size=1, max_size=4), st.booleans(), min_size=1, max_size=50),
)
def test_a_budget_is_divided_to_the_last_message(total: int, hungry: dict[str, bool]) -> None:
    shares = divide(total, hungry)
    assert sum(shares.values()) == total
    assert set(shares) == set(hungry)
    assert all(share >= min(1, total // len(hungry)) for share in shares.values())


def test_who_could_use_more_gets_what_the_others_leave() -> None:
    assert divide(30, {"a": True, "b": False}) == {"a": 27, "b": 3}
    assert divide(30, {"a": False, "b": False}) == {"a": 15, "b": 15}
    assert divide(30, {"a": True, "b": True, "c": True}) == {"a": 10, "b": 10, "c": 10}


def test_a_share_that_shrinks_counts_in_full_for_a_whole_window() -> None:
    assert next_share(30, others=0, ideal=15, counted=30, kept=Kept(30, 10)) == (15, 30)
    assert next_share(30, others=0, ideal=15, counted=30, kept=Kept(15, WINDOW - 0.1)) == (15, 30)
    assert next_share(30, others=0, ideal=15, counted=30, kept=Kept(15, WINDOW)) == (15, 15)


def test_a_share_grows_only_into_what_nobody_counts() -> None:
    assert next_share(30, others=25, ideal=15, counted=0, kept=Kept(0, 99)) == (5, 5)
    assert next_share(30, others=30, ideal=15, counted=0, kept=Kept(0, 99)) == (0, 0)


class _Process:
    """A process of the simulation: it renews, applies, is frozen, dies; what it may send is noted."""

    def __init__(self, house: House, name: str, world: "_World") -> None:
        self.local = LocalShare(house, "send:1", name, 30, seconds=5.0, clock=lambda: world.now)
        self.hungry = True


class _World:
    def __init__(self) -> None:
        self.now = 100.0


async def _live(house: House, seed: int, steps: int) -> None:
    rng = random.Random(seed)
    world = _World()
    processes: list[_Process] = []
    # What every process may send from a moment on; within a second, what it sent before counts as well.
    moments: list[tuple[float, dict[int, int]]] = []
    for number in range(steps):
        if len(processes) < 4 and rng.random() < 0.2:
            processes.append(_Process(house, f"p{number}", world))
        if processes and rng.random() < 0.05:
            processes.remove(rng.choice(processes))  # it dies; its row stays
        for process in processes:
            if rng.random() < 0.7:
                process.hungry = rng.random() < 0.7
                await process.local.renew(hungry=process.hungry, now=NOW + dt.timedelta(seconds=world.now - 100.0))
        moments.append((world.now, {id(process): process.local.rate for process in processes}))
        world.now += rng.choice([0.1, 0.5, 1.0, 1.3, 6.0])
    for at, _ in moments:
        most: dict[int, int] = {}
        for _, rates in [one for one in moments if at - 1 < one[0] <= at]:
            for who, rate in rates.items():
                most[who] = max(most.get(who, 0), rate)
        assert sum(most.values()) <= 30
    assert any(sum(rates.values()) == 30 for _, rates in moments)


@pytest.mark.parametrize("seed", range(2))
async def test_the_sum_is_held_whoever_joins_freezes_or_dies(sqlite_house: House, seed: int) -> None:
    await _live(sqlite_house, seed, 60)


async def test_a_dead_process_s_share_returns_after_its_lease(house: House) -> None:
    first = await budget.renew(house, "send:1", "a", 30, kept=Kept(0, 99), hungry=True, length=LENGTH, now=NOW)
    assert (first.rate, first.rank, first.of) == (30, 0, 1)
    later = NOW + dt.timedelta(seconds=4)
    second = await budget.renew(house, "send:1", "b", 30, kept=Kept(0, 99), hungry=True, length=LENGTH, now=later)
    assert (second.rate, second.rank, second.of) == (0, 1, 2)
    third = await budget.renew(house, "send:1", "b", 30, kept=Kept(0, 99), hungry=True, length=LENGTH, now=NOW + LENGTH)
    assert (third.rate, third.rank, third.of) == (30, 0, 1)


async def test_a_share_that_is_given_back_is_free_after_a_window(house: House) -> None:
    await budget.renew(house, "send:1", "a", 30, kept=Kept(0, 99), hungry=True, length=LENGTH, now=NOW)
    await budget.leave(house, "send:1", "a", now=NOW)
    rates = []
    for seconds in (WINDOW / 2, WINDOW):
        moment = NOW + dt.timedelta(seconds=seconds)
        share = await budget.renew(house, "send:1", "b", 30, kept=Kept(0, 99), hungry=True, length=LENGTH, now=moment)
        rates.append(share.rate)
    assert rates == [0, 30]


async def test_two_processes_come_to_an_even_division(house: House) -> None:
    moments = (NOW + dt.timedelta(seconds=n) for n in range(100))
    world = _World()
    a = LocalShare(house, "send:1", "a", 30, clock=lambda: world.now)
    b = LocalShare(house, "send:1", "b", 30, clock=lambda: world.now)
    for _ in range(5):
        moment = next(moments)
        await a.renew(hungry=True, now=moment)
        await b.renew(hungry=True, now=moment)
        assert a.rate + b.rate <= 30
        world.now += 1
    assert (a.rate, b.rate) == (15, 15)
    assert (a.share.rank, b.share.rank) == (0, 1)


@settings(max_examples=200)
@given(
    st.integers(1, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.floats(0, 3)
)
def test_the_row_never_counts_less_than_what_was_sent(
    total: int, others: int, ideal: int, counted: int, kept: int, seconds: float
) -> None:
    others, counted = min(others, total), min(counted, total - min(others, total))
    rate, share = next_share(total, others, ideal, counted, Kept(min(kept, counted), seconds))
    assert rate <= share
    assert others + share <= total


async def test_a_clock_that_was_set_back_frees_the_share_of_a_dead_process(house: House) -> None:
    async def share(holder: str, later: float) -> int:
        now = NOW + dt.timedelta(seconds=later)
        kept = Kept(0, 99)
        return (await budget.renew(house, "send:1", holder, 30, kept=kept, hungry=True, length=LENGTH, now=now)).rate

    assert await share("dead", 0) == 30
    assert await share("b", 1) == 0
    assert await share("b", -3600) == 30
