"""What the running process tells about itself; ``bot.app`` hands it over, this room only reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

#: Seconds after which a silent poller means that nobody is heard any more (a long poll lasts 25).
POLL_SILENCE = 90.0


@dataclass(frozen=True)
class Tick:
    """One of the things that happen by themselves.

    Attributes:
        age: Seconds since it last ended well; since the start of the process while it never has.
        allowed: Seconds after which it counts as stuck.
    """

    age: float
    allowed: float


def _always() -> bool:
    return True


def _no_ticks() -> Mapping[str, Tick]:
    return {}


@dataclass(frozen=True)
class Vitals:
    """How the parts of the process are.

    Attributes:
        poll_age: Seconds since Telegram last answered ``getUpdates`` or told of our webhook; None before that.
        on_duty: Whether this process is the one that has to hear Telegram; of several replicas one is at a time.
        delivery_alive: Whether the delivery loop runs.
        ticks: Planners and sweepers by name.
    """

    poll_age: Callable[[], float | None]
    on_duty: Callable[[], bool] = field(default=_always)
    delivery_alive: Callable[[], bool] = field(default=_always)
    ticks: Callable[[], Mapping[str, Tick]] = field(default=_no_ticks)

    def late(self) -> dict[str, float]:
        """What counts as stuck, and for how many seconds it has not ended well."""
        return {name: tick.age for name, tick in self.ticks().items() if tick.age > tick.allowed}
