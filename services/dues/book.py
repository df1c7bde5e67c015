"""The rules of dues as data, in dated versions with sources (``services/rules_data/dues.toml``)."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field

from db.dues_names import DuesCategory, PayItem, RoundingMode, WageRule
from services import shipped
from services.dues.months import Month
from services.shipped import Section


def _month(value: Any) -> Month:
    return Month.parse(str(value))


class Bracket(Section):
    """One rate for the whole base.

    Attributes:
        up_to: The largest base it is for, yuan; None: no bound. The bound itself belongs to this bracket.
        rate: Of the whole base.
    """

    name: str
    up_to: Decimal | None = None
    rate: Decimal


class Fixed(Section):
    """A fixed amount a month, yuan; where the bounds differ the branch sets one between them."""

    least: Decimal
    most: Decimal


class Wage(Section):
    """What of the pay belongs to the base (``domain_rules.md`` 3.1)."""

    plus: tuple[PayItem, ...]
    minus: tuple[PayItem, ...]


class Version(Section):
    """One version of the rules.

    Attributes:
        first: The first month it holds in.
        cap: The most a member pays a month, yuan; None: no cap.
        admission_month: The month in which somebody is admitted counts.
        brackets, retired: In ascending order; the last has no bound.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    key: str
    first: Annotated[Month, BeforeValidator(_month)] = Field(alias="from")
    cap: Decimal | None = None
    admission_month: bool
    brackets: tuple[Bracket, ...]
    retired: tuple[Bracket, ...]
    fixed: dict[DuesCategory, Fixed]
    wage: dict[WageRule, Wage]


class Unpaid(Section):
    """So many months unpaid in a row, and the end of the texts' names that say it."""

    months: int
    words: str


class Payment(Section):
    """How payments are taken (``domain_rules.md`` 3.5).

    Attributes:
        large_from: A single voluntary payment of so much is large dues, yuan.
        advance_months_most: How far ahead a month may be paid at most; the branch's own limit is its setting.
        supplement_months: How far back.
        unpaid: After how many months unpaid in a row somebody is told, and in which words.
        largest_amount: The most anybody can type, yuan.
        sums_of_least: Sums of so many people or more may be read above the branch.
        rounding_unit: To what a month is rounded, yuan, where a branch has not set its own.
    """

    large_from: Decimal
    advance_months_most: int
    supplement_months: int
    unpaid: tuple[Unpaid, ...]
    largest_amount: Decimal
    sums_of_least: int
    rounding_unit: Decimal
    rounding_mode: RoundingMode


class Book(Section):
    """Everything that ships."""

    version: tuple[Version, ...]
    payment: Payment

    def at(self, month: Month) -> Version:
        """The version that holds in a month.

        Raises:
            LookupError: None did yet.
        """
        found = [one for one in self.version if one.first <= month]
        if not found:
            raise LookupError(f"no rules of dues for {month}")
        return max(found, key=lambda one: one.first)

    def find(self, key: str) -> Version:
        """The version of that name.

        Raises:
            LookupError: There is none.
        """
        for one in self.version:
            if one.key == key:
                return one
        raise LookupError(f"no rules of dues called {key!r}")


@cache
def load() -> Book:
    """Read what ships.

    Raises:
        pydantic.ValidationError: The file has an unknown or a malformed entry.
    """
    return shipped.read(Book, "dues")
