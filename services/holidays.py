"""The State Council's yearly notice: read from a file, kept over the library's table, asked for when it is missing.

A file has one day or span a line; what follows ``#`` is a remark::

    2027-01-01..2027-01-03 休      # 元旦
    2027-02-20 班                  # a make-up Saturday; English: off, work

The notice for a year comes out in the autumn before. Until it is here, dates are provisional, and from 1 November the
administrators are told once a week (``domain_rules.md`` 9.2).
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.calendar import WorkdayOverride
from services import audit, comparing, kinds, outbox, troubles, workdays
from services.errors import BadInput
from services.house import House
from services.kinds import Pending, Policy
from services.outbox import PRIORITY_NOTICE, Message, Payload, Reconciled
from services.recurrence import moment

KIND = "holidays_missing"

_LINE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s*(?:\.\.|~|至|到)\s*(\d{4}-\d{2}-\d{2}))?\s*[,\s]\s*(\S+)\Z")
_OFF, _WORK = ("休", "放假", "off"), ("班", "上班", "work")
_LONGEST_SPAN = 15
_SATURDAY = 5
#: A notice names this day, whatever else it says; by it a year counts as known (``services.workdays``).
_NATIONAL_DAY = (10, 1)
_MOST_BYTES = 50_000
_NOVEMBER = 11
_TOLD_AT = dt.time(9)
_A_WEEK, _APART = dt.timedelta(days=7), dt.timedelta(days=4)


class HolidayLine(BadInput):
    """A line says nothing that can be used. Fields: ``line``, its number."""

    code = "holidays-line"


class HolidayWeekday(BadInput):
    """A make-up working day that is no Saturday or Sunday. Fields: ``line``, its number."""

    code = "holidays-weekday"


class HolidaysIncomplete(BadInput):
    """The file is no year's notice: 1 October is not off in it, or days of other years are in it."""

    code = "holidays-incomplete"


@dataclass(frozen=True)
class Notice:
    """A year's notice.

    Attributes:
        days: Day → whether people work on it; only the days that are not as their weekday says.
    """

    year: int
    days: Mapping[dt.date, bool]


@dataclass(frozen=True)
class BroughtIn:
    """What an import changed.

    Attributes:
        off, make_up: Days off and make-up working days of the notice.
        changed: How many days are another than before; 0: it was here already.
    """

    year: int
    off: int
    make_up: int
    changed: int


def read(text: str) -> Notice:
    """A notice from the text of a file.

    Raises:
        HolidayLine: A line cannot be read, or contradicts another.
        HolidayWeekday: A make-up day is no Saturday or Sunday.
        HolidaysIncomplete: The days are not one year's notice.
    """
    if len(text) > _MOST_BYTES:
        raise HolidaysIncomplete
    days: dict[dt.date, bool] = {}
    for number, raw in enumerate(text.splitlines(), 1):
        line = unicodedata.normalize("NFKC", raw.lstrip("\ufeff").split("#")[0]).strip().lower()
        if not line:
            continue
        for day, works in _line(line, number):
            if days.setdefault(day, works) != works:
                raise HolidayLine(line=number)
    years = Counter(day.year for day in days)
    year = years.most_common(1)[0][0] if years else 0
    named = days.get(dt.date(year, *_NATIONAL_DAY)) if year else None
    # New Year's holiday may begin on the last days of the year before.
    near = all(day.year == year or (day.year == year - 1 and day.month == 12) for day in days)  # noqa: PLR2004 - December
    if named is not False or not near:
        raise HolidaysIncomplete
    return Notice(year, days)


def _line(line: str, number: int) -> list[tuple[dt.date, bool]]:
    found = _LINE.match(line)
    if found is None or found[3] not in (*_OFF, *_WORK):
        raise HolidayLine(line=number)
    works = found[3] in _WORK
    try:
        first = dt.date.fromisoformat(found[1])
        last = dt.date.fromisoformat(found[2] or found[1])
    except ValueError as error:
        raise HolidayLine(line=number) from error
    if not 0 <= (last - first).days < _LONGEST_SPAN:
        raise HolidayLine(line=number)
    days = [first + dt.timedelta(days=offset) for offset in range((last - first).days + 1)]
    if works and any(day.weekday() < _SATURDAY for day in days):
        raise HolidayWeekday(line=number)
    return [(day, works) for day in days]


async def bring_in(house: House, notice: Notice, actor: str) -> BroughtIn:
    """Keep a notice: it replaces what was imported for that year before. The same notice twice changes nothing.

    Args:
        house: The house.
        notice: The notice.
        actor: ``terminal``, or ``account:<key>``.
    """
    source = f"notice {notice.year}"
    async with house.db.write() as session:
        mine = or_(WorkdayOverride.source == source, WorkdayOverride.day.in_(sorted(notice.days)))
        rows = list(await session.scalars(select(WorkdayOverride).where(mine)))
        before = {row.day: row.is_workday for row in rows}
        changed = sum(before.get(day) != works for day, works in notice.days.items())
        changed += len(set(before) - set(notice.days))
        if changed:
            await session.execute(delete(WorkdayOverride).where(mine))
            session.add_all(
                [WorkdayOverride(day=day, is_workday=works, source=source) for day, works in notice.days.items()]
            )
            await audit.record(
                session,
                actor=actor,
                action="holidays.imported",
                subject=f"year:{notice.year}",
                now=house.now(),
                details={"changed": changed},
            )
    off = sum(not works for works in notice.days.values())
    return BroughtIn(notice.year, off, len(notice.days) - off, changed)


# --- asking for it --------------------------------------------------------------------------------------------------


def asked_on(today: dt.date, year: int) -> dt.date | None:
    """The day administrators are told next that a year's notice is missing; None: it is too early.

    1 November of the year before, and every Monday after it, but not so soon that it would be twice in a few days.
    """
    first = dt.date(year - 1, _NOVEMBER, 1)
    if today < first - _A_WEEK:
        return None
    monday = today + dt.timedelta(days=-today.weekday() % 7)
    if today <= first:
        return first
    return monday if monday - first >= _APART else monday + _A_WEEK


async def alarm(house: House) -> Reconciled:
    """Tell the administrators while the notice of the coming year is missing, or of the present one."""
    now, today = house.now(), house.today()
    total = Reconciled(0, 0)
    for year in (today.year, today.year + 1):
        async with house.db.read() as session:
            wanted, keep = await _wanted(house, session, year, now)
            differs = await comparing.difference(session, _subject(year), wanted, keep=keep)
        if differs:
            async with house.db.write() as session:
                wanted, keep = await _wanted(house, session, year, now)
                total += await outbox.reconcile(session, _subject(year), wanted, now, keep=keep)
    return total


def _subject(year: int) -> str:
    return f"holidays:{year}"


async def _wanted(house: House, session: AsyncSession, year: int, now: dt.datetime) -> tuple[list[Message], set[str]]:
    today = house.today()
    day = asked_on(today, year)
    if day is None or (await workdays.load(session, today, today)).published(year):
        return [], set()
    told = await troubles.administrators(session)
    made = [_message(row.id, row.key, year, day, house.zone) for row in told]
    late = {one.dedupe_key for one in made if one.due_at <= now}
    return [one for one in made if one.dedupe_key not in late], late


def _message(account_id: int, key: str, year: int, day: dt.date, zone: ZoneInfo) -> Message:
    due = moment(day, _TOLD_AT, zone)
    return Message(
        kind=KIND,
        dedupe_key=f"{_subject(year)}:{day.isoformat()}:{key}",
        subject=_subject(year),
        payload=Payload("holidays-missing", {"year": str(year)}),
        due_at=due,
        account_id=account_id,
        expires_at=due + dt.timedelta(days=6),
        priority=PRIORITY_NOTICE,
    )


async def stale(house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime) -> set[int]:
    """Alarms of a year whose notice is here by now."""
    del now
    today = house.today()
    table = await workdays.load(session, today, today)
    return {one.id for one in pending if table.published(one.about)}


kinds.register(KIND, Policy(stale=stale))
