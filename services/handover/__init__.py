"""Handing a secretary's work over, and standing in for him."""

from services.handover.acts import TAKER, Desk, Offer, accept, decline, desk, expire, offer, people, see, take_back
from services.handover.contents import NAMES
from services.handover.deputies import name_deputy
from services.handover.record import record
from services.handover.rules import load

__all__ = [
    "NAMES",
    "TAKER",
    "Desk",
    "Offer",
    "accept",
    "decline",
    "desk",
    "expire",
    "load",
    "name_deputy",
    "offer",
    "people",
    "record",
    "see",
    "take_back",
]
