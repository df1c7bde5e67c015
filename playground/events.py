"""What happens in the world, as a numbered stream the page and the tests can wait for."""

from collections import deque
from typing import Any

from playground.kinds import Json
from playground.waiting import Bell


class Events:
    """A ring of events.

    Args:
        limit: how many are kept.
    """

    def __init__(self, limit: int = 20_000) -> None:
        self.last_id = 0
        self.ring: deque[Json] = deque(maxlen=limit)
        self.bell = Bell()

    def publish(self, kind: str, **fields: Any) -> None:
        """Add an event and wake whoever waits.

        Args:
            kind: the event's type.
            fields: what else it says; ``chat`` and ``people`` where that makes sense.
        """
        self.last_id += 1
        self.ring.append({"id": self.last_id, "type": kind, **fields})
        self.bell.ring()

    def since(self, event_id: int) -> list[Json]:
        """The kept events with a greater id, oldest first."""
        found: list[Json] = []
        for event in reversed(self.ring):
            if event["id"] <= event_id:
                break
            found.append(event)
        found.reverse()
        return found
