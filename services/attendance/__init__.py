"""What is made of attendance once a roll-call has ended: rates, neutral counters, and the forms on paper.

::

    attendance rows, approved leave ── facts ──> marks ── counting (pure) ──> tallies, months ──> board, sheets
"""

from services.attendance.counting import Mark, Tally, months_without, tally
from services.attendance.looking import (
    Board,
    Gathering,
    Missing,
    Span,
    board,
    sign_in,
    summary,
)

__all__ = [
    "Board",
    "Gathering",
    "Mark",
    "Missing",
    "Span",
    "Tally",
    "board",
    "months_without",
    "sign_in",
    "summary",
    "tally",
]
