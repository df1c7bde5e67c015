"""Attendance as stewards see it: rates, neutral counters, and the forms. Nothing of it is ever public."""

from __future__ import annotations

import asyncio
import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.attendance import RollCall
from db.meetings import Meeting
from db.members import Membership
from db.names import EventType, MeetingState, OrgLevel
from db.organisations import Organisation
from services import access, audit, naming
from services.access import STEWARD_OF, Actor
from services.attendance import facts, rules, sheet
from services.attendance.counting import Mark, Tally, months_without, tally
from services.attendance.lines import lines_of, officers, people
from services.errors import BadInput, NotAllowed
from services.files import Made
from services.house import House
from services.meetings import facts as gathering
from services.meetings import looking as meetings
from services.meetings.expected import guests, occasion
from services.org_settings import OrgSettings, settings_of
from services.rollcall import CALLER_OF

#: Years one may ask for: what the bot may know about.
FIRST_YEAR, LAST_YEAR = 2020, 2100
_QUARTERS, _MONTHS, _QUARTER = 4, 12, 3
#: Meetings listed on the board.
_MEETINGS = 8


@dataclass(frozen=True)
class Span:
    """A quarter, or a whole year (``quarter`` 0)."""

    year: int
    quarter: int

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR or not 0 <= self.quarter <= _QUARTERS:
            raise BadInput

    @staticmethod
    def around(day: dt.date) -> Span:
        """The quarter a day lies in."""
        return Span(day.year, (day.month - 1) // _QUARTER + 1)

    @property
    def first(self) -> dt.date:
        """Its first day."""
        return dt.date(self.year, max(1, (self.quarter - 1) * _QUARTER + 1), 1)

    @property
    def last(self) -> dt.date:
        """Its last day."""
        month = self.quarter * _QUARTER or _MONTHS
        return dt.date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def before(self) -> Span:
        """The quarter, or the year, before."""
        if not self.quarter:
            return Span(max(FIRST_YEAR, self.year - 1), 0)
        if self.quarter > 1:
            return Span(self.year, self.quarter - 1)
        return Span(max(FIRST_YEAR, self.year - 1), _QUARTERS)

    @property
    def after(self) -> Span:
        """The quarter, or the year, after."""
        if not self.quarter:
            return Span(min(LAST_YEAR, self.year + 1), 0)
        if self.quarter < _QUARTERS:
            return Span(self.year, self.quarter + 1)
        return Span(min(LAST_YEAR, self.year + 1), 1)

    def moments(self, zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
        """``[first, last)`` in UTC."""
        begin = dt.datetime.combine(self.first, dt.time(), zone)
        end = dt.datetime.combine(self.last + dt.timedelta(days=1), dt.time(), zone)
        return begin.astimezone(dt.UTC), end.astimezone(dt.UTC)


@dataclass(frozen=True)
class Missing:
    """Somebody whose months without taking part have come to where a secretary should look."""

    name: str
    months: int


@dataclass(frozen=True)
class Gathering:
    """A meeting that lies behind.

    Attributes:
        called: Its roll-call has ended.
    """

    id: int
    organisation_id: int
    types: tuple[EventType, ...]
    title: str | None
    starts_at: dt.datetime
    called: bool


@dataclass(frozen=True)
class Board:
    """The attendance of a branch or a group in a span.

    Attributes:
        meetings: Its own that lie behind, the latest first.
        uncalled: How many of all its own of that span have no roll-call that has ended.
        missing: By name, never by number of months.
        packs: A month of it can be packed: it is a branch.
    """

    id: int
    organisation: str
    span: Span
    today: dt.date
    held: int
    uncalled: int
    tally: Tally
    meetings: tuple[Gathering, ...]
    missing: tuple[Missing, ...]
    zone: ZoneInfo
    packs: bool


@dataclass(frozen=True)
class _Place:
    id: int
    name: str
    path: str
    level: OrgLevel
    settings: OrgSettings

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.timezone)


async def _place(house: House, session: AsyncSession, actor: Actor, organisation_id: int) -> _Place:
    await access.check(session, actor, STEWARD_OF, organisation_id)
    row = await session.get_one(Organisation, organisation_id)
    if row.level not in (OrgLevel.BRANCH, OrgLevel.PARTY_GROUP):
        raise NotAllowed  # above the branches there are counts of meetings only (services.goals)
    return _Place(row.id, row.name, row.path, row.level, await settings_of(house, session, row.id))


async def board(house: House, actor: Actor, organisation_id: int, span: Span | None = None) -> Board:
    """The rates of a branch or a group in a span, and who has taken no part for months.

    Args:
        house: The house.
        actor: Who looks.
        organisation_id: Which branch or group.
        span: Which quarter or year; None: the quarter that runs.

    Raises:
        NotAllowed: The actor does not reach it, or it is neither a branch nor a group.
    """
    now = house.now()
    async with house.db.read() as session:
        place = await _place(house, session, actor, organisation_id)
        today = now.astimezone(place.zone).date()
        span = span or Span.around(today)
        held = await _held(session, place, span, now)
        by_member = await _marks(session, place, span)
        return Board(
            id=place.id,
            organisation=place.name,
            span=span,
            today=today,
            held=len(held),
            uncalled=sum(not one.called for one in held),
            tally=tally(one for marks in by_member.values() for one in marks),
            meetings=tuple(held[:_MEETINGS]),
            missing=tuple(await _missing(session, place, now)),
            zone=place.zone,
            packs=place.level is OrgLevel.BRANCH,
        )


async def _held(session: AsyncSession, place: _Place, span: Span, now: dt.datetime) -> list[Gathering]:
    """Its own meetings of a span that have begun, and those of its groups, the latest first."""
    first, last = span.moments(place.zone)
    rows = list(
        await session.execute(
            select(Meeting.id, Meeting.organisation_id, Meeting.title, Meeting.starts_at, RollCall.id.label("called"))
            .outerjoin(RollCall, facts.ended())
            .where(
                # By its own and its groups' meetings, not by everybody's of that time.
                Meeting.organisation_id.in_(
                    select(Organisation.id).where(Organisation.path.startswith(place.path, autoescape=True))
                ),
                Meeting.starts_at >= first,
                Meeting.starts_at < min(last, now),
                Meeting.state != MeetingState.CANCELLED,
            )
            .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        )
    )
    types = await gathering.types_of(session, [row.id for row in rows])
    return [
        Gathering(row.id, row.organisation_id, types.get(row.id, ()), row.title, row.starts_at, row.called is not None)
        for row in rows
    ]


async def _marks(session: AsyncSession, place: _Place, span: Span) -> dict[int, list[Mark]]:
    """By member: his marks of a span, from the days on which he belonged here."""
    first, last = span.moments(place.zone)
    members = facts.members_between(place.id, span.first, span.last)
    here: dict[int, list[tuple[dt.date, dt.date | None]]] = defaultdict(list)
    for row in await session.execute(
        select(Membership.member_id, Membership.starts_on, Membership.ends_on).where(
            (Membership.branch_id == place.id) | (Membership.group_id == place.id), Membership.member_id.in_(members)
        )
    ):
        here[row.member_id].append((row.starts_on, row.ends_on))
    found: dict[int, list[Mark]] = {one: [] for one in here}
    for mark in await facts.marks_of(session, members, first, last, place.zone):
        if any(since <= mark.day and (until is None or mark.day <= until) for since, until in here[mark.member_id]):
            found[mark.member_id].append(mark)
    return found


async def _missing(session: AsyncSession, place: _Place, now: dt.datetime) -> list[Missing]:
    today = now.astimezone(place.zone).date()
    least = rules.load().counter.alert_months[0]
    months = await _months(session, place, facts.members_between(place.id, today, today), now)
    listed = [one for one, count in months.items() if count >= least]
    found = await people(session, listed)
    names = naming.shown_apart(place.settings.names_in_chat, [(one.name, one.code) for one in found])
    return [Missing(name, months[one.id]) for one, name in zip(found, names, strict=True)]


async def _months(
    session: AsyncSession, place: _Place, members: Select[Any] | Collection[int], now: dt.datetime
) -> dict[int, int]:
    """By member: consecutive months without taking part, wherever he belonged then."""
    today = now.astimezone(place.zone).date()
    since = now - dt.timedelta(days=31 * rules.load().counter.look_back_months)
    marks: dict[int, list[Mark]] = defaultdict(list)
    for one in await facts.marks_of(session, members, since, now, place.zone):
        marks[one.member_id].append(one)
    return {member_id: months_without(each, today) for member_id, each in marks.items()}


# --- the forms --------------------------------------------------------------------------------------------------------


async def summary(house: House, actor: Actor, organisation_id: int, span: Span) -> Made:
    """Sheet 考勤汇总表 of a branch or a group (``domain_rules.md`` 10.3).

    Args:
        house: The house.
        actor: Who asks for it.
        organisation_id: Which branch or group.
        span: Which quarter or year.

    Raises:
        NotAllowed: The actor does not reach it, or it is neither a branch nor a group.
    """
    now = house.now()
    async with house.db.read() as session:
        place = await _place(house, session, actor, organisation_id)
        today = now.astimezone(place.zone).date()
        by_member = await _marks(session, place, span)
        held = await _held(session, place, span, now)
        months = await _months(session, place, list(by_member), now)
        types = await gathering.types_of(session, {one.meeting_id for each in by_member.values() for one in each})
        rows = [
            sheet.Row(one.name or one.code, tuple(by_member[one.id]), months.get(one.id, 0))
            for one in await people(session, by_member)
        ]
        gaps = [_gap(one, place.zone) for one in reversed(held) if not one.called]
    await _note(house, actor, organisation_id, "summary", year=span.year, quarter=span.quarter)
    content = await asyncio.to_thread(
        sheet.summary, sheet.Summary(place.name, span.year, span.quarter, tuple(rows), types, tuple(gaps), today)
    )
    when = f"{span.year}年第{span.quarter}季度" if span.quarter else f"{span.year}年"
    return Made(content, f"{place.name}考勤汇总表_{when}.xlsx")


def _gap(one: Gathering, zone: ZoneInfo) -> str:
    words = rules.load().form.event
    day = one.starts_at.astimezone(zone).date()
    return f"{day.month}月{day.day}日{one.title or '、'.join(words[each] for each in one.types)}"


async def sign_in(house: House, actor: Actor, organisation_id: int, meeting_id: int) -> Made:
    """Sheet 签到表 of a meeting (``domain_rules.md`` 10.2); before the roll-call has ended with blanks to fill.

    Args:
        house: The house.
        actor: Who asks for it; whoever may call its roll.
        organisation_id: Whose meeting.
        meeting_id: Which.

    Raises:
        NotAllowed: The actor may not call its roll, or the organisation has no such meeting.
    """
    async with house.db.read() as session:
        await access.check(session, actor, CALLER_OF, organisation_id)
        await meetings.find(session, organisation_id, meeting_id)
        held = await occasion(session, meeting_id)
        lines = await lines_of(session, meeting_id)
        chair, recorder = await officers(session, meeting_id)
        others = await guests(session, meeting_id)
    await _note(house, actor, organisation_id, "sign_in", meeting=meeting_id)
    content = await asyncio.to_thread(sheet.sign_in, held, lines, tuple(others), chair=chair, recorder=recorder)
    what = held.title or "、".join(rules.load().form.event[one] for one in held.types)
    return Made(content, f"{held.organisation}{what}签到表_{held.day:%Y%m%d}.xlsx")


async def _note(house: House, actor: Actor, organisation_id: int, what: str, **details: int) -> None:
    async with house.db.write() as session:
        await audit.record(
            session,
            actor=actor.audit_name,
            action="attendance.exported",
            subject=f"organisation:{organisation_id}",
            now=house.now(),
            details={"form": what, **details},
        )
