"""Records of meetings: what is sent in while they last, what the form says beside it, and what it still lacks.

::

    text, voice, photo, file ── file ──> entries under the items of the agenda ── seen, moved, taken out
    fields (who chairs, when it ended, figures) ──┐
    agenda, roll-call, leave, decisions ──────────┴── facts ── lacks (pure) ──> a reminder; papers with blanks
"""

from services.minutes.book import Desk, Entry, Filed, Item, Note, add_item, desk, entries, file, move, remove
from services.minutes.errors import BadFigure, BadMoment, NotFilable
from services.minutes.fields import (
    Candidate,
    Figure,
    Part,
    Sheet,
    candidates,
    set_end,
    set_figure,
    set_number,
    set_part,
    set_summary,
    set_undecided,
    sheet,
)
from services.minutes.lacking import Field, Lack
from services.minutes.planner import reconcile_all

__all__ = [
    "BadFigure",
    "BadMoment",
    "Candidate",
    "Desk",
    "Entry",
    "Field",
    "Figure",
    "Filed",
    "Item",
    "Lack",
    "NotFilable",
    "Note",
    "Part",
    "Sheet",
    "add_item",
    "candidates",
    "desk",
    "entries",
    "file",
    "move",
    "reconcile_all",
    "remove",
    "set_end",
    "set_figure",
    "set_number",
    "set_part",
    "set_summary",
    "set_undecided",
    "sheet",
]
