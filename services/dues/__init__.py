"""Dues: what a month comes to, who has paid, who is reminded (``domain_rules.md`` 3). The bot moves no money.

::

    book (rules as data) ──> calculation (pure) ──> what a month comes to
    profiles, reliefs, memberships ──> lines (pure) ──> opening (reconciler) ──> the ledger: lines, reversals
    the ledger, the due day ──> reminders (pure planner) ──> outbox
    months unpaid in a row ──> unpaid ──> outbox; who leaves with months open ──> departures ──> outbox
"""

from services.dues.ladder import Rung, ladder
from services.dues.opening import open_all
from services.dues.reminders import (
    KIND,
    BranchFacts,
    MyDues,
    Plan,
    branch_ids,
    due_day,
    facts_of,
    months_from,
    my_dues,
    plan,
    reconcile_all,
    stale,
    subject_of,
)

__all__ = [
    "KIND",
    "BranchFacts",
    "MyDues",
    "Plan",
    "Rung",
    "branch_ids",
    "due_day",
    "facts_of",
    "ladder",
    "months_from",
    "my_dues",
    "open_all",
    "plan",
    "reconcile_all",
    "stale",
    "subject_of",
]
