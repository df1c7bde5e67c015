"""Double organisational life (双重组织生活, 教管条例 art. 16): what leaders take part in, counted by year.

In their branch's life and in that of the leading group. Whoever was there by a roll-call that has ended took part; what
no roll-call knows, and how he took part, the secretary notes. The leader sees his own counts; nobody else sees them,
nobody is ranked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from db.dual import DualLeader, DualRecord
from db.meetings import Meeting, MeetingType
from db.members import Member, Membership
from db.names import DualPart, EventType, MeetingState
from db.organisations import Organisation, RoleGrant, held_on
from services import access, audiences, audit, taking_part
from services.access import STEWARD_OF, STEWARD_OF_MEMBER, Actor
from services.branch import TooLong
from services.errors import BadInput, NotAllowed
from services.goals.rules import load
from services.house import House
from services.naming import shown_apart
from services.org_settings import settings_of

ACTIVITY_LENGTH = 40
#: Meetings offered to be ticked, the newest first.
OFFERED = 8


class DualDayOutOfRange(BadInput):
    """The day lies ahead, or too long ago. Fields: ``days``."""

    code = "dual-day"


@dataclass(frozen=True)
class Tally:
    """What a leader took part in, in one year.

    Attributes:
        branch: In his branch's life.
        group: In the leading group's.
    """

    branch: int
    group: int


@dataclass(frozen=True)
class Noted:
    """One thing he took part in.

    Attributes:
        id: Of what was noted by hand and can be taken back; None: a roll-call says so.
        types: Of the meeting; empty for an activity.
        words: The meeting's title or the activity; None: its types say it.
        part: How he took part; None: nobody noted it.
    """

    id: int | None
    day: dt.date
    organisation: str
    types: tuple[EventType, ...]
    words: str | None
    part: DualPart | None


@dataclass(frozen=True)
class Leader:
    """A leader in a branch's list, in the order of the roster.

    Attributes:
        named: By hand, so that it can be taken back by hand.
    """

    member_id: int
    name: str
    named: bool
    tally: Tally


@dataclass(frozen=True)
class Sheet:
    """One leader's year.

    Attributes:
        name: As his branch names people; empty for himself.
    """

    member_id: int
    branch_id: int
    name: str
    named: bool
    year: int
    tally: Tally
    noted: tuple[Noted, ...]


@dataclass(frozen=True)
class Choice:
    """A meeting he may have taken part in."""

    meeting_id: int
    day: dt.date
    organisation: str
    types: tuple[EventType, ...]
    words: str | None


# --- who is one -----------------------------------------------------------------------------------------------------


async def _leaders(session: AsyncSession, members: Collection[int], today: dt.date) -> dict[int, bool]:
    """Who of some members is a leader, and whether by hand."""
    rules = load().dual_life
    by_role = await session.scalars(
        select(RoleGrant.member_id)
        .join(Organisation, Organisation.id == RoleGrant.organisation_id)
        .where(
            RoleGrant.member_id.in_(sorted(members)),
            RoleGrant.role.in_(rules.roles),
            Organisation.level.in_(rules.levels),
            held_on(today),
        )
    )
    by_hand = await session.scalars(
        select(DualLeader.member_id).where(DualLeader.member_id.in_(sorted(members)), DualLeader.ended_at.is_(None))
    )
    return dict.fromkeys(by_hand, True) | dict.fromkeys(by_role, False)


async def is_leader(house: House, actor: Actor) -> bool:
    """Whether the person himself is one."""
    if actor.member is None:
        return False
    async with house.db.read() as session:
        return bool(await _leaders(session, {actor.member.id}, house.today()))


async def name_leader(house: House, actor: Actor, member_id: int, *, leader: bool) -> None:
    """Say that a member belongs to a leading group, or no longer does; the same twice changes nothing.

    Raises:
        NotAllowed: The actor does not reach him.
    """
    now = house.now()
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF_MEMBER, member_id)
        member = await session.get_one(Member, member_id, with_for_update={"key_share": True})
        query = select(DualLeader).where(DualLeader.member_id == member_id, DualLeader.ended_at.is_(None))
        row = (await session.scalars(query)).one_or_none()
        if leader == (row is not None):
            return
        if row is None:
            session.add(DualLeader(member_id=member_id, named_by=actor.account_id, named_at=now))
        else:
            row.ended_at = now
        await audit.record(
            session,
            actor=actor.audit_name,
            action="dual.named" if leader else "dual.unnamed",
            subject=f"member:{member.key}",
            now=now,
        )


# --- what is counted ------------------------------------------------------------------------------------------------


def _tally(rows: Sequence[taking_part.Record], chain: Sequence[int]) -> Tally:
    """Whatever is above his branch is the leading group's life; a party group's is his branch's."""
    above = sum(row.organisation_id in chain[:-1] for row in rows)
    return Tally(len(rows) - above, above)


async def _branch(session: AsyncSession, member_id: int) -> Organisation:
    query = (
        select(Organisation)
        .join(Membership, Membership.branch_id == Organisation.id)
        .where(Membership.member_id == member_id, Membership.ends_on.is_(None))
    )
    found = (await session.scalars(query)).one_or_none()
    if found is None:
        raise NotAllowed
    return found


def _chain(branch: Organisation) -> list[int]:
    return [int(part) for part in branch.path.strip("/").split("/")]


async def board(house: House, actor: Actor, organisation_id: int) -> tuple[str, tuple[Leader, ...]]:
    """A branch's name and its leaders with their counts of this year.

    Raises:
        NotAllowed: The actor does not reach the organisation.
    """
    async with house.db.read() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        branch = await session.get_one(Organisation, organisation_id)
        settings = await settings_of(house, session, organisation_id)
        zone = ZoneInfo(settings.timezone)
        today = house.now().astimezone(zone).date()
        people = list(
            await session.execute(
                select(Member.id, Member.name, Member.code)
                .join(Membership, Membership.member_id == Member.id)
                .where(
                    Membership.branch_id == organisation_id,
                    Membership.ends_on.is_(None),
                    Member.status.in_(audiences.PRESENT),
                )
                .order_by(Member.id)
            )
        )
        leaders = await _leaders(session, {row.id for row in people}, today)
        people = [row for row in people if row.id in leaders]
        noted = await taking_part.records(session, leaders, today.year, zone)
        names = shown_apart(settings.names_in_chat, [(row.name, row.code) for row in people])
        chain = _chain(branch)
        return branch.name, tuple(
            Leader(row.id, name, leaders[row.id], _tally([one for one in noted if one.member_id == row.id], chain))
            for row, name in zip(people, names, strict=True)
        )


async def of_member(house: House, actor: Actor, member_id: int) -> Sheet:
    """One leader's year, for his branch's stewards.

    Raises:
        NotAllowed: The actor does not reach him.
    """
    async with house.db.read() as session:
        await access.check(session, actor, STEWARD_OF_MEMBER, member_id)
        return await _sheet(house, session, member_id, named=True)


async def mine(house: House, actor: Actor) -> Sheet:
    """The person's own year.

    Raises:
        NotAllowed: He is no member.
    """
    if actor.member is None:
        raise NotAllowed
    async with house.db.read() as session:
        return await _sheet(house, session, actor.member.id, named=False)


async def _sheet(house: House, session: AsyncSession, member_id: int, *, named: bool) -> Sheet:
    branch = await _branch(session, member_id)
    settings = await settings_of(house, session, branch.id)
    member = await session.get_one(Member, member_id)
    zone = ZoneInfo(settings.timezone)
    today = house.now().astimezone(zone).date()
    rows = await taking_part.records(session, {member_id}, today.year, zone)
    leaders = await _leaders(session, {member_id}, today)
    (name,) = shown_apart(settings.names_in_chat, [(member.name, member.code)])
    return Sheet(
        member_id=member_id,
        branch_id=branch.id,
        name=name if named else "",
        named=leaders.get(member_id, False),
        year=today.year,
        tally=_tally(rows, _chain(branch)),
        noted=await _noted(session, rows),
    )


async def _noted(session: AsyncSession, rows: Sequence[taking_part.Record]) -> tuple[Noted, ...]:
    places = {row.organisation_id for row in rows}
    meetings = {row.meeting_id for row in rows if row.meeting_id is not None}
    names = {
        one.id: one.name
        for one in await session.execute(
            select(Organisation.id, Organisation.name).where(Organisation.id.in_(sorted(places)))
        )
    }
    titles = {
        one.id: one.title
        for one in await session.execute(select(Meeting.id, Meeting.title).where(Meeting.id.in_(sorted(meetings))))
    }
    types = await _types(session, meetings)
    return tuple(
        Noted(
            row.id,
            row.held_on,
            names.get(row.organisation_id, ""),
            types.get(row.meeting_id or 0, ()),
            row.activity if row.meeting_id is None else titles.get(row.meeting_id),
            row.part,
        )
        for row in rows
    )


async def _types(session: AsyncSession, ids: Collection[int]) -> dict[int, tuple[EventType, ...]]:
    rows = await session.execute(
        select(MeetingType.meeting_id, MeetingType.type).where(MeetingType.meeting_id.in_(sorted(ids)))
    )
    found: dict[int, list[EventType]] = {}
    for row in rows:
        found.setdefault(row.meeting_id, []).append(row.type)
    return {key: tuple(sorted(types)) for key, types in found.items()}


# --- noting ---------------------------------------------------------------------------------------------------------


async def choices(house: House, actor: Actor, member_id: int) -> tuple[Choice, ...]:
    """The last meetings of his branch and of what is above it that nothing says he took part in yet.

    Raises:
        NotAllowed: The actor does not reach him.
    """
    now = house.now()
    async with house.db.read() as session:
        await access.check(session, actor, STEWARD_OF_MEMBER, member_id)
        branch = await _branch(session, member_id)
        zone = ZoneInfo((await settings_of(house, session, branch.id)).timezone)
        taken = select(DualRecord.meeting_id).where(
            DualRecord.member_id == member_id,
            DualRecord.annulled_at.is_(None),
            DualRecord.meeting_id.is_not(None),
        )
        rows = list(
            await session.execute(
                select(Meeting.id, Meeting.starts_at, Meeting.title, Organisation.name)
                .join(Organisation, Organisation.id == Meeting.organisation_id)
                .where(
                    Meeting.organisation_id.in_(_chain(branch)),
                    Meeting.state != MeetingState.CANCELLED,
                    Meeting.starts_at <= now,
                    Meeting.starts_at > now - dt.timedelta(days=load().dual_life.back_days),
                    Meeting.id.not_in(taken),
                    Meeting.id.not_in(taking_part.there(member_id)),
                )
                .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
                .limit(OFFERED)
            )
        )
        types = await _types(session, {row.id for row in rows})
        return tuple(
            Choice(row.id, row.starts_at.astimezone(zone).date(), row.name, types.get(row.id, ()), row.title)
            for row in rows
        )


async def note_meeting(house: House, actor: Actor, member_id: int, meeting_id: int, part: DualPart) -> Sheet:
    """Note that a leader took part in a meeting that has begun; noting it again only changes how.

    Raises:
        NotAllowed: The actor does not reach him, or it is no such meeting of his branch or of what is above it.
    """
    now = house.now()
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF_MEMBER, member_id)
        branch = await _branch(session, member_id)
        meeting = await session.get(Meeting, meeting_id)
        if (
            meeting is None
            or meeting.organisation_id not in _chain(branch)
            or meeting.state is MeetingState.CANCELLED
            or meeting.starts_at > now
        ):
            raise NotAllowed
        zone = ZoneInfo((await settings_of(house, session, meeting.organisation_id)).timezone)
        row = DualRecord(
            member_id=member_id,
            organisation_id=meeting.organisation_id,
            meeting_id=meeting_id,
            held_on=meeting.starts_at.astimezone(zone).date(),
            part=part,
            noted_by=actor.account_id,
            noted_at=now,
        )
        await _keep(session, actor, row)
        return await _sheet(house, session, member_id, named=True)


async def note_activity(
    house: House, actor: Actor, member_id: int, day: dt.date, activity: str, part: DualPart = DualPart.MEMBER
) -> Sheet:
    """Note that a leader took part in an activity of his branch that is no meeting in the bot.

    Raises:
        NotAllowed: The actor does not reach him.
        BadInput: No words. TooLong: Too many.
        DualDayOutOfRange: The day lies ahead, or too long ago.
    """
    words = " ".join(activity.split())
    if not words:
        raise BadInput
    if len(words) > ACTIVITY_LENGTH:
        raise TooLong(limit=ACTIVITY_LENGTH)
    now = house.now()
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF_MEMBER, member_id)
        branch = await _branch(session, member_id)
        zone = ZoneInfo((await settings_of(house, session, branch.id)).timezone)
        back = load().dual_life.back_days
        if not 0 <= (now.astimezone(zone).date() - day).days <= back:
            raise DualDayOutOfRange(days=back)
        row = DualRecord(
            member_id=member_id,
            organisation_id=branch.id,
            activity=words,
            held_on=day,
            part=part,
            noted_by=actor.account_id,
            noted_at=now,
        )
        await _keep(session, actor, row)
        return await _sheet(house, session, member_id, named=True)


async def _keep(session: AsyncSession, actor: Actor, row: DualRecord) -> None:
    """Store a record; where it is there already, only how he took part may change."""
    try:
        async with session.begin_nested():
            session.add(row)
            await session.flush()
    except IntegrityError:  # noted already: its row is changed
        same = DualRecord.meeting_id == row.meeting_id
        if row.meeting_id is None:
            same = DualRecord.meeting_id.is_(None) & (DualRecord.activity == row.activity)
            same &= DualRecord.held_on == row.held_on
        await session.execute(
            update(DualRecord)
            .where(DualRecord.member_id == row.member_id, DualRecord.annulled_at.is_(None), same)
            .values(part=row.part)
        )
        return
    await _note(session, actor, row.member_id, row.id, "noted", row.noted_at)


async def annul(house: House, actor: Actor, member_id: int, record_id: int) -> Sheet:
    """Take back what was noted by mistake; the row stays and no longer counts. Twice changes nothing.

    Raises:
        NotAllowed: The actor does not reach him, or there is no such record of his.
    """
    now = house.now()
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF_MEMBER, member_id)
        row = await session.get(DualRecord, record_id)
        if row is None or row.member_id != member_id:
            raise NotAllowed
        if row.annulled_at is None:
            row.annulled_at = now
            await session.flush()
            await _note(session, actor, member_id, row.id, "annulled", now)
        return await _sheet(house, session, member_id, named=True)


async def _note(
    session: AsyncSession, actor: Actor, member_id: int, record_id: int, action: str, now: dt.datetime
) -> None:
    member = await session.get_one(Member, member_id)
    await audit.record(
        session,
        actor=actor.audit_name,
        action=f"dual.{action}",
        subject=f"member:{member.key}",
        now=now,
        details={"record": record_id},
    )
