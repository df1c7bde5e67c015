"""Numbers of handing over, as data (``services/rules_data/handover.toml``)."""

from __future__ import annotations

from functools import cache

from pydantic import Field

from services import shipped
from services.shipped import Section


class Offer(Section):
    """How many days an offer waits for its answer."""

    days: int = Field(gt=0)
    source: str


class Deputy(Section):
    """For how long somebody may stand in.

    Attributes:
        choices: What is offered, days.
        most_days: The longest.
    """

    choices: tuple[int, ...]
    most_days: int = Field(gt=0)
    source: str


class Handing(Section):
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
    return shipped.read(Handing, "handover")
