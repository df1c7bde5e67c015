"""What may be wrong with what is sent in for a record."""

from __future__ import annotations

from services.errors import BadInput, Conflict


class TooEarly(Conflict):
    """The meeting is not near yet. Fields: ``minutes``, from when on before its start."""

    code = "minutes-early"


class CalledOff(Conflict):
    """The meeting is called off."""

    code = "minutes-off"


class NoContents(Conflict):
    """What is said at such a meeting is not kept."""

    code = "minutes-contents"


class Full(Conflict):
    """A record holds no more. Fields: ``most``."""

    code = "minutes-full"


class NotFilable(BadInput):
    """What came is no text, voice note, photo or document."""

    code = "minutes-kind"


class BadFigure(BadInput):
    """No number, or one that cannot be. Fields: ``most``."""

    code = "minutes-figure"


class BadMoment(BadInput):
    """No time of day, or not after the meeting began."""

    code = "minutes-moment"


class NotYet(BadInput):
    """A time of this day that is still to come."""

    code = "minutes-not-yet"
