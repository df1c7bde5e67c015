"""The card of the week: one material a week, to the members, a group or a channel, each by a human's tap.

::

    material ── a tap ──> (organisation, week) is its ── to the members | to a bound chat ──> the outbox
                               └── the week has another: nothing is sent
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.chats import BoundChat
from db.inserting import insert_into
from db.library import StudyWeekCard
from db.names import ChatKind
from db.organisations import Organisation
from db.outbox import OutboxMessage
from db.study import StudyMaterial
from services import audiences, audit, kinds, outbox
from services.access import Actor
from services.errors import AlreadyDone, NotAllowed
from services.house import House
from services.kinds import OnPause, Policy
from services.outbox import PRIORITY_NOTICE, Button, Message, Payload
from services.study import materials
from services.study.looking import zone_of
from services.study.materials import Material, material_of

MEMBERS = "study_card"
CHAT = "study_card_chat"
#: How long a card is worth sending.
_PATIENCE = dt.timedelta(days=2)


class OtherCard(AlreadyDone):
    """This week has another card. Fields: ``title``."""

    code = "study-card-other"


@dataclass(frozen=True)
class Chat:
    """A bound chat it may go to, and whether it went there this week."""

    id: int
    kind: ChatKind
    sent: bool


@dataclass(frozen=True)
class Offer:
    """Where a material could go as the card of this week.

    Attributes:
        other: The title of the one this week has already; None: it is this one, or there is none.
        people: How many members there are.
        people_sent: They have it.
    """

    material: Material
    other: str | None
    people: int
    people_sent: bool
    chats: tuple[Chat, ...]


async def offer(house: House, actor: Actor, organisation_id: int, material_id: int) -> Offer:
    """Where it could go this week.

    Raises:
        NotAllowed: The actor does not look after the shelf, or it is not on it.
    """
    async with house.db.read() as session:
        row = await _on_shelf(session, actor, organisation_id, material_id)
        return await _offer(session, row, await _monday(house, session, organisation_id))


async def to_members(house: House, actor: Actor, organisation_id: int, material_id: int) -> Offer:
    """Send it to everybody in the organisation; twice is once.

    Raises:
        NotAllowed: The actor does not look after the shelf, or it is not on it.
        OtherCard: This week has another.
    """
    now = house.now()
    async with house.db.write() as session:
        material = await _on_shelf(session, actor, organisation_id, material_id)
        week = await _monday(house, session, organisation_id)
        card = await _card(session, actor, material, week, now)
        if card.people_at is None:
            card.people_at = now
            here = await session.get_one(Organisation, organisation_id)
            buttons = ((Button("study-button-card-open", data=f"rd.at:{material.id}"),),)
            payload = Payload("study-card-new", {"title": material.title, "source": material.source}, buttons)
            people = await audiences.members_of(session, here.id, here.path, here.level)
            messages = [
                Message(
                    kind=MEMBERS,
                    dedupe_key=f"{subject_of(material.id)}:{week:%Y%m%d}:{one.key}",
                    subject=subject_of(material.id),
                    payload=payload,
                    due_at=now,
                    member_id=one.id,
                    expires_at=now + _PATIENCE,
                    priority=PRIORITY_NOTICE,
                )
                for one in people
            ]
            await outbox.enqueue(session, messages, now)
            await _note(session, actor, card, "study.card_sent", now)
        await session.flush()
        return await _offer(session, material, week)


async def to_chat(house: House, actor: Actor, organisation_id: int, material_id: int, chat_id: int) -> Offer:
    """Send it to a bound group or channel; twice is once.

    Raises:
        NotAllowed: The actor does not look after the shelf, it is not on it, or there is no such chat.
        OtherCard: This week has another.
    """
    now = house.now()
    async with house.db.write() as session:
        material = await _on_shelf(session, actor, organisation_id, material_id)
        chat = await session.get(BoundChat, chat_id)
        if chat is None or chat.organisation_id != organisation_id or chat.unbound_at is not None:
            raise NotAllowed
        week = await _monday(house, session, organisation_id)
        card = await _card(session, actor, material, week, now)
        message = Message(
            kind=CHAT,
            dedupe_key=_chat_key(material.id, week, chat.id),
            subject=subject_of(material.id),
            payload=_whole(material),
            due_at=now,
            chat_id=chat.id,
            expires_at=now + _PATIENCE,
            priority=PRIORITY_NOTICE,
        )
        if await outbox.enqueue(session, [message], now):
            await _note(session, actor, card, "study.card_posted", now)
        return await _offer(session, material, week)


def subject_of(material_id: int) -> str:
    """What its messages are about; a material that is withdrawn takes them along."""
    return f"study-card:{material_id}"


def _chat_key(material_id: int, week: dt.date, chat_id: int) -> str:
    return f"{subject_of(material_id)}:{week:%Y%m%d}:chat:{chat_id}"


def _whole(material: StudyMaterial) -> Payload:
    """A chat reads it where it stands: nobody need open the bot."""
    known = {"title": material.title, "source": material.source}
    if material.file_id is not None and material.file_kind is not None:
        return Payload("study-card-file", known, file={"kind": material.file_kind.value, "id": material.file_id})
    if material.link is not None:
        return Payload("study-card-link", known | {"link": material.link})
    return Payload("study-card-text", known | {"body": material.body or ""})


async def _on_shelf(session: AsyncSession, actor: Actor, organisation_id: int, material_id: int) -> StudyMaterial:
    row = await materials.kept(session, actor, organisation_id, material_id)
    if row.ended_at is not None:
        raise NotAllowed
    return row


async def _monday(house: House, session: AsyncSession, organisation_id: int) -> dt.date:
    today = house.now().astimezone(await zone_of(house, session, organisation_id)).date()
    return today - dt.timedelta(days=today.weekday())


async def _card(
    session: AsyncSession, actor: Actor, material: StudyMaterial, week: dt.date, now: dt.datetime
) -> StudyWeekCard:
    """The week's row, locked; made where it is missing, so that of two who press at once the second waits."""
    values = {
        "organisation_id": material.organisation_id,
        "week_on": week,
        "material_id": material.id,
        "made_at": now,
        "made_by": actor.account_id,
    }
    await session.execute(insert_into(session, StudyWeekCard).values(values).on_conflict_do_nothing())
    row = (await session.scalars(_of_week(material.organisation_id, week).with_for_update())).one()
    if row.material_id != material.id:
        before = await session.get_one(StudyMaterial, row.material_id)
        if before.ended_at is None:
            raise OtherCard(title=before.title)
        row.material_id, row.people_at, row.made_at = material.id, None, now
    return row


async def _offer(session: AsyncSession, material: StudyMaterial, week: dt.date) -> Offer:
    here = await session.get_one(Organisation, material.organisation_id)
    card = (await session.scalars(_of_week(here.id, week))).one_or_none()
    before = await session.get_one(StudyMaterial, card.material_id) if card is not None else None
    is_it = before is not None and before.id == material.id
    other = before.title if before is not None and not is_it and before.ended_at is None else None
    chats = await session.execute(
        select(BoundChat.id, BoundChat.kind)
        .where(BoundChat.organisation_id == here.id, BoundChat.unbound_at.is_(None), BoundChat.may_post)
        .order_by(BoundChat.id)
    )
    found = {row.id: row.kind for row in chats}
    keys = {_chat_key(material.id, week, chat_id): chat_id for chat_id in found}
    sent = {
        keys[key]
        for key in await session.scalars(
            select(OutboxMessage.dedupe_key).where(OutboxMessage.dedupe_key.in_(list(keys)))
        )
    }
    return Offer(
        material_of(material),
        other,
        len(await audiences.members_of(session, here.id, here.path, here.level)),
        is_it and card is not None and card.people_at is not None,
        tuple(Chat(chat_id, kind, chat_id in sent) for chat_id, kind in found.items()),
    )


def _of_week(organisation_id: int, week: dt.date) -> Select[StudyWeekCard]:
    return select(StudyWeekCard).where(StudyWeekCard.organisation_id == organisation_id, StudyWeekCard.week_on == week)


async def _note(session: AsyncSession, actor: Actor, card: StudyWeekCard, action: str, now: dt.datetime) -> None:
    await audit.record(
        session,
        actor=actor.audit_name,
        action=action,
        subject=f"organisation:{card.organisation_id}",
        now=now,
        details={"material": card.material_id},
    )


kinds.register(MEMBERS, Policy(on_pause=OnPause.SKIP, mutable=True))
kinds.register(CHAT, Policy())
