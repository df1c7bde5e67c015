"""What can be wrong with handing over."""

from __future__ import annotations

from services.errors import AlreadyDone, BadInput, Conflict, Expired


class HolderStarts(Conflict):
    """The post is held by somebody who can begin himself. Fields: ``name``."""

    code = "handover-holder"


class HandoverOpen(AlreadyDone):
    """It has been offered to somebody already; he answers, or it is taken back."""

    code = "handover-open"


class HandoverOver(Expired):
    """The offer was answered, taken back, or nobody answered in time."""

    code = "handover-over"


class DeputyTooLong(BadInput):
    """Nobody stands in for so long. Fields: ``days``."""

    code = "handover-deputy-days"
