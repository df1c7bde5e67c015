"""What a keeper does with a development: opens it, types days, corrects them, names people, ends it.

Each act is one transaction: what was typed, its audit entry, the roster where it follows, and the reminders.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.cases import Case
from db.names import CaseState, CaseStep
from services.access import Actor
from services.cases import store
from services.cases.errors import BadWords, CaseThere, StepUnknown
from services.cases.facts import Facts, Where
from services.development import marks
from services.development.changing import answer, change_case, follow_roster
from services.development.looking import KIND, Seen
from services.development.rules import load as rules_book
from services.errors import BadInput
from services.house import House

_MOST_HOURS = 999
#: After which step the roster is looked at.
_TO_ROSTER = frozenset({CaseStep.ACCEPTED, CaseStep.APPROVED, CaseStep.FULL_MEETING, CaseStep.FULL_APPROVED})


def check_name(name: str, department: str) -> None:
    """Whether somebody can be called like that.

    Raises:
        BadName, BadWords: As they say.
    """
    store.name_of(name)
    if department.strip():
        store.words_of(department, store.DEPARTMENT_LENGTH)


async def open_case(
    house: House, actor: Actor, branch_id: int, name: str, applied_on: dt.date, department: str = ""
) -> Seen:
    """Open a case for somebody who has applied; the version of the rules is the one of that day.

    Args:
        house: The house.
        actor: Who keeps the cases of the branch.
        branch_id: The branch.
        name: The applicant's name.
        applied_on: The day of the written application.
        department: Where he works; may be empty.

    Raises:
        NotAllowed: The actor keeps no cases there, or it is no branch.
        BadName, BadWords, DayAhead, DayTooFar: As they say.
        CaseThere: An open case of the same name and department is there; a second tap makes no second one.
    """
    plain = store.name_of(name)
    where_from = store.words_of(department, store.DEPARTMENT_LENGTH) if department.strip() else None
    now = house.now()
    async with house.db.write() as session:
        here = await store.branch(house, session, actor, branch_id)
        store.check_day(applied_on, now.astimezone(here.zone).date(), may_lie_ahead=False)
        there = await session.scalar(
            select(Case.id).where(
                Case.kind == KIND,
                Case.branch_id == branch_id,
                Case.state == CaseState.OPEN,
                Case.name == plain,
                Case.department.is_not_distinct_from(where_from),
            )
        )
        if there is not None:
            raise CaseThere
        case = Case(
            code=await store.free_code(session),
            kind=KIND,
            branch_id=branch_id,
            name=plain,
            department=where_from,
            rule_set=rules_book().proposed(applied_on).key,
            state=CaseState.OPEN,
            opened_at=now,
        )
        session.add(case)
        await session.flush()
        await store.note(session, actor, case, "opened", now, kind=KIND.value, rules=case.rule_set)
        await store.put(session, actor, case, CaseStep.APPLIED, applied_on, now)
        return await answer(house, session, actor, here, case.id)


# --- days -----------------------------------------------------------------------------------------------------------


async def record(
    house: House,
    actor: Actor,
    organisation_id: int,
    case_id: int,
    step: CaseStep,
    day: dt.date,
    number: int | None = None,
) -> Seen:
    """Note the day of a step; another day for the same step is a correction, and the old one stays as history.

    Where the day makes somebody of the roster a probationary or full member, the roster follows.

    Args:
        house: The house.
        actor: Who keeps the case.
        organisation_id: From where he looks at it.
        case_id: Which.
        step: Which step.
        day: The day.
        number: Of what happens again and again: which time; None: the next.

    Raises:
        NotAllowed: The actor does not reach it, or there is no such case.
        CaseEnded: It has ended.
        StepUnknown: No step of a development, or no day belongs to it.
        DayAhead, DayTooFar: As they say.
    """
    if step not in marks.STEPS or step in marks.NUMBERS:
        raise StepUnknown

    async def change(session: AsyncSession, here: Where, case: Case, facts: Facts, now: dt.datetime) -> None:
        store.check_day(day, now.astimezone(here.zone).date(), may_lie_ahead=step in marks.AHEAD)
        place = _number(facts, step, number, day)
        if await store.put(session, actor, case, step, day, now, number=place) and step in _TO_ROSTER:
            await follow_roster(session, actor, case.id, now)

    return await change_case(house, actor, organisation_id, case_id, change)


def _number(facts: Facts, step: CaseStep, number: int | None, day: dt.date) -> int:
    if step not in marks.REPEATED:
        return 1
    times = facts.times(step)
    if number is None:
        # The same day typed twice is a second tap, not a second review.
        return times.index(day) + 1 if day in times else len(times) + 1
    if not 1 <= number <= len(times) + 1:
        raise StepUnknown
    return number


async def record_hours(house: House, actor: Actor, organisation_id: int, case_id: int, typed: str) -> Seen:
    """Note the hours of the training.

    Raises:
        NotAllowed: The actor does not reach it, or there is no such case.
        CaseEnded: It has ended.
        BadWords: No number of hours.
    """
    try:
        hours = float(typed.strip().removesuffix("学时").removesuffix("小时").strip())
    except ValueError as error:
        raise BadWords(limit=_MOST_HOURS) from error
    if not 0 < hours <= _MOST_HOURS:
        raise BadWords(limit=_MOST_HOURS)

    async def change(session: AsyncSession, _here: Where, case: Case, _facts: Facts, now: dt.datetime) -> None:
        await store.put(session, actor, case, CaseStep.TRAINING_HOURS, f"{hours:g}", now)

    return await change_case(house, actor, organisation_id, case_id, change)


async def take_back(
    house: House, actor: Actor, organisation_id: int, case_id: int, step: CaseStep, number: int = 1
) -> Seen:
    """Take back what was typed for a step; the roster is not set back by it. The application itself stays.

    Raises:
        NotAllowed: The actor does not reach it, or there is no such case.
        CaseEnded: It has ended.
        StepUnknown: The application: without it there is no case; of what comes again: not the last.
    """

    async def change(session: AsyncSession, _here: Where, case: Case, facts: Facts, now: dt.datetime) -> None:
        last = len(facts.times(step)) if step in marks.REPEATED else 1
        if step is CaseStep.APPLIED or (step in marks.REPEATED and number != last):
            raise StepUnknown
        await store.take_back(session, actor, case, step, now, number=number)

    return await change_case(house, actor, organisation_id, case_id, change)


async def choose_rules(house: House, actor: Actor, organisation_id: int, case_id: int, key: str) -> Seen:
    """Reckon a case by another version of the rules.

    Raises:
        NotAllowed: The actor does not reach it, or there is no such case.
        CaseEnded: It has ended.
        BadInput: There is no such version.
    """
    try:
        rules_book().find(key)
    except KeyError as error:
        raise BadInput from error

    async def change(session: AsyncSession, _here: Where, case: Case, _facts: Facts, now: dt.datetime) -> None:
        if case.rule_set != key:
            before, case.rule_set = case.rule_set, key
            await session.flush()
            await store.note(session, actor, case, "rules_chosen", now, before=before, rules=key)

    return await change_case(house, actor, organisation_id, case_id, change)


# --- the end --------------------------------------------------------------------------------------------------------


async def end(house: House, actor: Actor, organisation_id: int, case_id: int, state: CaseState) -> Seen:
    """A case is done, or the application was withdrawn; one that has ended stays as it is.

    Raises:
        NotAllowed: The actor does not reach it, or there is no such case.
    """
    now = house.now()
    async with house.db.write() as session:
        here = await store.where(house, session, actor, organisation_id)
        await session.execute(select(Case.id).where(Case.id == case_id).with_for_update())
        facts = await store.find(session, actor, KIND, here, case_id)
        if facts.state is CaseState.OPEN and state is not CaseState.OPEN:
            await store.end(session, actor, await session.get_one(Case, case_id), state, now)
        return await answer(house, session, actor, here, case_id)


async def reopen(house: House, actor: Actor, organisation_id: int, case_id: int) -> Seen:
    """Take an end back.

    Raises:
        NotAllowed: The actor does not reach it, or there is no such case.
        CaseThere: Another case of the person is open by now, or his name was forgotten.
    """
    now = house.now()
    async with house.db.write() as session:
        here = await store.where(house, session, actor, organisation_id)
        await session.execute(select(Case.id).where(Case.id == case_id).with_for_update())
        facts = await store.find(session, actor, KIND, here, case_id)
        case = await session.get_one(Case, case_id)
        if case.state is not CaseState.OPEN:
            await _refuse_twin(session, facts)
            case.state, case.ended_at = CaseState.OPEN, None
            await session.flush()
            await store.note(session, actor, case, "reopened", now)
        return await answer(house, session, actor, here, case_id)


async def _refuse_twin(session: AsyncSession, facts: Facts) -> None:
    if facts.name is None:
        raise CaseThere
    if facts.person is not None:
        twin = Case.member_id == facts.person.id
    else:
        twin = (Case.branch_id == facts.branch_id) & (Case.name == facts.name)
        twin &= Case.department.is_not_distinct_from(facts.department)
    query = select(Case.id).where(Case.kind == KIND, Case.state == CaseState.OPEN, twin)
    if await session.scalar(query) is not None:
        raise CaseThere


async def forget(house: House, actor: Actor, organisation_id: int, case_id: int) -> Seen:
    """Forget the name of somebody who never came onto the roster, once his case has ended; the dates stay.

    Raises:
        NotAllowed: The actor does not reach it, or there is no such case.
        CaseThere: It is open, or its person is on the roster, who erases himself.
    """
    now = house.now()
    async with house.db.write() as session:
        here = await store.where(house, session, actor, organisation_id)
        await session.execute(select(Case.id).where(Case.id == case_id).with_for_update())
        facts = await store.find(session, actor, KIND, here, case_id)
        case = await session.get_one(Case, case_id)
        if case.state is CaseState.OPEN or case.member_id is not None:
            raise CaseThere
        if facts.name is not None:
            case.name = case.department = None
            await session.flush()
            await store.note(session, actor, case, "forgotten", now)
        return await answer(house, session, actor, here, case_id)
