"""What may be wrong with an answer to an invitation."""

from __future__ import annotations

from services.errors import Conflict, Expired, NotAllowed


class NotInvited(NotAllowed):
    """The meeting is not for him; the answer is that of "no such thing"."""


class OwnLeave(Conflict):
    """Nobody decides on his own leave."""

    code = "leave-own"


class LeaveOver(Expired):
    """The meeting was too long ago. Fields: ``days``."""

    code = "leave-over"


class MeetingOff(Conflict):
    """The meeting is called off: there is nothing to answer any more."""

    code = "leave-meeting-off"


class MeetingBegun(Conflict):
    """It has begun: whoever is there checks in."""

    code = "leave-meeting-begun"
