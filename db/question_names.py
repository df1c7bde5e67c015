"""The stored words of the question bank."""

from __future__ import annotations

from enum import StrEnum


class QuestionKind(StrEnum):
    """How a question is answered."""

    SINGLE = "SINGLE"
    MULTIPLE = "MULTIPLE"
    TRUE_FALSE = "TRUE_FALSE"
    FILL_IN = "FILL_IN"


class Difficulty(StrEnum):
    """How hard a question is meant to be."""

    EASY = "EASY"
    MEDIUM = "MEDIUM"
    HARD = "HARD"


class QuestionState(StrEnum):
    """A question that is retired is kept for the attempts that saw it."""

    READY = "READY"
    RETIRED = "RETIRED"
