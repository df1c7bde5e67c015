"""Whom messages reach, and whom a human should call: seen by who leads a branch or a group, never by anybody else."""

from services.reachability.exporting import LEADER_OF, export
from services.reachability.looking import CALLER_OF, Board, Line, Page, Way, board, calls

__all__ = ["CALLER_OF", "LEADER_OF", "Board", "Line", "Page", "Way", "board", "calls", "export"]
