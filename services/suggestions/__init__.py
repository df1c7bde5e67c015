"""The suggestion box: what members want to say, signed or not, to whom it belongs, and what becomes of it.

::

    signed ─────────────────────────────────────────> suggestions ── looked at ── answered | closed ── a year: gone
                                                           ▲                          │
    anonymous ── one message ──> arrivals ── turn of the day: all together, in no order
                     │                │                                               ▼
                     └── a code, told once ── looked up by its hash ──────── state and answer

Of an anonymous one nothing is written but the row itself and a mark that counts it: the mark is a keyed hash, and the
key is thrown away at the turn of the day, before anybody is told that there is something to read. Looking an answer up
writes nothing. ``bot.confidential`` keeps its updates out of the inbox, of the kept incidents and of the log.
"""

from services.suggestions.anonymous import Code, Standing, drop, look_up
from services.suggestions.desk import Card, Desk, answer, close, look_at, pass_on, received, view
from services.suggestions.errors import CodeNotKnown, Flooded, Gone, TooManyWords
from services.suggestions.planner import reconcile_all, sweep
from services.suggestions.routing import Box, box_for
from services.suggestions.signed import Own, mine, own, write

__all__ = [
    "Box",
    "Card",
    "Code",
    "CodeNotKnown",
    "Desk",
    "Flooded",
    "Gone",
    "Own",
    "Standing",
    "TooManyWords",
    "answer",
    "box_for",
    "close",
    "drop",
    "look_at",
    "look_up",
    "mine",
    "own",
    "pass_on",
    "received",
    "reconcile_all",
    "sweep",
    "view",
    "write",
]
