"""Cases as they stand, read in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.cases import Case, CaseEntry, CasePerson
from db.members import Member
from db.names import CaseKind, CasePart, CaseState, CaseStep, MembershipStage, TransferWay
from services.audiences import Person
from services.naming import shown
from services.org_settings import NamesInChat


@dataclass(frozen=True)
class Companion:
    """A member who accompanies a development."""

    id: int
    name: str | None
    code: str


@dataclass(frozen=True)
class Facts:
    """One case.

    Attributes:
        person: Who it is about, where he is on the roster.
        name, department: What he is called; None of somebody who was erased.
        code: His member code, or the case's.
        days: Typed days by step and number.
        words: Typed texts by step.
        people: Mentors and introducers.
        now_stage: What the roster says of him; None where he is not on it.
    """

    id: int
    kind: CaseKind
    branch_id: int
    person: Person | None
    name: str | None
    department: str | None
    code: str
    rule_set: str
    state: CaseState
    way: TransferWay | None
    other_branch_id: int | None
    other_name: str | None
    stage: MembershipStage | None
    days: Mapping[tuple[CaseStep, int], dt.date] = field(default_factory=dict)
    words: Mapping[CaseStep, str] = field(default_factory=dict)
    people: Mapping[CasePart, Sequence[Companion]] = field(default_factory=dict)
    now_stage: MembershipStage | None = None

    def day(self, step: CaseStep, number: int = 1) -> dt.date | None:
        """What was typed for a step."""
        return self.days.get((step, number))

    def times(self, step: CaseStep) -> list[dt.date]:
        """Every day typed for a step that happens again and again, in their order."""
        return [day for (one, _), day in sorted(self.days.items(), key=lambda item: item[0][1]) if one is step]

    def called(self, mode: NamesInChat) -> str:
        """How he is named in chat."""
        return shown(mode, self.name, self.code)


@dataclass(frozen=True)
class Where:
    """An organisation a case is seen from: who it is and its wall clock."""

    id: int
    name: str
    path: str
    zone: ZoneInfo
    names: NamesInChat


async def load(session: AsyncSession, which: ColumnElement[bool]) -> list[Facts]:
    """Cases in the order they were opened.

    Args:
        session: Any session.
        which: A condition on ``Case``.
    """
    rows = list(
        await session.execute(
            select(Case, Member).outerjoin(Member, Member.id == Case.member_id).where(which).order_by(Case.id)
        )
    )
    ids = [case.id for case, _ in rows]
    days: dict[int, dict[tuple[CaseStep, int], dt.date]] = {one: {} for one in ids}
    words: dict[int, dict[CaseStep, str]] = {one: {} for one in ids}
    for entry in await session.scalars(
        select(CaseEntry).where(CaseEntry.case_id.in_(ids), CaseEntry.replaced_at.is_(None))
    ):
        if entry.day is not None:
            days[entry.case_id][entry.step, entry.number] = entry.day
        else:
            words[entry.case_id][entry.step] = entry.words or ""
    people: dict[int, dict[CasePart, list[Companion]]] = {one: {} for one in ids}
    for row in await session.execute(
        select(CasePerson.case_id, CasePerson.part, Member.id, Member.name, Member.code)
        .join(Member, Member.id == CasePerson.member_id)
        .where(CasePerson.case_id.in_(ids))
        .order_by(CasePerson.added_at, Member.id)
    ):
        people[row.case_id].setdefault(row.part, []).append(Companion(row.id, row.name, row.code))
    return [_facts(case, member, days[case.id], words[case.id], people[case.id]) for case, member in rows]


def _facts(
    case: Case,
    member: Member | None,
    days: Mapping[tuple[CaseStep, int], dt.date],
    words: Mapping[CaseStep, str],
    people: Mapping[CasePart, Sequence[Companion]],
) -> Facts:
    return Facts(
        id=case.id,
        kind=case.kind,
        branch_id=case.branch_id,
        person=Person(member.id, member.key) if member is not None else None,
        name=member.name if member is not None else case.name,
        department=member.department if member is not None else case.department,
        code=member.code if member is not None else case.code,
        rule_set=case.rule_set,
        state=case.state,
        way=case.way,
        other_branch_id=case.other_branch_id,
        other_name=case.other_name,
        stage=case.stage,
        days=days,
        words=words,
        people=people,
        now_stage=member.stage if member is not None else None,
    )
