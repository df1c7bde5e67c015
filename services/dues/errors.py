"""What can be wrong with dues.

::

    BadInput
    ├── NoBase           the category needs a base and there is none
    ├── BadAmount        no amount of money, not positive, or more than two decimals
    └── OutsideFixed     an amount the rules do not leave to the branch; fields: least, most
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
