"""Things that happen by themselves at a time of the world's clock: polls close, presses come again."""

import asyncio
import contextlib
import heapq
from collections.abc import Callable
from typing import Final

from playground.clock import Clock

_LONGEST_NAP: Final = 3600.0


class Alarms:
    """Callbacks by time; they ring when real time passes and when the clock is moved.

    Args:
        clock: the world's clock.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._heap: list[tuple[float, int, Callable[[], None]]] = []
        self._count = 0
        self._task: asyncio.Task[None] | None = None

    def at(self, when: float, ring: Callable[[], None]) -> None:
        """Call something at a time.

        Args:
            when: the world's time, seconds since the epoch.
            ring: what to call; it must know itself whether it still matters.
        """
        self._count += 1
        heapq.heappush(self._heap, (when, self._count, ring))
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())
        else:
            self.clock.moved.ring()

    async def _run(self) -> None:
        while True:
            while self._heap and self._heap[0][0] <= self.clock.now():
                heapq.heappop(self._heap)[2]()
            nap = self._heap[0][0] - self.clock.now() if self._heap else _LONGEST_NAP
            await self.clock.moved.wait(min(nap, _LONGEST_NAP))

    async def close(self) -> None:
        """Nothing rings any more."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):  # we cancelled it
                await task
