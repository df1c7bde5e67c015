"""The yearly goals of organisations: counted from their meetings when they are asked for; nothing is stored.

Counts of meetings only: no name, no attendance of anybody. Organisations stand in the order of the tree, never by what
they have held.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.attendance import Attendance, RollCall
from db.meetings import Meeting, MeetingPart, MeetingType
from db.members import Member, Membership
from db.names import Audience, BranchRole, EventType, MeetingState, MembershipStage, OrgLevel, PartState
from db.organisations import Organisation
from services import access, audiences, audit
from services.access import STEWARDS, Actor, Need, Scope, Status
from services.attendance import facts as attendance
from services.attendance.counting import THERE
from services.errors import BadInput
from services.files import Made
from services.goals import sheet
from services.goals.counting import Count, Gathering, count
from services.goals.rules import Goal, OnlyIf, load
from services.house import House
from services.org_settings import settings_of_some

#: Whoever leads, the office, and the discipline member, who sees what was held and when.
VIEWER_OF = Need(Status.CONSENTED, STEWARDS | {BranchRole.DISCIPLINE_MEMBER}, Scope.ORGANISATION)

#: Years one may ask for: what the bot may know about.
FIRST_YEAR, LAST_YEAR = 2020, 2100
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Place:
    """An organisation with its duties of a year."""

    id: int
    name: str
    level: OrgLevel
    counts: tuple[Count, ...]

    @property
    def asked(self) -> int:
        """All that is asked of it."""
        return sum(one.asked for one in self.counts)

    @property
    def met(self) -> int:
        """All that was held of it."""
        return sum(one.met for one in self.counts)


@dataclass(frozen=True)
class Board:
    """The yearly goals of an organisation and of what is below it, in the order of the tree.

    Attributes:
        today: By the organisation's wall clock.
        places: Only those of which something is asked.
    """

    id: int
    organisation: str
    level: OrgLevel
    year: int
    today: dt.date
    places: tuple[Place, ...]


async def board(house: House, actor: Actor, organisation_id: int, year: int | None = None) -> Board:
    """The yearly goals of an organisation and what is below it.

    Args:
        house: The house.
        actor: Who looks.
        organisation_id: Which.
        year: Which year; None: this one.

    Raises:
        NotAllowed: The actor does not reach the organisation.
        BadInput: No such year.
    """
    async with house.db.read() as session:
        await access.check(session, actor, VIEWER_OF, organisation_id)
        here = await session.get_one(Organisation, organisation_id)
        settings = (await settings_of_some(house, session, {organisation_id}))[organisation_id]
        today = house.now().astimezone(ZoneInfo(settings.timezone)).date()
        year = today.year if year is None else year
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise BadInput
        places = await _places(house, session, here, year)
        return Board(here.id, here.name, here.level, year, today, tuple(places))


async def export(house: House, actor: Actor, organisation_id: int, year: int | None = None) -> Made:
    """Sheet 组织生活落实情况表 (``domain_rules.md`` 10.13) of an organisation and what is below it.

    Raises:
        NotAllowed: The actor does not reach the organisation.
        BadInput: No such year.
    """
    found = await board(house, actor, organisation_id, year)
    async with house.db.write() as session:
        await audit.record(
            session,
            actor=actor.audit_name,
            action="goals.exported",
            subject=f"organisation:{organisation_id}",
            now=house.now(),
            details={"year": found.year},
        )
    rows = [(place.name, place.counts) for place in found.places]
    content = await asyncio.to_thread(sheet.write, found.organisation, found.year, rows, found.today)
    return Made(content, f"{found.organisation}组织生活落实情况表_{found.year}.xlsx")


async def _places(house: House, session: AsyncSession, here: Organisation, year: int) -> list[Place]:
    now = house.now()
    tree = list(
        await session.scalars(
            select(Organisation).where(Organisation.path.startswith(here.path), Organisation.ended_at.is_(None))
        )
    )
    tree.sort(key=_chain)
    settings = await settings_of_some(house, session, [one.id for one in tree])
    zones = {key: ZoneInfo(one.timezone) for key, one in settings.items()}
    held = await _gatherings(session, tree, zones, year, now)
    committees = await _with_committee(house, session, [one.id for one in tree if one.level is OrgLevel.BRANCH])
    found = []
    for one in tree:
        groups = [each for each in tree if each.parent_id == one.id and each.level is OrgLevel.PARTY_GROUP]
        counts = []
        for rule in load().at(one.level):
            if rule.only_if is OnlyIf.COMMITTEE and one.id not in committees:
                continue
            units = groups if rule.only_if is OnlyIf.GROUPS else [one]
            parts = [_count(rule, held, unit, zones[unit.id], year, now) for unit in units]
            if parts:
                total = parts[0]
                for part in parts[1:]:
                    total += part
                counts.append(total)
        if counts:
            found.append(Place(one.id, one.name, one.level, tuple(counts)))
    return found


def _chain(one: Organisation) -> list[int]:
    return [int(part) for part in one.path.strip("/").split("/")]


def _count(
    rule: Goal,
    held: Mapping[tuple[int, EventType], Sequence[Gathering]],
    unit: Organisation,
    zone: ZoneInfo,
    year: int,
    now: dt.datetime,
) -> Count:
    mine = held.get((unit.id, rule.type), ())
    today, since = now.astimezone(zone).date(), unit.created_at.astimezone(zone).date()
    return count(rule, mine, year, today, since)


async def _gatherings(
    session: AsyncSession, tree: Sequence[Organisation], zones: Mapping[int, ZoneInfo], year: int, now: dt.datetime
) -> dict[tuple[int, EventType], list[Gathering]]:
    """Meetings of a year by organisation and type.

    A meeting of an organisation above for everybody below counts for each of them, and a joint meeting for every branch
    that agreed to it. One that was not called off counts as held when its time has come, unless its roll-call has ended
    with nobody there.
    """
    chains = {one.id: _chain(one) for one in tree}
    hosts = sorted({part for chain in chains.values() for part in chain})
    begin = dt.datetime(year, 1, 1, tzinfo=dt.UTC) - _DAY
    end = dt.datetime(year + 1, 1, 1, tzinfo=dt.UTC) + _DAY
    rows = list(
        await session.execute(
            select(Meeting.id, Meeting.organisation_id, Meeting.starts_at, Meeting.audience, MeetingType.type)
            .join(MeetingType, MeetingType.meeting_id == Meeting.id)
            .outerjoin(
                MeetingPart, (MeetingPart.meeting_id == Meeting.id) & MeetingPart.organisation_id.in_(sorted(chains))
            )
            .where(
                Meeting.state != MeetingState.CANCELLED,
                Meeting.starts_at >= begin,
                Meeting.starts_at < end,
                MeetingType.type.in_({rule.type for rule in load().goal}),
                Meeting.organisation_id.in_(hosts) | MeetingPart.meeting_id.is_not(None),
            )
            .distinct()
        )
    )
    joint = await _joint(session, {row.id for row in rows})
    empty = await _empty(session, {row.id for row in rows})
    found: dict[tuple[int, EventType], list[Gathering]] = {}
    for row in (row for row in rows if row.id not in empty):
        for unit, chain in chains.items():
            own = row.organisation_id == unit or unit in joint.get(row.id, ())
            if own or (row.organisation_id in chain and row.audience is Audience.MEMBERS):
                day = row.starts_at.astimezone(zones[unit]).date()
                found.setdefault((unit, row.type), []).append(Gathering(day, row.starts_at <= now))
    return found


async def _joint(session: AsyncSession, ids: Collection[int]) -> dict[int, set[int]]:
    """By meeting: the organisations that agreed to take part."""
    rows = await session.execute(
        select(MeetingPart.meeting_id, MeetingPart.organisation_id).where(
            MeetingPart.meeting_id.in_(sorted(ids)), MeetingPart.state == PartState.AGREED
        )
    )
    found: dict[int, set[int]] = {}
    for row in rows:
        found.setdefault(row.meeting_id, set()).add(row.organisation_id)
    return found


async def _empty(session: AsyncSession, ids: Collection[int]) -> set[int]:
    """Meetings that did not take place: their roll-call has ended, and nobody was there."""
    called = select(Meeting.id).join(RollCall, attendance.ended()).where(among(Meeting.id, ids))
    came = select(Attendance.meeting_id).where(among(Attendance.meeting_id, ids), Attendance.status.in_(sorted(THERE)))
    return set(await session.scalars(called)) - set(await session.scalars(came.distinct()))


async def _with_committee(house: House, session: AsyncSession, branches: Collection[int]) -> set[int]:
    """Branches that must have a committee, by their full members (``domain_rules.md`` 1.2)."""
    full = func.sum(case((Member.stage == MembershipStage.FULL, 1), else_=0))
    rows = await session.execute(
        select(Membership.branch_id)
        .join(Member, Member.id == Membership.member_id)
        .where(
            Membership.branch_id.in_(sorted(branches)),
            Membership.ends_on.is_(None),
            Member.status.in_(audiences.PRESENT),
        )
        .group_by(Membership.branch_id)
        .having(full >= house.rules.org.committee_from_full_members)
    )
    return {row.branch_id for row in rows}
