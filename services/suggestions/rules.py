"""Topics and bounds of the suggestion box, as data (``services/rules_data/suggestions.toml``)."""

from __future__ import annotations

import datetime as dt
from functools import cache

from db.suggestion_names import SuggestionTaker, SuggestionTopic
from services import shipped
from services.shipped import Section
from services.suggestions.errors import TooManyWords


class Topic(Section):
    """A topic and who gets it."""

    key: SuggestionTopic
    to: SuggestionTaker


class Rules(Section):
    """What holds for the box.

    Attributes:
        most_a_day: Anonymous ones a person and day.
        words_most, answer_most: Characters.
        keep_months: How long answered and closed ones are kept.
        tell_at: Wall time at which receivers are told.
        patience_days: How long that is worth sending.
    """

    version: str
    most_a_day: int
    words_most: int
    answer_most: int
    keep_months: int
    tell_at: dt.time
    patience_days: int
    topic: tuple[Topic, ...]

    def taker(self, topic: SuggestionTopic) -> SuggestionTaker:
        """Who gets suggestions of a topic."""
        return next(one.to for one in self.topic if one.key is topic)


@cache
def load() -> Rules:
    """Read what ships.

    Raises:
        pydantic.ValidationError: The file has an unknown or a malformed entry.
    """
    return shipped.read(Rules, "suggestions")


def words_of(text: str, most: int) -> str:
    """A text as it is stored; its lines stay.

    Raises:
        TooManyWords: There are no words, or too many.
    """
    text = "\n".join(line.strip() for line in text.strip().splitlines())
    if not text or len(text) > most:
        raise TooManyWords(most=str(most))
    return text
