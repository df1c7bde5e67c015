"""Suggestions for tests."""

from __future__ import annotations

from typing import Any

from db.members import Member
from db.organisations import Organisation
from db.suggestion_names import SuggestionState, SuggestionTaker, SuggestionTopic
from db.suggestions import Suggestion
from tests.fixtures.houses import NOW


def suggestion_of(branch: Organisation, member: Member, words: str, **changes: Any) -> Suggestion:
    """A signed suggestion to who leads a branch, not stored yet."""
    values: dict[str, Any] = {
        "id": 7_000_000_001,
        "organisation_id": branch.id,
        "taker": SuggestionTaker.LEADERS,
        "topic": SuggestionTopic.BRANCH_WORK,
        "signed": True,
        "member_id": member.id,
        "words": words,
        "received_on": NOW.date(),
        "state": SuggestionState.RECEIVED,
        "state_on": NOW.date(),
    }
    return Suggestion(**(values | changes))
