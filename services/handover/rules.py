"""Numbers of handing over, as data (``services/rules_data/handover.toml``)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Offer(_Section):
    """How many days an offer waits for its answer."""

    days: int = Field(gt=0)
    source: str


class Deputy(_Section):
    """For how long somebody may stand in.

    Attributes:
        choices: What is offered, days.
        most_days: The longest.
    """

    choices: tuple[int, ...]
    most_days: int = Field(gt=0)
    source: str


class Handing(_Section):
    """The file."""

    version: str
    offer: Offer
    deputy: Deputy


@cache
def load() -> Handing:
    """Read what ships.

    Raises:
        pydantic.ValidationError: The file has an unknown or a malformed entry.
    """
    text = (resources.files("services") / "rules_data" / "handover.toml").read_text(encoding="utf-8")
    return Handing.model_validate(tomllib.loads(text))
