"""Erasing somebody leaves his namesakes their names, where it can only be theirs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from db.checklists import Checklist, ChecklistItem
from db.meetings import Meeting
from db.members import Member, Membership
from db.minutes import MeetingRecord, MinuteEntry
from db.names import AttendanceStatus, BranchRole
from db.organisations import Organisation
from db.outbox import OutboxMessage
from services import outbox, privacy
from services.house import House
from services.outbox import Message, Payload
from services.privacy.words import BLANK
from tests import factories
from tests.fixtures.houses import NOW
from tests.services.people import Town, make_town

NAME, LONGER = "张敏", "张敏芳"


@dataclass
class World:
    """``town.plain`` of the inner branch is erased; somebody of the surgery branch is called like him."""

    town: Town
    namesake: Member


@pytest.fixture
async def world(house: House) -> World:
    town = await make_town(house)
    assert town.plain.name == NAME
    async with house.db.write() as session:
        surgery = await session.get_one(Organisation, town.surgery.id)
        namesake = await factories.make_member(session, surgery, NAME)
        surgery.contact_name, surgery.contact_point = NAME, "手术室 5012"
        for place in (town.inner, town.surgery, town.committee):
            meeting = factories.meeting_of(place)
            session.add(meeting)
            await session.flush()
            account = town.accounts[town.office.id].id
            session.add(factories.record_of(meeting.id, account, summary=f"{place.name}：{NAME}发言"))
            session.add(factories.minute_of(meeting.id, account, f"{LONGER}和{NAME}表态"))
            lists = Checklist(
                organisation_id=place.id, subject=f"organisation:{place.id}", preset="own", created_at=NOW
            )
            session.add(lists)
            await session.flush()
            session.add(
                ChecklistItem(checklist_id=lists.id, position=1, owner_role=BranchRole.SECRETARY, text=f"请{NAME}取表")
            )
        to = {"inner": town.secretary, "surgery": town.foreign, "namesake": namesake}
        messages = [
            Message(
                kind="test",
                dedupe_key=name,
                subject="test",
                payload=Payload("menu-title", {"name": NAME, "words": f"{NAME}请假"}),
                due_at=NOW,
                member_id=one.id,
            )
            for name, one in to.items()
        ]
        await outbox.enqueue(session, messages, NOW)
    return World(town, namesake)


async def _said(house: House, place: Organisation) -> list[str]:
    """What is written of an organisation."""
    async with house.db.read() as session:
        found: list[str | None] = []
        for column in (MeetingRecord.summary, MinuteEntry.text):
            query = select(column).join(Meeting, Meeting.id == column.class_.meeting_id)
            found += await session.scalars(query.where(Meeting.organisation_id == place.id))
        items = select(ChecklistItem.text).join(Checklist, Checklist.id == ChecklistItem.checklist_id)
        found += await session.scalars(items.where(Checklist.organisation_id == place.id))
    return [one or "" for one in found]


async def _messages(house: House) -> dict[str, str]:
    async with house.db.read() as session:
        rows = await session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "test"))
        return {row.dedupe_key: row.payload["vars"].get("words", "") for row in rows}


async def _contact(house: House, place: Organisation) -> str | None:
    async with house.db.read() as session:
        return (await session.get_one(Organisation, place.id)).contact_name


async def _erase(house: House, world: World) -> None:
    await privacy.erase(house, await world.town.actor(house, world.town.plain))


async def test_a_namesake_keeps_his_name_in_his_own_branch(house: House, world: World) -> None:
    town, kept = world.town, await _said(house, world.town.surgery)
    await _erase(house, world)
    assert await _said(house, town.surgery) == kept
    assert await _contact(house, town.surgery) == NAME
    for place in (town.inner, town.committee):
        said = await _said(house, place)
        assert len(said) == 3
        assert NAME not in "".join(said)
    assert await _messages(house) == {
        "inner": f"{BLANK}请假",
        "surgery": f"{NAME}请假",
        "namesake": f"{NAME}请假",
    }
    async with house.db.read() as session:
        assert (await session.get_one(Member, world.namesake.id)).name == NAME


async def test_a_longer_name_that_holds_his_is_somebody_s_as_well(house: House, world: World) -> None:
    async with house.db.write() as session:
        (await session.get_one(Member, world.namesake.id)).name = LONGER
    kept = await _said(house, world.town.surgery)
    await _erase(house, world)
    assert await _said(house, world.town.surgery) == kept


@pytest.mark.parametrize("why", ["a member once", "an office above", "at a meeting", "nobody is called so", "erased"])
async def test_where_he_may_be_meant_himself_his_name_goes(house: House, world: World, why: str) -> None:
    town = world.town
    async with house.db.write() as session:
        plain, surgery = (
            await session.get_one(Member, town.plain.id),
            await session.get_one(Organisation, town.surgery.id),
        )
        if why == "a member once":
            left = dt.date(2024, 5, 1)
            session.add(Membership(member_id=plain.id, branch_id=surgery.id, starts_on=left, ends_on=left))
        elif why == "an office above":
            committee = await session.get_one(Organisation, town.committee.id)
            await factories.grant_role(session, plain, committee, BranchRole.PARTY_OFFICE)
        elif why == "at a meeting":
            meeting = await session.scalar(select(Meeting.id).where(Meeting.organisation_id == surgery.id))
            assert meeting is not None
            session.add(factories.attendance_of(meeting, plain, AttendanceStatus.PRESENT))
        elif why == "nobody is called so":
            (await session.get_one(Member, world.namesake.id)).name = "钱新"
    if why == "erased":
        async with house.db.write() as session:
            account = await factories.make_account(session, "777")
            await factories.bind(session, await session.get_one(Member, world.namesake.id), account)
            town.accounts[world.namesake.id] = account
        await privacy.erase(house, await town.actor(house, world.namesake))
    await _erase(house, world)
    for place in (town.inner, town.surgery, town.committee):
        assert NAME not in "".join(await _said(house, place))
    assert NAME not in "".join((await _messages(house)).values())
    assert await _contact(house, town.surgery) is None
