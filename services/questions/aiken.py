"""Aiken: the stem in a line, options ``A.`` or ``A)``, then ``ANSWER: B``. Single choice only.

The format as Moodle documents it: each option in one line, letters in capitals and in order, a blank line between
questions. Full-width letters and signs, as Chinese input methods write them, are read too, and ``ANSWER: ABD`` makes a
multiple choice, which Moodle has not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from services.names import QuestionKind
from services.questions.shapes import LETTERS, Asked, Fault, Problem, letters, shortened

_OPTION = re.compile(r"\s*([A-Za-z])\s*[.)．、)]\s*(.*)\Z")
_ANSWER = re.compile(r"\s*(?:ANSWER|答案)\s*:\s*(.*?)\s*\Z", re.IGNORECASE)


def read(text: str) -> tuple[list[tuple[int, Asked]], list[Problem]]:
    """The questions of a text, each with the line of its stem, and what is wrong with the others."""
    found: list[tuple[int, Asked]] = []
    problems: list[Problem] = []
    reader = _Reader(found, problems)
    number = 0
    for number, line in enumerate(text.splitlines(), 1):
        reader.line(number, line)
    reader.end(number + 1)
    return found, problems


class _Reader:
    def __init__(self, found: list[tuple[int, Asked]], problems: list[Problem]) -> None:
        self._found = found
        self._problems = problems
        self._begin(0)

    def _begin(self, number: int) -> None:
        self._at = number
        self._stem: list[str] = []
        self._options: list[str] = []
        self._bad = False

    def line(self, number: int, line: str) -> None:
        narrow = unicodedata.normalize("NFKC", line)
        answer = _ANSWER.match(narrow)
        option = _OPTION.match(narrow)
        if answer is not None:
            self._answer(number, answer[1])
        elif option is not None and self._stem and not (option[1].islower() and not self._options):
            # What stands there is taken from the line as it was written.
            self._option(number, option[1].upper(), _OPTION.sub(r"\2", line) if line == narrow else _text_of(line))
        elif line.strip():
            if self._options:
                self._fault(number, Fault.STRAY_LINE, line)
            elif not self._stem:
                self._at = number
                self._stem = [line]
            else:
                self._stem.append(line)
        elif self._options:
            self._fault(self._at, Fault.NO_ANSWER, self._stem[0] if self._stem else "")
            self._begin(number)

    def end(self, number: int) -> None:
        if self._stem or self._options:
            self._fault(self._at or number, Fault.NO_ANSWER, self._stem[0] if self._stem else "")

    def _option(self, number: int, letter: str, text: str) -> None:
        if letter != (LETTERS + "?")[min(len(self._options), len(LETTERS))]:
            fault = Fault.TOO_MANY_OPTIONS if len(self._options) >= len(LETTERS) else Fault.LETTER_ORDER
            self._fault(number, fault, letter)
        self._options.append(text)

    def _answer(self, number: int, said: str) -> None:
        marks = [one for one in said.upper() if one not in " ,，、"]
        if not self._stem:
            self._fault(number, Fault.NO_STEM)
        elif not marks or any(one not in LETTERS[: len(self._options)] for one in marks):
            self._fault(number, Fault.ANSWER, said)
        elif not self._bad:
            right = tuple(sorted(LETTERS.index(one) for one in set(marks)))
            kind = QuestionKind.SINGLE if len(right) == 1 else QuestionKind.MULTIPLE
            self._found.append((self._at, Asked(kind, "\n".join(self._stem), tuple(self._options), right)))
        self._begin(number)

    def _fault(self, number: int, fault: Fault, value: str = "") -> None:
        if not self._bad:
            self._problems.append(Problem(number, fault, shortened(value.strip())))
        self._bad = True


def _text_of(line: str) -> str:
    """An option's text as it was written, where its letter or its sign is of full width."""
    return re.sub(r"\A\s*\S\s*\S\s*", "", line, count=1)


def write(questions: Iterable[Asked]) -> str:
    """Questions of single and multiple choice in this format; it holds no others, no explanations and no sources."""
    blocks = []
    for asked in questions:
        options = [f"{LETTERS[place]}. {text}" for place, text in enumerate(asked.options)]
        blocks.append("\n".join([asked.stem, *options, f"ANSWER: {letters(asked.right)}"]))
    return "\n\n".join(blocks) + "\n" if blocks else ""
