"""Whom an announcement is for: an organisation and filters, as data; who that is, is looked up when it is needed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account, Binding
from db.among import among
from db.announcements import Announcement, Receipt
from db.attendance import Attendance
from db.meetings import Meeting
from db.members import Member, Membership
from db.names import AttendanceStatus, BranchRole, MembershipStage, OrgLevel, Reach
from db.organisations import Organisation, RoleGrant, held_on
from services.access import STEWARDS, Actor
from services.audiences import MEMBERS, PRESENT
from services.errors import NotAllowed

#: Who sends announcements: to what his role reaches.
SENDERS = STEWARDS
#: Who was not there, for whatever reason.
NOT_THERE = (AttendanceStatus.ABSENT, AttendanceStatus.LEAVE, AttendanceStatus.UNMARKED)


@dataclass(frozen=True)
class Audience:
    """An organisation's people, as far as every filter lets them through.

    Attributes:
        organisation_id: Everybody in it and below.
        places: Only these branches or groups; empty: all.
        stage: Only full members, or only probationary ones.
        retired: Only the retired, or only the others; None: both.
        roles: Only who holds one of these there.
        unconfirmed_of: Only who has neither confirmed that announcement nor been told of it.
        absent_of: Only who was not at that meeting.
        members: Only these people; empty: all.
    """

    organisation_id: int
    places: tuple[int, ...] = ()
    stage: MembershipStage | None = None
    retired: bool | None = None
    roles: tuple[BranchRole, ...] = ()
    unconfirmed_of: int | None = None
    absent_of: int | None = None
    members: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As stored; what does not filter is left out."""
        found: dict[str, Any] = {
            "places": list(self.places),
            "stage": self.stage.value if self.stage is not None else None,
            "retired": self.retired,
            "roles": [one.value for one in self.roles],
            "unconfirmed_of": self.unconfirmed_of,
            "absent_of": self.absent_of,
            "members": list(self.members),
        }
        return {"organisation_id": self.organisation_id} | {
            name: value for name, value in found.items() if value not in (None, [])
        }

    @property
    def everybody(self) -> bool:
        """Whether nothing filters."""
        return self == Audience(self.organisation_id)


def audience_of(stored: Mapping[str, Any]) -> Audience:
    """An audience as it was before it was stored."""
    stage = stored.get("stage")
    return Audience(
        stored["organisation_id"],
        tuple(stored.get("places", ())),
        MembershipStage(stage) if stage else None,
        stored.get("retired"),
        tuple(BranchRole(one) for one in stored.get("roles", ())),
        stored.get("unconfirmed_of"),
        stored.get("absent_of"),
        tuple(stored.get("members", ())),
    )


@dataclass(frozen=True)
class Addressee:
    """Somebody an announcement is for, where he is now."""

    id: int
    key: str
    branch_id: int
    group_id: int | None


@dataclass(frozen=True)
class Crowd:
    """An audience in numbers.

    Attributes:
        never, blocked, deactivated: Whom no message reaches: never registered, or as the messenger said.
    """

    people: int
    never: int = 0
    blocked: int = 0
    deactivated: int = 0

    @property
    def unreachable(self) -> int:
        """Whom no message reaches."""
        return self.never + self.blocked + self.deactivated


async def check(session: AsyncSession, actor: Actor, audience: Audience) -> None:
    """Whether the actor may speak to an audience.

    Raises:
        NotAllowed: One of his roles must reach its organisation, and whatever it is filtered by.
    """
    named = [select(Organisation.path).where(Organisation.id == audience.organisation_id)]
    if audience.unconfirmed_of is not None:
        named.append(
            select(Organisation.path)
            .join(Announcement, Announcement.organisation_id == Organisation.id)
            .where(Announcement.id == audience.unconfirmed_of)
        )
    if audience.absent_of is not None:
        named.append(
            select(Organisation.path)
            .join(Meeting, Meeting.organisation_id == Organisation.id)
            .where(Meeting.id == audience.absent_of)
        )
    for query in named:
        path = await session.scalar(query)
        if path is None or not actor.reaches(path, SENDERS):
            raise NotAllowed


async def people(session: AsyncSession, audience: Audience, today: dt.date) -> list[Addressee]:
    """Who that is on a day."""
    query = select(Member.id, Member.key, Membership.branch_id, Membership.group_id)
    found = await session.execute((await _through(session, query, audience, today)).order_by(Member.id))
    return [Addressee(row.id, row.key, row.branch_id, row.group_id) for row in found]


async def newcomers(
    session: AsyncSession, audience: Audience, announcement_id: int, today: dt.date, since: dt.date
) -> list[Addressee]:
    """Who of it came on a day or later, and has no receipt of an announcement."""
    query = select(Member.id, Member.key, Membership.branch_id, Membership.group_id)
    has = select(Receipt.member_id).where(Receipt.announcement_id == announcement_id, Receipt.member_id == Member.id)
    found = await session.execute(
        (await _through(session, query, audience, today))
        .where(Membership.starts_on >= since, ~has.exists())
        .order_by(Member.id)
    )
    return [Addressee(row.id, row.key, row.branch_id, row.group_id) for row in found]


async def crowd(session: AsyncSession, audience: Audience, today: dt.date) -> Crowd:
    """The same in numbers, in one query whatever their number."""
    how = case(
        (Account.id.is_(None), "never"),
        (Account.reach == Reach.BLOCKED, "blocked"),
        (Account.reach == Reach.DEACTIVATED, "deactivated"),
        else_="reachable",
    ).label("how")
    query = await _through(session, select(how, func.count().label("many")), audience, today)
    rows = await session.execute(
        query.outerjoin(Binding, (Binding.member_id == Member.id) & Binding.unbound_at.is_(None))
        .outerjoin(Account, Account.id == Binding.account_id)
        .group_by(how)
    )
    counts: dict[str, int] = {row.how: row.many for row in rows}
    return Crowd(sum(counts.values()), counts.get("never", 0), counts.get("blocked", 0), counts.get("deactivated", 0))


async def _through(session: AsyncSession, query: Any, audience: Audience, today: dt.date) -> Any:
    """The query of an audience's people, as far as the filters let them through."""
    place = (
        await session.execute(
            select(Organisation.path, Organisation.level).where(Organisation.id == audience.organisation_id)
        )
    ).one_or_none()
    query = query.select_from(Member).join(
        Membership, (Membership.member_id == Member.id) & Membership.ends_on.is_(None)
    )
    if place is None:
        return query.where(false())
    return query.where(
        Member.status.in_(PRESENT),
        Member.stage.in_(MEMBERS),
        _within(audience.organisation_id, place.path, place.level),
        *_filters(audience, place.path, today),
    )


def _within(organisation_id: int, path: str, level: OrgLevel) -> ColumnElement[bool]:
    if level is OrgLevel.PARTY_GROUP:
        return Membership.group_id == organisation_id
    if level is OrgLevel.BRANCH:
        return Membership.branch_id == organisation_id
    below = select(Organisation.id).where(Organisation.path.startswith(path, autoescape=True))
    return Membership.branch_id.in_(below)


def _filters(audience: Audience, path: str, today: dt.date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if audience.places:
        found.append(or_(among(Membership.branch_id, audience.places), among(Membership.group_id, audience.places)))
    if audience.stage is not None:
        found.append(Member.stage == audience.stage)
    if audience.retired is not None:
        found.append(Member.retired.is_(audience.retired))
    if audience.roles:
        held = (
            select(RoleGrant.member_id)
            .join(Organisation, Organisation.id == RoleGrant.organisation_id)
            .where(
                RoleGrant.role.in_(audience.roles),
                held_on(today),
                Organisation.path.startswith(path, autoescape=True),
            )
        )
        found.append(Member.id.in_(held))
    if audience.unconfirmed_of is not None:
        quiet = select(Receipt.member_id).where(
            Receipt.announcement_id == audience.unconfirmed_of,
            Receipt.confirmed_at.is_(None),
            Receipt.told_at.is_(None),
        )
        found.append(Member.id.in_(quiet))
    if audience.absent_of is not None:
        away = select(Attendance.member_id).where(
            Attendance.meeting_id == audience.absent_of, Attendance.status.in_(NOT_THERE)
        )
        found.append(Member.id.in_(away))
    if audience.members:
        found.append(among(Member.id, audience.members))
    return found
