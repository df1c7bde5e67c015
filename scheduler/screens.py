"""Keeps boards, pictures of codes and cards of announcements as they should be: at once, and when a moment has come.

::

    a check-in was committed ──┐
    a slot ends, a phase ends ─┼── round: claim what is due ── edit ── note what came of it
    every few seconds ─────────┘
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from scheduler.ports import ScreenSender
from services.announcements import progress
from services.house import House
from services.outcomes import Outcome
from services.rollcall import keeping, scenes
from services.rollcall.keeping import Edit

log = structlog.get_logger(__name__)

#: Seconds after which changes of other processes are noticed.
_IDLE = 2.0
_FAILED_PAUSE = 5.0
#: Seconds between two looks: a crowd commits twenty times a second, and a board is edited once in five.
_BREATH = 0.25
#: Edits made at a time.
_AT_ONCE = 8
#: Rounds a test's ``settle`` makes: an edit, what follows from it, and one to see that nothing is left.
_ROUNDS = 5


#: Writes down what came of an edit.
Note = Callable[[House, Edit, Outcome], Awaitable[None]]


class ScreenKeeper:
    """Edits screens until it is stopped.

    Args:
        house: The house.
        sender: The messenger.
    """

    def __init__(self, house: House, sender: ScreenSender) -> None:
        self._house = house
        self._sender = sender
        self._woken = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """Look at once."""
        self._woken.set()

    def stop(self) -> None:
        """Begin nothing more; ``run`` returns when what has begun has ended."""
        self._stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Keep screens up to date until stopped."""
        forget = scenes.on_changed(self.wake)
        try:
            while not self._stopping:
                self._woken.clear()
                try:
                    wait = await self.round()
                except Exception:  # what differs is shown in the next round
                    log.exception("screens_failed")
                    wait = _FAILED_PAUSE
                await self._rest(wait)
        finally:
            forget()

    async def _rest(self, wait: float) -> None:
        """Wait for the next look: until something changes after a breath, or the moment has come."""
        breath = min(_BREATH, wait)
        if not self._stopping:
            await asyncio.sleep(breath)
        try:
            async with asyncio.timeout(wait - breath):
                await self._woken.wait()
        except TimeoutError:  # nothing woke it: time to look by itself
            return

    async def round(self) -> float:
        """Make the edits that are due; gives the seconds until the next look."""
        rolls, cards = await keeping.begin_round(self._house), await progress.begin_round(self._house)
        edits = [(keeping.note, one) for one in rolls.edits] + [(progress.note, one) for one in cards.edits]
        for start in range(0, len(edits), _AT_ONCE):
            await asyncio.gather(*[self._make(note, one) for note, one in edits[start : start + _AT_ONCE]])
        again = [one.again for one in (rolls, cards) if one.again is not None]
        if not again:
            return _IDLE
        return max(0.05, min(_IDLE, (min(again) - self._house.now()).total_seconds()))

    async def settle(self) -> None:
        """Make every edit that is due by now, and what follows from it; for tests."""
        for _ in range(_ROUNDS):
            await self.round()

    async def _make(self, note: Note, edit: Edit) -> None:
        await note(self._house, edit, await self._sender.change(edit))
