"""Handing a work in, and the one decision on it: accepted, its hours and credits granted, or given back with a word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.members import Member, Membership
from db.names import Lane
from db.study import StudyWork
from db.study_names import StudySource, WorkState
from services import access, audit, cards, escalation, kinds, naming, outbox
from services.access import Actor, Need, Scope, Status
from services.errors import Conflict, NotAllowed
from services.house import House
from services.kinds import Policy
from services.org_settings import settings_of
from services.outbox import PRIORITY_NOTICE, Button, Message, Payload
from services.study import deciders, ledger, schemes, works
from services.study.appeals import words_of
from services.study.deciders import DECIDERS
from services.study.looking import zone_of
from services.study.words import item_key
from services.study.works import WITH_HOURS, Sent, Span, Work

#: Kinds: the card for who decides and its edits; what was decided.
CARD, CARD_CLOSED, RESULT = "study_work", "study_work_closed", "study_work_result"
DECIDER_OF = Need(Status.CONSENTED, DECIDERS, Scope.STUDY_WORK)
_LADDER = "study_work"
#: Characters of a text that stand on the card.
_SHOWN = 1500


class OwnWork(Conflict):
    """Nobody accepts his own work."""

    code = "study-work-own"


@dataclass(frozen=True)
class Decision:
    """What a press led to.

    Attributes:
        card: As it stands now.
        done: Whether this press decided.
        open: It still waits.
    """

    card: Payload
    done: bool
    open: bool


def subject_of(work_id: int) -> str:
    """The outbox subject."""
    return f"study-work:{work_id}"


async def hand_in(house: House, actor: Actor, work_id: int) -> Work:
    """Hand it in; what was handed in already stays as it is.

    Raises:
        NotAllowed: It is not his, or there is none.
        NothingYet: There is not enough in it.
    """
    now = house.now()
    async with house.db.write() as session:
        row = await works.row_of(session, actor, work_id, lock=True)
        if row.state in (WorkState.DRAFT, WorkState.RETURNED):
            works.check_whole(row, len(await works.files_of(session, row.id)))
            row.state, row.submitted_at, row.times, row.returned = WorkState.SUBMITTED, now, row.times + 1, None
            if row.item not in WITH_HOURS:
                # It counts on the day it is handed in, for credits and for campaigns, whenever it was begun.
                zone = await zone_of(house, session, await _branch_of(session, row.member_id))
                row.starts_on = row.ends_on = now.astimezone(zone).date()
            await session.flush()
            await _ask(house, session, row, now)
        return await works.work_of(session, row)


async def _ask(house: House, session: AsyncSession, row: StudyWork, now: dt.datetime) -> None:
    question = deciders.Question(CARD, _LADDER, subject_of(row.id), row.member_id, row.times)
    await deciders.ask(house, session, question, await _card(house, session, row), now)


async def view(house: House, actor: Actor, work_id: int) -> Decision:
    """The card as it stands now.

    Raises:
        NotAllowed: There is none, or its person is out of reach.
        OwnWork: It is his own.
    """
    async with house.db.read() as session:
        row = await _reached(session, actor, work_id)
        return Decision(await _card(house, session, row), done=False, open=row.state is WorkState.SUBMITTED)


async def files(house: House, actor: Actor, work_id: int) -> Sequence[Sent]:
    """Its photos and files, for who decides on it.

    Raises:
        NotAllowed: There is none, or its person is out of reach.
        OwnWork: It is his own.
    """
    async with house.db.read() as session:
        return await works.files_of(session, (await _reached(session, actor, work_id)).id)


async def accept(house: House, actor: Actor, work_id: int) -> Decision:
    """Accept it: its hours and credits are granted, once however often this is pressed.

    Raises:
        NotAllowed: There is none, or its person is out of reach.
        OwnWork: It is his own.
    """
    return await _decide(house, actor, work_id, None)


async def give_back(house: House, actor: Actor, work_id: int, text: str) -> Decision:
    """Give it back with a word; the person may hand it in again.

    Raises:
        NotAllowed: There is none, or its person is out of reach.
        OwnWork: It is his own.
        BadWords: There are no words, or too many.
    """
    return await _decide(house, actor, work_id, words_of(text))


async def _decide(house: House, actor: Actor, work_id: int, word: str | None) -> Decision:
    now = house.now()
    async with house.db.write() as session:
        row = await _reached(session, actor, work_id)
        state = WorkState.ACCEPTED if word is None else WorkState.RETURNED
        changed = await session.scalar(
            update(StudyWork)
            .where(StudyWork.id == work_id, StudyWork.state == WorkState.SUBMITTED)
            .values(state=state, returned=word, decided_at=now, decided_by=actor.account_id)
            .returning(StudyWork.id)
        )
        await session.refresh(row)
        if changed is None:
            return Decision(await _card(house, session, row), done=False, open=False)
        if word is None:
            await _grant(house, session, row, now)
        card = await _card(house, session, row)
        subject = subject_of(row.id)
        await cards.settle(session, subject, (CARD, CARD_CLOSED), card, now, "closed")
        await escalation.acknowledged(session, subject, now)
        await outbox.enqueue(session, [_result(row, now)], now)
        member = await session.get_one(Member, row.member_id)
        await audit.record(
            session,
            actor=actor.audit_name,
            action="study.work_accepted" if word is None else "study.work_returned",
            subject=f"member:{member.key}",
            now=now,
            details={"work": row.id},
        )
        return Decision(card, done=True, open=False)


async def _grant(house: House, session: AsyncSession, row: StudyWork, now: dt.datetime) -> None:
    zone = await zone_of(house, session, await _branch_of(session, row.member_id))
    on = (row.submitted_at or now).astimezone(zone).date()
    span = Span(row.starts_on, row.ends_on, row.hours) if row.item in WITH_HOURS and row.hours is not None else None
    scheme = (await schemes.of_members(session, [row.member_id], span.ends_on if span else on))[row.member_id]
    dues = works.dues_of(row.item, span, row.characters, on, scheme)
    await ledger.follow(session, StudySource.WORK, row.id, {row.member_id: dues}, now)


def _result(row: StudyWork, now: dt.datetime) -> Message:
    accepted = row.state is WorkState.ACCEPTED
    button = Button("study-button-open", data="st") if accepted else Button("study-button-work", data=f"wk.re:{row.id}")
    more = {} if accepted else {"word": row.returned or ""}
    return Message(
        kind=RESULT,
        dedupe_key=f"{subject_of(row.id)}:result:{row.times}",
        subject=subject_of(row.id),
        payload=Payload(
            "study-work-accepted" if accepted else "study-work-returned",
            {"item": {"keys": [item_key(row.item)]}, **more},
            ((button,),),
        ),
        due_at=now,
        member_id=row.member_id,
        lane=Lane.INTERACTIVE,
        priority=PRIORITY_NOTICE,
    )


async def _branch_of(session: AsyncSession, member_id: int) -> int:
    query = select(Membership.branch_id).where(Membership.member_id == member_id, Membership.ends_on.is_(None))
    return (await session.scalars(query)).one()


async def _reached(session: AsyncSession, actor: Actor, work_id: int) -> StudyWork:
    row = await access.to_decide(session, actor, DECIDER_OF, StudyWork, work_id, OwnWork)
    if row.state is WorkState.DRAFT:
        raise NotAllowed
    return row


async def _card(house: House, session: AsyncSession, row: StudyWork) -> Payload:
    """What the card shows now; what was handed in only while it waits."""
    member = await session.get_one(Member, row.member_id)
    settings = await settings_of(house, session, await _branch_of(session, member.id))
    shown: dict[str, object] = {
        "who": naming.shown(settings.names_in_chat, member.name, member.code),
        "item": {"keys": [item_key(row.item)]},
    }
    if row.state is not WorkState.SUBMITTED:
        key = "study-work-card-accepted" if row.state is WorkState.ACCEPTED else "study-work-card-returned"
        return Payload(key, shown)
    count = len(await works.files_of(session, row.id))
    rows: list[tuple[Button, ...]] = [
        (Button("study-button-accept", data=f"wk.ok:{row.id}"), Button("study-button-back", data=f"wk.no:{row.id}"))
    ]
    if count:
        rows.insert(0, (Button("study-button-files", data=f"wk.fi:{row.id}", vars={"count": count}),))
    words = row.words or ""
    shown["words"] = words if len(words) <= _SHOWN else words[:_SHOWN] + "…"
    if row.hours is not None:
        shown |= {
            "hours": f"{row.hours.normalize():f}",
            "held": {"date": row.starts_on.isoformat()},
            "until": {"date": row.ends_on.isoformat()},
        }
        return Payload("study-work-card-hours", shown, tuple(rows))
    if row.characters is not None:
        return Payload("study-work-card-notes", shown | {"count": row.characters}, tuple(rows))
    return Payload("study-work-card", shown, tuple(rows))


kinds.register(CARD, Policy(stale=kinds.over_unless(StudyWork.id, StudyWork.state == WorkState.SUBMITTED)))
