"""Once a month the secretary hears, in private and in neutral words, who has taken no part for months.

A number of months and the request to find out why (``domain_rules.md`` 6.3): never a verdict, never in public. Somebody
is named in the month in which he comes to one of the numbers of the rules, not in every month after it; the board
(``services.attendance.looking``) shows the others whenever a secretary wants to see them.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.attendance import Attendance, RollCall
from db.meetings import Meeting
from db.members import Member, Membership
from db.names import AttendanceStatus, MeetingState, OrgLevel, Shift
from db.organisations import Organisation
from services import audiences, kinds, workdays
from services.attendance import facts, rules
from services.attendance.counting import THERE, Mark, months_without
from services.carrying import carry_out
from services.house import House
from services.kinds import OnPause, Pending, Policy
from services.naming import shown_apart
from services.org_settings import OrgSettings, settings_of_some
from services.outbox import Message, Payload, Reconciled
from services.recurrence import moment
from services.shards import WHOLE, Shard

KIND = "attendance_word"

_DAY = dt.timedelta(days=1)
_MONTH = dt.timedelta(days=31)
_AWAY = (AttendanceStatus.ABSENT, AttendanceStatus.LEAVE)


@dataclass(frozen=True)
class Plan:
    """What should be in the outbox for one branch and month; see ``services.outbox.reconcile``."""

    subject: str
    wanted: list[Message]
    keep: frozenset[str] = frozenset()


def reached(marks: Sequence[Mark], today: dt.date) -> int | None:
    """The number of months a member came to with the last complete month, if the rules have it; else None.

    Args:
        marks: His, any order.
        today: By his branch's wall clock.
    """
    months = months_without(marks, today)
    last = _first_of_last_month(today)
    before = months_without([one for one in marks if one.day < last], last)
    return months if months in rules.load().counter.alert_months and months != before else None


def _first_of_last_month(today: dt.date) -> dt.date:
    return (today.replace(day=1) - _DAY).replace(day=1)


async def reconcile_all(house: House, shard: Shard = WHOLE) -> Reconciled:
    """Make the words of this month what they should be, in the days in which they are told.

    Args:
        house: The house.
        shard: Which branches.
    """
    now = house.now()
    if house.today().day > rules.load().counter.until_day:
        return Reconciled(0, 0)
    async with house.db.read() as session:
        branches = await session.scalars(
            select(Organisation.id).where(Organisation.level == OrgLevel.BRANCH).order_by(Organisation.id)
        )
        plans = await _plans(house, session, now, shard.of_these(branches))
    return await carry_out(house, plans, now)


async def _plans(house: House, session: AsyncSession, now: dt.datetime, branches: Collection[int]) -> list[Plan]:
    """The words of some branches for this month; nearly all have no message."""
    today = house.today()
    away = await _away(session, today, house.zone)
    people: dict[int, list[Member]] = defaultdict(list)
    for member, branch_id in await _members(session, away):
        if branch_id in branches:
            people[branch_id].append(member)
    marks = await _marks(house, session, [one.id for found in people.values() for one in found], now)
    settings = await settings_of_some(house, session, people)
    roles = await audiences.roles_on(session, today)
    places = {
        row.id: row
        for row in await session.execute(
            select(Organisation.id, Organisation.name, Organisation.path).where(
                Organisation.id.in_(sorted(people)), Organisation.ended_at.is_(None)
            )
        )
    }
    table = await workdays.load(session, today, today)
    due_on = table.shift(today.replace(day=rules.load().counter.told_on), Shift.NEXT_WORKDAY).day
    found = {branch_id: Plan(subject_of(branch_id, today), []) for branch_id in sorted(branches)}
    for branch_id, place in places.items():
        subject = found[branch_id].subject
        zone = ZoneInfo(settings[branch_id].timezone)
        named = [
            (one, months)
            for one in people[branch_id]
            if (months := reached(marks.get(one.id, []), now.astimezone(zone).date())) is not None
        ]
        chain = [int(part) for part in place.path.strip("/").split("/")]
        for leader in roles.leaders(chain):
            lines = _lines(settings[branch_id], [(one, months) for one, months in named if one.id != leader.id])
            if lines:
                found[branch_id].wanted.append(
                    _message(subject, leader, place.name, lines, moment(due_on, rules.load().counter.told_at, zone))
                )
    return list(found.values())


def subject_of(branch_id: int, day: dt.date) -> str:
    """The subject of a branch's word of a month."""
    return f"attendance:{branch_id}:{day:%Y-%m}"


def _lines(settings: OrgSettings, named: Sequence[tuple[Member, int]]) -> list[dict[str, object]]:
    names = shown_apart(settings.names_in_chat, [(one.name, one.code) for one, _ in named])
    return [
        {"key": "attendance-missing", "vars": {"name": name, "months": months}}
        for name, (_, months) in zip(names, named, strict=True)
    ]


def _message(
    subject: str, leader: audiences.Person, organisation: str, lines: list[dict[str, object]], due: dt.datetime
) -> Message:
    days = dt.timedelta(days=rules.load().counter.until_day - rules.load().counter.told_on)
    return Message(
        kind=KIND,
        dedupe_key=f"{subject}:{leader.key}",
        subject=subject,
        payload=Payload("attendance-word", {"organisation": organisation, "people": {"lines": lines}}),
        due_at=due,
        member_id=leader.id,
        expires_at=due + days,
    )


async def _away(session: AsyncSession, today: dt.date, zone: ZoneInfo) -> set[int]:
    """Who may have come to a number: away in the last month, and at nothing for as many months as the least one."""
    this = moment(today.replace(day=1), dt.time(), zone)
    last = moment(_first_of_last_month(today), dt.time(), zone)
    since = _first_of_last_month(today)
    for _ in range(rules.load().counter.alert_months[0] - 1):
        since = _first_of_last_month(since)
    # A day more on either side: branches may have another wall clock.
    away = await session.scalars(_at(_AWAY, last - _DAY, this + _DAY))
    there = await session.scalars(_at(THERE, moment(since, dt.time(), zone) + _DAY, this - _DAY))
    return set(away) - set(there)


def _at(statuses: Collection[AttendanceStatus], first: dt.datetime, last: dt.datetime) -> Select[Any]:
    return (
        select(Attendance.member_id)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .join(RollCall, facts.ended())
        .where(
            Attendance.status.in_(sorted(statuses)),
            Meeting.starts_at >= first,
            Meeting.starts_at < last,
            Meeting.state != MeetingState.CANCELLED,
        )
        .distinct()
    )


async def _members(session: AsyncSession, ids: Collection[int]) -> list[tuple[Member, int]]:
    """Members on the roster with their branches, in the order of the roster."""
    rows = await session.execute(
        select(Member, Membership.branch_id)
        .join(Membership, (Membership.member_id == Member.id) & Membership.ends_on.is_(None))
        .where(Member.id.in_(sorted(ids)), Member.status.in_(audiences.PRESENT))
        .order_by(Member.id)
    )
    return [(member, branch_id) for member, branch_id in rows]


async def _marks(
    house: House, session: AsyncSession, members: Collection[int], now: dt.datetime
) -> Mapping[int, list[Mark]]:
    since = now - _MONTH * rules.load().counter.look_back_months
    found: dict[int, list[Mark]] = defaultdict(list)
    for one in await facts.marks_of(session, members, since, now, house.zone):
        found[one.member_id].append(one)
    return found


async def stale(house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime) -> set[int]:
    """Words of which nothing is left to say: he came, it was made up, or somebody else leads by now."""
    branches = {one.about for one in pending}
    plans = await _plans(house, session, now, branches)
    true = {(plan.subject, message.member_id) for plan in plans for message in plan.wanted}
    return {one.id for one in pending if (one.subject, one.member_id) not in true}


kinds.register(KIND, Policy(on_pause=OnPause.HOLD, stale=stale))
