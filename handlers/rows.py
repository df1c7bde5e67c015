"""Buttons in rows: what lists of them have in common."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.routing import data
from services.outbox import Button


def labelled(label: str, to: str) -> Button:
    """A button that says just what it is given: a name, a title, a day.

    Args:
        label: In the reader's language already.
        to: The button's data.
    """
    return Button("button-written", to, vars={"label": label})


def way_back(name: str, *args: str | int) -> list[Button]:
    """The row that leads back: to a button's screen, with what it is about."""
    return [Button("button-back", data(name, *args))]


def in_rows(buttons: Sequence[Button], per_row: int) -> list[list[Button]]:
    """Buttons in rows of so many."""
    return [list(buttons[start : start + per_row]) for start in range(0, len(buttons), per_row)]


def turning(name: str, *args: str | int, page: int, pages: int) -> list[list[Button]]:
    """The row that turns pages: only the ways there are."""
    row: list[Button] = []
    if page > 1:
        row.append(Button("branch-button-before", data(name, *args, page - 1)))
    if page < pages:
        row.append(Button("branch-button-after", data(name, *args, page + 1), vars={"page": page + 1, "pages": pages}))
    return [row] if row else []
