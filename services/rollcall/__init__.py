"""Roll-call: who is there, by three equal ways in; what stewards see and mark; quorum as information.

::

    tap, scan, type ──> desk (group commit) ──> presses: one row a member and meeting ──> boards, edited when it pays
    stewards ── mark, annul, close ──────────────┘              └─ history ─┘
"""

from services.rollcall import board, unexplained
from services.rollcall.board import Board, Line
from services.rollcall.checkin import Mine, go, mine, scan, tap, type_code
from services.rollcall.codes import LINK_PREFIX, link_payload, page_secret, typed_code
from services.rollcall.decisions import Sheet, Votes, record, sheet
from services.rollcall.errors import StillUnmarked
from services.rollcall.keeping import fingerprint
from services.rollcall.marking import Mark, annul, correct, mark, may_correct
from services.rollcall.presses import CheckedIn
from services.rollcall.running import CALLER_OF, Asked, begin, close, extend, tell, view
from services.rollcall.screens import Code, code_payload, is_shown, show, show_code
from services.rollcall.wall import address
from services.rollcall.windows import Phase

__all__ = [
    "CALLER_OF",
    "LINK_PREFIX",
    "Asked",
    "Board",
    "CheckedIn",
    "Code",
    "Line",
    "Mark",
    "Mine",
    "Phase",
    "Sheet",
    "StillUnmarked",
    "Votes",
    "address",
    "annul",
    "begin",
    "board",
    "close",
    "code_payload",
    "correct",
    "extend",
    "fingerprint",
    "go",
    "is_shown",
    "link_payload",
    "mark",
    "may_correct",
    "mine",
    "page_secret",
    "record",
    "scan",
    "sheet",
    "show",
    "show_code",
    "tap",
    "tell",
    "type_code",
    "typed_code",
    "unexplained",
    "view",
]
