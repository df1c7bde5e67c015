"""What a quiz refuses.

::

    DomainError
    ├── BadInput ─ EmptyQuiz, QuizTitle, TooManyPicked
    ├── AlreadyDone ─ QuizSentOut      it is no draft any more
    ├── Expired ─ QuizOver             it is closed, or was withdrawn
    └── Unavailable ─ QuizNotYet, NoMoreTries
"""

from __future__ import annotations

from services.errors import AlreadyDone, BadInput, Expired, Unavailable


class EmptyQuiz(BadInput):
    """A quiz without a question, or without anybody to take it, cannot be sent out."""

    code = "quiz-empty"


class QuizTitle(BadInput):
    """The title is empty or too long. Fields: ``limit``."""

    code = "quiz-title"


class TooManyPicked(BadInput):
    """More questions than a quiz may have. Fields: ``limit``."""

    code = "quiz-too-many"


class QuizSentOut(AlreadyDone):
    """It was sent out; what people answer must not change under their hands."""

    code = "quiz-sent-out"


class QuizOver(Expired):
    """It is closed, or was withdrawn."""

    code = "quiz-over"


class QuizNotYet(Unavailable):
    """It is not open yet. Fields: ``opens``, wall time as text."""

    code = "quiz-not-yet"


class NoMoreTries(Unavailable):
    """Every attempt is used. Fields: ``score``, the best one."""

    code = "quiz-no-more-tries"
