"""What came of a survey: counts, never a ranking; of an anonymous one when it is closed and enough have answered."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select

from db.members import Member
from db.survey_names import AskedFor, SurveyKind, SurveyState
from db.surveys import SurveyAnswer, SurveyNamedAnswer, SurveyPerson
from services import naming
from services.access import Actor
from services.house import House
from services.org_settings import settings_of
from services.surveys import rules
from services.surveys.answering import options_of
from services.surveys.composing import find, questions_of


@dataclass(frozen=True)
class Counted:
    """A question and what was answered.

    Attributes:
        counts: How often each option was chosen, in the order of the options.
        words: What was said, in no order; empty where options were asked for.
        answers: How many have answered it.
        shown: False: too few have answered an anonymous one; counts and words are empty.
    """

    text: str
    asks: AskedFor
    options: tuple[str, ...]
    counts: tuple[int, ...]
    words: tuple[str, ...]
    answers: int
    shown: bool


@dataclass(frozen=True)
class Results:
    """What came of a survey.

    Attributes:
        closed: False: of an anonymous one nothing but how many have answered is known.
        least: Answers from which an anonymous one is shown.
        asked, answered: People it was for, and those who answered everything.
    """

    title: str
    organisation_id: int
    kind: SurveyKind
    anonymous: bool
    closed: bool
    least: int
    asked: int
    answered: int
    questions: tuple[Counted, ...]


async def results(house: House, actor: Actor, organisation_id: int, survey_id: int) -> Results:
    """What came of it, for its maker.

    Raises:
        NotAllowed: It is not the actor's to see.
    """
    least = rules.load().least_anonymous
    async with house.db.read() as session:
        row = await find(session, actor, organisation_id, survey_id)
        closed = row.state is SurveyState.CLOSED
        questions = await questions_of(session, survey_id)
        people = select(func.count(), func.count().filter(SurveyPerson.answered >= max(len(questions), 1)))
        asked, answered = (await session.execute(people.where(SurveyPerson.survey_id == survey_id))).one()
        table = SurveyAnswer if row.anonymous else SurveyNamedAnswer
        # By no order of theirs: words in alphabetical order tell nothing of who said them first.
        given = list(
            await session.execute(
                select(table.position, table.choices, table.words).where(table.survey_id == survey_id)
            )
        )
        counted = []
        for one in questions:
            options = await options_of(house, session, row, one)
            its = [each for each in given if each.position == one.position]
            shown = not row.anonymous or (closed and len(its) >= least)
            tally = Counter(choice for each in its for choice in each.choices) if shown else Counter[int]()
            words = sorted(each.words for each in its if each.words) if shown else []
            counts = tuple(tally[number] for number in range(len(options))) if shown else ()
            counted.append(Counted(one.text, one.asks, options, counts, tuple(words), len(its), shown))
        if row.anonymous and not closed:
            counted = []
        return Results(
            row.title, organisation_id, row.kind, row.anonymous, closed, least, asked, answered, tuple(counted)
        )


async def named_answers(
    house: House, actor: Actor, organisation_id: int, survey_id: int
) -> list[tuple[str, tuple[str, ...]]]:
    """Of a named survey: who answered what, in the order of the roster; of an anonymous one nothing.

    Raises:
        NotAllowed: It is not the actor's to see.
    """
    async with house.db.read() as session:
        row = await find(session, actor, organisation_id, survey_id)
        if row.anonymous:
            return []
        settings = await settings_of(house, session, organisation_id)
        questions = await questions_of(session, survey_id)
        options = {one.position: await options_of(house, session, row, one) for one in questions}
        query = select(SurveyNamedAnswer).where(SurveyNamedAnswer.survey_id == survey_id)
        said: dict[int, dict[int, str]] = {}
        for one in await session.scalars(query):
            words = one.words or "、".join(options[one.position][choice] for choice in one.choices)
            said.setdefault(one.member_id, {})[one.position] = words
        members = await session.scalars(select(Member).where(Member.id.in_(sorted(said))).order_by(Member.id))
        return [
            (
                naming.shown(settings.names_in_chat, member.name, member.code),
                tuple(said[member.id].get(one.position, "") for one in questions),
            )
            for member in members
        ]
