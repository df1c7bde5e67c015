"""An attempt ends: its score, what it says about the questions, and what it earns, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.quizzes import Attempt
from services.house import House
from services.names import AttemptState, QuizState
from services.org_settings import settings_of
from services.quizzes import counts, returning, scoring
from services.study import ledger
from services.study.ledger import QuizResult


@dataclass(frozen=True)
class Standing:
    """An attempt and what of its quiz matters to it.

    Attributes:
        right: Answers that are right so far.
    """

    attempt_id: int
    quiz_id: int
    member_id: int
    number: int
    state: AttemptState
    seed: int
    version_ids: Sequence[int]
    answered: int
    right: int
    ends_at: dt.datetime
    title: str
    quiz_state: QuizState
    closes_at: dt.datetime
    shuffle: bool
    pass_mark: int
    excellent_mark: int
    for_credit: bool
    organisation_id: int

    def moved_on(self, *, right: bool) -> Standing:
        """One answer later."""
        return replace(self, answered=self.answered + 1, right=self.right + right)

    @property
    def score(self) -> int:
        """Of 100; what has no answer is not right."""
        return scoring.score(self.right, len(self.version_ids))


async def end(house: House, session: AsyncSession, standing: Standing, now: dt.datetime) -> bool:
    """End it once, however often this is called; in the caller's transaction.

    Args:
        house: The house.
        session: The caller's transaction, which holds the attempt.
        standing: As it is in the table.
        now: UTC; one whose time was over before ended then.

    Returns:
        Whether it was open until now.
    """
    done = await session.execute(
        update(Attempt)
        .where(Attempt.id == standing.attempt_id, Attempt.state == AttemptState.OPEN)
        .values(state=AttemptState.DONE, finished_at=min(now, standing.ends_at), score=standing.score)
        .returning(Attempt.id)
        .execution_options(synchronize_session=False)
    )
    if done.first() is None:
        return False
    if standing.number == 1 and standing.answered:
        await counts.note_end(session, standing)
    await returning.remember(session, standing, now)
    await _grant(house, session, standing, now)
    return True


async def _grant(house: House, session: AsyncSession, standing: Standing, now: dt.datetime) -> None:
    """What a quiz for credit earns (``domain_rules.md`` 4.2, QUIZ), by the best attempt so far."""
    if not standing.for_credit:
        return
    best = await session.scalar(
        select(func.max(Attempt.score)).where(
            Attempt.quiz_id == standing.quiz_id,
            Attempt.member_id == standing.member_id,
            Attempt.state == AttemptState.DONE,
        )
    )
    score = best or 0
    earned = QuizResult.NOT_PASSED
    if score >= standing.pass_mark:
        earned = QuizResult.EXCELLENT if score >= standing.excellent_mark else QuizResult.PASSED
    zone = ZoneInfo((await settings_of(house, session, standing.organisation_id)).timezone)
    await ledger.quiz_taken(
        house,
        session,
        member_id=standing.member_id,
        quiz_id=standing.quiz_id,
        result=earned,
        on=min(now, standing.ends_at).astimezone(zone).date(),
    )
