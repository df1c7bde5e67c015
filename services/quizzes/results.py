"""How a quiz went: the figures, the sheet, and the questions one by one. For whoever composed it; no ranking."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.members import Member, Membership
from db.quizzes import Attempt, Quiz, QuizPerson
from services.access import Actor
from services.audiences import PRESENT
from services.files import Made
from services.house import House
from services.names import AttemptState, QuizState
from services.quizzes import sheet
from services.quizzes.drafts import quiz_of, zone_of

_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Figures:
    """How a quiz went (``domain_rules.md`` 4.3): the pass rate is over takers.

    Attributes:
        due: 应考, who is expected to take it and is on the roster.
        taken: 实考, who of them has answered anything.
        passed: Whose best attempt reached the pass mark.
        others: Who took it although nobody expected him to: the retired.
        total: Sum of the best scores of ``taken``.
    """

    due: int
    taken: int
    passed: int
    excellent: int
    others: int
    total: int

    @property
    def participation(self) -> Decimal | None:
        """参考率, per cent with one place; None: nobody is due."""
        return percent(self.taken, self.due)

    @property
    def pass_rate(self) -> Decimal | None:
        """及格率 over takers, per cent with one place; None: nobody took it."""
        return percent(self.passed, self.taken)

    @property
    def average(self) -> Decimal | None:
        """Of the best scores, one place; None: nobody took it."""
        if not self.taken:
            return None
        return (Decimal(self.total) / self.taken).quantize(_TENTH, ROUND_HALF_UP)


def percent(part: int, whole: int) -> Decimal | None:
    """So many per cent, one place, half up; None of nothing."""
    return (Decimal(100 * part) / whole).quantize(_TENTH, ROUND_HALF_UP) if whole else None


def said(found: Figures) -> dict[str, Any]:
    """The figures as sentences take them; what cannot be said is a dash."""

    def number(value: Decimal | None) -> str:
        return "—" if value is None else f"{value.normalize():f}"

    return {
        "due": found.due,
        "taken": found.taken,
        "participation": number(found.participation),
        "passed": found.passed,
        "rate": number(found.pass_rate),
        "average": number(found.average),
    }


def _best() -> Any:
    """Each person's best attempt that has an answer."""
    done = and_(Attempt.state == AttemptState.DONE, Attempt.answered > 0)
    return (
        select(Attempt.quiz_id, Attempt.member_id, func.max(Attempt.score).label("score"))
        .where(done)
        .group_by(Attempt.quiz_id, Attempt.member_id)
    )


async def figures(session: AsyncSession, quiz_id: int) -> Figures:
    """The figures of a quiz, counted by the database in one query."""
    quiz = (await session.execute(select(Quiz.pass_mark, Quiz.excellent_mark).where(Quiz.id == quiz_id))).one()
    best = _best().where(Attempt.quiz_id == quiz_id).subquery()
    took = best.c.score.is_not(None)

    def many(*conditions: Any) -> Any:
        return func.coalesce(func.sum(case((and_(*conditions), 1), else_=0)), 0)

    row = (
        await session.execute(
            select(
                many(QuizPerson.expected).label("due"),
                many(QuizPerson.expected, took).label("taken"),
                many(QuizPerson.expected, best.c.score >= quiz.pass_mark).label("passed"),
                many(QuizPerson.expected, best.c.score >= quiz.excellent_mark).label("excellent"),
                many(QuizPerson.expected.is_(False), took).label("others"),
                func.coalesce(func.sum(case((QuizPerson.expected, best.c.score), else_=0)), 0).label("total"),
            )
            .select_from(QuizPerson)
            .join(Member, Member.id == QuizPerson.member_id)
            .outerjoin(best, best.c.member_id == QuizPerson.member_id)
            .where(QuizPerson.quiz_id == quiz_id, Member.status.in_(PRESENT) | took)
        )
    ).one()
    return Figures(*(int(value) for value in row))


@dataclass(frozen=True)
class Result:
    """A quiz and its figures.

    Attributes:
        missing: How many of those expected have not taken it.
    """

    id: int
    organisation_id: int
    title: str
    state: QuizState
    closes_at: dt.datetime | None
    figures: Figures

    @property
    def missing(self) -> int:
        """How many of those expected have not taken it."""
        return self.figures.due - self.figures.taken


async def look(house: House, actor: Actor, quiz_id: int) -> Result:
    """How a quiz goes, or went.

    Raises:
        NotAllowed: The actor does not keep its organisation's bank, or there is no such quiz.
    """
    async with house.db.read() as session:
        quiz = await quiz_of(session, actor, quiz_id)
        return Result(
            quiz.id, quiz.organisation_id, quiz.title, quiz.state, quiz.closes_at, await figures(session, quiz_id)
        )


async def export(house: House, actor: Actor, quiz_id: int) -> Made:
    """Sheet 测试成绩表 (``domain_rules.md`` 10.8).

    Raises:
        NotAllowed: As for ``look``.
    """
    async with house.db.read() as session:
        quiz = await quiz_of(session, actor, quiz_id)
        found = await figures(session, quiz_id)
        rows = await _rows(session, quiz)
        zone = await zone_of(house, session, quiz)
        title, closes = quiz.title, quiz.closes_at
    day = closes.astimezone(zone).date() if closes is not None else house.today()
    content = await asyncio.to_thread(sheet.write, title, day, found, rows)
    name = "".join(one for one in title if one.isalnum()) or "quiz"
    return Made(content, f"测试成绩表_{name}.xlsx")


async def _rows(session: AsyncSession, quiz: Quiz) -> Sequence[sheet.Line]:
    people = await session.execute(
        select(Member.id, Member.name, Member.code, QuizPerson.expected)
        .join(QuizPerson, QuizPerson.member_id == Member.id)
        .outerjoin(Membership, (Membership.member_id == Member.id) & Membership.ends_on.is_(None))
        .where(QuizPerson.quiz_id == quiz.id)
        .order_by(Membership.branch_id, Membership.group_id, Member.id)
    )
    tries: dict[int, list[Any]] = {}
    for row in await session.execute(
        select(Attempt.member_id, Attempt.number, Attempt.score, Attempt.started_at, Attempt.finished_at)
        .where(Attempt.quiz_id == quiz.id, Attempt.state == AttemptState.DONE, Attempt.answered > 0)
        .order_by(Attempt.number)
    ):
        tries.setdefault(row.member_id, []).append(row)
    found = []
    for person in people:
        own = tries.get(person.id, [])
        best = max(own, key=lambda one: (one.score, -one.number), default=None)
        if best is None and person.name is None:
            continue  # erased, and never took it
        found.append(
            sheet.Line(
                name=person.name or person.code,
                score=best.score if best else None,
                took=best.finished_at - best.started_at if best else None,
                passed=best.score >= quiz.pass_mark if best else None,
                again=len(own) > 1,
                expected=person.expected,
            )
        )
    return found


async def taken_in_year(
    session: AsyncSession, member_ids: Collection[int], first: dt.datetime, end: dt.datetime
) -> dict[int, tuple[int, Decimal]]:
    """How many quizzes each member took in a time, and the average of his best scores (sheet 7).

    Args:
        session: Any session.
        member_ids: Whose; who took none is left out.
        first: From when on they ended, UTC: the year by the branch's wall clock.
        end: Before when they ended, UTC.

    Returns:
        By member: how many, and the average of 100 with one place.
    """
    best = (
        _best()
        .where(among(Attempt.member_id, member_ids), Attempt.finished_at >= first, Attempt.finished_at < end)
        .subquery()
    )
    rows = await session.execute(
        select(best.c.member_id, func.count().label("many"), func.sum(best.c.score).label("total")).group_by(
            best.c.member_id
        )
    )
    return {
        row.member_id: (row.many, (Decimal(int(row.total)) / row.many).quantize(_TENTH, ROUND_HALF_UP)) for row in rows
    }
