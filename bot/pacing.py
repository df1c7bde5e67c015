"""The overall sending budget as two lanes: interactive first, bulk takes what is left, evenly spread.

A message is let go when (1) the one ``burst`` messages before it reached the server at least a whole span ago, judged
from its answer: at the latest then, less the shortest round trip seen (``perf.md`` 5, "causal"); until its answer is
there, from its start and a margin; and (2) in the bulk lane, its place in an even schedule has come. (1) holds by
construction, whatever the event loop does; (2) only smooths.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from services.names import Lane

#: Seconds by which a message whose answer is not there yet may have arrived after its start.
_MARGIN = 0.005
#: Seconds of the schedule that may be made up for after a delay.
_CATCH_UP = 0.1
#: Answers after which the shortest round trip is measured anew.
_ROUND_TRIPS = 256


@dataclass
class Slot:
    """One message that was let go.

    Attributes:
        start: When, on the monotonic clock.
        arrived: The latest moment at which it can have reached the server; None until its answer is there.
    """

    start: float
    arrived: float | None = None

    @property
    def latest(self) -> float:
        """The latest moment at which it reached the server, as far as is known."""
        return self.arrived if self.arrived is not None else self.start + _MARGIN


@dataclass
class _Lanes:
    interactive: deque[asyncio.Future[Slot]] = field(default_factory=deque)
    bulk: deque[asyncio.Future[Slot]] = field(default_factory=deque)

    def __len__(self) -> int:
        return len(self.interactive) + len(self.bulk)


class Pacer:
    """Lets messages go at the rate of a token.

    Args:
        per_second: Messages a second; below one, one in ``1 / per_second`` seconds.
        clock: A monotonic clock in seconds.
    """

    def __init__(self, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst = max(1, math.floor(per_second))
        self._span = self._burst / per_second
        self._step = 1 / per_second
        self._clock = clock
        self._slots: deque[Slot] = deque(maxlen=self._burst)
        self._schedule = -math.inf
        self._waiting = _Lanes()
        self._timer: asyncio.TimerHandle | None = None
        self._round_trip = math.inf
        self._fresh_round_trip = math.inf
        self._answers = 0

    async def acquire(self, lane: Lane) -> Slot:
        """Wait for this message's turn. Interactive ones overtake bulk ones; within a lane it is first come."""
        now = self._clock()
        if not self._ahead(lane) and self._opens(lane) <= now:
            return self._take(now)
        future: asyncio.Future[Slot] = asyncio.get_running_loop().create_future()
        queue = self._waiting.interactive if lane is Lane.INTERACTIVE else self._waiting.bulk
        queue.append(future)
        self._pump()
        return await future

    def answered(self, slot: Slot) -> None:
        """Note that the server answered; the sooner it is known, the less is wasted."""
        now = self._clock()
        trip = now - slot.start
        self._fresh_round_trip = min(self._fresh_round_trip, trip)
        self._round_trip = min(self._round_trip, trip)
        self._answers += 1
        if self._answers % _ROUND_TRIPS == 0:
            self._round_trip, self._fresh_round_trip = self._fresh_round_trip, math.inf
        slot.arrived = max(slot.start, now - min(self._round_trip, trip))

    def room(self, ahead: float, most: int = 1_000) -> tuple[int, float]:
        """How many bulk messages may go within ``ahead`` seconds, after those that wait; and when the next may.

        Returns:
            The number, and the seconds until it is at least one.
        """
        now = self._clock()
        count = 0
        skip = len(self._waiting)
        schedule = self._schedule
        while count < most:
            opens = max(self._window(count + skip), schedule)
            if opens > now + ahead:
                return count, 0.0 if count else opens - now - ahead
            schedule = max(schedule, now - _CATCH_UP) + self._step
            count += 1
        return count, 0.0

    # --- inside -------------------------------------------------------------------------------------------------

    def _ahead(self, lane: Lane) -> bool:
        """Whether somebody waits who comes first."""
        return bool(self._waiting.interactive) or (lane is Lane.BULK and bool(self._waiting.bulk))

    def _window(self, following: int = 0) -> float:
        """When the window lets the next message go, or one that comes ``following`` messages after it."""
        index = len(self._slots) - self._burst + following
        if index < 0:
            return -math.inf
        if index >= len(self._slots):
            return self._clock() + self._span  # a whole window further; nobody looks that far ahead
        return self._slots[index].latest + self._span

    def _opens(self, lane: Lane) -> float:
        window = self._window()
        return window if lane is Lane.INTERACTIVE else max(window, self._schedule)

    def _take(self, now: float) -> Slot:
        slot = Slot(now)
        self._slots.append(slot)
        self._schedule = max(self._schedule, now - _CATCH_UP) + self._step
        return slot

    def _pump(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while True:
            lane = Lane.INTERACTIVE if self._waiting.interactive else Lane.BULK
            queue = self._waiting.interactive or self._waiting.bulk
            if not queue:
                return
            if queue[0].done():  # whoever waited has given up
                queue.popleft()
                continue
            now = self._clock()
            opens = self._opens(lane)
            if opens > now:
                self._timer = asyncio.get_running_loop().call_later(opens - now, self._pump)
                return
            queue.popleft().set_result(self._take(now))
