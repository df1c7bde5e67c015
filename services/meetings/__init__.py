"""Meetings: what is planned, by rules or by hand, and what people are told about it.

::

    rules ── series (pure) ──> meetings <── acts (plan, move, call off, say where)
                                  └─ messages (pure: who must be told what) ──> outbox, in the same transaction
"""

from services.meetings.acts import Wish, again, announce, cancel, cancelling, confirm, describe, move, moving, plan
from services.meetings.ahead import make
from services.meetings.errors import MeetingInPast, MeetingOver, MeetingTooFar, SameTime
from services.meetings.expected import Expected, Guest, Occasion, Session, expected, guests, occasion, sessions_of
from services.meetings.foreseeing import Foreseen, foresee
from services.meetings.looking import Agenda, Seen, agenda, likely, past, view, zone_of
from services.meetings.messages import type_key
from services.meetings.rounds import follow, reconcile_all, reconcile_below

__all__ = [
    "Agenda",
    "Expected",
    "Foreseen",
    "Guest",
    "MeetingInPast",
    "MeetingOver",
    "MeetingTooFar",
    "Occasion",
    "SameTime",
    "Seen",
    "Session",
    "Wish",
    "again",
    "agenda",
    "announce",
    "cancel",
    "cancelling",
    "confirm",
    "describe",
    "expected",
    "follow",
    "foresee",
    "guests",
    "likely",
    "make",
    "move",
    "moving",
    "occasion",
    "past",
    "plan",
    "reconcile_all",
    "reconcile_below",
    "sessions_of",
    "type_key",
    "view",
    "zone_of",
]
