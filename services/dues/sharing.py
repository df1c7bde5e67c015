"""For which months a payment is: what is open first, the oldest first, then months ahead. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from services.dues.calculation import ZERO
from services.dues.errors import TooMuch
from services.dues.months import Month


def share(amount: Decimal, owed: Mapping[Month, Decimal], ahead: Mapping[Month, Decimal]) -> dict[Month, Decimal]:
    """Share a payment out.

    Args:
        amount: Yuan.
        owed: What is open of months that have begun.
        ahead: What months to come may still take, in the order they come.

    Returns:
        Yuan by month; together the amount.

    Raises:
        TooMuch: More than all of that together (field ``most``).
    """
    left = amount
    parts: dict[Month, Decimal] = {}
    for month, open_ in [*sorted(owed.items()), *sorted(ahead.items())]:
        part = min(left, open_)
        if part > 0:
            parts[month] = part
            left -= part
    if left > 0:
        raise TooMuch(most=str(amount - left))
    return parts


def ahead_of(now: Month, months: int, monthly: Decimal | None, paid: Mapping[Month, Decimal]) -> dict[Month, Decimal]:
    """What the months to come may still take.

    Args:
        now: The month it is.
        months: How many months ahead may be paid.
        monthly: What a month comes to as things stand; None or nothing: none may be paid ahead.
        paid: What was paid for them already.
    """
    if not monthly:
        return {}
    coming = {now.plus(number): monthly - paid.get(now.plus(number), ZERO) for number in range(1, months + 1)}
    return {month: left for month, left in coming.items() if left > 0}
