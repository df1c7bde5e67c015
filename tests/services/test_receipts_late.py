"""Who comes later gets what is still valid, once; whom nothing could reach gets it when he can be; the ladder."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, update

from db.announcement_names import AnnouncementState, CopyState
from db.announcements import Announcement, Receipt
from db.escalations import Escalation
from db.members import Member, Membership
from db.names import OutboxReason, OutboxState
from db.outbox import OutboxMessage
from services import outbox, receipts, tasks
from services.announcements import counts, looking, messages
from services.announcements.messages import Reader
from services.house import House
from services.kinds import Followed
from services.receipts import late
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.making.announcements import make_released, recount
from tests.services.people import Town, make_town

_WEEK = dt.timedelta(days=7)


async def _sent(house: House, town: Town) -> int:
    """A notice to the inner branch for a week; one of its people never registered."""
    async with house.db.write() as session:
        made = await make_released(session, town.inner, [town.plain, town.silent], expires_at=NOW + _WEEK)
        readers = [Reader(one.id, one.key, NOW) for one in (town.plain, town.silent)]
        await outbox.enqueue(session, messages.copies(made, readers, []), NOW)
        lost = {"state": OutboxState.UNREACHABLE, "reason": OutboxReason.NEVER_STARTED, "ended_at": NOW}
        await session.execute(update(OutboxMessage).where(OutboxMessage.member_id == town.silent.id).values(lost))
        never = {"copy": CopyState.UNREACHABLE, "reason": OutboxReason.NEVER_STARTED}
        await session.execute(update(Receipt).where(Receipt.member_id == town.silent.id).values(never))
        await counts.add(session, made.id, {"sent": -1, "unreachable": 1})
        return made.id


async def _joins(house: House, town: Town, name: str = "钱新") -> Member:
    """Somebody whose membership begins today."""
    async with house.db.write() as session:
        member = await factories.make_member(session, town.inner, name)
        begun = update(Membership).where(Membership.member_id == member.id).values(starts_on=house.today())
        await session.execute(begun)
    return member


async def test_a_newcomer_gets_what_is_still_valid_once(house: House) -> None:
    town = await make_town(house)
    number = await _sent(house, town)
    await late.reconcile_all(house)
    set_clock(house, NOW + dt.timedelta(days=2))
    new = await _joins(house, town)
    assert (await late.reconcile_all(house)).added == 1
    assert not (await late.reconcile_all(house)).added
    async with house.db.read() as session:
        row = await session.get_one(Receipt, (number, new.id))
        assert (row.late, row.copy, row.branch_id) == (True, CopyState.WAITING, town.inner.id)
        assert await session.get(Receipt, (number, town.secretary.id)) is None  # he was there, and it was not for him
        assert await counts.of(session, number) == await recount(session, number)
        copies = select(OutboxMessage.state).where(OutboxMessage.member_id == new.id)
        assert list(await session.scalars(copies)) == [OutboxState.QUEUED]


@pytest.mark.parametrize("over", ["expired", "withdrawn"])
async def test_what_is_over_reaches_nobody_any_more(sqlite_house: House, over: str) -> None:
    house = sqlite_house
    town = await make_town(house)
    number = await _sent(house, town)
    if over == "withdrawn":
        async with house.db.write() as session:
            done = update(Announcement).where(Announcement.id == number)
            await session.execute(done.values(state=AnnouncementState.WITHDRAWN, withdrawn_at=NOW))
    else:
        set_clock(house, NOW + _WEEK)
    new = await _joins(house, town)
    assert not (await late.reconcile_all(house)).added
    async with house.db.read() as session:
        assert await session.get(Receipt, (number, new.id)) is None


async def test_who_registers_later_gets_his_copy_unless_he_was_told(house: House) -> None:
    town = await make_town(house)
    number = await _sent(house, town)
    assert not (await late.reconcile_all(house)).added
    async with house.db.write() as session:
        account = await factories.make_account(session)
        await factories.bind(session, town.silent, account)
    assert (await late.reconcile_all(house)).added == 1
    assert not (await late.reconcile_all(house)).added
    async with house.db.read() as session:
        row = await session.get_one(Receipt, (number, town.silent.id))
        assert (row.copy, row.late) == (CopyState.WAITING, False)
        copies = list(
            await session.scalars(select(OutboxMessage.state).where(OutboxMessage.member_id == town.silent.id))
        )
        assert copies == [OutboxState.QUEUED]
        assert await counts.of(session, number) == await recount(session, number)


async def test_the_sender_is_asked_about_a_late_copy_of_unknown_fate(house: House) -> None:
    town = await make_town(house)
    number = await _sent(house, town)
    async with house.db.write() as session:
        # It had come to its end: the rest was sent, and its sender was told how it went.
        ended = {"state": OutboxState.SENT, "ended_at": NOW}
        await session.execute(update(OutboxMessage).where(OutboxMessage.member_id == town.plain.id).values(ended))
        row = await session.get_one(Announcement, number)
        row.finished_at, row.made_by = NOW, town.accounts[town.secretary.id].id
        account = await factories.make_account(session)
        await factories.bind(session, town.silent, account)
    await late.reconcile_all(house)
    async with house.db.write() as session:
        copy = OutboxMessage.member_id == town.silent.id
        cut = {"state": OutboxState.UNKNOWN, "reason": OutboxReason.CRASHED}
        await session.execute(update(OutboxMessage).where(copy).values(cut))
        (kept,) = await session.scalars(select(OutboxMessage).where(copy))
        ended_ = Followed(kept.id, kept.subject, kept.member_id, OutboxState.UNKNOWN, OutboxReason.CRASHED)
        await messages.count(session, [ended_], NOW)
    await looking.look_after(house)
    assert [(await late.reconcile_all(house)).added for _ in range(2)] == [1, 0]
    async with house.db.read() as session:
        asked = list(await session.scalars(select(OutboxMessage).where(OutboxMessage.kind == looking.ASK)))
    assert [one.account_id for one in asked] == [town.accounts[town.secretary.id].id]


async def test_after_two_days_a_human_is_asked_until_everybody_is_accounted_for(house: House) -> None:
    town = await make_town(house)
    number = await _sent(house, town)
    await late.reconcile_all(house)
    set_clock(house, NOW + dt.timedelta(hours=49))
    await tasks.reconcile_all(house)
    secretary = await town.actor(house, town.secretary)
    (task,) = await tasks.mine(house, secretary)
    assert task.door is not None
    assert (task.key, task.door.data) == ("tasks-receipt", f"rp:{number}")
    await receipts.told(house, secretary, number, town.silent.id)
    assert len(await tasks.mine(house, secretary)) == 1
    await receipts.told(house, secretary, number, town.plain.id)
    assert await tasks.mine(house, secretary) == ()
    async with house.db.read() as session:
        assert list(await session.scalars(select(Escalation.ended_at))) == [house.now()]


async def test_the_ladder_ends_with_its_notice(house: House) -> None:
    town = await make_town(house)
    await _sent(house, town)
    await late.reconcile_all(house)
    set_clock(house, NOW + _WEEK)
    await late.reconcile_all(house)
    async with house.db.read() as session:
        assert list(await session.scalars(select(Escalation.ended_at))) == [house.now()]
