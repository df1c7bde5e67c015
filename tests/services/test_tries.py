"""Wrong tries: counted though their answer is an error, five pause for an hour."""

import asyncio
import datetime as dt

import pytest
from sqlalchemy import select

from db.accounts import Tries
from services import tries
from services.errors import Paused
from services.house import House
from tests.factories import make_account
from tests.fixtures.houses import NOW, set_clock

WHAT = "registration"


async def _account(house: House) -> int:
    async with house.db.write() as session:
        return (await make_account(session)).id


async def _wrong(house: House, account_id: int) -> tries.Wrong:
    async with house.db.write() as session:
        return await tries.wrong(house, session, account_id, WHAT)


async def _check(house: House, account_id: int) -> None:
    async with house.db.read() as session:
        await tries.check(house, session, account_id, WHAT)


async def test_the_fifth_wrong_try_pauses_for_an_hour(house: House) -> None:
    account_id = await _account(house)
    counted = [await _wrong(house, account_id) for _ in range(5)]
    assert [one.left for one in counted] == [4, 3, 2, 1, 0]
    assert [one.error is not None for one in counted] == [False, False, False, False, True]
    with pytest.raises(Paused) as refused:
        await _check(house, account_id)
    assert refused.value.fields == {"minutes": 60}
    set_clock(house, NOW + dt.timedelta(minutes=59, seconds=1))
    with pytest.raises(Paused) as later:
        await _check(house, account_id)
    assert later.value.fields == {"minutes": 1}
    set_clock(house, NOW + dt.timedelta(minutes=60))
    await _check(house, account_id)
    assert (await _wrong(house, account_id)).left == 4


async def test_four_wrong_tries_are_forgotten_after_an_hour(house: House) -> None:
    account_id = await _account(house)
    for _ in range(4):
        await _wrong(house, account_id)
    set_clock(house, NOW + dt.timedelta(hours=1))
    assert (await _wrong(house, account_id)).left == 4


async def test_five_wrong_tries_at_once_count_as_five(house: House) -> None:
    account_id = await _account(house)
    counted = await asyncio.gather(*(_wrong(house, account_id) for _ in range(5)))
    assert sorted(one.left for one in counted) == [0, 1, 2, 3, 4]
    with pytest.raises(Paused):
        await _check(house, account_id)


async def test_kinds_and_accounts_are_counted_apart(house: House) -> None:
    first, second = await _account(house), await _account(house)
    for _ in range(5):
        await _wrong(house, first)
    await _check(house, second)
    async with house.db.read() as session:
        await tries.check(house, session, first, "admin")


async def test_getting_it_right_forgets_the_wrong_ones(house: House) -> None:
    account_id = await _account(house)
    for _ in range(4):
        await _wrong(house, account_id)
    async with house.db.write() as session:
        await tries.forget(session, account_id, WHAT)
    assert (await _wrong(house, account_id)).left == 4


async def test_the_sweep_keeps_pauses_that_still_hold(house: House) -> None:
    paused, old = await _account(house), await _account(house)
    await _wrong(house, old)
    set_clock(house, NOW + dt.timedelta(minutes=50))
    for _ in range(5):
        await _wrong(house, paused)
    set_clock(house, NOW + dt.timedelta(minutes=61))
    async with house.db.write() as session:
        assert await tries.sweep(house, session) == 1
        assert [row.account_id for row in await session.scalars(select(Tries))] == [paused]
