"""Which questions a quiz asks: drawn from the bank, or picked by hand."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.questions import Question, QuestionVersion
from db.quizzes import Quiz, QuizItem
from services.access import Actor
from services.errors import NotAllowed
from services.house import House
from services.names import Difficulty
from services.paging import page_of
from services.questions import banking
from services.questions.shapes import Asked
from services.quizzes import rules
from services.quizzes.drafts import Draft, draft_of, open_draft, pool, quiz_of, with_wording
from services.quizzes.errors import TooManyPicked

_PAGE = 8


_DRAW = random.SystemRandom()


@dataclass(frozen=True)
class Choice:
    """A question that may be picked."""

    id: int
    asked: Asked
    picked: bool


@dataclass(frozen=True)
class Page:
    """A page of questions, numbered from 1."""

    choices: list[Choice]
    number: int
    pages: int
    total: int


async def categories(house: House, actor: Actor, quiz_id: int) -> list[tuple[str, int]]:
    """The bank's categories in the order of their names, and how many questions each has.

    Raises:
        NotAllowed: As always.
    """
    async with house.db.read() as session:
        quiz = await quiz_of(session, actor, quiz_id)
        return await _categories(session, quiz.organisation_id)


async def draw_from(
    house: House, actor: Actor, quiz_id: int, category: str | None, difficulty: Difficulty | None
) -> Draft:
    """Draw anew from a category and a difficulty; None: from all of them.

    Raises:
        NotAllowed, QuizSentOut: As always.
    """
    async with house.db.write() as session:
        quiz = await open_draft(session, actor, quiz_id)
        quiz.category, quiz.difficulty = category, difficulty
        await draw(session, quiz)
        return await draft_of(house, session, quiz)


async def draw_again(house: House, actor: Actor, quiz_id: int) -> Draft:
    """Other questions of the same sort.

    Raises:
        NotAllowed, QuizSentOut: As always.
    """
    async with house.db.write() as session:
        quiz = await open_draft(session, actor, quiz_id)
        await draw(session, quiz)
        return await draft_of(house, session, quiz)


async def page(house: House, actor: Actor, quiz_id: int, number: int, *, picked: bool) -> Page:
    """A page of the quiz's questions (``picked``), or of all it may be made of, the picked ones marked.

    Raises:
        NotAllowed: As always.
    """
    async with house.db.read() as session:
        quiz = await quiz_of(session, actor, quiz_id)
        query = banking.in_force().add_columns(QuizItem.position)
        on = (QuizItem.question_id == Question.id) & (QuizItem.quiz_id == quiz.id)
        query = query.join(QuizItem, on, isouter=not picked)
        if picked:
            query = query.order_by(QuizItem.position)
        else:
            query = query.where(*pool(quiz.organisation_id, quiz.category, quiz.difficulty)).order_by(Question.id)
        total = await session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
        here, pages = page_of(number, total, _PAGE)
        rows = await session.execute(query.limit(_PAGE).offset((here - 1) * _PAGE))
        choices = [Choice(row.id, banking.asked_of(row), row.position is not None) for row in rows]
        return Page(choices, here, pages, total)


async def pick(house: House, actor: Actor, quiz_id: int, question_id: int, *, on: bool) -> Draft:
    """Take a question into the quiz, or out of it.

    Raises:
        TooManyPicked: It has as many as a quiz may have.
        NotAllowed, QuizSentOut: As always; or the question is not of this bank.
    """
    async with house.db.write() as session:
        quiz = await open_draft(session, actor, quiz_id)
        ids = list(
            await session.scalars(
                select(QuizItem.question_id).where(QuizItem.quiz_id == quiz.id).order_by(QuizItem.position)
            )
        )
        if on and question_id not in ids:
            if len(ids) >= rules.load().most_questions:
                raise TooManyPicked(limit=rules.load().most_questions)
            there = select(Question.id).where(Question.id == question_id, *pool(quiz.organisation_id, None, None))
            if await session.scalar(with_wording(there)) is None:
                raise NotAllowed
            ids.append(question_id)
        elif not on and question_id in ids:
            ids.remove(question_id)
        await put(session, quiz, ids)
        return await draft_of(house, session, quiz)


async def draw(session: AsyncSession, quiz: Quiz) -> None:
    """Draw its questions anew from what it is drawn from."""
    query = with_wording(select(Question.id)).where(*pool(quiz.organisation_id, quiz.category, quiz.difficulty))
    ids = sorted(await session.scalars(query))
    await put(session, quiz, _DRAW.sample(ids, min(quiz.many, len(ids))))


async def put(session: AsyncSession, quiz: Quiz, ids: Sequence[int]) -> None:
    """Make these its questions, in this order."""
    await session.execute(delete(QuizItem).where(QuizItem.quiz_id == quiz.id))
    if ids:
        await session.execute(
            insert(QuizItem),
            [{"quiz_id": quiz.id, "position": place, "question_id": one} for place, one in enumerate(ids, 1)],
        )


async def _categories(session: AsyncSession, organisation_id: int) -> list[tuple[str, int]]:
    query = (
        with_wording(select(QuestionVersion.category, func.count()).select_from(Question))
        .where(*pool(organisation_id, None, None), QuestionVersion.category != "")
        .group_by(QuestionVersion.category)
    )
    return sorted((str(name), int(many)) for name, many in await session.execute(query))
