"""The stored words of dues (``domain_rules.md`` 3)."""

from __future__ import annotations

from enum import StrEnum


class DuesCategory(StrEnum):
    """By what a member's dues are reckoned, ``domain_rules.md`` 3.1."""

    MONTHLY_WAGE = "MONTHLY_WAGE"
    ANNUAL_SALARY = "ANNUAL_SALARY"
    IRREGULAR_INCOME = "IRREGULAR_INCOME"
    RETIRED = "RETIRED"
    STUDENT = "STUDENT"
    FARMER = "FARMER"
    UNEMPLOYED = "UNEMPLOYED"
    RELIEF = "RELIEF"
    MIN_LIVING = "MIN_LIVING"


class WageRule(StrEnum):
    """Which of the pay makes the base of a monthly wage: staff of an institution, or contract staff."""

    INSTITUTION = "INSTITUTION"
    ENTERPRISE = "ENTERPRISE"


class ReliefKind(StrEnum):
    """A member pays less, or nothing, for a time (2008 规定 art. 7)."""

    REDUCTION = "REDUCTION"
    EXEMPTION = "EXEMPTION"


class RoundingMode(StrEnum):
    """How a month's dues are rounded (``domain_rules.md`` 3.3)."""

    HALF_UP = "HALF_UP"
    HALF_EVEN = "HALF_EVEN"
    UP = "UP"
    DOWN = "DOWN"


class PayItem(StrEnum):
    """What stands on a pay slip, as far as dues ask for it (``domain_rules.md`` 3.1, 10 sheet 4)."""

    POST = "POST"
    GRADE = "GRADE"
    RAISED = "RAISED"
    BASIC_PERFORMANCE = "BASIC_PERFORMANCE"
    REWARD_PERFORMANCE = "REWARD_PERFORMANCE"
    REGULAR_BONUS = "REGULAR_BONUS"
    ALLOWANCE = "ALLOWANCE"
    NIGHT_SHIFT = "NIGHT_SHIFT"
    HOUSING_FUND = "HOUSING_FUND"
    MEDICAL = "MEDICAL"
    LARGE_MEDICAL = "LARGE_MEDICAL"
    PENSION = "PENSION"
    ANNUITY = "ANNUITY"
    UNEMPLOYMENT = "UNEMPLOYMENT"
    INJURY = "INJURY"
    MATERNITY = "MATERNITY"
    TAX = "TAX"


class DuesPaymentKind(StrEnum):
    """What somebody paid: dues of months, or large dues, which go to the centre whole (2008 规定 art. 11)."""

    DUES = "DUES"
    LARGE = "LARGE"


class DuesClaimState(StrEnum):
    """What became of somebody's word that he has paid."""

    OPEN = "OPEN"
    CONFIRMED = "CONFIRMED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"
