"""Words of study that several of its screens use."""

from __future__ import annotations

from decimal import Decimal

from handlers.reminder_words import types_of
from handlers.turn import Turn
from services.names import EventType, StudyBook, StudyItem
from services.study.words import item_key


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
