"""The year of study as a picture: a font that ships, both ledgers in their colours, nothing over the edge."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from PIL import Image

from texts.study_card import Card, Ledger, study_card

RED, BLUE, GREY = (195, 39, 43), (31, 95, 168), (230, 233, 238)


def _drawn(hours: Ledger, credits_: Ledger, language: str = "zh-CN") -> Image.Image:
    image = Image.open(io.BytesIO(study_card(language, Card("2026 年学习", (hours, credits_)))))
    image.load()
    return image


def _many(image: Image.Image, colour: tuple[int, int, int]) -> int:
    return sum(many for many, one in image.getcolors(1 << 24) or () if one == colour)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_full_year_fits_and_shows_both_ledgers(language: str) -> None:
    months = {month: Decimal("12.75") for month in range(1, 13)}
    full = Ledger("学时", Decimal(153), Decimal(32), months)
    image = _drawn(full, Ledger("学分", Decimal(20), Decimal(40), months), language)
    assert image.width == 1080
    assert image.crop((0, 0, 20, image.height)).getcolors() == [(20 * image.height, (255, 255, 255))]
    assert image.crop((1060, 0, 1080, image.height)).getcolors() == [(20 * image.height, (255, 255, 255))]
    assert min(_many(image, RED), _many(image, BLUE)) > 30_000


def test_nothing_asked_and_nothing_done_is_an_empty_bar() -> None:
    none = {month: Decimal(0) for month in range(1, 13)}
    image = _drawn(Ledger("学时", Decimal(0), None, none), Ledger("学分", Decimal(0), None, none))
    assert _many(image, GREY) > 60_000
    assert _many(image, RED) < 2_000  # the number and the legend
