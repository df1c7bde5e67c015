"""A round of questions somebody answers one by one, for a make-up study or for something he has read. Pure.

It is kept as ``{"round": from 1, "questions": [{"question", "version", "right"}, …]}``; what was chosen is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.errors import BadInput
from services.questions.shapes import Asked
from services.quizzes.scoring import places_of

Round = dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What came of one answer."""

    right: bool
    asked: Asked


def next_of(asked: Round | None) -> int | None:
    """The place of the first question that is not answered, from 0; None: there is none."""
    questions = asked["questions"] if asked is not None else []
    return next((place for place, one in enumerate(questions) if one["right"] is None), None)


def right_of(asked: Round) -> int:
    """How many of the questions somebody knew."""
    return sum(one["right"] is True for one in asked["questions"])


def answered(asked: Round, place: int, choice: int, question: Asked) -> Round:
    """The round with an answer.

    Args:
        asked: Before.
        place: Of the question, from 0.
        choice: Of the option, from 0; of a true/false question 0 is true.
        question: As it was asked.

    Raises:
        BadInput: There is no such option.
    """
    if not 0 <= choice < places_of(question):
        raise BadInput
    questions = list(asked["questions"])
    questions[place] = questions[place] | {"right": choice in question.right}
    return asked | {"questions": questions}


def verdict_of(asked: Round, place: int, question: Asked) -> Verdict | None:
    """What came of the answer to a question; None: it has none."""
    right = asked["questions"][place]["right"]
    return None if right is None else Verdict(right, question)
