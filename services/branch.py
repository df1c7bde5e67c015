"""What leaders and the office see of their organisations, and the settings they change."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account, Binding
from db.chats import BoundChat
from db.members import Member, Membership
from db.names import BranchRole, MemberStatus, OrgLevel, Reach, RequestState
from db.organisations import Organisation, RoleGrant, Term, held_on
from db.registration import RegistrationRequest
from services import access, audit, org_settings, terms
from services.access import OFFICE, STEWARD_OF, STEWARDS, Actor, Need
from services.errors import BadInput
from services.house import House
from services.naming import shown, shown_apart
from services.org_settings import OrgSettings, settings_of, settings_of_all
from services.paging import page_of
from services.tree_order import BY_BRANCH

#: What every act of this module demands; the services ask again, because a role may end while a form is open.

#: Names on one page of a list.
PAGE = 30
#: Organisations below on one page.
CHILDREN_PAGE = 12
#: Longest contact person and contact point, as the columns are.
CONTACT_NAME_LENGTH = 40
CONTACT_POINT_LENGTH = 100
#: Longest sentence about paying, as ``OrgSettings`` limits it.
HOW_TO_PAY_LENGTH = 200

_ON_ROSTER = (MemberStatus.ACTIVE, MemberStatus.TRANSFER_PENDING)


class TooLong(BadInput):
    """A text is longer than its column. Fields: ``limit`` in characters."""

    code = "too-long"


class BadZone(BadInput):
    """No such time zone."""

    code = "bad-zone"


class BadSetting(BadInput):
    """The value does not fit the setting."""

    code = "bad-setting"


class Standing(StrEnum):
    """How a member stands to the bot."""

    REGISTERED = "REGISTERED"
    NOT_REGISTERED = "NOT_REGISTERED"
    BLOCKED = "BLOCKED"
    DEACTIVATED = "DEACTIVATED"


@dataclass(frozen=True)
class Child:
    """An organisation below, with the members in it and below it."""

    id: int
    name: str
    level: OrgLevel
    members: int


@dataclass(frozen=True)
class Leader:
    """A role held today, the person named as the branch chose."""

    role: BranchRole
    name: str


@dataclass(frozen=True)
class Overview:
    """An organisation as its stewards see it.

    Attributes:
        parent_id: The organisation above, if the actor reaches it.
        counts: Members by standing, those below included.
        requests: Registration requests that wait for a decision, those below included.
        chats: Bound groups and channels of this organisation itself.
        term_ends_on: Last day of the current term of office.
        may_set_term: The actor is the office above, and such organisations have terms.
    """

    id: int
    name: str
    level: OrgLevel
    parent_id: int | None
    children: tuple[Child, ...]
    counts: dict[Standing, int]
    leaders: tuple[Leader, ...]
    requests: int
    chats: int
    term_ends_on: dt.date | None
    may_set_term: bool
    contact_name: str | None
    contact_point: str | None
    settings: OrgSettings

    @property
    def members(self) -> int:
        """How many members there are, those below included."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Page:
    """One page of a list of names.

    Attributes:
        number: From 1.
        pages: How many there are, at least 1.
        total: Names in all.
        names: As each one's branch names people in chat; where the list spans branches, with the branch.
    """

    organisation: str
    number: int
    pages: int
    total: int
    names: tuple[tuple[str, str | None, Standing], ...]


def _inside(path: str, organisation_id: int) -> Any:
    """The open memberships in an organisation or below; a group's are those that name it."""
    return and_(
        Membership.ends_on.is_(None),
        Member.status.in_(_ON_ROSTER),
        or_(Organisation.path.startswith(path, autoescape=True), Membership.group_id == organisation_id),
    )


def _standing() -> Any:
    return case(
        (Account.id.is_(None), Standing.NOT_REGISTERED.value),
        (Account.reach == Reach.BLOCKED, Standing.BLOCKED.value),
        (Account.reach == Reach.DEACTIVATED, Standing.DEACTIVATED.value),
        else_=Standing.REGISTERED.value,
    )


def people_in(query: Select[Any], path: str, organisation_id: int) -> Select[Any]:
    """A query about the members in an organisation and below, each with the account that speaks for him, if any.

    Args:
        query: What is asked of ``Member``, ``Membership``, ``Organisation`` (the branch) and ``Account``.
        path: The organisation's path.
        organisation_id: Its id.
    """
    return (
        query.select_from(Member)
        .join(Membership, Membership.member_id == Member.id)
        .join(Organisation, Organisation.id == Membership.branch_id)
        .outerjoin(Binding, and_(Binding.member_id == Member.id, Binding.unbound_at.is_(None)))
        .outerjoin(Account, Account.id == Binding.account_id)
        .where(_inside(path, organisation_id))
    )


async def roots(house: House, actor: Actor) -> tuple[Child, ...]:
    """The organisations the actor leads or administers, the topmost only; empty when there are none."""
    held = actor.roots(STEWARDS)
    async with house.db.read() as session:
        if "/" in held:
            found = list(
                await session.scalars(
                    select(Organisation)
                    .where(Organisation.parent_id.is_(None), Organisation.ended_at.is_(None))
                    .order_by(Organisation.id)
                )
            )
        else:
            topmost = [path for path in held if not any(path != other and path.startswith(other) for other in held)]
            found = list(
                await session.scalars(
                    select(Organisation)
                    .where(Organisation.path.in_(topmost), Organisation.ended_at.is_(None))
                    .order_by(*BY_BRANCH)
                )
            )
        return tuple([await _child(session, one) for one in found])


async def _child(session: AsyncSession, organisation: Organisation) -> Child:
    count = await session.scalar(
        people_in(select(func.count(Member.id)), organisation.path, organisation.id),
    )
    return Child(organisation.id, organisation.name, organisation.level, count or 0)


async def overview(house: House, actor: Actor, organisation_id: int) -> Overview:
    """An organisation as it stands today.

    Raises:
        NotAllowed: The actor does not reach it, or there is none.
    """
    today = house.today()
    async with house.db.read() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        organisation = await session.get_one(Organisation, organisation_id)
        settings = await settings_of(house, session, organisation_id)
        parent = await session.get(Organisation, organisation.parent_id) if organisation.parent_id else None
        if parent is not None and not actor.reaches(parent.path, STEWARDS):
            parent = None
        below = await session.scalars(
            select(Organisation)
            .where(Organisation.parent_id == organisation_id, Organisation.ended_at.is_(None))
            .order_by(Organisation.id)
        )
        standing = _standing().label("standing")
        counted = await session.execute(
            people_in(select(standing, func.count()), organisation.path, organisation_id).group_by(standing)
        )
        counts = dict.fromkeys(Standing, 0) | {Standing(name): number for name, number in counted}
        return Overview(
            id=organisation.id,
            name=organisation.name,
            level=organisation.level,
            parent_id=parent.id if parent else None,
            children=tuple([await _child(session, one) for one in below]),
            counts=counts,
            leaders=await _leaders(session, organisation_id, settings, today),
            requests=await _waiting(session, organisation.path),
            chats=await _chats(session, organisation_id),
            term_ends_on=await session.scalar(
                select(Term.ends_on)
                .where(Term.organisation_id == organisation_id, Term.starts_on <= today)
                .order_by(Term.starts_on.desc())
                .limit(1)
            ),
            may_set_term=terms.has_terms(house, organisation.level) and actor.reaches(organisation.path, OFFICE),
            contact_name=organisation.contact_name,
            contact_point=organisation.contact_point,
            settings=settings,
        )


async def _leaders(
    session: AsyncSession, organisation_id: int, settings: OrgSettings, today: dt.date
) -> tuple[Leader, ...]:
    rows = await session.execute(
        select(RoleGrant.role, Member.name, Member.code)
        .join(Member, Member.id == RoleGrant.member_id)
        .where(
            RoleGrant.organisation_id == organisation_id,
            held_on(today),
        )
        .order_by(RoleGrant.id)
    )
    order = list(BranchRole)
    held = [Leader(role, shown(settings.names_in_chat, name, code)) for role, name, code in rows]
    return tuple(sorted(held, key=lambda one: order.index(one.role)))


async def _waiting(session: AsyncSession, path: str) -> int:
    number = await session.scalar(
        select(func.count(RegistrationRequest.id))
        .join(Organisation, Organisation.id == RegistrationRequest.branch_id)
        .where(RegistrationRequest.state == RequestState.PENDING, Organisation.path.startswith(path, autoescape=True))
    )
    return number or 0


async def _chats(session: AsyncSession, organisation_id: int) -> int:
    number = await session.scalar(
        select(func.count(BoundChat.id)).where(
            BoundChat.organisation_id == organisation_id, BoundChat.unbound_at.is_(None)
        )
    )
    return number or 0


async def people(house: House, actor: Actor, organisation_id: int, standing: Standing | None, number: int) -> Page:
    """One page of the members of an organisation, of one standing or all.

    Args:
        house: The house.
        actor: Who looks.
        organisation_id: Whose members; those below are included.
        standing: Which; None means all.
        number: Which page, from 1; one past the end shows the last.

    Raises:
        NotAllowed: The actor does not reach it.
    """
    async with house.db.read() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        organisation = await session.get_one(Organisation, organisation_id)
        label = _standing().label("standing")
        query = people_in(
            select(Member.name, Member.code, Organisation.id, Organisation.name, label),
            organisation.path,
            organisation_id,
        )
        if standing is not None:
            query = query.where(label == standing.value)
        total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
        number, pages = page_of(number, total, PAGE)
        rows = list(
            await session.execute(query.order_by(*BY_BRANCH, Member.id).limit(PAGE).offset((number - 1) * PAGE))
        )
        settings = await settings_of_all(house, session)
        spans = organisation.level in (OrgLevel.PARTY_COMMITTEE, OrgLevel.GENERAL_BRANCH)
        names: list[tuple[str, str | None, Standing]] = []
        for branch_id in dict.fromkeys(row[2] for row in rows):
            mine = [row for row in rows if row[2] == branch_id]
            called = shown_apart(settings[branch_id].names_in_chat, [(row[0], row[1]) for row in mine])
            names += [
                (text, row[3] if spans else None, Standing(row[4])) for text, row in zip(called, mine, strict=True)
            ]
        return Page(organisation.name, number, pages, total, tuple(names))


async def change_setting(
    house: House, actor: Actor, organisation_id: int, key: str, value: Any, *, need: Need = STEWARD_OF
) -> None:
    """Change one setting of an organisation; None goes back to what it inherits.

    Args:
        house: The house.
        actor: Who.
        organisation_id: Whose setting.
        key: A field of ``OrgSettings``.
        value: A JSON value (times as ``HH:MM``).
        need: Who may, where others than the stewards look after it.

    Raises:
        NotAllowed: The actor does not reach it.
        BadZone: No such time zone.
        BadSetting: The value does not fit.
    """
    if key == "timezone" and value is not None:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise BadZone from error
    async with house.db.write() as session:
        await access.check(session, actor, need, organisation_id)
        try:
            await org_settings.change(session, organisation_id, key, value, house.now())
        except (KeyError, ValidationError) as error:
            raise BadSetting from error
        await audit.record(
            session,
            actor=actor.audit_name,
            action="organisation.setting_changed",
            subject=f"organisation:{organisation_id}",
            now=house.now(),
            # What a branch writes about payment may name a person: the log says only that it changed.
            details={"key": key, "value": None if value is None or key == "dues_how_to_pay" else str(value)},
        )


async def change_quiet_hours(
    house: House, actor: Actor, organisation_id: int, hours: tuple[dt.time, dt.time] | None
) -> None:
    """Change both ends of the quiet hours at once; None goes back to what is inherited, equal means none.

    Raises:
        NotAllowed: The actor does not reach it.
    """
    start, end = (f"{hours[0]:%H:%M}", f"{hours[1]:%H:%M}") if hours is not None else (None, None)
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        await org_settings.change(session, organisation_id, "quiet_start", start, house.now())
        await org_settings.change(session, organisation_id, "quiet_end", end, house.now())
        await audit.record(
            session,
            actor=actor.audit_name,
            action="organisation.setting_changed",
            subject=f"organisation:{organisation_id}",
            now=house.now(),
            details={"key": "quiet_hours", "value": f"{start}-{end}" if hours is not None else None},
        )


async def change_contact(house: House, actor: Actor, organisation_id: int, name: str | None, point: str | None) -> None:
    """Name the contact person and the contact point of an organisation; None for both removes them.

    Raises:
        NotAllowed: The actor does not reach it.
        TooLong: A text is longer than its column.
    """
    for text, limit in ((name, CONTACT_NAME_LENGTH), (point, CONTACT_POINT_LENGTH)):
        if text is not None and len(text) > limit:
            raise TooLong(limit=limit)
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        organisation = await session.get_one(Organisation, organisation_id)
        organisation.contact_name, organisation.contact_point = name or None, point or None
        await audit.record(
            session,
            actor=actor.audit_name,
            action="organisation.contact_changed",
            subject=f"organisation:{organisation_id}",
            now=house.now(),
        )
