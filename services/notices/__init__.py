"""Notices on dates: nothing planned yet, terms and probations that end, political birthdays, fixed days.

::

    rules + facts ── items (pure) ── one message a person, rule and date ──> outbox
"""

from services.notices.planner import reconcile_all

__all__ = ["reconcile_all"]
