"""The rules of transfers as versioned data (``services/rules_data/transfers.toml``, ``domain_rules.md`` 7)."""

from __future__ import annotations

import datetime as dt
from functools import cache

from pydantic import Field

from services import shipped
from services.shipped import Section


class RuleSet(Section):
    """One version.

    Attributes:
        paid_ahead_months: How many months ahead a letter may say that dues were paid; more is a slip of the pen.
        letter_valid_days: How long a letter is proposed to be valid; its own day goes before it.
        expiring_before: Days before a letter's last day to remind on.
        receipt_after: Days after a letter's date to remind of a missing receipt.
    """

    key: str
    source: str
    paid_ahead_months: int
    letter_valid_days: int
    expiring_before: tuple[int, ...]
    receipt_after: tuple[int, ...]


class Book(Section):
    """All versions, the one in force first."""

    remind_at: dt.time
    set: tuple[RuleSet, ...] = Field(min_length=1)

    def find(self, key: str) -> RuleSet:
        """A version by its key.

        Raises:
            KeyError: There is none.
        """
        return shipped.find(self.set, key)


@cache
def load() -> Book:
    """The book that ships with the product.

    Raises:
        pydantic.ValidationError: The file has an unknown or a malformed entry.
    """
    return shipped.read(Book, "transfers")
