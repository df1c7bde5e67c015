"""Bounds of surveys, as data (``services/rules_data/surveys.toml``)."""

from __future__ import annotations

from functools import cache

from services import shipped
from services.shipped import Section


class Rules(Section):
    """What holds for every survey.

    Attributes:
        least_anonymous: Results of an anonymous one are shown from so many answers up.
        most_people: Members of a branch that fit as options.
        days: How long one may be open.
        nominees: How many one may name.
        remind_hours: Before it closes.
    """

    version: str
    least_anonymous: int
    most_questions: int
    most_options: int
    most_people: int
    title_most: int
    question_most: int
    option_most: int
    words_most: int
    days: tuple[int, ...]
    default_days: int
    nominees: tuple[int, ...]
    remind_hours: int


@cache
def load() -> Rules:
    """Read what ships.

    Raises:
        pydantic.ValidationError: The file has an unknown or a malformed entry.
    """
    return shipped.read(Rules, "surveys")
