"""A person's year of study as a picture: both ledgers against what is asked, and what came in each month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from PIL import Image, ImageDraw

from texts.catalogue import plain
from texts.dates import month_name
from texts.drawing import FAINT, INK, PAPER, WIDTH, fonts, png

_MARGIN = 56
_TITLE, _LABEL, _SMALL, _TINY = 60, 44, 32, 26
_BAR, _CHART, _MONTHS = 34, 360, 12
_RULE, _RED, _BLUE = "#e6e9ee", "#c3272b", "#1f5fa8"


@dataclass(frozen=True)
class Ledger:
    """One ledger of the year.

    Attributes:
        name: 学时 or 学分.
        asked: None: nothing hard is asked.
        months: What came in each month, 1 to 12.
    """

    name: str
    have: Decimal
    asked: Decimal | None
    months: Mapping[int, Decimal]


@dataclass(frozen=True)
class Card:
    """What is drawn.

    Attributes:
        title: Whose year it is.
        ledgers: Hours, then credits.
    """

    title: str
    ledgers: tuple[Ledger, Ledger]


def study_card(language: str, card: Card) -> bytes:
    """The picture, PNG, 1080 points wide. Slow work: call it in a thread.

    Raises:
        ImportError: The font is missing.
        OSError: The font cannot be read.
    """
    image = Image.new("RGB", (WIDTH, 1120), PAPER)
    drawn = _Drawn(ImageDraw.Draw(image), language)
    y = drawn.title(card.title)
    for ledger, ink in zip(card.ledgers, (_RED, _BLUE), strict=True):
        y = drawn.bar(y, ledger, ink)
    y = drawn.legend(y + 24, card.ledgers)
    y = drawn.months(y, card.ledgers)
    return png(image.crop((0, 0, WIDTH, y + _MARGIN)))


def _text(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


class _Drawn:
    def __init__(self, draw: ImageDraw.ImageDraw, language: str) -> None:
        self._draw = draw
        self._language = language
        self._fonts = fonts(_TITLE, _LABEL, _SMALL, _TINY)

    def _write(self, at: tuple[float, float], text: str, size: int, ink: str, anchor: str = "la") -> None:
        self._draw.text(at, text, font=self._fonts[size], fill=ink, anchor=anchor)

    def title(self, text: str) -> int:
        """The title; gives where it goes on."""
        self._write((_MARGIN, _MARGIN), text, _TITLE, INK)
        return _MARGIN + _TITLE + 48

    def bar(self, y: int, one: Ledger, ink: str) -> int:
        """A ledger against what is asked of it."""
        right = WIDTH - _MARGIN
        self._write((_MARGIN, y), one.name, _LABEL, INK)
        if one.asked is None:
            said = plain(self._language, "study-card-free", have=_text(one.have))
        else:
            said = plain(self._language, "study-card-against", have=_text(one.have), asked=_text(one.asked))
        self._write((right, y), said, _LABEL, ink, "ra")
        y += _LABEL + 22
        self._draw.rounded_rectangle((_MARGIN, y, right, y + _BAR), _BAR // 2, fill=_RULE)
        share = 0.0 if not one.asked else min(1.0, float(one.have / one.asked))
        if share > 0:
            end = max(_MARGIN + _BAR, _MARGIN + round((right - _MARGIN) * share))
            self._draw.rounded_rectangle((_MARGIN, y, end, y + _BAR), _BAR // 2, fill=ink)
        return y + _BAR + 40

    def legend(self, y: int, ledgers: tuple[Ledger, Ledger]) -> int:
        """Which colour is which, and what the columns are."""
        self._write((_MARGIN, y), plain(self._language, "study-card-months"), _SMALL, FAINT)
        x = float(WIDTH - _MARGIN)
        for one, ink in zip(reversed(ledgers), (_BLUE, _RED), strict=True):
            x -= self._fonts[_SMALL].getlength(one.name)
            self._write((x, y), one.name, _SMALL, INK)
            x -= 36
            self._draw.rectangle((x, y + 8, x + 24, y + 32), fill=ink)
            x -= 36
        return y + _SMALL + 40

    def months(self, y: int, ledgers: tuple[Ledger, Ledger]) -> int:
        """Two columns a month, their amounts above them."""
        highest = max([Decimal(1), *(amount for one in ledgers for amount in one.months.values())])
        wide = (WIDTH - 2 * _MARGIN) / _MONTHS
        column = wide * 0.34
        bottom = y + _TINY + 12 + _CHART
        self._draw.line((_MARGIN, bottom, WIDTH - _MARGIN, bottom), fill=FAINT, width=2)
        for month in range(1, _MONTHS + 1):
            middle = _MARGIN + wide * (month - 0.5)
            self._write((middle, bottom + 12), month_name(self._language, month, short=True), _TINY, FAINT, "ma")
            taken = float(bottom + _TINY)  # where the number before stands
            for one, ink, left in zip(ledgers, (_RED, _BLUE), (middle - column - 2, middle + 2), strict=True):
                amount = one.months.get(month, Decimal(0))
                if amount <= 0:
                    continue
                top = bottom - max(4, round(_CHART * float(amount / highest)))
                self._draw.rectangle((left, top, left + column, bottom), fill=ink)
                # Two numbers side by side would run into each other: the second goes above the first.
                foot = taken - _TINY if abs(taken - top) < _TINY else top
                self._write((left + column / 2, foot - 6), _text(amount), _TINY, ink, "md")
                taken = foot
        return bottom + 12 + _TINY + 10
