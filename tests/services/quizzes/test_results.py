"""The figures of a quiz: the pass rate is over takers; retired people are not demanded; the sheet says the same."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.quizzes.results import Figures, said


@pytest.mark.parametrize(
    ("figures", "participation", "rate", "average"),
    [
        # domain_rules.md 4.3: 34 of 35 took it, all of them passed.
        (Figures(35, 34, 34, 20, 0, 34 * 88), "97.1", "100", "88"),
        (Figures(35, 34, 33, 0, 0, 2_500), "97.1", "97.1", "73.5"),
        (Figures(3, 1, 0, 0, 1, 50), "33.3", "0", "50"),
        (Figures(8, 0, 0, 0, 0, 0), "0", "—", "—"),
        (Figures(0, 0, 0, 0, 2, 0), "—", "—", "—"),
    ],
)
def test_rates(figures: Figures, participation: str, rate: str, average: str) -> None:
    shown = said(figures)
    assert (shown["participation"], shown["rate"], shown["average"]) == (participation, rate, average)


def test_half_a_tenth_goes_up() -> None:
    assert Figures(2_000, 971, 971, 0, 0, 0).participation == Decimal("48.6")  # 48.55
