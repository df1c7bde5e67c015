"""Each person's own missed questions come back, a few inside a session he has begun himself; never a duty.

::

    an attempt ends ── wrong: remembered │ right: what was remembered moves on
    ask ── the one due first, not seen today ──> answer ── once: the button carries when it was seen last ──> explained
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from sqlalchemy import Executable, Table, Update, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among_given, rows
from db.inserting import insert_into
from db.questions import Question
from db.quizzes import MissedQuestion
from services.access import Actor
from services.errors import BadInput, NotAllowed
from services.house import House
from services.names import QuestionState
from services.questions import banking
from services.questions.shapes import Asked
from services.quizzes import scoring, spacing
from services.quizzes.spacing import MOST, Memory

_TABLE = cast("Table", MissedQuestion.__table__)
#: One that was answered so shortly before does not come back yet.
_REST = dt.timedelta(hours=12)


@dataclass(frozen=True)
class Again:
    """A question that comes back.

    Attributes:
        stamp: When he saw it last, seconds; an answer counts for that meeting only.
    """

    question_id: int
    asked: Asked
    stamp: int


@dataclass(frozen=True)
class Said:
    """What came of an answer.

    Attributes:
        counted: False: it had been answered already.
        more: How many more could come back now.
    """

    asked: Asked
    right: bool
    counted: bool
    more: int


@dataclass(frozen=True)
class Answered:
    """A question somebody answered in an attempt that has ended.

    Attributes:
        at: When it ended, UTC.
    """

    member_id: int
    question_id: int
    is_right: bool
    at: dt.datetime


async def remember(session: AsyncSession, answers: Sequence[Answered]) -> None:
    """What attempts that have ended say about the memory of those who took them, in the transaction that ends them."""
    known = await _memories(session, {one.member_id for one in answers}, {one.question_id for one in answers})
    seen: dict[tuple[int, int], Memory] = {}
    for one in answers:
        key = (one.member_id, one.question_id)
        memory = seen.get(key) or known.get(key)
        if memory is not None or not one.is_right:
            seen[key] = spacing.after(memory, one.at, right=one.is_right)
    new = [_row(key, seen[key]) for key in seen if key not in known]
    moved = [_row(key, seen[key]) for key in seen if key in known]
    connection = await session.connection()
    if new:
        name = connection.dialect.name
        if name not in _new:
            _new[name] = _inserting(session)
        await connection.execute(_new[name], {"new": new})
    if moved:
        await connection.execute(_moving(), {"moved": moved})


def _row(key: tuple[int, int], memory: Memory) -> dict[str, Any]:
    return {"member_id": key[0], "question_id": key[1], **_fields(memory)}


def _fields(memory: Memory) -> dict[str, Any]:
    return {
        "stability": memory.stability,
        "difficulty": memory.difficulty,
        "seen_at": memory.seen_at,
        "due_at": memory.due_at,
    }


# Written once, and one parameter for a whole crowd.


_new: dict[str, Executable] = {}


def _inserting(session: AsyncSession) -> Executable:
    new = rows("new", *_TABLE.c)
    # Without a condition SQLite reads what follows as a part of the join.
    every = select(*new.c).where(new.c.member_id == new.c.member_id)
    # Another quiz of his that ended at the same moment may have been first.
    return insert_into(session, _TABLE).from_select(list(_TABLE.c.keys()), every).on_conflict_do_nothing()


@cache
def _moving() -> Update:
    moved = rows("moved", *_TABLE.c)
    return (
        update(_TABLE)
        .where(_TABLE.c.member_id == moved.c.member_id, _TABLE.c.question_id == moved.c.question_id)
        .values({name: moved.c[name] for name in ("stability", "difficulty", "seen_at", "due_at")})
    )


def _change(member_id: int, question_id: int) -> Any:
    return update(MissedQuestion).where(
        MissedQuestion.member_id == member_id, MissedQuestion.question_id == question_id
    )


#: Held in the order of their keys: two quizzes of one person that end at once wait for each other and never both.
_KNOWN = (
    select(*_TABLE.c)
    .where(among_given(_TABLE.c.member_id, "members"), among_given(_TABLE.c.question_id, "questions"))
    .order_by(_TABLE.c.member_id, _TABLE.c.question_id)
    .with_for_update()
)


async def _memories(
    session: AsyncSession, members: Collection[int], questions: Collection[int]
) -> dict[tuple[int, int], Memory]:
    if not members:
        return {}
    found = await session.execute(_KNOWN, {"members": sorted(members), "questions": sorted(questions)})
    return {
        (row.member_id, row.question_id): Memory(row.stability, row.difficulty, row.seen_at, row.due_at)
        for row in found
    }


async def waiting(house: House, actor: Actor) -> int:
    """How many of his missed questions could come back now, at most as many as one session asks.

    Raises:
        NotAllowed: He is no member.
    """
    async with house.db.read() as session:
        return await _waiting(session, _member(actor), house.now())


def _may_return(member_id: int, now: dt.datetime) -> tuple[Any, ...]:
    return (
        MissedQuestion.member_id == member_id,
        MissedQuestion.seen_at <= now - _REST,
        Question.state == QuestionState.READY,
    )


async def _waiting(session: AsyncSession, member_id: int, now: dt.datetime) -> int:
    query = (
        select(func.count())
        .select_from(MissedQuestion)
        .join(Question, Question.id == MissedQuestion.question_id)
        .where(*_may_return(member_id, now))
    )
    return min(MOST, await session.scalar(query) or 0)


async def ask(house: House, actor: Actor) -> Again | None:
    """The question that is due first; None: there is none now.

    Raises:
        NotAllowed: He is no member.
    """
    member_id = _member(actor)
    async with house.db.read() as session:
        query = (
            banking.in_force()
            .add_columns(MissedQuestion.seen_at)
            .join(MissedQuestion, MissedQuestion.question_id == Question.id)
            .where(*_may_return(member_id, house.now()))
            .order_by(MissedQuestion.due_at, MissedQuestion.question_id)
            .limit(1)
        )
        row = (await session.execute(query)).first()
        return None if row is None else Again(row.id, banking.asked_of(row), int(row.seen_at.timestamp()))


async def answer(
    house: House, actor: Actor, question_id: int, stamp: int, chosen: Sequence[int], typed: str | None
) -> Said:
    """Take an answer, once; what he then sees explains it.

    Raises:
        NotAllowed: He has not missed such a question.
        BadInput: No screen of ours offers such an answer.
    """
    member_id, now = _member(actor), house.now()
    async with house.db.write() as session:
        row = await session.get(MissedQuestion, (member_id, question_id), with_for_update=True)
        found = (await session.execute(banking.in_force().where(Question.id == question_id))).first()
        if row is None or found is None:
            raise NotAllowed
        asked = banking.asked_of(found)
        if not scoring.is_possible(asked, chosen, typed):
            raise BadInput
        right = scoring.is_right(asked, chosen, typed)
        counted = int(row.seen_at.timestamp()) == stamp
        if counted:
            before = Memory(row.stability, row.difficulty, row.seen_at, row.due_at)
            await session.execute(
                _change(member_id, question_id).values(_fields(spacing.after(before, now, right=right)))
            )
        return Said(asked, right, counted, await _waiting(session, member_id, now))


def _member(actor: Actor) -> int:
    if actor.member is None:
        raise NotAllowed
    return actor.member.id
