"""The rules of development as versioned data (``services/rules_data/development.toml``, ``domain_rules.md`` 5)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from functools import cache

from pydantic import Field, model_validator

from db.names import CasePart, CaseStep
from services import shipped
from services.shipped import Section


class MarkKind(StrEnum):
    """What follows from a date; see the head of the file."""

    LATEST = "LATEST"
    EARLIEST = "EARLIEST"
    ROUTINE = "ROUTINE"
    OPEN = "OPEN"
    MISSING = "MISSING"


#: The day a probation ends: reckoned, not typed.
PROBATION_END = "PROBATION_END"


class Mark(Section):
    """One date, or one thing that is missing, that follows from what was typed.

    Attributes:
        base: A ``CaseStep`` or ``PROBATION_END``.
        step: What ends it; None where people are named.
        ends: A later step that ends it as well.
        months, workdays: How far from the base.
        most_months: The furthest, in special cases.
        after: Days after the base to remind on.
        before: Days before the date to remind on.
    """

    key: str
    kind: MarkKind
    base: str
    step: CaseStep | None = None
    ends: CaseStep | None = None
    part: CasePart | None = None
    months: int | None = None
    most_months: int | None = None
    workdays: int | None = None
    after: tuple[int, ...] = ()
    before: tuple[int, ...] = ()
    source: str

    @model_validator(mode="after")
    def _whole(self) -> Mark:
        if self.base != PROBATION_END:
            CaseStep(self.base)
        if (self.kind is MarkKind.MISSING) != (self.part is not None) or (self.part is None) != (self.step is not None):
            raise ValueError(f"{self.key}: people or a step")
        dated = self.months is not None or self.workdays is not None
        if dated == (self.kind in (MarkKind.OPEN, MarkKind.MISSING)) or (self.before and not dated):
            raise ValueError(f"{self.key}: a date where one follows")
        return self


class Training(Section):
    """Short-term training before admission: so many days or so many hours."""

    days: int
    hours: int


class RuleSet(Section):
    """One version.

    Attributes:
        applies_from: The version proposed for applications from this day on.
        extension_months: Least and most months a probation may be extended by.
        mentors, introducers: Least and most people.
        steps: The way, in order.
    """

    key: str
    applies_from: dt.date
    source: str
    probation_months: int
    extension_months: tuple[int, int]
    mentors: tuple[int, int]
    introducers: tuple[int, int]
    training: Training
    steps: tuple[CaseStep, ...]
    mark: tuple[Mark, ...]

    def people(self, part: CasePart) -> tuple[int, int]:
        """Least and most people of a part."""
        return self.mentors if part is CasePart.MENTOR else self.introducers


class Book(Section):
    """All versions, the newest first."""

    remind_at: dt.time
    publicity_count_start_day: bool
    set: tuple[RuleSet, ...] = Field(min_length=1)

    def find(self, key: str) -> RuleSet:
        """A version by its key.

        Raises:
            KeyError: There is none.
        """
        return shipped.find(self.set, key)

    def proposed(self, applied_on: dt.date) -> RuleSet:
        """The version that applies from a day; what is older than all of them goes by the oldest."""
        newest_first = sorted(self.set, key=lambda one: one.applies_from, reverse=True)
        return next((one for one in newest_first if one.applies_from <= applied_on), newest_first[-1])


@cache
def load() -> Book:
    """The book that ships with the product.

    Raises:
        pydantic.ValidationError: The file has an unknown or a malformed entry.
    """
    return shipped.read(Book, "development")
