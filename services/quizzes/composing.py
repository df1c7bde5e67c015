"""A quiz is put together: its settings, its name, and whom it is for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from db.organisations import Organisation
from db.quizzes import Quiz
from services import audiences
from services.access import Actor
from services.errors import BadInput, NotAllowed
from services.house import House
from services.names import QuizState
from services.questions import banking
from services.quizzes import rules
from services.quizzes.choosing import draw
from services.quizzes.drafts import Draft, draft_of, open_draft, quiz_of
from services.quizzes.errors import QuizTitle
from services.tree_order import BY_BRANCH


@dataclass(frozen=True)
class Listed:
    """A quiz in a list."""

    id: int
    title: str
    state: QuizState
    closes_at: dt.datetime | None


#: Fields a button may set, and the choices each has.
_NUMBERS = ("many", "days", "opens_in_days", "minutes", "retries", "pass_mark", "excellent_mark")


_FLAGS = ("shuffle", "for_credit")


async def listed(house: House, actor: Actor, organisation_id: int, most: int = 8) -> list[Listed]:
    """The quizzes of an organisation, the newest first.

    Raises:
        NotAllowed: The actor does not keep its bank.
    """
    async with house.db.read() as session:
        await banking.may_keep(session, actor, organisation_id)
        rows = await session.scalars(
            select(Quiz)
            .where(Quiz.organisation_id == organisation_id, Quiz.state != QuizState.WITHDRAWN)
            .order_by(Quiz.id.desc())
            .limit(most)
        )
        return [Listed(row.id, row.title, row.state, row.closes_at) for row in rows]


async def start(house: House, actor: Actor, organisation_id: int, title: str) -> Draft:
    """A new draft with the defaults, drawn from the whole bank; a draft of his that is untouched is not left behind.

    Raises:
        NotAllowed: The actor does not keep the organisation's bank.
    """
    preset = rules.load()
    async with house.db.write() as session:
        await banking.may_keep(session, actor, organisation_id)
        quiz = Quiz(
            organisation_id=organisation_id,
            audience_id=organisation_id,
            title=title[: preset.title_most],
            state=QuizState.DRAFT,
            many=preset.many,
            pass_mark=preset.pass_mark,
            excellent_mark=preset.excellent_mark,
            opens_in_days=0,
            days=preset.days,
            retries=preset.retries,
            shuffle=True,
            for_credit=True,
            made_by=actor.account_id,
            made_at=house.now(),
        )
        session.add(quiz)
        await session.flush()
        await draw(session, quiz)
        return await draft_of(house, session, quiz)


async def look(house: House, actor: Actor, quiz_id: int) -> Draft:
    """A quiz as it stands.

    Raises:
        NotAllowed: The actor does not keep its organisation's bank, or there is no such quiz.
    """
    async with house.db.read() as session:
        return await draft_of(house, session, await quiz_of(session, actor, quiz_id))


async def set_number(house: House, actor: Actor, quiz_id: int, field: str, value: int) -> Draft:
    """Set one of the numbers, or a yes or no as 1 or 0; setting it twice is setting it once.

    Raises:
        BadInput: There is no such field, or it has no such choice.
        NotAllowed, QuizSentOut: As always.
    """
    choices = (0, 1) if field in _FLAGS else getattr(rules.load().choices, field, ()) if field in _NUMBERS else ()
    if value not in choices:
        raise BadInput
    async with house.db.write() as session:
        quiz = await open_draft(session, actor, quiz_id)
        if field in _FLAGS:
            setattr(quiz, field, bool(value))
        else:
            setattr(quiz, field, (value or None) if field == "minutes" else value)
        quiz.excellent_mark = max(quiz.excellent_mark, quiz.pass_mark)
        if field == "many":
            await draw(session, quiz)
        return await draft_of(house, session, quiz)


async def set_title(house: House, actor: Actor, quiz_id: int, title: str) -> Draft:
    """Name it.

    Raises:
        QuizTitle: Empty or too long.
        NotAllowed, QuizSentOut: As always.
    """
    name, most = " ".join(title.split()), rules.load().title_most
    if not 0 < len(name) <= most:
        raise QuizTitle(limit=most)
    async with house.db.write() as session:
        quiz = await open_draft(session, actor, quiz_id)
        quiz.title = name
        return await draft_of(house, session, quiz)


async def audiences_of(house: House, actor: Actor, quiz_id: int) -> list[tuple[int, str, int]]:
    """Whom it may be for: the organisation and what is right below it, with how many members each has.

    Raises:
        NotAllowed: As always.
    """
    async with house.db.read() as session:
        quiz = await quiz_of(session, actor, quiz_id)
        rows = list(
            await session.scalars(
                select(Organisation)
                .where(
                    (Organisation.id == quiz.organisation_id) | (Organisation.parent_id == quiz.organisation_id),
                    Organisation.ended_at.is_(None),
                )
                .order_by(*BY_BRANCH)
            )
        )
        people = await audiences.members_of_some(session, [(one.id, one.path, one.level) for one in rows])
        return [(one.id, one.name, len(people[one.id])) for one in rows]


async def set_audience(house: House, actor: Actor, quiz_id: int, organisation_id: int) -> Draft:
    """Say whose members are asked.

    Raises:
        NotAllowed, QuizSentOut: As always; or the organisation is not the quiz's nor right below it.
    """
    async with house.db.write() as session:
        quiz = await open_draft(session, actor, quiz_id)
        place = await session.get(Organisation, organisation_id)
        if place is None or quiz.organisation_id not in (place.id, place.parent_id):
            raise NotAllowed
        quiz.audience_id = place.id
        return await draft_of(house, session, quiz)
