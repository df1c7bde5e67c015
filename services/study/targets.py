"""What a year asks of a member: hours by the regulations, credits by the local scheme (``domain_rules.md`` 4.1, 4.2).

Targets are information. Retired members, and whoever a human marked (old, frail, ill: 教管条例 art. 23), have none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.members import Member
from db.names import MembershipStage
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
        committee: He leads the branch or sits in its committee.
        months: Of the year in which he is a member.
    """

    hours: Decimal | None
    credits: Decimal | None
    committee: bool
    months: int


def prorated(year_target: Decimal, months: int) -> Decimal:
    """A year's target for some months of it, rounded up to a step."""
    step = load().hours_rule.step
    return (year_target * months / _MONTHS / step).to_integral_value(rounding=ROUND_UP) * step


def months_of(year: int, admitted: dt.date | None, left: dt.date | None) -> int:
    """Months of a year on whose first day somebody was a member; when he was admitted is not always known: long ago.

    Args:
        year: The year.
        admitted: The day he was admitted; None: not known.
        left: The day he left; None: he is here.
    """
    firsts = [dt.date(year, month, 1) for month in range(1, _MONTHS + 1)]
    return sum((admitted is None or admitted <= one) and (left is None or one <= left) for one in firsts)


def target_of(year: int, months: int, scheme: Scheme, *, committee: bool, free: bool) -> Target:
    """What a year asks. Pure.

    Args:
        year: The year.
        months: In which he is a member.
        scheme: His scheme of credits.
        committee: He leads the branch or sits in its committee.
        free: He is retired, or a human has marked him.
    """
    if free:
        return Target(None, None, committee, months)
    hours = load().hours_of(year)
    return Target(
        prorated(hours.committee if committee else hours.member, months),
        prorated(scheme.committee_target if committee else scheme.member_target, months),
        committee,
        months,
    )


async def of_members(
    session: AsyncSession, member_ids: Collection[int], year: int, today: dt.date, schemes: Mapping[int, Scheme]
) -> dict[int, Target]:
    """What a year asks of some members, as they stand at its end, or today where it is not over.

    Args:
        session: Any session.
        member_ids: Who.
        year: The year.
        today: The day.
        schemes: By member.
    """
    on = min(today, dt.date(year, 12, 31))
    rules = load().hours_rule
    grants = select(RoleGrant.member_id).where(
        among(RoleGrant.member_id, member_ids),
        RoleGrant.role.in_(rules.committee),
        RoleGrant.starts_on <= on,
        RoleGrant.ends_on.is_(None) | (RoleGrant.ends_on >= on),
    )
    committee = set(await session.scalars(grants))
    marks = select(StudyExemption.member_id).where(
        among(StudyExemption.member_id, member_ids),
        StudyExemption.starts_on <= on,
        StudyExemption.ends_on.is_(None) | (StudyExemption.ends_on >= on),
    )
    marked = set(await session.scalars(marks))
    found: dict[int, Target] = {}
    for member in await session.scalars(select(Member).where(among(Member.id, member_ids))):
        admitted = member.admitted_on.first_day if member.admitted_on is not None else None
        left = member.left_at.date() if member.left_at is not None else None
        months = months_of(year, admitted, left) if _is_member(member) else 0
        found[member.id] = target_of(
            year,
            months,
            schemes[member.id],
            committee=member.id in committee,
            free=member.retired or member.id in marked or not _is_member(member),
        )
    return found


def _is_member(member: Member) -> bool:
    stage: MembershipStage = member.stage
    return stage in MEMBERS
