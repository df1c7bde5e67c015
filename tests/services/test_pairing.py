"""Paired branches: one asks, the other agrees, both have the same list; and the contact of retired members."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from db.audit import AuditEntry
from db.checklists import Checklist
from db.names import OutboxState, PairingState
from db.organisations import RoleGrant
from db.outbox import OutboxMessage
from db.pairing import Pairing, RetiredContact
from services import checklists, pairing, privacy, profile, retired_contact
from services.access import Actor
from services.checklists import NotAnOwner
from services.errors import NotAllowed
from services.house import House
from services.pairing import Unled
from tests import factories
from tests.services.people import Town, make_town


async def _two(house: House) -> tuple[Town, Actor, Actor, int, int]:
    """The town, the secretaries of its two branches, and the branches."""
    town = await make_town(house)
    ours, theirs = await town.actor(house, town.secretary), await town.actor(house, town.foreign)
    return town, ours, theirs, town.inner.id, town.surgery.id


async def _queue(house: House, kind: str) -> list[OutboxMessage]:
    async with house.db.read() as session:
        return list(
            await session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id))
        )


async def test_asked_agreed_done_apart_and_ended(house: House) -> None:
    town, ours, theirs, inner, surgery = await _two(house)
    both = await asyncio.gather(pairing.ask(house, ours, inner, surgery), pairing.ask(house, theirs, surgery, inner))
    assert both[0].id == both[1].id  # who asks each other at once is one pair
    async with house.db.read() as session:
        row = (await session.scalars(select(Pairing))).one()
    asked, answers = (theirs, surgery) if row.asked_id == surgery else (ours, inner)
    asking, asker = (ours, inner) if row.asked_id == surgery else (theirs, surgery)
    [card] = await _queue(house, pairing.CARD)
    assert card.member_id == (town.foreign if row.asked_id == surgery else town.secretary).id
    with pytest.raises(NotAllowed):  # who asks does not answer
        await pairing.decide(house, asking, asker, row.id, agreed=True)
    for _ in range(2):
        seen = await pairing.decide(house, asked, answers, row.id, agreed=True)
    assert (seen.state, seen.asks) == (PairingState.AGREED, False)
    async with house.db.read() as session:
        lists = list(await session.scalars(select(Checklist).where(Checklist.subject == f"pairing:{row.id}")))
    assert {one.organisation_id for one in lists} == {inner, surgery}
    mine = (await pairing.look(house, ours, inner, row.id)).checklist_id or 0
    other = next(one.id for one in lists if one.id != mine)

    for _ in range(2):
        await pairing.add(house, ours, inner, row.id, "一起去敬老院")
    shown = await checklists.view(house, ours, inner, mine)
    assert (len(shown.items), shown.items[-1].words) == (7, "一起去敬老院")
    await checklists.tick(house, ours, shown.items[-1].id, done=True)
    there = await checklists.view(house, theirs, surgery, other)
    assert (there.items[-1].words, there.done) == ("一起去敬老院", 0)  # each ticks its own
    with pytest.raises(NotAllowed):
        await checklists.view(house, ours, inner, other)

    for _ in range(2):
        await pairing.end(house, theirs, surgery, row.id)
    assert (await checklists.view(house, ours, inner, mine)).voided
    assert (await checklists.view(house, theirs, surgery, other)).voided
    assert (await pairing.pairs(house, ours, inner))[1] == ()
    told = await _queue(house, pairing.NOTICE)
    assert [one.payload["key"] for one in told] == ["pairing-told-agreed", "pairing-told-ended"]
    assert (await pairing.ask(house, ours, inner, surgery)).id != row.id  # another time is another pair
    async with house.db.read() as session:
        noted = await session.scalars(
            select(AuditEntry.action).where(AuditEntry.action.like("pairing.%")).order_by(AuditEntry.id)
        )
        assert list(noted) == [f"pairing.{one}" for one in ("asked", "agreed", "ended", "asked")]


async def test_declined_or_taken_back_makes_no_list(house: House) -> None:
    _, ours, theirs, inner, surgery = await _two(house)
    seen = await pairing.ask(house, ours, inner, surgery)
    assert [one.asks for one in (await pairing.pairs(house, theirs, surgery))[1]] == [True]
    await pairing.decide(house, theirs, surgery, seen.id, agreed=False)
    await pairing.decide(house, theirs, surgery, seen.id, agreed=True)  # an old button
    assert (await pairing.look(house, ours, inner, seen.id)).state is PairingState.DECLINED
    again = await pairing.ask(house, ours, inner, surgery)
    await pairing.end(house, ours, inner, again.id)
    assert {one.state for one in await _queue(house, pairing.CARD)} == {OutboxState.SKIPPED}
    with pytest.raises(NotAllowed):
        await pairing.add(house, ours, inner, again.id, "不该有")
    async with house.db.read() as session:
        assert list(await session.scalars(select(Checklist))) == []


async def test_whom_one_may_ask(house: House) -> None:
    town, ours, theirs, inner, surgery = await _two(house)
    async with house.db.write() as session:
        elsewhere = await factories.make_organisation(session, "别的医院")
        foreign = await factories.make_branch(session, "别的支部", parent=elsewhere)
        lonely = await factories.make_branch(session, "没有书记的支部", parent=town.committee)
    assert (await pairing.others(house, ours, inner)).branches == (
        (surgery, "外科党支部"),
        (lonely.id, "没有书记的支部"),
    )
    for other in (foreign.id, inner, town.committee.id, 999_999):
        with pytest.raises(NotAllowed):
            await pairing.ask(house, ours, inner, other)
    # With nobody there the office above answers; with nobody above either, nobody can.
    await pairing.ask(house, ours, inner, lonely.id)
    [card] = await _queue(house, pairing.CARD)
    assert card.member_id == town.office.id
    with pytest.raises(NotAllowed):
        await pairing.ask(house, theirs, inner, surgery)
    with pytest.raises(NotAllowed):
        await pairing.pairs(house, await town.actor(house, town.plain), inner)
    with pytest.raises(NotAllowed):  # a committee pairs with nobody
        await pairing.pairs(house, await town.actor(house, town.office), town.committee.id)


async def test_nobody_could_answer(house: House) -> None:
    town, ours, _, inner, surgery = await _two(house)
    async with house.db.write() as session:
        for member in (town.foreign, town.office):
            grant = (await session.scalars(select(RoleGrant).where(RoleGrant.member_id == member.id))).one()
            grant.ends_on = grant.starts_on
    with pytest.raises(Unled):
        await pairing.ask(house, ours, inner, surgery)
    async with house.db.read() as session:
        assert list(await session.scalars(select(Pairing))) == []


async def test_retired_members_and_who_leads_see_whom_to_ask(house: House) -> None:
    town, ours, theirs, inner, _ = await _two(house)
    async with house.db.write() as session:
        retired = await factories.make_member(session, town.inner, "老刘", retired=True)
        town.accounts[retired.id] = await factories.make_account(session)
        await factories.bind(session, retired, town.accounts[retired.id])
    for _ in range(2):
        await retired_contact.choose(house, ours, inner, town.plain.id)
    old = await town.actor(house, retired)
    zhang = await town.actor(house, town.plain)
    assert (await profile.view(house, old)).retired_contact == "张敏"
    assert (await profile.view(house, zhang)).retired_contact is None
    office = await town.actor(house, town.office)
    assert await retired_contact.named(house, office, inner) == "张敏"
    with pytest.raises(NotAllowed):
        await retired_contact.named(house, zhang, inner)
    with pytest.raises(NotAllowed):
        await retired_contact.choose(house, theirs, inner, town.foreign.id)
    with pytest.raises(NotAnOwner):
        await retired_contact.choose(house, ours, inner, town.foreign.id)
    assert len((await privacy.copy_of(house, zhang)).sections["retired_contacts"]) == 1
    await privacy.erase(house, zhang)
    async with house.db.read() as session:
        assert list(await session.scalars(select(RetiredContact))) == []
    await retired_contact.choose(house, office, town.committee.id, town.secretary.id)  # the nearest above
    assert (await profile.view(house, old)).retired_contact == "王建国"
    await retired_contact.choose(house, office, town.committee.id, None)
    assert (await profile.view(house, old)).retired_contact is None
