"""A joint meeting: another branch is asked, its leaders get a card, and the first press decides.

Whoever plans the meeting may reach the other organisation himself (his own groups; the committee its branches); then
nobody is asked, and it is meant at once.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.meetings import Meeting, MeetingPart
from db.names import MeetingState, PartState
from db.organisations import Organisation
from services import access, cards, organisations, outbox
from services.access import STEWARD_OF, STEWARDS, Actor
from services.errors import NotAllowed
from services.house import House
from services.meetings import planner
from services.meetings.changing import note
from services.meetings.facts import types_of
from services.meetings.messages import type_key
from services.outbox import Button, Payload
from services.registration.facts import deciders_of

#: Kinds: the card that asks another branch, and its edits.
ASK, ASK_CLOSED = "meeting_part", "meeting_part_closed"

_WORDS = {PartState.AGREED: "agreed", PartState.DECLINED: "declined"}


@dataclass(frozen=True)
class Joined:
    """What a press led to: the card as it stands now, and whether this press decided."""

    card: Payload
    done: bool


def subject_of(meeting_id: int, part_id: int) -> str:
    """The outbox subject of the question to another branch."""
    return f"part:{meeting_id}:{part_id}"


async def add(
    house: House, session: AsyncSession, actor: Actor, row: Meeting, part: Organisation, now: dt.datetime
) -> None:
    """Mean an organisation, or ask its leaders; in the transaction of whoever plans."""
    own = actor.reaches(part.path, STEWARDS)
    session.add(
        MeetingPart(
            meeting_id=row.id,
            organisation_id=part.id,
            state=PartState.AGREED if own else PartState.ASKED,
            asked_at=now,
            decided_by=actor.account_id if own else None,
            decided_at=now if own else None,
        )
    )
    await session.flush()
    if own:
        return
    payload = await _card(session, row, PartState.ASKED, part)
    subject = subject_of(row.id, part.id)
    asked = await deciders_of(house, session, part.id, part.path, None)
    # Asked, taken back and asked again is a new question.
    once_more = f":{now.isoformat()}"
    dealt = cards.deal(ASK, subject, payload, asked, now, expires_at=row.starts_at, once_more=once_more)
    await outbox.enqueue(session, dealt, now)


async def drop(session: AsyncSession, row: Meeting, part: MeetingPart, now: dt.datetime) -> None:
    """Mean an organisation no more; cards that ask say so."""
    organisation = await session.get_one(Organisation, part.organisation_id)
    payload = Payload("meetings-part-off", await _vars(session, row, organisation))
    await session.delete(part)
    await session.flush()
    await cards.settle(session, subject_of(row.id, organisation.id), (ASK, ASK_CLOSED), payload, now, "off")


async def answer(house: House, actor: Actor, part_id: int, meeting_id: int, *, agree: bool) -> Joined:
    """Answer for another branch; one that is answered already only shows how it stands.

    Args:
        house: The house.
        actor: Who answers; a steward of the branch that is asked.
        part_id: The branch.
        meeting_id: The meeting.
        agree: Whether its members come along.

    Raises:
        NotAllowed: The actor does not reach the branch, or it was not asked.
    """
    now = house.now()
    state = PartState.AGREED if agree else PartState.DECLINED
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF, part_id)
        organisation_id = await session.scalar(select(Meeting.organisation_id).where(Meeting.id == meeting_id))
        if organisation_id is None:
            raise NotAllowed
        await organisations.lock(session, organisation_id)
        row = await session.get_one(Meeting, meeting_id)
        part = await session.get_one(Organisation, part_id)
        if await session.get(MeetingPart, (meeting_id, part_id)) is None:
            raise NotAllowed
        changed = None
        if row.state is not MeetingState.CANCELLED and row.starts_at > now:
            changed = await session.scalar(
                update(MeetingPart)
                .where(
                    MeetingPart.meeting_id == meeting_id,
                    MeetingPart.organisation_id == part_id,
                    MeetingPart.state == PartState.ASKED,
                )
                .values(state=state, decided_by=actor.account_id, decided_at=now)
                .returning(MeetingPart.organisation_id)
            )
        now_state = await session.scalar(
            select(MeetingPart.state).where(
                MeetingPart.meeting_id == meeting_id, MeetingPart.organisation_id == part_id
            )
        )
        card = await _card(session, row, now_state or PartState.ASKED, part)
        if changed is None:
            return Joined(card, done=False)
        await cards.settle(session, subject_of(meeting_id, part_id), (ASK, ASK_CLOSED), card, now, _WORDS[state])
        scene = await planner.scene_for(house, session, organisation_id)
        await planner.tell(session, scene, [row], now)
        await note(session, actor, row, f"part_{_WORDS[state]}", now, {"part": part_id})
        return Joined(card, done=True)


async def _card(session: AsyncSession, row: Meeting, state: PartState, part: Organisation) -> Payload:
    shown = await _vars(session, row, part)
    if state is not PartState.ASKED:
        return Payload(f"meetings-part-{_WORDS[state]}", shown)
    if row.state is MeetingState.CANCELLED:
        return Payload("meetings-part-off", shown)
    buttons = (
        Button("meetings-button-join", data=f"mj.ok:{part.id}:{row.id}"),
        Button("meetings-button-join-not", data=f"mj.no:{part.id}:{row.id}"),
    )
    return Payload("meetings-part-asked", shown, (buttons,))


async def _vars(session: AsyncSession, row: Meeting, part: Organisation) -> dict[str, Any]:
    types = (await types_of(session, [row.id])).get(row.id, ())
    organiser = await session.get_one(Organisation, row.organisation_id)
    return {
        "organisation": organiser.name,
        "part": part.name,
        "what": row.title or {"keys": [type_key(one) for one in types]},
        "time": {"time": row.starts_at.isoformat()},
    }
