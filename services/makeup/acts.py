"""The one decision on make-up study that was handed in: accepted, or given back with a word."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from db.makeups import MakeUp
from db.members import Member
from db.names import Lane, MakeUpState
from services import access, audit, cards, escalation, outbox
from services.access import Actor, Need, Scope, Status
from services.errors import Conflict
from services.house import House
from services.makeup import book, evidence
from services.makeup.planner import CARD, CARD_CLOSED, RESULT, about, subject_of
from services.meetings.expected import Occasion, occasion
from services.outbox import PRIORITY_NOTICE, Button, Message, Payload
from services.study import granting
from services.study.deciders import DECIDERS

DECIDER_OF = Need(Status.CONSENTED, DECIDERS, Scope.MAKE_UP)


class OwnMakeUp(Conflict):
    """Nobody accepts his own make-up study."""

    code = "makeup-own"


@dataclass(frozen=True)
class Decision:
    """What a press led to.

    Attributes:
        card: As it stands now.
        done: Whether this press decided.
    """

    card: Payload
    done: bool


async def view(house: House, actor: Actor, makeup_id: int) -> Payload:
    """The card as it stands now.

    Raises:
        NotAllowed: There is none, or its person is out of reach.
        OwnMakeUp: It is his own.
    """
    async with house.db.read() as session:
        row = await _reached(session, actor, makeup_id)
        return await book.card(house, session, row, await occasion(session, row.meeting_id))


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
        card = await book.card(house, session, row, seen)
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
    return await access.to_decide(session, actor, DECIDER_OF, MakeUp, makeup_id, OwnMakeUp)
