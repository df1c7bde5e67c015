"""What members hand in: essays, notes, a training they were at; accepted, or given back with a word.

::

    begun ──> DRAFT ── texts, photos, files ── handed in ──> SUBMITTED ── accepted ──> ACCEPTED, lines of the ledgers
                                                 ▲             └── given back with a word ──> RETURNED ──┐
                                                 └───────────────── taken up again ──────────────────────┘

Hours and credits follow by rule from what it is (``domain_rules.md`` 4.1, 4.2), once, keyed to the work.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal, InvalidOperation

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.inserting import insert_into
from db.members import Member
from db.names import MaterialKind
from db.study import StudyWork, StudyWorkFile
from db.study_names import StudyBook, StudyItem, WorkState
from services.access import Actor
from services.errors import BadInput, NotAllowed
from services.house import House
from services.study import rules
from services.study.ledger import Due, credits_for
from services.study.looking import zone_of
from services.study.rules import Scheme

#: What may be handed in, in the order it is offered.
ITEMS = (
    StudyItem.ESSAY,
    StudyItem.NOTES,
    StudyItem.TRAINING,
    StudyItem.ONLINE,
    StudyItem.VOLUNTEER,
    StudyItem.LECTURE_GIVE,
)
#: Of these a person says when and how many hours.
WITH_HOURS = frozenset({StudyItem.TRAINING, StudyItem.ONLINE})
_LISTED = 8
_THOUSAND = 1000


class TooMuch(BadInput):
    """A work takes no more text or files. Fields: ``characters``, ``files``."""

    code = "study-work-full"


class NothingYet(BadInput):
    """There is nothing in it to hand in. Fields: ``least`` characters of a typed essay."""

    code = "study-work-empty"


class BadSpan(BadInput):
    """These are no days and hours of a training. Fields: ``day``: most hours a day; ``days``."""

    code = "study-work-span"


class BadCount(BadInput):
    """This is no number of characters. Fields: ``most``."""

    code = "study-work-count"


@dataclass(frozen=True)
class Span:
    """When a training was, and how many hours."""

    starts_on: dt.date
    ends_on: dt.date
    hours: Decimal


@dataclass(frozen=True)
class Work:
    """A work as its person sees it.

    Attributes:
        typed: Characters typed, white space left out.
        files: How many there are.
        characters: Of notes.
        returned: Why it was given back last.
    """

    id: int
    item: StudyItem
    state: WorkState
    typed: int
    files: int
    characters: int | None
    hours: Decimal | None
    starts_on: dt.date
    ends_on: dt.date
    returned: str | None

    @property
    def open(self) -> bool:
        """It is in his hands."""
        return self.state in (WorkState.DRAFT, WorkState.RETURNED)


@dataclass(frozen=True)
class Sent:
    """A photo or a file by the messenger's names for it."""

    kind: MaterialKind
    file_id: str
    unique_id: str


# --- pure -------------------------------------------------------------------------------------------------------------


def span_of(text: str, today: dt.date) -> Span:
    """Days and hours as somebody types them: ``2026-12-30 2027-01-02 24``, or ``2026-11-10 4`` for one day.

    Raises:
        BadSpan: They are none, lie ahead or too far back, or are more than such days hold.
    """
    bounds = rules.load().work
    bad = BadSpan(day=str(bounds.hours_a_day), days=bounds.days_most)
    parts = text.replace("/", "-").split()
    try:
        days = [dt.date.fromisoformat(one) for one in parts[:-1]]
        hours = Decimal(parts[-1])
    except (ValueError, InvalidOperation, IndexError) as error:
        raise bad from error
    if not 1 <= len(days) <= 2 or not hours.is_finite():  # noqa: PLR2004 - the first and the last day
        raise bad
    first, last = days[0], days[-1]
    count = (last - first).days + 1
    if not (1 <= count <= bounds.days_most and today - dt.timedelta(days=bounds.back_days) <= first and last <= today):
        raise bad
    if not 0 < hours <= bounds.hours_a_day * count or hours % bounds.hours_step:
        raise bad
    return Span(first, last, hours)


def by_days(span: Span) -> list[tuple[dt.date, Decimal]]:
    """A training's hours by calendar year: over New Year by its days, the old year's part rounded down (4.1)."""
    if span.starts_on.year == span.ends_on.year:
        return [(span.ends_on, span.hours)]
    old_end = dt.date(span.starts_on.year, 12, 31)
    step = rules.load().work.hours_step
    days = (span.ends_on - span.starts_on).days + 1
    old = span.hours * ((old_end - span.starts_on).days + 1) / days
    old = (old / step).to_integral_value(rounding=ROUND_DOWN) * step
    return [(old_end, old), (dt.date(span.ends_on.year, 1, 1), span.hours - old)]


def dues_of(item: StudyItem, span: Span | None, characters: int | None, on: dt.date, scheme: Scheme) -> list[Due]:
    """The lines of an accepted work. Pure.

    Args:
        item: As what it counts.
        span: Of a training or a course.
        characters: Of notes.
        on: The day it was handed in.
        scheme: His.
    """
    if item in WITH_HOURS and span is not None:
        found: list[Due] = []
        for day, part in by_days(span):
            if part:
                found.append(Due(StudyBook.HOURS, item, part, day, rules.load().version, part))
                found += credits_for(scheme, item, part, day)
        return found
    if item is StudyItem.NOTES:
        thousands = (Decimal(characters or 0) / _THOUSAND).quantize(Decimal("0.01"), rounding=ROUND_DOWN)
        return credits_for(scheme, item, thousands, on) if thousands else []
    return credits_for(scheme, item, Decimal(1), on)


def letters(text: str | None) -> int:
    """Characters of a text, white space left out."""
    return len("".join((text or "").split()))


# --- the person -------------------------------------------------------------------------------------------------------


async def mine(house: House, actor: Actor) -> list[Work]:
    """What the actor has handed in or begun, the newest first.

    Raises:
        NotAllowed: He is no member.
    """
    member_id = _member_of(actor)
    async with house.db.read() as session:
        rows = await session.scalars(
            select(StudyWork).where(StudyWork.member_id == member_id).order_by(StudyWork.id.desc()).limit(_LISTED)
        )
        return [await work_of(session, row) for row in rows]


async def look(house: House, actor: Actor, work_id: int) -> Work:
    """One of the actor's own.

    Raises:
        NotAllowed: It is not his, or there is none.
    """
    async with house.db.read() as session:
        return await work_of(session, await row_of(session, actor, work_id))


async def begin(house: House, actor: Actor, item: StudyItem, typed_span: str | None = None) -> Work:
    """Begin a work; the draft there was is forgotten.

    Args:
        house: The house.
        actor: Whose.
        item: As what it counts.
        typed_span: Of a training or a course: days and hours as he typed them.

    Raises:
        NotAllowed: He is no member, or it is nothing that may be handed in.
        BadSpan: These are no days and hours.
    """
    member_id = _member_of(actor)
    if item not in ITEMS or actor.member is None:
        raise NotAllowed
    now = house.now()
    async with house.db.write() as session:
        await session.execute(select(Member.id).where(Member.id == member_id).with_for_update(key_share=True))
        today = now.astimezone(await zone_of(house, session, actor.member.branch_id)).date()
        span = span_of(typed_span or "", today) if item in WITH_HOURS else None
        drafts = select(StudyWork.id).where(StudyWork.member_id == member_id, StudyWork.state == WorkState.DRAFT)
        await session.execute(delete(StudyWorkFile).where(StudyWorkFile.work_id.in_(drafts)))
        await session.execute(
            delete(StudyWork).where(StudyWork.member_id == member_id, StudyWork.state == WorkState.DRAFT)
        )
        row = StudyWork(
            member_id=member_id,
            item=item,
            state=WorkState.DRAFT,
            hours=span.hours if span else None,
            starts_on=span.starts_on if span else today,
            ends_on=span.ends_on if span else today,
            times=0,
            made_at=now,
        )
        session.add(row)
        await session.flush()
        return await work_of(session, row)


async def add(house: House, actor: Actor, work_id: int, text: str, sent: Sent | None) -> Work:
    """Put a text, a photo or a file to a work; what is handed in already stays as it is.

    Raises:
        NotAllowed: It is not his, or there is none.
        TooMuch: It takes no more.
    """
    bounds = rules.load().work
    full = TooMuch(characters=bounds.text_most, files=bounds.files_most)
    async with house.db.write() as session:
        row = await row_of(session, actor, work_id, lock=True)
        if row.state not in (WorkState.DRAFT, WorkState.RETURNED):
            return await work_of(session, row)
        if text:
            joined = f"{row.words}\n{text}" if row.words else text
            if len(joined) > bounds.text_most:
                raise full
            row.words = joined
        if sent is not None:
            have = await _files(session, row.id)
            if have >= bounds.files_most:
                raise full
            new = insert_into(session, StudyWorkFile)
            values = {
                "work_id": row.id,
                "kind": sent.kind,
                "file_id": sent.file_id,
                "file_unique_id": sent.unique_id,
            }
            # The same photo twice is one.
            await session.execute(new.values(values).on_conflict_do_nothing())
        if row.item is StudyItem.NOTES and row.words:
            row.characters = letters(row.words)
        await session.flush()
        return await work_of(session, row)


async def set_characters(house: House, actor: Actor, work_id: int, text: str) -> Work:
    """How many characters handwritten notes have, as their person says.

    Raises:
        NotAllowed: It is not his, or there is none.
        BadCount: It is no such number.
    """
    most = rules.load().work.characters_most
    if not text.isdecimal() or not 0 < int(text) <= most:
        raise BadCount(most=most)
    async with house.db.write() as session:
        row = await row_of(session, actor, work_id, lock=True)
        if row.item is StudyItem.NOTES and row.state in (WorkState.DRAFT, WorkState.RETURNED):
            row.characters = int(text)
            await session.flush()
        return await work_of(session, row)


async def drop(house: House, actor: Actor, work_id: int) -> None:
    """Forget a work that is not handed in; one that is stays.

    Raises:
        NotAllowed: It is not his, or there is none.
    """
    async with house.db.write() as session:
        row = await row_of(session, actor, work_id, lock=True)
        if row.state is WorkState.DRAFT:
            await session.execute(delete(StudyWorkFile).where(StudyWorkFile.work_id == row.id))
            await session.delete(row)


def check_whole(row: StudyWork, files: int) -> None:
    """Whether there is enough in a work to hand it in.

    Raises:
        NothingYet: There is not.
    """
    least = rules.load().work.essay_least
    typed = letters(row.words)
    enough = bool(typed or files)
    if row.item is StudyItem.ESSAY and not files:
        enough = typed >= least
    if row.item is StudyItem.NOTES:
        enough = enough and bool(row.characters)
    if not enough:
        raise NothingYet(least=least)


async def files_of(session: AsyncSession, work_id: int) -> Sequence[Sent]:
    """Photos and files of a work, in the order they came."""
    rows = await session.scalars(
        select(StudyWorkFile).where(StudyWorkFile.work_id == work_id).order_by(StudyWorkFile.id)
    )
    return [Sent(row.kind, row.file_id, row.file_unique_id) for row in rows]


async def row_of(session: AsyncSession, actor: Actor, work_id: int, *, lock: bool = False) -> StudyWork:
    """The actor's own row.

    Raises:
        NotAllowed: It is not his, or there is none.
    """
    query = select(StudyWork).where(StudyWork.id == work_id)
    row = (await session.scalars(query.with_for_update() if lock else query)).one_or_none()
    if row is None or row.member_id != _member_of(actor):
        raise NotAllowed
    return row


async def work_of(session: AsyncSession, row: StudyWork) -> Work:
    """A row as its person sees it."""
    return Work(
        row.id,
        row.item,
        row.state,
        letters(row.words),
        await _files(session, row.id),
        row.characters,
        row.hours,
        row.starts_on,
        row.ends_on,
        row.returned,
    )


async def take_up(house: House, actor: Actor, work_id: int) -> Work:
    """Begin anew what was given back: what was in it is put aside, the days and hours stay.

    Raises:
        NotAllowed: It is not his, or there is none.
    """
    async with house.db.write() as session:
        row = await row_of(session, actor, work_id, lock=True)
        if row.state is WorkState.RETURNED:
            await session.execute(delete(StudyWorkFile).where(StudyWorkFile.work_id == row.id))
            await session.execute(update(StudyWork).where(StudyWork.id == row.id).values(words=None, characters=None))
            await session.refresh(row)
        return await work_of(session, row)


async def _files(session: AsyncSession, work_id: int) -> int:
    query = select(func.count()).select_from(StudyWorkFile).where(StudyWorkFile.work_id == work_id)
    return int(await session.scalar(query) or 0)


def _member_of(actor: Actor) -> int:
    if actor.member is None:
        raise NotAllowed
    return actor.member.id
