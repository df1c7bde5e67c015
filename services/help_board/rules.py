"""What holds for questions and help, as data (``services/rules_data/help_board.toml``)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field


class HelpRules(BaseModel):
    """The file.

    Attributes:
        words_most: Characters of a question, and of an answer.
        open_most: Questions of one member that are not solved yet.
        answers_each: Answers of one member to one question.
        patience_days: How long the word about an answer is worth sending.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

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
    text = (resources.files("services") / "rules_data" / "help_board.toml").read_text(encoding="utf-8")
    return HelpRules.model_validate(tomllib.loads(text))


def words_most() -> int:
    """Characters of a question, and of an answer."""
    return load().words_most
