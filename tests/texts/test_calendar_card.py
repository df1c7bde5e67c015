"""The month as a picture: everything is on it, nothing runs over its edge, and the font draws."""

from __future__ import annotations

import calendar
import datetime as dt
import io

import pytest
from PIL import Image

from services.workdays import Workdays
from tests.texts.test_calendar_file import LONG, SHANGHAI, Meeting
from texts.calendar_card import Card, calendar_card
from texts.drawing import drawable

D = dt.date
TABLE = Workdays()
RED, BLUE = (195, 39, 43), (31, 95, 168)


def at(month: int, day: int, hour: int = 15, year: int = 2026) -> dt.datetime:
    return dt.datetime(year, month, day, hour, tzinfo=SHANGHAI).astimezone(dt.UTC)


def card(first: D, *events: Meeting, theme: str | None = None, title: str = "内科党支部活动日历") -> Card:
    days = [day for week in calendar.Calendar().monthdatescalendar(first.year, first.month) for day in week]
    kinds = {day: TABLE.kind(day).value for day in days}
    return Card(title, first, theme, kinds, TABLE.published(first.year), events, SHANGHAI, D(2026, 11, 16))


def drawn(made: Card, language: str = "zh-CN") -> Image.Image:
    image = Image.open(io.BytesIO(calendar_card(language, made)))
    image.load()
    return image


def count(image: Image.Image, colour: tuple[int, int, int]) -> int:
    colours = image.getcolors(1 << 24)
    assert colours is not None
    return sum(many for many, one in colours if one == colour)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_fits_what_the_messenger_takes(month: int, language: str) -> None:
    first = D(2026, month, 1)
    image = drawn(card(first, Meeting(starts_at=at(month, 6), theme=LONG, place="楼" * 60), theme=LONG), language)
    assert image.width == 1080
    assert image.width + image.height <= 10_000
    assert image.height / image.width <= 20


def test_nothing_runs_over_the_edges() -> None:
    many = [
        Meeting(starts_at=at(8, day), theme=LONG + "Pneumonoultramicroscopicsilicovolcanoconiosis" * 4, title="长" * 40)
        for day in range(1, 32)
    ]
    for language in ("zh-CN", "en"):
        image = drawn(card(D(2026, 8, 1), *many, *many, *many, theme="W" * 100, title="长" * 100), language)
        margins = [image.crop((0, 0, 4, image.height)), image.crop((1076, 0, 1080, image.height))]
        margins += [image.crop((0, 0, 1080, 10)), image.crop((0, image.height - 10, 1080, image.height))]
        assert all(one.getcolors() == [(one.width * one.height, (255, 255, 255))] for one in margins)
        assert image.width + image.height <= 10_000


def test_six_weeks_are_taller_than_five_and_days_off_are_marked() -> None:
    five, six = drawn(card(D(2026, 7, 1))), drawn(card(D(2026, 8, 1)))
    assert six.height > five.height
    spring, plain = drawn(card(D(2026, 2, 1))), drawn(card(D(2026, 3, 1)))
    assert count(spring, RED) > count(plain, RED) + 5_000, "休 on nine days"
    assert count(spring, BLUE) > 1_000, "班 on two Saturdays"
    assert count(plain, BLUE) == 0


def test_the_words_are_really_drawn() -> None:
    without = drawn(card(D(2026, 12, 1)))
    with_one = drawn(card(D(2026, 12, 1), Meeting(starts_at=at(12, 4), theme="学党章")))
    assert with_one.height > without.height
    assert sum(with_one.convert("L").histogram()[:96]) > sum(without.convert("L").histogram()[:96]) + 1_000


def test_a_year_that_is_not_published_says_so() -> None:
    assert drawn(card(D(2027, 1, 1))).height > drawn(card(D(2026, 5, 1))).height - 200
    one, other = card(D(2027, 2, 1)), card(D(2027, 2, 1))
    object.__setattr__(other, "published", True)
    assert drawn(one).height > drawn(other).height


def test_signs_the_font_does_not_have_are_left_out() -> None:
    assert drawable("读书会🎉 分享👨‍👩‍👧  到家") == "读书会 分享 到家"
    assert drawable("① 学党章 ★ 喆堃") == "① 学党章 ★ 喆堃"
