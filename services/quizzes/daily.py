"""The question of the day for a group: a native poll a human sends; its answers are tied to members.

It is for practice, unless whoever sends it says that it counts: then a member whose first answer is right earns a part
of a quiz, once (``domain_rules.md`` 4.2, ``study.toml``).

::

    offer ──> send ── reserve: (chat, day) is UNIQUE ──> the messenger's poll ── sent ──> its id
                          └── there is one today: nothing is sent
    poll_answer ── a member of that organisation? ── his first answer is stored; anybody else's is not looked at
                                                       └── right, and it counts: his credits, in the same transaction
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.chats import BoundChat
from db.inserting import insert_into
from db.questions import Question, QuestionVersion
from db.quizzes import GroupPoll, GroupPollAnswer
from db.study_names import StudyItem, StudySource
from services import audit
from services.access import Actor
from services.errors import AlreadyDone, NotAllowed
from services.house import House
from services.names import ChatKind, QuestionKind, QuestionState
from services.org_settings import settings_of
from services.passing import members_at
from services.questions import banking
from services.questions.shapes import Asked
from services.quizzes import scoring
from services.study import ledger, schemes
from services.study.rules import load

_DRAW = random.SystemRandom()
_KINDS = (QuestionKind.SINGLE, QuestionKind.TRUE_FALSE)


class PolledToday(AlreadyDone):
    """That chat has had its question today, or somebody is sending it just now."""

    code = "quiz-polled-today"


@dataclass(frozen=True)
class Room:
    """How long a poll's texts may be, in characters; the messenger's limits."""

    question: int
    option: int
    explanation: int


@dataclass(frozen=True)
class Offer:
    """A question that could be asked, and where.

    Attributes:
        question_id: None: the bank has none that fits.
        groups: Ids of bound groups that have had no question today.
        answers, right: Of the latest poll of the organisation; None: there is none.
    """

    question_id: int | None
    asked: Asked | None
    groups: tuple[int, ...]
    answers: int | None
    right: int


@dataclass(frozen=True)
class Going:
    """A poll to be sent.

    Attributes:
        order: Places of the options as it shows them; of true/false true first.
        for_credit: Whether it counts.
    """

    id: int
    address: str
    thread: int | None
    asked: Asked
    order: list[int]
    for_credit: bool


def fits(asked: Asked, room: Room) -> bool:
    """Whether a question can be a poll."""
    return (
        asked.kind in _KINDS
        and len(asked.stem) <= room.question
        and all(len(one) <= room.option for one in asked.options)
    )


async def offer(
    house: House, actor: Actor, organisation_id: int, room: Room, *, question_id: int | None = None
) -> Offer:
    """A question drawn from the bank, and the groups it could go to.

    Args:
        house: The house.
        actor: Who sends it.
        organisation_id: Whose bank.
        room: The messenger's limits.
        question_id: The one he looks at, where it still fits; None: any.

    Raises:
        NotAllowed: The actor does not keep the organisation's bank.
    """
    async with house.db.read() as session:
        await banking.may_keep(session, actor, organisation_id)
        rows = await session.execute(
            banking.in_force().where(
                Question.organisation_id == organisation_id,
                Question.state == QuestionState.READY,
                QuestionVersion.kind.in_(_KINDS),
                func.length(QuestionVersion.stem) <= room.question,
            )
        )
        every = [(row.id, asked) for row in rows if fits(asked := banking.asked_of(row), room)]
        same = [one for one in every if one[0] == question_id]
        drawn: tuple[int, Asked] | None = _DRAW.choice(same or every) if every else None
        had = select(GroupPoll.chat_id).where(GroupPoll.day == house.today())
        groups = await session.scalars(
            select(BoundChat.id)
            .where(
                BoundChat.organisation_id == organisation_id,
                BoundChat.kind == ChatKind.GROUP,
                BoundChat.unbound_at.is_(None),
                BoundChat.may_post,
                BoundChat.id.not_in(had),
            )
            .order_by(BoundChat.id)
        )
        answers, right = await _latest(session, organisation_id)
        return Offer(drawn[0] if drawn else None, drawn[1] if drawn else None, tuple(groups), answers, right)


async def _latest(session: AsyncSession, organisation_id: int) -> tuple[int | None, int]:
    poll_id = await session.scalar(
        select(GroupPoll.id).where(GroupPoll.organisation_id == organisation_id).order_by(GroupPoll.id.desc()).limit(1)
    )
    if poll_id is None:
        return None, 0
    rows = list(await session.scalars(select(GroupPollAnswer.is_right).where(GroupPollAnswer.poll_id == poll_id)))
    return len(rows), sum(rows)


async def reserve(
    house: House,
    actor: Actor,
    organisation_id: int,
    chat_id: int,
    question_id: int,
    room: Room,
    *,
    for_credit: bool = False,
) -> Going:
    """Take the day for a chat; whoever comes second sends nothing.

    Args:
        house: The house.
        actor: Who sends it.
        organisation_id: Whose bank, and whose group.
        chat_id: Which group.
        question_id: Which question.
        room: The messenger's limits.
        for_credit: Whoever answers rightly earns credits.

    Raises:
        PolledToday: It is taken.
        NotAllowed: The actor does not keep the bank, or chat or question are not of it.
    """
    now = house.now()
    async with house.db.write() as session:
        await banking.may_keep(session, actor, organisation_id)
        chat = await session.get(BoundChat, chat_id)
        if chat is None or chat.organisation_id != organisation_id or chat.unbound_at is not None:
            raise NotAllowed
        version_id, asked = await _asked(session, organisation_id, question_id)
        if not fits(asked, room):
            raise NotAllowed
        order = scoring.options_order(_DRAW.getrandbits(31), version_id, asked, shuffle=True)
        values: dict[str, Any] = {
            "organisation_id": organisation_id,
            "chat_id": chat_id,
            "day": house.today(),
            "version_id": version_id,
            "order": order,
            "for_credit": for_credit,
            "made_by": actor.account_id,
            "made_at": now,
        }
        new = insert_into(session, GroupPoll).values(values).on_conflict_do_nothing(index_elements=["chat_id", "day"])
        poll_id = await session.scalar(new.returning(GroupPoll.id))
        if poll_id is None:
            raise PolledToday
        await audit.record(
            session,
            actor=actor.audit_name,
            action="quiz.polled",
            subject=f"chat:{chat_id}",
            now=now,
            details={"for_credit": for_credit},
        )
        return Going(poll_id, chat.address, chat.thread, asked, order, for_credit)


async def _asked(session: AsyncSession, organisation_id: int, question_id: int) -> tuple[int, Asked]:
    """The wording in force of a question of a bank, and its id."""
    query = banking.in_force().add_columns(QuestionVersion.id.label("version_id"), Question.organisation_id)
    row = (await session.execute(query.where(Question.id == question_id))).first()
    if row is None or row.organisation_id != organisation_id:
        raise NotAllowed
    return row.version_id, banking.asked_of(row)


async def sent(house: House, poll_id: int, messenger_id: str) -> None:
    """The messenger has it, by this name."""
    async with house.db.write() as session:
        await session.execute(update(GroupPoll).where(GroupPoll.id == poll_id).values(poll_id=messenger_id))


async def refused(house: House, poll_id: int) -> None:
    """The messenger would not take it: the day is free again."""
    async with house.db.write() as session:
        row = await session.get(GroupPoll, poll_id)
        if row is not None and row.poll_id is None:
            await session.delete(row)


async def voted(house: House, messenger: str, address: str, messenger_id: str, options: Sequence[int]) -> bool:
    """A vote: stored, if it is a member's first; whether it was."""
    async with house.db.write() as session:
        row = (
            await session.execute(
                select(GroupPoll.id, GroupPoll.order, GroupPoll.organisation_id, GroupPoll.for_credit, *banking.WORDING)
                .join(QuestionVersion, QuestionVersion.id == GroupPoll.version_id)
                .where(GroupPoll.poll_id == messenger_id)
            )
        ).first()
        person = (await members_at(session, messenger, [address])).get(address)
        if row is None or person is None or row.organisation_id not in person.chain:
            return False
        if not options or any(not 0 <= one < len(row.order) for one in options):
            return False
        chosen = sorted(row.order[one] for one in options)
        right = scoring.is_right(banking.asked_of(row), chosen, None)
        new = insert_into(session, GroupPollAnswer).values(
            poll_id=row.id,
            member_id=person.member_id,
            chosen=chosen,
            is_right=right,
            answered_at=house.now(),
        )
        done = await session.scalar(new.on_conflict_do_nothing().returning(GroupPollAnswer.member_id))
        if done is None:
            return False
        if row.for_credit and right:
            await _grant(house, session, row.id, row.organisation_id, person.member_id)
        return True


async def _grant(house: House, session: AsyncSession, poll_id: int, organisation_id: int, member_id: int) -> None:
    """A part of what a quiz that is passed gives; it counts under the same yearly cap."""
    now = house.now()
    zone = ZoneInfo((await settings_of(house, session, organisation_id)).timezone)
    day = now.astimezone(zone).date()
    scheme = (await schemes.of_members(session, [member_id], day))[member_id]
    dues = ledger.credits_for(scheme, StudyItem.QUIZ, load().poll.part, day)
    await ledger.follow(session, StudySource.POLL, poll_id, {member_id: dues}, now)
