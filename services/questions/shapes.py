"""What a question is, and what can be wrong with one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum

from services.names import Difficulty, QuestionKind

#: A stem and its options stand in one message of a chat, with room for progress and time.
MOST_STEM = 1_000
MOST_OPTION = 200
MOST_OPTIONS = 8
FEWEST_OPTIONS = 2
MOST_EXPLANATION = 1_000
MOST_SOURCE = 200
MOST_CATEGORY = 40
MOST_ACCEPTED = 20

#: Letters of the options, in order.
LETTERS = "ABCDEFGH"
#: Places in the answer of a true/false question.
TRUE, FALSE = 0, 1

_NUMBERED = re.compile(r"\s*(?:第?\s*\d{1,4}\s*题?\s*[.．、:：)）]|[(（]\s*\d{1,4}\s*[)）])\s*(?=\D)")


class Fault(StrEnum):
    """What is wrong with a question; each has a sentence ``question-fault-…``."""

    NO_STEM = "no-stem"
    NO_ANSWER = "no-answer"
    KIND = "kind"
    ANSWER = "answer"
    TOO_FEW_OPTIONS = "too-few-options"
    TOO_MANY_OPTIONS = "too-many-options"
    OPTION_GAP = "option-gap"
    OPTION_TWICE = "option-twice"
    ONE_ANSWER = "one-answer"
    STEM_LONG = "stem-long"
    OPTION_LONG = "option-long"
    TEXT_LONG = "text-long"
    CONTRADICTS = "contradicts"
    DIFFICULTY = "difficulty"
    NOT_TEXT = "not-text"
    LETTER_ORDER = "letter-order"
    NOT_CLOSED = "not-closed"
    NOT_SUPPORTED = "not-supported"
    STRAY_LINE = "stray-line"


@dataclass(frozen=True)
class Problem:
    """One thing wrong at one place.

    Attributes:
        line: The row of a sheet or the line of a text, from 1.
        fault: What is wrong.
        value: What stands there, shortened.
        sheet: The sheet's title; empty for a text.
        other: For what stands there twice: the first line.
    """

    line: int
    fault: Fault
    value: str = ""
    sheet: str = ""
    other: int = 0


class QuestionFault(ValueError):
    """A question cannot be asked as it is; whoever knows its line makes a ``Problem`` of it."""

    def __init__(self, fault: Fault, value: str = "") -> None:
        self.fault = fault
        self.value = value
        super().__init__(fault.value)


@dataclass(frozen=True)
class Asked:
    """A question as it is asked, ``normal`` before it is kept.

    Attributes:
        stem: What is asked.
        options: Of single and multiple choice; none for the others.
        right: Places of the right options, ascending; ``(TRUE,)`` or ``(FALSE,)`` of a true/false question.
        accepted: What counts as right where a text is typed.
        explanation: Said with the result.
        source: The article it is taken from.
        difficulty: None where nobody has said.
    """

    kind: QuestionKind
    stem: str
    options: tuple[str, ...] = ()
    right: tuple[int, ...] = ()
    accepted: tuple[str, ...] = ()
    explanation: str = ""
    source: str = ""
    category: str = ""
    difficulty: Difficulty | None = None


def normal(asked: Asked) -> Asked:
    """The same question, tidied, when it can be asked.

    Raises:
        QuestionFault: It cannot.
    """
    tidied = replace(
        asked,
        stem=_NUMBERED.sub("", tidy(asked.stem), count=1),
        options=tuple(tidy(one) for one in asked.options),
        right=tuple(sorted(set(asked.right))),
        accepted=tuple(dict.fromkeys(one for one in (tidy(one) for one in asked.accepted) if one)),
        explanation=tidy(asked.explanation),
        source=tidy(asked.source),
        category=tidy(asked.category),
    )
    _check_texts(tidied)
    if tidied.kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
        _check_options(tidied)
    elif tidied.kind is QuestionKind.TRUE_FALSE:
        if tidied.right not in ((TRUE,), (FALSE,)):
            raise QuestionFault(Fault.NO_ANSWER)
        return replace(tidied, options=(), accepted=())
    elif not tidied.accepted or len(tidied.accepted) > MOST_ACCEPTED or not all(map(squeezed, tidied.accepted)):
        raise QuestionFault(Fault.NO_ANSWER)
    else:
        return replace(tidied, options=(), right=())
    return replace(tidied, accepted=())


def _check_texts(asked: Asked) -> None:
    if not squeezed(asked.stem):
        raise QuestionFault(Fault.NO_STEM, asked.stem)
    if len(asked.stem) > MOST_STEM:
        raise QuestionFault(Fault.STEM_LONG, shortened(asked.stem))
    for text, most in (
        (asked.explanation, MOST_EXPLANATION),
        (asked.source, MOST_SOURCE),
        (asked.category, MOST_CATEGORY),
        *((one, MOST_OPTION) for one in asked.accepted),
    ):
        if len(text) > most:
            raise QuestionFault(Fault.TEXT_LONG, shortened(text))


def _check_options(asked: Asked) -> None:
    if len(asked.options) < FEWEST_OPTIONS:
        raise QuestionFault(Fault.TOO_FEW_OPTIONS)
    if len(asked.options) > MOST_OPTIONS:
        raise QuestionFault(Fault.TOO_MANY_OPTIONS)
    for one in asked.options:
        if not one:
            raise QuestionFault(Fault.OPTION_GAP)
        if len(one) > MOST_OPTION:
            raise QuestionFault(Fault.OPTION_LONG, shortened(one))
    if len({one.casefold() for one in asked.options}) < len(asked.options):
        raise QuestionFault(Fault.OPTION_TWICE)
    if not asked.right:
        raise QuestionFault(Fault.NO_ANSWER)
    if asked.right[0] < 0 or asked.right[-1] >= len(asked.options):
        raise QuestionFault(Fault.ANSWER)
    if asked.kind is QuestionKind.SINGLE and len(asked.right) > 1:
        raise QuestionFault(Fault.ONE_ANSWER, letters(asked.right))


def letters(places: tuple[int, ...]) -> str:
    """Places of options as people write them: ``ABD``."""
    return "".join(LETTERS[one] for one in places)


def tidy(text: str) -> str:
    """One line, no control characters, single spaces."""
    kept = "".join(" " if ch.isspace() else ch for ch in text if ch.isspace() or unicodedata.category(ch) != "Cc")
    return " ".join(kept.split())


def squeezed(text: str) -> str:
    """What two texts are compared by: one width, one case, no spaces, no punctuation but what belongs to a number."""
    wide = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    return "".join(
        ch
        for place, ch in enumerate(wide)
        if unicodedata.category(ch)[0] in "LNSM" or _of_a_number(wide[:place][-1:], ch, wide[place + 1 : place + 2])
    )


def _of_a_number(before: str, ch: str, after: str) -> bool:
    """1.5 is not 15, 5 % is not 5, and -3 is not 3."""
    if ch == "%":
        return before.isdigit()
    if ch == "-":
        return after.isdigit() and not before.isalnum()
    return ch in ".:/" and before.isdigit() and after.isdigit()


def shortened(text: str) -> str:
    """A beginning that fits into a list of problems."""
    return text if len(text) <= 40 else f"{text[:39]}…"  # noqa: PLR2004 - a line of a phone


def likeness(asked: Asked) -> str:
    """The same for two questions that ask the same, however they are numbered, spaced and ordered: 64 hex digits.

    The answer does not count: another answer to the same question is a correction.
    """
    parts = sorted(squeezed(one) for one in asked.options)
    said = "\n".join([squeezed(_NUMBERED.sub("", asked.stem, count=1)), *parts])
    return hashlib.sha256(said.encode()).hexdigest()


def same_answer(one: Asked, other: Asked) -> bool:
    """Whether two questions of one likeness have the same answer."""
    return _answer(one) == _answer(other)


def _answer(asked: Asked) -> frozenset[str]:
    if asked.kind is QuestionKind.TRUE_FALSE:
        return frozenset({str(asked.right)})
    if asked.kind is QuestionKind.FILL_IN:
        return frozenset(squeezed(one) for one in asked.accepted)
    return frozenset(squeezed(asked.options[place]) for place in asked.right)


def accepts(asked: Asked, typed: str) -> bool:
    """Whether a typed text answers a fill-in question: spaces, punctuation, width and case do not count."""
    return squeezed(typed) in {squeezed(one) for one in asked.accepted}
