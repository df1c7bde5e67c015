"""Group chats and channels: bound by a code, followed when they move, marked when the bot is put out.

::

    code asked for in private ── typed in the chat ──> bound ──(unbind)──> unbound
                                                        │  ↑ migrate: the same row, a new address
                                                        └──(bot put out)──> may not post ──(back in)──> may post
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account
from db.chats import BindCode, BoundChat
from db.names import ChatKind, OutboxReason, OutboxState
from db.organisations import Organisation
from db.outbox import OutboxMessage
from services import access, audit, tries
from services.access import STEWARD_OF, STEWARDS, Actor
from services.errors import Conflict, Expired, NotAllowed
from services.house import House
from services.keys import code_hash, new_code, normal_code

#: How long a code can be typed.
CODE_LIFETIME = dt.timedelta(minutes=30)
_PURPOSE = "bind"


class BindCodeUnknown(Expired):
    """No such code, or it is used, over, or not his to use: one answer."""

    code = "bind-code"


class ChatBoundElsewhere(Conflict):
    """The chat belongs to another organisation and must be unbound there first."""

    code = "chat-bound-elsewhere"


@dataclass(frozen=True)
class Place:
    """A chat as the messenger knows it.

    Attributes:
        address: The messenger's id.
        thread: The forum topic, if any.
        may_post: Whether the bot may write there now.
        sees_all: Whether it sees every message.
    """

    messenger: str
    address: str
    kind: ChatKind
    thread: int | None = None
    may_post: bool = True
    sees_all: bool = False


@dataclass(frozen=True)
class Bound:
    """The organisation a chat belongs to.

    Attributes:
        again: It belonged to it before: the code had been typed already.
    """

    organisation: str
    again: bool


@dataclass(frozen=True)
class ChatRow:
    """A bound chat in a list."""

    id: int
    kind: ChatKind
    has_topic: bool
    may_post: bool
    bound_on: dt.date


@dataclass(frozen=True)
class Chats:
    """The chats of an organisation."""

    organisation_id: int
    organisation: str
    rows: tuple[ChatRow, ...]


async def chats_of(house: House, actor: Actor, organisation_id: int) -> Chats:
    """The groups and channels bound to an organisation.

    Raises:
        NotAllowed: The actor does not reach it.
    """
    async with house.db.read() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        organisation = await session.get_one(Organisation, organisation_id)
        found = await session.scalars(
            select(BoundChat)
            .where(BoundChat.organisation_id == organisation_id, BoundChat.unbound_at.is_(None))
            .order_by(BoundChat.id)
        )
        rows = tuple(
            ChatRow(one.id, one.kind, one.thread is not None, one.may_post, one.bound_at.astimezone(house.zone).date())
            for one in found
        )
        return Chats(organisation_id, organisation.name, rows)


async def new_bind_code(house: House, actor: Actor, organisation_id: int) -> str:
    """A code that binds the chat it is typed in to an organisation; one use, ``CODE_LIFETIME``.

    The one he asked for before and did not use stops working, so that ten taps leave one code.

    Raises:
        NotAllowed: The actor does not reach it.
    """
    code, now = new_code(), house.now()
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        if actor.account_id is None:
            raise NotAllowed
        await session.execute(
            delete(BindCode).where(
                BindCode.created_by == actor.account_id,
                BindCode.organisation_id == organisation_id,
                BindCode.used_at.is_(None),
            )
        )
        session.add(
            BindCode(
                code_hash=code_hash(code, _PURPOSE),
                organisation_id=organisation_id,
                created_by=actor.account_id,
                expires_at=now + CODE_LIFETIME,
            )
        )
        await audit.record(
            session,
            actor=actor.audit_name,
            action="chat.code_made",
            subject=f"organisation:{organisation_id}",
            now=now,
        )
    return code


async def bind(house: House, actor: Actor, typed: str, place: Place, *, anonymous: bool) -> Bound:
    """Bind a chat by the code that was typed in it. The same code in the same chat again changes nothing.

    Args:
        house: The house.
        actor: Who typed it; a stranger where the messenger hides him.
        typed: The code as typed.
        place: The chat.
        anonymous: Whether it was typed in the chat's own name (an anonymous administrator, a channel): then the code
            itself, given to a steward in private, is the proof.

    Raises:
        BindCodeUnknown: No such code, used, over, or not his to use.
        ChatBoundElsewhere: The chat belongs to another organisation.
        Paused: Too many wrong codes.
    """
    code, wrong = normal_code(typed), None
    async with house.db.write() as session:
        if actor.account_id is not None:
            await tries.check(house, session, actor.account_id, _PURPOSE)
        bound = await _bind(house, session, actor, code, place, anonymous=anonymous)
        if bound is None and actor.account_id is not None:
            wrong = await tries.wrong(house, session, actor.account_id, _PURPOSE)
    if bound is None:
        raise (wrong.error if wrong is not None else None) or BindCodeUnknown
    return bound


async def _bind(
    house: House, session: AsyncSession, actor: Actor, code: str, place: Place, *, anonymous: bool
) -> Bound | None:
    now = house.now()
    row = (
        await session.scalars(select(BindCode).where(BindCode.code_hash == code_hash(code, _PURPOSE)).with_for_update())
    ).one_or_none()
    if row is None:
        return None
    organisation = await session.get_one(Organisation, row.organisation_id)
    maker = await session.get_one(Account, row.created_by)
    giver = await access.identify(session, maker.messenger, maker.address, house.today())
    if not giver.reaches(organisation.path, STEWARDS):
        return None
    if not anonymous and not actor.reaches(organisation.path, STEWARDS):
        return None
    there = await chat_at(session, place.messenger, place.address)
    if there is not None and there.organisation_id == organisation.id and row.used_at is not None:
        return Bound(organisation.name, again=True)
    if row.used_at is not None or row.expires_at <= now or organisation.ended_at is not None:
        return None
    if there is not None and there.organisation_id != organisation.id:
        raise ChatBoundElsewhere
    row.used_at = now
    if there is None:
        there = BoundChat(
            messenger=place.messenger,
            address=place.address,
            organisation_id=organisation.id,
            bound_by=maker.id,
            bound_at=now,
        )
        session.add(there)
    there.kind, there.thread = place.kind, place.thread
    there.may_post, there.sees_all = place.may_post, place.sees_all
    await audit.record(
        session,
        actor=f"account:{maker.key}" if anonymous else actor.audit_name,
        action="chat.bound",
        subject=f"organisation:{organisation.id}",
        now=now,
        details={"kind": place.kind.value, "anonymous": anonymous, "topic": place.thread is not None},
    )
    return Bound(organisation.name, again=False)


async def chat_at(session: AsyncSession, messenger: str, address: str) -> BoundChat | None:
    """The bound chat at an address, or None."""
    return (
        await session.scalars(
            select(BoundChat).where(
                BoundChat.messenger == messenger, BoundChat.address == address, BoundChat.unbound_at.is_(None)
            )
        )
    ).one_or_none()


async def unbind(house: House, actor: Actor, organisation_id: int, chat_id: int) -> None:
    """Take a chat from its organisation; what is still queued for it is dropped. Twice changes nothing.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such chat.
    """
    now = house.now()
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        row = await session.get(BoundChat, chat_id, with_for_update=True)
        if row is None or row.organisation_id != organisation_id:
            raise NotAllowed
        if row.unbound_at is not None:
            return
        row.unbound_at = now
        await _drop_queued(session, chat_id, OutboxReason.VOID, now)
        await audit.record(
            session,
            actor=actor.audit_name,
            action="chat.unbound",
            subject=f"organisation:{organisation_id}",
            now=now,
        )


async def _drop_queued(session: AsyncSession, chat_id: int, reason: OutboxReason, now: dt.datetime) -> None:
    await session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.chat_id == chat_id, OutboxMessage.state == OutboxState.QUEUED)
        .values(state=OutboxState.SKIPPED, reason=reason, ended_at=now)
    )


async def note_rights(house: House, place: Place) -> str | None:
    """Note what the bot may do in a chat, as the messenger reports it.

    Returns:
        The name of the organisation the chat is bound to, or None.
    """
    async with house.db.write() as session:
        row = await chat_at(session, place.messenger, place.address)
        if row is None:
            return None
        row.may_post, row.sees_all = place.may_post, place.sees_all
        return (await session.get_one(Organisation, row.organisation_id)).name


async def left(house: House, messenger: str, address: str) -> bool:
    """Note that the bot is no longer in a chat. Returns whether that chat was bound."""
    async with house.db.write() as session:
        row = await chat_at(session, messenger, address)
        if row is None:
            return False
        row.may_post = row.sees_all = False
        return True


async def migrate(session: AsyncSession, messenger: str, old: str, new: str, now: dt.datetime) -> bool:
    """A group became a supergroup: the same binding, a new address; the old one is dead for ever.

    Told twice (a service message, and an error while sending), the second time changes nothing. Messages still queued
    go to the new address, because they name the binding and not the address.

    Args:
        session: The caller's transaction.
        messenger: ``telegram``.
        old: The dead address.
        new: The address that goes on.
        now: UTC.

    Returns:
        Whether something was bound at the old address.
    """
    row = await chat_at(session, messenger, old)
    if row is None:
        return False
    newer = await chat_at(session, messenger, new)
    if newer is not None:
        # Somebody bound the supergroup by a code of its own before the move was heard of: that one stands.
        row.unbound_at = now
        await session.execute(
            update(OutboxMessage)
            .where(
                OutboxMessage.chat_id == row.id,
                # The one that met the dead address is still on its way; it is sent again, to the new one.
                OutboxMessage.state.in_((OutboxState.QUEUED, OutboxState.SENDING)),
            )
            .values(chat_id=newer.id)
        )
    else:
        row.address = new
    await audit.record(
        session,
        actor="system:migration",
        action="chat.migrated",
        subject=f"organisation:{row.organisation_id}",
        now=now,
    )
    return True


async def note_migration(house: House, messenger: str, old: str, new: str) -> bool:
    """``migrate`` in a transaction of its own."""
    async with house.db.write() as session:
        return await migrate(session, messenger, old, new, house.now())


async def sweep_codes(session: AsyncSession, now: dt.datetime) -> int:
    """Delete codes that have been over for a day. Returns how many."""
    result = await session.execute(
        delete(BindCode).where(BindCode.expires_at < now - dt.timedelta(days=1)).returning(BindCode.id)
    )
    return len(result.all())
