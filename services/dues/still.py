"""Whether what is about to be sent would be said the same way now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from services.kinds import Pending
from services.outbox import Message


class Planned(Protocol):
    """What should be in the queue of a subject."""

    @property
    def wanted(self) -> Sequence[Message]:
        """Its messages."""
        ...


def untrue(pending: Iterable[Pending], plans: Iterable[Planned]) -> set[int]:
    """Ids of messages that no plan would write now, in these words, to that person."""
    said: dict[tuple[str, int | None], list[tuple[str, Any]]] = {}
    for plan in plans:
        for one in plan.wanted:
            said.setdefault((one.subject, one.member_id), []).append((one.payload.key, one.payload.as_json()["vars"]))
    return {
        one.id
        for one in pending
        if (one.payload["key"], one.payload["vars"]) not in said.get((one.subject, one.member_id), [])
    }
