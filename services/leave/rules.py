"""Kinds of leave and when it may be asked, as data (``services/rules_data/leave.toml``)."""

from __future__ import annotations

from functools import cache

from db.names import LeaveType, ShiftKind
from services import shipped
from services.shipped import Section


class Asking(Section):
    """When leave may be asked.

    Attributes:
        minutes_before: Before the start; a request that comes later is marked late.
        late_days: How long after the start somebody may still ask.
        keep_reason_months: After so many months a private reason is forgotten.
    """

    minutes_before: int
    late_days: int
    keep_reason_months: int


class Kind(Section):
    """One type of leave.

    Attributes:
        duty: The work of the hospital: taken out of the adjusted rate (``domain_rules.md`` 6.2).
        private: Seen by the person and whoever decides; plain leave everywhere else.
        marks: On-shift marks of the day that suggest it.
    """

    name: LeaveType
    duty: bool = False
    private: bool = False
    marks: frozenset[ShiftKind] = frozenset()


class LeaveRules(Section):
    """The file; types in the order in which they are offered."""

    version: str
    asking: Asking
    type: tuple[Kind, ...]

    def kind(self, leave_type: LeaveType) -> Kind:
        """What holds for a type.

        Raises:
            KeyError: The file does not name it.
        """
        for one in self.type:
            if one.name is leave_type:
                return one
        raise KeyError(leave_type)


@cache
def load() -> LeaveRules:
    """Read what ships.

    Raises:
        pydantic.ValidationError: The file has an unknown or a malformed entry.
    """
    return shipped.read(LeaveRules, "leave")


def shown_type(leave_type: LeaveType | None) -> LeaveType | None:
    """A type as everybody may see it; None: plain leave."""
    return None if leave_type is None or load().kind(leave_type).private else leave_type
