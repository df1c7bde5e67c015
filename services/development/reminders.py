"""What is said about a development and when: a pure function of (facts, working days)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from services.cases.facts import Facts
from services.cases.reminder import Reminder
from services.development.marks import Open, following, open_marks
from services.development.rules import load
from services.workdays import Workdays


def reminders(facts: Facts, table: Workdays) -> Iterator[Reminder]:
    """Every reminder of a case, whenever it is due. The end of a probation is said by ``services.notices``."""
    book = load()
    for first in open_marks(book.find(facts.rule_set), facts, table):
        for one in (first, *following(first, facts)):
            for lead, day in one.reminders():
                yield Reminder(
                    name=f"{one.mark.key}{one.number}",
                    key=f"development-say-{one.mark.key}",
                    reference=one.day or one.base,
                    lead=lead,
                    day=day,
                    at=book.remind_at,
                    vars=_vars(one, day),
                )


def _vars(one: Open, day: dt.date) -> dict[str, Any]:
    found: dict[str, Any] = {"base": _date(one.base), "passed": (day - one.base).days, "count": one.count}
    found["least"] = one.least
    for name, value in (("date", one.day), ("most", one.most)):
        if value is not None:
            found[name] = _date(value)
    return found


def _date(day: dt.date) -> dict[str, Any]:
    return {"date": day.isoformat(), "year": True}
