"""What the lines of a ledger come to. Pure: any order of the same lines gives the same totals.

::

    lines ── reversed ones and their reversals drop out ──> live ── by the day they were earned ──> each counts
                                                                     as far as its pool's cap of that year lets it

The cap is the one of the scheme that paid a line. A cap that is lowered within a year takes nothing back that had
counted; it holds for what is earned from then on.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from db.study_names import StudyBook, StudyItem, StudySource
from services.study.rules import Scheme, pool_of

_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Entry:
    """A line of a ledger; see ``db.study.StudyEntry``."""

    book: StudyBook
    source: StudySource
    source_id: int
    number: int
    item: StudyItem
    amount: Decimal
    quantity: Decimal | None
    earned_on: dt.date
    version: str
    reverses: int | None = None
    note: str | None = None


@dataclass(frozen=True)
class Counted:
    """A line that stands, and how much of it counts.

    Attributes:
        counted: Hours or credits after the cap.
        cap: The yearly cap it was held to; None: it has none.
    """

    entry: Entry
    counted: Decimal
    cap: Decimal | None

    @property
    def capped(self) -> bool:
        """Whether the cap took something of it."""
        return self.counted < self.entry.amount


@dataclass(frozen=True)
class Sum:
    """A year of one ledger.

    Attributes:
        lines: What stands, by the day it was earned.
        total: What counts.
    """

    lines: tuple[Counted, ...]
    total: Decimal

    def by_item(self) -> Mapping[StudyItem, Decimal]:
        """What counts of each activity."""
        found: dict[StudyItem, Decimal] = {}
        for one in self.lines:
            found[one.entry.item] = found.get(one.entry.item, _NOTHING) + one.counted
        return found

    def by_month(self) -> Mapping[int, Decimal]:
        """What counts of each month, 1 to 12."""
        found = dict.fromkeys(range(1, 13), _NOTHING)
        for one in self.lines:
            found[one.entry.earned_on.month] += one.counted
        return found


def live(entries: Iterable[Entry]) -> list[Entry]:
    """Lines that stand: neither reversals nor reversed. A line that comes twice (the same key) is one."""
    once = {_key(one, one.number): one for one in entries}
    taken = {_key(one, one.reverses) for one in once.values() if one.reverses is not None}
    return [one for key, one in once.items() if one.reverses is None and key not in taken]


def count(entries: Iterable[Entry], book: StudyBook, year: int, schemes: Mapping[str, Scheme]) -> Sum:
    """A member's year of one ledger.

    Args:
        entries: All lines of one member, of any book and year.
        book: Which ledger.
        year: The calendar year.
        schemes: By the versions of the lines; hours have no cap.
    """
    stands = [one for one in live(entries) if one.book is book and one.earned_on.year == year]
    stands.sort(key=lambda one: (one.earned_on, one.source, one.source_id, one.number))
    so_far: dict[StudyItem, Decimal] = {}
    lines = []
    for one in stands:
        pool = pool_of(one.item)
        cap = schemes[one.version].cap_of(one.item) if book is StudyBook.CREDITS and one.version in schemes else None
        before = so_far.get(pool, _NOTHING)
        counted = one.amount if cap is None else min(one.amount, max(_NOTHING, cap - before))
        so_far[pool] = before + counted
        lines.append(Counted(one, counted, cap))
    return Sum(tuple(lines), sum((one.counted for one in lines), _NOTHING))


def _key(one: Entry, number: int | None) -> tuple[StudyBook, StudySource, int, int | None]:
    return (one.book, one.source, one.source_id, number)


@dataclass(frozen=True)
class Lot:
    """Lines of one activity that one scheme paid, added up; what was reversed adds up to nothing.

    Attributes:
        first, last: Days between which they were earned.
    """

    item: StudyItem
    version: str
    amount: Decimal
    first: dt.date
    last: dt.date


def total_of(lots: Iterable[Lot], schemes: Mapping[str, Scheme]) -> Decimal | None:
    """What a member's credits of a year come to, as ``count`` says it; of thousands of lines it needs a few sums.

    Args:
        lots: Everything of his year.
        schemes: By the versions of the lots.

    Returns:
        None: lots under different caps overlap, so that sums do not tell; his lines have to be counted.
    """
    pools: dict[StudyItem, dict[Decimal | None, Lot]] = {}
    for one in lots:
        if not one.amount:
            continue
        cap = schemes[one.version].cap_of(one.item) if one.version in schemes else None
        of = pools.setdefault(pool_of(one.item), {})
        same = of.get(cap)
        of[cap] = one if same is None else _with(same, one)
    total = _NOTHING
    for of in pools.values():
        ordered = sorted(of.items(), key=lambda pair: pair[1].first)
        if any(before.last >= after.first for (_, before), (_, after) in itertools.pairwise(ordered)):
            return None
        so_far = _NOTHING
        for cap, lot in ordered:
            so_far += lot.amount if cap is None else min(lot.amount, max(_NOTHING, cap - so_far))
        total += so_far
    return total


def _with(one: Lot, other: Lot) -> Lot:
    return replace(
        one, amount=one.amount + other.amount, first=min(one.first, other.first), last=max(one.last, other.last)
    )
