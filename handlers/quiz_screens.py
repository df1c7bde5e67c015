"""The screens of a question and of a result: the same whether the ordinary way shows it or the lane of a crowd."""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import texts
from handlers.quiz_words import KIND_KEY
from handlers.routing import data
from handlers.rows import in_rows, turning, way_back
from services.names import QuestionKind
from services.outbox import Button
from services.paging import page_of
from services.questions.shapes import FALSE, LETTERS, TRUE, Asked
from services.quizzes import scoring
from services.quizzes.attempts import Asking, Ended, Missed

#: The name of the buttons that answer a question.
ANSWERS = "q.a"

_A_ROW = 4
_MISSED_A_PAGE = 4


class Speaker(Protocol):
    """Who writes sentences in somebody's language: a turn, or ``Language``."""

    def plain(self, key: str, /, **variables: Any) -> str:
        """A sentence without markup."""
        ...

    def text_of(self, key: str, /, **variables: Any) -> str:
        """A sentence as HTML."""
        ...


class Language:
    """A language, where there is no turn.

    Args:
        name: As stored.

    Attributes:
        name: Of a catalogue there is.
    """

    def __init__(self, name: str) -> None:
        self.name = texts.language_of(name)

    def plain(self, key: str, /, **variables: Any) -> str:
        """A sentence without markup."""
        return texts.plain(self.name, key, **variables)

    def text_of(self, key: str, /, **variables: Any) -> str:
        """A sentence as HTML."""
        return texts.say(self.name, key, **variables)


def question(speaker: Speaker, seen: Asking, mask: int = 0) -> tuple[str, list[list[Button]]]:
    """The screen of a question.

    Args:
        speaker: Writes in the reader's language.
        seen: The question he is at.
        mask: Options of a multiple choice he has marked.

    Returns:
        HTML, and the rows of buttons.
    """
    asked = seen.asked
    head = speaker.text_of(
        "quizzes-progress",
        title=seen.title,
        position=seen.position,
        total=seen.total,
        kind=speaker.plain(KIND_KEY[asked.kind]),
    )
    lines = [head]
    if seen.limited:
        left = (seen.ends_at - seen.now).total_seconds()
        lines.append(speaker.text_of("quizzes-left", minutes=math.floor(left / 60)))
    lines += ["", f"<b>{html.escape(asked.stem, quote=False)}</b>"]
    at = (seen.attempt_id, seen.position)
    rest = [Button("quizzes-button-later", data("q"))]
    if asked.kind is QuestionKind.FILL_IN:
        lines += ["", speaker.text_of("quizzes-type")]
        return "\n".join(lines), [[Button("quizzes-button-type", data("q.w", seen.attempt_id))], rest]
    shown, rows = choices(
        speaker,
        asked,
        seen.order,
        mask,
        answer=lambda chosen: data(ANSWERS, *at, chosen),
        mark=lambda chosen: data("q.t", *at, chosen),
    )
    return "\n".join([*lines, *shown]), [*rows, rest]


def choices(
    speaker: Speaker,
    asked: Asked,
    order: Sequence[int],
    mask: int,
    *,
    answer: Callable[[int], str],
    mark: Callable[[int], str],
) -> tuple[list[str], list[list[Button]]]:
    """The options of a question and the buttons under it.

    Args:
        speaker: Writes in the reader's language.
        asked: Not one that is typed.
        order: Places of the options as they are shown.
        mask: Options of a multiple choice he has marked.
        answer: Data of a button that answers with these options.
        mark: Data of a button after which these options are marked.

    Returns:
        Lines of HTML, and the rows of buttons.
    """
    if asked.kind is QuestionKind.TRUE_FALSE:
        row = [("quizzes-true", TRUE), ("quizzes-false", FALSE)]
        return [], [[Button(key, answer(scoring.mask_of([place]))) for key, place in row]]
    many = asked.kind is QuestionKind.MULTIPLE
    lines, buttons = [], []
    for letter, place in zip(LETTERS, order, strict=False):
        marked = bool(mask >> place & 1)
        lines.append(f"{letter}. {html.escape(asked.options[place], quote=False)}")
        key = "quizzes-button-marked" if marked else "quizzes-button-letter"
        buttons.append(Button(key, mark(mask ^ 1 << place) if many else answer(1 << place), vars={"letter": letter}))
    rows = in_rows(buttons, _A_ROW)
    if many:
        lines += ["", speaker.text_of("quizzes-several")]
    if mask and many:
        rows.append([Button("quizzes-button-confirm", answer(mask), vars={"count": mask.bit_count()})])
    return lines, rows


def result_screen(speaker: Speaker, seen: Ended, page: int = 1) -> tuple[str, list[list[Button]]]:
    """The result of an attempt, and what was wrong, a page at a time.

    Args:
        speaker: Writes in the reader's language.
        seen: The attempt.
        page: From 1; one that is not there is the nearest that is.

    Returns:
        HTML, and the rows of buttons.
    """
    lines = []
    if seen.late:
        lines += [speaker.text_of("quizzes-late", answered=seen.answered), ""]
    how = "excellent" if seen.score >= seen.excellent_mark else "passed" if seen.passed else "short"
    lines.append(
        speaker.text_of(
            f"quizzes-result-{how}",
            title=seen.title,
            score=seen.score,
            right=seen.right,
            total=seen.total,
            mark=seen.pass_mark,
        )
    )
    page, pages = page_of(page, len(seen.missed), _MISSED_A_PAGE)
    if seen.missed:
        lines += ["", speaker.text_of("quizzes-missed", count=len(seen.missed))]
    for one in seen.missed[(page - 1) * _MISSED_A_PAGE : page * _MISSED_A_PAGE]:
        lines += ["", *_missed(speaker, one)]
    rows = turning("q.r", seen.attempt_id, page=page, pages=pages)
    if seen.again:
        rows.append([Button("quizzes-button-retry", data("q.re", seen.quiz_id), vars={"count": seen.again})])
    rows.append(way_back("q"))
    return "\n".join(lines), rows


def _missed(speaker: Speaker, one: Missed) -> list[str]:
    asked = one.asked
    lines = [f"<b>{one.position}. {html.escape(asked.stem, quote=False)}</b>"]
    said = answer_text(speaker, asked, one.chosen, one.typed) if one.chosen or one.typed else ""
    lines.append(
        speaker.text_of("quizzes-missed-said", answer=said) if said else speaker.text_of("quizzes-missed-none")
    )
    lines.append(speaker.text_of("quizzes-missed-right", answer=right_text(speaker, asked)))
    if asked.explanation:
        lines.append(html.escape(asked.explanation, quote=False))
    if asked.source:
        lines.append(speaker.text_of("quizzes-missed-source", source=asked.source))
    return lines


def answer_text(speaker: Speaker, asked: Asked, places: tuple[int, ...], typed: str | None) -> str:
    """An answer in words: what was typed, true or false, or the options' texts."""
    if asked.kind is QuestionKind.FILL_IN:
        return typed or ""
    if asked.kind is QuestionKind.TRUE_FALSE:
        return speaker.plain("quizzes-true" if TRUE in places else "quizzes-false")
    return speaker.plain("quizzes-separator").join(asked.options[place] for place in places)


def right_text(speaker: Speaker, asked: Asked) -> str:
    """The right answer in words."""
    if asked.kind is QuestionKind.FILL_IN:
        return asked.accepted[0]
    return answer_text(speaker, asked, asked.right, None)
