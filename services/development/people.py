"""The people of a development: who accompanies it, and who of the roster it is about."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.cases import Case, CasePerson
from db.members import Member, Membership
from db.names import CasePart, CaseStep, MembershipStage
from services import stages
from services.access import Actor
from services.audiences import PRESENT
from services.cases import store
from services.cases.errors import NobodyCalled, NotFullMember, StepUnknown, TooManyPeople
from services.cases.facts import Facts, Where
from services.development import marks
from services.development.changing import change_case, follow_roster
from services.development.looking import KIND, Seen, seen_of
from services.development.rules import load as rules_book
from services.errors import NotAllowed
from services.house import House
from services.naming import shown_apart
from services.stages import Joining

#: People offered at once.
_MOST_CHOICES = 12


async def candidates(
    house: House, actor: Actor, organisation_id: int, case_id: int, name: str
) -> list[tuple[int, str]]:
    """Full members of the case's branch whose name has this in it: id and name as it is shown in chat.

    Raises:
        NotAllowed: The actor does not reach it, or there is no such case.
        NobodyCalled: Nobody is called like that.
    """
    async with house.db.read() as session:
        here = await store.where(house, session, actor, organisation_id)
        facts = await store.find(session, actor, KIND, here, case_id)
        rows = await session.execute(
            select(Member.id, Member.name, Member.code)
            .where(*_full_members(facts.branch_id), Member.name.contains(name.strip(), autoescape=True))
            .order_by(Member.id)
            .limit(_MOST_CHOICES)
        )
        found = list(rows)
    if not found:
        raise NobodyCalled
    names = shown_apart(here.names, [(row.name, row.code) for row in found])
    return [(row.id, name) for row, name in zip(found, names, strict=True)]


def _full_members(branch_id: int) -> tuple[ColumnElement[bool], ...]:
    mine = select(Membership.member_id).where(Membership.branch_id == branch_id, Membership.ends_on.is_(None))
    return Member.id.in_(mine), Member.status.in_(PRESENT), Member.stage == MembershipStage.FULL


async def add_person(
    house: House, actor: Actor, organisation_id: int, case_id: int, part: CasePart, member_id: int
) -> Seen:
    """Name a mentor or an introducer; one who is named already stays.

    Raises:
        NotAllowed: The actor does not reach it, or there is no such case.
        CaseEnded: It has ended.
        NotFullMember: No full member of the branch.
        TooManyPeople: There are as many as the rules allow.
    """

    async def change(session: AsyncSession, _here: Where, case: Case, facts: Facts, now: dt.datetime) -> None:
        named = [one.id for one in facts.people.get(part, ())]
        if member_id in named:
            return
        most = rules_book().find(case.rule_set).people(part)[1]
        if len(named) >= most:
            raise TooManyPeople(most=most)
        if (
            await session.scalar(select(Member.id).where(*_full_members(case.branch_id), Member.id == member_id))
            is None
        ):
            raise NotFullMember
        session.add(CasePerson(case_id=case.id, part=part, member_id=member_id, added_at=now))
        await session.flush()
        await store.note(session, actor, case, "person_named", now, part=part.value)

    return await change_case(house, actor, organisation_id, case_id, change)


async def remove_person(
    house: House, actor: Actor, organisation_id: int, case_id: int, part: CasePart, member_id: int
) -> Seen:
    """Somebody no longer accompanies it.

    Raises:
        NotAllowed: The actor does not reach it, or there is no such case.
        CaseEnded: It has ended.
    """

    async def change(session: AsyncSession, _here: Where, case: Case, _facts: Facts, now: dt.datetime) -> None:
        gone = await session.scalar(
            delete(CasePerson)
            .where(CasePerson.case_id == case.id, CasePerson.part == part, CasePerson.member_id == member_id)
            .returning(CasePerson.member_id)
        )
        if gone is not None:
            await store.note(session, actor, case, "person_removed", now, part=part.value)

    return await change_case(house, actor, organisation_id, case_id, change)


# --- the roster -----------------------------------------------------------------------------------------------------


async def link(house: House, actor: Actor, organisation_id: int, case_id: int, member_id: int) -> Seen:
    """Say which member of the branch the case is about: from then on his name is the roster's.

    Raises:
        NotAllowed: The actor does not reach it, there is no such case, or the member is none of this name here.
        CaseEnded: It has ended.
    """

    async def change(session: AsyncSession, here: Where, case: Case, facts: Facts, now: dt.datetime) -> None:
        if facts.person is not None and facts.person.id == member_id:
            return
        seen = await seen_of(house, session, here, facts)
        if member_id not in [one for one, _ in seen.matches]:
            raise NotAllowed
        await store.follow_member(session, case.id, member_id)
        await store.note(session, actor, case, "linked", now)
        await follow_roster(session, actor, case.id, now)

    return await change_case(house, actor, organisation_id, case_id, change)


async def enrol(house: House, actor: Actor, organisation_id: int, case_id: int) -> Seen:
    """Put somebody who was admitted on the roster of the branch.

    Where a roster file has brought somebody of his name meanwhile nothing happens: the screen asks whether it is him.

    Raises:
        NotAllowed: The actor does not reach it, or there is no such case.
        CaseEnded: It has ended.
        StepUnknown: The superior's approval is not noted yet.
    """

    async def change(session: AsyncSession, here: Where, case: Case, facts: Facts, now: dt.datetime) -> None:
        if facts.person is not None or (await seen_of(house, session, here, facts)).matches:
            return
        reached = marks.stage(facts)
        if reached not in (MembershipStage.PROBATIONARY, MembershipStage.FULL) or facts.name is None:
            raise StepUnknown
        who = Joining(
            facts.name,
            facts.department,
            reached,
            facts.day(CaseStep.ACCEPTED),
            facts.day(CaseStep.FULL_MEETING) if reached is MembershipStage.FULL else None,
        )
        member = await stages.join(session, case.branch_id, who, house.today(), now, actor=actor.audit_name)
        await store.follow_member(session, case.id, member.id)

    return await change_case(house, actor, organisation_id, case_id, change)
