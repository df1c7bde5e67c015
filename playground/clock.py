"""The world's clock: real time plus an offset that people and tests may move forward."""

import time
from datetime import UTC, datetime

from playground.errors import ControlError
from playground.kinds import Json
from playground.waiting import Bell


class Clock:
    """One clock for everything the server stamps: messages, expiry of presses, 24-hour and 48-hour rules.

    Attributes:
        version: grows by one each time the clock is moved.
        offset: seconds added to the real time.
    """

    def __init__(self) -> None:
        self.version = 0
        self.offset = 0.0
        self.moved = Bell()

    def now(self) -> float:
        """The world's time, seconds since the epoch."""
        return time.time() + self.offset

    def advance(self, seconds: float, *, force: bool = False) -> None:
        """Move the clock.

        Args:
            seconds: how far, in seconds.
            force: allow going back.

        Raises:
            ControlError: the clock would go back and ``force`` is not given.
        """
        if seconds < 0 and not force:
            raise ControlError("clock_backwards", 'The clock goes forward only; add "force": true to go back.')
        self.offset += seconds
        self.version += 1
        self.moved.ring()

    def move_to(self, when: str, *, force: bool = False) -> None:
        """Move the clock to an ISO 8601 time (UTC when it names no zone).

        Args:
            when: the time, for example ``2026-11-22T01:00:00Z``.
            force: allow going back.

        Raises:
            ControlError: the time cannot be read, or lies behind and ``force`` is not given.
        """
        try:
            target = datetime.fromisoformat(when)
        except ValueError as error:
            raise ControlError("bad_time", f"Not an ISO 8601 time: {when!r}.") from error
        if target.tzinfo is None:
            target = target.replace(tzinfo=UTC)
        self.advance(target.timestamp() - self.now(), force=force)

    def state(self) -> Json:
        """The clock as the control API shows it."""
        return {"now": iso(self.now()), "offset_seconds": self.offset, "version": self.version}


def iso(moment: float) -> str:
    """Seconds since the epoch as UTC ISO 8601 with ``Z`` and milliseconds."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
