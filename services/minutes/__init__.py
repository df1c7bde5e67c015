"""Records of meetings: what is sent in while they last, and what the form says beside it.

::

    text, voice, photo, file ── file ──> entries under the items of the agenda ── seen, moved, taken out
"""

from services.minutes.book import Desk, Entry, Filed, Item, Note, add_item, desk, entries, file, move, remove
from services.minutes.errors import NotFilable

__all__ = [
    "Desk",
    "Entry",
    "Filed",
    "Item",
    "NotFilable",
    "Note",
    "add_item",
    "desk",
    "entries",
    "file",
    "move",
    "remove",
]
