"""What may be in the way of a check-in, a mark or the end of a roll-call."""

from __future__ import annotations

from services.errors import BadInput, Conflict, Expired, NotAllowed


class NotOpenYet(Conflict):
    """The roll-call has not opened. Fields: ``opens`` (``14:40``), ``month``, ``on_day``, ``today`` (1 or 0)."""

    code = "rollcall-early"


class RollCallOver(Expired):
    """The roll-call is over: only a steward records now."""

    code = "rollcall-over"


class MeetingOff(Conflict):
    """The meeting was called off."""

    code = "rollcall-off"


class NotExpected(NotAllowed):
    """He is not among those the meeting is for."""

    code = "rollcall-not-expected"


class NothingOpen(Conflict):
    """No roll-call is open to him now."""

    code = "rollcall-nothing-open"


class WrongCode(BadInput):
    """No roll-call open to him has this code. Fields: ``left`` tries."""

    code = "rollcall-wrong-code"


class OldCode(Expired):
    """The code was right a moment ago."""

    code = "rollcall-old-code"


class NotThereYet(Conflict):
    """He wants to go, but never came."""

    code = "rollcall-not-there"


class ClosedForCallers(NotAllowed):
    """The roll-call has ended: stewards put right what is recorded, a group's leader does not any more."""

    code = "rollcall-closed-for-callers"


class NeedsReason(BadInput):
    """A steward's act of this kind needs a reason. Fields: ``limit`` in characters."""

    code = "rollcall-needs-reason"


class StillUnmarked(Conflict):
    """Somebody is unmarked, and nobody has confirmed the end. Fields: ``count``."""

    code = "rollcall-unmarked"


class NotBegun(Conflict):
    """The sitting has not begun: a roll-call ends after its start."""

    code = "rollcall-not-begun"


class BadCounts(BadInput):
    """The counts of a vote do not fit. Fields: ``limit`` voters."""

    code = "rollcall-bad-counts"


class DecisionThere(Conflict):
    """A decision of this name is recorded already."""

    code = "rollcall-decision-there"
