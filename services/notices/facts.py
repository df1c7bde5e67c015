"""What the planner of notices needs to know, in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.annual_plans import AnnualPlan
from db.meetings import Meeting, MeetingType
from db.members import Member, Membership
from db.names import Audience, EventType, MeetingState, MembershipStage, RuleKind
from services import audiences, given_dates, workdays
from services.audiences import Person
from services.house import House
from services.notices.items import Facts
from services.org_settings import settings_of_all
from services.recurrence import DateOf, Period, date_of, period_of
from services.reminder_rules import book as books
from services.reminder_rules.book import Place, Rule

_ACTING = (RuleKind.DUTY, RuleKind.NOTICE)


async def load(
    house: House, session: AsyncSession, first: dt.date, last: dt.date, only: Collection[int] | None = None
) -> Facts:
    """The facts for occurrences in ``[first, last]``.

    Args:
        house: The house.
        session: Any session.
        first: First day.
        last: Last day.
        only: Organisations to look at; None: all.
    """
    book = await books.load(session)
    places = {key: place for key, place in book.places.items() if only is None or key in only}
    rules = {
        place.id: [rule for rule in book.acting(place) if rule.enabled and rule.kind in _ACTING]
        for place in places.values()
    }
    settings = await settings_of_all(house, session)
    counted, committees = await _members(house, session, book.places)
    return Facts(
        places=places,
        rules=rules,
        settings=settings,
        roles=await audiences.roles_on(session, house.today()),
        table=await workdays.load(session, first, last),
        given=await _given(house, session, rules),
        members=counted,
        committees=committees,
        everybody=await _everybody(session, places, rules),
        planned=await _planned(session, first, last, {key: ZoneInfo(one.timezone) for key, one in settings.items()}),
        confirmed=await _confirmed(session, first.year),
    )


async def _members(
    house: House, session: AsyncSession, places: Mapping[int, Place]
) -> tuple[dict[int, int], frozenset[int]]:
    """Members of branches and groups, and which branches must have a committee."""
    full = func.sum(case((Member.stage == MembershipStage.FULL, 1), else_=0)).label("full")
    rows = await session.execute(
        select(Membership.branch_id, Membership.group_id, func.count().label("many"), full)
        .join(Member, Member.id == Membership.member_id)
        .where(
            Membership.ends_on.is_(None),
            Member.status.in_(audiences.PRESENT),
            Member.stage.in_(audiences.MEMBERS),
        )
        .group_by(Membership.branch_id, Membership.group_id)
    )
    counted: dict[int, int] = {}
    full_members: dict[int, int] = {}
    for row in rows:
        full_members[row.branch_id] = full_members.get(row.branch_id, 0) + int(row.full)
        above = places[row.branch_id].chain if row.branch_id in places else []
        for one in [*above, *([row.group_id] if row.group_id is not None else [])]:
            counted[one] = counted.get(one, 0) + row.many
    least = house.rules.org.committee_from_full_members
    return counted, frozenset(branch for branch, many in full_members.items() if many >= least)


async def _given(
    house: House, session: AsyncSession, rules: Mapping[int, Sequence[Rule]]
) -> dict[DateOf, Sequence[given_dates.Given]]:
    wanted = {of for found in rules.values() for rule in found if (of := date_of(rule.recurrence)) is not None}
    return {of: await given_dates.load(house, session, of) for of in sorted(wanted)}


async def _everybody(
    session: AsyncSession, places: Mapping[int, Place], rules: Mapping[int, Sequence[Rule]]
) -> dict[int, list[Person]]:
    found: dict[int, list[Person]] = {}
    for place in places.values():
        if any(one.kind is RuleKind.NOTICE and one.audience is Audience.MEMBERS for one in rules[place.id]):
            found[place.id] = await audiences.members_of(session, place.id, place.path, place.level)
    return found


async def _confirmed(session: AsyncSession, year: int) -> frozenset[tuple[int, int]]:
    """Organisations and years of the plans that were confirmed, from a year on."""
    rows = await session.execute(
        select(AnnualPlan.organisation_id, AnnualPlan.year).where(
            AnnualPlan.confirmed_at.is_not(None), AnnualPlan.year >= year
        )
    )
    return frozenset((row.organisation_id, row.year) for row in rows)


async def _planned(
    session: AsyncSession, first: dt.date, last: dt.date, zones: Mapping[int, ZoneInfo]
) -> dict[tuple[int, EventType], list[dt.date]]:
    """Days of meetings that are not called off, in every period that touches the days asked for."""
    begin, end = period_of(first, Period.YEAR)[0], period_of(last, Period.YEAR)[1]
    day = dt.timedelta(days=1)
    rows = await session.execute(
        select(Meeting.organisation_id, Meeting.starts_at, MeetingType.type)
        .join(MeetingType, MeetingType.meeting_id == Meeting.id)
        .where(
            Meeting.state != MeetingState.CANCELLED,
            Meeting.starts_at >= dt.datetime.combine(begin - day, dt.time(), dt.UTC),
            Meeting.starts_at < dt.datetime.combine(end + 2 * day, dt.time(), dt.UTC),
        )
    )
    found: dict[tuple[int, EventType], list[dt.date]] = {}
    for row in rows:
        if row.organisation_id in zones:
            local = row.starts_at.astimezone(zones[row.organisation_id]).date()
            found.setdefault((row.organisation_id, row.type), []).append(local)
    return found
