"""An attempt ends: its score, what it says about the questions, and what it earns, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among_given
from db.questions import QuestionVersion
from db.quizzes import Answer, Attempt
from services.house import House
from services.names import AttemptState, QuizState
from services.org_settings import settings_of_some
from services.quizzes import returning, scoring
from services.quizzes.counts import Changes
from services.quizzes.returning import Answered
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
        """One answer later; the last one ends it."""
        answered = self.answered + 1
        state = AttemptState.DONE if answered == len(self.version_ids) else self.state
        return replace(self, answered=answered, right=self.right + right, state=state)

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
    over = Over(standing, min(now, standing.ends_at))
    done = await session.execute(
        update(Attempt)
        .where(Attempt.id == standing.attempt_id, Attempt.state == AttemptState.OPEN)
        .values(state=AttemptState.DONE, finished_at=over.at, score=standing.score)
        .returning(Attempt.id)
        .execution_options(synchronize_session=False)
    )
    if done.first() is None:
        return False
    await conclude(house, session, [over], Changes())
    return True


@dataclass(frozen=True)
class Over:
    """An attempt that is done, and when it ended, UTC."""

    standing: Standing
    at: dt.datetime


#: Written once: building them costs more than asking them.
_ANSWERS = (
    select(Answer.attempt_id, Answer.version_id, Answer.is_right, QuestionVersion.question_id)
    .join(QuestionVersion, QuestionVersion.id == Answer.version_id)
    .where(among_given(Answer.attempt_id, "ids"))
    .order_by(Answer.attempt_id, QuestionVersion.question_id)
)
_TRIES = (
    select(Attempt.quiz_id, Attempt.member_id, Attempt.score, Attempt.finished_at)
    .where(
        among_given(Attempt.quiz_id, "quizzes"),
        among_given(Attempt.member_id, "members"),
        Attempt.state == AttemptState.DONE,
    )
    .order_by(Attempt.number)
)


async def conclude(house: House, session: AsyncSession, over: Sequence[Over], changes: Changes) -> None:
    """What follows from attempts that have just ended, in the transaction that ends them.

    Args:
        house: The house.
        session: The caller's transaction, in which they are done already.
        over: They; nobody's twice.
        changes: What this transaction adds to the counts otherwise; written here.
    """
    given: dict[int, list[Any]] = {one.standing.attempt_id: [] for one in over}
    if over:
        for row in await session.execute(_ANSWERS, {"ids": sorted(given)}):
            given[row.attempt_id].append(row)
    for one in over:
        answers = given[one.standing.attempt_id]
        changes.note_end(one.standing, [(row.version_id, row.is_right) for row in answers])
    await changes.write(session)
    await returning.remember(
        session,
        [
            Answered(one.standing.member_id, row.question_id, row.is_right, one.at)
            for one in over
            for row in given[one.standing.attempt_id]
        ],
    )
    await _grant(house, session, [one for one in over if one.standing.for_credit])


async def _grant(house: House, session: AsyncSession, over: Sequence[Over]) -> None:
    """What quizzes for credit earn (``domain_rules.md`` 4.2, QUIZ): the best result, on the day it came first."""
    if not over:
        return
    ids = {
        "quizzes": sorted({one.standing.quiz_id for one in over}),
        "members": sorted({one.standing.member_id for one in over}),
    }
    tries: dict[tuple[int, int], list[Any]] = {}
    for row in await session.execute(_TRIES, ids):
        tries.setdefault((row.quiz_id, row.member_id), []).append(row)
    settings = await settings_of_some(house, session, {one.standing.organisation_id for one in over})
    earned: dict[tuple[int, dt.date], dict[int, QuizResult]] = {}
    for one in over:
        seen = one.standing
        mine = tries[seen.quiz_id, seen.member_id]
        result = max((_earned(seen, row.score) for row in mine), key=_RANKS.index)
        first = next(row.finished_at for row in mine if _earned(seen, row.score) is result)
        day = first.astimezone(ZoneInfo(settings[seen.organisation_id].timezone)).date()
        earned.setdefault((seen.quiz_id, day), {})[seen.member_id] = result
    for (quiz_id, day), results in sorted(earned.items()):
        await ledger.quiz_taken(house, session, quiz_id, results, on=day)


_RANKS = (QuizResult.NOT_PASSED, QuizResult.PASSED, QuizResult.EXCELLENT)


def _earned(standing: Standing, score: int) -> QuizResult:
    if score < standing.pass_mark:
        return QuizResult.NOT_PASSED
    return QuizResult.EXCELLENT if score >= standing.excellent_mark else QuizResult.PASSED
