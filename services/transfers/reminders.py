"""What is said about a transfer and when: a pure function of its facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from db.names import CaseStep, TransferWay
from services.cases.facts import Facts
from services.cases.reminder import Reminder
from services.transfers.rules import load


def reminders(facts: Facts) -> Iterator[Reminder]:
    """Every reminder of a transfer, whenever it is due: a letter that expires unreceived, a receipt that is missing."""
    book = load()
    rules = book.find(facts.rule_set)
    until, given = facts.day(CaseStep.LETTER_UNTIL), facts.day(CaseStep.LETTER_ON)
    received = facts.day(CaseStep.RECEIVED)
    if until is not None and received is None:
        for days in rules.expiring_before:
            day = until - dt.timedelta(days=days)
            yield Reminder(
                "letter", "transfers-say-letter", until, f"b{days}", day, book.remind_at, {"date": _date(until)}
            )
    if given is not None and facts.way is not TransferWay.IN and facts.day(CaseStep.RECEIPT) is None:
        for days in rules.receipt_after:
            day = given + dt.timedelta(days=days)
            values = {"base": _date(given), "days": days}
            yield Reminder("receipt", "transfers-say-receipt", given, f"a{days}", day, book.remind_at, values)


def _date(day: dt.date) -> dict[str, Any]:
    return {"date": day.isoformat(), "year": True}
