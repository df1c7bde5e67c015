"""Checklists: one mechanism for every feature that needs one. A list is about a subject (``meeting:17``).

::

    preset (data) ── make ──> items with owner and date ── planner ──> reminders to the owners
                                  │  ↑ tick / take back (history)
    the subject moves ── follow ──┘  dates move along;  called off ──> the list rests, reminders are voided

A feature whose things may have lists registers how the day of a thing is found (``register_subject``), and calls
``follow`` in the transaction that moves a thing or calls it off. Nothing else is needed.
"""

from services.checklists.acts import again, lay_out, make, tick
from services.checklists.changing import TEXT_LENGTH, add, give_to_member, give_to_role, put, remove, set_due, words_of
from services.checklists.errors import ChecklistFull, ChecklistVoid, NotAnOwner, NotYet, SamePerson
from services.checklists.looking import Listed, Mine, Seen, SeenItem, about, lists, mine, offered, view
from services.checklists.messages import title_of
from services.checklists.planner import Ground, follow, grounds, reconcile_all, register_subject, release
from services.checklists.presets import BOARD, PAIRING, TALKS, Item, cards
from services.checklists.standing import NOTE_LENGTH, Put, board, from_source, note, pair, talk_sheet, talks

__all__ = [
    "BOARD",
    "NOTE_LENGTH",
    "PAIRING",
    "TALKS",
    "TEXT_LENGTH",
    "ChecklistFull",
    "ChecklistVoid",
    "Ground",
    "Item",
    "Listed",
    "Mine",
    "NotAnOwner",
    "NotYet",
    "Put",
    "SamePerson",
    "Seen",
    "SeenItem",
    "about",
    "add",
    "again",
    "board",
    "cards",
    "follow",
    "from_source",
    "give_to_member",
    "give_to_role",
    "grounds",
    "lay_out",
    "lists",
    "make",
    "mine",
    "note",
    "offered",
    "pair",
    "put",
    "reconcile_all",
    "register_subject",
    "release",
    "remove",
    "set_due",
    "talk_sheet",
    "talks",
    "tick",
    "title_of",
    "view",
    "words_of",
]
