"""An attempt as it is shown: the question he is at, or its result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among_given
from db.questions import QuestionVersion
from db.quizzes import Answer, Attempt, Quiz
from services.access import Actor
from services.errors import NotAllowed
from services.house import House
from services.names import QuizState
from services.questions import banking
from services.questions.shapes import Asked
from services.quizzes import scoring
from services.quizzes.ending import Standing
from services.together import one_a_loop


@dataclass(frozen=True)
class Asking:
    """The question he is at.

    Attributes:
        position: From 1.
        order: Places of the options as they are shown.
        ends_at: When the attempt ends.
        limited: It ends before the quiz does.
    """

    attempt_id: int
    title: str
    position: int
    total: int
    asked: Asked
    order: list[int]
    ends_at: dt.datetime
    limited: bool
    now: dt.datetime


@dataclass(frozen=True)
class Missed:
    """A question that was answered wrongly, or not at all.

    Attributes:
        chosen: Places of the options he chose; ``typed`` what he typed; neither: no answer.
    """

    position: int
    asked: Asked
    chosen: tuple[int, ...]
    typed: str | None


@dataclass(frozen=True)
class Ended:
    """An attempt that is done.

    Attributes:
        late: It ended because its time was over, and the answer just given does not count.
        again: How many more attempts he has, and the quiz is still open.
    """

    attempt_id: int
    quiz_id: int
    title: str
    score: int
    right: int
    total: int
    answered: int
    pass_mark: int
    excellent_mark: int
    missed: list[Missed]
    again: int
    late: bool = False

    @property
    def passed(self) -> bool:
        """Whether it reached the pass mark."""
        return self.score >= self.pass_mark


#: What a ``Standing`` is made of.
STANDING = (
    Attempt.id.label("attempt_id"),
    Attempt.quiz_id,
    Attempt.member_id,
    Attempt.number,
    Attempt.state,
    Attempt.seed,
    Attempt.version_ids,
    Attempt.answered,
    Attempt.right_many.label("right"),
    Attempt.ends_at,
    Quiz.title,
    Quiz.state.label("quiz_state"),
    Quiz.closes_at,
    Quiz.shuffle,
    Quiz.pass_mark,
    Quiz.excellent_mark,
    Quiz.for_credit,
    Quiz.organisation_id,
)


def standing_from(attempt: Attempt, quiz: Quiz) -> Standing:
    """The standing of rows that are at hand."""
    return Standing(
        attempt_id=attempt.id,
        quiz_id=attempt.quiz_id,
        member_id=attempt.member_id,
        number=attempt.number,
        state=attempt.state,
        seed=attempt.seed,
        version_ids=attempt.version_ids,
        answered=attempt.answered,
        right=attempt.right_many,
        ends_at=attempt.ends_at,
        title=quiz.title,
        quiz_state=quiz.state,
        closes_at=quiz.closes_at or attempt.ends_at,
        shuffle=quiz.shuffle,
        pass_mark=quiz.pass_mark,
        excellent_mark=quiz.excellent_mark,
        for_credit=quiz.for_credit,
        organisation_id=quiz.organisation_id,
    )


async def standing_of(session: AsyncSession, attempt_id: int, member_id: int | None = None) -> Standing:
    """An attempt, held until the transaction ends.

    Args:
        session: The caller's transaction.
        attempt_id: Which.
        member_id: Whose it must be; None: anybody's.

    Raises:
        NotAllowed: There is none, or it is not his.
    """
    query = (
        select(*STANDING)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(Attempt.id == attempt_id)
        .with_for_update(of=Attempt)
    )
    if member_id is not None:
        query = query.where(Attempt.member_id == member_id)
    row = (await session.execute(query)).mappings().one_or_none()
    if row is None:
        raise NotAllowed
    return Standing(**row)


async def asking(
    session: AsyncSession, standing: Standing, now: dt.datetime, known: dict[int, Asked] | None = None
) -> Asking:
    """The question he is at; ``known`` spares a look at its wording."""
    version_id = standing.version_ids[standing.answered]
    return asking_of(standing, (known or await wordings_of(session, [version_id]))[version_id], now)


def asking_of(standing: Standing, asked: Asked, now: dt.datetime) -> Asking:
    """The question he is at, in this wording."""
    version_id = standing.version_ids[standing.answered]
    return Asking(
        attempt_id=standing.attempt_id,
        title=standing.title,
        position=standing.answered + 1,
        total=len(standing.version_ids),
        asked=asked,
        order=scoring.options_order(standing.seed, version_id, asked, shuffle=standing.shuffle),
        ends_at=standing.ends_at,
        limited=standing.ends_at < standing.closes_at,
        now=now,
    )


async def ended(session: AsyncSession, attempt_id: int, now: dt.datetime, *, late: bool = False) -> Ended:
    """The result of an attempt that is done."""
    return replace((await results(session, [attempt_id], now))[attempt_id], late=late)


#: Written once: building them costs more than asking them.
_DONE = (
    select(*STANDING, Attempt.score, Quiz.retries)
    .join(Quiz, Quiz.id == Attempt.quiz_id)
    .where(among_given(Attempt.id, "ids"))
)
_TRIES = (
    select(Attempt.quiz_id, Attempt.member_id, func.max(Attempt.number).label("many"))
    .where(among_given(Attempt.quiz_id, "quizzes"), among_given(Attempt.member_id, "members"))
    .group_by(Attempt.quiz_id, Attempt.member_id)
)
_GIVEN = select(Answer.attempt_id, Answer.position, Answer.chosen, Answer.typed, Answer.is_right).where(
    among_given(Answer.attempt_id, "ids")
)


async def results(
    session: AsyncSession, ids: Collection[int], now: dt.datetime, house: House | None = None
) -> dict[int, Ended]:
    """The results of attempts that are done, by attempt; ``house`` as for ``wordings_of``."""
    if not ids:
        return {}
    rows = list(await session.execute(_DONE, {"ids": sorted(ids)}))
    whose = {"quizzes": sorted({row.quiz_id for row in rows}), "members": sorted({row.member_id for row in rows})}
    used = {(row.quiz_id, row.member_id): row.many for row in await session.execute(_TRIES, whose)}
    answers: dict[int, dict[int, Any]] = {row.attempt_id: {} for row in rows}
    for one in await session.execute(_GIVEN, {"ids": sorted(ids)}):
        answers[one.attempt_id][one.position] = one
    missing = {row.attempt_id: _missing(row.version_ids, answers[row.attempt_id]) for row in rows}
    wordings = await wordings_of(session, {one for found in missing.values() for one in found.values()}, house)
    return {
        row.attempt_id: _result(
            row,
            [_missed(place, wordings[one], answers[row.attempt_id]) for place, one in missing[row.attempt_id].items()],
            used[row.quiz_id, row.member_id],
            now,
        )
        for row in rows
    }


def _missing(version_ids: Sequence[int], answers: Mapping[int, Any]) -> dict[int, int]:
    """The places that have no right answer, and their wordings."""
    return {
        place: version_id
        for place, version_id in enumerate(version_ids, 1)
        if place not in answers or not answers[place].is_right
    }


def _missed(place: int, asked: Asked, answers: Mapping[int, Any]) -> Missed:
    given = answers.get(place)
    return Missed(place, asked, (), None) if given is None else Missed(place, asked, tuple(given.chosen), given.typed)


def _result(row: Any, missed: list[Missed], used: int, now: dt.datetime) -> Ended:
    is_open = row.quiz_state is QuizState.OPEN and now < row.closes_at
    return Ended(
        attempt_id=row.attempt_id,
        quiz_id=row.quiz_id,
        title=row.title,
        score=row.score or 0,
        right=row.right,
        total=len(row.version_ids),
        answered=row.answered,
        pass_mark=row.pass_mark,
        excellent_mark=row.excellent_mark,
        missed=missed,
        again=max(0, row.retries + 1 - used) if is_open else 0,
    )


_WORDINGS = select(QuestionVersion.id, *banking.WORDING).where(among_given(QuestionVersion.id, "ids"))


#: Wordings that are remembered: they never change, a correction is another one.
_MOST_WORDINGS = 2_000
_remembered: Callable[[House], dict[int, Asked]] = one_a_loop(lambda _: {})


async def wordings_of(session: AsyncSession, ids: Collection[int], house: House | None = None) -> dict[int, Asked]:
    """Questions by the ids of their wordings.

    Args:
        session: Any session.
        ids: Which.
        house: Where one is given, what this process has read of them is not read again: for a crowd.
    """
    known = {} if house is None else _remembered(house)
    missing = sorted(set(ids) - known.keys())
    if missing:
        if len(known) + len(missing) > _MOST_WORDINGS:
            known.clear()
            missing = sorted(set(ids))
        known |= {row.id: banking.asked_of(row) for row in await session.execute(_WORDINGS, {"ids": missing})}
    return {one: known[one] for one in ids}


def member_of(actor: Actor) -> int:
    """The actor's member.

    Raises:
        NotAllowed: He is none.
    """
    if actor.member is None:
        raise NotAllowed
    return actor.member.id
