"""Dates of people and organisations that rules count from (``services.recurrence.DateOf``)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account, Binding
from db.members import Member, Membership
from db.names import MembershipStage
from db.organisations import Organisation, Term
from services.audiences import MEMBERS, PRESENT, Person
from services.development import probations
from services.house import House
from services.recurrence import DateOf, add_months


@dataclass(frozen=True)
class Given:
    """One date.

    Attributes:
        organisation_id: Whose, or the branch of whose member.
        person: The member; None for an organisation's own date, and for who is not on the roster yet.
        name, code: What the member is called; the branch decides how much of it is shown.
        exact: The day is known, not only the month.
    """

    day: dt.date
    organisation_id: int
    person: Person | None = None
    name: str | None = None
    code: str = ""
    exact: bool = True


async def load(house: House, session: AsyncSession, of: DateOf, path: str = "/") -> list[Given]:
    """Every date of a kind.

    Args:
        house: For the length of a probation.
        session: Any session.
        of: Which dates.
        path: Only of the organisation at this path and below.
    """
    if of is DateOf.TERM_END:
        return await _terms(session, path)
    if of is DateOf.PROBATION_END:
        return await _probations(house, session, path)
    return await _birthdays(session, path)


async def _terms(session: AsyncSession, path: str) -> list[Given]:
    """The end of the latest term of each organisation; an older one is history."""
    latest = select(Term.organisation_id, func.max(Term.starts_on).label("starts_on")).group_by(Term.organisation_id)
    last = latest.subquery()
    rows = await session.execute(
        select(Term.organisation_id, Term.ends_on)
        .join(last, (last.c.organisation_id == Term.organisation_id) & (last.c.starts_on == Term.starts_on))
        .join(Organisation, Organisation.id == Term.organisation_id)
        .where(Organisation.ended_at.is_(None), Organisation.path.startswith(path, autoescape=True))
        .order_by(Term.organisation_id)
    )
    return [Given(row.ends_on, row.organisation_id) for row in rows]


def _members(path: str) -> Select[*tuple[Any, ...]]:
    return (
        select(Member.id, Member.key, Member.name, Member.code, Member.admitted_on, Membership.branch_id)
        .join(Membership, Membership.member_id == Member.id)
        .join(Organisation, Organisation.id == Membership.branch_id)
        .where(
            Membership.ends_on.is_(None),
            Organisation.ended_at.is_(None),
            Organisation.path.startswith(path, autoescape=True),
            Member.status.in_(PRESENT),
            Member.admitted_on.is_not(None),
        )
        .order_by(Member.id)
    )


async def _probations(house: House, session: AsyncSession, path: str) -> list[Given]:
    """党章 art. 7: a year from the branch meeting that admitted him; whoever has a case goes by its dates."""
    cases = await probations.load(session, path)
    followed = {one.facts.person.id for one in cases if one.facts.person is not None}
    rows = await session.execute(_members(path).where(Member.stage == MembershipStage.PROBATIONARY))
    months = house.rules.probation.months
    of_cases = [
        Given(one.ends_on, one.facts.branch_id, one.facts.person, one.facts.name, one.facts.code)
        for one in cases
        if one.ends_on is not None
    ]
    return of_cases + [
        Given(
            day=add_months(row.admitted_on.first_day, months),
            organisation_id=row.branch_id,
            person=Person(row.id, row.key),
            name=row.name,
            code=row.code,
            exact=bool(row.admitted_on.day),
        )
        for row in rows
        if row.id not in followed
    ]


async def _birthdays(session: AsyncSession, path: str) -> list[Given]:
    """Admission dates of those who agreed to a greeting; without the day there is no day to greet on."""
    rows = await session.execute(
        _members(path)
        .join(Binding, (Binding.member_id == Member.id) & Binding.unbound_at.is_(None))
        .join(Account, Account.id == Binding.account_id)
        .where(Account.birthday_greeting, Member.stage.in_(MEMBERS))
    )
    return [
        Given(row.admitted_on.first_day, row.branch_id, Person(row.id, row.key), row.name, row.code)
        for row in rows
        if row.admitted_on.day
    ]
