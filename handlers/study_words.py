"""Words of study that several of its screens use."""

from __future__ import annotations

from decimal import Decimal

from handlers.reminder_words import types_of
from handlers.turn import Turn
from services.names import EventType, StudyBook, StudyItem
from services.study.targets import Target
from services.study.words import item_key

_MONTHS = 12


def number(amount: Decimal) -> str:
    """Hours or credits as people write them: ``1.5``, ``2``."""
    return f"{amount.normalize():f}"


def item_name(turn: Turn, item: StudyItem) -> str:
    """An activity's name."""
    return turn.plain(item_key(item))


def book_name(turn: Turn, book: StudyBook) -> str:
    """学时 or 学分."""
    return turn.plain(f"study-book-{book.value.lower()}")


def what_of(turn: Turn, title: str | None, types: tuple[EventType, ...]) -> str:
    """What a meeting is called."""
    return title or types_of(turn, types)


def why_asked(turn: Turn, target: Target) -> list[str]:
    """Of how many months what is asked is made, where it is not the whole year's."""
    if target.hours is None:
        return [turn.text_of("study-free")]
    lines = []
    if target.months < _MONTHS:
        lines.append(turn.text_of("study-prorated", months=target.months))
    if 0 < target.office < target.months:
        rest = target.months - target.office
        lines.append(turn.text_of("study-office", office=target.office, rest=rest))
    if target.undated:
        lines.append(turn.text_of("study-undated"))
    return lines
