"""Handing a secretary's work over: both confirm, what goes with it, who may begin, the record, standing in."""

from __future__ import annotations

import datetime as dt
import io

import docx
import pytest
from sqlalchemy import select, update

from db.accounts import Binding
from db.chats import BoundChat
from db.checklists import ChecklistItem
from db.handover import Handover
from db.names import BranchRole, HandoverState
from db.organisations import RoleGrant
from db.outbox import OutboxMessage
from db.quizzes import Quiz
from services import handover, housekeeping, roles
from services.errors import NotAllowed
from services.handover.errors import DeputyTooLong, HandoverOpen, HandoverOver, HolderStarts
from services.handover.rules import load
from services.house import House
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.services.people import Town, make_town


async def _open(house: House) -> int:
    async with house.db.read() as session:
        return (await session.scalars(select(Handover.id).order_by(Handover.id.desc()))).first() or 0


async def _furnish(house: House, town: Town) -> int:
    """Something of each kind that hangs on the secretary; gives the item's id."""
    async with house.db.write() as session:
        account = town.accounts[town.secretary.id]
        _, item = await factories.make_checklist(session, town.inner, "借会议室")
        item.owner_id = town.secretary.id
        chat = factories.chat_of(town.inner)
        chat.bound_by = account.id
        session.add_all([chat, factories.quiz_of(town.inner, made_by=account.id)])
        meeting = factories.meeting_of(town.inner)
        session.add(meeting)
        await session.flush()
        session.add(factories.record_of(meeting.id, account.id, recorder_id=town.secretary.id))
        return item.id


async def test_the_post_moves_when_both_have_confirmed_and_nothing_before(house: House) -> None:
    town = await make_town(house)
    item = await _furnish(house, town)
    secretary, plain = await town.actor(house, town.secretary), await town.actor(house, town.plain)
    await handover.offer(house, secretary, town.inner.id, town.plain.id)
    with pytest.raises(HandoverOpen):
        await handover.offer(house, secretary, town.inner.id, town.silent.id)
    number = await _open(house)
    seen = await handover.see(house, plain, number)
    assert (seen.giver, seen.state) == ("王建国", HandoverState.OFFERED)
    assert {name: many for name, many in seen.found.items() if many} == {
        "meetings": 1,
        "chats": 1,
        "drafts": 1,
        "items": 1,
        "records": 1,
    }
    async with house.db.read() as session:
        assert await session.scalar(select(RoleGrant.member_id).where(RoleGrant.organisation_id == town.inner.id))
        assert (await session.get_one(ChecklistItem, item)).owner_id == town.secretary.id
    await handover.accept(house, plain, number)
    await handover.accept(house, plain, number)
    today = house.today()
    async with house.db.read() as session:
        held = {
            row.member_id: (row.starts_on, row.ends_on)
            for row in await session.scalars(
                select(RoleGrant).where(
                    RoleGrant.organisation_id == town.inner.id, RoleGrant.role == BranchRole.SECRETARY
                )
            )
        }
        assert held[town.plain.id] == (today, None)
        assert held[town.secretary.id][1] == today - dt.timedelta(days=1)
        account_id = town.accounts[town.plain.id].id
        assert (await session.get_one(ChecklistItem, item)).owner_id == town.plain.id
        assert (await session.scalars(select(BoundChat.bound_by))).one() == account_id
        assert (await session.scalars(select(Quiz.made_by))).one() == account_id
        told = {
            (row.member_id, row.payload["key"])
            for row in await session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "handover"))
        }
    assert told == {
        (town.plain.id, "handover-offered"),
        (town.plain.id, "handover-done"),
        (town.secretary.id, "handover-done"),
        (town.office.id, "handover-office"),
    }


async def test_the_predecessor_has_no_desk_any_more_and_keeps_his_record(house: House) -> None:
    town = await make_town(house)
    await _furnish(house, town)
    await handover.offer(house, await town.actor(house, town.secretary), town.inner.id, town.plain.id)
    number = await _open(house)
    await handover.accept(house, await town.actor(house, town.plain), number)
    former = await town.actor(house, town.secretary)
    with pytest.raises(NotAllowed):
        await handover.desk(house, former, town.inner.id)
    made = await handover.record(house, former, number)
    words = "\n".join(
        [
            cell.text
            for table in docx.Document(io.BytesIO(made.content)).tables
            for row in table.rows
            for cell in row.cells
        ]
    )
    assert "王建国" in words
    assert "张敏" in words
    assert "1 个" in words
    with pytest.raises(NotAllowed):
        await handover.record(house, await town.actor(house, town.foreign), number)


async def test_only_the_holder_begins_and_where_he_is_gone_the_office(house: House) -> None:
    town = await make_town(house)
    office = await town.actor(house, town.office)
    with pytest.raises(HolderStarts):
        await handover.offer(house, office, town.inner.id, town.plain.id)
    for other in (town.foreign, town.plain):
        with pytest.raises(NotAllowed):
            await handover.offer(house, await town.actor(house, other), town.inner.id, town.plain.id)
    async with house.db.write() as session:
        await session.execute(update(Binding).where(Binding.member_id == town.secretary.id).values(unbound_at=NOW))
    choice = await handover.people(house, office, town.inner.id)
    assert town.secretary.id not in {one for one, _ in choice.people}, "nobody hands over to himself"
    await handover.offer(house, office, town.inner.id, town.plain.id)
    plain = await town.actor(house, town.plain)
    await handover.accept(house, plain, await _open(house))
    assert any(one.role is BranchRole.SECRETARY for one in (await town.actor(house, town.plain)).grants)


async def test_an_offer_is_declined_taken_back_or_over(house: House) -> None:
    town = await make_town(house)
    secretary, plain = await town.actor(house, town.secretary), await town.actor(house, town.plain)
    states = []
    await handover.offer(house, secretary, town.inner.id, town.plain.id)
    first = await _open(house)
    with pytest.raises(NotAllowed):
        await handover.decline(house, await town.actor(house, town.foreign), first)
    await handover.decline(house, plain, first)
    await handover.offer(house, secretary, town.inner.id, town.plain.id)
    second = await _open(house)
    await handover.take_back(house, secretary, town.inner.id, second)
    await handover.offer(house, secretary, town.inner.id, town.plain.id)
    third = await _open(house)
    set_clock(house, NOW + dt.timedelta(days=load().offer.days))
    assert (await handover.see(house, plain, third)).state is HandoverState.EXPIRED
    await housekeeping.tidy(house)
    for number in (first, second, third):
        with pytest.raises(HandoverOver):
            await handover.accept(house, plain, number)
    async with house.db.read() as session:
        states = list(await session.scalars(select(Handover.state).order_by(Handover.id)))
        told = list(
            await session.scalars(
                select(OutboxMessage.payload).where(OutboxMessage.account_id == town.accounts[town.secretary.id].id)
            )
        )
    assert states == [HandoverState.DECLINED, HandoverState.WITHDRAWN, HandoverState.EXPIRED]
    assert [one["key"] for one in told] == ["handover-declined", "handover-expired"]


async def test_an_offer_is_void_when_the_post_has_another_holder(house: House) -> None:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    await handover.offer(house, secretary, town.inner.id, town.plain.id)
    number = await _open(house)
    office = await town.actor(house, town.office)
    role, today = BranchRole.SECRETARY, house.today()
    await roles.grant(house, office, town.inner.id, role, town.silent.id, today, hand_over=True)
    with pytest.raises(HandoverOver):
        await handover.accept(house, await town.actor(house, town.plain), number)


async def test_who_stands_in_does_so_from_a_first_to_a_last_day(house: House) -> None:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    last = await handover.name_deputy(house, secretary, town.inner.id, town.plain.id, 7)
    assert last == house.today() + dt.timedelta(days=6)
    assert [one.role for one in (await town.actor(house, town.plain)).grants] == [BranchRole.DEPUTY_SECRETARY]
    set_clock(house, NOW + dt.timedelta(days=7))
    assert (await town.actor(house, town.plain)).grants == ()
    with pytest.raises(DeputyTooLong):
        await handover.name_deputy(house, secretary, town.inner.id, town.silent.id, load().deputy.most_days + 1)
    for other in (town.foreign, town.plain):
        with pytest.raises(NotAllowed):
            await handover.name_deputy(house, await town.actor(house, other), town.inner.id, town.silent.id, 7)
