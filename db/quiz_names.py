"""The stored words of quizzes."""

from __future__ import annotations

from enum import StrEnum


class QuizState(StrEnum):
    """A quiz is put together, then open (from its opening moment on) until its closing moment, or withdrawn."""

    DRAFT = "DRAFT"
    OPEN = "OPEN"
    CLOSED = "CLOSED"
    WITHDRAWN = "WITHDRAWN"


class AttemptState(StrEnum):
    """An attempt that is done has a score: all answered, or its time was over."""

    OPEN = "OPEN"
    DONE = "DONE"
