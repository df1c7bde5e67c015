"""Leave from meetings: a linked record of its own. Private reasons are seen by the person and whoever decides."""

from services.leave.facts import OPEN, Leave, leave_of

__all__ = ["OPEN", "Leave", "leave_of"]
