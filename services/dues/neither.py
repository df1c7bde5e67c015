"""Who neither pays nor takes part: months and neutral words, for the secretary alone; nothing is concluded from it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.members import Member
from services import naming, taking_part
from services.access import Actor, Need, Scope, Status
from services.attendance import facts as attendance
from services.attendance import rules as attendance_rules
from services.attendance.counting import Mark, months_without
from services.dues import keepers, unpaid
from services.errors import NotAllowed
from services.house import House
from services.names import BranchRole

SECRETARY_OF = Need(Status.MEMBER, frozenset({BranchRole.SECRETARY}), Scope.ORGANISATION)
_MONTH = dt.timedelta(days=31)


@dataclass(frozen=True)
class Quiet:
    """Somebody of whom neither payments nor taking part are recorded.

    Attributes:
        name: As the branch names people in chat.
        unpaid: Months in a row of which something is open, up to the last complete one.
        away: Months in a row without taking part.
    """

    member_id: int
    name: str
    unpaid: int
    away: int


@dataclass(frozen=True)
class Seen:
    """The view of a branch."""

    branch_id: int
    branch: str
    people: tuple[Quiet, ...]


async def view(house: House, actor: Actor, branch_id: int) -> Seen:
    """Who neither pays nor takes part, the longest first.

    Raises:
        NotAllowed: The actor is not the secretary of this very branch.
    """
    if not any(one.role is BranchRole.SECRETARY and one.organisation_id == branch_id for one in actor.grants):
        raise NotAllowed
    async with house.db.read() as session:
        place = await keepers.here(house, session, actor, branch_id)
        rows = (await unpaid.rows_at(session, [branch_id], place.month, every=True)).get(branch_id, {})
        away = await _away(house, session, rows, ZoneInfo(place.settings.timezone))
        both = [one for one in rows if away.get(one)]
        query = select(Member.id, Member.name, Member.code).where(among(Member.id, both)).order_by(Member.id)
        people = list(await session.execute(query))
    names = naming.shown_apart(place.settings.names_in_chat, [(one.name, one.code) for one in people])
    found = [Quiet(one.id, name, len(rows[one.id]), away[one.id]) for one, name in zip(people, names, strict=True)]
    return Seen(place.id, place.name, tuple(sorted(found, key=lambda one: (-one.unpaid, -one.away, one.member_id))))


async def _away(house: House, session: AsyncSession, members: Collection[int], zone: ZoneInfo) -> dict[int, int]:
    """By member: months in a row without taking part, by roll-calls; what was noted by hand ends a row as well."""
    now = house.now()
    today = now.astimezone(zone).date()
    since = now - _MONTH * attendance_rules.load().counter.look_back_months
    last: dict[int, dt.date] = {}
    for year in (today.year, today.year - 1):
        for record in await taking_part.records(session, members, year, zone):
            last[record.member_id] = max(last.get(record.member_id, record.held_on), record.held_on)
    marks: dict[int, list[Mark]] = defaultdict(list)
    for mark in await attendance.marks_of(session, members, since, now, zone):
        until = last.get(mark.member_id)
        if until is None or (mark.day.year, mark.day.month) > (until.year, until.month):
            marks[mark.member_id].append(mark)
    return {one: months for one, found in marks.items() if (months := months_without(found, today))}
