"""Whose command menu shows what."""

from __future__ import annotations

import datetime as dt

from db.accounts import Account
from db.names import BranchRole, Reach
from services import commands
from services.house import House
from tests import factories
from tests.fixtures.houses import set_clock
from tests.services.people import make_town


async def test_readers_are_the_actors_the_gate_would_see(house: House) -> None:
    town = await make_town(house)
    async with house.db.write() as session:
        await factories.make_account(session, "1", reach=Reach.BLOCKED)
        await factories.make_account(session, "2", consented=False)
        await factories.grant_role(
            session, town.plain, town.inner, BranchRole.DEPUTY_SECRETARY, starts_on=dt.date(2026, 11, 17)
        )
    for _ in range(2):
        found = {reader.address: reader.actor for reader in await commands.readers(house, "telegram")}
        assert len(found) == len(town.accounts) + 1
        for member in (town.secretary, town.office, town.foreign, town.plain):
            seen, expected = found[town.accounts[member.id].address], await town.actor(house, member)
            assert (seen.status, set(seen.grants), seen.language) == (
                expected.status,
                set(expected.grants),
                expected.language,
            )
        set_clock(house, house.now() + dt.timedelta(days=1))


async def test_what_is_shown_is_remembered(house: House) -> None:
    town = await make_town(house)
    account = town.accounts[town.plain.id]
    await commands.note_shown(house, account.id, "zh-CN:abc")
    async with house.db.read() as session:
        assert (await session.get_one(Account, account.id)).commands_shown == "zh-CN:abc"
    shown = {reader.address: reader.shown for reader in await commands.readers(house, "telegram")}
    assert [address for address, mark in shown.items() if mark] == [account.address]
