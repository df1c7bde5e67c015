"""What people are told about a quiz: that it is there, once more before it ends, and to its composer how it went."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.quizzes import Attempt, Quiz
from services import kinds
from services.audiences import Person
from services.house import House
from services.kinds import OnPause, Pending, Policy
from services.names import AttemptState, QuizState
from services.outbox import PRIORITY_NOTICE, Button, Message, Payload
from services.quizzes import rules
from services.recurrence import moment

NOTICE, REMINDER, RESULT = "quiz_notice", "quiz_reminder", "quiz_result"


def subject_of(quiz_id: int) -> str:
    """The outbox subject of a quiz."""
    return f"quiz:{quiz_id}"


def announced(quiz: Quiz, people: Sequence[Person], zone: ZoneInfo) -> list[Message]:
    """Everybody's message, and the one before it closes. Pure."""
    if quiz.opens_at is None or quiz.closes_at is None:
        return []
    subject = subject_of(quiz.id)
    facts = {
        "title": quiz.title,
        "count": quiz.many,
        "closes": {"time": quiz.closes_at.isoformat()},
        "minutes": quiz.minutes or 0,
        "mark": quiz.pass_mark,
        "credit": "yes" if quiz.for_credit else "no",
    }
    go = ((Button("quizzes-button-go", f"q.go:{quiz.id}"),),)
    notice, reminder = Payload("quizzes-notice", facts, go), Payload("quizzes-reminder", facts, go)
    found = [
        Message(
            kind=NOTICE,
            dedupe_key=f"{subject}:notice:{one.key}",
            subject=subject,
            payload=notice,
            due_at=quiz.opens_at,
            member_id=one.id,
            expires_at=quiz.closes_at,
            priority=PRIORITY_NOTICE,
        )
        for one in people
    ]
    at = remind_at(quiz.opens_at, quiz.closes_at, zone)
    if at is not None:
        found += [
            Message(
                kind=REMINDER,
                dedupe_key=f"{subject}:reminder:{one.key}",
                subject=subject,
                payload=reminder,
                due_at=at,
                member_id=one.id,
                expires_at=quiz.closes_at,
            )
            for one in people
        ]
    return found


def remind_at(opens: dt.datetime, closes: dt.datetime, zone: ZoneInfo) -> dt.datetime | None:
    """When those who have not taken it are told once more; None: it is too short for that."""
    preset = rules.load()
    day = closes.astimezone(zone).date() - dt.timedelta(days=preset.remind_days)
    at = moment(day, preset.remind_at, zone)
    return at if at > opens + dt.timedelta(hours=12) else None


async def _over(house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime) -> set[int]:
    """Messages about quizzes that are not open, or that the person has taken."""
    del house
    ids = {one.about for one in pending}
    rows = await session.execute(
        select(Quiz.id).where(Quiz.id.in_(sorted(ids)), Quiz.state == QuizState.OPEN, Quiz.closes_at > now)
    )
    opened = {row.id for row in rows}
    tries = await session.execute(
        select(Attempt.quiz_id, Attempt.member_id).where(
            Attempt.quiz_id.in_(sorted(ids)), Attempt.state == AttemptState.DONE
        )
    )
    done = {(row.quiz_id, row.member_id) for row in tries}
    return {one.id for one in pending if one.about not in opened or (one.about, one.member_id) in done}


kinds.register(NOTICE, Policy(on_pause=OnPause.HOLD, stale=_over))
kinds.register(REMINDER, Policy(on_pause=OnPause.SKIP, stale=_over, mutable=True, snoozes=True))
kinds.register(RESULT, Policy(on_pause=OnPause.HOLD))
