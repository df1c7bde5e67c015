"""Binding, moving, leaving and unbinding chats."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from sqlalchemy import select

from db.audit import AuditEntry
from db.chats import BindCode, BoundChat
from db.names import ChatKind, OutboxReason, OutboxState
from db.organisations import RoleGrant
from db.outbox import OutboxMessage
from services import groups, outbox
from services.access import STRANGER
from services.errors import NotAllowed, Paused
from services.groups import BindCodeUnknown, ChatBoundElsewhere, Place
from services.house import House
from tests.fixtures.houses import NOW, set_clock
from tests.services.people import Town, make_town

GROUP = Place("telegram", "-1001", ChatKind.GROUP)


async def _code(house: House, town: Town) -> str:
    return await groups.new_bind_code(house, await town.actor(house, town.secretary), town.inner.id)


async def _chats(house: House) -> list[BoundChat]:
    async with house.db.read() as session:
        return list(await session.scalars(select(BoundChat).order_by(BoundChat.id)))


async def _queue(house: House, chat_id: int) -> None:
    async with house.db.write() as session:
        await outbox.enqueue(
            session,
            [
                outbox.Message(
                    kind="test",
                    dedupe_key="k",
                    subject="s",
                    payload=outbox.Payload("menu-title"),
                    due_at=NOW,
                    chat_id=chat_id,
                )
            ],
            NOW,
        )


async def test_the_secretary_binds_with_the_code_and_it_works_once(house: House) -> None:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    code = await _code(house, town)
    place = Place("telegram", "-1001", ChatKind.GROUP, thread=7, sees_all=True)
    typed = f"{code[:4]} {code[4:].lower()}"
    assert await groups.bind(house, secretary, typed, place, anonymous=False) == groups.Bound("内科党支部", again=False)
    assert await groups.bind(house, secretary, code, place, anonymous=False) == groups.Bound("内科党支部", again=True)
    [chat] = await _chats(house)
    assert (chat.address, chat.thread, chat.organisation_id, chat.sees_all) == ("-1001", 7, town.inner.id, True)
    with pytest.raises(BindCodeUnknown):
        await groups.bind(house, secretary, code, Place("telegram", "-1002", ChatKind.GROUP), anonymous=False)
    assert len(await _chats(house)) == 1


async def test_the_table_holds_no_code_and_the_log_no_name(house: House) -> None:
    town = await make_town(house)
    code = await _code(house, town)
    await groups.bind(house, STRANGER, code, GROUP, anonymous=True)
    async with house.db.read() as session:
        assert code not in (await session.scalars(select(BindCode.code_hash))).one()
        entries = list(await session.scalars(select(AuditEntry).order_by(AuditEntry.id)))
    assert [entry.action for entry in entries] == ["chat.code_made", "chat.bound"]
    assert entries[1].actor == f"account:{town.accounts[town.secretary.id].key}"
    assert entries[1].details == {"kind": "GROUP", "anonymous": True, "topic": False}


async def test_a_code_is_of_no_use_to_anybody_else(house: House) -> None:
    town = await make_town(house)
    code = await _code(house, town)
    for member in (town.foreign, town.plain):
        with pytest.raises(BindCodeUnknown):
            await groups.bind(house, await town.actor(house, member), code, GROUP, anonymous=False)
    with pytest.raises(BindCodeUnknown):
        await groups.bind(house, STRANGER, code, GROUP, anonymous=False)
    assert await _chats(house) == []


async def test_a_code_dies_with_the_role_of_who_asked_for_it(house: House) -> None:
    town = await make_town(house)
    code = await _code(house, town)
    async with house.db.write() as session:
        role = (await session.scalars(select(RoleGrant).where(RoleGrant.member_id == town.secretary.id))).one()
        role.ends_on = house.today() - dt.timedelta(days=1)
    with pytest.raises(BindCodeUnknown):
        await groups.bind(house, STRANGER, code, GROUP, anonymous=True)


async def test_a_code_is_over_after_half_an_hour_and_when_a_new_one_is_made(house: House) -> None:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    first, second = await _code(house, town), await _code(house, town)
    with pytest.raises(BindCodeUnknown):
        await groups.bind(house, secretary, first, GROUP, anonymous=False)
    set_clock(house, NOW + groups.CODE_LIFETIME)
    with pytest.raises(BindCodeUnknown):
        await groups.bind(house, secretary, second, GROUP, anonymous=False)
    async with house.db.write() as session:
        assert await groups.sweep_codes(session, NOW + dt.timedelta(days=2)) == 1


async def test_guessing_pauses(house: House) -> None:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    for _ in range(house.limits.tries - 1):
        with pytest.raises(BindCodeUnknown):
            await groups.bind(house, secretary, "AAAA2222", GROUP, anonymous=False)
    for _ in range(2):
        with pytest.raises(Paused):
            await groups.bind(house, secretary, "AAAA2222", GROUP, anonymous=False)


async def test_a_chat_belongs_to_one_organisation_at_a_time(house: House) -> None:
    town = await make_town(house)
    await groups.bind(house, STRANGER, await _code(house, town), GROUP, anonymous=True)
    foreign = await town.actor(house, town.foreign)
    code = await groups.new_bind_code(house, foreign, town.surgery.id)
    with pytest.raises(ChatBoundElsewhere):
        await groups.bind(house, foreign, code, GROUP, anonymous=False)
    [chat] = await _chats(house)
    secretary = await town.actor(house, town.secretary)
    await groups.unbind(house, secretary, town.inner.id, chat.id)
    assert (await groups.bind(house, foreign, code, GROUP, anonymous=False)).organisation == "外科党支部"


async def test_ten_bindings_at_once_are_one(house: House) -> None:
    town = await make_town(house)
    code = await _code(house, town)
    secretary = await town.actor(house, town.secretary)
    done = await asyncio.gather(*(groups.bind(house, secretary, code, GROUP, anonymous=False) for _ in range(10)))
    assert sorted(bound.again for bound in done) == [False] + [True] * 9
    assert len(await _chats(house)) == 1


async def test_unbinding_drops_what_is_queued_and_twice_changes_nothing(house: House) -> None:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    await groups.bind(house, secretary, await _code(house, town), GROUP, anonymous=False)
    [chat] = await _chats(house)
    await _queue(house, chat.id)
    for actor in (await town.actor(house, town.foreign), await town.actor(house, town.plain)):
        with pytest.raises(NotAllowed):
            await groups.unbind(house, actor, town.inner.id, chat.id)
    with pytest.raises(NotAllowed):
        await groups.unbind(house, await town.actor(house, town.office), town.surgery.id, chat.id)
    for _ in range(2):
        await groups.unbind(house, secretary, town.inner.id, chat.id)
    async with house.db.read() as session:
        row = (await session.scalars(select(OutboxMessage))).one()
        assert (row.state, row.reason) == (OutboxState.SKIPPED, OutboxReason.VOID)
    assert (await groups.chats_of(house, secretary, town.inner.id)).rows == ()


async def test_a_group_that_moves_keeps_its_binding_and_being_told_twice_changes_nothing(house: House) -> None:
    town = await make_town(house)
    await groups.bind(house, STRANGER, await _code(house, town), GROUP, anonymous=True)
    [before] = await _chats(house)
    await _queue(house, before.id)
    assert await groups.note_migration(house, "telegram", "-1001", "-100900")
    assert not await groups.note_migration(house, "telegram", "-1001", "-100900")
    [after] = await _chats(house)
    assert (after.id, after.address, after.unbound_at) == (before.id, "-100900", None)


async def test_a_supergroup_bound_before_the_move_was_heard_of_stands(house: House) -> None:
    town = await make_town(house)
    await groups.bind(house, STRANGER, await _code(house, town), GROUP, anonymous=True)
    await groups.bind(
        house, STRANGER, await _code(house, town), Place("telegram", "-100900", ChatKind.GROUP), anonymous=True
    )
    old, new = await _chats(house)
    await _queue(house, old.id)
    assert await groups.note_migration(house, "telegram", "-1001", "-100900")
    old, new = await _chats(house)
    assert old.unbound_at is not None
    assert new.unbound_at is None
    async with house.db.read() as session:
        row = (await session.scalars(select(OutboxMessage))).one()
        assert (row.chat_id, row.state) == (new.id, OutboxState.QUEUED)


async def test_being_put_out_is_marked_and_coming_back_heals(house: House) -> None:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    await groups.bind(house, secretary, await _code(house, town), GROUP, anonymous=False)
    assert await groups.left(house, "telegram", "-1001")
    assert not await groups.left(house, "telegram", "-1002")
    assert not (await groups.chats_of(house, secretary, town.inner.id)).rows[0].may_post
    assert await groups.note_rights(house, GROUP) == "内科党支部"
    assert (await groups.chats_of(house, secretary, town.inner.id)).rows[0].may_post
