"""What a process may no longer do once its claim has run out: nothing leaves it.

Work on a claim (an update, a letter) runs inside ``held(until)``. Whoever is about to send asks ``check()`` at the last
moment: a process that was frozen in between finds its claim gone there. The monotonic clock goes on while it is frozen.
The transport says ``departs()`` once its connection stands and before the first byte: until then nothing was sent.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

#: Tells until when (monotonic seconds) the claim under work holds; None: no claim, nothing to fence.
_until: ContextVar[Callable[[], float] | None] = ContextVar("fence", default=None)
#: Told when something is about to leave the process.
_leaving: ContextVar[Callable[[], None] | None] = ContextVar("leaving", default=None)


class ClaimLost(Exception):
    """The claim this work was done under has run out; somebody else may be doing it."""


def hold(until: float, leaving: Callable[[], None] | None = None) -> None:
    """Fence the rest of the task that asks, which has one claim from its beginning to its end.

    Args:
        until: The monotonic moment at which the claim runs out.
        leaving: Called before every request is written.
    """
    _until.set(lambda: until)
    _leaving.set(leaving)


def left() -> float | None:
    """Seconds for which the claim still holds; None: there is none. What is sent may not outlive it."""
    until = _until.get()
    return None if until is None else until() - time.monotonic()


@contextmanager
def held(until: Callable[[], float]) -> Iterator[None]:
    """Fence everything inside the block, and the tasks it starts.

    Args:
        until: Tells the monotonic moment at which the claim runs out; it moves when the claim is renewed.
    """
    before = _until.set(until)
    try:
        yield
    finally:
        _until.reset(before)


def check() -> None:
    """Ask whether the claim still holds.

    Raises:
        ClaimLost: It does not.
    """
    until = _until.get()
    if until is not None and time.monotonic() >= until():
        raise ClaimLost


def departs() -> None:
    """Say that a request is about to be written: from here on it may arrive."""
    leaving = _leaving.get()
    if leaving is not None:
        leaving()
