"""Checklists: one mechanism for every feature that needs one. A list is about a subject (``meeting:17``).

::

    preset (data) ── make ──> items with owner and date ── planner ──> reminders to the owners
                                  │  ↑ tick / take back (history)
    the subject moves ── follow ──┘  dates move along;  called off ──> the list rests, reminders are voided

A feature whose things may have lists registers how the day of a thing is found (``register_subject``), and calls
``follow`` in the transaction that moves a thing or calls it off. Nothing else is needed.
"""

from services.checklists.acts import add, again, give_to_member, give_to_role, make, remove, set_due, tick
from services.checklists.errors import ChecklistFull, ChecklistVoid, NotAnOwner
from services.checklists.looking import Listed, Mine, Seen, SeenItem, about, lists, mine, offered, view
from services.checklists.messages import title_of
from services.checklists.planner import Ground, follow, reconcile_all, register_subject, release
from services.checklists.presets import Item, cards

__all__ = [
    "ChecklistFull",
    "ChecklistVoid",
    "Ground",
    "Item",
    "Listed",
    "Mine",
    "NotAnOwner",
    "Seen",
    "SeenItem",
    "about",
    "add",
    "again",
    "cards",
    "follow",
    "give_to_member",
    "give_to_role",
    "lists",
    "make",
    "mine",
    "offered",
    "reconcile_all",
    "register_subject",
    "release",
    "remove",
    "set_due",
    "tick",
    "title_of",
    "view",
]
