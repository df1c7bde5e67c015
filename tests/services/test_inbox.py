import dataclasses
import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from db.inbox import InboxUpdate
from db.vault import Vault, new_key
from services import inbox, keyring
from services.house import House
from services.inbox import Arrived
from services.shards import Shard
from tests.fixtures.houses import NOW, TEST_KEY, another_key

BOT = 7
LEASE = dt.timedelta(seconds=10)


async def _receive(house: House, *updates: tuple[int, int]) -> int:
    return await inbox.receive(house, BOT, [Arrived(number, who, f"{number}") for number, who in updates], now=NOW)


async def _turn(
    house: House, owner: str = "a", *, done: list[int] | None = None, want: int = 10, later: float = 0
) -> list[int]:
    claimed = await inbox.turn(
        house, BOT, owner, done=done or [], want=want, lease=LEASE, now=NOW + dt.timedelta(seconds=later)
    )
    return [one.update_id for one in claimed]


async def test_an_update_exists_once_however_often_it_is_delivered(house: House) -> None:
    assert await _receive(house, (1, 10), (2, 20)) == 2
    assert await _receive(house, (2, 20), (3, 30)) == 1
    assert await _turn(house) == [1, 2, 3]
    assert await _turn(house, done=[1, 2, 3], want=0) == []
    assert await _receive(house, (3, 30)) == 0
    assert await _turn(house) == []


async def test_the_same_number_of_another_bot_is_another_update(house: House) -> None:
    await _receive(house, (1, 10))
    assert await inbox.receive(house, 8, [Arrived(1, 10, "x")], now=NOW) == 1


async def test_one_person_s_updates_are_worked_on_one_after_the_other(house: House) -> None:
    await _receive(house, (1, 10), (2, 10), (3, 20), (4, 10))
    assert await _turn(house) == [1, 3]
    assert await _turn(house, "b") == []
    assert await _turn(house, done=[1]) == [2]
    assert await _turn(house, done=[2, 3]) == [4]


async def test_a_clock_that_was_set_back_holds_up_nobody_s_updates(house: House) -> None:
    await _receive(house, (1, 10), (2, 10))
    assert await _turn(house, "dead") == [1]
    assert await _turn(house, "b", later=-3600) == [1]
    assert await _turn(house, "c", later=-3600) == []


async def test_whoever_dies_is_taken_over_from_after_his_lease(house: House) -> None:
    await _receive(house, (1, 10), (2, 10))
    assert await _turn(house, "a") == [1]
    assert await _turn(house, "b", later=9.9) == []
    assert await _turn(house, "b", later=10) == [1]
    # The first one comes back and believes it is done: it is b's now.
    assert await _turn(house, "a", done=[1], later=11) == []
    assert await _turn(house, "b", done=[1], later=12) == [2]


async def test_claims_are_kept_by_renewing(house: House) -> None:
    await _receive(house, (1, 10))
    await _turn(house, "a")
    assert await inbox.renew(house, BOT, "a", LEASE, now=NOW + dt.timedelta(seconds=9)) == {1}
    assert await _turn(house, "b", later=15) == []
    assert await _turn(house, "b", later=19) == [1]
    assert await inbox.renew(house, BOT, "a", LEASE, now=NOW + dt.timedelta(seconds=19)) == set()


async def test_what_is_done_keeps_nothing_of_the_person_and_is_forgotten(house: House) -> None:
    await _receive(house, (1, 10))
    async with house.db.read() as session:
        sealed = (await session.scalars(select(InboxUpdate.payload_sealed))).one()
    assert sealed is not None
    await _turn(house)
    await _turn(house, done=[1], want=0)
    async with house.db.read() as session:
        row = (await session.scalars(select(InboxUpdate))).one()
    assert (row.payload_sealed, row.person, row.done_at) == (None, 0, NOW)
    assert await inbox.forget(house, now=NOW + inbox.KEPT) == 0
    assert await inbox.forget(house, now=NOW + inbox.KEPT + dt.timedelta(seconds=1)) == 1
    assert await inbox.waiting(house, BOT) == 0


async def test_the_database_refuses_a_done_update_with_its_content(house: House) -> None:
    await _receive(house, (1, 10))
    async with house.db.write() as session:
        row = (await session.scalars(select(InboxUpdate))).one()
        row.done_at = NOW
        with pytest.raises(IntegrityError):
            await session.flush()
        await session.rollback()


async def test_attempts_are_counted(house: House) -> None:
    await _receive(house, (1, 10))
    for number in range(3):
        claimed = await inbox.turn(
            house, BOT, f"p{number}", want=1, lease=LEASE, now=NOW + dt.timedelta(seconds=20 * number)
        )
        assert [one.attempts for one in claimed] == [number + 1]


async def test_updates_that_wait_are_sealed_again_when_the_key_changes(house: House) -> None:
    await _receive(house, (1, 10), (2, 10))
    old = TEST_KEY
    changed = dataclasses.replace(house, vault=Vault([another_key(old), old]))
    assert (await keyring.rotate(changed)).resealed == 2
    claimed = await inbox.turn(changed, BOT, "a", want=1, lease=LEASE, now=NOW)
    assert [one.payload for one in claimed] == ["1"]


async def test_an_update_no_key_opens_does_not_hold_up_the_others(house: House) -> None:
    await _receive(house, (1, 10), (2, 20))
    foreign = dataclasses.replace(house, vault=Vault([new_key()]))
    claimed = await inbox.turn(foreign, BOT, "a", want=5, lease=LEASE, now=NOW)
    assert [one.payload for one in claimed] == [None, None]


async def test_every_person_has_a_process_until_he_has_waited_too_long(house: House) -> None:
    await _receive(house, (1, 10), (2, 11), (3, -12))

    async def claimed(rank: int, later: float) -> list[int]:
        moment = NOW + dt.timedelta(seconds=later)
        found = await inbox.turn(house, BOT, "a", want=9, lease=LEASE, shard=Shard(rank, 2), now=moment)
        return [one.update_id for one in found]

    assert await claimed(0, 0) == [1, 3]
    assert await claimed(0, 2.9) == []
    assert await claimed(0, 3) == [2]
