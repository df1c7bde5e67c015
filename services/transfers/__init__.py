"""Transfers of membership: letters and their validity, receipts, dues paid through (``domain_rules.md`` 7, 10)."""

from services.transfers.acts import BadMonth, NotReceived, finish, open_in, open_out, record, take_back, withdraw
from services.transfers.looking import (
    STEPS,
    TEXTS,
    Listed,
    Seen,
    branches,
    history,
    listed,
    paid_through,
    people,
    view,
)

__all__ = [
    "STEPS",
    "TEXTS",
    "BadMonth",
    "Listed",
    "NotReceived",
    "Seen",
    "branches",
    "finish",
    "history",
    "listed",
    "open_in",
    "open_out",
    "paid_through",
    "people",
    "record",
    "take_back",
    "view",
    "withdraw",
]
