"""The checklists that ship, as data with sources (``services/rules_data/checklists.toml``)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import cache
from typing import Annotated

from pydantic import Field

from db.names import BranchRole, EventType, OrgLevel
from services import shipped
from services.reminder_rules.leads import Lead
from services.shipped import Section

_Name = Annotated[str, Field(pattern=r"^[a-z_]{2,24}$")]


class Defaults(Section):
    """Numbers that hold for every list.

    Attributes:
        remind: How long before the date of an item its owner is reminded.
        overdue_days, overdue_at: Days after it on which he is reminded once more, and the wall time.
        patience_days: How long such a word is worth sending.
        most_items: In one list.
        most_open: Open items of a standing list.
        shown_days: How long what is done stands on a standing list.
    """

    remind: tuple[Lead, ...]
    overdue_days: tuple[int, ...]
    overdue_at: dt.time
    patience_days: int
    most_items: int
    most_open: int
    shown_days: int


class Item(Section):
    """One thing to do: its name and whose work it is.

    Attributes:
        days: Due so many days before the list's day.
        after: Due so many days after the list is made, or begun anew.
        card: The catalogues say how it is done.
        door: The button that leads to where it is done, by its name; the organisation goes with it.
    """

    key: _Name
    owner: BranchRole
    days: int | None = Field(default=None, ge=0)
    after: int | None = Field(default=None, ge=0)
    card: bool = False
    door: str | None = None

    def due_on(self, today: dt.date) -> dt.date | None:
        """By then, where it counts from the day the list is made."""
        return today + dt.timedelta(days=self.after) if self.after is not None else None


class Preset(Section):
    """One list as it ships.

    Attributes:
        types: Meetings it prepares; empty: it is about an organisation, or about anything.
        levels: Organisations it fits.
        standing: An organisation has one, which is never done and has screens of its own.
        shared: Two organisations have one each, made when both have agreed.
    """

    key: _Name
    types: tuple[EventType, ...]
    levels: tuple[OrgLevel, ...]
    standing: bool = False
    shared: bool = False
    items: tuple[Item, ...]
    source: str


class Presets(Section):
    """Everything that ships."""

    version: str
    defaults: Defaults
    preset: tuple[Preset, ...]

    def find(self, key: str) -> Preset | None:
        """The preset of that key, if there is one."""
        return next((one for one in self.preset if one.key == key), None)

    def fitting(self, level: OrgLevel, types: Collection[EventType]) -> list[Preset]:
        """What is offered for a meeting of some types, or for an organisation (no types); the empty list last."""
        return [
            one
            for one in self.preset
            if level in one.levels
            and not (one.standing or one.shared)
            and (not one.items or bool(set(one.types) & set(types)) or (not one.types and not types))
        ]


#: The empty list, the task board, the talks, what two branches do together.
OWN, BOARD, TALKS, PAIRING = "own", "board", "talks", "pairing"


@cache
def load() -> Presets:
    """Read what ships.

    Raises:
        pydantic.ValidationError: The file has an unknown or a malformed entry.
    """
    return shipped.read(Presets, "checklists")


def standing() -> tuple[str, ...]:
    """Keys of the lists an organisation has one of, which are never done."""
    return tuple(one.key for one in load().preset if one.standing)


def cards(preset_key: str) -> tuple[Item, ...]:
    """The items of a preset that say how they are done."""
    preset = load().find(preset_key)
    return tuple(one for one in preset.items if one.card) if preset is not None else ()
