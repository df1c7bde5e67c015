"""What a year asks of a member: hours by the regulations, credits by the local scheme (``domain_rules.md`` 4.1, 4.2).

Whoever led the branch or sat in its committee for some months of the year is asked those months' part of the higher
target. Of a role that came with a roster nobody knows the first day: it counts from the beginning of the year in which
it came, and the screens say so.

Targets are information. Retired members, and whoever a human marked (old, frail, ill: 教管条例 art. 23), have none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.members import Member
from db.organisations import RoleGrant
from db.study import StudyExemption
from services.audiences import MEMBERS
from services.study.rules import Scheme, load

_MONTHS = 12


@dataclass(frozen=True)
class Target:
    """What a year asks of a member.

    Attributes:
        hours, credits: None: nothing hard is asked of him.
        months: Of the year in which he is a member.
        office: Of them, those in which he leads the branch or sits in its committee.
        undated: Since when he does is not known: it counts from the beginning of the year.
    """

    hours: Decimal | None
    credits: Decimal | None
    months: int
    office: int
    undated: bool = False


def prorated(member: Decimal, committee: Decimal, months: int, office: int) -> Decimal:
    """A year's target for some months of it, rounded up to a step.

    Args:
        member: Of a whole year.
        committee: Of a whole year in the committee.
        months: In which he is a member.
        office: Of them, those in the committee.
    """
    step = load().hours_rule.step
    year = committee * office + member * (months - office)
    return (year / _MONTHS / step).to_integral_value(rounding=ROUND_UP) * step


def months_of(year: int, admitted: dt.date | None, left: dt.date | None) -> frozenset[int]:
    """Months of a year on whose first day somebody was a member; when he was admitted is not always known: long ago.

    Args:
        year: The year.
        admitted: The day he was admitted; None: not known.
        left: The day he left; None: he is here.
    """
    firsts = {month: dt.date(year, month, 1) for month in range(1, _MONTHS + 1)}
    return frozenset(
        month
        for month, day in firsts.items()
        if (admitted is None or admitted <= day) and (left is None or day <= left)
    )


def office_of(year: int, grants: Iterable[tuple[dt.date, dt.date | None, bool]]) -> tuple[set[int], bool]:
    """Months of a year on whose first day somebody held a role, and whether that rests on a day nobody said. Pure.

    Args:
        year: The year.
        grants: First day, last day, and whether the first was said.
    """
    held: set[int] = set()
    sure: set[int] = set()
    for starts_on, ends_on, dated in grants:
        since = starts_on if dated else dt.date(starts_on.year, 1, 1)
        firsts = {month: dt.date(year, month, 1) for month in range(1, _MONTHS + 1)}
        months = {one for one, day in firsts.items() if since <= day and (ends_on is None or day <= ends_on)}
        held |= months
        sure |= {one for one in months if dated or starts_on <= firsts[one]}
    return held, held != sure


def target_of(
    year: int, months: int, scheme: Scheme, *, office: int = 0, undated: bool = False, free: bool = False
) -> Target:
    """What a year asks. Pure.

    Args:
        year: The year.
        months: In which he is a member.
        scheme: His scheme of credits.
        office: Of them, those in which he leads the branch or sits in its committee.
        undated: Since when he does is not known.
        free: He is retired, or a human has marked him.
    """
    if free:
        return Target(None, None, months, office)
    hours = load().hours_of(year)
    return Target(
        prorated(hours.member, hours.committee, months, office),
        prorated(scheme.member_target, scheme.committee_target, months, office),
        months,
        office,
        undated,
    )


async def of_members(
    session: AsyncSession, member_ids: Collection[int], year: int, today: dt.date, schemes: Mapping[int, Scheme]
) -> dict[int, Target]:
    """What a year asks of some members; who holds a role today is taken to hold it to the year's end.

    Args:
        session: Any session.
        member_ids: Who.
        year: The year.
        today: The day.
        schemes: By member.
    """
    on = min(today, dt.date(year, 12, 31))
    rows = await session.execute(
        select(RoleGrant.member_id, RoleGrant.starts_on, RoleGrant.ends_on, RoleGrant.dated).where(
            among(RoleGrant.member_id, member_ids),
            RoleGrant.role.in_(load().hours_rule.committee),
            RoleGrant.starts_on <= dt.date(year, 12, 31),
            RoleGrant.ends_on.is_(None) | (RoleGrant.ends_on >= dt.date(year, 1, 1)),
        )
    )
    grants: dict[int, list[tuple[dt.date, dt.date | None, bool]]] = {}
    for row in rows:
        grants.setdefault(row.member_id, []).append((row.starts_on, row.ends_on, row.dated))
    marks = select(StudyExemption.member_id).where(
        among(StudyExemption.member_id, member_ids),
        StudyExemption.starts_on <= on,
        StudyExemption.ends_on.is_(None) | (StudyExemption.ends_on >= on),
    )
    marked = set(await session.scalars(marks))
    # Columns, not objects: a hospital's members are many.
    people = select(Member.id, Member.admitted_on, Member.left_at, Member.stage, Member.retired)
    found: dict[int, Target] = {}
    for member in await session.execute(people.where(among(Member.id, member_ids))):
        admitted = member.admitted_on.first_day if member.admitted_on is not None else None
        left = member.left_at.date() if member.left_at is not None else None
        here = months_of(year, admitted, left) if member.stage in MEMBERS else frozenset()
        held, undated = office_of(year, grants.get(member.id, ()))
        found[member.id] = target_of(
            year,
            len(here),
            schemes[member.id],
            office=len(here & held),
            undated=undated,
            free=member.retired or member.id in marked or member.stage not in MEMBERS,
        )
    return found
