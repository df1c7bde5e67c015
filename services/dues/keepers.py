"""Who may read and enter the dues of a branch: its organisation member and its secretary, and nobody above them.

The gate of the handlers lets a role reach what lies below it; amounts of persons do not go that far. Offices see sums.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.members import Member, Membership
from db.names import BranchRole, MemberStatus
from db.organisations import Organisation, RoleGrant, held_on
from services import naming
from services.access import Actor, Need, Scope, Status
from services.audiences import PRESENT
from services.dues.months import Month
from services.errors import NotAllowed
from services.house import House
from services.org_settings import OrgSettings, settings_of

#: Who keeps the dues of a branch.
KEEPERS = frozenset({BranchRole.ORGANISATION_MEMBER, BranchRole.SECRETARY})
KEEPER = Need(Status.MEMBER, KEEPERS)
KEEPER_OF = Need(Status.MEMBER, KEEPERS, Scope.ORGANISATION)
KEEPER_OF_MEMBER = Need(Status.MEMBER, KEEPERS, Scope.MEMBER)


@dataclass(frozen=True)
class Here:
    """A branch whose dues the actor keeps."""

    id: int
    name: str
    settings: OrgSettings
    month: Month

    def shown(self, name: str | None, code: str) -> str:
        """A member as the branch names people in chat."""
        return naming.shown(self.settings.names_in_chat, name, code)


def kept_by(actor: Actor) -> list[int]:
    """The organisations whose dues the actor keeps, himself, not through a role above."""
    return sorted({one.organisation_id for one in actor.grants if one.role in KEEPERS})


def keeps(actor: Actor, branch_id: int) -> bool:
    """Whether he keeps the dues of this very branch."""
    return branch_id in kept_by(actor)


async def here(house: House, session: AsyncSession, actor: Actor, branch_id: int) -> Here:
    """A branch whose dues the actor keeps.

    Raises:
        NotAllowed: He does not, or there is no such branch.
    """
    if not keeps(actor, branch_id):
        raise NotAllowed
    return await place_of(house, session, branch_id)


async def place_of(house: House, session: AsyncSession, branch_id: int) -> Here:
    """A branch as it is now; whoever asks has looked at who acts.

    Raises:
        NotAllowed: There is no such branch.
    """
    branch = await session.get(Organisation, branch_id)
    if branch is None or branch.ended_at is not None:
        raise NotAllowed
    settings = await settings_of(house, session, branch_id)
    today = house.now().astimezone(ZoneInfo(settings.timezone)).date()
    return Here(branch_id, branch.name, settings, Month.of(today))


async def member_here(house: House, session: AsyncSession, actor: Actor, member_id: int) -> tuple[Here, Member]:
    """A member of a branch whose dues the actor keeps.

    Raises:
        NotAllowed: He does not, or there is no such member in any branch now.
    """
    row = (
        await session.execute(
            select(Member, Membership.branch_id)
            .join(Membership, Membership.member_id == Member.id)
            .where(Member.id == member_id, Membership.ends_on.is_(None), Member.status != MemberStatus.ERASED)
        )
    ).one_or_none()
    if row is None:
        raise NotAllowed
    member, branch_id = row
    return await here(house, session, actor, branch_id), member


async def who_keep(session: AsyncSession, branch_id: int, today: dt.date) -> list[tuple[int, str]]:
    """Whom to ask about the dues of a branch, id and key: its organisation members; with none, its secretary."""
    rows = await _holders(session, branch_id, today)
    near = [row for row in rows if row.role is BranchRole.ORGANISATION_MEMBER] or rows
    return sorted({(row.id, row.key) for row in near})


async def all_keepers(session: AsyncSession, branch_id: int, today: dt.date) -> list[tuple[int, str]]:
    """Everybody who keeps the dues of a branch, id and key: its organisation members and its secretary."""
    return sorted({(row.id, row.key) for row in await _holders(session, branch_id, today)})


async def _holders(session: AsyncSession, branch_id: int, today: dt.date) -> Sequence[Any]:
    rows = await session.execute(
        select(Member.id, Member.key, RoleGrant.role)
        .join(RoleGrant, RoleGrant.member_id == Member.id)
        .where(
            RoleGrant.organisation_id == branch_id,
            RoleGrant.role.in_(KEEPERS),
            held_on(today),
            Member.status.in_(PRESENT),
        )
        .order_by(Member.id)
    )
    return list(rows)
