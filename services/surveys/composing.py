"""Making a survey: title, questions, how long; then it is sent to everybody in the branch."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.organisations import Organisation
from db.survey_names import AskedFor, SurveyKind, SurveyState
from db.surveys import Survey, SurveyPerson, SurveyQuestion
from services import access, audiences, audit, outbox
from services.access import STEWARDS, Actor, Need, Scope, Status
from services.errors import BadInput, NotAllowed
from services.house import House
from services.names import BranchRole
from services.surveys import messages, rules
from services.surveys.errors import BadQuestion, NotReady

#: Who asks: who leads, and the publicity member.
COMPOSERS = STEWARDS | {BranchRole.PUBLICITY_MEMBER}
COMPOSER_OF = Need(Status.CONSENTED, COMPOSERS, Scope.ORGANISATION)
_SHOWN = 10


@dataclass(frozen=True)
class Draft:
    """A survey as its maker sees it.

    Attributes:
        questions: What is asked for and the words, by position from 1.
        options: Words of the options of each; for people: how many there are.
        asked, answered: People it is for, and those who have answered everything.
    """

    id: int
    organisation_id: int
    kind: SurveyKind
    anonymous: bool
    title: str
    state: SurveyState
    days: int
    closes_at: dt.datetime | None
    questions: tuple[tuple[AskedFor, str, int], ...]
    options: tuple[tuple[str, ...], ...]
    asked: int
    answered: int


async def find(
    session: AsyncSession, actor: Actor, organisation_id: int, survey_id: int, *, lock: bool = False
) -> Survey:
    """A survey of an organisation, for who may compose there.

    Raises:
        NotAllowed: He may not, or it has no such survey. A nomination is its maker's alone.
    """
    await access.check(session, actor, COMPOSER_OF, organisation_id)
    row = await session.get(Survey, survey_id, with_for_update={"key_share": True} if lock else None)
    if row is None or row.organisation_id != organisation_id:
        raise NotAllowed
    if row.kind is SurveyKind.NOMINATION and row.made_by != actor.account_id:
        raise NotAllowed
    return row


async def _unsent(session: AsyncSession, actor: Actor, organisation_id: int, survey_id: int) -> Survey:
    """One that can still be changed, locked."""
    row = await find(session, actor, organisation_id, survey_id, lock=True)
    if row.state is not SurveyState.DRAFT:
        raise NotReady
    return row


async def of_branch(house: House, actor: Actor, organisation_id: int) -> list[Draft]:
    """The last surveys of an organisation; nominations only to who made them.

    Raises:
        NotAllowed: The actor may not compose there.
    """
    async with house.db.read() as session:
        await access.check(session, actor, COMPOSER_OF, organisation_id)
        query = (
            select(Survey)
            .where(
                Survey.organisation_id == organisation_id,
                (Survey.kind == SurveyKind.SURVEY) | (Survey.made_by == actor.account_id),
            )
            .order_by(Survey.id.desc())
            .limit(_SHOWN)
        )
        return [await _draft(session, row) for row in await session.scalars(query)]


async def drafted(house: House, actor: Actor, organisation_id: int, survey_id: int) -> Draft:
    """One of them.

    Raises:
        NotAllowed: It is not the actor's to see.
    """
    async with house.db.read() as session:
        return await _draft(session, await find(session, actor, organisation_id, survey_id))


async def _draft(session: AsyncSession, row: Survey) -> Draft:
    questions = await questions_of(session, row.id)
    people = select(func.count(), func.count().filter(SurveyPerson.answered >= max(len(questions), 1)))
    asked, answered = (await session.execute(people.where(SurveyPerson.survey_id == row.id))).one()
    return Draft(
        row.id,
        row.organisation_id,
        row.kind,
        row.anonymous,
        row.title,
        row.state,
        row.days,
        row.closes_at,
        tuple((one.asks, one.text, one.most) for one in questions),
        tuple(tuple(str(option) for option in one.options) for one in questions),
        asked,
        answered,
    )


async def questions_of(session: AsyncSession, survey_id: int) -> list[SurveyQuestion]:
    """The questions of a survey, in order."""
    query = select(SurveyQuestion).where(SurveyQuestion.survey_id == survey_id).order_by(SurveyQuestion.position)
    return list(await session.scalars(query))


def _line(text: str, most: int) -> str:
    words = " ".join(text.split())
    if not words or len(words) > most:
        raise _bad()
    return words


def _bad() -> BadQuestion:
    rule = rules.load()
    return BadQuestion(options=rule.most_options, letters=rule.option_most)


async def begin(
    house: House, actor: Actor, organisation_id: int, kind: SurveyKind, title: str, *, anonymous: bool
) -> Draft:
    """Begin one.

    Raises:
        NotAllowed: The actor may not compose there.
        BadQuestion: The title is empty or too long.
    """
    words = _line(title, rules.load().title_most)
    async with house.db.write() as session:
        await access.check(session, actor, COMPOSER_OF, organisation_id)
        row = Survey(
            organisation_id=organisation_id,
            kind=kind,
            anonymous=anonymous,
            title=words,
            state=SurveyState.DRAFT,
            days=rules.load().default_days,
            made_by=actor.account_id,
            made_at=house.now(),
        )
        session.add(row)
        await session.flush()
        return await _draft(session, row)


async def add_question(
    house: House, actor: Actor, organisation_id: int, survey_id: int, asks: AskedFor, text: str, most: int = 1
) -> Draft:
    """Add a question: the words in the first line, options in the lines after it.

    Args:
        house: The house.
        actor: Who composes.
        organisation_id: Whose survey.
        survey_id: Which.
        asks: What is asked for; members of the branch need no lines.
        text: As typed.
        most: Of people: how many one may name; several options may all be chosen.

    Raises:
        NotAllowed: It is not his.
        BadQuestion: No words, too many, or too few or too many options.
        NotReady: It was sent already, or it is full.
    """
    rule = rules.load()
    lines = [line for line in text.strip().splitlines() if line.strip()]
    async with house.db.write() as session:
        row = await _unsent(session, actor, organisation_id, survey_id)
        there = await questions_of(session, row.id)
        if len(there) >= rule.most_questions:
            raise NotReady
        words = _line(lines[0] if lines else "", rule.question_most)
        options: list[str | int] = [_line(line, rule.option_most) for line in lines[1:]]
        if asks is AskedFor.PEOPLE:
            options = list[str | int](await _people(session, organisation_id))
            if not 1 <= len(options) <= rule.most_people:
                raise _bad()
        elif asks is AskedFor.WORDS:
            options, most = [], 1
        elif not 2 <= len(options) <= rule.most_options or len(set(options)) < len(options):  # noqa: PLR2004 - a choice
            raise _bad()
        if asks is AskedFor.ONE:
            most = 1
        if asks is AskedFor.MANY and row.kind is SurveyKind.SURVEY:
            most = len(options)
        place = there[-1].position + 1 if there else 1
        session.add(
            SurveyQuestion(
                survey_id=row.id,
                position=place,
                asks=asks,
                text=words,
                options=options,
                most=max(1, min(most, len(options) or 1)),
            )
        )
        await session.flush()
        return await _draft(session, row)


async def _people(session: AsyncSession, organisation_id: int) -> list[int]:
    organisation = await session.get_one(Organisation, organisation_id)
    found = await audiences.members_of(session, organisation.id, organisation.path, organisation.level)
    return [one.id for one in found]


async def drop_question(house: House, actor: Actor, organisation_id: int, survey_id: int) -> Draft:
    """Take the last question off again.

    Raises:
        NotAllowed: It is not his.
        NotReady: It was sent already.
    """
    async with house.db.write() as session:
        row = await _unsent(session, actor, organisation_id, survey_id)
        there = await questions_of(session, row.id)
        if there:
            await session.delete(there[-1])
            await session.flush()
        return await _draft(session, row)


async def set_days(house: House, actor: Actor, organisation_id: int, survey_id: int, days: int) -> Draft:
    """How long it will be open.

    Raises:
        NotAllowed: It is not his.
        BadInput: Not a length that is offered.
        NotReady: It was sent already.
    """
    if days not in rules.load().days:
        raise BadInput
    async with house.db.write() as session:
        row = await _unsent(session, actor, organisation_id, survey_id)
        row.days = days
        await session.flush()
        return await _draft(session, row)


async def throw_away(house: House, actor: Actor, organisation_id: int, survey_id: int) -> None:
    """Throw one away that was not sent; one that is gone is gone.

    Raises:
        NotAllowed: It is not his.
        NotReady: It was sent already.
    """
    async with house.db.write() as session:
        row = await _unsent(session, actor, organisation_id, survey_id)
        await session.execute(delete(SurveyQuestion).where(SurveyQuestion.survey_id == row.id))
        await session.delete(row)


async def send(house: House, actor: Actor, organisation_id: int, survey_id: int) -> Draft:
    """Send it: who is asked is fixed, everybody gets a word, and it closes by the clock. Twice has the effect of once.

    Raises:
        NotAllowed: It is not his.
        NotReady: It has no question, or nobody is there.
    """
    now = house.now()
    async with house.db.write() as session:
        row = await find(session, actor, organisation_id, survey_id, lock=True)
        organisation = await session.get_one(Organisation, organisation_id)
        people = await audiences.members_of(session, organisation.id, organisation.path, organisation.level)
        if row.state is SurveyState.DRAFT and (not people or not await questions_of(session, row.id)):
            raise NotReady
        changed = await session.scalar(
            update(Survey)
            .where(Survey.id == row.id, Survey.state == SurveyState.DRAFT)
            .values(state=SurveyState.OPEN, closes_at=now + dt.timedelta(days=row.days))
            .returning(Survey.id)
            .execution_options(synchronize_session=False)
        )
        await session.refresh(row)
        if changed is not None:
            session.add_all([SurveyPerson(survey_id=row.id, member_id=one.id, answered=0) for one in people])
            await session.flush()
            await outbox.enqueue(session, messages.invitations(row, people, now), now)
            await audit.record(
                session,
                actor=actor.audit_name,
                action="survey.sent",
                subject=f"organisation:{organisation_id}",
                now=now,
                details={"survey": row.id},
            )
        return await _draft(session, row)
