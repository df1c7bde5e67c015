"""Developments as their keepers see them: a list with the next step, one case with everything that follows from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.cases import Case
from db.members import Member, Membership
from db.names import CaseKind, CasePart, CaseState, CaseStep, MembershipStage, OrgLevel
from db.organisations import Organisation
from services import workdays
from services.access import Actor
from services.audiences import PRESENT
from services.cases import store
from services.cases.facts import Facts, Where, load
from services.cases.store import Typed
from services.development import marks
from services.development.marks import Doubt, Open
from services.development.rules import load as rules_book
from services.house import House
from services.naming import shown
from services.paging import page_of
from services.workdays import Workdays

KIND = CaseKind.DEVELOPMENT
#: Cases on one page of a list.
PAGE = 8


@dataclass(frozen=True)
class Seen:
    """One development.

    Attributes:
        name: As the branch names people in chat.
        stage: As far as the typed days go.
        open: What is open, in the order of the way.
        next: The next step of the way; None when every one has its day.
        people: Who accompanies it, by part: id and name as it is shown in chat.
        matches: Members of the branch called like somebody who is not on the roster yet: id, member code.
    """

    facts: Facts
    branch: str
    name: str
    stage: MembershipStage
    open: tuple[Open, ...]
    next: CaseStep | None
    left_out: tuple[CaseStep, ...]
    doubts: tuple[Doubt, ...]
    probation_end: dt.date | None
    matches: tuple[tuple[int, str], ...]
    today: dt.date
    people: Mapping[CasePart, tuple[tuple[int, str], ...]]

    @property
    def id(self) -> int:
        """The case."""
        return self.facts.id

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.facts.state is not CaseState.OPEN


@dataclass(frozen=True)
class Listed:
    """One page of a list.

    Attributes:
        is_branch: Whether cases may be opened here.
        ended: How many have ended.
    """

    organisation: str
    is_branch: bool
    number: int
    pages: int
    cases: tuple[Seen, ...]
    ended: int


async def listed(house: House, actor: Actor, organisation_id: int, number: int = 1, *, ended: bool = False) -> Listed:
    """The developments of an organisation and below, the oldest first; those that have ended on their own.

    Raises:
        NotAllowed: The actor keeps no cases there.
    """
    async with house.db.read() as session:
        here = await store.where(house, session, actor, organisation_id)
        which = store.of_here(KIND, here) & store.not_himself(actor)
        everything = await load(session, which)
        rows = [one for one in everything if (one.state is not CaseState.OPEN) == ended]
        number, pages = page_of(number, len(rows), PAGE)
        page = rows[(number - 1) * PAGE : number * PAGE]
        table = await _table(session, house.today())
        seen = tuple([await _seen(session, here, one, table, house.today()) for one in page])
        level = await session.scalar(select(Organisation.level).where(Organisation.id == organisation_id))
        return Listed(
            here.name,
            level is OrgLevel.BRANCH,
            number,
            pages,
            seen,
            sum(one.state is not CaseState.OPEN for one in everything),
        )


async def view(house: House, actor: Actor, organisation_id: int, case_id: int) -> Seen:
    """One development.

    Raises:
        NotAllowed: The actor keeps no cases there, or there is none of that number.
    """
    async with house.db.read() as session:
        here = await store.where(house, session, actor, organisation_id)
        facts = await store.find(session, actor, KIND, here, case_id)
        return await seen_of(house, session, here, facts)


async def history(house: House, actor: Actor, organisation_id: int, case_id: int) -> list[Typed]:
    """Everything that was typed into a development, the newest first.

    Raises:
        NotAllowed: The actor keeps no cases there, or there is none of that number.
    """
    async with house.db.read() as session:
        here = await store.where(house, session, actor, organisation_id)
        await store.find(session, actor, KIND, here, case_id)
        return await store.history(session, case_id)


async def seen_of(house: House, session: AsyncSession, here: Where, facts: Facts) -> Seen:
    """One case for an answer."""
    return await _seen(session, here, facts, await _table(session, house.today()), house.today())


async def _table(session: AsyncSession, today: dt.date) -> Workdays:
    return await workdays.load(session, today - dt.timedelta(days=366), today + dt.timedelta(days=366))


async def _seen(session: AsyncSession, here: Where, facts: Facts, table: Workdays, today: dt.date) -> Seen:
    rules = rules_book().find(facts.rule_set)
    branch = await session.scalar(select(Organisation.name).where(Organisation.id == facts.branch_id))
    return Seen(
        facts=facts,
        branch=branch or "",
        name=facts.called(here.names),
        stage=marks.stage(facts),
        open=tuple(marks.open_marks(rules, facts, table)),
        next=marks.next_step(rules, facts),
        left_out=tuple(marks.left_out(rules, facts)),
        doubts=tuple(marks.doubts(rules, facts, table)),
        probation_end=marks.probation_end(rules, facts),
        matches=await _matches(session, facts),
        today=today,
        people={
            part: tuple((one.id, shown(here.names, one.name, one.code)) for one in found)
            for part, found in facts.people.items()
        },
    )


async def _matches(session: AsyncSession, facts: Facts) -> tuple[tuple[int, str], ...]:
    if facts.person is not None or facts.name is None or facts.state is not CaseState.OPEN:
        return ()
    taken = select(Case.member_id).where(Case.kind == KIND, Case.state == CaseState.OPEN, Case.member_id.is_not(None))
    rows = await session.execute(
        select(Member.id, Member.code)
        .join(Membership, Membership.member_id == Member.id)
        .where(
            Membership.ends_on.is_(None),
            Membership.branch_id == facts.branch_id,
            Member.status.in_(PRESENT),
            Member.name == facts.name,
            Member.id.not_in(taken),
        )
        .order_by(Member.id)
    )
    return tuple((row.id, row.code) for row in rows)
