"""What a month comes to: the worked examples of ``domain_rules.md`` 3.4, and every edge of the brackets."""

from __future__ import annotations

import itertools
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.dues_names import DuesCategory, PayItem, ReliefKind, RoundingMode, WageRule
from services.dues import book
from services.dues.book import Bracket
from services.dues.calculation import (
    Relief,
    Rounding,
    check_amount,
    compute,
    quarter_base,
    split,
    wage_base,
)
from services.dues.errors import BadAmount, NoBase, OutsideFixed
from services.dues.months import Month, span

D = Decimal
RULES = book.load().at(Month(2026, 11))
FEN, TENTH = Rounding(), Rounding(D("0.1"))
WAGE, RETIRED = DuesCategory.MONTHLY_WAGE, DuesCategory.RETIRED
ROOT = Path(__file__).parents[3]

NURSE = {
    PayItem.POST: D(2400),
    PayItem.GRADE: D(1600),
    PayItem.BASIC_PERFORMANCE: D(2500),
    PayItem.REWARD_PERFORMANCE: D(3800),
    PayItem.NIGHT_SHIFT: D(900),
    PayItem.HOUSING_FUND: D(780),
    PayItem.PENSION: D(520),
    PayItem.MEDICAL: D(130),
    PayItem.UNEMPLOYMENT: D("32.50"),
    PayItem.ANNUITY: D(260),
    PayItem.TAX: D(0),
}

#: Number in 3.4, category, base, rate, dues at 0.01, dues at 0.1.
EXAMPLES = [
    (1, WAGE, "1800", "0.005", "9.00", "9.0"),
    (2, WAGE, "3000", "0.005", "15.00", "15.0"),
    (3, WAGE, "3000.01", "0.01", "30.00", "30.0"),
    (4, WAGE, "4777.50", "0.01", "47.78", "47.8"),
    (5, WAGE, "5000", "0.01", "50.00", "50.0"),
    (6, WAGE, "5000.01", "0.015", "75.00", "75.0"),
    (7, WAGE, "8106.45", "0.015", "121.60", "121.6"),
    (8, WAGE, "6950", "0.015", "104.25", "104.3"),
    (9, WAGE, "10000", "0.015", "150.00", "150.0"),
    (10, WAGE, "10000.01", "0.02", "200.00", "200.0"),
    (11, WAGE, "16800", "0.02", "336.00", "336.0"),
    (13, RETIRED, "4128.50", "0.005", "20.64", "20.6"),
    (14, RETIRED, "5000", "0.005", "25.00", "25.0"),
    (14, RETIRED, "5000.01", "0.01", "50.00", "50.0"),
]


@pytest.mark.parametrize(("number", "category", "base", "rate", "fen", "tenth"), EXAMPLES)
def test_the_worked_examples(number: int, category: DuesCategory, base: str, rate: str, fen: str, tenth: str) -> None:
    del number
    found = compute(RULES, category, base=D(base), rounding=FEN)
    assert (found.amount, found.bracket and found.bracket.rate, found.capped) == (D(fen), D(rate), False)
    assert compute(RULES, category, base=D(base), rounding=TENTH).amount == D(tenth)


def test_example_4_the_nurse_whose_reward_and_night_shifts_are_ignored() -> None:
    made = wage_base(NURSE, WageRule.INSTITUTION, RULES)
    assert made.base == D("4777.50")
    assert sum(value for _, value in made.plus) == D(6500)
    assert sum(value for _, value in made.minus) == D("1722.50")
    assert {item for item, _ in made.ignored} == {PayItem.REWARD_PERFORMANCE, PayItem.NIGHT_SHIFT}
    assert compute(RULES, WAGE, base=made.base).exact == D("47.775")


def test_example_7_the_exclusions_come_off_before_the_rate() -> None:
    items = {PayItem.POST: D(11160), PayItem.HOUSING_FUND: D("3053.55")}
    found = compute(RULES, WAGE, base=wage_base(items, WageRule.INSTITUTION, RULES).base)
    assert (found.base, found.exact, found.amount) == (D("8106.45"), D("121.59675"), D("121.60"))


@pytest.mark.parametrize("rounding", [FEN, TENTH])
def test_example_12_the_cap_and_its_flag(rounding: Rounding) -> None:
    found = compute(RULES, WAGE, base=D(60000), rounding=rounding)
    assert (found.amount, found.exact, found.capped) == (D("1000.00"), D(1200), True)


def test_example_15_the_mean_of_the_quarter_before() -> None:
    base = quarter_base([D(14200), D(9800), D(6300)])
    assert base == D(10100)
    for rounding in (FEN, TENTH):
        assert compute(RULES, DuesCategory.IRREGULAR_INCOME, base=base, rounding=rounding).amount == D("202.00")


@pytest.mark.parametrize("rounding", [FEN, TENTH])
def test_examples_16_and_17_fixed_amounts(rounding: Rounding) -> None:
    for category in (
        DuesCategory.STUDENT,
        DuesCategory.UNEMPLOYED,
        DuesCategory.RELIEF,
        DuesCategory.MIN_LIVING,
        DuesCategory.FARMER,
    ):
        assert compute(RULES, category, rounding=rounding).amount == D("0.20")
    assert compute(RULES, DuesCategory.FARMER, confirmed=D("0.50"), rounding=rounding).amount == D("0.50")
    for category, amount in (
        (DuesCategory.FARMER, "0.19"),
        (DuesCategory.FARMER, "1.01"),
        (DuesCategory.STUDENT, "0.30"),
    ):
        with pytest.raises(OutsideFixed):
            compute(RULES, category, confirmed=D(amount), rounding=rounding)


@pytest.mark.parametrize(("rounding", "quarter"), [(FEN, "143.34"), (TENTH, "143.40")])
def test_example_18_a_quarter_is_three_rounded_months(rounding: Rounding, quarter: str) -> None:
    assert compute(RULES, WAGE, base=D("4777.50"), rounding=rounding).amount * 3 == D(quarter)


@pytest.mark.parametrize("rounding", [FEN, TENTH])
def test_example_19_from_the_month_of_the_admission(rounding: Rounding) -> None:
    # Who pays from which month on: ``test_opening``.
    months = Month(2026, 6).until(Month(2026, 12)) + 1
    assert compute(RULES, WAGE, base=D(8600), rounding=rounding).amount * months == D("903.00")


@pytest.mark.parametrize("rounding", [FEN, TENTH])
def test_example_20_two_months_made_good_with_the_third(rounding: Rounding) -> None:
    month = compute(RULES, WAGE, base=D(6000), rounding=rounding).amount
    assert (month, 2 * month, 3 * month) == (D("90.00"), D("180.00"), D("270.00"))


# --- edges ------------------------------------------------------------------------------------------------------------

EDGES = [
    (category, below, above)
    for category, brackets in ((WAGE, RULES.brackets), (RETIRED, RULES.retired))
    for below, above in itertools.pairwise(brackets)
]
_BASES = st.decimals(D("0.01"), D(200000), places=2)
_UNITS = st.sampled_from([D("0.01"), D("0.1"), D(1)])


@pytest.mark.parametrize(("category", "below", "above"), EDGES)
def test_a_bound_belongs_to_the_lower_bracket(category: DuesCategory, below: Bracket, above: Bracket) -> None:
    assert below.up_to is not None
    for base, bracket in ((-1, below), (0, below), (1, above)):
        found = compute(RULES, category, base=below.up_to + base * D("0.01"))
        assert found.bracket == bracket


@given(base=_BASES, unit=_UNITS, mode=st.sampled_from(RoundingMode), retired=st.booleans())
def test_one_rate_on_the_whole_base(base: Decimal, unit: Decimal, mode: RoundingMode, retired: bool) -> None:
    found = compute(RULES, RETIRED if retired else WAGE, base=base, rounding=Rounding(unit, mode))
    assert found.bracket is not None
    assert found.exact == base * found.bracket.rate
    assert found.amount % unit == 0
    assert RULES.cap is not None
    assert found.amount <= RULES.cap
    assert found.capped or abs(found.amount - found.exact) < unit
    if mode is RoundingMode.HALF_UP and not found.capped:
        assert abs(found.amount - found.exact) * 2 <= unit
    assert isinstance(found.amount, Decimal)


@given(base=_BASES, more=st.decimals(0, 1000, places=2))
def test_inside_a_bracket_more_pay_is_never_less_dues(base: Decimal, more: Decimal) -> None:
    one, other = compute(RULES, WAGE, base=base), compute(RULES, WAGE, base=base + more)
    assert one.amount <= other.amount


@given(cents=st.integers(-200, 200))
def test_the_cap_is_reached_and_never_passed(cents: int) -> None:
    base = D(50000) + cents * D("0.01")
    found = compute(RULES, WAGE, base=base)
    assert found.capped == (Rounding().of(base * D("0.02")) > 1000)
    assert found.amount == min(D(1000), Rounding().of(base * D("0.02")))


@given(total=st.decimals(0, D(10) ** 9, places=2), ratio=st.decimals(0, 1, places=4))
def test_a_split_adds_up_exactly(total: Decimal, ratio: Decimal) -> None:
    parts = split(total, ratio)
    assert parts.remitted + parts.retained == total
    assert abs(parts.remitted - total * ratio) * 2 <= D("0.01")


def test_the_split_of_the_hospital_report() -> None:
    parts = split(D("8709.10"), D("0.70"))
    assert (parts.remitted, parts.retained) == (D("6096.37"), D("2612.73"))


# --- reductions, confirmed amounts, versions --------------------------------------------------------------------------


def test_a_reduction_and_an_exemption_take_away_and_never_add() -> None:
    exempt = compute(RULES, WAGE, base=D(6000), relief=Relief(ReliefKind.EXEMPTION))
    assert (exempt.amount, exempt.relief) == (D("0.00"), ReliefKind.EXEMPTION)
    assert compute(RULES, WAGE, base=D(6000), relief=Relief(ReliefKind.REDUCTION, D(5))).amount == D("5.00")
    assert compute(RULES, WAGE, base=D(600), relief=Relief(ReliefKind.REDUCTION, D(5))).amount == D("3.00")


def test_an_amount_the_branch_confirmed_needs_no_base_and_has_the_cap() -> None:
    found = compute(RULES, RETIRED, confirmed=D("33.30"))
    assert (found.amount, found.confirmed, found.base, found.bracket) == (D("33.30"), True, None, None)
    assert compute(RULES, WAGE, confirmed=D(1200)).capped


@pytest.mark.parametrize("base", [None, D(0), D(-1)])
def test_without_a_base_nothing_is_reckoned(base: Decimal | None) -> None:
    with pytest.raises(NoBase):
        compute(RULES, WAGE, base=base)


def test_a_month_is_reckoned_by_the_rules_of_its_time() -> None:
    shipped = book.load()
    assert [shipped.at(month).key for month in (Month(2016, 12), Month(2017, 1), Month(2026, 11))] == [
        "DUES_2008",
        "DUES_2017",
        "DUES_2017",
    ]
    assert compute(shipped.at(Month(2016, 12)), WAGE, base=D(60000)).amount == D("1200.00")
    assert shipped.find("DUES_2008").cap is None
    with pytest.raises(LookupError):
        shipped.at(Month(2008, 3))
    with pytest.raises(LookupError):
        shipped.find("X")


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "1.005", "NaN", "Infinity", "1000000.01"])
def test_what_is_no_amount_of_money(amount: str) -> None:
    with pytest.raises(BadAmount):
        check_amount(D(amount), book.load().payment.largest_amount)


def test_half_up_at_the_half() -> None:
    assert [str(Rounding(D("0.1"), mode).of(D("104.25"))) for mode in RoundingMode] == [
        "104.30",
        "104.20",
        "104.30",
        "104.20",
    ]


# --- months, and the ban on floats ------------------------------------------------------------------------------------


@given(year=st.integers(2020, 2099), month=st.integers(1, 12), count=st.integers(-40, 40))
def test_months_do_not_drift(year: int, month: int, count: int) -> None:
    one = Month(year, month)
    other = one.plus(count)
    assert one.until(other) == count
    assert other.plus(-count) == one
    assert Month.numbered(other.number) == Month.parse(str(other)) == Month.of(other.last) == other
    assert len(span(one, other)) == max(0, count + 1)


@pytest.mark.parametrize("text", ["2026", "2026-13", "2026-00", "26-11", "2026-1", "x"])
def test_what_is_no_month(text: str) -> None:
    with pytest.raises(ValueError, match="not a month"):
        Month.parse(text)
