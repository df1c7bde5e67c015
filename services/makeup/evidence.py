"""What shows that somebody has made up what he missed. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

from pydantic import Field

from services import shipped
from services.errors import BadInput
from services.shipped import Section


class MakeUpRules(Section):
    """The file ``services/rules_data/makeup.toml``.

    Attributes:
        days, shift_days: After the meeting; the second where he had leave for the work of the hospital.
        note_least, note_most, word_most: Characters.
        questions, questions_right: Asked in the place of a note, and how many of them have to be right.
        remind_days: Before the day it is due.
        look_back_days: Roll-calls that ended longer ago make none.
    """

    version: str
    days: int
    shift_days: int
    note_least: int = Field(ge=1)
    note_most: int = Field(le=1000)
    questions: int = Field(ge=1, le=9)
    questions_right: int = Field(ge=1)
    word_most: int = Field(le=100)
    remind_days: tuple[int, ...]
    remind_at: dt.time
    look_back_days: int


@cache
def load() -> MakeUpRules:
    """Read what ships.

    Raises:
        pydantic.ValidationError: The file has an unknown or a malformed entry.
    """
    return shipped.read(MakeUpRules, "makeup")


class BadNote(BadInput):
    """A note is too short or too long. Fields: ``least``, ``most``, ``count``."""

    code = "makeup-note"


class BadWord(BadInput):
    """It is given back without a word, or with too many. Fields: ``most``."""

    code = "makeup-word"


@dataclass(frozen=True)
class Note:
    """He has read the material and writes what he takes from it."""

    text: str


def check(evidence: Note) -> str:
    """What of it is stored.

    Raises:
        BadNote: It has too few or too many characters, white space left out.
    """
    rules, text = load(), evidence.text.strip()
    count = len("".join(text.split()))
    if count < rules.note_least or len(text) > rules.note_most:
        raise BadNote(least=rules.note_least, most=rules.note_most, count=count)
    return text


def due_on(day: dt.date, *, duty: bool) -> dt.date:
    """When the make-up for a meeting on a day is due (``domain_rules.md`` 4.4)."""
    rules = load()
    return day + dt.timedelta(days=rules.shift_days if duty else rules.days)
