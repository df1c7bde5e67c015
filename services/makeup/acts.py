"""Handing make-up study in, and the one decision on it: accepted, or given back with a word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Binding
from db.makeups import MakeUp
from db.members import Member, Membership
from db.names import BranchRole, EventType, Lane, MakeUpState
from db.organisations import Organisation, RoleGrant
from services import access, audit, cards, escalation, naming, outbox
from services.access import LEADERS, STEWARDS, Actor, Need, Scope, Status
from services.errors import Conflict, NotAllowed
from services.escalation import Asked
from services.house import House
from services.makeup import evidence
from services.makeup.evidence import Evidence
from services.makeup.planner import CARD, CARD_CLOSED, RESULT, about, subject_of
from services.meetings.expected import Occasion, occasion
from services.org_settings import settings_of
from services.outbox import PRIORITY_NOTICE, Button, Message, Payload
from services.study import granting

#: Who accepts it: the group leader, the publicity member; a steward may too.
DECIDERS = STEWARDS | {BranchRole.GROUP_LEADER, BranchRole.PUBLICITY_MEMBER}
DECIDER_OF = Need(Status.CONSENTED, DECIDERS, Scope.MAKE_UP)
_ASKED = frozenset({BranchRole.GROUP_LEADER, BranchRole.PUBLICITY_MEMBER})
_LADDER = "makeup"


class OwnMakeUp(Conflict):
    """Nobody accepts his own make-up study."""

    code = "makeup-own"


@dataclass(frozen=True)
class Task:
    """A make-up study as the person himself sees it.

    Attributes:
        overdue: Its day is over; it may still be handed in.
        returned: Why it was given back last.
        hours: Granted; None: not yet.
    """

    id: int
    types: tuple[EventType, ...]
    title: str | None
    theme: str | None
    day: dt.date
    due_on: dt.date
    overdue: bool
    state: MakeUpState
    returned: str | None
    hours: Decimal | None


@dataclass(frozen=True)
class Decision:
    """What a press led to.

    Attributes:
        card: As it stands now.
        done: Whether this press decided.
    """

    card: Payload
    done: bool


# --- the person -------------------------------------------------------------------------------------------------------


async def mine(house: House, actor: Actor) -> list[Task]:
    """The actor's make-up studies that wait for him or for an answer, the most urgent first.

    Raises:
        NotAllowed: The actor is no member.
    """
    if actor.member is None:
        raise NotAllowed
    async with house.db.read() as session:
        rows = await session.scalars(
            select(MakeUp)
            .where(
                MakeUp.member_id == actor.member.id,
                MakeUp.state.in_((MakeUpState.REQUIRED, MakeUpState.SUBMITTED)),
            )
            .order_by(MakeUp.due_on, MakeUp.id)
        )
        return [_task(row, await occasion(session, row.meeting_id), house.now()) for row in rows]


async def look(house: House, actor: Actor, makeup_id: int) -> Task:
    """One of the actor's own.

    Raises:
        NotAllowed: It is not his, or there is none.
    """
    async with house.db.read() as session:
        row = await _own(session, actor, makeup_id)
        return _task(row, await occasion(session, row.meeting_id), house.now())


def _task(row: MakeUp, seen: Occasion, now: dt.datetime) -> Task:
    return Task(
        row.id,
        seen.types,
        seen.title,
        seen.theme,
        seen.day,
        row.due_on,
        now.astimezone(seen.zone).date() > row.due_on,
        row.state,
        row.returned,
        row.hours,
    )


async def _own(session: AsyncSession, actor: Actor, makeup_id: int, *, lock: bool = False) -> MakeUp:
    query = select(MakeUp).where(MakeUp.id == makeup_id)
    row = (await session.scalars(query.with_for_update() if lock else query)).one_or_none()
    if row is None or actor.member is None or row.member_id != actor.member.id:
        raise NotAllowed
    return row


async def hand_in(house: House, actor: Actor, makeup_id: int, shown: Evidence) -> Task:
    """Hand it in; what was handed in or accepted already stays as it is.

    Args:
        house: The house.
        actor: Whose it is.
        makeup_id: Which.
        shown: What shows that he has made it up.

    Raises:
        NotAllowed: It is not his, or there is none.
        BadNote: The note is too short or too long.
    """
    text, now = evidence.check(shown), house.now()
    async with house.db.write() as session:
        row = await _own(session, actor, makeup_id, lock=True)
        seen = await occasion(session, row.meeting_id)
        if row.state is MakeUpState.REQUIRED:
            row.state, row.note, row.submitted_at, row.times = MakeUpState.SUBMITTED, text, now, row.times + 1
            row.returned = None
            await session.flush()
            await outbox.void(session, subject_of(row.id), now)
            await _ask(house, session, row, seen, now)
        return _task(row, seen, now)


async def _ask(house: House, session: AsyncSession, row: MakeUp, seen: Occasion, now: dt.datetime) -> None:
    card = await _card(house, session, row, seen)
    place = (
        await session.execute(
            select(Organisation.id, Organisation.path, Membership.group_id)
            .join(Membership, Membership.branch_id == Organisation.id)
            .where(Membership.member_id == row.member_id, Membership.ends_on.is_(None))
        )
    ).one_or_none()
    if place is None:
        return
    people = await _askable(house, session, place.id, place.group_id, place.path, row.member_id)
    messages = [
        Message(
            kind=CARD,
            dedupe_key=f"{subject_of(row.id)}:card:{one}:{row.times}",
            subject=subject_of(row.id),
            payload=card,
            due_at=now,
            member_id=one,
            priority=PRIORITY_NOTICE,
        )
        for one in people
    ]
    await outbox.enqueue(session, messages, now)
    asked = [Asked(member_id=one) for one in people]
    await escalation.start(session, _LADDER, subject_of(row.id), place.id, asked, card, now, asked=str(row.times))


async def _askable(
    house: House, session: AsyncSession, branch_id: int, group_id: int | None, path: str, about_id: int
) -> Sequence[int]:
    """The group's leader and the branch's publicity member; with neither, the branch's leaders, then the office."""
    today = house.today()
    held = list(
        await session.execute(
            select(RoleGrant.member_id, RoleGrant.role, RoleGrant.organisation_id)
            .join(Binding, (Binding.member_id == RoleGrant.member_id) & Binding.unbound_at.is_(None))
            .where(
                RoleGrant.role.in_(DECIDERS),
                RoleGrant.organisation_id.in_([int(part) for part in path.strip("/").split("/")] + [group_id or 0]),
                RoleGrant.starts_on <= today,
                RoleGrant.ends_on.is_(None) | (RoleGrant.ends_on >= today),
                RoleGrant.member_id != about_id,
            )
        )
    )
    near = {one.member_id for one in held if one.role in _ASKED and one.organisation_id in (branch_id, group_id)}
    leaders = {one.member_id for one in held if one.role in LEADERS and one.organisation_id == branch_id}
    office = {one.member_id for one in held if one.role in STEWARDS - LEADERS}
    return sorted(near or leaders or office)


# --- who decides ------------------------------------------------------------------------------------------------------


async def view(house: House, actor: Actor, makeup_id: int) -> Payload:
    """The card as it stands now.

    Raises:
        NotAllowed: There is none, or its person is out of reach.
        OwnMakeUp: It is his own.
    """
    async with house.db.read() as session:
        row = await _reached(session, actor, makeup_id)
        return await _card(house, session, row, await occasion(session, row.meeting_id))


async def accept(house: House, actor: Actor, makeup_id: int) -> Decision:
    """Accept it: the absence counts as made up and its hours are granted, once however often this is pressed.

    Raises:
        NotAllowed: There is none, or its person is out of reach.
        OwnMakeUp: It is his own.
    """
    return await _decide(house, actor, makeup_id, None)


async def give_back(house: House, actor: Actor, makeup_id: int, word: str) -> Decision:
    """Give it back with a word; the person may hand it in again.

    Raises:
        NotAllowed: There is none, or its person is out of reach.
        OwnMakeUp: It is his own.
        BadWord: There is no word, or it is too long.
    """
    word, most = word.strip(), evidence.load().word_most
    if not word or len(word) > most:
        raise evidence.BadWord(most=most)
    return await _decide(house, actor, makeup_id, word)


async def _decide(house: House, actor: Actor, makeup_id: int, word: str | None) -> Decision:
    now = house.now()
    async with house.db.write() as session:
        row = await _reached(session, actor, makeup_id)
        seen = await occasion(session, row.meeting_id)
        changes = (
            {"state": MakeUpState.ACCEPTED, "hours": seen.hours}
            if word is None
            else {"state": MakeUpState.REQUIRED, "returned": word}
        )
        changed = await session.scalar(
            update(MakeUp)
            .where(MakeUp.id == makeup_id, MakeUp.state == MakeUpState.SUBMITTED)
            .values(decided_at=now, decided_by=actor.account_id, **changes)
            .returning(MakeUp.id)
        )
        await session.refresh(row)
        if changed is not None and row.state is MakeUpState.ACCEPTED:
            await granting.follow_makeup(session, row, seen, now)
        card = await _card(house, session, row, seen)
        if changed is None:
            return Decision(card, done=False)
        subject = subject_of(row.id)
        await cards.settle(session, subject, (CARD, CARD_CLOSED), card, now, "closed")
        await escalation.acknowledged(session, subject, now)
        await outbox.enqueue(session, [_result(row, seen, now)], now)
        member = await session.get_one(Member, row.member_id)
        await audit.record(
            session,
            actor=actor.audit_name,
            action="makeup.accepted" if word is None else "makeup.returned",
            subject=f"member:{member.key}",
            now=now,
            details={"meeting": row.meeting_id},
        )
        return Decision(card, done=True)


def _result(row: MakeUp, seen: Occasion, now: dt.datetime) -> Message:
    accepted = row.state is MakeUpState.ACCEPTED
    buttons = () if accepted else ((Button("makeup-button-look", data=f"mku:{row.id}"),),)
    more = {"hours": str(row.hours)} if accepted else {"word": row.returned or ""}
    return Message(
        kind=RESULT,
        dedupe_key=f"{subject_of(row.id)}:result:{row.times}",
        subject=subject_of(row.id),
        payload=Payload("makeup-accepted" if accepted else "makeup-returned", about(seen) | more, buttons),
        due_at=now,
        member_id=row.member_id,
        lane=Lane.INTERACTIVE,
        priority=PRIORITY_NOTICE,
    )


async def _reached(session: AsyncSession, actor: Actor, makeup_id: int) -> MakeUp:
    await access.check(session, actor, DECIDER_OF, makeup_id)
    row = await session.get(MakeUp, makeup_id)
    if row is None:
        raise NotAllowed
    if actor.member is not None and actor.member.id == row.member_id:
        raise OwnMakeUp
    return row


async def _card(house: House, session: AsyncSession, row: MakeUp, seen: Occasion) -> Payload:
    """What the card shows now; the note only while it waits for its decision."""
    member = await session.get_one(Member, row.member_id)
    mode = (await settings_of(house, session, seen.organisation_id)).names_in_chat
    shown = about(seen) | {"who": naming.shown(mode, member.name, member.code)}
    if row.state is MakeUpState.SUBMITTED:
        choices = (
            Button("makeup-button-accept", data=f"mku.ok:{row.id}"),
            Button("makeup-button-back", data=f"mku.no:{row.id}"),
        )
        return Payload("makeup-card", shown | {"note": row.note or ""}, (choices,))
    key = {
        MakeUpState.ACCEPTED: "makeup-card-accepted",
        MakeUpState.REQUIRED: "makeup-card-returned",
        MakeUpState.VOID: "makeup-card-void",
    }[row.state]
    return Payload(key, shown)
