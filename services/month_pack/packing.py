"""What goes into a month's pack, and the pack itself. Whatever is not recorded is on its list of what is missing."""

from __future__ import annotations

import asyncio
import calendar
import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.meetings import Meeting
from db.names import MeetingState, OrgLevel
from db.organisations import Organisation
from services import access, attendance, audit, goals
from services.access import STEWARD_OF, Actor
from services.attendance import Span
from services.documents import Paper
from services.errors import BadInput, NotAllowed
from services.files import Made
from services.house import House
from services.minutes import facts as gathering
from services.minutes import record_form, report_form, rules
from services.minutes.facts import Facts
from services.minutes.lacking import paper_lacks
from services.minutes.papers import Photo, name_of, photos_of
from services.org_settings import settings_of

_FIRST_YEAR, _LAST_YEAR, _MONTHS = 2020, 2100, 12


@dataclass(frozen=True)
class Month:
    """A calendar month."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not _FIRST_YEAR <= self.year <= _LAST_YEAR or not 1 <= self.month <= _MONTHS:
            raise BadInput

    @staticmethod
    def parse(text: str) -> Month:
        """``202611``.

        Raises:
            BadInput: It is none.
        """
        if len(text) != len("202611") or not text.isdecimal():
            raise BadInput
        return Month(int(text[:4]), int(text[4:]))

    @staticmethod
    def of(day: dt.date) -> Month:
        """The month a day lies in."""
        return Month(day.year, day.month)

    @property
    def first(self) -> dt.date:
        """Its first day."""
        return dt.date(self.year, self.month, 1)

    @property
    def last(self) -> dt.date:
        """Its last day."""
        return dt.date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def key(self) -> str:
        """``202611``."""
        return f"{self.year}{self.month:02d}"

    def moments(self, zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
        """``[first, last)``."""
        begin = dt.datetime.combine(self.first, dt.time(), zone)
        return begin, dt.datetime.combine(self.last + dt.timedelta(days=1), dt.time(), zone)


@dataclass(frozen=True)
class Contents:
    """What a month's pack is made of.

    Attributes:
        meetings: Held by the branch and its groups, in order.
        today: By the branch's wall clock.
    """

    organisation_id: int
    organisation: str
    month: Month
    meetings: tuple[Facts, ...]
    today: dt.date

    @property
    def photos(self) -> tuple[Photo, ...]:
        """Every photo its papers show."""
        return tuple(photo for one in self.meetings for photo in photos_of(one))


async def contents(house: House, actor: Actor, organisation_id: int, month: Month) -> Contents:
    """What a branch's pack of a month is made of.

    Raises:
        NotAllowed: The actor does not reach it, or it is no branch.
    """
    now = house.now()
    async with house.db.read() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        place = await session.get_one(Organisation, organisation_id)
        if place.level is not OrgLevel.BRANCH:
            raise NotAllowed
        zone = ZoneInfo((await settings_of(house, session, organisation_id)).timezone)
        ids = await held_in(session, place.path, month.moments(zone), now)
        meetings = [await gathering.load(session, meeting_id) for meeting_id in ids]
    return Contents(place.id, place.name, month, tuple(meetings), now.astimezone(zone).date())


async def held_in(
    session: AsyncSession, path: str, span: tuple[dt.datetime, dt.datetime], now: dt.datetime
) -> list[int]:
    """Meetings of an organisation, and of those below, that began in ``[first, last)``."""
    rows = await session.scalars(
        select(Meeting.id)
        .where(
            # By its own and its groups' meetings, not by everybody's of that time.
            Meeting.organisation_id.in_(
                select(Organisation.id).where(Organisation.path.startswith(path, autoescape=True))
            ),
            Meeting.state != MeetingState.CANCELLED,
            Meeting.starts_at >= span[0],
            Meeting.starts_at < min(span[1], now),
        )
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return list(rows)


async def make(house: House, actor: Actor, found: Contents, fetched: Mapping[int, bytes]) -> Made:
    """The pack: a zip with folders.

    Args:
        house: The house.
        actor: Who asks for it.
        found: What it is made of.
        fetched: By entry: its photo.

    Raises:
        NotAllowed: The actor does not reach the branch.
    """
    here, month = found.organisation_id, found.month
    span = Span(month.year, Span.around(month.first).quarter)
    summary = await attendance.summary(house, actor, here, span)
    compliance = await goals.export(house, actor, here, month.year)
    duties = await _open_duties(house, actor, found)
    files = [(summary.name, summary.content), (compliance.name, compliance.content)]
    for one in found.meetings:
        sheet = await attendance.sign_in(house, actor, one.held.organisation_id, one.held.id)
        files.append((f"签到表/{sheet.name}", sheet.content))
    await _note(house, actor, found)
    content = await asyncio.to_thread(_zip, found, fetched, files, duties)
    return Made(content, f"{found.organisation}{month.year}年{month.month}月台账.zip")


async def _open_duties(house: House, actor: Actor, found: Contents) -> list[str]:
    """Duties of the month for which nothing is recorded."""
    board = await goals.board(house, actor, found.organisation_id, found.month.year)
    own = next((one for one in board.places if one.id == found.organisation_id), None)
    return [one.name for one in own.counts if found.month.first in one.overdue] if own is not None else []


async def _note(house: House, actor: Actor, found: Contents) -> None:
    async with house.db.write() as session:
        await audit.record(
            session,
            actor=actor.audit_name,
            action="month_pack.made",
            subject=f"organisation:{found.organisation_id}",
            now=house.now(),
            details={"month": found.month.key, "meetings": len(found.meetings)},
        )


def _zip(
    found: Contents, fetched: Mapping[int, bytes], files: Sequence[tuple[str, bytes]], duties: Sequence[str]
) -> bytes:
    rule, out, taken = rules.load(), io.BytesIO(), set[str]()
    stamp = (found.today.year, found.today.month, found.today.day, 9, 0, 0)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:

        def put(name: str, content: bytes) -> None:
            stem, dot, suffix = name.rpartition(".")
            number = 2
            while name in taken:
                name, number = f"{stem}_{number}{dot}{suffix}", number + 1
            taken.add(name)
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            book.writestr(entry, content)

        for one in found.meetings:
            if rule.has_record(one.held.types):
                put(f"会议记录/{name_of(one, '会议记录')}", record_form.write(one, fetched, found.today))
            if rule.reports & set(one.held.types):
                put(f"活动报告/{name_of(one, '活动报告')}", report_form.write(one, fetched, found.today))
        for name, content in files:
            put(name, content)
        put(f"缺项清单_{found.month.key}.docx", missing(found, duties))
    return out.getvalue()


def missing(found: Contents, duties: Sequence[str]) -> bytes:
    """The list of what is missing, as a document: of each meeting's record, and duties of which there is none."""
    words = rules.load().lacking
    paper = Paper(f"{found.organisation}{found.month.year}年{found.month.month}月缺项清单")
    paper.line(f"本月有记录的会议和活动 {len(found.meetings)} 次。下面是记录里还缺的，补上后打勾。")
    for one in found.meetings:
        what = one.held.title or record_form.kinds(one)
        paper.heading(f"{one.held.day.month}月{one.held.day.day}日　{one.held.organisation}　{what}", small=True)
        lines = [words[lack.field.value] for lack in paper_lacks(one)]
        for line in lines:
            paper.line(f"□ {line}")
        if not lines:
            paper.line("没有缺项。")
    if duties:
        paper.heading("本月没有记录的组织生活")
        for name in duties:
            paper.line(f"□ {name}")
    paper.small("“没有记录”只说明支部助手里没有；已经开过的，可以在会议里补记。")
    return paper.content()
