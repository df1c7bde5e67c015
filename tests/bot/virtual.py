"""An event loop whose time jumps to the next timer: minutes of pacing run in milliseconds, without luck."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any


class _Jumping(selectors.SelectSelector):
    """Where the loop would sleep, its time moves instead."""

    loop: VirtualLoop

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise RuntimeError("the loop would wait for ever")
        self.loop.moment += max(timeout, 0.0)
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop with a time of its own, beginning at 1000 s."""

    def __init__(self) -> None:
        self.moment = 1000.0
        selector = _Jumping()
        super().__init__(selector)
        selector.loop = self

    def time(self) -> float:
        """The loop's time."""
        return self.moment


def busy(seconds: float) -> None:
    """Take the running loop's time, as work does that lets nobody else run."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    loop.moment += seconds


def run(test: Callable[[Callable[[], float]], Coroutine[Any, Any, None]]) -> None:
    """Run a test that is given the loop's clock."""
    loop = VirtualLoop()
    try:
        loop.run_until_complete(test(loop.time))
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
