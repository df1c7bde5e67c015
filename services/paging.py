"""Lists that are shown a page at a time."""

from __future__ import annotations


def page_of(wanted: int, many: int, size: int) -> tuple[int, int]:
    """Which page is shown, from 1, and how many there are: at least one.

    Args:
        wanted: As it was asked for; what lies before the first or beyond the last is that one.
        many: How many rows there are.
        size: Rows a page.
    """
    pages = max(1, -(-many // size))
    return min(max(wanted, 1), pages), pages
