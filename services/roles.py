"""Roles with dates: who may grant which where, handing a secretary's post over, ending a role.

::

    grant ──(from day on)──> held ──(last day)──> over        one secretary an organisation at a time
      └── ended before its first day is over: annulled, as if it had never been (the audit log keeps it)
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.members import Member, Membership
from db.names import BranchRole, MemberStatus, OrgLevel
from db.organisations import Organisation, RoleGrant
from services import access, audit, outbox
from services.access import OFFICE, STEWARD_OF, STEWARDS, Actor, Need, Scope, Status
from services.errors import AlreadyDone, BadInput, Conflict, NotAllowed
from services.house import House
from services.naming import shown, shown_apart
from services.org_settings import settings_of
from services.paging import page_of
from services.role_days import say_since
from services.tree_order import BY_BRANCH

_BRANCH_ROLES = (
    BranchRole.SECRETARY,
    BranchRole.DEPUTY_SECRETARY,
    BranchRole.ORGANISATION_MEMBER,
    BranchRole.PUBLICITY_MEMBER,
    BranchRole.DISCIPLINE_MEMBER,
    BranchRole.YOUTH_MEMBER,
)
#: Which roles there are at which level, ``domain_rules.md`` 1.2.
ROLES_AT: dict[OrgLevel, tuple[BranchRole, ...]] = {
    OrgLevel.PARTY_COMMITTEE: (BranchRole.COMMITTEE_SECRETARY, BranchRole.PARTY_OFFICE),
    OrgLevel.GENERAL_BRANCH: _BRANCH_ROLES,
    OrgLevel.BRANCH: _BRANCH_ROLES,
    OrgLevel.PARTY_GROUP: (BranchRole.GROUP_LEADER,),
}
#: People on one page of a choice.
PAGE = 12
#: How far ahead or back a first or last day may lie, days.
FURTHEST_DAYS = 366 * 5


class SecretaryThere(Conflict):
    """The post is held and nobody agreed to hand it over. Fields: ``name``."""

    code = "secretary-there"


class RoleHeld(AlreadyDone):
    """He holds this role here already."""

    code = "role-held"


class RoleDayOutOfRange(BadInput):
    """The day is too far away, or the last day lies before the first."""

    code = "role-day"


class RoleNotHere(BadInput):
    """There is no such role at this level, or the person is no member here."""

    code = "role-not-here"


def granters(role: BranchRole) -> frozenset[BranchRole]:
    """Who grants and ends a role: the office; group leaders are named by their branch (``domain_rules.md`` 1.2)."""
    return STEWARDS if role is BranchRole.GROUP_LEADER else OFFICE


@dataclass(frozen=True)
class Held:
    """A role that is held now or will be.

    Attributes:
        may_end: Whether the actor may end it.
    """

    id: int
    role: BranchRole
    member_id: int
    name: str
    starts_on: dt.date
    ends_on: dt.date | None
    may_end: bool


@dataclass(frozen=True)
class Board:
    """The roles of an organisation.

    Attributes:
        grantable: Roles the actor may grant here.
    """

    organisation_id: int
    organisation: str
    level: OrgLevel
    held: tuple[Held, ...]
    grantable: tuple[BranchRole, ...]


@dataclass(frozen=True)
class Choice:
    """One page of the members who may be given a role."""

    organisation: str
    number: int
    pages: int
    people: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Plan:
    """What a grant would do, for the question before it.

    Attributes:
        replaces: Who holds the post now and would hand it over.
    """

    organisation: str
    name: str
    replaces: str | None


async def board(house: House, actor: Actor, organisation_id: int) -> Board:
    """Roles held today or later in an organisation.

    Raises:
        NotAllowed: The actor does not reach it.
    """
    today = house.today()
    async with house.db.read() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        organisation = await session.get_one(Organisation, organisation_id)
        settings = await settings_of(house, session, organisation_id)
        rows = await session.execute(
            select(RoleGrant, Member.name, Member.code)
            .join(Member, Member.id == RoleGrant.member_id)
            .where(
                RoleGrant.organisation_id == organisation_id,
                RoleGrant.ends_on.is_(None) | (RoleGrant.ends_on >= today),
            )
            .order_by(RoleGrant.starts_on, RoleGrant.id)
        )
        order = list(BranchRole)
        held = [
            Held(
                grant.id,
                grant.role,
                grant.member_id,
                shown(settings.names_in_chat, name, code),
                grant.starts_on,
                grant.ends_on,
                actor.reaches(organisation.path, granters(grant.role)),
            )
            for grant, name, code in rows
        ]
        return Board(
            organisation.id,
            organisation.name,
            organisation.level,
            tuple(sorted(held, key=lambda one: order.index(one.role))),
            tuple(role for role in ROLES_AT[organisation.level] if actor.reaches(organisation.path, granters(role))),
        )


async def _organisation(session: AsyncSession, actor: Actor, organisation_id: int, role: BranchRole) -> Organisation:
    await access.check(session, actor, Need(Status.CONSENTED, granters(role), Scope.ORGANISATION), organisation_id)
    organisation = await session.get_one(Organisation, organisation_id)
    if role not in ROLES_AT[organisation.level]:
        raise RoleNotHere
    return organisation


def _pool(organisation: Organisation) -> tuple[ColumnElement[bool], ...]:
    """Who may be given a role: members of the organisation and below; for a group, of its branch."""
    reach = organisation.path
    if organisation.level is OrgLevel.PARTY_GROUP and organisation.parent_id is not None:
        reach = reach.removesuffix(f"{organisation.id}/")
    return (
        Membership.ends_on.is_(None),
        Member.status.in_((MemberStatus.ACTIVE, MemberStatus.TRANSFER_PENDING)),
        Organisation.path.startswith(reach, autoescape=True),
    )


async def candidates(
    house: House, actor: Actor, organisation_id: int, role: BranchRole, *, number: int = 1, name: str = ""
) -> Choice:
    """Members who may be given a role, a page at a time.

    Args:
        house: The house.
        actor: Who grants.
        organisation_id: Where.
        role: Which role.
        number: Which page, from 1.
        name: Part of the name or the member code that was typed; empty means everybody.

    Raises:
        NotAllowed: The actor may not grant it here.
        RoleNotHere: There is no such role at this level.
    """
    async with house.db.read() as session:
        return await choice_of(house, session, await _organisation(session, actor, organisation_id, role), number, name)


async def choice_of(
    house: House, session: AsyncSession, organisation: Organisation, number: int = 1, name: str = "", *, but: int = 0
) -> Choice:
    """The same for a caller who has asked whether the actor may choose; without one member."""
    settings = await settings_of(house, session, organisation.id)
    rows = await session.execute(
        select(Member.id, Member.name, Member.code)
        .join(Membership, Membership.member_id == Member.id)
        .join(Organisation, Organisation.id == Membership.branch_id)
        .where(*_pool(organisation), Member.id != but)
        .order_by(*BY_BRANCH, Member.id)
    )
    wanted = name.strip().lower()
    found = [row for row in rows if not wanted or wanted in (row.name or "").lower() or wanted == row.code.lower()]
    called = shown_apart(settings.names_in_chat, [(row.name, row.code) for row in found])
    people = [(row.id, text) for row, text in zip(found, called, strict=True)]
    number, pages = page_of(number, len(people), PAGE)
    return Choice(organisation.name, number, pages, tuple(people[(number - 1) * PAGE : number * PAGE]))


async def candidate(session: AsyncSession, organisation: Organisation, member_id: int) -> Member:
    """A member who may be given a role there.

    Raises:
        RoleNotHere: He is no member here.
    """
    member = (
        await session.scalars(
            select(Member)
            .join(Membership, Membership.member_id == Member.id)
            .join(Organisation, Organisation.id == Membership.branch_id)
            .where(Member.id == member_id, *_pool(organisation))
        )
    ).one_or_none()
    if member is None:
        raise RoleNotHere
    return member


async def secretary_of(session: AsyncSession, organisation_id: int, on: dt.date) -> RoleGrant | None:
    """Who holds the secretary's post on a day or later."""
    return (
        await session.scalars(
            select(RoleGrant)
            .where(
                RoleGrant.organisation_id == organisation_id,
                RoleGrant.role == BranchRole.SECRETARY,
                RoleGrant.ends_on.is_(None) | (RoleGrant.ends_on >= on),
            )
            .order_by(RoleGrant.starts_on.desc())
            .limit(1)
        )
    ).one_or_none()


async def plan(
    house: House, actor: Actor, organisation_id: int, role: BranchRole, member_id: int, starts_on: dt.date
) -> Plan:
    """What granting would do.

    Raises:
        NotAllowed: The actor may not grant it here.
        RoleNotHere: No such role here, or the person is no member here.
    """
    async with house.db.read() as session:
        organisation = await _organisation(session, actor, organisation_id, role)
        member = await candidate(session, organisation, member_id)
        mode = (await settings_of(house, session, organisation_id)).names_in_chat
        replaces: str | None = None
        if role is BranchRole.SECRETARY:
            there = await secretary_of(session, organisation_id, starts_on)
            if there is not None and there.member_id != member_id:
                holder = await session.get_one(Member, there.member_id)
                replaces = shown(mode, holder.name, holder.code)
        return Plan(organisation.name, shown(mode, member.name, member.code), replaces)


def _checked_day(day: dt.date, today: dt.date) -> dt.date:
    if abs((day - today).days) > FURTHEST_DAYS:
        raise RoleDayOutOfRange
    return day


async def grant(
    house: House,
    actor: Actor,
    organisation_id: int,
    role: BranchRole,
    member_id: int,
    starts_on: dt.date,
    *,
    hand_over: bool = False,
) -> None:
    """Give a member a role from a day on, and tell him.

    Of a role that came with a roster the first day is not known: giving it again from an earlier day says it.

    Args:
        house: The house.
        actor: Who grants: the office above; for a group leader the branch's leaders too.
        organisation_id: Where.
        role: Which.
        member_id: Who gets it; a member of the organisation or below it.
        starts_on: First day.
        hand_over: Whether a secretary who is there hands over on the day before.

    Raises:
        NotAllowed: The actor may not grant it here.
        RoleNotHere: No such role here, or the person is no member here.
        RoleHeld: He holds it already.
        SecretaryThere: The post is held and ``hand_over`` is not set.
        RoleDayOutOfRange: The day is too far away.
    """
    _checked_day(starts_on, house.today())
    async with house.db.write() as session:
        organisation = await _organisation(session, actor, organisation_id, role)
        member = await candidate(session, organisation, member_id)
        await give(house, session, actor, organisation, role, member, (starts_on, None), hand_over=hand_over)


async def give(
    house: House,
    session: AsyncSession,
    actor: Actor,
    organisation: Organisation,
    role: BranchRole,
    member: Member,
    days: tuple[dt.date, dt.date | None],
    *,
    hand_over: bool = False,
) -> None:
    """The same in the transaction of a caller who has asked whether it may be given.

    ``days`` are the first and the last one; None: until it is ended. Raises what ``grant`` raises of the post.
    """
    now = house.now()
    starts_on, ends_on = days
    # One row is the lock for all grants of an organisation; SQLite has one writer anyway.
    await session.execute(select(Organisation.id).where(Organisation.id == organisation.id).with_for_update())
    if await say_since(session, actor, organisation, role, member, starts_on, now):
        return
    await _refuse_repeat(session, organisation.id, role, member.id, starts_on)
    if role is BranchRole.SECRETARY:
        await _hand_over(house, session, actor, organisation, starts_on, agreed=hand_over)
    made = RoleGrant(
        member_id=member.id, organisation_id=organisation.id, role=role, starts_on=starts_on, ends_on=ends_on
    )
    session.add(made)
    await session.flush()
    details = {"role": role.value, "organisation": organisation.id, "from": starts_on.isoformat()}
    await audit.record(
        session,
        actor=actor.audit_name,
        action="role.granted",
        subject=f"member:{member.key}",
        now=now,
        details=details if ends_on is None else details | {"until": ends_on.isoformat()},
    )
    await outbox.enqueue(session, [_notice("granted", made, organisation, starts_on, now)], now)


async def _refuse_repeat(
    session: AsyncSession, organisation_id: int, role: BranchRole, member_id: int, starts_on: dt.date
) -> None:
    held = await session.scalar(
        select(RoleGrant.id)
        .where(
            RoleGrant.organisation_id == organisation_id,
            RoleGrant.role == role,
            RoleGrant.member_id == member_id,
            RoleGrant.ends_on.is_(None) | (RoleGrant.ends_on >= starts_on),
        )
        .limit(1)
    )
    if held is not None:
        raise RoleHeld


async def _hand_over(
    house: House, session: AsyncSession, actor: Actor, organisation: Organisation, on: dt.date, *, agreed: bool
) -> None:
    while (there := await secretary_of(session, organisation.id, on)) is not None:
        holder = await session.get_one(Member, there.member_id)
        if not agreed:
            mode = (await settings_of(house, session, organisation.id)).names_in_chat
            raise SecretaryThere(name=shown(mode, holder.name, holder.code))
        await _close(session, actor, there, holder, organisation, on - dt.timedelta(days=1), house.now())


async def end(house: House, actor: Actor, organisation_id: int, grant_id: int, last_day: dt.date) -> None:
    """End a role after its last day, and tell the member. A role whose first day would come later is annulled.

    Ending what is over already changes nothing.

    Args:
        house: The house.
        actor: Who ends it.
        organisation_id: Where; must be the grant's own.
        grant_id: Which.
        last_day: The last day it is held; yesterday ends it at once.

    Raises:
        NotAllowed: No such grant here, or the actor may not end it.
        RoleDayOutOfRange: The day is too far away.
    """
    _checked_day(last_day, house.today())
    async with house.db.write() as session:
        found = (
            await session.scalars(
                select(RoleGrant)
                .where(RoleGrant.id == grant_id, RoleGrant.organisation_id == organisation_id)
                .with_for_update()
            )
        ).one_or_none()
        if found is None:
            raise NotAllowed
        organisation = await _organisation(session, actor, organisation_id, found.role)
        if found.ends_on is not None and found.ends_on <= last_day:
            return
        member = await session.get_one(Member, found.member_id)
        await _close(session, actor, found, member, organisation, last_day, house.now())


async def _close(
    session: AsyncSession,
    actor: Actor,
    grant_row: RoleGrant,
    member: Member,
    organisation: Organisation,
    last_day: dt.date,
    now: dt.datetime,
) -> None:
    annulled = last_day < grant_row.starts_on
    await audit.record(
        session,
        actor=actor.audit_name,
        action="role.annulled" if annulled else "role.ended",
        subject=f"member:{member.key}",
        now=now,
        details={"role": grant_row.role.value, "organisation": organisation.id, "until": last_day.isoformat()},
    )
    unsent = await outbox.void(session, f"role:{grant_row.id}", now)
    never_told = annulled and unsent > 0
    if not never_told and member.status in (MemberStatus.ACTIVE, MemberStatus.TRANSFER_PENDING):
        what = "annulled" if annulled else "ended"
        await outbox.enqueue(session, [_notice(what, grant_row, organisation, last_day, now)], now)
    if annulled:
        await session.delete(grant_row)
    else:
        grant_row.ends_on = last_day
    await session.flush()


def _notice(
    what: str, grant_row: RoleGrant, organisation: Organisation, day: dt.date, now: dt.datetime
) -> outbox.Message:
    return outbox.Message(
        kind="role_notice",
        # The moment belongs to the key: SQLite may give an annulled grant's number to the next one.
        dedupe_key=f"role:{grant_row.id}:{what}:{day.isoformat()}:{now.isoformat()}",
        subject=f"role:{grant_row.id}",
        payload=outbox.Payload(
            key=f"role-notice-{what}",
            vars={
                "role": {"key": role_key(grant_row.role)},
                "organisation": organisation.name,
                "date": {"date": day.isoformat()},
            },
        ),
        due_at=now,
        expires_at=now + dt.timedelta(days=14),
        member_id=grant_row.member_id,
        priority=outbox.PRIORITY_NOTICE,
    )


def role_key(role: BranchRole) -> str:
    """Catalogue key of a role's name."""
    return f"role-name-{role.value.lower().replace('_', '-')}"
