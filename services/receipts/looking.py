"""The sender's screen: sums that are kept, and a page of those who have not confirmed, by party group.

The page is read along ``ix_receipts_open``, so it costs the same for fifty people and five thousand. Labels are 已发出,
已确认, 无法送达 and 电话告知; that somebody has read a message is never said, because nobody knows it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.announcement_names import AnnouncementState, CopyState
from db.announcements import Announcement, Receipt
from db.members import Member
from db.names import OutboxReason
from db.organisations import Organisation
from services import access
from services.access import Actor, Need, Scope, Status
from services.announcements import counts
from services.announcements.counts import Counts
from services.house import House
from services.naming import shown_apart_each
from services.org_settings import settings_of, settings_of_some
from services.paging import page_of
from services.receipts.views import CALLERS, View, excerpt_of, view_of

#: Whoever has people to call is known by the receipts alone: the gate looks at the person, ``view_of`` at the rest.
CALLER = Need(Status.CONSENTED, scope=Scope.OWN)
#: Whoever leads an organisation, for the list of its notices.
CALLER_OF = Need(Status.CONSENTED, CALLERS, Scope.ORGANISATION)

#: Names on one page: each has a button.
PAGE = 12
#: Notices in the list of an organisation.
LATEST = 8


class Label(StrEnum):
    """How a receipt stands."""

    CONFIRMED = "CONFIRMED"
    TOLD = "TOLD"
    SENT = "SENT"
    WAITING = "WAITING"
    UNREACHABLE = "UNREACHABLE"
    UNKNOWN = "UNKNOWN"


_COPIES = {CopyState.SENT: Label.SENT, CopyState.WAITING: Label.WAITING, CopyState.UNKNOWN: Label.UNKNOWN}


def label_of(receipt: Receipt) -> Label:
    """The one label of a receipt: what a human knows goes before what the messenger said."""
    if receipt.confirmed_at is not None:
        return Label.CONFIRMED
    if receipt.told_at is not None:
        return Label.TOLD
    return _COPIES.get(receipt.copy, Label.UNREACHABLE)


@dataclass(frozen=True)
class Line:
    """One person who has not confirmed.

    Attributes:
        place: His party group; where the page spans branches, his branch.
        reason: Why it could not be delivered.
    """

    member_id: int
    name: str
    place: str
    label: Label
    reason: OutboxReason | None
    reminders: int


@dataclass(frozen=True)
class Board:
    """An announcement's receipts.

    Attributes:
        confirmed, told, people: Sums over everybody; the rest is open.
        open: Those the actor may see who have neither confirmed nor been told; where he sees everybody, it is what
            the others leave of ``people``.
        unreached: Of these, people whose copy did not reach them.
        asks: It asked for a confirmation.
        over: Nobody needs to hear of it any more: nothing is reminded.
        whole: Every open name is the actor's to see.
        lines: A page of them; empty where he sees sums only.
    """

    id: int
    excerpt: str
    organisation: str
    organisation_id: int
    released_at: dt.datetime
    zone: ZoneInfo
    people: int
    confirmed: int
    told: int
    open: int
    unreached: int
    asks: bool
    over: bool
    whole: bool
    names: bool
    number: int
    pages: int
    lines: tuple[Line, ...]


OPEN = Receipt.confirmed_at.is_(None) & Receipt.told_at.is_(None)
#: As the index has them.
ORDER = (Receipt.branch_id, Receipt.group_id, Receipt.member_id)


async def board(house: House, actor: Actor, announcement_id: int, number: int = 1) -> Board:
    """The sums of an announcement, and a page of those who have not confirmed.

    Args:
        house: The house.
        actor: Who looks.
        announcement_id: Which.
        number: Which page, from 1; one past the end shows the last.

    Raises:
        NotAllowed: There is no such announcement, or he has no business with it.
    """
    now = house.now()
    async with house.db.read() as session:
        view = await view_of(session, actor, announcement_id)
        row = view.announcement
        sums = await counts.of(session, announcement_id)
        waiting, unreached = await _open(session, view, sums)
        number, pages = page_of(number, waiting, PAGE)
        lines = await _lines(house, session, view, number) if view.names else ()
        settings = await settings_of(house, session, row.organisation_id)
        return Board(
            id=row.id,
            excerpt=view.excerpt,
            organisation=view.organisation,
            organisation_id=row.organisation_id,
            released_at=row.released_at or row.made_at,
            zone=ZoneInfo(settings.timezone),
            people=sums.people,
            confirmed=sums.confirmed,
            told=sums.told,
            open=waiting,
            unreached=unreached,
            asks=row.confirm,
            over=view.over(now),
            whole=view.whole,
            names=view.names,
            number=number,
            pages=pages,
            lines=lines,
        )


async def _open(session: AsyncSession, view: View, sums: Counts) -> tuple[int, int]:
    """How many are open, and of these, whom no copy reached."""
    if view.whole or not view.names:
        return sums.open, sums.unreached
    lost = func.count().filter(Receipt.copy.in_(counts.UNREACHED))
    query = select(func.count(), lost).where(Receipt.announcement_id == view.announcement.id, OPEN, view.mine)
    row = (await session.execute(query)).one()
    return row[0], row[1]


async def _lines(house: House, session: AsyncSession, view: View, number: int) -> tuple[Line, ...]:
    query = (
        select(Receipt)
        .where(Receipt.announcement_id == view.announcement.id, OPEN, view.mine)
        .order_by(*ORDER)
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    rows = list(await session.scalars(query))
    return await lines_of(house, session, rows, in_full=False)


async def lines_of(house: House, session: AsyncSession, rows: Sequence[Receipt], *, in_full: bool) -> tuple[Line, ...]:
    """Receipts with names.

    Args:
        house: The house.
        session: Any session.
        rows: The receipts.
        in_full: For a sheet: names as they are, not as the branch names people in chat.
    """
    people = {
        one.id: one
        for one in await session.execute(
            select(Member.id, Member.name, Member.code).where(Member.id.in_({row.member_id for row in rows}))
        )
    }
    branches = {row.branch_id for row in rows}
    places = await places_of(session, branches | {row.group_id for row in rows if row.group_id is not None})
    if in_full:
        names = [people[row.member_id].name or people[row.member_id].code for row in rows]
    else:
        modes = await settings_of_some(house, session, branches)
        names = shown_apart_each(
            [
                (modes[row.branch_id].names_in_chat, people[row.member_id].name, people[row.member_id].code)
                for row in rows
            ]
        )
    spans = len(branches) > 1
    return tuple(
        Line(
            row.member_id,
            name,
            places[row.branch_id] if spans or row.group_id is None else places[row.group_id],
            label_of(row),
            row.reason,
            row.reminders,
        )
        for row, name in zip(rows, names, strict=True)
    )


async def places_of(session: AsyncSession, ids: set[int]) -> dict[int, str]:
    """Names of organisations."""
    rows: Any = await session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids)))
    return {row.id: row.name for row in rows}


@dataclass(frozen=True)
class Notice:
    """One announcement in an organisation's list.

    Attributes:
        people: Of the organisation's own, those it was for.
        covered: Of these, who has confirmed or been told; where no confirmation is asked for, also whose copy was sent.
    """

    id: int
    excerpt: str
    released_at: dt.datetime
    people: int
    covered: int

    @property
    def left(self) -> int:
        """Who is still to be told."""
        return self.people - self.covered


@dataclass(frozen=True)
class Latest:
    """An organisation's latest notices whose receipts may be looked at."""

    organisation: str
    zone: ZoneInfo
    notices: tuple[Notice, ...]


async def latest(house: House, actor: Actor, organisation_id: int) -> Latest:
    """The latest notices of an organisation, and those from above that went to its people, newest first.

    Raises:
        NotAllowed: He leads neither it nor anything above it.
    """
    async with house.db.read() as session:
        await access.check(session, actor, CALLER_OF, organisation_id)
        here = await session.get_one(Organisation, organisation_id)
        chain = [int(part) for part in here.path.strip("/").split("/")]
        its = select(Receipt.member_id).where(Receipt.announcement_id == Announcement.id, _own(here.id))
        query = (
            select(Announcement.id, Announcement.released_at)
            .where(
                Announcement.organisation_id.in_(chain),
                (Announcement.organisation_id == here.id) | its.exists(),
                Announcement.state.in_(
                    (AnnouncementState.RELEASED, AnnouncementState.PAUSED, AnnouncementState.STOPPED)
                ),
            )
            .order_by(Announcement.id.desc())
            .limit(LATEST)
        )
        settings = await settings_of(house, session, organisation_id)
        rows = (await session.execute(query)).all()
        many = await _coverage(session, here.id, [row.id for row in rows])
        found = [
            Notice(row.id, await excerpt_of(session, row.id), row.released_at or house.now(), *many.get(row.id, (0, 0)))
            for row in rows
        ]
        return Latest(here.name, ZoneInfo(settings.timezone), tuple(found))


async def _coverage(session: AsyncSession, place: int, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Of some notices, how many of a place's people each was for, and how many of them it has come to."""
    mine = or_(Announcement.organisation_id == place, _own(place))
    come = ~OPEN | (Announcement.confirm.is_(False) & (Receipt.copy == CopyState.SENT))
    rows = await session.execute(
        select(Receipt.announcement_id, func.count(), func.count().filter(come))
        .join(Announcement, Announcement.id == Receipt.announcement_id)
        .where(Receipt.announcement_id.in_(ids), mine)
        .group_by(Receipt.announcement_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def _own(place: int) -> ColumnElement[bool]:
    """The receipts of a branch's or a group's people."""
    return (Receipt.branch_id == place) | (Receipt.group_id == place)
