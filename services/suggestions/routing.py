"""To whom a suggestion belongs: who leads the branch, its discipline member, or the office; nobody else reads it.

A box is an organisation and who takes from it. Where nobody is there to read, the box of the office is used; what lies
in a box that has become nobody's is moved there by the planner.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.members import Member
from db.names import BranchRole
from db.organisations import Organisation, RoleGrant, held_on
from db.suggestion_names import SuggestionTaker, SuggestionTopic
from services.access import LEADERS, OFFICE, Actor
from services.audiences import PRESENT, Person
from services.suggestions import rules

#: Whose roles take from a box.
TAKING: dict[SuggestionTaker, frozenset[BranchRole]] = {
    SuggestionTaker.LEADERS: LEADERS,
    SuggestionTaker.DISCIPLINE: frozenset({BranchRole.DISCIPLINE_MEMBER}),
    SuggestionTaker.OFFICE: OFFICE,
}


@dataclass(frozen=True)
class Box:
    """Where suggestions lie: an organisation, and who takes from there."""

    organisation_id: int
    taker: SuggestionTaker


async def box_for(session: AsyncSession, branch_id: int, topic: SuggestionTopic, today: dt.date) -> Box:
    """The box for what a member of a branch has to say about a topic."""
    return await box_of_taker(session, branch_id, rules.load().taker(topic), today)


async def box_of_taker(session: AsyncSession, branch_id: int, taker: SuggestionTaker, today: dt.date) -> Box:
    """The box of a taker as seen from a branch; where nobody takes from it, the office's, else the leaders'."""
    branch = await session.get_one(Organisation, branch_id)
    office = Box(int(branch.path.strip("/").split("/")[0]), SuggestionTaker.OFFICE)
    if taker is SuggestionTaker.OFFICE:
        leaders = Box(branch_id, SuggestionTaker.LEADERS)
        alone = office.organisation_id == branch_id and not await takers(session, office, today)
        return leaders if alone and await takers(session, leaders, today) else office
    wanted = Box(branch_id, taker)
    return wanted if await takers(session, wanted, today) else office


async def takers(session: AsyncSession, box: Box, today: dt.date) -> list[Person]:
    """Whose the suggestions of a box are today: who holds the role in that very organisation."""
    query = (
        select(Member.id, Member.key)
        .join(RoleGrant, RoleGrant.member_id == Member.id)
        .where(
            RoleGrant.organisation_id == box.organisation_id,
            RoleGrant.role.in_(sorted(TAKING[box.taker])),
            held_on(today),
            Member.status.in_(PRESENT),
        )
        .distinct()
        .order_by(Member.id)
    )
    return [Person(row.id, row.key) for row in await session.execute(query)]


async def boxes(session: AsyncSession, actor: Actor) -> list[Box]:
    """Every box he takes from. An administrator acts for the office of every tree."""
    found = {
        Box(grant.organisation_id, taker)
        for grant in actor.grants
        for taker, roles in TAKING.items()
        if grant.role in roles
    }
    if actor.is_administrator:
        roots = await session.scalars(select(Organisation.id).where(Organisation.parent_id.is_(None)))
        found |= {Box(root, SuggestionTaker.OFFICE) for root in roots}
    return sorted(found, key=lambda box: (box.organisation_id, box.taker))
