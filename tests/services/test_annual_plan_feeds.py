"""Addresses of calendars: opened once, renewed once, over with whom they were for."""

from __future__ import annotations

import asyncio

from sqlalchemy import select

from db.audit import AuditEntry
from services import annual_plan, privacy
from services.house import House
from tests.fixtures.houses import NOW
from tests.services.test_annual_plan import secretary_of


async def test_an_address_is_opened_once_renewed_once_and_withdrawn(house: House) -> None:
    town, secretary = await secretary_of(house)
    here = town.inner.id
    opened = await asyncio.gather(*[annual_plan.open_feed(house, secretary, here) for _ in range(4)])
    assert len({one.secret for one in opened}) == 1
    first = opened[0]
    assert len(first.secret) == 43
    assert first.secret not in repr(first)
    found = await annual_plan.find(house, first.secret)
    assert found is not None
    assert found.organisation_id == here
    renewed = await asyncio.gather(*[annual_plan.renew(house, secretary, here, first.mark) for _ in range(4)])
    assert len({one.secret for one in renewed if one is not None}) == 1
    second = renewed[0]
    assert second is not None
    assert second.secret != first.secret
    assert await annual_plan.find(house, first.secret) is None
    assert await annual_plan.find(house, second.secret) is not None
    assert await annual_plan.withdraw(house, secretary, here)
    assert not await annual_plan.withdraw(house, secretary, here)
    assert await annual_plan.find(house, second.secret) is None
    assert await annual_plan.address_of(house, secretary, here) is None
    async with house.db.read() as session:
        of_feeds = select(AuditEntry).where(AuditEntry.action.startswith("calendar.")).order_by(AuditEntry.id)
        entries = await session.scalars(of_feeds)
        assert [one.action.split(".")[1] for one in entries] == ["opened", "renewed", "withdrawn"]


async def test_a_member_s_address_ends_when_he_leaves(house: House) -> None:
    town, _ = await secretary_of(house)
    plain = await town.actor(house, town.plain)
    mine = await annual_plan.open_feed(house, plain, None)
    found = await annual_plan.find(house, mine.secret)
    assert found is not None
    assert (found.member_id, found.organisation_id) == (town.plain.id, town.group.id)
    assert (await privacy.copy_of(house, plain)).sections["calendar_feeds"] == [
        {"id": 1, "organisation_id": None, "member_id": town.plain.id, "created_at": NOW.isoformat()}
    ]
    await privacy.leave(house, plain)
    assert await annual_plan.find(house, mine.secret) is None


async def test_a_branch_s_address_ends_with_the_branch(sqlite_house: House) -> None:
    town, secretary = await secretary_of(sqlite_house)
    mine = await annual_plan.open_feed(sqlite_house, secretary, town.inner.id)
    async with sqlite_house.db.write() as session:
        branch = await session.get_one(type(town.inner), town.inner.id)
        branch.ended_at = NOW
    assert await annual_plan.find(sqlite_house, mine.secret) is None
