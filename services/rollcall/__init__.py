"""Roll-call: who is there, by three equal ways in; what stewards see and mark; quorum as information.

::

    tap, scan, type ──> desk (group commit) ──> presses: one row a member and meeting ──> boards, edited when it pays
    stewards ── mark, annul, close ──────────────┘              └─ history ─┘
"""

from services.rollcall.checkin import Mine, go, mine, scan, tap, type_code
from services.rollcall.presses import CheckedIn

__all__ = ["CheckedIn", "Mine", "go", "mine", "scan", "tap", "type_code"]
