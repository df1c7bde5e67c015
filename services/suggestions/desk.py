"""The desk of whoever takes suggestions: read, say that it is looked at, answer, close, pass on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.members import Member, Membership
from db.names import Lane
from db.organisations import Organisation
from db.suggestion_names import SuggestionState, SuggestionTaker, SuggestionTopic
from db.suggestions import Suggestion
from services import audit, naming, outbox
from services.access import Actor
from services.errors import NotAllowed
from services.house import House
from services.org_settings import settings_of
from services.outbox import PRIORITY_NOTICE, Button, Message, Payload
from services.paging import page_of
from services.suggestions import rules
from services.suggestions.errors import Gone
from services.suggestions.routing import Box, box_of_taker, boxes, takers
from services.suggestions.signed import RESULT, subject_of, tell_takers

#: States in which something is still to be done.
OPEN = (SuggestionState.RECEIVED, SuggestionState.LOOKED_AT)
PAGE = 6


@dataclass(frozen=True)
class Card:
    """A suggestion as it lies on the desk.

    Attributes:
        organisation_id, organisation: Whose box.
        who: Who signed it, as his branch names people; None: anonymous, or he has been erased.
        passes: To whom it can be passed on.
    """

    id: int
    organisation_id: int
    organisation: str
    topic: SuggestionTopic
    taker: SuggestionTaker
    signed: bool
    who: str | None
    words: str
    received_on: dt.date
    state: SuggestionState
    answer: str | None
    passes: tuple[SuggestionTaker, ...]

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return self.state in OPEN


@dataclass(frozen=True)
class Desk:
    """A page of what lies there, what is still open first.

    Attributes:
        takes: Whether anything can be addressed to him at all.
        open: How many wait, on all pages.
    """

    takes: bool
    cards: tuple[Card, ...]
    open: int
    number: int
    pages: int


async def received(house: House, actor: Actor, number: int = 1) -> Desk:
    """What is addressed to the actor.

    Args:
        house: The house.
        actor: Who reads.
        number: Which page, from 1; one past the end shows the last.
    """
    async with house.db.read() as session:
        found = await boxes(session, actor)
        if not found:
            return Desk(takes=False, cards=(), open=0, number=1, pages=1)
        his = _in(found)
        total = int(await session.scalar(select(func.count()).select_from(Suggestion).where(his)) or 0)
        is_open = Suggestion.state.in_(OPEN)
        waiting = int(await session.scalar(select(func.count()).select_from(Suggestion).where(his, is_open)) or 0)
        number, pages = page_of(number, total, PAGE)
        query = (
            select(Suggestion)
            .where(his)
            .order_by(is_open.desc(), Suggestion.received_on.desc(), Suggestion.id)
            .limit(PAGE)
            .offset((number - 1) * PAGE)
        )
        cards = [await _card(house, session, row) for row in await session.scalars(query)]
        return Desk(takes=True, cards=tuple(cards), open=waiting, number=number, pages=pages)


def _in(found: list[Box]) -> ColumnElement[bool]:
    return or_(
        *(and_(Suggestion.organisation_id == box.organisation_id, Suggestion.taker == box.taker) for box in found)
    )


async def view(house: House, actor: Actor, suggestion_id: int) -> Card:
    """One of them.

    Raises:
        NotAllowed: There is none, or it is addressed to somebody else.
    """
    async with house.db.read() as session:
        return await _card(house, session, await _addressed(session, actor, suggestion_id))


async def _addressed(session: AsyncSession, actor: Actor, suggestion_id: int, *, lock: bool = False) -> Suggestion:
    """A suggestion that is addressed to the actor; locked, two of those who take it act one after the other.

    Raises:
        NotAllowed: There is none, or it is addressed to somebody else.
    """
    row = await session.get(Suggestion, suggestion_id, with_for_update=True if lock else None)
    if row is None or Box(row.organisation_id, row.taker) not in await boxes(session, actor):
        raise NotAllowed
    return row


async def _card(house: House, session: AsyncSession, row: Suggestion) -> Card:
    organisation = await session.get_one(Organisation, row.organisation_id)
    who = None
    if row.member_id is not None:
        member = await session.get_one(Member, row.member_id)
        settings = await settings_of(house, session, await _branch_of(session, row))
        who = naming.shown(settings.names_in_chat, member.name, member.code)
    passes: list[SuggestionTaker] = []
    if row.state in OPEN:
        today = house.today()
        for taker in SuggestionTaker:
            box = await box_of_taker(session, await _branch_of(session, row), taker, today)
            if box.taker is taker and taker is not row.taker and await takers(session, box, today):
                passes.append(taker)
    return Card(
        row.id,
        organisation.id,
        organisation.name,
        row.topic,
        row.taker,
        row.signed,
        who,
        row.words,
        row.received_on,
        row.state,
        row.answer,
        tuple(passes),
    )


async def _branch_of(session: AsyncSession, row: Suggestion) -> int:
    """Where it comes from, as far as that is known: an anonymous one at the office comes from nowhere below it."""
    if row.member_id is not None:
        query = select(Membership.branch_id).where(Membership.member_id == row.member_id, Membership.ends_on.is_(None))
        found = (await session.scalars(query)).one_or_none()
        if found is not None:
            return found
    return row.organisation_id


# --- acts -------------------------------------------------------------------------------------------------------------


async def look_at(house: House, actor: Actor, suggestion_id: int) -> Card:
    """Say that it is being looked at; what was looked at or answered before stays so.

    Raises:
        NotAllowed: It is addressed to somebody else.
    """
    return await _set(house, actor, suggestion_id, (SuggestionState.RECEIVED,), SuggestionState.LOOKED_AT)


async def answer(house: House, actor: Actor, suggestion_id: int, text: str) -> Card:
    """Answer it. Its author is told, or finds it by his code.

    Raises:
        NotAllowed: It is addressed to somebody else.
        TooManyWords: There are no words, or too many.
        Gone: It was answered or closed before.
    """
    words = rules.words_of(text, rules.load().answer_most)
    return await _set(house, actor, suggestion_id, OPEN, SuggestionState.ANSWERED, words)


async def close(house: House, actor: Actor, suggestion_id: int) -> Card:
    """Close it without a word.

    Raises:
        NotAllowed: It is addressed to somebody else.
    """
    return await _set(house, actor, suggestion_id, OPEN, SuggestionState.CLOSED)


async def _set(
    house: House,
    actor: Actor,
    suggestion_id: int,
    before: tuple[SuggestionState, ...],
    state: SuggestionState,
    words: str | None = None,
) -> Card:
    now = house.now()
    async with house.db.write() as session:
        row = await _addressed(session, actor, suggestion_id, lock=True)
        changed = await session.scalar(
            update(Suggestion)
            .where(Suggestion.id == suggestion_id, Suggestion.state.in_(before))
            .values(state=state, state_on=house.today(), answer=words)
            .returning(Suggestion.id)
            .execution_options(synchronize_session=False)
        )
        await session.refresh(row)
        if changed is None and words is not None and row.answer != words:
            raise Gone
        if changed is not None:
            await _note(session, actor, row, state.value.lower(), now)
            if row.member_id is not None and state is not SuggestionState.LOOKED_AT:
                await outbox.void(session, subject_of(row.id), now)
                await outbox.enqueue(session, [_result(row, now)], now)
        return await _card(house, session, row)


def _result(row: Suggestion, now: dt.datetime) -> Message:
    key = "suggestions-answered" if row.state is SuggestionState.ANSWERED else "suggestions-closed"
    return Message(
        kind=RESULT,
        dedupe_key=f"{subject_of(row.id)}:result",
        subject=f"{subject_of(row.id)}:result",
        payload=Payload(key, {}, ((Button("suggestions-button-own", data=f"sg.own:{row.id}"),),)),
        due_at=now,
        member_id=row.member_id,
        lane=Lane.INTERACTIVE,
        priority=PRIORITY_NOTICE,
    )


async def _note(session: AsyncSession, actor: Actor, row: Suggestion, action: str, now: dt.datetime) -> None:
    await audit.record(
        session,
        actor=actor.audit_name,
        action=f"suggestion.{action}",
        subject=f"organisation:{row.organisation_id}",
        now=now,
        details={"suggestion": row.id},
    )


async def pass_on(house: House, actor: Actor, suggestion_id: int, taker: SuggestionTaker) -> None:
    """Pass an open one on to whom it concerns; from then on only he reads it.

    Raises:
        NotAllowed: It is addressed to somebody else, or nobody takes it there.
        Gone: It was answered or closed before.
    """
    now, today = house.now(), house.today()
    async with house.db.write() as session:
        row = await _addressed(session, actor, suggestion_id, lock=True)
        if row.state not in OPEN:
            raise Gone
        box = await box_of_taker(session, await _branch_of(session, row), taker, today)
        if box.taker is not taker or not await takers(session, box, today):
            raise NotAllowed
        await _note(session, actor, row, "passed_on", now)
        row.organisation_id, row.taker = box.organisation_id, box.taker
        row.state, row.state_on = SuggestionState.RECEIVED, today
        await session.flush()
        await outbox.void(session, subject_of(row.id), now)
        # It may come back to somebody who had it before: he is told again.
        await tell_takers(session, row, today, now, once_more=f":{now:%Y%m%d%H%M%S%f}")
