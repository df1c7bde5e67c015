"""Names of what surveys and nominations keep."""

from __future__ import annotations

from enum import StrEnum


class SurveyKind(StrEnum):
    """What is asked for: opinions, or people."""

    SURVEY = "SURVEY"
    NOMINATION = "NOMINATION"


class SurveyState(StrEnum):
    """How far a survey is."""

    DRAFT = "DRAFT"
    OPEN = "OPEN"
    CLOSED = "CLOSED"


class AskedFor(StrEnum):
    """What a question of a survey takes: one option, several, some words, or members of the branch."""

    ONE = "ONE"
    MANY = "MANY"
    WORDS = "WORDS"
    PEOPLE = "PEOPLE"
