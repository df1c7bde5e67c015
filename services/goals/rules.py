"""What is to be held how often, as data with sources (``services/rules_data/goals.toml``)."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field

from db.names import BranchRole, EventType, OrgLevel
from services.recurrence import Period


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OnlyIf(StrEnum):
    """What a branch must have: a committee (``domain_rules.md`` 1.2), or groups, each of which is counted."""

    COMMITTEE = "COMMITTEE"
    GROUPS = "GROUPS"


class Goal(_Section):
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


class DualLife(_Section):
    """Whose double organisational life is counted.

    Attributes:
        roles: Whoever holds one of them is a leader.
        levels: Organisations with a leading group.
        back_days: How long ago what is noted may have been.
    """

    roles: frozenset[BranchRole]
    levels: frozenset[OrgLevel]
    back_days: int


class Goals(_Section):
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
    text = (resources.files("services") / "rules_data" / "goals.toml").read_text(encoding="utf-8")
    return Goals.model_validate(tomllib.loads(text))
