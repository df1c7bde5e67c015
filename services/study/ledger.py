"""The one way into the ledgers of hours and credits: say what a source should have given, and the lines follow.

::

    wanted ── compared with the lines that stand ──> same: nothing is written
                                              └────> other: reversals, then new lines, with the next numbers

Nothing is granted twice: a line is keyed to (member, book, source, its number), two who follow the same member take
turns, and saying the same again writes nothing. Nothing is ever edited.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from typing import cast

from sqlalchemy import ColumnElement, Table, and_, func, insert, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.base import Hundredths
from db.members import Member
from db.study import StudyEntry
from db.study_names import StudyBook, StudyItem, StudySource
from services.house import House
from services.outbox import Reconciled
from services.study import schemes
from services.study.counting import Entry, Lot, live
from services.study.rules import Scheme

_LINES = cast("Table", StudyEntry.__table__)


class QuizResult(StrEnum):
    """How a member's counted attempt at a quiz for credit ended."""

    NOT_PASSED = "NOT_PASSED"
    PASSED = "PASSED"
    EXCELLENT = "EXCELLENT"


_PAID = {QuizResult.PASSED: StudyItem.QUIZ, QuizResult.EXCELLENT: StudyItem.QUIZ_EXCELLENT}


@dataclass(frozen=True)
class Due:
    """One line that should stand.

    Attributes:
        amount: Hours or credits, two places, before any cap; nought is no line.
        quantity: Of how many hours, characters or times.
        earned_on: The day it was earned, by the wall clock of whose it is.
        version: Key of the rules or the scheme it is reckoned by.
        note: Of a correction: why.
    """

    book: StudyBook
    item: StudyItem
    amount: Decimal
    earned_on: dt.date
    version: str
    quantity: Decimal | None = None
    note: str | None = None


async def follow(
    session: AsyncSession,
    source: StudySource,
    source_id: int,
    wanted: Mapping[int, Sequence[Due]],
    now: dt.datetime,
    *,
    whole: bool = False,
    made_by: int | None = None,
) -> Reconciled:
    """Make the lines of one source what they should be, in the caller's transaction.

    Args:
        session: The transaction of the fact they follow from.
        source: What they come from.
        source_id: Which one.
        wanted: By member: all the lines this source should have given him; an empty one takes everything back.
        now: UTC.
        whole: ``wanted`` names everybody the source gives anything: whoever else has lines of it loses them.
        made_by: The account behind it, where a human decided.

    Returns:
        As ``added`` the new lines, as ``voided`` those of them that take one back.
    """
    ids = set(wanted)
    if whole:
        ids |= set(await session.scalars(select(StudyEntry.member_id).where(_from(source, source_id)).distinct()))
    if not ids:
        return Reconciled(0, 0)
    # Two who follow the same member take turns, so that the numbers of lines do not collide.
    await session.execute(
        select(Member.id).where(among(Member.id, ids)).order_by(Member.id).with_for_update(key_share=True)
    )
    stored: dict[int, list[Entry]] = {}
    for row in await session.scalars(
        select(StudyEntry).where(_from(source, source_id), among(StudyEntry.member_id, ids)).order_by(StudyEntry.number)
    ):
        stored.setdefault(row.member_id, []).append(entry_of(row))
    rows = [
        _row(member_id, line, now, made_by)
        for member_id in sorted(ids)
        for line in missing(source, source_id, stored.get(member_id, ()), wanted.get(member_id, ()))
    ]
    if rows:
        await (await session.connection()).execute(insert(_LINES), rows)
    return Reconciled(len(rows), sum(1 for row in rows if row["reverses"] is not None))


async def quiz_taken(
    house: House, session: AsyncSession, quiz_id: int, results: Mapping[int, QuizResult], *, on: dt.date
) -> Reconciled:
    """Grant the credits of a quiz for credit, in the transaction that ends the attempts (``domain_rules.md`` 4.2).

    A quiz gives a member credits once, however many attempts he has: say the result of the counted (best) one. Saying
    the same again changes nothing; a better one replaces what was given.

    Args:
        house: The house.
        session: The caller's transaction.
        quiz_id: Of the quiz, not of an attempt.
        results: Of the counted attempts, by member.
        on: The day they ended, by the branch's wall clock.
    """
    schemes_of = await schemes.of_members(session, results, on)
    wanted = {
        member_id: credits_for(schemes_of[member_id], _PAID[result], Decimal(1), on) if result in _PAID else []
        for member_id, result in results.items()
    }
    return await follow(session, StudySource.QUIZ, quiz_id, wanted, house.now())


def credits_for(scheme: Scheme, item: StudyItem, quantity: Decimal, on: dt.date) -> list[Due]:
    """The line of credits for so many units of an activity; none where the scheme gives nothing for it."""
    amount = scheme.pays(item, quantity).quantize(Decimal("0.01"), rounding=ROUND_DOWN)
    if amount <= 0:
        return []
    return [Due(StudyBook.CREDITS, item, amount, on, scheme.version, quantity)]


def missing(source: StudySource, source_id: int, stored: Iterable[Entry], wanted: Iterable[Due]) -> list[Entry]:
    """The lines that are missing so that what stands is what is wanted. Pure.

    Args:
        source: Where they come from.
        source_id: Which one.
        stored: All lines of one member from it.
        wanted: What should stand; lines of nought are none.
    """
    kept = list(stored)
    owed = [one for one in wanted if one.amount > 0]
    made: list[Entry] = []
    for book in StudyBook:
        lines = [one for one in kept if one.book is book]
        number = max((one.number for one in lines), default=0)
        due = [one for one in owed if one.book is book]
        back = []
        for one in live(lines):
            same = next((other for other in due if _same(one, other)), None)
            if same is None:
                back.append(one)
            else:
                due.remove(same)
        for one in back:
            number += 1
            made.append(_reversal(one, number))
        for other in due:
            number += 1
            made.append(_entry(source, source_id, number, other))
    return made


async def entries_of(session: AsyncSession, member_ids: Collection[int], year: int) -> dict[int, list[Entry]]:
    """All lines of some members that were earned in a year."""
    found: dict[int, list[Entry]] = {one: [] for one in member_ids}
    # Columns, not rows of the model: a hospital's year is tens of thousands of lines.
    rows = await session.execute(
        select(
            StudyEntry.member_id,
            StudyEntry.book,
            StudyEntry.source,
            StudyEntry.source_id,
            StudyEntry.number,
            StudyEntry.item,
            StudyEntry.amount,
            StudyEntry.quantity,
            StudyEntry.earned_on,
            StudyEntry.version,
            StudyEntry.reverses,
            StudyEntry.note,
        ).where(
            among(StudyEntry.member_id, member_ids),
            StudyEntry.earned_on >= dt.date(year, 1, 1),
            StudyEntry.earned_on <= dt.date(year, 12, 31),
        )
    )
    for member_id, *line in rows:
        found[member_id].append(Entry(*line))
    return found


async def lots_of(
    session: AsyncSession, member_ids: Collection[int], year: int
) -> dict[int, dict[StudyBook, list[Lot]]]:
    """The lines of some members that were earned in a year, added up by the database."""
    found: dict[int, dict[StudyBook, list[Lot]]] = {one: {book: [] for book in StudyBook} for one in member_ids}
    rows = await session.execute(
        select(
            StudyEntry.member_id,
            StudyEntry.book,
            StudyEntry.item,
            StudyEntry.version,
            type_coerce(func.sum(StudyEntry.amount), Hundredths),
            func.min(StudyEntry.earned_on),
            func.max(StudyEntry.earned_on),
        )
        .where(
            among(StudyEntry.member_id, member_ids),
            StudyEntry.earned_on >= dt.date(year, 1, 1),
            StudyEntry.earned_on <= dt.date(year, 12, 31),
        )
        .group_by(StudyEntry.member_id, StudyEntry.book, StudyEntry.item, StudyEntry.version)
    )
    for member_id, book, item, version, amount, first, last in rows:
        found[member_id][book].append(Lot(item, version, amount, first, last))
    return found


def entry_of(row: StudyEntry) -> Entry:
    """A stored line as it is reckoned with."""
    return Entry(
        row.book,
        row.source,
        row.source_id,
        row.number,
        row.item,
        row.amount,
        row.quantity,
        row.earned_on,
        row.version,
        row.reverses,
        row.note,
    )


def _from(source: StudySource, source_id: int) -> ColumnElement[bool]:
    return and_(StudyEntry.source == source, StudyEntry.source_id == source_id)


def _same(one: Entry, due: Due) -> bool:
    # The version does not count: what was paid by an older scheme on that day stays paid.
    return (one.item, one.amount, one.earned_on, one.quantity, one.note) == (
        due.item,
        due.amount,
        due.earned_on,
        due.quantity,
        due.note,
    )


def _reversal(one: Entry, number: int) -> Entry:
    return replace(one, number=number, amount=-one.amount, reverses=one.number, note=None)


def _entry(source: StudySource, source_id: int, number: int, due: Due) -> Entry:
    return Entry(
        due.book,
        source,
        source_id,
        number,
        due.item,
        due.amount,
        due.quantity,
        due.earned_on,
        due.version,
        None,
        due.note,
    )


def _row(member_id: int, line: Entry, now: dt.datetime, made_by: int | None) -> dict[str, object]:
    return {
        "member_id": member_id,
        "book": line.book,
        "source": line.source,
        "source_id": line.source_id,
        "number": line.number,
        "item": line.item,
        "amount": line.amount,
        "quantity": line.quantity,
        "earned_on": line.earned_on,
        "version": line.version,
        "reverses": line.reverses,
        "note": line.note,
        "made_at": now,
        "made_by": made_by,
    }
