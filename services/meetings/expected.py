"""Who is expected at a meeting (应到), who of them votes, and what else a roll-call must know of it.

Seen from the day of the meeting: whoever has left since was expected, whoever has come since was not. Nothing of this
is stored; a closed roll-call keeps its own rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnElement, Date, Select, String, and_, bindparam, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.among import among, among_given
from db.base import UTCDateTime
from db.meetings import Meeting, MeetingGuest, MeetingPart, MeetingPerson
from db.members import Member, Membership
from db.names import Audience, EventType, GuestKind, MeetingState, MembershipStage, OrgLevel, PartState, Sitting
from db.organisations import Organisation, OrgSetting
from services import audiences
from services.errors import NotAllowed
from services.meetings import facts as gathering
from services.meetings import usual
from services.org_settings import OrgSettings


@dataclass(frozen=True)
class Expected:
    """Somebody who is expected.

    Attributes:
        key: Opaque; for audit entries and dedupe keys.
        code: What he is called where the branch shows no names.
        organisation_id, organisation: His branch on that day.
        group: His 党小组, where he has one.
        probationary: On that day.
        votes: A full member who is counted among the voters due: probationary members and those whom a human marked
            不计入应到会 are not (``domain_rules.md`` 2.2).
    """

    member_id: int
    key: str
    code: str
    name: str
    organisation_id: int
    organisation: str
    group: str | None
    probationary: bool
    votes: bool


@dataclass(frozen=True)
class Guest:
    """Somebody outside the roster who is there: 列席 or 旁听. He is not expected and never votes."""

    id: int
    name: str
    post: str | None
    kind: GuestKind


@dataclass(frozen=True)
class Session:
    """One sitting of a meeting; whoever is on shift during A comes to B."""

    sitting: Sitting
    starts_at: dt.datetime
    minutes: int
    place: str | None

    @property
    def ends_at(self) -> dt.datetime:
        """When it should be over, UTC."""
        return self.starts_at + dt.timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Occasion:
    """A meeting as its roll-call needs it.

    Attributes:
        title: What people read instead of the names of its types.
        sessions: A, and B where there are two; in order.
        hours: Hours of study it gives who is there, one decimal place.
        zone: Of its organisation's wall clock.
    """

    id: int
    organisation_id: int
    organisation: str
    path: str
    level: OrgLevel
    types: tuple[EventType, ...]
    title: str | None
    theme: str | None
    link: str | None
    state: MeetingState
    sessions: tuple[Session, ...]
    hours: Decimal
    zone: ZoneInfo

    @property
    def starts_at(self) -> dt.datetime:
        """When it begins, UTC."""
        return self.sessions[0].starts_at

    @property
    def minutes(self) -> int:
        """Length of its first sitting."""
        return self.sessions[0].minutes

    @property
    def place(self) -> str | None:
        """Where its first sitting is."""
        return self.sessions[0].place

    @property
    def ends_at(self) -> dt.datetime:
        """When its last sitting should be over, UTC."""
        return self.sessions[-1].ends_at

    @property
    def day(self) -> dt.date:
        """The day it begins on, by its organisation's wall clock."""
        return self.starts_at.astimezone(self.zone).date()


async def occasion(session: AsyncSession, meeting_id: int) -> Occasion:
    """A meeting as its roll-call needs it.

    Raises:
        NotAllowed: There is no such meeting.
    """
    row, place = await _meeting(session, meeting_id)
    types = (await gathering.types_of(session, [row.id])).get(row.id, ())
    return Occasion(
        id=row.id,
        organisation_id=place.id,
        organisation=place.name,
        path=place.path,
        level=place.level,
        types=types,
        title=row.title,
        theme=row.theme,
        link=row.link,
        state=row.state,
        sessions=sessions_of(row),
        hours=row.hours if row.hours is not None else usual.hours(types, row.minutes),
        zone=await _zone(session, place.path),
    )


def sessions_of(row: Meeting) -> tuple[Session, ...]:
    """The sittings of a meeting, in order."""
    first = Session(Sitting.A, row.starts_at, row.minutes, row.place)
    if row.second_starts_at is None or row.second_minutes is None:
        return (first,)
    return (first, Session(Sitting.B, row.second_starts_at, row.second_minutes, row.second_place or row.place))


async def expected(session: AsyncSession, meeting_id: int, *, only: int | None = None) -> Sequence[Expected]:
    """Everyone expected at a meeting, each once: by branch, group and when they came onto the roster.

    Args:
        session: Any session.
        meeting_id: Which meeting.
        only: Look whether this member is among them.

    Raises:
        NotAllowed: There is no such meeting.
    """
    row, place = await _meeting(session, meeting_id)
    zone = await _zone(session, place.path)
    day = row.starts_at.astimezone(zone).date()
    branch, group = aliased(Organisation), aliased(Organisation)
    parts = list(await session.execute(_PARTS, {"meeting": row.id}))
    conditions = await _conditions(session, row, place, parts, branch, day)
    query = (
        select(Member, branch.id.label("branch_id"), branch.name.label("branch"), group.name.label("group"))
        .join(Membership, Membership.member_id == Member.id)
        .join(branch, branch.id == Membership.branch_id)
        .outerjoin(group, group.id == Membership.group_id)
        .where(*conditions)
        # Somebody who changed branches on that very day is expected from where he has come to.
        .order_by(branch.id, Membership.group_id.nulls_first(), Member.id, Membership.starts_on.desc())
    )
    if only is not None:
        query = query.where(Member.id == only)
    found: dict[int, Expected] = {}
    for one in await session.execute(query):
        found.setdefault(one.Member.id, _expected(one, day))
    return list(found.values())


async def expected_among(
    session: AsyncSession, row: Meeting, place: Organisation, zone: ZoneInfo, member_ids: Collection[int]
) -> set[int]:
    """Which of some members are expected at a meeting; what that costs grows with them, not with the meeting.

    Args:
        session: Any session.
        row: The meeting.
        place: Its organisation.
        zone: Of its wall clock.
        member_ids: Who is asked about.
    """
    day = row.starts_at.astimezone(zone).date()
    parts = list(await session.execute(_PARTS, {"meeting": row.id}))
    if row.audience is Audience.MEMBERS and not parts:
        given = {"ids": sorted(member_ids), "meeting": row.id, "id": place.id, "path": place.path}
        given |= {"day": day, "starts_at": row.starts_at}
        return set(await session.scalars(_of_its_own(place.level), given))
    branch = aliased(Organisation)
    conditions = await _conditions(session, row, place, parts, branch, day)
    query = (
        select(Member.id)
        .join(Membership, Membership.member_id == Member.id)
        .join(branch, branch.id == Membership.branch_id)
        .where(among(Member.id, member_ids), *conditions)
    )
    return set(await session.scalars(query))


@lru_cache
def _of_its_own(level: OrgLevel) -> Select[int]:
    """Which of some are expected where the members of an organisation are: what a crowd asks that checks in.

    Written once: building it costs more than asking it.
    """
    branch = aliased(Organisation)
    named = select(MeetingPerson.member_id).where(MeetingPerson.meeting_id == bindparam("meeting"))
    own = bindparam("id", type_=BigInteger), bindparam("path", type_=String), level
    where = _who_is(
        [Member.id.in_(named), _inside(branch, *own)],
        [named, _ever_inside(*own)],
        bindparam("day", type_=Date),
        bindparam("starts_at", type_=UTCDateTime),
    )
    return (
        select(Member.id)
        .join(Membership, Membership.member_id == Member.id)
        .join(branch, branch.id == Membership.branch_id)
        .where(among_given(Member.id, "ids"), *where)
    )


async def _conditions(
    session: AsyncSession, row: Meeting, place: Organisation, parts: Sequence[Any], branch: Any, day: dt.date
) -> list[ColumnElement[bool]]:
    """What of a member, his membership and his branch makes him expected."""
    meant, among_whom = await _meant(session, row, place, parts, branch, day)
    return _who_is(meant, among_whom, day, row.starts_at)


def _who_is(
    meant: Sequence[ColumnElement[bool]], among_whom: Sequence[Select[int]], day: Any, starts_at: Any
) -> list[ColumnElement[bool]]:
    return [
        # Said twice: of an ``or`` over several tables a database makes no use of their indexes.
        Member.id.in_(union_all(*among_whom)),
        Membership.starts_on <= day,
        Membership.ends_on.is_(None) | (Membership.ends_on >= day),
        Member.status.in_(audiences.PRESENT) | (Member.left_at >= starts_at),
        or_(*meant),
    ]


async def guests(session: AsyncSession, meeting_id: int) -> Sequence[Guest]:
    """Who is there without being expected, in the order in which they were entered."""
    rows = await session.scalars(
        select(MeetingGuest).where(MeetingGuest.meeting_id == meeting_id).order_by(MeetingGuest.id)
    )
    return [Guest(row.id, row.name, row.post, row.kind) for row in rows]


async def _meeting(session: AsyncSession, meeting_id: int) -> tuple[Meeting, Organisation]:
    query = (
        select(Meeting, Organisation)
        .join(Organisation, Organisation.id == Meeting.organisation_id)
        .where(Meeting.id == meeting_id)
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise NotAllowed
    return found[0], found[1]


def _expected(one: Any, day: dt.date) -> Expected:
    member: Member = one.Member
    probationary = member.stage is not MembershipStage.FULL or (
        member.full_on is not None and member.full_on.first_day > day
    )
    return Expected(
        member_id=member.id,
        key=member.key,
        code=member.code,
        name=member.name or member.code,  # an erased one has no name
        organisation_id=one.branch_id,
        organisation=one.branch,
        group=one.group,
        probationary=probationary,
        votes=not probationary and not member.not_counted_in_due,
    )


#: Other organisations whose members a meeting is for, once they agreed.
_PARTS = (
    select(Organisation.id, Organisation.path, Organisation.level)
    .join(MeetingPart, MeetingPart.organisation_id == Organisation.id)
    .where(MeetingPart.meeting_id == bindparam("meeting"), MeetingPart.state == PartState.AGREED)
)


async def _meant(
    session: AsyncSession, row: Meeting, place: Organisation, parts: Sequence[Any], branch: Any, day: dt.date
) -> tuple[list[ColumnElement[bool]], list[Select[int]]]:
    """What a member meets to be meant, one of these; and queries for members among whom all of them are."""
    own = (place.id, place.path, place.level)
    named = select(MeetingPerson.member_id).where(MeetingPerson.meeting_id == row.id)
    meant: list[ColumnElement[bool]] = [Member.id.in_(named)]
    among_whom: list[Select[int]] = [named]
    for part in parts:
        meant.append(_inside(branch, part.id, part.path, part.level))
        among_whom.append(_ever_inside(part.id, part.path, part.level))
    if row.audience is Audience.MEMBERS:
        meant.append(_inside(branch, *own))
        among_whom.append(_ever_inside(*own))
    elif row.audience is not None:
        chain = [int(part) for part in place.path.strip("/").split("/")]
        roles = await audiences.roles_on(session, day, chain, still=row.starts_at)
        people = [person.id for person in await audiences.people(session, roles, own, row.audience)]
        meant.append(Member.id.in_(people))
        among_whom.append(select(Member.id).where(Member.id.in_(people)))
    return meant, among_whom


def _inside(branch: Any, organisation_id: Any, path: Any, level: OrgLevel) -> ColumnElement[bool]:
    members = Member.stage.in_(audiences.MEMBERS)
    if level is OrgLevel.PARTY_GROUP:
        return and_(members, Membership.group_id == organisation_id)
    return and_(members, branch.path.startswith(path))


def _ever_inside(organisation_id: Any, path: Any, level: OrgLevel) -> Select[int]:
    """Members who belong to an organisation, or once did."""
    if level is OrgLevel.PARTY_GROUP:
        return select(Membership.member_id).where(Membership.group_id == organisation_id)
    branches = select(Organisation.id).where(Organisation.path.startswith(path))
    return select(Membership.member_id).where(Membership.branch_id.in_(branches))


async def _zone(session: AsyncSession, path: str) -> ZoneInfo:
    chain = [int(part) for part in path.strip("/").split("/")]
    rows = await session.execute(
        select(OrgSetting.organisation_id, OrgSetting.value).where(
            OrgSetting.organisation_id.in_(chain), OrgSetting.key == "timezone"
        )
    )
    by_place = {row.organisation_id: str(row.value) for row in rows}
    named = next((by_place[one] for one in reversed(chain) if one in by_place), OrgSettings().timezone)
    return ZoneInfo(named)
