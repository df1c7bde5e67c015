"""One question of a bank: looked at, put right as a new version, taken out of use. Attempts keep what they saw.

::

    ready ── retire ──> retired: drawn no more ── again ──> ready
      └── correct: the next version; the answers that came to the one before stay with it
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.questions import Question
from services import audit
from services.access import Actor
from services.errors import BadInput, Conflict, NotAllowed
from services.house import House
from services.names import QuestionKind, QuestionState
from services.questions import aiken, banking, gift
from services.questions.reading import Bank
from services.questions.shapes import Asked
from services.roster.store import one_at_a_time


class OneQuestion(BadInput):
    """What was sent is not one question that can be read."""

    code = "question-one"


class QuestionTwin(Conflict):
    """The bank has another question with this text."""

    code = "question-twin"


@dataclass(frozen=True)
class Looked:
    """A question as its keeper sees it.

    Attributes:
        version: How often it was put right, and one.
        sample: It as text, to be changed and sent back.
    """

    id: int
    asked: Asked
    version: int
    retired: bool
    sample: str


async def look(house: House, actor: Actor, organisation_id: int, question_id: int) -> Looked:
    """A question of a bank.

    Raises:
        NotAllowed: The actor does not keep the bank, or the question is not of it.
    """
    async with house.db.read() as session:
        return await _looked(session, actor, organisation_id, question_id)


async def retire(house: House, actor: Actor, organisation_id: int, question_id: int, *, retired: bool) -> Looked:
    """Take a question out of use, or back; twice is once. Quizzes that run ask on what they have drawn.

    Raises:
        NotAllowed: The actor does not keep the bank, or the question is not of it.
    """
    state = QuestionState.RETIRED if retired else QuestionState.READY
    async with house.db.write() as session:
        await _looked(session, actor, organisation_id, question_id)
        changed = await session.scalar(
            update(Question)
            .where(Question.id == question_id, Question.state != state)
            .values(state=state)
            .returning(Question.id)
        )
        if changed is not None:
            await _note(session, house, actor, "question.retired" if retired else "question.restored", question_id)
        return await _looked(session, actor, organisation_id, question_id)


async def correct(house: House, actor: Actor, organisation_id: int, question_id: int, bank: Bank) -> Looked:
    """Put a question right: what was read from the keeper's text becomes its next version, and it is in use.

    What the text does not say (explanation, source, category, difficulty) stays as it was.

    Args:
        house: The house.
        actor: Who.
        organisation_id: Whose bank.
        question_id: Which question.
        bank: What was read.

    Raises:
        NotAllowed: The actor does not keep the bank, or the question is not of it.
        OneQuestion: There is not exactly one good question.
        QuestionTwin: Another question has this text.
    """
    if bank.problems or len(bank.questions) != 1:
        raise OneQuestion
    (placed,) = bank.questions
    async with house.db.write() as session:
        await one_at_a_time(session)
        before = await _looked(session, actor, organisation_id, question_id)
        asked = banking.filled(placed.asked, before.asked)
        if asked == before.asked and not before.retired:
            return before
        twin = select(Question.id).where(
            Question.organisation_id == organisation_id,
            Question.likeness == placed.likeness,
            Question.id != question_id,
        )
        if await session.scalar(twin) is not None:
            raise QuestionTwin
        await session.execute(update(Question).where(Question.id == question_id).values(likeness=placed.likeness))
        await banking.next_version(session, question_id, asked, actor.account_id, house.now())
        await _note(session, house, actor, "question.corrected", question_id)
        return await _looked(session, actor, organisation_id, question_id)


async def _looked(session: AsyncSession, actor: Actor, organisation_id: int, question_id: int) -> Looked:
    await banking.may_keep(session, actor, organisation_id)
    query = banking.in_force().where(Question.id == question_id, Question.organisation_id == organisation_id)
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise NotAllowed
    asked = banking.asked_of(row)
    return Looked(row.id, asked, row.version, row.state is QuestionState.RETIRED, _sample(asked))


def _sample(asked: Asked) -> str:
    """As a keeper reads it most easily: Aiken where it holds the question, else GIFT."""
    plain = asked.kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE)
    return (aiken.write([asked]) if plain else gift.write([asked])).strip()


async def _note(session: AsyncSession, house: House, actor: Actor, action: str, question_id: int) -> None:
    await audit.record(
        session, actor=actor.audit_name, action=action, subject=f"question:{question_id}", now=house.now()
    )
