"""Answering a survey, question by question, once each.

An anonymous answer is two writes that share nothing but the survey: one more of the questions this member has answered,
and what was answered under a random number. So it cannot be taken back. A named one is a row of his until it closes.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.members import Member
from db.survey_names import AskedFor, SurveyKind, SurveyState
from db.surveys import Survey, SurveyAnswer, SurveyNamedAnswer, SurveyPerson, SurveyQuestion
from services import naming
from services.access import Actor
from services.errors import BadInput, NotAllowed
from services.house import House
from services.org_settings import settings_of
from services.surveys import marks, rules
from services.surveys.composing import questions_of
from services.surveys.errors import BadChoice, SurveyClosed


@dataclass(frozen=True)
class Question:
    """A question as it is shown.

    Attributes:
        number, count: Which, and how many there are.
        position: Its key.
        most: How many may be chosen.
    """

    number: int
    count: int
    position: int
    asks: AskedFor
    text: str
    options: tuple[str, ...]
    most: int


@dataclass(frozen=True)
class Asked:
    """A survey as somebody it is for sees it.

    Attributes:
        question: The next one he has not answered; None: he has answered all, or it is over.
        begun: He has answered something.
    """

    id: int
    kind: SurveyKind
    anonymous: bool
    title: str
    closes_at: dt.datetime | None
    open: bool
    question: Question | None
    begun: bool


async def mine(house: House, actor: Actor) -> list[Asked]:
    """Open surveys the actor is asked in, those that close first first."""
    if actor.member is None:
        return []
    async with house.db.read() as session:
        query = (
            select(Survey)
            .join(SurveyPerson, SurveyPerson.survey_id == Survey.id)
            .where(
                SurveyPerson.member_id == actor.member.id,
                Survey.state == SurveyState.OPEN,
                Survey.closes_at > house.now(),
            )
            .order_by(Survey.closes_at, Survey.id)
        )
        return [await asked_of(house, session, row, actor.member.id) for row in await session.scalars(query)]


async def seen(house: House, actor: Actor, survey_id: int) -> Asked:
    """Where the actor is in a survey. Reads only.

    Raises:
        NotAllowed: It is not for him.
    """
    async with house.db.read() as session:
        row, member_id = await his(session, actor, survey_id)
        return await asked_of(house, session, row, member_id)


async def his(session: AsyncSession, actor: Actor, survey_id: int, *, holds: bool = False) -> tuple[Survey, int]:
    """A survey that is for the actor, and his own number.

    Args:
        session: Any session.
        actor: Who answers.
        survey_id: Which survey.
        holds: It is not closed before this transaction ends; many may hold it together. Closing writes all answers
            anew, and one that came to be meanwhile would be lost, or stand apart from the others.

    Raises:
        NotAllowed: It is not for him.
    """
    if actor.member is None:
        raise NotAllowed
    row = await session.get(Survey, survey_id, with_for_update={"read": True} if holds else None)
    if row is None or await session.get(SurveyPerson, (survey_id, actor.member.id)) is None:
        raise NotAllowed
    return row, actor.member.id


def _is_open(row: Survey, now: dt.datetime) -> bool:
    return row.state is SurveyState.OPEN and row.closes_at is not None and now < row.closes_at


async def asked_of(house: House, session: AsyncSession, row: Survey, member_id: int) -> Asked:
    """A survey as a member sees it."""
    questions = await questions_of(session, row.id)
    query = select(SurveyPerson.answered).where(SurveyPerson.survey_id == row.id, SurveyPerson.member_id == member_id)
    answered = await session.scalar(query) or 0
    open_ = _is_open(row, house.now())
    question = None
    if open_ and answered < len(questions):
        one = questions[answered]
        options = await options_of(house, session, row, one)
        question = Question(answered + 1, len(questions), one.position, one.asks, one.text, options, one.most)
    return Asked(row.id, row.kind, row.anonymous, row.title, row.closes_at, open_, question, begun=answered > 0)


async def options_of(house: House, session: AsyncSession, row: Survey, question: SurveyQuestion) -> tuple[str, ...]:
    """The options as people read them; members as their branch names them."""
    if question.asks is not AskedFor.PEOPLE:
        return tuple(str(one) for one in question.options)
    settings = await settings_of(house, session, row.organisation_id)
    ids = [int(one) for one in question.options]
    found = {one.id: one for one in await session.scalars(select(Member).where(Member.id.in_(ids)))}
    people = [(found[one].name, found[one].code) for one in ids]
    return tuple(naming.shown_apart(settings.names_in_chat, people))


async def answer(
    house: House,
    actor: Actor,
    survey_id: int,
    position: int,
    choices: Collection[int] = (),
    words: str | None = None,
    *,
    sheet: str | None = None,
) -> Asked:
    """Answer a question; one that was answered stays as it was.

    Args:
        house: The house.
        actor: Who answers.
        survey_id: Which survey.
        position: Which question.
        choices: Places of the options, from 0.
        words: Where words are asked for.
        sheet: The number of a screen on which the options were marked, in the place of ``choices``.

    Raises:
        NotAllowed: It is not for him, or there is no such question.
        BadChoice: Nothing, or more than may be chosen.
        SurveyClosed: It is over.
    """
    async with house.db.write() as session:
        row, member_id = await his(session, actor, survey_id, holds=True)
        questions = await questions_of(session, survey_id)
        place = next((number for number, one in enumerate(questions) if one.position == position), None)
        if place is None:
            raise NotAllowed
        if not _is_open(row, house.now()):
            raise SurveyClosed
        # Whoever counts this question first is the one whose answer is kept.
        counted = await session.scalar(
            update(SurveyPerson)
            .where(
                SurveyPerson.survey_id == survey_id, SurveyPerson.member_id == member_id, SurveyPerson.answered == place
            )
            .values(answered=place + 1)
            .returning(SurveyPerson.answered)
            .execution_options(synchronize_session=False)
        )
        if counted is None:
            return await asked_of(house, session, row, member_id)
        if sheet is not None:
            choices = await marks.of(session, survey_id, position, sheet)
            await marks.forget(session, survey_id, sheet)
        chosen, said = _checked(questions[place], choices, words)
        said_of = {"survey_id": survey_id, "position": position, "choices": chosen, "words": said}
        if row.anonymous:
            session.add(SurveyAnswer(id=secrets.randbits(62) | 1, **said_of))
        else:
            session.add(SurveyNamedAnswer(member_id=member_id, **said_of))
        await session.flush()
        return await asked_of(house, session, row, member_id)


async def mark(
    house: House, actor: Actor, survey_id: int, position: int, sheet: str, place: int, *, on: bool
) -> tuple[Asked, frozenset[int]]:
    """Mark an option of the question he is at, or take the mark away (``services.surveys.marks``).

    Args:
        house: The house.
        actor: Who marks; not kept.
        survey_id: Which survey.
        position: Which question; of any other nothing is marked.
        sheet: The number of his screen.
        place: Which option, from 0.
        on: Whether it is marked from now on.

    Returns:
        Where he is, and what is marked on that screen.

    Raises:
        NotAllowed: The survey is not for him.
        BadInput: There is no such option, or there could be no such screen.
    """
    if not marks.could_be(sheet):
        raise BadInput
    async with house.db.write() as session:
        row, member_id = await his(session, actor, survey_id, holds=True)
        asked = await asked_of(house, session, row, member_id)
        question = asked.question
        if question is None or question.position != position:
            return asked, frozenset()
        if not 0 <= place < len(question.options):
            raise BadInput
        await marks.put(session, survey_id, position, sheet, place, on=on)
        return asked, await marks.of(session, survey_id, position, sheet)


async def marked(house: House, survey_id: int, position: int, sheet: str) -> frozenset[int]:
    """What is marked on a screen."""
    async with house.db.read() as session:
        return await marks.of(session, survey_id, position, sheet)


def _checked(question: SurveyQuestion, choices: Collection[int], words: str | None) -> tuple[list[int], str | None]:
    if question.asks is AskedFor.WORDS:
        most = rules.load().words_most
        said = "\n".join(line.strip() for line in (words or "").strip().splitlines())
        if not said or len(said) > most:
            raise BadChoice(most=str(most))
        return [], said
    chosen = sorted(set(choices))
    inside = all(0 <= one < len(question.options) for one in chosen)
    if not inside or not 1 <= len(chosen) <= question.most:
        raise BadChoice(most=str(question.most))
    return chosen, None


async def revoke(house: House, actor: Actor, survey_id: int) -> Asked:
    """Take back one's answers to a named survey that is open; an anonymous one has nothing that could be found.

    Raises:
        NotAllowed: It is not for him, or it is anonymous.
        SurveyClosed: It is over.
    """
    async with house.db.write() as session:
        row, member_id = await his(session, actor, survey_id, holds=True)
        if row.anonymous:
            raise NotAllowed
        if not _is_open(row, house.now()):
            raise SurveyClosed
        # His place first: an answer of his that is just being written is waited for, and taken back with the others.
        await session.execute(
            update(SurveyPerson)
            .where(SurveyPerson.survey_id == survey_id, SurveyPerson.member_id == member_id)
            .values(answered=0)
            .execution_options(synchronize_session=False)
        )
        mine_ = (SurveyNamedAnswer.survey_id == survey_id, SurveyNamedAnswer.member_id == member_id)
        await session.execute(delete(SurveyNamedAnswer).where(*mine_))
        return await asked_of(house, session, row, member_id)
