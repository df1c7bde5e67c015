"""Who looks at what members hand in: the group's leader and the branch's publicity member, else who leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Binding
from db.members import Membership
from db.names import BranchRole
from db.organisations import Organisation, RoleGrant
from services.access import LEADERS, STEWARDS
from services.house import House

#: Who accepts it: the group leader, the publicity member; a steward may too.
DECIDERS = STEWARDS | {BranchRole.GROUP_LEADER, BranchRole.PUBLICITY_MEMBER}
_ASKED = frozenset({BranchRole.GROUP_LEADER, BranchRole.PUBLICITY_MEMBER})


@dataclass(frozen=True)
class Asked:
    """Whose branch it is, and which members are asked."""

    branch_id: int
    people: Sequence[int]


async def askable(house: House, session: AsyncSession, member_id: int) -> Asked | None:
    """Who is asked about what a member handed in; None where he belongs to no branch.

    The group's leader and the branch's publicity member; with neither, the branch's leaders, then the office. Nobody is
    asked about himself.
    """
    place = (
        await session.execute(
            select(Organisation.id, Organisation.path, Membership.group_id)
            .join(Membership, Membership.branch_id == Organisation.id)
            .where(Membership.member_id == member_id, Membership.ends_on.is_(None))
        )
    ).one_or_none()
    if place is None:
        return None
    today = house.today()
    held = list(
        await session.execute(
            select(RoleGrant.member_id, RoleGrant.role, RoleGrant.organisation_id)
            .join(Binding, (Binding.member_id == RoleGrant.member_id) & Binding.unbound_at.is_(None))
            .where(
                RoleGrant.role.in_(DECIDERS),
                RoleGrant.organisation_id.in_(
                    [int(part) for part in place.path.strip("/").split("/")] + [place.group_id or 0]
                ),
                RoleGrant.starts_on <= today,
                RoleGrant.ends_on.is_(None) | (RoleGrant.ends_on >= today),
                RoleGrant.member_id != member_id,
            )
        )
    )
    near = {one.member_id for one in held if one.role in _ASKED and one.organisation_id in (place.id, place.group_id)}
    leaders = {one.member_id for one in held if one.role in LEADERS and one.organisation_id == place.id}
    office = {one.member_id for one in held if one.role in STEWARDS - LEADERS}
    return Asked(place.id, sorted(near or leaders or office))
