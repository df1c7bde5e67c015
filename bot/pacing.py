"""The overall sending budget as two lanes: interactive first, bulk takes what is left, evenly spread.

A message is let go when (1) fewer than ``most`` of those before it may have reached the server less than a span ago: at
the latest when its answer came, less the shortest round trip seen (``perf.md`` 5, "causal"); until its answer is there,
soon after its start; and (2) in the bulk lane, its place in an even schedule has come. (1) holds by construction,
whatever the event loop does; (2) keeps the rate, and makes up for delays of some tenths of a second.

Why (1) is enough. Of the messages that reach the server within a span take the one that was let go last: when it was,
all the others counted as ones that may have arrived less than a span ago, so they were fewer than ``most``.

``most`` is the rate, and of a large one three in a hundred more. (1) takes every message for as late as it may have
been; with a network whose answers take 60 to 100 ms that is 20 ms too late on average, and with just the rate in a
span, what is lost in each is never made up for. Telegram calls its numbers approximate, and (2) keeps the rate itself.
"""

from __future__ import annotations

import asyncio
import math
import time
from bisect import bisect_right
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from heapq import merge
from itertools import islice, repeat

from services.names import Lane

#: Seconds by which a message whose answer is not there yet may have arrived after its start.
_MARGIN = 0.005
#: Seconds by which the shortest round trip seen may be longer than the shortest there is.
_SLACK = 0.001
#: Seconds of the schedule that may be made up for after a delay, wherever it lay: here, in the database, or on the
#: server. A delay of the server comes back a span later as one of the window, which (1) opens all at once.
_CATCH_UP = 0.3
#: Seconds without a message after which the schedule begins anew: bulk that starts does not burst, because what is
#: claimed at once is what a crash leaves unknown at once.
_FORGOTTEN = 1.0
#: Seconds between two looks at the schedule at least: where places are closer together, those that have come meanwhile
#: are let go together. Waking for each one costs more than half of what a message costs in a crowd.
_BREATH = 0.005
#: What part of a rate may reach the server in a span beyond it; see above. Of the free budget of 30 that is nothing.
_TOLERANCE = 0.033
#: Answers after which the shortest round trip is measured anew.
_ROUND_TRIPS = 256
#: Answers that are kept beyond what the window needs, before the oldest are forgotten together.
_KEPT = 512
#: Seconds after which whoever asks for room is told to ask again while nothing may go.
_SHUT_LOOK = 0.25


@dataclass(slots=True)
class Slot:
    """One message that was let go.

    Attributes:
        start: When, on the monotonic clock.
        answered: When its answer was there; None until then.
    """

    start: float
    answered: float | None = None


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
        self._clock = clock
        #: Messages without an answer, in the order in which they were let go; and when the others' answers came.
        self._open: OrderedDict[int, Slot] = OrderedDict()
        self._answered: list[float] = []
        self._granted_until = math.inf
        self._rate = 0.0
        self._hungry = False
        self._set(per_second)
        self._schedule = -math.inf
        self._waiting = _Lanes()
        self._timer: asyncio.TimerHandle | None = None
        self._round_trip = math.inf
        self._fresh_round_trip = math.inf
        self._answers = 0

    def grant(self, per_second: float, until: float = math.inf) -> None:
        """Change the rate: several processes share one token, and this one's share has changed.

        Args:
            per_second: Messages a second from now on; 0 lets nothing go.
            until: From this monotonic moment on nothing goes until the next grant.
        """
        self._granted_until = until
        if per_second != self._rate:
            self._set(per_second)
        self._pump()

    @property
    def rate(self) -> float:
        """Messages a second, as granted now."""
        return self._rate

    @property
    def waiting(self) -> int:
        """Messages that wait for their turn."""
        return len(self._waiting)

    def took_all(self) -> bool:
        """Whether a message had to wait for its turn since this was last asked."""
        hungry, self._hungry = self._hungry or bool(len(self._waiting)), False
        return hungry

    def _set(self, per_second: float) -> None:
        self._rate = per_second
        burst = max(1, math.floor(per_second))
        self._most = burst + math.floor(burst * _TOLERANCE)
        self._span = burst / per_second if per_second > 0 else math.inf
        self._step = 1 / per_second if per_second > 0 else math.inf

    def take(self, lane: Lane) -> Slot | None:
        """A message's turn, where it has come already."""
        now = self._clock()
        return self._take(now) if not self._ahead(lane) and self._opens(lane) <= now else None

    async def acquire(self, lane: Lane) -> Slot:
        """Wait for this message's turn. Interactive ones overtake bulk ones; within a lane it is first come."""
        slot = self.take(lane)
        if slot is not None:
            return slot
        future: asyncio.Future[Slot] = asyncio.get_running_loop().create_future()
        queue = self._waiting.interactive if lane is Lane.INTERACTIVE else self._waiting.bulk
        queue.append(future)
        self._pump()
        return await future

    def answered(self, slot: Slot) -> None:
        """Note that the server answered; the sooner it is known, the less is wasted."""
        slot.answered = self._clock()
        self._open.pop(id(slot), None)
        self._answered.append(slot.answered)
        if len(self._answered) > _KEPT + 3 * self._most and self._span < math.inf:
            # What is long past says nothing any more.
            del self._answered[: bisect_right(self._answered, slot.answered - 2 * self._span)]
        trip = slot.answered - slot.start
        self._fresh_round_trip = min(self._fresh_round_trip, trip)
        self._round_trip = min(self._round_trip, trip)
        self._answers += 1
        if self._answers % _ROUND_TRIPS == 0:
            self._round_trip, self._fresh_round_trip = self._fresh_round_trip, math.inf

    def room(self, ahead: float, least: int = 1, most: int = 256, held: int = 0) -> tuple[int, float]:
        """How many bulk messages may go within ``ahead`` seconds, after those that wait; and when more may.

        Args:
            ahead: Seconds.
            least: Fewer than so many are not worth asking for: none are offered then.
            most: More are not counted.
            held: Messages that will ask for their turn, or wait for it already, come first.

        Returns:
            The number, and the seconds until there are at least ``least``.
        """
        now = self._clock()
        if self._shut(now):
            return 0, _SHUT_LOOK
        count = 0
        skip = max(held, len(self._waiting))
        # Those that come first take the next places; the first of them counts from now when the schedule is long past.
        schedule = self._place(now) + skip * self._step
        windows = islice(self._openings(now), skip, None)
        while count < most:
            opens = max(next(windows), schedule)
            if opens > now + ahead:
                if count >= least:
                    return count, 0.0
                self._hungry = True
                return 0, opens - now - ahead + (least - count - 1) * self._step
            schedule += self._step
            count += 1
        return count, 0.0

    # --- inside -------------------------------------------------------------------------------------------------

    def _shut(self, now: float) -> bool:
        """Whether nothing may go until the next grant."""
        return self._rate <= 0 or now >= self._granted_until

    def _ahead(self, lane: Lane) -> bool:
        """Whether somebody waits who comes first."""
        return bool(self._waiting.interactive) or (lane is Lane.BULK and bool(self._waiting.bulk))

    def _openings(self, now: float) -> Iterator[float]:
        """When the window lets the next message go, and those that come after it."""
        edge = now - self._span
        # Judged with what is known of round trips now, not with what was known when it was answered.
        late = _SLACK - self._round_trip
        first = bisect_right(self._answered, edge - late)
        waiting = [slot.start + _MARGIN for slot in self._open.values()]
        gone = bisect_right(waiting, edge)
        inside = len(self._answered) - first + len(waiting) - gone
        if inside < self._most:
            yield from repeat(-math.inf, self._most - inside)
        arrivals = merge((at + late for at in islice(self._answered, first, None)), islice(waiting, gone, None))
        for arrival in islice(arrivals, max(0, inside - self._most), None):
            yield arrival + self._span
        yield from repeat(now + self._span)  # a whole window further; nobody looks that far ahead

    def _window(self, now: float) -> float:
        """When the window lets the next message go."""
        if len(self._answered) + len(self._open) < self._most:
            return -math.inf
        return next(self._openings(now))

    def _opens(self, lane: Lane) -> float:
        now = self._clock()
        if self._shut(now):
            return math.inf
        window = self._window(now)
        return window if lane is Lane.INTERACTIVE else max(window, self._schedule)

    def _take(self, now: float) -> Slot:
        slot = Slot(now)
        self._open[id(slot)] = slot
        self._schedule = self._place(now) + self._step
        return slot

    def _place(self, now: float) -> float:
        """The next place in the schedule, as far as it may still be taken."""
        behind = now - self._schedule
        if behind <= _CATCH_UP:
            return self._schedule
        return now - _CATCH_UP if behind < _FORGOTTEN else now

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
                self._hungry = True
                if opens < math.inf:  # else the next grant pumps
                    wait = max(opens - now, _BREATH) if lane is Lane.BULK else opens - now
                    self._timer = asyncio.get_running_loop().call_later(wait, self._pump)
                return
            queue.popleft().set_result(self._take(now))
