"""The reachability ledger: how messages reach each member of an organisation today; nothing of it is stored.

::

    no account ─> NEVER      the bot cannot write first; told in person or by telephone from the start
    blocked ────> BLOCKED    the owner stopped the bot; his press on "unblock" brings him back by itself
    deactivated > GONE       the account is no more
    else ───────> nothing heard for 30 days: SILENT (messages are still sent), else REACHED

Of when somebody was there only the last day is kept (``accounts.heard_on``), no list shows it, and a check-in at a
meeting counts as well. People stand in the order of the roster.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.accounts import Account
from db.attendance import Attendance
from db.members import Member, Membership
from db.names import BranchRole, CheckInWay, OrgLevel, Reach
from db.organisations import Organisation
from services import access
from services.access import STEWARDS, Actor, Need, Scope, Status
from services.branch import people_in
from services.house import House
from services.naming import shown_apart_each
from services.org_settings import settings_of, settings_of_some
from services.paging import page_of
from services.receipts.rules import load
from services.tree_order import BY_BRANCH

#: Who leads, and a group's leader for his own group: whoever makes the calls.
CALLER_OF = Need(Status.CONSENTED, STEWARDS | {BranchRole.GROUP_LEADER}, Scope.ORGANISATION)

#: Names on one page.
PAGE = 30
#: A check-in somebody made himself.
_OWN = (CheckInWay.BUTTON, CheckInWay.QR, CheckInWay.CODE, CheckInWay.GROUP)


class Way(StrEnum):
    """How messages reach a member."""

    NEVER = "NEVER"
    BLOCKED = "BLOCKED"
    GONE = "GONE"
    SILENT = "SILENT"
    REACHED = "REACHED"


#: Those a human calls, in the order the screens name them.
TO_CALL = (Way.NEVER, Way.BLOCKED, Way.GONE, Way.SILENT)


@dataclass(frozen=True)
class Board:
    """An organisation's ledger in numbers.

    Attributes:
        counts: Members by how messages reach them, those below included.
        silent_days: What "nothing heard for long" means.
        exports: Whether the actor may have the sheet, which holds telephone numbers.
    """

    id: int
    organisation: str
    level: OrgLevel
    counts: dict[Way, int]
    silent_days: int
    exports: bool

    @property
    def members(self) -> int:
        """Everybody."""
        return sum(self.counts.values())

    @property
    def to_call(self) -> int:
        """Those a human calls."""
        return sum(self.counts[one] for one in TO_CALL)


@dataclass(frozen=True)
class Line:
    """One member of the call list.

    Attributes:
        name: As his branch names people in chat.
        place: Name of his party group, or of his branch where the list spans several and he is in no group.
    """

    name: str
    place: str
    way: Way


@dataclass(frozen=True)
class Page:
    """One page of the call list, by party group.

    Attributes:
        number: From 1.
        pages: How many there are, at least 1.
        total: Names in all.
    """

    organisation: str
    number: int
    pages: int
    total: int
    lines: tuple[Line, ...]


def way_of(today: dt.date, zone: ZoneInfo) -> ColumnElement[str]:
    """How messages reach a member, as a column of a query of ``people_in``.

    Args:
        today: The day of the house.
        zone: Its zone.
    """
    since = today - dt.timedelta(days=load().reachability.silent_days)
    moment = dt.datetime.combine(since, dt.time(), zone).astimezone(dt.UTC)
    came = (
        select(Attendance.member_id)
        .where(Attendance.member_id == Member.id, Attendance.way.in_(_OWN), Attendance.recorded_at > moment)
        .exists()
    )
    # An account nothing is noted of yet is as old as itself.
    old = or_(Account.heard_on <= since, and_(Account.heard_on.is_(None), Account.created_at <= moment))
    return case(
        (Account.id.is_(None), Way.NEVER.value),
        (Account.reach == Reach.BLOCKED, Way.BLOCKED.value),
        (Account.reach == Reach.DEACTIVATED, Way.GONE.value),
        (and_(old, ~came), Way.SILENT.value),
        else_=Way.REACHED.value,
    )


async def board(house: House, actor: Actor, organisation_id: int) -> Board:
    """How messages reach the members of an organisation, in numbers.

    Raises:
        NotAllowed: The actor neither leads it nor stands above it.
    """
    async with house.db.read() as session:
        await access.check(session, actor, CALLER_OF, organisation_id)
        here = await session.get_one(Organisation, organisation_id)
        way = way_of(house.today(), house.zone).label("way")
        asked: Any = select(way, func.count())
        query = people_in(asked, here.path, here.id).group_by(way)
        counts = dict.fromkeys(Way, 0) | {Way(name): many for name, many in await session.execute(query)}
        exports = actor.reaches(here.path, STEWARDS)
        return Board(here.id, here.name, here.level, counts, load().reachability.silent_days, exports)


@dataclass(frozen=True)
class Stored:
    """A member of the ledger as the tables have him."""

    member: Member
    branch_id: int
    branch: str
    group: str | None
    way: Way


def listed(path: str, organisation_id: int, today: dt.date, zone: ZoneInfo) -> Any:
    """The query of whom a human calls, by branch and party group, in the order of the roster."""
    group = aliased(Organisation)
    way = way_of(today, zone).label("way")
    asked: Any = select(Member, Organisation.id.label("branch_id"), Organisation.name.label("branch"), group.name, way)
    return (
        people_in(asked, path, organisation_id)
        .outerjoin(group, group.id == Membership.group_id)
        .where(way != Way.REACHED.value)
        .order_by(*BY_BRANCH, Membership.group_id.is_(None), Membership.group_id, Member.id)
    )


async def rows_of(session: AsyncSession, query: Any) -> list[Stored]:
    """The rows of ``listed``."""
    return [Stored(member, at, name, group, Way(way)) for member, at, name, group, way in await session.execute(query)]


async def calls(house: House, actor: Actor, organisation_id: int, number: int = 1) -> Page:
    """One page of the call list: names by party group, and why; no telephone numbers, as a chat is no place for them.

    Args:
        house: The house.
        actor: Who looks.
        organisation_id: Which organisation.
        number: Which page, from 1; one past the end shows the last.

    Raises:
        NotAllowed: The actor neither leads it nor stands above it.
    """
    async with house.db.read() as session:
        await access.check(session, actor, CALLER_OF, organisation_id)
        here = await session.get_one(Organisation, organisation_id)
        query = listed(here.path, here.id, house.today(), house.zone)
        total = await session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
        number, pages = page_of(number, total, PAGE)
        rows = await rows_of(session, query.limit(PAGE).offset((number - 1) * PAGE))
        own = await settings_of(house, session, here.id)
        modes = await settings_of_some(house, session, {one.branch_id for one in rows})
        names = shown_apart_each(
            [(modes.get(one.branch_id, own).names_in_chat, one.member.name, one.member.code) for one in rows]
        )
        spans = here.level in (OrgLevel.PARTY_COMMITTEE, OrgLevel.GENERAL_BRANCH)
        lines = [
            Line(name, (one.branch if spans else one.group) or "", one.way)
            for name, one in zip(names, rows, strict=True)
        ]
        return Page(here.name, number, pages, total, tuple(lines))
