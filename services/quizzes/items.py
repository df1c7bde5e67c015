"""What the answers say about the questions: facility, discrimination, distractors, and which should be looked at."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from db.live import LiveAnswer, LiveQuiz
from db.questions import Question, QuestionVersion
from db.quizzes import ItemCount, Quiz, QuizItem
from services.access import Actor
from services.house import House
from services.names import QuestionKind
from services.questions import banking
from services.questions.shapes import Asked
from services.quizzes import counts, rules, scoring
from services.quizzes.drafts import quiz_of


class Why(StrEnum):
    """Why a question should be looked at; each has a sentence ``quizzes-why-…``."""

    TOO_FEW = "too-few"
    TOO_HARD = "too-hard"
    TOO_EASY = "too-easy"
    WEAK = "weak"
    DISTRACTOR = "distractor"


@dataclass(frozen=True)
class Item:
    """A wording and what first attempts say about it.

    Attributes:
        answers: How many.
        facility: Share of right ones; None: no answers.
        discrimination: Correlation of a right answer with the rest of the attempt, within each quiz; None where nothing
            varies.
        chosen: How often each option was chosen, in the wording's own order.
        why: Why it should be looked at; ``TOO_FEW`` alone: too few answers to say anything.
    """

    version_id: int
    question_id: int
    asked: Asked
    answers: int
    right: int
    facility: float | None
    discrimination: float | None
    chosen: tuple[int, ...]
    why: tuple[Why, ...]

    @property
    def needs_a_look(self) -> bool:
        """Whether the answers speak against it."""
        return bool(self.why) and self.why != (Why.TOO_FEW,)


@dataclass(frozen=True)
class Sums:
    """The sums of one quiz about one wording (``db.quizzes.ItemCount``); ``others``: questions beside it."""

    ended: int
    right: int
    rest: int
    rest_squared: int
    rest_right: int
    others: int


def discrimination(found: Iterable[Sums]) -> float | None:
    """The pooled correlation within quizzes of a right answer with the share the rest of the attempt has right.

    None where nothing varies: everybody, or nobody, has it right.
    """
    together = of_right = of_rest = 0.0
    for one in found:
        if one.ended == 0 or one.others <= 0:
            continue
        scale = float(one.others)
        together += (one.rest_right - one.rest * one.right / one.ended) / scale
        of_right += one.right - one.right * one.right / one.ended
        of_rest += (one.rest_squared - one.rest * one.rest / one.ended) / (scale * scale)
    if of_right <= _TINY or of_rest <= _TINY:
        return None
    return max(-1.0, min(1.0, together / math.sqrt(of_right * of_rest)))


#: Less than any variance of whole numbers here; what floating point leaves of none.
_TINY = 1e-9


def judged(asked: Asked, answers: int, right: int, spread: float | None, chosen: Sequence[int]) -> tuple[Why, ...]:
    """Why a question should be looked at. Pure."""
    limits = rules.load().items
    if answers < limits.least_answers:
        return (Why.TOO_FEW,)
    found = []
    share = right / answers
    if share < limits.too_hard:
        found.append(Why.TOO_HARD)
    elif share > limits.too_easy:
        found.append(Why.TOO_EASY)
    if spread is not None and spread < limits.weak:
        found.append(Why.WEAK)
    if asked.kind in (QuestionKind.SINGLE, QuestionKind.TRUE_FALSE):
        good = chosen[asked.right[0]]
        if any(many > good for place, many in enumerate(chosen) if place not in asked.right):
            found.append(Why.DISTRACTOR)
    return tuple(found)


async def of_quiz(house: House, actor: Actor, quiz_id: int) -> list[Item]:
    """The questions of a quiz in its order, as first attempts answered them.

    Raises:
        NotAllowed: The actor does not keep its organisation's bank, or there is no such quiz.
    """
    async with house.db.read() as session:
        await quiz_of(session, actor, quiz_id)
        places = {
            row.question_id: row.position
            for row in await session.execute(
                select(QuizItem.question_id, QuizItem.position).where(QuizItem.quiz_id == quiz_id)
            )
        }
        found = await _items(session, ItemCount.quiz_id == quiz_id)
        return sorted(found, key=lambda one: (places.get(one.question_id, 0), one.version_id))


async def of_bank(house: House, actor: Actor, organisation_id: int) -> list[Item]:
    """Every wording in force of a bank that was asked in the organisation's quizzes; those to be looked at first.

    Raises:
        NotAllowed: The actor does not keep the organisation's bank.
    """
    async with house.db.read() as session:
        await banking.may_keep(session, actor, organisation_id)
        found = await _items(
            session, Question.organisation_id == organisation_id, QuestionVersion.number == Question.version
        )
        return sorted(found, key=lambda one: (not one.needs_a_look, one.why == (Why.TOO_FEW,), one.question_id))


@dataclass(frozen=True)
class Answers:
    """What is known of one question.

    Attributes:
        item: Its wording in force, as quizzes asked it; None: none did.
        live, live_right: Answers in meetings, whoever gave them; they are in no statistics.
    """

    item: Item | None
    live: int
    live_right: int


async def of_question(house: House, actor: Actor, organisation_id: int, question_id: int) -> Answers:
    """A question of a bank in the wording in force, as first attempts and people in meetings answered it.

    Raises:
        NotAllowed: The actor does not keep the organisation's bank.
    """
    async with house.db.read() as session:
        await banking.may_keep(session, actor, organisation_id)
        here = (Question.organisation_id == organisation_id, Question.id == question_id)
        found = await _items(session, *here, QuestionVersion.number == Question.version)
        query = banking.in_force().add_columns(QuestionVersion.id.label("version_id")).where(*here)
        row = (await session.execute(query)).one_or_none()
        live = [] if row is None else await _live(session, organisation_id, row.version_id)
        right = set(banking.asked_of(row).right) if row is not None else set()
        return Answers(
            found[0] if found else None, sum(many for _, many in live), sum(many for at, many in live if {at} == right)
        )


async def _live(session: AsyncSession, organisation_id: int, version_id: int) -> list[tuple[int, int]]:
    """How often each option of a wording was pressed in meetings."""
    runs = await session.execute(
        select(LiveQuiz.id, LiveQuiz.version_ids)
        .join(Quiz, Quiz.id == LiveQuiz.quiz_id)
        .where(Quiz.organisation_id == organisation_id)
    )
    places = [(row.id, row.version_ids.index(version_id) + 1) for row in runs if version_id in row.version_ids]
    if not places:
        return []
    rows = await session.execute(
        select(LiveAnswer.choice, func.count())
        .where(tuple_(LiveAnswer.live_id, LiveAnswer.position).in_(places))
        .group_by(LiveAnswer.choice)
    )
    return [(choice, many) for choice, many in rows]


async def _items(session: AsyncSession, *conditions: Any) -> list[Item]:
    """One query: the counts are ready, whatever the number of attempts."""
    many = select(QuizItem.quiz_id, func.count().label("many")).group_by(QuizItem.quiz_id).subquery()
    rows = await session.execute(
        select(
            Question.id.label("question_id"),
            *banking.WORDING,
            *(ItemCount.__table__.c[name] for name in _COUNTED),
            many.c.many,
        )
        .join(QuestionVersion, QuestionVersion.id == ItemCount.version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .join(Quiz, Quiz.id == ItemCount.quiz_id)
        .join(many, many.c.quiz_id == ItemCount.quiz_id)
        .where(*conditions)
        .order_by(ItemCount.version_id, ItemCount.quiz_id)
    )
    by_version: dict[int, list[Any]] = {}
    for row in rows:
        by_version.setdefault(row.version_id, []).append(row)
    return [_item(found) for found in by_version.values()]


_COUNTED = tuple(column.name for column in ItemCount.__table__.columns if column.name != "quiz_id")


def _item(rows: Sequence[Any]) -> Item:
    asked = banking.asked_of(rows[0])
    answers, right = sum(row.answers for row in rows), sum(row.right_many for row in rows)
    spread = discrimination(
        Sums(row.ended, row.ended_right, row.rest, row.rest_squared, row.rest_right, row.many - 1) for row in rows
    )
    places = range(scoring.places_of(asked))
    chosen = tuple(sum(getattr(row, counts.CHOSEN[place].name) for row in rows) for place in places)
    return Item(
        version_id=rows[0].version_id,
        question_id=rows[0].question_id,
        asked=asked,
        answers=answers,
        right=right,
        facility=right / answers if answers else None,
        discrimination=spread,
        chosen=chosen,
        why=judged(asked, answers, right, spread, chosen),
    )
