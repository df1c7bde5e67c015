"""Waiting without sleeping: a bell that wakes everybody who waits for it."""

import asyncio
from collections.abc import Callable


class Bell:
    """Wakes every waiter each time it rings; ringing costs next to nothing while nobody waits."""

    __slots__ = ("_waiters",)

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        """Wake everybody who waits now."""
        if not self._waiters:
            return
        waiters, self._waiters = self._waiters, set()
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def wait(self, timeout: float) -> bool:
        """Wait for the next ring.

        Args:
            timeout: how long at most, in seconds.

        Returns:
            Whether it rang.
        """
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            done, _ = await asyncio.wait({waiter}, timeout=max(timeout, 0))
        finally:
            self._waiters.discard(waiter)
        return bool(done)

    async def until(self, ready: Callable[[], bool], timeout: float) -> bool:
        """Wait until a condition holds, looking at it after each ring.

        Args:
            ready: the condition.
            timeout: how long at most, in seconds.

        Returns:
            Whether the condition holds.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while not ready():
            left = deadline - loop.time()
            if left <= 0 or not await self.wait(left):
                return ready()
        return True
