"""What the ledger of some members needs to know, read in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.cases import Case, CaseEntry
from db.dues import DuesAssessment, DuesMonth, DuesProfile, DuesRelief
from db.members import Member, Membership
from db.names import CaseKind, CaseState, CaseStep, MemberStatus
from services.audiences import MEMBERS
from services.dues.lines import Eased, Line, Passage, Payer, Profile, Stay
from services.dues.months import Month

#: Lines by member and month, by number.
Ledger = Mapping[tuple[int, Month], list[Line]]


@dataclass(frozen=True)
class Loaded:
    """Members and what the ledger holds of them."""

    payers: dict[int, Payer]
    ledger: Ledger


def line_of(row: DuesAssessment) -> Line:
    """A stored line."""
    return Line(
        row.number,
        row.branch_id,
        row.amount,
        row.profile_id,
        row.relief_id,
        row.category,
        row.version,
        row.rate,
        row.capped,
        row.reverses,
    )


_LINE = (
    DuesAssessment.member_id,
    DuesAssessment.month,
    DuesAssessment.number,
    DuesAssessment.branch_id,
    DuesAssessment.amount,
    DuesAssessment.profile_id,
    DuesAssessment.relief_id,
    DuesAssessment.category,
    DuesAssessment.version,
    DuesAssessment.rate,
    DuesAssessment.capped,
    DuesAssessment.reverses,
)


async def profiles_of(session: AsyncSession, ids: Collection[int]) -> dict[int, list[Profile]]:
    """Every profile of some members, by first month, the later entered later."""
    rows = await session.execute(
        select(
            DuesProfile.member_id,
            DuesProfile.id,
            DuesProfile.from_month,
            DuesProfile.category,
            DuesProfile.wage_rule,
            DuesProfile.base,
            DuesProfile.confirmed,
            DuesProfile.quarterly,
        )
        .where(among(DuesProfile.member_id, ids))
        .order_by(DuesProfile.member_id, DuesProfile.from_month, DuesProfile.id)
    )
    found: dict[int, list[Profile]] = defaultdict(list)
    for member_id, profile_id, first, category, rule, base, confirmed, quarterly in rows:
        found[member_id].append(Profile(profile_id, Month.numbered(first), category, rule, base, confirmed, quarterly))
    return found


async def reliefs_of(session: AsyncSession, ids: Collection[int]) -> dict[int, list[Eased]]:
    """Every relief of some members that was not withdrawn."""
    rows = await session.execute(
        select(
            DuesRelief.member_id,
            DuesRelief.id,
            DuesRelief.kind,
            DuesRelief.amount,
            DuesRelief.from_month,
            DuesRelief.to_month,
        )
        .where(among(DuesRelief.member_id, ids), DuesRelief.withdrawn_at.is_(None))
        .order_by(DuesRelief.id)
    )
    found: dict[int, list[Eased]] = defaultdict(list)
    for member_id, relief_id, kind, amount, first, last in rows:
        found[member_id].append(Eased(relief_id, kind, amount, Month.numbered(first), Month.numbered(last)))
    return found


async def _stays(session: AsyncSession, ids: Collection[int]) -> dict[int, list[Stay]]:
    rows = await session.execute(
        select(Membership.member_id, Membership.branch_id, Membership.starts_on, Membership.ends_on)
        .where(among(Membership.member_id, ids))
        .order_by(Membership.member_id, Membership.starts_on, Membership.id)
    )
    found: dict[int, list[Stay]] = defaultdict(list)
    for row in rows:
        found[row.member_id].append(Stay(row.branch_id, row.starts_on, row.ends_on))
    return found


async def _passages(session: AsyncSession, ids: Collection[int]) -> dict[int, list[Passage]]:
    rows = await session.execute(
        select(Case.member_id, Case.way, Case.other_branch_id, CaseEntry.words)
        .join(CaseEntry, CaseEntry.case_id == Case.id)
        .where(
            among(Case.member_id, ids),
            Case.kind == CaseKind.TRANSFER,
            Case.state == CaseState.DONE,
            CaseEntry.step == CaseStep.PAID_THROUGH,
            CaseEntry.replaced_at.is_(None),
        )
        .order_by(Case.id)
    )
    found: dict[int, list[Passage]] = defaultdict(list)
    for row in rows:
        found[row.member_id].append(Passage(row.way, row.other_branch_id, Month.parse(row.words)))
    return found


async def ledger_of(
    session: AsyncSession, ids: Collection[int], first: Month, last: Month
) -> dict[tuple[int, Month], list[Line]]:
    """The lines of some members in some months."""
    rows = await session.execute(
        select(*_LINE)
        .where(among(DuesAssessment.member_id, ids), DuesAssessment.month.between(first.number, last.number))
        .order_by(DuesAssessment.member_id, DuesAssessment.month, DuesAssessment.number)
    )
    found: dict[tuple[int, Month], list[Line]] = defaultdict(list)
    for member_id, month, *rest in rows:
        found[member_id, Month.numbered(month)].append(Line(*rest))
    return found


async def load(session: AsyncSession, ids: Collection[int], first: Month, last: Month) -> Loaded:
    """Everything about some members, and their lines in some months.

    Args:
        session: Any session.
        ids: Members.
        first: The first month whose lines are wanted.
        last: The last one.
    """
    members = await session.execute(
        select(Member.id, Member.stage, Member.status, Member.admitted_on).where(among(Member.id, ids))
    )
    stays, profiles = await _stays(session, ids), await profiles_of(session, ids)
    reliefs, passages = await reliefs_of(session, ids), await _passages(session, ids)
    payers = {
        row.id: Payer(
            row.id,
            row.stage in MEMBERS and row.status is not MemberStatus.ERASED,
            Month(row.admitted_on.year, row.admitted_on.month) if row.admitted_on is not None else None,
            tuple(stays.get(row.id, ())),
            tuple(profiles.get(row.id, ())),
            tuple(reliefs.get(row.id, ())),
            tuple(passages.get(row.id, ())),
        )
        for row in members
        if row.status is not MemberStatus.ERASED
    }
    return Loaded(payers, await ledger_of(session, ids, first, last))


async def first_months(session: AsyncSession, branches: Collection[int]) -> dict[int, Month]:
    """The first month each branch has opened; those that have opened none are left out."""
    rows = await session.execute(
        select(DuesMonth.branch_id, func.min(DuesMonth.month))
        .where(among(DuesMonth.branch_id, branches))
        .group_by(DuesMonth.branch_id)
    )
    return {branch_id: Month.numbered(month) for branch_id, month in rows}
