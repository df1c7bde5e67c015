"""A month's papers in one file: records, reports, sheets, and a list of what is missing.

::

    the month is over ── planner ──> an offer with a button ──> contents ── photos fetched ── make ──> one zip
"""

from services.month_pack.packing import Contents, Month, contents, make
from services.month_pack.planner import reconcile_all

__all__ = ["Contents", "Month", "contents", "make", "reconcile_all"]
