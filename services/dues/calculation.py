"""What a member's month comes to (``domain_rules.md`` 3.1 to 3.4). Pure; every amount is a ``Decimal`` of yuan.

::

    pay items ── wage_base ──┐
    a quarter ── quarter_base┤
    a pension, a month's pay ┴─> base ── bracket: ONE rate on the WHOLE base ── rounded once ── cap ── relief ──> amount
    an amount the branch confirmed ───────────────────────────────────────────────────────── cap ── relief ──> amount
    student, farmer …: fixed ──────────────────────────────────────────────────────────────────── relief ──> amount
"""

from __future__ import annotations

import decimal
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from db.dues_names import DuesCategory, PayItem, ReliefKind, RoundingMode, WageRule
from services.dues.book import Bracket, Payment, Version
from services.dues.errors import BadAmount, NoBase, OutsideFixed

FEN = Decimal("0.01")
ZERO = Decimal("0.00")

_ROUNDING = {
    RoundingMode.HALF_UP: decimal.ROUND_HALF_UP,
    RoundingMode.HALF_EVEN: decimal.ROUND_HALF_EVEN,
    RoundingMode.UP: decimal.ROUND_UP,
    RoundingMode.DOWN: decimal.ROUND_DOWN,
}
#: The months whose mean is the base of who has no monthly income (2008 art. 4).
_QUARTER = 3


@dataclass(frozen=True)
class Rounding:
    """To what unit of yuan (0.01, 0.1, 1) a month is rounded, and how (``domain_rules.md`` 3.3: no national rule)."""

    unit: Decimal = FEN
    mode: RoundingMode = RoundingMode.HALF_UP

    def of(self, amount: Decimal) -> Decimal:
        """The amount, rounded; always with two decimals."""
        return amount.quantize(self.unit, _ROUNDING[self.mode]).quantize(FEN)


def rounding_of(payment: Payment) -> Rounding:
    """The rounding where a branch has set none."""
    return Rounding(payment.rounding_unit, payment.rounding_mode)


@dataclass(frozen=True)
class Relief:
    """A reduction to an amount set by hand (yuan), or an exemption, which has none (2008 art. 7)."""

    kind: ReliefKind
    amount: Decimal | None = None


@dataclass(frozen=True)
class Computed:
    """What a month comes to, and how.

    Attributes:
        amount: Yuan, two decimals.
        version: Key of the rules it was reckoned by.
        base: What the rate was taken of; None where there is no rate.
        bracket: Whose rate; None where there is none.
        exact: Before it was rounded and capped; None where nothing was reckoned.
        capped: It would have been more than the rules allow.
        confirmed: The branch confirmed the amount; nothing was reckoned.
        relief: Whether a reduction or exemption made it less.
    """

    amount: Decimal
    version: str
    base: Decimal | None = None
    bracket: Bracket | None = None
    exact: Decimal | None = None
    capped: bool = False
    confirmed: bool = False
    relief: ReliefKind | None = None


@dataclass(frozen=True)
class WageBase:
    """A base made of pay items, with its working.

    Attributes:
        base: Yuan; what was added less what was taken off.
        plus, minus: The items that counted, in the order of the rules.
        ignored: Items that were given and do not belong to the base.
    """

    base: Decimal
    plus: tuple[tuple[PayItem, Decimal], ...]
    minus: tuple[tuple[PayItem, Decimal], ...]
    ignored: tuple[tuple[PayItem, Decimal], ...]


def check_amount(amount: Decimal, most: Decimal) -> Decimal:
    """An amount somebody gave, with two decimals.

    Raises:
        BadAmount: Not positive, more than two decimals, more than ``most``, or no number.
    """
    if not amount.is_finite() or not 0 < amount <= most:
        raise BadAmount
    if amount != amount.quantize(FEN):
        raise BadAmount
    return amount.quantize(FEN)


def bracket_of(base: Decimal, brackets: Sequence[Bracket]) -> Bracket:
    """The bracket a base falls into; a bound belongs to the lower one (``含3000元``)."""
    return next(one for one in brackets if one.up_to is None or base <= one.up_to)


def wage_base(items: Mapping[PayItem, Decimal], rule: WageRule, version: Version) -> WageBase:
    """The base of a monthly wage: the items that count less those that are taken off.

    Args:
        items: Yuan by item; what is not there is not paid.
        rule: Institution or enterprise.
        version: The rules.

    Raises:
        NoBase: Nothing remains.
    """
    wage = version.wage[rule]
    plus = _picked(items, wage.plus)
    minus = _picked(items, wage.minus)
    base = sum((value for _, value in plus), ZERO) - sum((value for _, value in minus), ZERO)
    if base <= 0:
        raise NoBase
    counted = {*wage.plus, *wage.minus}
    return WageBase(base.quantize(FEN), plus, minus, _picked(items, [one for one in items if one not in counted]))


def _picked(items: Mapping[PayItem, Decimal], which: Iterable[PayItem]) -> tuple[tuple[PayItem, Decimal], ...]:
    return tuple((one, items[one]) for one in which if one in items)


def quarter_base(incomes: Sequence[Decimal]) -> Decimal:
    """The mean month of the quarter before, for who has no monthly income (2008 art. 4); to the fen.

    Args:
        incomes: Net income of its three months, yuan.

    Raises:
        NoBase: Not three months, or nothing earned.
    """
    total = sum(incomes, ZERO)
    if len(incomes) != _QUARTER or total <= 0:
        raise NoBase
    return Rounding().of(total / _QUARTER)


def compute(
    version: Version,
    category: DuesCategory,
    *,
    base: Decimal | None = None,
    confirmed: Decimal | None = None,
    rounding: Rounding | None = None,
    relief: Relief | None = None,
) -> Computed:
    """What one month of one member comes to.

    Args:
        version: The rules that hold in the month.
        category: What he pays by.
        base: What the rate is taken of, yuan.
        confirmed: The monthly amount the branch confirmed; nothing is reckoned then.
        rounding: To what the branch rounds; None: to the fen, half up.
        relief: A reduction or exemption in force.

    Raises:
        NoBase: The category has a rate and neither base nor confirmed amount is known.
        OutsideFixed: The category has a fixed amount, and the confirmed one is not among those the rules leave open.
    """
    full = _full(version, category, base, confirmed, rounding or Rounding())
    if relief is None:
        return full
    reduced = ZERO if relief.kind is ReliefKind.EXEMPTION or relief.amount is None else relief.amount
    amount = min(full.amount, reduced)
    return replace(full, amount=amount.quantize(FEN), relief=relief.kind)


def _full(
    version: Version, category: DuesCategory, base: Decimal | None, confirmed: Decimal | None, rounding: Rounding
) -> Computed:
    fixed = version.fixed.get(category)
    if fixed is not None:
        amount = fixed.least if confirmed is None else confirmed
        if not fixed.least <= amount <= fixed.most:
            raise OutsideFixed(least=str(fixed.least), most=str(fixed.most))
        return Computed(amount.quantize(FEN), version.key, confirmed=confirmed is not None)
    if confirmed is not None:
        amount, capped = _capped(confirmed.quantize(FEN), version)
        return Computed(amount, version.key, base, capped=capped, confirmed=True)
    if base is None or base <= 0:
        raise NoBase
    bracket = bracket_of(base, version.retired if category is DuesCategory.RETIRED else version.brackets)
    exact = base * bracket.rate
    amount, capped = _capped(rounding.of(exact), version)
    return Computed(amount, version.key, base, bracket, exact, capped)


def _capped(amount: Decimal, version: Version) -> tuple[Decimal, bool]:
    if version.cap is not None and amount > version.cap:
        return version.cap.quantize(FEN), True
    return amount, False


@dataclass(frozen=True)
class Split:
    """What of the dues collected goes up and what stays (``domain_rules.md`` 3.6), yuan; together the total."""

    remitted: Decimal
    retained: Decimal


def split(total: Decimal, ratio: Decimal) -> Split:
    """Share a total: the part that goes up is rounded to the fen, half up; the rest stays.

    Args:
        total: What was collected, without large dues, yuan.
        ratio: The part that goes up, 0 to 1; there is no national default.
    """
    remitted = Rounding().of(total * ratio)
    return Split(remitted, (total - remitted).quantize(FEN))
