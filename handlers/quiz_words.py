"""How questions and quizzes are written on a screen."""

from __future__ import annotations

import html

from handlers.turn import Turn
from services.access import Need, Scope, Status
from services.names import Difficulty, QuestionKind, QuizState
from services.questions.banking import KEEPERS
from services.questions.shapes import FALSE, LETTERS, Asked
from services.quizzes.drafts import Draft

_STEM = 200
_SHORT = 36
_STATES = {
    QuizState.DRAFT: "quizzes-state-draft",
    QuizState.OPEN: "quizzes-state-open",
    QuizState.CLOSED: "quizzes-state-closed",
    QuizState.WITHDRAWN: "quizzes-state-withdrawn",
}
#: Catalogue keys of what a question is.
KIND_KEY = {
    QuestionKind.SINGLE: "questions-kind-single",
    QuestionKind.MULTIPLE: "questions-kind-multiple",
    QuestionKind.TRUE_FALSE: "questions-kind-true-false",
    QuestionKind.FILL_IN: "questions-kind-fill-in",
}
#: Catalogue keys of what it may be drawn from.
DIFFICULTY_KEY = {
    None: "quizzes-difficulty-any",
    Difficulty.EASY: "quizzes-difficulty-easy",
    Difficulty.MEDIUM: "quizzes-difficulty-medium",
    Difficulty.HARD: "quizzes-difficulty-hard",
}
#: A quiz of an organisation whose bank he keeps.
QUIZ_OF = Need(Status.CONSENTED, KEEPERS, Scope.QUIZ)


def state_key(state: QuizState) -> str:
    """Catalogue key of a quiz's state."""
    return _STATES[state]


def short(text: str, most: int = _SHORT) -> str:
    """A beginning that fits a line."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def lines_of(turn: Turn, asked: Asked, *, whole: bool = False) -> list[str]:
    """A question with its answer, as whoever keeps the bank looks it over; ``whole``: however long it is."""
    stem = asked.stem if whole else short(asked.stem, _STEM)
    lines = [f"<b>{html.escape(stem, quote=False)}</b>"]
    lines += [
        f"{'✓' if place in asked.right else '　'}{LETTERS[place]} {html.escape(text, quote=False)}"
        for place, text in enumerate(asked.options)
    ]
    if asked.kind is QuestionKind.TRUE_FALSE:
        lines.append(turn.text_of("questions-false" if asked.right == (FALSE,) else "questions-true"))
    elif asked.accepted:
        lines.append(turn.text_of("questions-accepted", answers=" / ".join(asked.accepted)))
    return lines


def source_of(turn: Turn, one: Draft) -> str:
    """What a quiz is drawn from."""
    category = one.category or turn.plain("quizzes-category-any")
    return turn.plain("quizzes-source", category=category, difficulty=turn.plain(DIFFICULTY_KEY[one.difficulty]))
