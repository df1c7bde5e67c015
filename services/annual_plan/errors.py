"""What may be wrong with what is written into an annual plan."""

from __future__ import annotations

from services.errors import BadInput


class PlanYear(BadInput):
    """Plans are written for other years. Fields: ``first``, ``last``."""

    code = "annual-plan-year"


class PlanEmpty(BadInput):
    """There is nothing to confirm, or to copy: no month has a theme."""

    code = "annual-plan-empty"


class PlanLines(BadInput):
    """A pasted text names no months, or too many. Fields: ``count``, its lines."""

    code = "annual-plan-lines"


class PlanLine(BadInput):
    """A line of a pasted text cannot be used: no theme in it, or its month a second time. Fields: ``line``."""

    code = "annual-plan-line"


class PlanLineLong(BadInput):
    """A line of a pasted text is too long. Fields: ``line``, ``limit``."""

    code = "annual-plan-line-long"
