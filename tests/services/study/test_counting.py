"""What the lines of a ledger come to: any order and repetition, caps, reversals."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from db.study_names import StudyBook, StudyItem, StudySource
from services.study.counting import Entry, Lot, count, live, total_of
from services.study.ledger import Due, missing
from services.study.rules import Rate, Scheme, pool_of, shipped, units

_ITEMS = sorted(units())
_DAYS = st.dates(dt.date(2025, 12, 28), dt.date(2026, 12, 31))
_AMOUNTS = st.integers(1, 900).map(lambda one: Decimal(one) / 100)
_OWN = Scheme("own-1", 1, {one: Rate(Decimal(1), Decimal("3.5")) for one in _ITEMS}, Decimal(40), Decimal(56))
SCHEMES = {"2026-11": shipped(), "own-1": _OWN}


def _entry(book: StudyBook, source_id: int, item: StudyItem, amount: Decimal, day: dt.date, version: str) -> Entry:
    return Entry(book, StudySource.MEETING, source_id, 1, item, amount, None, day, version)


_ENTRIES = st.lists(
    st.builds(
        _entry,
        st.sampled_from(StudyBook),
        st.integers(1, 30),
        st.sampled_from(_ITEMS),
        _AMOUNTS,
        _DAYS,
        st.sampled_from(sorted(SCHEMES)),
    ),
    max_size=40,
    unique_by=lambda one: (one.book, one.source_id),
)


def _back(one: Entry) -> Entry:
    return replace(one, number=2, amount=-one.amount, reverses=one.number)


@given(_ENTRIES, st.randoms(use_true_random=False))
def test_any_order_and_any_repetition_give_the_same_totals(entries: list[Entry], random: object) -> None:
    mixed = entries + entries[::2] + entries
    random.shuffle(mixed)  # type: ignore[attr-defined] # hypothesis types it as nothing more than an object
    for book in StudyBook:
        for year in (2025, 2026):
            assert count(mixed, book, year, SCHEMES) == count(entries, book, year, SCHEMES)


@given(_ENTRIES)
def test_no_pool_exceeds_its_cap_and_hours_have_none(entries: list[Entry]) -> None:
    credits_ = count(entries, StudyBook.CREDITS, 2026, SCHEMES)
    for item in _ITEMS:
        pool = [one for one in credits_.lines if pool_of(one.entry.item) is pool_of(item)]
        most = max((one.cap for one in pool if one.cap is not None), default=None)
        if most is not None:
            assert sum(one.counted for one in pool) <= most
    assert all(0 <= one.counted <= one.entry.amount for one in credits_.lines)
    hours = count(entries, StudyBook.HOURS, 2026, SCHEMES)
    assert hours.total == sum(
        one.amount for one in entries if one.book is StudyBook.HOURS and one.earned_on.year == 2026
    )
    assert sum(credits_.by_item().values()) == sum(credits_.by_month().values()) == credits_.total


@given(_ENTRIES, st.data())
def test_a_reversal_leaves_what_would_be_without_the_line(entries: list[Entry], data: st.DataObject) -> None:
    taken = data.draw(st.lists(st.sampled_from(entries), unique=True)) if entries else []
    left = [one for one in entries if one not in taken]
    with_reversals = [*map(_back, taken), *entries]
    for book in StudyBook:
        assert count(with_reversals, book, 2026, SCHEMES) == count(left, book, 2026, SCHEMES)


@given(_ENTRIES, st.data())
def test_sums_come_to_what_the_lines_come_to_or_do_not_say(entries: list[Entry], data: st.DataObject) -> None:
    taken = data.draw(st.lists(st.sampled_from(entries), unique=True)) if entries else []
    lines = [*entries, *map(_back, taken)]
    sums: dict[tuple[StudyItem, str], list[Entry]] = {}
    for one in lines:
        if one.book is StudyBook.CREDITS and one.earned_on.year == 2026:
            sums.setdefault((one.item, one.version), []).append(one)
    lots = [
        Lot(item, version, sum((one.amount for one in of), Decimal(0)), *_span(of))
        for (item, version), of in sums.items()
    ]
    total = total_of(lots, SCHEMES)
    assert total in (None, count(lines, StudyBook.CREDITS, 2026, SCHEMES).total)
    if len({lot.version for lot in lots}) < 2:
        assert total is not None


def _span(lines: list[Entry]) -> tuple[dt.date, dt.date]:
    days = [one.earned_on for one in lines]
    return min(days), max(days)


def test_a_scheme_that_changes_within_a_year_is_told_from_sums() -> None:
    spring, autumn = dt.date(2026, 3, 1), dt.date(2026, 9, 1)
    lots = [
        Lot(StudyItem.LECTURE_ATTEND, "2026-11", Decimal(6), spring, spring),
        Lot(StudyItem.LECTURE_ATTEND, "own-1", Decimal(6), autumn, autumn),
    ]
    assert total_of(lots, SCHEMES) == 6  # 3.5 is the most from autumn on; what had counted stays
    assert total_of([lots[1], replace(lots[0], last=autumn)], SCHEMES) is None


_DUE = st.builds(
    Due,
    st.sampled_from(StudyBook),
    st.sampled_from(_ITEMS[:4]),
    st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(1), Decimal(2)]),
    st.sampled_from([dt.date(2026, 12, 31), dt.date(2027, 1, 1)]),
    st.just("2026-11"),
)


@given(st.lists(st.lists(_DUE, max_size=3), min_size=1, max_size=6))
def test_whatever_was_said_before_the_last_word_stands_and_saying_it_again_writes_nothing(
    said: list[list[Due]],
) -> None:
    lines: list[Entry] = []
    for wanted in said:
        lines += missing(StudySource.MEETING, 1, lines, wanted)
        assert missing(StudySource.MEETING, 1, lines, wanted) == []
    for book in StudyBook:
        stands = sorted((one.item, one.amount, one.earned_on) for one in live(lines) if one.book is book)
        asked = sorted((one.item, one.amount, one.earned_on) for one in said[-1] if one.book is book and one.amount)
        assert stands == asked
        assert [one.number for one in lines if one.book is book] == list(
            range(1, 1 + sum(one.book is book for one in lines))
        )


def test_a_cap_takes_the_last_of_a_year_and_a_new_year_begins_anew() -> None:
    days = [dt.date(2026, 3, 1), dt.date(2026, 6, 1), dt.date(2026, 9, 1), dt.date(2027, 1, 1)]
    lines = [
        _entry(StudyBook.CREDITS, number, StudyItem.LECTURE_ATTEND, Decimal(3), day, "2026-11")
        for number, day in enumerate(days, 1)
    ]
    year = count(lines, StudyBook.CREDITS, 2026, SCHEMES)
    assert [one.counted for one in year.lines] == [3, 3, 2]
    assert [one.capped for one in year.lines] == [False, False, True]
    assert count(lines, StudyBook.CREDITS, 2027, SCHEMES).total == 3
