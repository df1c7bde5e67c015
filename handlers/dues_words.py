"""How dues are said: categories, and the working of an amount."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from handlers.turn import Turn
from services.dues.calculation import Computed
from services.dues.lines import Eased, Profile
from services.dues.months import Month
from services.dues.profiles import Decision
from services.names import DuesCategory, ReliefKind, WageRule
from texts.dates import month_text

#: Categories with a rate, in the order of the screen; the rest have fixed amounts.
CATEGORIES = (
    DuesCategory.MONTHLY_WAGE,
    DuesCategory.ANNUAL_SALARY,
    DuesCategory.IRREGULAR_INCOME,
    DuesCategory.RETIRED,
    DuesCategory.STUDENT,
    DuesCategory.FARMER,
    DuesCategory.UNEMPLOYED,
    DuesCategory.RELIEF,
    DuesCategory.MIN_LIVING,
)

CATEGORY_KEY = {
    DuesCategory.MONTHLY_WAGE: "dues-category-monthly-wage",
    DuesCategory.ANNUAL_SALARY: "dues-category-annual-salary",
    DuesCategory.IRREGULAR_INCOME: "dues-category-irregular-income",
    DuesCategory.RETIRED: "dues-category-retired",
    DuesCategory.STUDENT: "dues-category-student",
    DuesCategory.FARMER: "dues-category-farmer",
    DuesCategory.UNEMPLOYED: "dues-category-unemployed",
    DuesCategory.RELIEF: "dues-category-relief",
    DuesCategory.MIN_LIVING: "dues-category-min-living",
}
WAGE_KEY = {
    None: "dues-category-monthly-wage",
    WageRule.INSTITUTION: "dues-wage-institution",
    WageRule.ENTERPRISE: "dues-wage-enterprise",
}


def category(turn: Turn, profile: Profile) -> str:
    """Such as ``编内工资`` or ``离退休``."""
    return category_of(turn, profile.category, profile.wage_rule)


def category_of(turn: Turn, what: DuesCategory, rule: WageRule | None) -> str:
    """The same, of what is not in force yet."""
    return turn.plain(WAGE_KEY[rule] if what is DuesCategory.MONTHLY_WAGE else CATEGORY_KEY[what])


def percent(rate: Decimal) -> str:
    """``1.5%``: a rate as people say it."""
    return f"{(rate * 100).normalize():f}%"


def working(turn: Turn, made: Computed) -> str:
    """How an amount comes about, on one line."""
    if made.relief is ReliefKind.EXEMPTION:
        return turn.text_of("dues-working-exempt")
    if made.relief is ReliefKind.REDUCTION:
        return turn.text_of("dues-working-reduced", amount=str(made.amount))
    if made.capped:
        return turn.text_of("dues-working-capped", amount=str(made.amount))
    if made.bracket is not None and made.base is not None:
        return turn.text_of("dues-working-rate", base=str(made.base), rate=percent(made.bracket.rate))
    return turn.text_of("dues-working-confirmed" if made.confirmed else "dues-working-fixed")


def months(turn: Turn, first: Month, last: Month) -> str:
    """One month, or from which to which."""
    if first == last:
        return month_text(turn.language, first.first)
    return turn.plain(
        "dues-span", first=month_text(turn.language, first.first), last=month_text(turn.language, last.first)
    )


def relief(turn: Turn, eased: Eased) -> str:
    """A reduction or exemption, with its months."""
    return turn.text_of(*_relief(eased.amount), **_of_relief(turn, eased.amount, eased.first, eased.last))


def decided(turn: Turn, made: Decision) -> str:
    """A decision that is being entered, with its months."""
    return turn.plain(*_relief(made.amount), **_of_relief(turn, made.amount, made.first, made.last))


def _relief(amount: Decimal | None) -> tuple[str]:
    return ("dues-relief-exempt" if amount is None else "dues-relief-reduced",)


def _of_relief(turn: Turn, amount: Decimal | None, first: Month, last: Month) -> dict[str, str]:
    return {"amount": str(amount or ""), "months": months(turn, first, last)}


def days_text(turn: Turn, days: Iterable[int]) -> str:
    """``前 5 天、前 1 天、当天``."""
    said = [
        turn.plain("dues-days-before", count=one) if one else turn.plain("dues-day-itself")
        for one in sorted(set(days), reverse=True)
    ]
    return turn.plain("dues-comma").join(said)
