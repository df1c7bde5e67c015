"""Whom a meeting or a notice is for, as people are today; computed when it is needed, never stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.members import Member, Membership
from db.names import Audience, BranchRole, MembershipStage, MemberStatus, OrgLevel
from db.organisations import Organisation, RoleGrant, held_on
from services.access import LEADERS, OFFICE

#: Who is a member: from the day the branch admits him as a probationary one.
MEMBERS = (MembershipStage.PROBATIONARY, MembershipStage.FULL)
#: Who is on the roster; one whose transfer is not accepted yet stays with his old branch (教管条例 art. 25).
PRESENT = (MemberStatus.ACTIVE, MemberStatus.TRANSFER_PENDING)

_STEER = LEADERS | OFFICE | {BranchRole.GROUP_LEADER}


@dataclass(frozen=True, order=True)
class Person:
    """A member, by the number messages go by and the key their dedupe keys carry."""

    id: int
    key: str


@dataclass(frozen=True)
class Holder:
    """A role held today."""

    person: Person
    role: BranchRole
    organisation_id: int


@dataclass(frozen=True)
class Roles:
    """Every role held on a day, by organisation."""

    held: Mapping[int, tuple[Holder, ...]]

    def officers(self, organisation_id: int) -> list[Person]:
        """Who holds any role in an organisation itself."""
        return sorted({holder.person for holder in self.held.get(organisation_id, ())})

    def leaders(self, chain: Collection[int]) -> list[Person]:
        """Who leads an organisation: its secretary and deputy or group leader; with none, whoever leads above it.

        Args:
            chain: Ids from the root to the organisation.
        """
        for organisation_id in reversed(list(chain)):
            found = {one.person for one in self.held.get(organisation_id, ()) if one.role in _STEER}
            if found:
                return sorted(found)
        return []

    def superiors(self, chain: Collection[int]) -> list[Person]:
        """Who leads the organisation above, or the next one that has somebody."""
        return self.leaders(list(chain)[:-1])


async def roles_on(
    session: AsyncSession, today: dt.date, only: Collection[int] | None = None, *, still: dt.datetime | None = None
) -> Roles:
    """Every role held on a day by somebody on the roster.

    Args:
        session: Any session.
        today: The day.
        only: Organisations to look at; None: all.
        still: Somebody who left the roster after this moment counts as well (UTC), for a day in the past.
    """
    query = (
        select(Member.id, Member.key, RoleGrant.role, RoleGrant.organisation_id)
        .join(Member, Member.id == RoleGrant.member_id)
        .where(
            held_on(today),
            Member.status.in_(PRESENT) if still is None else Member.status.in_(PRESENT) | (Member.left_at >= still),
        )
    )
    if only is not None:
        query = query.where(RoleGrant.organisation_id.in_(sorted(only)))
    rows = await session.execute(query)
    held: dict[int, list[Holder]] = {}
    for row in rows:
        holder = Holder(Person(row.id, row.key), row.role, row.organisation_id)
        held.setdefault(row.organisation_id, []).append(holder)
    return Roles({organisation_id: tuple(found) for organisation_id, found in held.items()})


async def members_of(session: AsyncSession, organisation_id: int, path: str, level: OrgLevel) -> list[Person]:
    """Everybody in an organisation and below it."""
    query = (
        select(Member.id, Member.key)
        .join(Membership, Membership.member_id == Member.id)
        .where(Membership.ends_on.is_(None), Member.status.in_(PRESENT), Member.stage.in_(MEMBERS))
        .order_by(Member.id)
    )
    if level is OrgLevel.PARTY_GROUP:
        query = query.where(Membership.group_id == organisation_id)
    elif level is OrgLevel.BRANCH:
        query = query.where(Membership.branch_id == organisation_id)
    else:
        query = query.join(Organisation, Organisation.id == Membership.branch_id).where(
            Organisation.path.startswith(path, autoescape=True)
        )
    return [Person(row.id, row.key) for row in await session.execute(query)]


async def members_of_some(
    session: AsyncSession, places: Collection[tuple[int, str, OrgLevel]]
) -> dict[int, list[Person]]:
    """Everybody in each of some organisations and below it; all branches, and all groups, in one query.

    Args:
        session: Any session.
        places: Their ids, paths and levels.
    """
    found: dict[int, list[Person]] = {place[0]: [] for place in places}
    for level, column in ((OrgLevel.PARTY_GROUP, Membership.group_id), (OrgLevel.BRANCH, Membership.branch_id)):
        ids = [place[0] for place in places if place[2] is level]
        if not ids:
            continue
        rows: Any = await session.execute(
            select(column, Member.id, Member.key)
            .join(Membership, Membership.member_id == Member.id)
            .where(
                among(column, ids),
                Membership.ends_on.is_(None),
                Member.status.in_(PRESENT),
                Member.stage.in_(MEMBERS),
            )
            .order_by(Member.id)
        )
        for place_id, member_id, key in rows:
            found[place_id].append(Person(member_id, key))
    for place in places:
        if place[2] not in (OrgLevel.PARTY_GROUP, OrgLevel.BRANCH):
            found[place[0]] = await members_of(session, *place)
    return found


async def people(
    session: AsyncSession, roles: Roles, organisation: tuple[int, str, OrgLevel], audience: Audience
) -> list[Person]:
    """Whom something of an organisation is for.

    Args:
        session: Any session.
        roles: Who holds what today.
        organisation: Its id, path and level.
        audience: Which audience; ``PERSON`` is known only to who asks, and nobody here.
    """
    organisation_id, path, level = organisation
    chain = [int(part) for part in path.strip("/").split("/")]
    if audience is Audience.MEMBERS:
        return await members_of(session, organisation_id, path, level)
    if audience is Audience.OFFICERS:
        return roles.officers(organisation_id)
    if audience is Audience.LEADERS:
        return roles.leaders(chain)
    if audience is Audience.SUPERIOR:
        return together(roles.leaders(chain), roles.superiors(chain))
    return []


def together(*groups: Iterable[Person]) -> list[Person]:
    """Several groups, each person once."""
    return sorted({person for group in groups for person in group})
