"""A month's calendar as a picture for a phone: large type, weekday columns, days off and make-up days marked.

::

    title ── theme of the month ── weekdays ── weeks (the day, 休 or 班, what there is) ── the same in full, a line each

Widths are those of the font; a text that does not fit is wrapped, and cut with an ellipsis where there is no room left.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw, ImageFont

from texts.catalogue import language_of, plain
from texts.dates import date_text, month_text, weekday_text
from texts.drawing import FAINT, INK, PAPER, WIDTH, drawable, ended, fonts, png
from texts.events import Event, name_of

_MARGIN = 36
_CELL = (WIDTH - 2 * _MARGIN) // 7
_TITLE, _THEME, _WEEKDAY, _DAY, _MARK, _CHIP, _LINE, _NOTE = 60, 40, 36, 40, 26, 30, 38, 34
_CHIPS_A_DAY, _LINES_A_CHIP, _LINES_A_TEXT = 2, 2, 3
#: Entries of the list below: the messenger takes pictures up to 10,000 points of width and height together.
_MOST_ENTRIES = 24
_CHIP_LATIN = 26
#: No line begins with these; they hang over the edge instead, into the margin.
_HANGING = frozenset("，。；：！？、）》”’…")

_RULE = "#d9dde3"
_RED, _REDDISH, _BLUE, _BLUISH = "#c3272b", "#fdeeee", "#1f5fa8", "#e8f1fb"
_GREEN, _GREENISH, _STRIPE = "#2f7d4f", "#e8f5ec", "#f6f7f9"
_THEMED, _STUDY = "THEMED_PARTY_DAY", "STUDY_SESSION"


@dataclass(frozen=True)
class Card:
    """What is drawn.

    Attributes:
        title: Whose calendar it is.
        first: First day of the month.
        theme: Of the month; None: there is none.
        kinds: Of every day of the month's weeks: ``WORKDAY``, ``MAKE_UP``, ``WEEKEND`` or ``HOLIDAY``.
        published: Whether the year's holidays are known.
        events: In order.
        zone: Their wall clock.
        today: Ringed, where it is in the month.
    """

    title: str
    first: dt.date
    theme: str | None
    kinds: Mapping[dt.date, str]
    published: bool
    events: Sequence[Event]
    zone: ZoneInfo
    today: dt.date


def calendar_card(language: str, card: Card) -> bytes:
    """The picture, PNG, 1080 points wide. Slow work: call it in a thread.

    Raises:
        ImportError: The font is missing.
        OSError: The font cannot be read.
    """
    return png(_Sheet(language, card).drawn())


class _Sheet:
    """The picture while it is drawn, from the top down."""

    def __init__(self, language: str, card: Card) -> None:
        self._language = language
        self._card = card
        self._fonts: dict[int, ImageFont.FreeTypeFont] = {}
        self._weeks = calendar.Calendar().monthdatescalendar(card.first.year, card.first.month)
        self._by_day: dict[dt.date, list[Event]] = {}
        for event in card.events:
            self._by_day.setdefault(event.starts_at.astimezone(card.zone).date(), []).append(event)

    def drawn(self) -> Image.Image:
        """The whole picture."""
        image = Image.new("RGB", (WIDTH, self._height), PAPER)
        draw = ImageDraw.Draw(image)
        y = self._head(draw)
        y = self._grid(draw, y)
        self._list(draw, y)
        return image

    # --- text -------------------------------------------------------------------------------------------------------

    def _font(self, size: int) -> ImageFont.FreeTypeFont:
        if size not in self._fonts:
            self._fonts |= fonts(size)
        return self._fonts[size]

    def _wrapped(self, text: str, size: int, width: int, most: int) -> list[str]:
        """A text in lines no wider than ``width``; Latin words stay whole where they fit."""
        font = self._font(size)
        lines, line = [], ""
        for piece in _pieces(drawable(text)):
            if line and piece not in _HANGING and font.getlength(line + piece.rstrip()) > width:
                lines.append(line.rstrip())
                line = ""
            for part in _fitting(font, line, piece.lstrip() if not line else piece, width):
                if part is None:
                    lines.append(line)
                    line = ""
                else:
                    line += part
        lines.append(line.rstrip())
        lines = [one for one in lines if one]
        if len(lines) > most:
            lines = lines[:most]
            lines[-1] = ended(lines[-1], font, width)
        return lines

    def _write(
        self, draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, ink: str, *, bold: bool = False
    ) -> None:
        # The font has one weight; a thin outline makes it look bolder.
        draw.text(at, text, font=self._font(size), fill=ink, stroke_width=1 if bold else 0, stroke_fill=ink)

    # --- what is said -----------------------------------------------------------------------------------------------

    @cached_property
    def _month(self) -> str:
        return month_text(self._language, self._card.first)

    @cached_property
    def _titles(self) -> list[str]:
        return self._wrapped(self._card.title, _THEME, WIDTH - 2 * _MARGIN, 1)

    @cached_property
    def _theme_lines(self) -> list[str]:
        if not self._card.theme:
            return []
        text = plain(self._language, "annual-plan-card-theme", theme=self._card.theme)
        return self._wrapped(text, _THEME, WIDTH - 2 * _MARGIN, 2)

    @cached_property
    def _rows(self) -> list[int]:
        """The height of each week."""
        most = [max(len(self._by_day.get(day, ())) for day in week) for week in self._weeks]
        more = _MARK + 12
        return [
            _DAY + 26 + (_CHIP_HEIGHT * min(many, _CHIPS_A_DAY) or 30) + (more if many > _CHIPS_A_DAY else 0)
            for many in most
        ]

    @cached_property
    def _entries(self) -> list[tuple[Event, str, list[str]]]:
        """The list below: an event, its day with the hour, and what it is."""
        found = []
        for event in self._card.events[:_MOST_ENTRIES]:
            local = event.starts_at.astimezone(self._card.zone)
            when = f"{date_text(self._language, local.date())} {local:%H:%M}"
            name = name_of(self._language, event)
            what = (
                plain(self._language, "annual-plan-file-themed", what=name, theme=event.theme) if event.theme else name
            )
            lines = self._wrapped(what, _LINE, WIDTH - 2 * _MARGIN - 24, _LINES_A_TEXT)
            if event.place:
                place = plain(self._language, "annual-plan-card-place", place=event.place)
                lines += self._wrapped(place, _LINE, WIDTH - 2 * _MARGIN - 24, 1)
            found.append((event, when, lines))
        return found

    @cached_property
    def _notes(self) -> list[str]:
        found = [] if self._card.events else [plain(self._language, "annual-plan-card-empty")]
        if (more := len(self._card.events) - _MOST_ENTRIES) > 0:
            found.append(plain(self._language, "annual-plan-card-more", count=more))
        if not self._card.published:
            found.append(plain(self._language, "annual-plan-card-provisional"))
        return [line for note in found for line in self._wrapped(note, _NOTE, WIDTH - 2 * _MARGIN, 2)]

    @property
    def _height(self) -> int:
        head = _MARGIN + _TITLE + 22 + (_THEME + 14) * (len(self._titles) + len(self._theme_lines)) + 14
        grid = _WEEKDAY + 30 + sum(self._rows)
        entries = sum(_LINE + 12 + (_LINE + 12) * len(lines) + 20 for _, _, lines in self._entries)
        return head + grid + 30 + entries + 46 * len(self._notes) + _MARGIN

    # --- from the top down ------------------------------------------------------------------------------------------

    def _head(self, draw: ImageDraw.ImageDraw) -> int:
        y = _MARGIN
        self._write(draw, (_MARGIN, y), self._month, _TITLE, _RED, bold=True)
        y += _TITLE + 22
        for line in self._titles:
            self._write(draw, (_MARGIN, y), line, _THEME, INK, bold=True)
            y += _THEME + 14
        for line in self._theme_lines:
            self._write(draw, (_MARGIN, y), line, _THEME, INK)
            y += _THEME + 14
        return y + 14

    def _grid(self, draw: ImageDraw.ImageDraw, y: int) -> int:
        for column, day in enumerate(self._weeks[0]):
            name = _short(self._language, day)
            x = _MARGIN + column * _CELL + (_CELL - self._font(_WEEKDAY).getlength(name)) / 2
            self._write(draw, (x, y), name, _WEEKDAY, _RED if column > 4 else FAINT)  # noqa: PLR2004 - the weekend
        y += _WEEKDAY + 30
        for week, height in zip(self._weeks, self._rows, strict=True):
            for column, day in enumerate(week):
                self._cell(draw, (_MARGIN + column * _CELL, y), height, day)
            y += height
        right = _MARGIN + 7 * _CELL
        draw.line([(_MARGIN, y), (right, y)], fill=_RULE, width=2)
        return y + 30

    def _cell(self, draw: ImageDraw.ImageDraw, at: tuple[int, int], height: int, day: dt.date) -> None:
        x, y = at
        card = self._card
        inside = day.month == card.first.month
        kind = card.kinds.get(day, "WORKDAY")
        off = kind in ("WEEKEND", "HOLIDAY")
        if inside and off:
            draw.rectangle([x, y, x + _CELL, y + height], fill=_REDDISH if kind == "HOLIDAY" else _STRIPE)
        draw.line([(x, y), (x + _CELL, y)], fill=_RULE, width=2)
        if not inside:
            self._write(draw, (x + 10, y + 6), str(day.day), _MARK + 4, _RULE)
            return
        if day == card.today:
            draw.rounded_rectangle([x + 3, y + 4, x + _CELL - 4, y + height - 3], radius=12, outline=_RED, width=3)
        self._write(draw, (x + 10, y + 6), str(day.day), _DAY, _RED if off else INK, bold=day in self._by_day)
        self._mark(draw, (x, y), kind)
        top = y + _DAY + 20
        found = self._by_day.get(day, [])
        for event in found[:_CHIPS_A_DAY]:
            self._chip(draw, (x + 5, top), event)
            top += _CHIP_HEIGHT
        if len(found) > _CHIPS_A_DAY:
            more = plain(self._language, "annual-plan-card-more", count=len(found) - _CHIPS_A_DAY)
            self._write(draw, (x + 10, top - 4), more, _MARK, FAINT)

    def _mark(self, draw: ImageDraw.ImageDraw, at: tuple[int, int], kind: str) -> None:
        """休 on a named day off, 班 on a Saturday or Sunday people work on."""
        if kind not in ("HOLIDAY", "MAKE_UP"):
            return
        key, colour = ("annual-plan-card-off", _RED) if kind == "HOLIDAY" else ("annual-plan-card-work", _BLUE)
        word = plain(self._language, key)
        wide = self._font(_MARK).getlength(word)
        x, y = at[0] + _CELL - wide - 12, at[1] + 10
        draw.rounded_rectangle([x - 5, y - 1, x + wide + 5, y + _MARK + 9], radius=7, fill=colour)
        self._write(draw, (x, y), word, _MARK, PAPER)

    def _chip(self, draw: ImageDraw.ImageDraw, at: tuple[int, int], event: Event) -> None:
        ink, fill = _colours(event)
        size = _CHIP if language_of(self._language) == "zh-CN" else _CHIP_LATIN
        x, y = at
        draw.rounded_rectangle([x, y, x + _CELL - 11, y + _CHIP_HEIGHT - 8], radius=9, fill=fill)
        self._write(draw, (x + 6, y + 2), f"{event.starts_at.astimezone(self._card.zone):%H:%M}", _CHIP, ink, bold=True)
        y += _CHIP + 8
        for line in self._wrapped(name_of(self._language, event), size, _CELL - 20, _LINES_A_CHIP):
            self._write(draw, (x + 6, y), line, size, ink)
            y += _CHIP + 4

    def _list(self, draw: ImageDraw.ImageDraw, y: int) -> None:
        for event, when, lines in self._entries:
            ink, _ = _colours(event)
            tall = (_LINE + 12) * (1 + len(lines))
            draw.rounded_rectangle([_MARGIN, y + 6, _MARGIN + 8, y + tall - 4], radius=4, fill=ink)
            self._write(draw, (_MARGIN + 24, y), when, _LINE, ink, bold=True)
            y += _LINE + 12
            for line in lines:
                self._write(draw, (_MARGIN + 24, y), line, _LINE, INK)
                y += _LINE + 12
            y += 20
        for line in self._notes:
            self._write(draw, (_MARGIN, y), line, _NOTE, FAINT)
            y += 46


_CHIP_HEIGHT = _CHIP + 8 + (_CHIP + 4) * _LINES_A_CHIP + 14


def _colours(event: Event) -> tuple[str, str]:
    """Ink and ground of an event."""
    if _THEMED in event.types:
        return _RED, _REDDISH
    return (_BLUE, _BLUISH) if _STUDY in event.types else (_GREEN, _GREENISH)


def _short(language: str, day: dt.date) -> str:
    """``一`` or ``Mon``."""
    return weekday_text(language, day).removeprefix("周")


def _pieces(text: str) -> Iterator[str]:
    """What a line may break between: Latin words with the space after them, every other character by itself."""
    word = ""
    for one in text:
        if one.isascii() and not one.isspace():
            word += one
            continue
        if one == " ":
            yield word + one
            word = ""
            continue
        if word:
            yield word
            word = ""
        yield one
    if word:
        yield word


def _fitting(font: ImageFont.FreeTypeFont, line: str, piece: str, width: int) -> Iterable[str | None]:
    """A piece as it fits behind a line; None stands for a new line inside a word too long for any."""
    if piece in _HANGING or font.getlength(line + piece.rstrip()) <= width:
        return [piece]
    found: list[str | None] = []
    for one in piece:
        if line and font.getlength(line + one) > width:
            found.append(None)
            line = ""
        found.append(one)
        line += one
    return found
