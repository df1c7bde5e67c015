"""The first administrator's code: shown once, kept as a hash, 30 minutes, one use, guessing is paused."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from sqlalchemy import func, select

from db.accounts import Account, AdminCode
from db.audit import AuditEntry
from services import administrators
from services.access import STRANGER, Actor, identify
from services.administrators import AdminCodeWrong
from services.errors import NotAllowed, Paused
from services.house import House
from tests.factories import make_account
from tests.fixtures.houses import NOW, set_clock


async def _actor(house: House, address: str = "1") -> Actor:
    async with house.db.write() as session:
        await make_account(session, address)
    async with house.db.read() as session:
        return await identify(session, "telegram", address, house.today())


async def _administrators(house: House) -> int:
    async with house.db.read() as session:
        query = select(func.count()).select_from(Account).where(Account.is_administrator)
        return int(await session.scalar(query) or 0)


async def _actions(house: House) -> list[str]:
    async with house.db.read() as session:
        return list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


async def test_the_code_makes_its_user_the_administrator(house: House) -> None:
    actor = await _actor(house)
    made = await administrators.create_code(house)
    assert made.expires_at == NOW + dt.timedelta(minutes=30)
    spoken = f" {made.code[:5].lower()}-{made.code[5:]} "
    await administrators.redeem(house, actor, spoken)
    assert await _administrators(house) == 1
    assert await _actions(house) == ["administrator.code_created", "administrator.made"]


async def test_the_code_itself_is_stored_nowhere(house: House) -> None:
    made = await administrators.create_code(house)
    async with house.db.read() as session:
        row = (await session.scalars(select(AdminCode))).one()
        details = list(await session.scalars(select(AuditEntry.details).order_by(AuditEntry.id)))
    assert made.code not in row.code_hash
    assert made.code not in str(details)


async def test_a_code_serves_once_also_when_two_type_it_at_once(house: House) -> None:
    first, second = await _actor(house, "1"), await _actor(house, "2")
    made = await administrators.create_code(house)
    ends = await asyncio.gather(
        administrators.redeem(house, first, made.code),
        administrators.redeem(house, second, made.code),
        return_exceptions=True,
    )
    assert sorted(type(end).__name__ for end in ends) == ["AdminCodeWrong", "NoneType"]
    assert await _administrators(house) == 1


@pytest.mark.parametrize(("minutes", "right"), [(29, True), (30, False), (31, False)])
async def test_a_code_is_over_after_half_an_hour(house: House, minutes: int, right: bool) -> None:
    actor = await _actor(house)
    made = await administrators.create_code(house)
    set_clock(house, NOW + dt.timedelta(minutes=minutes))
    if right:
        await administrators.redeem(house, actor, made.code)
    else:
        with pytest.raises(AdminCodeWrong):
            await administrators.redeem(house, actor, made.code)
    assert await _administrators(house) == right


async def test_a_newer_code_ends_the_older(house: House) -> None:
    actor = await _actor(house)
    old = await administrators.create_code(house)
    new = await administrators.create_code(house)
    with pytest.raises(AdminCodeWrong):
        await administrators.redeem(house, actor, old.code)
    await administrators.redeem(house, actor, new.code)


async def test_guessing_is_paused_and_every_try_is_in_the_log(house: House) -> None:
    actor = await _actor(house)
    made = await administrators.create_code(house)
    left = []
    for _ in range(house.limits.tries - 1):
        with pytest.raises(AdminCodeWrong) as wrong:
            await administrators.redeem(house, actor, "ABCDEFGHJK")
        left.append(wrong.value.fields["left"])
    assert left == [4, 3, 2, 1]
    with pytest.raises(Paused):
        await administrators.redeem(house, actor, "ABCDEFGHJK")
    with pytest.raises(Paused):
        await administrators.redeem(house, actor, made.code)
    assert await _administrators(house) == 0
    assert (await _actions(house)).count("administrator.code_wrong") == house.limits.tries


async def test_a_stranger_is_refused(house: House) -> None:
    made = await administrators.create_code(house)
    with pytest.raises(NotAllowed):
        await administrators.redeem(house, STRANGER, made.code)
