"""The order in which organisations, and people by their branches, stand in lists.

A path is a text, and as a text the tenth stands before the second; databases do not even agree how they compare it.
"""

from __future__ import annotations

from sqlalchemy import func

from db.organisations import Organisation

#: For queries: those of one parent together, in the order in which they came to be.
BY_BRANCH = (func.coalesce(Organisation.parent_id, 0), Organisation.id)


def place_in_tree(path: str) -> tuple[int, ...]:
    """What organisations are sorted by, where each stands before what is below it."""
    return tuple(int(part) for part in path.strip("/").split("/"))
