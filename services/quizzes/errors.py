"""What a quiz refuses.

::

    DomainError
    ├── BadInput ─ EmptyQuiz, QuizTitle, TooManyPicked
    ├── BadInput ─ LiveNothing         it has no question that one tap answers
    ├── AlreadyDone ─ QuizSentOut      it is no draft any more
    ├── Expired ─ QuizOver, LiveOver   it is closed, or was withdrawn; of one in a meeting, the time is over
    ├── Conflict ─ LiveBusy            another runs in that meeting
    └── Unavailable ─ QuizNotYet, NoMoreTries, LiveEarly
"""

from __future__ import annotations

from services.errors import AlreadyDone, BadInput, Conflict, Expired, Unavailable


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


class LiveNothing(BadInput):
    """It has no question that one tap answers."""

    code = "quiz-live-nothing"


class LiveBusy(Conflict):
    """Another quiz runs in that meeting."""

    code = "quiz-live-busy"


class LiveEarly(Unavailable):
    """Somebody's time still runs. Fields: ``seconds``."""

    code = "quiz-live-early"


class LiveOver(Expired):
    """His time is over, the question is, or all of it was ended."""

    code = "quiz-live-over"
