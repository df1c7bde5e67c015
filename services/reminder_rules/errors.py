"""What may be wrong with a rule.

::

    BadInput
    ├── ImpossibleRule     its dates can never come
    ├── NoDateLeft         it ends before its next date
    ├── DayInPast          a day that is over
    ├── TooShort           shorter than such a meeting must be; fields: minutes
    ├── BadLength          not a length of a meeting; fields: least, most
    ├── BadLeads           not lead times; fields: most, days
    ├── BadTitle           no title, or too long; fields: limit
    └── EmptyAudience      nobody would hear of it
    Conflict
    └── TitleTaken         another rule of the organisation has that title
"""

from __future__ import annotations

from services.errors import BadInput, Conflict


class ImpossibleRule(BadInput):
    """The days of the rule can never come, or do not fit what the rule is for."""

    code = "reminders-impossible"


class NoDateLeft(BadInput):
    """The rule ends before its next date."""

    code = "reminders-no-date-left"


class DayInPast(BadInput):
    """The day is over."""

    code = "reminders-day-past"


class TooShort(BadInput):
    """Such a meeting takes longer. Fields: ``minutes`` at least (``domain_rules.md`` 2.1, 4.3)."""

    code = "reminders-too-short"


class BadLength(BadInput):
    """Not a length of a meeting. Fields: ``least`` and ``most`` minutes."""

    code = "reminders-length"


class BadLeads(BadInput):
    """Not lead times of such a rule. Fields: ``most`` of them, ``days`` before at most."""

    code = "reminders-leads"


class BadTitle(BadInput):
    """No title, or one that is too long. Fields: ``limit`` in characters."""

    code = "reminders-title"


class EmptyAudience(BadInput):
    """Nobody would hear of it."""

    code = "reminders-nobody"


class TitleTaken(Conflict):
    """Another rule of the organisation has that title."""

    code = "reminders-title-taken"
