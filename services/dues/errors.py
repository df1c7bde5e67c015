"""What can be wrong with dues.

::

    BadInput
    ├── NoBase           the category needs a base and there is none
    ├── BadAmount        no amount of money, not positive, or more than two decimals
    ├── OutsideFixed     an amount the rules do not leave to the branch; fields: least, most
    ├── BadMonths        months that lie too far back or ahead; fields: first, last
    ├── NotDecided       a reduction or exemption without the decision it needs
    ├── BadMonthText     what was typed says no months
    ├── BadDay           what was typed is no day of the year that is past
    ├── TooMuch          more than is open and may be paid ahead; fields: most
    ├── NotLarge         too little for large dues; fields: least
    ├── NoReason         a payment is taken back without a reason; fields: most
    ├── NoRatio          nobody has set which part goes up
    ├── NotOver          a period that is not over is noted as gone up
    ├── NotedOtherwise   a part of it was noted with a period of another length
    ├── NoPaySheet       a file that holds no names with pay items or bases
    └── VoucherTooLong   the number of a voucher is too long; fields: most
"""

from __future__ import annotations

from services.errors import BadInput


class NoBase(BadInput):
    """The category is reckoned from a base, and there is none."""

    code = "dues-no-base"


class BadAmount(BadInput):
    """No amount of yuan: not positive, more than two decimals, or far too much."""

    code = "dues-amount"


class OutsideFixed(BadInput):
    """The rules fix the amount, or leave it to the branch between bounds. Fields: ``least``, ``most`` (yuan)."""

    code = "dues-fixed"


class BadMonths(BadInput):
    """The months lie too far back or too far ahead. Fields: ``first``, ``last`` (``2026-11``)."""

    code = "dues-months"


class NotDecided(BadInput):
    """A reduction needs the superior's approval (for the retired the branch's is enough), on a day that is past."""

    code = "dues-not-decided"


class BadMonthText(BadInput):
    """What was typed says no month, or the last before the first."""

    code = "dues-month-text"


class BadDay(BadInput):
    """What was typed is no day, lies ahead, or more than a year back."""

    code = "dues-day"


class TooMuch(BadInput):
    """More than what is open and what may be paid ahead. Fields: ``most`` (yuan)."""

    code = "dues-too-much"


class NotLarge(BadInput):
    """Large dues are a single payment of so much or more. Fields: ``least`` (yuan)."""

    code = "dues-not-large"


class NoReason(BadInput):
    """What takes a payment back says why, in a few words. Fields: ``most`` (characters)."""

    code = "dues-no-reason"


class NoRatio(BadInput):
    """Nobody has set which part of the dues goes up; there is no national default."""

    code = "dues-no-ratio"


class NotOver(BadInput):
    """The period is not over; its sums may still grow."""

    code = "dues-not-over"


class NotedOtherwise(BadInput):
    """A part of the period has been noted with a period of another length: no month goes up twice."""

    code = "dues-noted-otherwise"


class VoucherTooLong(BadInput):
    """The number of a voucher is short. Fields: ``most`` (characters)."""

    code = "dues-voucher-long"


class NoPaySheet(BadInput):
    """The file holds no names with pay items or bases."""

    code = "dues-no-pay-sheet"
