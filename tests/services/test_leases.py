import datetime as dt

from services import leases
from services.house import House
from services.leases import Tenure
from tests.fixtures.houses import NOW
from tests.making.leases import holder_of

LENGTH = dt.timedelta(seconds=12)


async def test_a_lease_has_one_holder_until_it_runs_out(house: House) -> None:
    assert await leases.take(house, "poller:1", "a", LENGTH, now=NOW) == 1
    assert await leases.take(house, "poller:1", "b", LENGTH, now=NOW + LENGTH - dt.timedelta(seconds=1)) is None
    assert await holder_of(house, "poller:1", now=NOW) == "a"
    assert await leases.take(house, "poller:1", "b", LENGTH, now=NOW + LENGTH) == 2
    assert await leases.take(house, "poller:1", "a", LENGTH, now=NOW + LENGTH) is None


async def test_renewing_keeps_the_token(house: House) -> None:
    await leases.take(house, "poller:1", "a", LENGTH, now=NOW)
    assert await leases.take(house, "poller:1", "a", LENGTH, now=NOW + LENGTH / 2) == 1
    assert await leases.take(house, "poller:1", "b", LENGTH, now=NOW + LENGTH) is None


async def test_what_is_given_back_is_free_at_once_and_only_its_holder_gives_it_back(house: House) -> None:
    await leases.take(house, "poller:1", "a", LENGTH, now=NOW)
    await leases.release(house, "poller:1", "b")
    assert await holder_of(house, "poller:1", now=NOW) == "a"
    await leases.release(house, "poller:1", "a")
    assert await holder_of(house, "poller:1", now=NOW) is None
    assert await leases.take(house, "poller:1", "b", LENGTH, now=NOW) == 2


async def test_leases_of_different_names_do_not_meet(house: House) -> None:
    await leases.take(house, "poller:1", "a", LENGTH, now=NOW)
    assert await leases.take(house, "poller:2", "b", LENGTH, now=NOW) == 1


async def test_a_clock_that_was_set_back_keeps_nobody_s_lease_alive(house: House) -> None:
    await leases.take(house, "poller:1", "dead", LENGTH, now=NOW)
    back = NOW - dt.timedelta(days=1)
    assert await leases.take(house, "poller:1", "b", LENGTH, now=back) == 2
    assert await leases.take(house, "poller:1", "c", LENGTH, now=back) is None


class Hands:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def test_a_holder_that_was_frozen_knows_at_once_that_its_lease_is_over(house: House) -> None:
    clock = Hands()
    mine = Tenure(house, "poller:1", "a", 12, clock=clock)
    assert await mine.ensure(10)
    assert mine.left == 12
    clock.now += 12.5
    assert mine.left < 0


async def test_a_tenure_asks_the_database_only_when_too_little_is_left(house: House) -> None:
    clock = Hands()
    mine = Tenure(house, "poller:1", "a", 60, clock=clock)
    await mine.ensure(30)
    await leases.release(house, "poller:1", "a")  # seen only when it asks
    clock.now += 20
    assert await mine.ensure(30)
    assert mine.left == 40
    await leases.take(house, "poller:1", "b", dt.timedelta(seconds=60))
    clock.now += 15
    assert not await mine.ensure(30)
    assert mine.left < 0


async def test_where_there_is_but_one_machine_the_newest_process_wins_once(house: House) -> None:
    old = Tenure(house, "poller:1", "old", 60, newest_wins=True)
    new = Tenure(house, "poller:1", "new", 60, newest_wins=True)
    assert await old.ensure(30)
    assert await new.ensure(30)
    old._until = 0.0
    assert not await old.ensure(30)  # it does not win it back
    assert await new.ensure(60 - 1)
