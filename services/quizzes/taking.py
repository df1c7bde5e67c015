"""A quiz is taken: begun, answered question by question, gone on with from anywhere.

::

    begin ──> the open attempt, or a new one ──> Asking
    answer ── its attempt still open, its place the next one? ──no──> where he is today (nothing is stored)
                 │ yes                      └── time over ──> ended with what there is, said kindly
                 └── answer, attempt, counts: one transaction ──> Asking the next, or Ended
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.questions import Question, QuestionVersion
from db.quizzes import Attempt, Quiz, QuizItem, QuizPerson
from services.access import Actor
from services.errors import BadInput, NotAllowed
from services.house import House
from services.names import AttemptState, QuizState
from services.quizzes import counts, ending, scoring
from services.quizzes.attempts import Asking, Ended, asking, ended, member_of, standing_from, standing_of, wordings_of
from services.quizzes.drafts import zone_of
from services.quizzes.ending import Standing
from services.quizzes.errors import NoMoreTries, QuizNotYet, QuizOver
from services.quizzes.storing import Given, store


@dataclass(frozen=True)
class Mine:
    """A quiz he may take, or has taken.

    Attributes:
        score: The best, where he has one.
        is_open: Whether he could begin or go on now.
        begun: He is in the middle of it.
    """

    id: int
    title: str
    closes_at: dt.datetime
    opens_at: dt.datetime
    is_open: bool
    begun: bool
    score: int | None
    attempt_id: int | None
    zone: ZoneInfo


async def mine(house: House, actor: Actor, most: int = 8) -> list[Mine]:
    """The quizzes he was asked to take, open ones first, then the latest.

    Raises:
        NotAllowed: He is no member.
    """
    member_id, now = member_of(actor), house.now()
    async with house.db.read() as session:
        rows = list(
            await session.scalars(
                select(Quiz)
                .join(QuizPerson, (QuizPerson.quiz_id == Quiz.id) & (QuizPerson.member_id == member_id))
                .where(Quiz.state.in_((QuizState.OPEN, QuizState.CLOSED)))
                .order_by(Quiz.closes_at.desc(), Quiz.id.desc())
                .limit(most)
            )
        )
        tries = await session.execute(
            select(Attempt.id, Attempt.quiz_id, Attempt.state, Attempt.score)
            .where(Attempt.member_id == member_id, Attempt.quiz_id.in_([one.id for one in rows]))
            .order_by(Attempt.score, Attempt.number)
        )
        best: dict[int, Any] = {}
        begun = set()
        for row in tries:
            if row.state is AttemptState.DONE:
                best[row.quiz_id] = row
            else:
                begun.add(row.quiz_id)
        found = [
            Mine(
                one.id,
                one.title,
                one.closes_at,
                one.opens_at,
                one.state is QuizState.OPEN and one.opens_at <= now < one.closes_at,
                one.id in begun,
                best[one.id].score if one.id in best else None,
                best[one.id].id if one.id in best else None,
                await zone_of(house, session, one),
            )
            for one in rows
            if one.opens_at is not None and one.closes_at is not None
        ]
        return sorted(found, key=lambda one: (not one.is_open, one.score is not None))


async def begin(house: House, actor: Actor, quiz_id: int, *, again: bool = False) -> Asking | Ended:
    """Begin, or go on where he was; one who is done sees his result, unless he asks for another attempt.

    Raises:
        NotAllowed: He was not asked to take it.
        QuizOver, QuizNotYet: It is not open.
        NoMoreTries: He asks for another attempt and has none.
    """
    member_id, now = member_of(actor), house.now()
    async with house.db.write() as session:
        quiz = await session.get(Quiz, quiz_id)
        asked = await session.get(QuizPerson, (quiz_id, member_id), with_for_update=True)
        if quiz is None or asked is None:
            raise NotAllowed
        tries = list(
            await session.scalars(
                select(Attempt)
                .where(Attempt.quiz_id == quiz_id, Attempt.member_id == member_id)
                .order_by(Attempt.number)
                .with_for_update()
            )
        )
        running = next((one for one in tries if one.state is AttemptState.OPEN), None)
        if running is not None:
            standing = standing_from(running, quiz)
            if now < standing.ends_at and quiz.state is QuizState.OPEN:
                return await asking(session, standing, now)
            await ending.end(house, session, standing, now)
            return await ended(session, standing.attempt_id, now, late=True)
        if tries and not again:
            return await ended(session, max(tries, key=lambda one: (one.score or 0, one.number)).id, now)
        await _may_begin(house, session, quiz, tries, now)
        return await asking(session, await _new(session, quiz, member_id, len(tries) + 1, now), now)


async def _may_begin(
    house: House, session: AsyncSession, quiz: Quiz, tries: Sequence[Attempt], now: dt.datetime
) -> None:
    if quiz.opens_at is None or quiz.closes_at is None or quiz.state is not QuizState.OPEN or quiz.closes_at <= now:
        raise QuizOver
    if now < quiz.opens_at:
        at = quiz.opens_at.astimezone(await zone_of(house, session, quiz))
        raise QuizNotYet(opens=f"{at:%m-%d %H:%M}")
    if len(tries) > quiz.retries:
        raise NoMoreTries(score=max(one.score or 0 for one in tries))


async def _new(session: AsyncSession, quiz: Quiz, member_id: int, number: int, now: dt.datetime) -> Standing:
    version_ids = list(
        await session.scalars(
            select(QuestionVersion.id)
            .join(Question, (QuestionVersion.question_id == Question.id) & (QuestionVersion.number == Question.version))
            .join(QuizItem, QuizItem.question_id == Question.id)
            .where(QuizItem.quiz_id == quiz.id)
            .order_by(QuizItem.position)
        )
    )
    closes = quiz.closes_at or now
    seed = secrets.randbits(62)
    attempt = Attempt(
        quiz_id=quiz.id,
        member_id=member_id,
        number=number,
        state=AttemptState.OPEN,
        seed=seed,
        version_ids=scoring.order(seed, version_ids, shuffle=quiz.shuffle),
        answered=0,
        right_many=0,
        started_at=now,
        ends_at=min(closes, now + dt.timedelta(minutes=quiz.minutes)) if quiz.minutes else closes,
    )
    session.add(attempt)
    await session.flush()
    if number == 1:
        await counts.prepare(session, quiz.id, version_ids)
    return standing_from(attempt, quiz)


async def where(house: House, actor: Actor, attempt_id: int) -> Asking | Ended:
    """Where he is in an attempt of his; writes only when its time is over.

    Raises:
        NotAllowed: It is not his, or there is none.
    """
    return await answer(house, actor, attempt_id, 0, (), None)


async def answer(
    house: House, actor: Actor, attempt_id: int, position: int, chosen: Sequence[int], typed: str | None
) -> Asking | Ended:
    """Store an answer and give what comes next. A second tap, or one on an old screen, changes nothing.

    Args:
        house: The house.
        actor: Who answers.
        attempt_id: Which attempt.
        position: Of the question the screen showed, from 1; 0: he only looks.
        chosen: Places of the options in the wording's own order.
        typed: Of a fill-in question.

    Raises:
        NotAllowed: The attempt is not his, or there is none.
        BadInput: No screen of ours offers such an answer.
    """
    member_id, now = member_of(actor), house.now()
    async with house.db.write() as session:
        standing = await standing_of(session, attempt_id, member_id)
        if standing.state is AttemptState.DONE:
            return await ended(session, attempt_id, now)
        if standing.quiz_state is not QuizState.OPEN or now >= standing.ends_at:
            await ending.end(house, session, standing, now)
            return await ended(session, attempt_id, now, late=True)
        if position != standing.answered + 1:
            return await asking(session, standing, now)
        wordings = await wordings_of(session, standing.version_ids[position - 1 : position + 1])
        version_id = standing.version_ids[position - 1]
        asked = wordings[version_id]
        if not scoring.is_possible(asked, chosen, typed):
            raise BadInput
        given = Given(standing, chosen, typed, scoring.is_right(asked, chosen, typed), now)
        moved = (await store(house, session, [given]))[attempt_id]
        if moved.state is AttemptState.DONE:
            return await ended(session, attempt_id, now)
        return await asking(session, moved, now, wordings)


async def result(house: House, actor: Actor, attempt_id: int) -> Ended:
    """The result of an attempt of his that is done.

    Raises:
        NotAllowed: It is not his, or there is none, or it is not done.
    """
    member_id = member_of(actor)
    async with house.db.read() as session:
        query = select(Attempt.state).where(Attempt.id == attempt_id, Attempt.member_id == member_id)
        if await session.scalar(query) is not AttemptState.DONE:
            raise NotAllowed
        return await ended(session, attempt_id, house.now())
