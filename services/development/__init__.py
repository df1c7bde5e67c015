"""Membership development, from the application to full membership (``domain_rules.md`` 5, sheet 11).

::

    rules (data, a version a case) ┐
    typed days ────────────────────┴─ marks (pure): stage, next step, what is open, what to look at again
                                        ├─ reminders ──> services.cases.planner ──> outbox
                                        └─ the end of a probation ──> services.notices, by given_dates
"""

from services.development.acts import (
    check_name,
    choose_rules,
    end,
    forget,
    open_case,
    record,
    record_hours,
    reopen,
    take_back,
)
from services.development.looking import Listed, Seen, history, listed, view
from services.development.marks import AHEAD, NUMBERS, REPEATED, STEPS, Doubt, Open
from services.development.people import add_person, candidates, enrol, link, remove_person
from services.development.rules import MarkKind, RuleSet
from services.development.rules import load as rules

__all__ = [
    "AHEAD",
    "NUMBERS",
    "REPEATED",
    "STEPS",
    "Doubt",
    "Listed",
    "MarkKind",
    "Open",
    "RuleSet",
    "Seen",
    "add_person",
    "candidates",
    "check_name",
    "choose_rules",
    "end",
    "enrol",
    "forget",
    "history",
    "link",
    "listed",
    "open_case",
    "record",
    "record_hours",
    "remove_person",
    "reopen",
    "rules",
    "take_back",
    "view",
]
