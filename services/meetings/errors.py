"""What may be wrong with a meeting: the day is over, too far, or the meeting has begun."""

from __future__ import annotations

from services.errors import BadInput, Conflict


class MeetingInPast(BadInput):
    """It would start before now."""

    code = "meetings-past"


class MeetingTooFar(BadInput):
    """It would start too far ahead, or was held too long ago. Fields: ``days``."""

    code = "meetings-too-far"


class MeetingOver(Conflict):
    """It has begun or is over: nothing about its time can be changed."""

    code = "meetings-over"


class SameTime(Conflict):
    """Another meeting of the organisation with one of the same types starts at that moment."""

    code = "meetings-same-time"


class TooMany(Conflict):
    """More hangs on a meeting than it can carry. Fields: ``most``."""

    code = "meetings-too-many"


class NoSecond(BadInput):
    """A second sitting would not lie after the first."""

    code = "meetings-second"


class BadFile(BadInput):
    """What was sent is no file."""

    code = "meetings-file"


class BadLink(BadInput):
    """No address of a page."""

    code = "meetings-link"
