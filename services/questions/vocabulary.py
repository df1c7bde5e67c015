"""The words of question sheets (``vocabulary.toml``)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from services.names import Difficulty, QuestionKind
from services.questions.shapes import FALSE, LETTERS, TRUE

_OPTION = re.compile(r"(?:选项|备选项|答案)?([A-H])(?:选项|项)?\Z")


class Column(StrEnum):
    """What a column of a question sheet holds, beside the options of their own."""

    KIND = "KIND"
    STEM = "STEM"
    OPTIONS = "OPTIONS"
    ANSWER = "ANSWER"
    EXPLANATION = "EXPLANATION"
    SOURCE = "SOURCE"
    CATEGORY = "CATEGORY"
    DIFFICULTY = "DIFFICULTY"


@dataclass(frozen=True)
class Vocabulary:
    """Words as they are compared (``key``) and what they mean; and the word each meaning is written with."""

    columns: dict[str, Column]
    kinds: dict[str, QuestionKind]
    difficulties: dict[str, Difficulty]
    answers: dict[str, int]
    written: dict[str, str]

    def column(self, header: str) -> Column | int | None:
        """What a header names: a column, the place of an option, or nothing known."""
        word = key(header)
        option = _OPTION.match(word)
        return LETTERS.index(option[1]) if option is not None else self.columns.get(word)


def key(text: str) -> str:
    """A word as it is compared: one width, capitals, no spaces, no remark in brackets."""
    wide = "".join(unicodedata.normalize("NFKC", text).upper().split())
    return re.sub(r"\([^)]*\)", "", wide).strip("*:.")


@cache
def vocabulary() -> Vocabulary:
    """The words, read once."""
    read = tomllib.loads(resources.files(__package__).joinpath("vocabulary.toml").read_text("utf-8"))

    def words(section: str) -> dict[str, str]:
        return {key(word): meaning for meaning, some in read[section].items() for word in some}

    answers = {"TRUE": TRUE, "FALSE": FALSE}
    return Vocabulary(
        columns={word: Column(meaning) for word, meaning in words("columns").items()},
        kinds={word: QuestionKind(meaning) for word, meaning in words("kinds").items()},
        difficulties={word: Difficulty(meaning) for word, meaning in words("difficulties").items()},
        answers={word: answers[meaning] for word, meaning in words("answers").items()},
        written={meaning: some[0] for section in read.values() for meaning, some in section.items()},
    )
