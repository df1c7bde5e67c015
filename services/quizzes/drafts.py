"""A quiz as whoever composes it sees it, and how it is looked up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.names import OrgLevel
from db.organisations import Organisation
from db.questions import Question, QuestionVersion
from db.quizzes import Quiz, QuizItem, QuizPerson
from services import audiences
from services.access import Actor
from services.errors import NotAllowed
from services.house import House
from services.names import Difficulty, QuestionState, QuizState
from services.org_settings import settings_of
from services.questions import banking
from services.quizzes import rules
from services.quizzes.errors import QuizSentOut
from services.recurrence import moment


@dataclass(frozen=True)
class Draft:
    """A quiz as whoever composes it sees it.

    Attributes:
        items: How many questions it has.
        there: How many the bank has of what it is drawn from.
        people: How many are asked.
        audience: Name of the organisation whose members are asked.
        opens_at, closes_at: When it would open and close if it were sent out now; of one that was, when it does.
    """

    id: int
    organisation_id: int
    title: str
    state: QuizState
    category: str | None
    difficulty: Difficulty | None
    many: int
    items: int
    there: int
    pass_mark: int
    excellent_mark: int
    opens_in_days: int
    days: int
    minutes: int
    retries: int
    shuffle: bool
    for_credit: bool
    audience_id: int
    audience: str
    people: int
    opens_at: dt.datetime
    closes_at: dt.datetime
    zone: ZoneInfo


def with_wording(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The wording in force beside a question."""
    return query.join(
        QuestionVersion, (QuestionVersion.question_id == Question.id) & (QuestionVersion.number == Question.version)
    )


def pool(organisation_id: int, category: str | None, difficulty: Difficulty | None) -> list[Any]:
    """Conditions of the questions a quiz may be made of."""
    found = [Question.organisation_id == organisation_id, Question.state == QuestionState.READY]
    if category is not None:
        found.append(QuestionVersion.category == category)
    if difficulty is not None:
        found.append(QuestionVersion.difficulty == difficulty)
    return found


async def quiz_of(session: AsyncSession, actor: Actor, quiz_id: int, *, lock: bool = False) -> Quiz:
    """A quiz whose organisation's bank the actor keeps.

    Raises:
        NotAllowed: He does not, or there is none.
    """
    quiz = await session.get(Quiz, quiz_id, with_for_update=lock or None)
    if quiz is None:
        raise NotAllowed
    await banking.may_keep(session, actor, quiz.organisation_id)
    return quiz


async def open_draft(session: AsyncSession, actor: Actor, quiz_id: int) -> Quiz:
    """A draft whose organisation's bank the actor keeps, held until the transaction ends.

    Raises:
        QuizSentOut: It was sent out, or thrown away.
        NotAllowed: As for ``quiz_of``.
    """
    quiz = await quiz_of(session, actor, quiz_id, lock=True)
    if quiz.state is not QuizState.DRAFT:
        raise QuizSentOut
    return quiz


async def zone_of(house: House, session: AsyncSession, quiz: Quiz) -> ZoneInfo:
    """The quiz's wall clock."""
    return ZoneInfo((await settings_of(house, session, quiz.organisation_id)).timezone)


def window(quiz: Quiz, now: dt.datetime, zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
    """When a quiz that is sent out now opens and closes."""
    preset = rules.load()
    day = now.astimezone(zone).date() + dt.timedelta(days=quiz.opens_in_days)
    opens = moment(day, preset.opens_at, zone) if quiz.opens_in_days else now
    return opens, moment(day + dt.timedelta(days=quiz.days), preset.closes_at, zone)


async def people_of(session: AsyncSession, quiz: Quiz) -> list[audiences.Person]:
    """Its audience as it is now."""
    place = await session.get_one(Organisation, quiz.audience_id)
    return await audiences.members_of(session, place.id, place.path, OrgLevel(place.level))


async def count_items(session: AsyncSession, quiz_id: int) -> int:
    """How many questions it has."""
    return await session.scalar(select(func.count()).where(QuizItem.quiz_id == quiz_id)) or 0


async def draft_of(house: House, session: AsyncSession, quiz: Quiz) -> Draft:
    """The quiz as it stands in this transaction."""
    zone = await zone_of(house, session, quiz)
    place = await session.get_one(Organisation, quiz.audience_id)
    opens, closes = quiz.opens_at, quiz.closes_at
    if opens is None or closes is None:
        opens, closes = window(quiz, house.now(), zone)
        people = len(await people_of(session, quiz))
    else:
        people = await session.scalar(select(func.count()).where(QuizPerson.quiz_id == quiz.id)) or 0
    there = with_wording(select(func.count()).select_from(Question)).where(
        *pool(quiz.organisation_id, quiz.category, quiz.difficulty)
    )
    return Draft(
        id=quiz.id,
        organisation_id=quiz.organisation_id,
        title=quiz.title,
        state=quiz.state,
        category=quiz.category,
        difficulty=quiz.difficulty,
        many=quiz.many,
        items=await count_items(session, quiz.id),
        there=await session.scalar(there) or 0,
        pass_mark=quiz.pass_mark,
        excellent_mark=quiz.excellent_mark,
        opens_in_days=quiz.opens_in_days,
        days=quiz.days,
        minutes=quiz.minutes or 0,
        retries=quiz.retries,
        shuffle=quiz.shuffle,
        for_credit=quiz.for_credit,
        audience_id=quiz.audience_id,
        audience=place.name,
        people=people,
        opens_at=opens,
        closes_at=closes,
        zone=zone,
    )


def next_choice(field: str, value: int) -> int:
    """What a button sets: the choice after this one, and after the last the first."""
    choices: Collection[int] = getattr(rules.load().choices, field)
    return next((one for one in choices if one > value), min(choices))
