"""Names of what the suggestion box keeps."""

from __future__ import annotations

from enum import StrEnum


class SuggestionTopic(StrEnum):
    """What a suggestion is about; who gets it follows from that (``services/rules_data/suggestions.toml``)."""

    BRANCH_WORK = "BRANCH_WORK"
    ACTIVITIES = "ACTIVITIES"
    CONDUCT = "CONDUCT"
    HOSPITAL = "HOSPITAL"


class SuggestionTaker(StrEnum):
    """Who gets it: who leads the branch, its discipline member, or the office."""

    LEADERS = "LEADERS"
    DISCIPLINE = "DISCIPLINE"
    OFFICE = "OFFICE"


class SuggestionState(StrEnum):
    """Where a suggestion stands."""

    RECEIVED = "RECEIVED"
    LOOKED_AT = "LOOKED_AT"
    ANSWERED = "ANSWERED"
    CLOSED = "CLOSED"
