"""What a branch's study lacks, for who looks after it: gaps in the order of the roster, never by what people have.

Above the branches only counts are shown. The study sheet (``domain_rules.md`` 10.7) is made of the same totals.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.members import Member, Membership
from db.names import BranchRole, OrgLevel
from db.organisations import Organisation, RoleGrant, held_on
from db.study import StudyExemption
from db.study_names import StudyBook
from services import access, audiences, audit, naming
from services.access import LEADERS, STEWARD_OF_MEMBER, STEWARDS, Actor, Need, Scope, Status
from services.errors import BadInput, NotAllowed
from services.files import Made
from services.house import House
from services.org_settings import settings_of_some
from services.quizzes.results import taken_in_year
from services.study import sheet
from services.study.doing import done_in
from services.study.looking import YEARS_BACK, Tally, tallies_of, zone_of
from services.study.rules import load
from services.study.sheet import Row
from services.tree_order import BY_BRANCH

#: Who looks after the study of a branch.
KEEPERS = STEWARDS | {BranchRole.PUBLICITY_MEMBER}
KEEPER_OF = Need(Status.CONSENTED, KEEPERS, Scope.ORGANISATION)
KEEPER_OF_MEMBER = Need(Status.CONSENTED, KEEPERS, Scope.MEMBER)
#: Who may say that nothing hard is asked of somebody.


@dataclass(frozen=True)
class Someone:
    """A member as a keeper sees him.

    Attributes:
        name: As the branch names people in chat.
        marked: A human said that nothing hard is asked of him.
    """

    id: int
    name: str
    branch_id: int
    totals: Tally
    marked: bool = False

    @property
    def lacks(self) -> bool:
        """Whether anything that is asked of him is still missing."""
        return any(self.totals.gap(book) for book in StudyBook)


@dataclass(frozen=True)
class Place:
    """A branch in numbers.

    Attributes:
        asked: Members of whom anything is asked.
        hours_met, credits_met: Of them, who has what is asked.
    """

    id: int
    name: str
    asked: int
    hours_met: int
    credits_met: int


@dataclass(frozen=True)
class Board:
    """The study of an organisation.

    Attributes:
        places: The branches, in the tree's order; of a branch or a group itself alone.
        people: Of a branch or a group: who lacks something, in the order of the roster.
        free: Members of whom nothing hard is asked.
    """

    id: int
    organisation: str
    level: OrgLevel
    year: int
    this_year: int
    places: tuple[Place, ...]
    people: tuple[Someone, ...]
    free: int


async def board(house: House, actor: Actor, organisation_id: int, year: int | None = None) -> Board:
    """The study of an organisation in a year; None: the one that runs.

    Raises:
        NotAllowed: The actor does not look after it.
        BadInput: No such year.
    """
    async with house.db.read() as session:
        seen = await _year_of(house, session, actor, organisation_id, year)
    return Board(
        seen.here.id,
        seen.here.name,
        seen.here.level,
        seen.year,
        seen.today.year,
        tuple(_place(one, name, seen.of(one)) for one, name in seen.names.items()),
        tuple(one for one in seen.people if one.lacks) if seen.small else (),
        sum(one.totals.target.hours is None for one in seen.people),
    )


@dataclass(frozen=True)
class _Year:
    """A year of an organisation.

    Attributes:
        small: It is a branch or a group.
        names: Of the branches, in the tree's order; of a branch or a group itself alone.
    """

    here: Organisation
    year: int
    today: dt.date
    small: bool
    names: dict[int, str]
    people: Sequence[Someone]

    def of(self, branch_id: int) -> list[Someone]:
        """The people of a branch."""
        return [one for one in self.people if self.small or one.branch_id == branch_id]


async def _year_of(house: House, session: AsyncSession, actor: Actor, organisation_id: int, year: int | None) -> _Year:
    await access.check(session, actor, KEEPER_OF, organisation_id)
    here = await session.get_one(Organisation, organisation_id)
    today = await _today(house, session, organisation_id)
    year = _checked(year, today)
    small = here.level in (OrgLevel.BRANCH, OrgLevel.PARTY_GROUP)
    names = {here.id: here.name} if small else await _branches(session, here)
    return _Year(here, year, today, small, names, await _people(house, session, here, year, today))


async def person(house: House, actor: Actor, member_id: int) -> Someone:
    """A member's year that runs, for who looks after his branch.

    Raises:
        NotAllowed: The actor does not reach him.
    """
    async with house.db.read() as session:
        await access.check(session, actor, KEEPER_OF_MEMBER, member_id)
        return await _one(house, session, member_id)


async def set_free(house: House, actor: Actor, member_id: int, *, free: bool) -> Someone:
    """Say that from today on nothing hard is asked of a member (教管条例 art. 23), or that it is again; never why.

    Raises:
        NotAllowed: The actor does not reach him.
    """
    now = house.now()
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF_MEMBER, member_id)
        member = await session.get_one(Member, member_id, with_for_update=True)
        query = select(StudyExemption).where(StudyExemption.member_id == member_id, StudyExemption.ends_on.is_(None))
        row = (await session.scalars(query)).one_or_none()
        today = await _today(house, session, await _branch_of(session, member_id))
        if free != (row is not None):
            if row is None:
                mark = StudyExemption(member_id=member_id, starts_on=today, made_at=now, made_by=actor.account_id)
                session.add(mark)
            elif row.starts_on >= today:
                await session.delete(row)
            else:
                row.ends_on = today - dt.timedelta(days=1)
            await session.flush()
            await audit.record(
                session,
                actor=actor.audit_name,
                action="study.freed" if free else "study.asked_again",
                subject=f"member:{member.key}",
                now=now,
            )
        return await _one(house, session, member_id)


async def export(house: House, actor: Actor, organisation_id: int, year: int | None = None) -> Made:
    """Sheet 党员学时学分登记表 (``domain_rules.md`` 10.7) of an organisation, a table for each branch.

    Raises:
        NotAllowed: The actor does not look after it.
        BadInput: No such year.
    """
    async with house.db.read() as session:
        seen = await _year_of(house, session, actor, organisation_id, year)
        ids, year = [one.id for one in seen.people], seen.year
        offices = await _offices(session, ids, min(seen.today, dt.date(year, 12, 31)))
        full = await _full_names(session, ids)
        zone = await zone_of(house, session, organisation_id)
        done = await done_in(session, ids, dt.date(year, 1, 1), dt.date(year, 12, 31))
        first, end = (dt.datetime(one, 1, 1, tzinfo=zone) for one in (year, year + 1))
        quizzes = await taken_in_year(session, ids, first, end)

    def row(one: Someone) -> Row:
        office = offices.get(one.id, "党员")
        return Row(full[one.id], office, one.totals, done[one.id], *quizzes.get(one.id, (0, None)))

    tables = [(name, [row(one) for one in seen.of(branch_id)]) for branch_id, name in seen.names.items()]
    content = await asyncio.to_thread(sheet.write, tables, year, seen.today)
    return Made(content, f"{seen.here.name}党员学时学分登记表{year}年.xlsx")


async def _one(house: House, session: AsyncSession, member_id: int) -> Someone:
    branch_id = await _branch_of(session, member_id)
    today = await _today(house, session, branch_id)
    (found,) = await _someones(house, session, [(member_id, branch_id)], today.year, today)
    return found


async def _branch_of(session: AsyncSession, member_id: int) -> int:
    query = select(Membership.branch_id).where(Membership.member_id == member_id, Membership.ends_on.is_(None))
    branch_id = await session.scalar(query)
    if branch_id is None:
        raise NotAllowed
    return branch_id


async def _today(house: House, session: AsyncSession, organisation_id: int) -> dt.date:
    return house.now().astimezone(await zone_of(house, session, organisation_id)).date()


def _checked(year: int | None, today: dt.date) -> int:
    year = year or today.year
    if not today.year - YEARS_BACK <= year <= today.year:
        raise BadInput
    return year


async def _branches(session: AsyncSession, here: Organisation) -> dict[int, str]:
    rows = await session.execute(
        select(Organisation.id, Organisation.name)
        .where(
            Organisation.path.startswith(here.path, autoescape=True),
            Organisation.level == OrgLevel.BRANCH,
            Organisation.ended_at.is_(None),
        )
        .order_by(*BY_BRANCH)
    )
    return {row.id: row.name for row in rows}


async def _people(
    house: House, session: AsyncSession, here: Organisation, year: int, today: dt.date
) -> Sequence[Someone]:
    found = await audiences.members_of(session, here.id, here.path, here.level)
    rows = await session.execute(
        select(Membership.member_id, Membership.branch_id).where(
            among(Membership.member_id, [one.id for one in found]), Membership.ends_on.is_(None)
        )
    )
    of = {row.member_id: row.branch_id for row in rows}
    return await _someones(house, session, [(one.id, of[one.id]) for one in found], year, today)


async def _someones(
    house: House, session: AsyncSession, pairs: Sequence[tuple[int, int]], year: int, today: dt.date
) -> Sequence[Someone]:
    ids = [member_id for member_id, _ in pairs]
    totals = await tallies_of(session, ids, year, today)
    rows = await session.execute(select(Member.id, Member.name, Member.code).where(among(Member.id, ids)))
    named = {row.id: (row.name, row.code) for row in rows}
    open_marks = select(StudyExemption.member_id).where(
        among(StudyExemption.member_id, ids), StudyExemption.ends_on.is_(None)
    )
    marked = set(await session.scalars(open_marks))
    settings = await settings_of_some(house, session, {branch for _, branch in pairs})
    shown = naming.shown_apart_each([(settings[branch].names_in_chat, *named[one]) for one, branch in pairs])
    return [
        Someone(member_id, name, branch_id, totals[member_id], member_id in marked)
        for (member_id, branch_id), name in zip(pairs, shown, strict=True)
    ]


def _place(branch_id: int, name: str, people: Sequence[Someone]) -> Place:
    asked = [one for one in people if one.totals.target.hours is not None]
    met = {book: sum(one.totals.gap(book) == Decimal(0) for one in asked) for book in StudyBook}
    return Place(branch_id, name, len(asked), met[StudyBook.HOURS], met[StudyBook.CREDITS])


async def _offices(session: AsyncSession, ids: Sequence[int], on: dt.date) -> dict[int, str]:
    """书记 or 委员, as the sheet says it."""
    rows = await session.execute(
        select(RoleGrant.member_id, RoleGrant.role).where(
            among(RoleGrant.member_id, ids),
            RoleGrant.role.in_(load().hours_rule.committee),
            held_on(on),
        )
    )
    found: dict[int, str] = {}
    for row in rows:
        if row.role in LEADERS:
            found[row.member_id] = "书记" if row.role is BranchRole.SECRETARY else "副书记"
        else:
            found.setdefault(row.member_id, "委员")
    return found


async def _full_names(session: AsyncSession, ids: Sequence[int]) -> dict[int, str]:
    rows = await session.execute(select(Member.id, Member.name, Member.code).where(among(Member.id, ids)))
    return {row.id: row.name or row.code for row in rows}
