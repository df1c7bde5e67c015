"""Defaults and choices of quizzes, as data with sources (``services/rules_data/quizzes.toml``)."""

from __future__ import annotations

import datetime as dt
from functools import cache

from services import shipped
from services.shipped import Section


class Choices(Section):
    """What the composer's buttons go through; ``minutes`` 0 is no limit."""

    many: tuple[int, ...]
    days: tuple[int, ...]
    opens_in_days: tuple[int, ...]
    minutes: tuple[int, ...]
    retries: tuple[int, ...]
    pass_mark: tuple[int, ...]
    excellent_mark: tuple[int, ...]


class Items(Section):
    """When a question should be looked at.

    Attributes:
        least_answers: Below, nothing is said.
        too_hard, too_easy: Facility below and above.
        weak: Discrimination below.
    """

    least_answers: int
    too_hard: float
    too_easy: float
    weak: float


class Live(Section):
    """A quiz in a meeting.

    Attributes:
        seconds: A person has for a question, from the moment his copy was taken.
        patience: Seconds in which copies go out; later ones are not sent.
    """

    seconds: int
    patience: int


class QuizRules(Section):
    """Everything that ships. Marks are of 100; wall times are those of the organisation's zone.

    Attributes:
        remind_days: So many days before the last one, at ``remind_at``.
        title_most: Characters.
    """

    version: str
    pass_mark: int
    excellent_mark: int
    many: int
    days: int
    retries: int
    closes_at: dt.time
    opens_at: dt.time
    remind_days: int
    remind_at: dt.time
    title_most: int
    most_questions: int
    choices: Choices
    items: Items
    live: Live


@cache
def load() -> QuizRules:
    """Read what ships.

    Raises:
        pydantic.ValidationError: The file has an unknown or a malformed entry.
    """
    return shipped.read(QuizRules, "quizzes")
