"""What may be wrong with a case or with what is typed into it."""

from __future__ import annotations

from services.errors import BadInput, Conflict


class CaseThere(Conflict):
    """The person has an open case of this kind already."""

    code = "cases-there"


class CaseEnded(Conflict):
    """The case has ended: nothing in it can be changed."""

    code = "cases-ended"


class StepUnknown(BadInput):
    """There is no such step in this kind of case."""

    code = "cases-step"


class DayAhead(BadInput):
    """What is noted as done lies in the future."""

    code = "cases-day-ahead"


class DayTooFar(BadInput):
    """The day lies before 1950, or more than ten years ahead."""

    code = "cases-day-far"


class BadName(BadInput):
    """No name of a person: empty, too long or with digits in it."""

    code = "cases-name"


class BadWords(BadInput):
    """The text is empty, too long, or looks like an identity-card number. Fields: ``limit``."""

    code = "cases-words"


class NotFullMember(BadInput):
    """Only a full member of the roster accompanies a development."""

    code = "cases-not-full"


class TooManyPeople(BadInput):
    """There are as many as the rules allow. Fields: ``most``."""

    code = "cases-too-many"


class NobodyCalled(BadInput):
    """Nobody here is called like that."""

    code = "cases-nobody"
