"""What the numbers of a review must agree with (``domain_rules.md`` 8). Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

from services import shipped
from services.errors import BadInput
from services.shipped import Section

_NUMBER = re.compile(r"\d+")
#: Each may not be larger than the one after it.
_ORDER = (
    ("present", "expected"),
    ("sent", "present"),
    ("returned", "sent"),
    ("valid", "returned"),
    ("assessed", "expected"),
)
GRADES = ("excellent", "qualified", "basically_qualified", "unqualified")


class WrongNumbers(BadInput):
    """Not as many whole numbers as are asked for, or one nobody would count. Fields: ``count``."""

    code = "review-numbers"


class WrongOrder(BadInput):
    """One number is larger than it can be. Fields: ``small``, ``large`` (catalogue words), ``low``, ``high``."""

    code = "review-order"


class WrongSum(BadInput):
    """The four grades do not add up to those who were graded. Fields: ``sum``, ``assessed``."""

    code = "review-sum"


class Rules(Section):
    """What ships.

    Attributes:
        excellent_one_of: 优秀 generally at most one of so many.
        checklist: The preset of its steps.
        years_back: Years before this one that can still be written down.
        most: Larger numbers are slips.
    """

    version: str
    excellent_one_of: int
    checklist: str
    years_back: int
    most: int


@cache
def load() -> Rules:
    """Read what ships.

    Raises:
        pydantic.ValidationError: The file has an unknown or a malformed entry.
    """
    return shipped.read(Rules, "democratic_review")


def numbers_in(text: str, count: int) -> list[int]:
    """The whole numbers somebody typed, with whatever stands between them.

    Raises:
        WrongNumbers: There are not so many, or one is larger than any branch.
    """
    plain = unicodedata.normalize("NFKC", text)
    found = [int(one) for one in _NUMBER.findall(plain)[: count + 1] if len(one) <= 9]  # noqa: PLR2004 - longer ones count nothing
    if len(_NUMBER.findall(plain)) != count or len(found) != count or max(found) > load().most:
        raise WrongNumbers(count=count)
    return found


def check(numbers: Mapping[str, int | None]) -> None:
    """Whether what is known agrees; what is not known yet agrees with everything.

    Raises:
        WrongOrder: One is larger than it can be. WrongSum: The grades do not add up.
    """
    for small, large in _ORDER:
        low, high = numbers.get(small), numbers.get(large)
        if low is not None and high is not None and low > high:
            raise WrongOrder(small=small, large=large, low=low, high=high)
    assessed, grades = numbers.get("assessed"), [numbers.get(one) for one in GRADES]
    if assessed is not None and None not in grades and _sum(grades) != assessed:
        raise WrongSum(sum=_sum(grades), assessed=assessed)


def _sum(grades: Sequence[int | None]) -> int:
    return sum(one or 0 for one in grades)


def most_excellent(assessed: int) -> int:
    """How many 优秀 there generally are at most: 25 members, 8."""
    return assessed // load().excellent_one_of
