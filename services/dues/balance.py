"""What the months of members come to, and what of it is open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.dues import DuesAssessment
from services.dues.months import Month


async def charges(
    session: AsyncSession, ids: Collection[int], first: Month, last: Month
) -> dict[int, dict[Month, Decimal]]:
    """What the months of some members come to, yuan; months without a line are left out."""
    rows = await session.execute(
        select(DuesAssessment.member_id, DuesAssessment.month, func.sum(DuesAssessment.amount))
        .where(among(DuesAssessment.member_id, ids), DuesAssessment.month.between(first.number, last.number))
        .group_by(DuesAssessment.member_id, DuesAssessment.month)
    )
    found: dict[int, dict[Month, Decimal]] = defaultdict(dict)
    for member_id, month, amount in rows:
        found[member_id][Month.numbered(month)] = amount
    return found


async def open_amounts(
    session: AsyncSession, ids: Collection[int], first: Month, last: Month
) -> dict[int, dict[Month, Decimal]]:
    """What of the months of some members is open, yuan; months without a line are left out."""
    return await charges(session, ids, first, last)
