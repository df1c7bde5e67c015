"""Errors of the suggestion box."""

from __future__ import annotations

from services.errors import BadInput, Conflict


class TooManyWords(BadInput):
    """There are no words, or too many. Fields: ``most``."""

    code = "suggestion-words"


class Flooded(Conflict):
    """As many anonymous ones today as a person may send. Fields: ``most``."""

    code = "suggestion-flooded"


class CodeNotKnown(BadInput):
    """No suggestion has this code, or it was deleted when its time was over."""

    code = "suggestion-code"


class Gone(Conflict):
    """It was answered or closed already."""

    code = "suggestion-gone"
