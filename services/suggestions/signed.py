"""Signed suggestions: rows like any other, and the answer comes by itself."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.names import Lane
from db.suggestion_names import SuggestionState, SuggestionTaker, SuggestionTopic
from db.suggestions import Suggestion
from services import audit, outbox
from services.access import Actor
from services.errors import NotAllowed
from services.house import House
from services.outbox import PRIORITY_NOTICE, Button, Message, Payload
from services.suggestions import rules
from services.suggestions.routing import Box, box_for, takers

#: Kinds: a signed one for who takes it; the word to its author.
NEW, RESULT = "suggestion_new", "suggestion_result"
#: The last ones of a member's own that are shown.
_SHOWN = 10


@dataclass(frozen=True)
class Own:
    """A suggestion as its author sees it."""

    id: int
    topic: SuggestionTopic
    words: str
    received_on: dt.date
    state: SuggestionState
    taker: SuggestionTaker
    answer: str | None


def subject_of(suggestion_id: int) -> str:
    """The outbox subject of a signed one."""
    return f"suggestion:{suggestion_id}"


async def write(house: House, actor: Actor, topic: SuggestionTopic, text: str) -> Own:
    """Hand in a signed suggestion; who takes it is told. The same words again on the same day change nothing.

    Raises:
        NotAllowed: He is no member.
        TooManyWords: There are no words, or too many.
    """
    if actor.member is None:
        raise NotAllowed
    words, today, now = rules.words_of(text, rules.load().words_most), house.today(), house.now()
    async with house.db.write() as session:
        box = await box_for(session, actor.member.branch_id, topic, today)
        there = await session.scalars(
            select(Suggestion).where(
                Suggestion.member_id == actor.member.id, Suggestion.received_on == today, Suggestion.words == words
            )
        )
        row = there.first()
        if row is None:
            row = Suggestion(
                id=secrets.randbits(62) | 1,
                organisation_id=box.organisation_id,
                taker=box.taker,
                topic=topic,
                signed=True,
                member_id=actor.member.id,
                words=words,
                received_on=today,
                state=SuggestionState.RECEIVED,
                state_on=today,
            )
            session.add(row)
            await session.flush()
            await tell_takers(session, row, today, now)
            await audit.record(
                session,
                actor=actor.audit_name,
                action="suggestion.written",
                subject=f"organisation:{box.organisation_id}",
                now=now,
                details={"suggestion": row.id},
            )
        return _own(row)


async def tell_takers(
    session: AsyncSession, row: Suggestion, today: dt.date, now: dt.datetime, *, once_more: str = ""
) -> None:
    """A word to whoever takes it; what it says is read at the desk. Nobody is told of his own.

    Args:
        session: The caller's transaction.
        row: Which.
        today: Whose roles count.
        now: UTC.
        once_more: What tells this word from one that was sent before.
    """
    box = Box(row.organisation_id, row.taker)
    payload = Payload(
        "suggestions-new",
        {"topic": {"key": f"suggestions-topic-{row.topic.value.lower().replace('_', '-')}"}},
        ((Button("suggestions-button-look", data=f"sgd.at:{row.id}"),),),
    )
    messages = [
        Message(
            kind=NEW,
            dedupe_key=f"{subject_of(row.id)}:new:{row.taker.value}:{one.key}{once_more}",
            subject=subject_of(row.id),
            payload=payload,
            due_at=now,
            member_id=one.id,
            lane=Lane.INTERACTIVE,
            priority=PRIORITY_NOTICE,
        )
        for one in await takers(session, box, today)
        if one.id != row.member_id
    ]
    await outbox.enqueue(session, messages, now)


async def mine(house: House, actor: Actor) -> list[Own]:
    """The actor's signed ones, newest day first. Anonymous ones are not among them: nobody knows whose they are.

    Raises:
        NotAllowed: He is no member.
    """
    if actor.member is None:
        raise NotAllowed
    query = (
        select(Suggestion)
        .where(Suggestion.member_id == actor.member.id)
        .order_by(Suggestion.received_on.desc(), Suggestion.id)
        .limit(_SHOWN)
    )
    async with house.db.read() as session:
        return [_own(row) for row in await session.scalars(query)]


async def own(house: House, actor: Actor, suggestion_id: int) -> Own:
    """One of the actor's own.

    Raises:
        NotAllowed: It is not his.
    """
    async with house.db.read() as session:
        row = await session.get(Suggestion, suggestion_id)
        if row is None or actor.member is None or row.member_id != actor.member.id:
            raise NotAllowed
        return _own(row)


def _own(row: Suggestion) -> Own:
    return Own(row.id, row.topic, row.words, row.received_on, row.state, row.taker, row.answer)
