"""What holds for questions and help, as data (``services/rules_data/help_board.toml``)."""

from __future__ import annotations

from functools import cache

from pydantic import Field

from services import shipped
from services.shipped import Section


class HelpRules(Section):
    """The file.

    Attributes:
        words_most: Characters of a question, and of an answer.
        open_most: Questions of one member that are not solved yet.
        answers_each: Answers of one member to one question.
        patience_days: How long the word about an answer is worth sending.
    """

    version: str
    words_most: int = Field(le=300)
    open_most: int
    answers_each: int
    patience_days: int


@cache
def load() -> HelpRules:
    """Read what ships.

    Raises:
        pydantic.ValidationError: The file has an unknown or a malformed entry.
    """
    return shipped.read(HelpRules, "help_board")


def words_most() -> int:
    """Characters of a question, and of an answer."""
    return load().words_most
