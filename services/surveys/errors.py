"""Errors of surveys and nominations."""

from __future__ import annotations

from services.errors import BadInput, Conflict, Expired


class BadQuestion(BadInput):
    """A title, a question or its options cannot be used. Fields: ``options``, ``letters``."""

    code = "survey-question"


class BadChoice(BadInput):
    """Nothing was chosen or said, or too much. Fields: ``most``."""

    code = "survey-choice"


class NotReady(Conflict):
    """It has no question yet, it was sent already, or nobody is there to be asked."""

    code = "survey-not-ready"


class SurveyClosed(Expired):
    """It is over."""

    code = "survey-closed"
