"""From the bytes of a file, or a pasted text, to its questions and its problems."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from importlib import resources

from services.errors import BadInput
from services.house import Limits
from services.questions import aiken, gift, sheet
from services.questions.shapes import Asked, Fault, Problem, QuestionFault, likeness, normal, same_answer, shortened
from services.roster import archive, textfile, workbook
from services.roster.archive import Kind
from services.roster.grids import Grids

#: Questions in one file.
MOST = 20_000

_AIKEN = re.compile(r"^\s*(?:ANSWER|答案)\s*[:：]", re.IGNORECASE | re.MULTILINE)
_GIFT = re.compile(r"(?<!\\)\{.*?(?<!\\)\}", re.DOTALL)


class NoQuestions(BadInput):
    """Nothing in the file looks like a question bank."""

    code = "questions-none"


class TooManyQuestions(BadInput):
    """More questions than one file may bring. Fields: ``limit``."""

    code = "questions-too-many"


@dataclass(frozen=True)
class Placed:
    """A question and where it stands.

    Attributes:
        line: Its row or its first line, from 1.
        sheet: The sheet's title; empty for a text.
        likeness: What it is recognised by.
    """

    asked: Asked
    line: int
    sheet: str
    likeness: str


@dataclass
class Bank:
    """What a file says.

    Attributes:
        questions: Those that can be asked, in the order of the file.
        problems: Everything that is wrong; with any of them nothing is imported.
        repeated: Questions that stand in the file more than once, word for word; they count once.
    """

    questions: list[Placed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    repeated: int = 0


def read(content: bytes, limits: Limits) -> Bank:
    """Read a file: a workbook, a table of text, Aiken or GIFT; what it is shows its content, not its name.

    Takes seconds of processor time for ten thousand questions: call it in a thread.

    Raises:
        RosterRefused: The file cannot be opened (its subclasses say why).
        NoQuestions: It holds no questions.
        TooManyQuestions: It holds more than ``MOST``.
    """
    if archive.kind_of(content, limits) is Kind.WORKBOOK:
        return _of_sheet(workbook.read(content, limits))
    text = textfile.decoded(content)
    if _AIKEN.search(text) or _GIFT.search(text):
        return from_text(text)
    return _of_sheet(textfile.read(content, limits, sheet.is_header))


def _of_sheet(grids: Grids) -> Bank:
    found, problems, sheets = sheet.read(grids)
    if not sheets or not (found or problems):
        raise NoQuestions
    return bank_of([(title, line, asked) for title, line, asked in found], problems)


def starter(limits: Limits) -> Bank:
    """The questions that come with the product, each with its source (``starter.csv``)."""
    return read(resources.files(__package__).joinpath("starter.csv").read_bytes(), limits)


def from_text(text: str) -> Bank:
    """Read a text, pasted or from a file: Aiken where a line says ``ANSWER:``, else GIFT.

    Raises:
        NoQuestions: It holds no questions.
        TooManyQuestions: It holds more than ``MOST``.
    """
    if _AIKEN.search(text):
        found, problems = aiken.read(text)
    elif "{" in text or "}" in text:
        found, problems = gift.read(text)
    else:
        raise NoQuestions
    if not (found or problems):
        raise NoQuestions
    return bank_of([("", line, asked) for line, asked in found], problems)


def bank_of(found: list[tuple[str, int, Asked]], problems: list[Problem]) -> Bank:
    """What raw questions are worth: tidied, checked, and each only once.

    Args:
        found: Each with its sheet and line.
        problems: What was wrong already.
    """
    if len(found) > MOST:
        raise TooManyQuestions(limit=MOST)
    bank = Bank(problems=list(problems))
    known: dict[str, Placed] = {}
    for title, line, raw in found:
        try:
            asked = normal(raw)
        except QuestionFault as fault:  # told with its line
            bank.problems.append(Problem(line, fault.fault, shortened(fault.value), title))
            continue
        placed = Placed(asked, line, title, likeness(asked))
        first = known.setdefault(placed.likeness, placed)
        if first is placed:
            bank.questions.append(placed)
        elif same_answer(first.asked, asked):
            bank.repeated += 1
        else:
            problem = Problem(line, Fault.CONTRADICTS, shortened(asked.stem), title, other=first.line)
            bank.problems.append(problem)
    sheets = {title: place for place, title in enumerate(dict.fromkeys(title for title, _, _ in found))}
    bank.problems.sort(key=lambda one: (sheets.get(one.sheet, len(sheets)), one.line))
    return bank
