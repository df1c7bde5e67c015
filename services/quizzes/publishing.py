"""A quiz goes out, once; or is called back."""

from __future__ import annotations

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.members import Member
from db.questions import Question
from db.quizzes import Attempt, Quiz, QuizItem, QuizPerson
from services import audit, outbox
from services.access import Actor
from services.house import House
from services.names import QuestionState, QuizState
from services.quizzes import messages
from services.quizzes.choosing import put
from services.quizzes.drafts import Draft, count_items, draft_of, people_of, quiz_of, window, zone_of
from services.quizzes.errors import EmptyQuiz, QuizSentOut


async def publish(house: House, actor: Actor, quiz_id: int) -> Draft:
    """Send it out: who is asked is fixed, and everybody gets his message; twice is once.

    Raises:
        EmptyQuiz: It has no question, or there is nobody to take it.
        NotAllowed: As always.
    """
    now = house.now()
    async with house.db.write() as session:
        quiz = await quiz_of(session, actor, quiz_id, lock=True)
        if quiz.state is not QuizState.DRAFT:
            return await draft_of(house, session, quiz)
        await _drop_retired(session, quiz)
        items = await count_items(session, quiz.id)
        people = await people_of(session, quiz)
        if not items or not people:
            raise EmptyQuiz
        zone = await zone_of(house, session, quiz)
        quiz.opens_at, quiz.closes_at = window(quiz, now, zone)
        quiz.state, quiz.many = QuizState.OPEN, items
        retired = set(
            await session.scalars(select(Member.id).where(Member.retired, among(Member.id, [one.id for one in people])))
        )
        await session.execute(
            insert(QuizPerson),
            [{"quiz_id": quiz.id, "member_id": one.id, "expected": one.id not in retired} for one in people],
        )
        await outbox.enqueue(session, messages.announced(quiz, people, zone), now)
        await audit.record(
            session,
            actor=actor.audit_name,
            action="quiz.published",
            subject=f"quiz:{quiz.id}",
            now=now,
            details={"questions": items, "people": len(people), "for_credit": quiz.for_credit},
        )
        await session.flush()
        return await draft_of(house, session, quiz)


async def withdraw(house: House, actor: Actor, quiz_id: int) -> Draft:
    """Throw a draft away, or call back a quiz nobody has begun; a message that has gone out says so when it is pressed.

    Raises:
        QuizSentOut: Somebody has begun.
        NotAllowed: As always.
    """
    now = house.now()
    async with house.db.write() as session:
        quiz = await quiz_of(session, actor, quiz_id, lock=True)
        if quiz.state is QuizState.WITHDRAWN:
            return await draft_of(house, session, quiz)
        begun = await session.scalar(select(func.count()).where(Attempt.quiz_id == quiz.id))
        if begun or quiz.state is QuizState.CLOSED:
            raise QuizSentOut
        quiz.state = QuizState.WITHDRAWN
        await outbox.void(session, messages.subject_of(quiz.id), now)
        await audit.record(session, actor=actor.audit_name, action="quiz.withdrawn", subject=f"quiz:{quiz.id}", now=now)
        await session.flush()
        return await draft_of(house, session, quiz)


async def _drop_retired(session: AsyncSession, quiz: Quiz) -> None:
    ready = list(
        await session.scalars(
            select(QuizItem.question_id)
            .join(Question, Question.id == QuizItem.question_id)
            .where(QuizItem.quiz_id == quiz.id, Question.state == QuestionState.READY)
            .order_by(QuizItem.position)
        )
    )
    await put(session, quiz, ready)
