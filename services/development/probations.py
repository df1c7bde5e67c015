"""The ends of probations that cases know: the one source for who has a case (``services.given_dates``)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.cases import Case
from db.names import CaseKind, CaseState, CaseStep
from db.organisations import Organisation
from services.cases import facts as gathering
from services.cases.facts import Facts
from services.development import marks
from services.development.rules import load as rules_book


@dataclass(frozen=True)
class Probation:
    """One that a case knows.

    Attributes:
        ends_on: Its last day; None once the branch has discussed it.
    """

    facts: Facts
    ends_on: dt.date | None


async def load(session: AsyncSession, path: str) -> list[Probation]:
    """Probations of open cases, from the superior's approval on.

    Args:
        session: Any session.
        path: Of the branches at this path and below.
    """
    inside = select(Organisation.id).where(
        Organisation.ended_at.is_(None), Organisation.path.startswith(path, autoescape=True)
    )
    which = (Case.kind == CaseKind.DEVELOPMENT) & (Case.state == CaseState.OPEN) & Case.branch_id.in_(inside)
    found: list[Probation] = []
    for one in await gathering.load(session, which):
        end = marks.probation_end(rules_book().find(one.rule_set), one)
        if end is not None and one.day(CaseStep.APPROVED) is not None:
            found.append(Probation(one, end if one.day(CaseStep.FULL_MEETING) is None else None))
    return found
