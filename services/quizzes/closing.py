"""The clock closes: attempts whose time is over, then quizzes, whose result goes to who composed them and who leads."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Binding
from db.quizzes import Attempt, Quiz
from services import access, audit, outbox
from services.house import House
from services.names import AttemptState, QuizState
from services.outbox import PRIORITY_NOTICE, Button, Message, Payload, Reconciled
from services.quizzes import ending, results
from services.quizzes.attempts import standing_of
from services.quizzes.messages import RESULT, subject_of
from services.shards import WHOLE, Shard


async def close_all(house: House, shard: Shard = WHOLE) -> Reconciled:
    """End what is over by the clock. It may run any time, twice, or in several processes at once.

    Args:
        house: The house.
        shard: Which quizzes.
    """
    now = house.now()
    async with house.db.read() as session:
        late = list(
            await session.execute(
                select(Attempt.id, Attempt.quiz_id)
                .where(Attempt.state == AttemptState.OPEN, Attempt.ends_at <= now)
                .order_by(Attempt.id)
            )
        )
        over = list(
            await session.scalars(
                select(Quiz.id).where(Quiz.state == QuizState.OPEN, Quiz.closes_at <= now).order_by(Quiz.id)
            )
        )
    mine = set(shard.of_these({row.quiz_id for row in late} | set(over)))
    # One transaction an attempt: nobody who answers elsewhere waits for all of them.
    for attempt_id in [row.id for row in late if row.quiz_id in mine]:
        async with house.db.write() as session:
            standing = await standing_of(session, attempt_id)
            await ending.end(house, session, standing, now)
    added = 0
    for quiz_id in [one for one in over if one in mine]:
        async with house.db.write() as session:
            added += await _close(house, session, quiz_id, now)
    return Reconciled(added, 0)


async def _close(house: House, session: AsyncSession, quiz_id: int, now: dt.datetime) -> int:
    done = await session.execute(
        update(Quiz)
        .where(Quiz.id == quiz_id, Quiz.state == QuizState.OPEN)
        .values(state=QuizState.CLOSED, closed_at=now)
        .returning(Quiz.id)
        .execution_options(synchronize_session=False)
    )
    if done.first() is None:
        return 0
    # An attempt that was begun at the last moment, after the look above.
    for attempt_id in await session.scalars(
        select(Attempt.id).where(Attempt.quiz_id == quiz_id, Attempt.state == AttemptState.OPEN).order_by(Attempt.id)
    ):
        await ending.end(house, session, await standing_of(session, attempt_id), now)
    await outbox.void(session, subject_of(quiz_id), now)
    quiz = await session.get_one(Quiz, quiz_id, populate_existing=True)
    figures = await results.figures(session, quiz_id)
    payload = Payload(
        "quizzes-closed",
        {"title": quiz.title, **results.said(figures)},
        ((Button("quizzes-button-result", f"qz.r:{quiz_id}"),),),
    )
    messages = [
        Message(
            kind=RESULT,
            dedupe_key=f"{subject_of(quiz_id)}:result:{member_id}",
            subject=f"{subject_of(quiz_id)}:result",
            payload=payload,
            due_at=now,
            member_id=member_id,
            priority=PRIORITY_NOTICE,
        )
        for member_id in await _readers(house, session, quiz)
    ]
    await audit.record(
        session,
        actor="system:clock",
        action="quiz.closed",
        subject=f"quiz:{quiz_id}",
        now=now,
        details={"due": figures.due, "taken": figures.taken, "passed": figures.passed},
    )
    return await outbox.enqueue(session, messages, now)


async def _readers(house: House, session: AsyncSession, quiz: Quiz) -> list[int]:
    """Who composed it, and who leads there."""
    composer = await session.scalar(
        select(Binding.member_id).where(Binding.account_id == quiz.made_by, Binding.unbound_at.is_(None))
    )
    leaders = await access.leaders_of(session, quiz.organisation_id, house.today())
    return sorted({*leaders, *([composer] if composer is not None else [])})
