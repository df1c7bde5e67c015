"""Twelve lines as people paste them: the themes of a year. Pure.

With a month in front of each line (``1月：…``, ``一月 …``, ``3. …``, ``Jan: …``) the lines may come in any order and
need not be all twelve; without any there must be twelve, from January on.
"""

from __future__ import annotations

import re
import unicodedata

from services.annual_plan.errors import PlanLine, PlanLineLong, PlanLines
from services.meetings.changing import THEME_LENGTH

MONTHS = 12
_HAN = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBER = "1[0-2]|0?[1-9]"
_MONTH = re.compile(
    rf"(?:(?:(?P<digits>{_NUMBER})|(?P<han>十[一二]?|[一二三四五六七八九]))\s*月(?:份)?\s*[:.、,，。)\-—]*"
    rf"|(?P<english>{'|'.join(_ENGLISH)})[a-z]*\b\.?\s*[:.、,)\-—]*"
    rf"|(?P<plain>{_NUMBER})\s*(?:[:、.)](?!\d)|\t))\s*",
    re.IGNORECASE,
)


def read(text: str) -> dict[int, str]:
    """Month → theme.

    Raises:
        PlanLines: Neither months in front nor twelve lines; or more lines than months.
        PlanLine: A line has no theme, or names a month a second time.
        PlanLineLong: A theme is too long.
    """
    lines = [line for raw in text.splitlines() if (line := raw.strip())]
    named = [_MONTH.match(unicodedata.normalize("NFKC", line)) for line in lines]
    if not lines or len(lines) > MONTHS:
        raise PlanLines(count=len(lines))
    if not any(named):
        if len(lines) != MONTHS:
            raise PlanLines(count=len(lines))
        return {number: _theme(line, number) for number, line in enumerate(lines, 1)}
    found: dict[int, str] = {}
    for number, (line, match) in enumerate(zip(lines, named, strict=True), 1):
        if match is None:
            raise PlanLine(line=number)
        month = _month(match)
        if month in found:
            raise PlanLine(line=number)
        found[month] = _theme(_after(line, match), number)
    return found


def _month(match: re.Match[str]) -> int:
    if match["han"]:
        return _HAN.index(match["han"]) + 1
    if match["english"]:
        return _ENGLISH.index(match["english"].lower()) + 1
    return int(match["digits"] or match["plain"])


def _after(line: str, match: re.Match[str]) -> str:
    """What follows the month, as it was typed: full-width punctuation in a theme stays."""
    for cut in range(len(line) + 1):
        if unicodedata.normalize("NFKC", line[:cut]) == match[0]:
            return line[cut:]
    return unicodedata.normalize("NFKC", line)[match.end() :]


def _theme(text: str, number: int) -> str:
    theme = " ".join(text.split())
    if not theme:
        raise PlanLine(line=number)
    if len(theme) > THEME_LENGTH:
        raise PlanLineLong(line=number, limit=THEME_LENGTH)
    return theme
