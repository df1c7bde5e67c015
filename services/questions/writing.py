"""A bank in the shapes it came in; reading what is written here changes nothing in the bank it came from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from services.names import QuestionKind
from services.questions import aiken, gift, sheet
from services.questions.shapes import Asked


class Shape(StrEnum):
    """The shapes of a question file."""

    SHEET = "xlsx"
    GIFT = "gift"
    AIKEN = "aiken"


#: Files of text carry the mark by which spreadsheet programs and editors know UTF-8.
_MARK = "\ufeff"
_CHOICES = (QuestionKind.SINGLE, QuestionKind.MULTIPLE)


@dataclass(frozen=True)
class Written:
    """A file.

    Attributes:
        suffix: ``xlsx`` or ``txt``.
        left_out: Questions the shape cannot hold.
    """

    content: bytes
    suffix: str
    left_out: int


def write(questions: Iterable[Asked], shape: Shape, title: str) -> Written:
    """Write questions into a file.

    Args:
        questions: In the order they are to stand in.
        shape: Aiken holds single and multiple choice only, and neither it nor GIFT sources and difficulty.
        title: The sheet's, at most 31 characters.
    """
    every = list(questions)
    if shape is Shape.SHEET:
        return Written(sheet.write(every, title), "xlsx", 0)
    if shape is Shape.GIFT:
        return Written((_MARK + gift.write(every)).encode(), "txt", 0)
    held = [one for one in every if one.kind in _CHOICES]
    return Written((_MARK + aiken.write(held)).encode(), "txt", len(every) - len(held))
