"""The dues of the branches below an organisation: sums, and never what one person pays (``domain_rules.md`` 12.3)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import extract, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.dues import DuesAssessment, DuesPayment, DuesRemittance
from db.dues_names import DuesPaymentKind
from db.names import OrgLevel
from db.organisations import Organisation
from services import access, audit
from services.access import STEWARDS, Actor, Need, Scope, Status
from services.dues import book as rules
from services.dues import remitting, sheet
from services.dues.calculation import ZERO
from services.dues.months import Month
from services.dues.sheet import Row
from services.errors import NotAllowed
from services.files import Made
from services.house import House
from services.tree_order import place_in_tree

OFFICE_OF = Need(Status.CONSENTED, STEWARDS, Scope.ORGANISATION)
_ABOVE = (OrgLevel.PARTY_COMMITTEE, OrgLevel.GENERAL_BRANCH)


@dataclass(frozen=True)
class BranchSums:
    """A branch's year, yuan.

    Attributes:
        members: Who had a line of it.
        charged: What its months come to.
        collected: What was received in it, without large dues.
        remitted, retained: What of it has been noted as gone up, and as staying.
    """

    name: str
    members: int
    charged: Decimal
    collected: Decimal
    remitted: Decimal
    retained: Decimal


@dataclass(frozen=True)
class RollUp:
    """The year of the branches of an organisation.

    Attributes:
        rows: Branches with enough people that a sum says nothing of one of them.
        left_out: How many branches have too few; their amounts are in no total either.
        large: How many large payments there were; each is reported by itself, on paper.
    """

    organisation_id: int
    name: str
    year: int
    rows: tuple[BranchSums, ...]
    left_out: int
    large: int

    @property
    def total(self) -> BranchSums:
        """All together."""
        return BranchSums(
            self.name,
            sum(one.members for one in self.rows),
            sum((one.charged for one in self.rows), ZERO),
            sum((one.collected for one in self.rows), ZERO),
            sum((one.remitted for one in self.rows), ZERO),
            sum((one.retained for one in self.rows), ZERO),
        )


async def roll_up(house: House, actor: Actor, organisation_id: int, year: int) -> RollUp:
    """The year of the branches below a committee or a general branch.

    Raises:
        NotAllowed: The actor does not reach it, or it is a branch itself.
    """
    async with house.db.read() as session:
        return await _roll_up(session, actor, organisation_id, year)


async def _roll_up(session: AsyncSession, actor: Actor, organisation_id: int, year: int) -> RollUp:
    await access.check(session, actor, OFFICE_OF, organisation_id)
    place = await session.get_one(Organisation, organisation_id)
    if place.level not in _ABOVE:
        raise NotAllowed
    below = list(
        await session.execute(
            select(Organisation.id, Organisation.name, Organisation.path).where(
                Organisation.path.startswith(place.path, autoescape=True),
                Organisation.level != OrgLevel.PARTY_GROUP,
                Organisation.ended_at.is_(None),
            )
        )
    )
    below.sort(key=lambda row: place_in_tree(row.path))
    ids = [row.id for row in below]
    lines = await _lines(session, ids, year)
    received = await _received(session, ids, year)
    gone = await _gone(session, ids, year)
    least = rules.load().payment.sums_of_least
    rows = [
        BranchSums(
            row.name,
            lines[row.id].members,
            lines[row.id].charged or ZERO,
            received.get((row.id, DuesPaymentKind.DUES), (0, ZERO))[1],
            gone[row.id].remitted if row.id in gone else ZERO,
            gone[row.id].retained if row.id in gone else ZERO,
        )
        for row in below
        if row.id in lines and lines[row.id].members >= least
    ]
    return RollUp(
        place.id,
        place.name,
        year,
        tuple(rows),
        sum(1 for one in lines.values() if one.members < least),
        sum(many for (_, kind), (many, _) in received.items() if kind is DuesPaymentKind.LARGE),
    )


async def _lines(session: AsyncSession, ids: list[int], year: int) -> Mapping[int, Any]:
    months = DuesAssessment.month.between(Month(year, 1).number, Month(year, 12).number)
    each = remitting.live_lines(among(DuesAssessment.branch_id, ids), months).subquery()
    rows = await session.execute(
        select(
            each.c.branch_id,
            func.count().filter(each.c.live > 0).label("members"),
            func.sum(each.c.charged).label("charged"),
        ).group_by(each.c.branch_id)
    )
    return {row.branch_id: row for row in rows}


async def _received(
    session: AsyncSession, ids: list[int], year: int
) -> dict[tuple[int, DuesPaymentKind], tuple[int, Decimal]]:
    rows = await session.execute(
        select(
            DuesPayment.branch_id,
            DuesPayment.kind,
            func.count(DuesPayment.receipt) - func.count(DuesPayment.reverses),
            func.sum(DuesPayment.amount),
        )
        .where(among(DuesPayment.branch_id, ids), extract("year", DuesPayment.received_on) == year)
        .group_by(DuesPayment.branch_id, DuesPayment.kind)
    )
    return {(branch_id, kind): (many, amount) for branch_id, kind, many, amount in rows}


async def _gone(session: AsyncSession, ids: list[int], year: int) -> Mapping[int, Any]:
    rows = await session.execute(
        select(
            DuesRemittance.branch_id,
            func.sum(DuesRemittance.remitted).label("remitted"),
            func.sum(DuesRemittance.retained).label("retained"),
        )
        .where(
            among(DuesRemittance.branch_id, ids),
            DuesRemittance.first_month.between(Month(year, 1).number, Month(year, 12).number),
            DuesRemittance.annulled_at.is_(None),
        )
        .group_by(DuesRemittance.branch_id)
    )
    return {row.branch_id: row for row in rows}


async def export(house: House, actor: Actor, organisation_id: int, year: int) -> Made:
    """The same as a sheet.

    Raises:
        NotAllowed: The actor does not reach it, or it is a branch itself.
    """
    async with house.db.write() as session:
        found = await _roll_up(session, actor, organisation_id, year)
        await audit.record(
            session,
            actor=actor.audit_name,
            action="dues.exported",
            subject=f"organisation:{organisation_id}",
            now=house.now(),
            details={"sheet": "各支部党费汇总表", "year": year, "rows": len(found.rows)},
        )
    rows: list[Row] = [
        [one.name, str(one.members), one.charged, one.collected, one.remitted, one.retained]
        for one in (*found.rows, found.total)
    ]
    content = await asyncio.to_thread(sheet.branches, found.name, year, rows, house.today())
    return Made(content, f"{found.name}各支部党费汇总表_{year}_{house.today():%Y%m%d}.xlsx", len(found.rows))
