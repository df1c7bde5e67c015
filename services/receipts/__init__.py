"""Receipts of announcements: who has confirmed, who was told by telephone, whom nothing reached; never who has read."""

from services.receipts.acts import Answer, confirm, not_told, told
from services.receipts.calling import Handed, hand_out
from services.receipts.exporting import export
from services.receipts.looking import CALLER, CALLER_OF, Board, Label, Latest, Line, Notice, board, latest
from services.receipts.reminding import ReceiptsOver, Reminded, Verdict, remind

__all__ = [
    "CALLER",
    "CALLER_OF",
    "Answer",
    "Board",
    "Handed",
    "Label",
    "Latest",
    "Line",
    "Notice",
    "ReceiptsOver",
    "Reminded",
    "Verdict",
    "board",
    "confirm",
    "export",
    "hand_out",
    "latest",
    "not_told",
    "remind",
    "told",
]
