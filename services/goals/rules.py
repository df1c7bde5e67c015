"""What is to be held how often, as data with sources (``services/rules_data/goals.toml``)."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from pydantic import Field

from db.names import BranchRole, EventType, OrgLevel
from services import shipped
from services.recurrence import Period
from services.shipped import Section


class OnlyIf(StrEnum):
    """What a branch must have: a committee (``domain_rules.md`` 1.2), or groups, each of which is counted."""

    COMMITTEE = "COMMITTEE"
    GROUPS = "GROUPS"


class Goal(Section):
    """One duty.

    Attributes:
        name: As the form names it.
        per, least: At least so many in each such period.
    """

    type: EventType
    name: str
    per: Period
    least: int = Field(ge=1)
    levels: tuple[OrgLevel, ...]
    only_if: OnlyIf | None = None
    source: str


class DualLife(Section):
    """Whose double organisational life is counted.

    Attributes:
        roles: Whoever holds one of them is a leader.
        levels: Organisations with a leading group.
        back_days: How long ago what is noted may have been.
    """

    roles: frozenset[BranchRole]
    levels: frozenset[OrgLevel]
    back_days: int


class Goals(Section):
    """Everything that ships."""

    version: str
    goal: tuple[Goal, ...]
    dual_life: DualLife

    def at(self, level: OrgLevel) -> list[Goal]:
        """The duties of an organisation of a level."""
        return [one for one in self.goal if level in one.levels]


@cache
def load() -> Goals:
    """Read what ships.

    Raises:
        pydantic.ValidationError: The file has an unknown or a malformed entry.
    """
    return shipped.read(Goals, "goals")
