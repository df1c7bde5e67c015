"""A person's own study: what he has against what is asked, every line with its rule, and the one next useful thing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.makeups import MakeUp
from db.meetings import Meeting
from db.names import EventType, MakeUpState
from db.questions import QuestionVersion
from db.quizzes import GroupPoll, Quiz
from db.study import StudyEntry, StudyMaterial
from db.study_names import StudyBook, StudyItem, StudySource
from services.access import Actor
from services.errors import NotAllowed
from services.house import House
from services.leave import standing
from services.meetings.expected import occasion
from services.org_settings import settings_of
from services.study import ledger, schemes, targets
from services.study.counting import Counted, Sum, count, total_of
from services.study.targets import Target

#: Years one may look back, besides the one that runs.
YEARS_BACK = 3


class NextKind(StrEnum):
    """The one thing that is useful next."""

    MAKE_UP = "MAKE_UP"
    MEETING = "MEETING"
    WAIT = "WAIT"
    DONE = "DONE"


@dataclass(frozen=True)
class Next:
    """The one thing that is useful next.

    Attributes:
        id: Of the make-up study or the meeting.
        types, title: What it is.
        day: Of the meeting it is about.
        hours: It gives.
    """

    kind: NextKind
    id: int = 0
    types: tuple[EventType, ...] = ()
    title: str | None = None
    day: dt.date | None = None
    hours: Decimal = Decimal(0)


@dataclass(frozen=True)
class Totals:
    """A member's year: what is asked, and both ledgers."""

    target: Target
    hours: Sum
    credits: Sum

    def gap(self, book: StudyBook) -> Decimal | None:
        """What is still missing; None: nothing hard is asked."""
        hours = book is StudyBook.HOURS
        asked = self.target.hours if hours else self.target.credits
        return _gap(asked, (self.hours if hours else self.credits).total)


def _gap(asked: Decimal | None, have: Decimal) -> Decimal | None:
    return None if asked is None else max(Decimal(0), asked - have)


@dataclass(frozen=True)
class Own:
    """A person's own study.

    Attributes:
        next: What is useful next; of the year that runs.
        earlier: He has lines of the year before.
    """

    year: int
    totals: Totals
    next: Next | None
    earlier: bool


@dataclass(frozen=True)
class Line:
    """A line with what it was for.

    Attributes:
        title: Of the meeting, where a human gave it one.
    """

    counted: Counted
    title: str | None


@dataclass(frozen=True)
class Explained:
    """Every line of a year of one ledger, the newest first."""

    book: StudyBook
    year: int
    total: Decimal
    lines: tuple[Line, ...]


async def zone_of(house: House, session: AsyncSession, organisation_id: int) -> ZoneInfo:
    """The wall clock of an organisation."""
    return ZoneInfo((await settings_of(house, session, organisation_id)).timezone)


async def totals_of(
    session: AsyncSession, member_ids: Collection[int], year: int, today: dt.date
) -> Mapping[int, Totals]:
    """What some members have and what is asked of them in a year; a fixed number of statements, however many they are.

    Args:
        session: Any session.
        member_ids: Who.
        year: The calendar year.
        today: The day.
    """
    entries = await ledger.entries_of(session, member_ids, year)
    paid_by = await schemes.named(session, {one.version for lines in entries.values() for one in lines})
    on = min(today, dt.date(year, 12, 31))
    holds = await schemes.of_members(session, member_ids, on)
    asked = await targets.of_members(session, member_ids, year, today, holds)
    return {
        one: Totals(
            asked[one],
            count(entries[one], StudyBook.HOURS, year, paid_by),
            count(entries[one], StudyBook.CREDITS, year, paid_by),
        )
        for one in member_ids
        if one in asked
    }


@dataclass(frozen=True)
class Tally:
    """A member's year in numbers, without its lines.

    Attributes:
        hours, credits: What counts.
        by_item: Hours by what was done.
    """

    target: Target
    hours: Decimal
    credits: Decimal
    by_item: Mapping[StudyItem, Decimal]

    def gap(self, book: StudyBook) -> Decimal | None:
        """What is still missing; None: nothing hard is asked."""
        hours = book is StudyBook.HOURS
        return _gap(self.target.hours if hours else self.target.credits, self.hours if hours else self.credits)


async def tallies_of(
    session: AsyncSession, member_ids: Collection[int], year: int, today: dt.date
) -> Mapping[int, Tally]:
    """The same as ``totals_of`` in numbers: the lines of a hospital's year are added up by the database."""
    lots = await ledger.lots_of(session, member_ids, year)
    versions = {lot.version for books in lots.values() for lot in books[StudyBook.CREDITS]}
    paid_by = await schemes.named(session, versions)
    credits_ = {one: total_of(books[StudyBook.CREDITS], paid_by) for one, books in lots.items()}
    # Caps that changed within the year, and lines of before and after among each other: one by one.
    mixed = [one for one, total in credits_.items() if total is None]
    for one, lines in (await ledger.entries_of(session, mixed, year)).items() if mixed else ():
        credits_[one] = count(lines, StudyBook.CREDITS, year, paid_by).total
    holds = await schemes.of_members(session, member_ids, min(today, dt.date(year, 12, 31)))
    asked = await targets.of_members(session, member_ids, year, today, holds)
    found = {}
    for one, target in asked.items():
        by_item: dict[StudyItem, Decimal] = {}
        for lot in lots[one][StudyBook.HOURS]:
            by_item[lot.item] = by_item.get(lot.item, Decimal(0)) + lot.amount
        hours = sum(by_item.values(), Decimal(0))
        found[one] = Tally(target, hours, credits_[one] or Decimal(0), by_item)
    return found


async def own(house: House, actor: Actor, year: int | None = None) -> Own:
    """The actor's own study in a year; None: the one that runs.

    Raises:
        NotAllowed: He is no member, or the year is out of reach.
    """
    member_id = _member_of(actor)
    async with house.db.read() as session:
        today = await _today(house, session, actor)
        year = _checked(year, today)
        totals = (await totals_of(session, [member_id], year, today))[member_id]
        before = select(StudyEntry.id).where(
            StudyEntry.member_id == member_id, StudyEntry.earned_on < dt.date(year, 1, 1)
        )
        earlier = year > today.year - YEARS_BACK and await session.scalar(before.limit(1)) is not None
    following = await _next(house, actor, totals) if year == today.year else None
    return Own(year, totals, following, earlier)


async def explained(house: House, actor: Actor, book: StudyBook, year: int | None = None) -> Explained:
    """Every line of the actor's year of one ledger, the newest first.

    Raises:
        NotAllowed: He is no member, or the year is out of reach.
    """
    member_id = _member_of(actor)
    async with house.db.read() as session:
        today = await _today(house, session, actor)
        year = _checked(year, today)
        entries = (await ledger.entries_of(session, [member_id], year))[member_id]
        paid_by = await schemes.named(session, {one.version for one in entries})
        year_of = count(entries, book, year, paid_by)
        titles = await _titles(session, year_of)
    lines = [Line(one, titles.get((one.entry.source, one.entry.source_id))) for one in reversed(year_of.lines)]
    return Explained(book, year, year_of.total, tuple(lines))


def _member_of(actor: Actor) -> int:
    if actor.member is None:
        raise NotAllowed
    return actor.member.id


async def _today(house: House, session: AsyncSession, actor: Actor) -> dt.date:
    if actor.member is None:
        raise NotAllowed
    return house.now().astimezone(await zone_of(house, session, actor.member.branch_id)).date()


def _checked(year: int | None, today: dt.date) -> int:
    year = year or today.year
    if not today.year - YEARS_BACK <= year <= today.year:
        raise NotAllowed
    return year


#: What a line says it comes from, by its source, and the column of the ids; the rest say it by what was done.
_TITLES: Mapping[StudySource, tuple[Select[Any, Any], Any]] = {
    StudySource.MEETING: (select(Meeting.id, func.coalesce(Meeting.title, Meeting.theme).label("title")), Meeting.id),
    StudySource.MAKE_UP: (
        select(MakeUp.id, func.coalesce(Meeting.title, Meeting.theme).label("title")).join(
            Meeting, Meeting.id == MakeUp.meeting_id
        ),
        MakeUp.id,
    ),
    StudySource.QUIZ: (select(Quiz.id, Quiz.title), Quiz.id),
    StudySource.POLL: (
        select(GroupPoll.id, QuestionVersion.stem.label("title")).join(
            QuestionVersion, QuestionVersion.id == GroupPoll.version_id
        ),
        GroupPoll.id,
    ),
    StudySource.READING: (select(StudyMaterial.id, StudyMaterial.title), StudyMaterial.id),
}
#: Characters of one, behind which the line still says its rule.
_TITLE_MOST = 30


async def _titles(session: AsyncSession, year: Sum) -> Mapping[tuple[StudySource, int], str | None]:
    found: dict[tuple[StudySource, int], str | None] = {}
    for source, (query, column) in _TITLES.items():
        ids = {one.entry.source_id for one in year.lines if one.entry.source is source}
        if ids:
            for row in await session.execute(query.where(among(column, ids))):
                found[source, row.id] = row.title[:_TITLE_MOST] if row.title else None
    return found


async def _next(house: House, actor: Actor, totals: Totals) -> Next:
    """The most useful thing: what he missed, else the next meeting that gives hours, while something is missing."""
    async with house.db.read() as session:
        query = (
            select(MakeUp)
            .where(MakeUp.member_id == _member_of(actor), MakeUp.state == MakeUpState.REQUIRED)
            .order_by(MakeUp.due_on, MakeUp.id)
        )
        makeup = (await session.scalars(query.limit(1))).one_or_none()
        if makeup is not None:
            seen = await occasion(session, makeup.meeting_id)
            return Next(NextKind.MAKE_UP, makeup.id, seen.types, seen.title, seen.day, seen.hours)
    if all(totals.gap(book) == 0 for book in StudyBook):
        return Next(NextKind.DONE)
    for one in await standing.mine(house, actor):
        meeting = one.meeting
        if meeting.hours > 0:
            return Next(NextKind.MEETING, meeting.id, meeting.types, meeting.title, meeting.day, meeting.hours)
    return Next(NextKind.WAIT)
