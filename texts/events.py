"""What calendars show of a meeting, whatever it is stored as."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from texts.catalogue import plain


class Event(Protocol):
    """A meeting in a calendar (``services.annual_plan.Event`` is one).

    Attributes:
        types: Names of its types.
        starts_at, changed_at: UTC.
        sequence: Grows when its time, place or state changes.
    """

    @property
    def uid(self) -> str: ...  # noqa: D102 - named above
    @property
    def organisation(self) -> str: ...  # noqa: D102 - the class says it
    @property
    def types(self) -> Sequence[str]: ...  # noqa: D102 - the class says it
    @property
    def title(self) -> str | None: ...  # noqa: D102 - the class says it
    @property
    def theme(self) -> str | None: ...  # noqa: D102 - the class says it
    @property
    def place(self) -> str | None: ...  # noqa: D102 - the class says it
    @property
    def starts_at(self) -> dt.datetime: ...  # noqa: D102 - the class says it
    @property
    def minutes(self) -> int: ...  # noqa: D102 - the class says it
    @property
    def sequence(self) -> int: ...  # noqa: D102 - the class says it
    @property
    def changed_at(self) -> dt.datetime: ...  # noqa: D102 - the class says it
    @property
    def cancelled(self) -> bool: ...  # noqa: D102 - the class says it
    @property
    def provisional(self) -> bool: ...  # noqa: D102 - the class says it


def name_of(language: str, event: Event) -> str:
    """What a meeting is called: its title, or the names of its types."""
    if event.title:
        return event.title
    names = [plain(language, f"event-{one.lower().replace('_', '-')}") for one in event.types]
    return plain(language, "list-separator").join(names)
