"""Whether the facts of a row, and of the rows together, can be true. Pure functions of the records and the day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

from services.names import MembershipStage, PartialDate
from services.roster.codes import Code, Problem
from services.roster.rows import Record
from services.roster.vocabulary import Field, vocabulary

_MONTHS = 12


class Labels:
    """The headers of each sheet, for naming a column as it stands in the file."""

    def __init__(self) -> None:
        self._labels: dict[str, dict[Field, str]] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Labels) and self._labels == other._labels

    __hash__ = None  # type: ignore[assignment]  # it grows while a file is read

    def put(self, sheet: str, labels: dict[Field, str]) -> None:
        """Remember the headers of a sheet."""
        self._labels[sheet] = labels

    def as_json(self) -> dict[str, dict[str, str]]:
        """For keeping."""
        return {sheet: {one.value: label for one, label in labels.items()} for sheet, labels in self._labels.items()}

    @classmethod
    def from_json(cls, kept: dict[str, dict[str, str]]) -> Labels:
        """As kept."""
        labels = cls()
        for sheet, names in kept.items():
            labels.put(sheet, {Field(name): label for name, label in names.items()})
        return labels

    def of(self, sheet: str, one: Field) -> str:
        """The header of a field in a sheet, or the field's own name."""
        return self._labels.get(sheet, {}).get(one, vocabulary().labels[one])


def problem(labels: Labels, record: Record, one: Field, value: str, code: Code, **fields: str | int) -> Problem:
    """A problem of a record that has been read already."""
    return Problem(record.sheet, record.row, labels.of(record.sheet, one), value, code, fields)


def _month(day: PartialDate) -> int:
    return day.year * _MONTHS + day.month


def before(one: PartialDate, other: PartialDate) -> bool:
    """Whether a date is certainly before another; with a day missing, the month decides."""
    if _month(one) != _month(other):
        return _month(one) < _month(other)
    return bool(one.day and other.day and one.day < other.day)


def in_future(day: PartialDate, today: dt.date) -> bool:
    """Whether a date is certainly after today."""
    return before(PartialDate(today.year, today.month, today.day), day)


def younger_than(years: int, birth: PartialDate, on: PartialDate) -> bool:
    """Whether somebody born then was certainly younger than ``years`` on a day."""
    # Not PartialDate(birth.year + years, ...): 29 February has no such day in most years.
    months = _month(on) - _month(birth)
    if months != years * _MONTHS:
        return months < years * _MONTHS
    return bool(birth.day and on.day and on.day < birth.day)


def of_record(record: Record, labels: Labels, today: dt.date, min_age: int) -> list[Problem]:
    """What cannot be true of one row.

    Args:
        record: The row's facts.
        labels: The headers.
        today: The day of the import.
        min_age: Least age in years at admission (``domain_rules.md`` 5).
    """
    found: list[Problem] = []
    birth, admitted, full = record.birth, record.admitted_on, record.full_on
    for one, day in ((Field.BIRTH, birth), (Field.ADMITTED, admitted), (Field.FULL, full)):
        if day is not None and in_future(day, today):
            found.append(problem(labels, record, one, str(day), Code.DATE_FUTURE))
    if admitted is not None and full is not None and before(full, admitted):
        found.append(problem(labels, record, Field.FULL, str(full), Code.FULL_BEFORE_ADMITTED, admitted=str(admitted)))
    elif record.stage is MembershipStage.PROBATIONARY and full is not None:
        found.append(problem(labels, record, Field.FULL, str(full), Code.PROBATIONARY_WITH_FULL_DATE))
    if birth is not None and admitted is not None:
        if before(admitted, birth):
            found.append(problem(labels, record, Field.ADMITTED, str(admitted), Code.BORN_AFTER_ADMITTED))
        elif younger_than(min_age, birth, admitted):
            found.append(problem(labels, record, Field.ADMITTED, str(admitted), Code.TOO_YOUNG, age=min_age))
    return found


def between(records: Sequence[Record], labels: Labels) -> list[Problem]:
    """What cannot be true of the rows together: repeated keys, people that cannot be told apart."""
    return [
        *_repeated_phones(records, labels),
        *_repeated_staff_numbers(records, labels),
        *_twins(records, labels),
    ]


def _repeated_phones(records: Sequence[Record], labels: Labels) -> Iterator[Problem]:
    first: dict[str, Record] = {}
    for record in records:
        if record.phone is None:
            continue
        other = first.setdefault(record.phone, record)
        if other is not record and not (record.shared_phone or other.shared_phone):
            yield problem(
                labels, record, Field.PHONE, record.phone, Code.PHONE_REPEATED, other=other.row, sheet=other.sheet
            )


def _repeated_staff_numbers(records: Sequence[Record], labels: Labels) -> Iterator[Problem]:
    first: dict[str, Record] = {}
    for record in records:
        if record.staff_number is None:
            continue
        other = first.setdefault(record.staff_number, record)
        if other is not record:
            yield problem(
                labels,
                record,
                Field.STAFF_NUMBER,
                record.staff_number,
                Code.STAFF_REPEATED,
                other=other.row,
                sheet=other.sheet,
            )


def _twins(records: Sequence[Record], labels: Labels) -> Iterator[Problem]:
    groups: dict[tuple[object, ...], list[Record]] = defaultdict(list)
    for record in records:
        if not record.name:
            continue
        birth = (record.birth.year, record.birth.month) if record.birth is not None else None
        groups[record.name, birth, record.sex].append(record)
    for group in groups.values():
        # Without a number of one's own, a second person of one name, birth month and sex is a copied row or a guess.
        bare = [record for record in group if record.staff_number is None and record.phone is None]
        if len(group) > 1 and bare:
            record = bare[-1]
            other = next(one for one in group if one is not record)
            yield problem(labels, record, Field.NAME, record.name, Code.TWINS, other=other.row, sheet=other.sheet)
