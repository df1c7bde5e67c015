"""Long polling by one process at a time, confirmed only when what came is safe.

The library's own updater confirms a batch before its handlers run: what was in memory at a crash is gone, and Telegram
would have kept it for 24 hours. Here a batch is confirmed (by asking for the next one) when its intake says so: on one
machine when its updates have ended (or after ``GRACE`` seconds, so that one slow update does not hold up everybody),
with several replicas when they are in the inbox.

::

    lease ours for a whole request? ──no──> stand by, ask again
        │ yes (renewed where too little is left)
        ▼
    getUpdates, cut off before the lease can run out ── lease still ours? ──no──> drop the answer
                                                             │ yes
                                                             ▼
                                                    intake ── confirmed by the next request
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from telegram import Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from db.trouble import is_trouble
from scheduler.telegram_sender import wait_of
from services.leases import Tenure

log = structlog.get_logger(__name__)

#: Everything the product listens to; ``chat_member`` and ``poll_answer`` must be named or Telegram leaves them out.
ALLOWED_UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CHANNEL_POST,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
    Update.CHAT_MEMBER,
    Update.POLL_ANSWER,
]
#: Seconds a batch may delay the next one.
GRACE = 2.0
_LONGEST_PAUSE = 30.0
#: Clashes with another poller that are remembered.
_REMEMBERED = 20


@dataclass(frozen=True)
class Terms:
    """How long requests and leases are, in seconds.

    Attributes:
        long_poll: How long Telegram may hold an empty answer.
        margin: How much longer a request may take; then it is cut off.
        lease: Longer than a request: a request is begun only when it ends within the lease.
        standby: How often whoever does not hold the lease asks for it.
        deaf: A holder that Telegram has not answered for so long gives the lease to others for a while.
    """

    long_poll: float
    margin: float
    lease: float
    standby: float
    deaf: float = float("inf")

    @property
    def request(self) -> float:
        """The longest a request may take."""
        return self.long_poll + self.margin


#: One machine: a long lease costs one small commit a minute.
ALONE = Terms(long_poll=25, margin=10, lease=80, standby=2)
#: Several: whoever dies or freezes is replaced after ``lease + standby`` seconds at the latest.
SHARED = Terms(long_poll=7, margin=3, lease=12, standby=1, deaf=30)


#: An update as Telegram gives it.
Raw = Mapping[str, Any]


def person_of(update: Raw) -> int:
    """Whose order an update keeps: the person's who caused it, else the chat's."""
    for what in update.values():
        if not isinstance(what, dict):
            continue
        for name in ("from", "user", "voter_chat", "actor_chat", "chat"):
            who = what.get(name)
            if isinstance(who, dict) and isinstance(who.get("id"), int):
                return int(who["id"])
    return 0


class Source(Protocol):
    """Telegram, as the poller needs it."""

    async def raw_updates(
        self, *, offset: int | None, hold: int, allowed_updates: list[str], read_timeout: float, limit: int = 100
    ) -> Sequence[Raw]:
        """What has come since the offset."""
        ...

    async def delete_webhook(self) -> bool:
        """Have updates fetched again."""
        ...


class Intake(Protocol):
    """Where fetched updates go."""

    async def take(self, updates: Sequence[Raw]) -> None:
        """Take a batch; when this returns, it may be confirmed."""
        ...

    async def finish(self) -> None:
        """Finish what has begun."""
        ...


class Quick(Protocol):
    """What takes some updates faster than they are worked on, in the order in which it is given them."""

    def recognises(self, raw: Raw) -> bool:
        """Whether it may take an update."""
        ...

    async def take(self, raw: Raw) -> bool:
        """Take it; False: it has to be worked on, nothing was done."""
        ...


class PersonalOrder:
    """Works in this process: what different people send at the same time, what one person sends in its order.

    Args:
        work: Works on one update.
        quick: Takes a crowd's presses. Several of one person it takes together, in their order; what it does not take
            waits its turn.
        held: Whether the database is in trouble: what has begun waits for it, and nothing is confirmed meanwhile.
    """

    def __init__(
        self,
        work: Callable[[Raw], Awaitable[None]],
        quick: Quick | None = None,
        *,
        held: Callable[[], bool] = lambda: False,
    ) -> None:
        self._work = work
        self._quick = quick
        self._held = held
        self._last: dict[int, asyncio.Task[None]] = {}
        #: Whose updates under way are all for ``quick``.
        self._in_lane: set[int] = set()

    async def take(self, updates: Sequence[Raw]) -> None:
        """Begin with a batch and wait for its end, but no longer than ``GRACE``; longer while the database is ill.

        What is confirmed while nothing can be written would be lost with the process; Telegram keeps it for a day.
        """
        tasks = [self.submit(update) for update in updates]
        _, open_still = await asyncio.wait(tasks, timeout=GRACE)
        while open_still and self._held():
            _, open_still = await asyncio.wait(open_still, timeout=GRACE)

    def submit(self, update: Raw) -> asyncio.Task[None]:
        """Start working on an update, after the same person's earlier ones."""
        key = person_of(update)
        earlier = self._last.get(key)
        quick = self._quick if self._quick is not None and self._quick.recognises(update) else None
        if quick is not None and (earlier is None or key in self._in_lane):
            self._in_lane.add(key)
            task = asyncio.create_task(self._quickly(quick, earlier, update))
        else:
            self._in_lane.discard(key)
            task = asyncio.create_task(self._after(earlier, update))
        self._last[key] = task
        task.add_done_callback(lambda done: self._forget(key, done))
        return task

    async def _quickly(self, quick: Quick, earlier: asyncio.Task[None] | None, update: Raw) -> None:
        try:
            taken = await quick.take(update)
        except Exception as error:  # the database's; the others' presses go on
            log.exception("update_failed", update_id=update["update_id"])
            taken = not is_trouble(error)  # what could not be written is done again the ordinary way, which waits
        if not taken:
            await self._after(earlier, update)
        elif earlier is not None:
            await asyncio.wait([earlier])  # what comes next waits for this one alone

    async def _after(self, earlier: asyncio.Task[None] | None, update: Raw) -> None:
        if earlier is not None:
            await asyncio.wait([earlier])
        try:
            await self._work(update)
        except Exception:  # the boundary has failed itself; the others' updates go on
            log.exception("update_failed", update_id=update["update_id"])

    def _forget(self, key: int, done: asyncio.Task[None]) -> None:
        if self._last.get(key) is done:
            del self._last[key]
            self._in_lane.discard(key)

    async def finish(self) -> None:
        """Wait for everything that has begun; what waits for the database is left, and comes again."""
        while self._last:
            tasks = list(self._last.values())
            _, open_still = await asyncio.wait(tasks, timeout=GRACE)
            if open_still and self._held():
                for task in open_still:
                    task.cancel()


class Poller:
    """Fetches updates while it holds the lease, until it is stopped.

    Args:
        bot: Initialised.
        intake: Where updates go.
        tenure: The lease of this bot's poller.
        terms: How long requests and leases are.

    Attributes:
        last_ok: Monotonic time of the last answer of Telegram; 0 before the first.
        on_duty: Whether this process is the one that has to hear Telegram.
    """

    def __init__(self, bot: Source, intake: Intake, tenure: Tenure, *, terms: Terms = ALONE) -> None:
        self._bot = bot
        self._intake = intake
        self._tenure = tenure
        self._terms = terms
        self._offset: int | None = None
        self._since = 0.0
        self._asking_since: float | None = None
        self._stood_by = False
        self._failing_since: float | None = None
        self._clashes: deque[float] = deque(maxlen=_REMEMBERED)
        self.last_ok = 0.0
        self.on_duty = True

    def silence(self) -> float | None:
        """Seconds since Telegram was last heard, or first asked in vain; None before the first answer."""
        if self._asking_since is not None and (self.last_ok or self._stood_by):
            return time.monotonic() - self._asking_since
        return time.monotonic() - self.last_ok if self.last_ok else None

    def failing(self) -> float | None:
        """Seconds since Telegram began not to answer; None: it answers."""
        return None if self._failing_since is None else time.monotonic() - self._failing_since

    def clashes(self, seconds: float) -> int:
        """How often another program polled within the last seconds."""
        return sum(1 for at in self._clashes if at > time.monotonic() - seconds)

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until ``stop`` is set, then finish and confirm what has begun, and give the lease back.

        Raises:
            InvalidToken: Telegram does not know the token.
        """
        stopping = asyncio.create_task(stop.wait())
        pause = 1.0
        try:
            while not stop.is_set():
                if not await self._is_ours():
                    await asyncio.wait([stopping], timeout=self._terms.standby)
                    continue
                request = asyncio.create_task(self._fetch())
                await asyncio.wait([request, stopping], return_when=asyncio.FIRST_COMPLETED)
                if not request.done():
                    request.cancel()
                    await asyncio.wait([request])
                    break
                wait = await self._work_on(request, pause, stopping)
                pause = 1.0 if wait == 0 else min(pause * 2, _LONGEST_PAUSE)
                if wait:
                    await asyncio.wait([stopping], timeout=wait)
        finally:
            stopping.cancel()
            await self._intake.finish()
        await self._confirm()
        await self._give_back()

    async def _is_ours(self) -> bool:
        """Whether a request may be begun: the lease lasts longer than it can."""
        token = self._tenure.token
        try:
            ours = await self._tenure.ensure(self._terms.request)
        except Exception:
            log.exception("lease_not_renewed")  # whoever cannot say that it is his takes nothing
            ours = False
        if not ours:
            if self.on_duty:
                log.info("standing_by")
            self.on_duty, self._stood_by = False, True
            return False
        if not self.on_duty or self._tenure.token != token:
            log.info("polling", fence=self._tenure.token)
            self._offset = None  # where the last holder stopped, Telegram knows
            self._since = time.monotonic()
        self.on_duty = True
        if time.monotonic() - max(self.last_ok, self._since) > self._terms.deaf:
            await self._yield()
            return False
        return True

    async def _yield(self) -> None:
        """Telegram does not answer here; perhaps it does elsewhere."""
        log.warning("deaf", lease="given up for a while")
        await self._give_back()
        await asyncio.sleep(2 * self._terms.standby)
        self._since = time.monotonic()

    async def _fetch(self) -> Sequence[Raw]:
        terms = self._terms
        self._asking_since = self._asking_since or time.monotonic()
        async with asyncio.timeout(terms.request):
            return await self._bot.raw_updates(
                offset=self._offset,
                hold=int(terms.long_poll),
                allowed_updates=ALLOWED_UPDATES,
                read_timeout=terms.request,
            )

    async def _work_on(self, request: asyncio.Task[Sequence[Raw]], pause: float, stopping: asyncio.Task[Any]) -> float:
        """Handle one answer; returns the seconds to wait before the next request."""
        try:
            updates = request.result()
        except InvalidToken:
            raise
        except Conflict as error:
            return await self._conflict(error, pause)
        except (TelegramError, TimeoutError) as error:
            self._failing_since = self._failing_since or time.monotonic()
            return _wait_after(error, pause)
        self._failing_since = None
        if self._tenure.left <= 0:
            log.warning("answer_dropped", updates=len(updates))  # frozen meanwhile: they are another's by now
            return 0.0
        self.last_ok, self._asking_since = time.monotonic(), None
        if updates:
            try:
                if not await self._taken(updates, stopping):
                    return pause
            except Exception:
                # Not confirmed, so they come again.
                log.exception("updates_not_taken", updates=len(updates))
                return pause
            self._offset = updates[-1]["update_id"] + 1
        return 0.0

    async def _taken(self, updates: Sequence[Raw], stopping: asyncio.Task[Any]) -> bool:
        """Hand a batch on; False when the process was asked to stop while the intake could not take it."""
        taking = asyncio.create_task(self._intake.take(updates))
        await asyncio.wait([taking, stopping], return_when=asyncio.FIRST_COMPLETED)
        if not taking.done():
            await asyncio.wait([taking], timeout=2 * GRACE)
        if not taking.done():
            taking.cancel()
            log.warning("updates_left", updates=len(updates))
            return False
        taking.result()
        return True

    async def _conflict(self, error: Conflict, pause: float) -> float:
        """Somebody else polls, or a webhook is set: whoever holds the lease is right."""
        self._tenure.doubt()
        if "webhook is active" in error.message.lower() and await self._is_ours():
            log.warning("webhook_removed")
            try:
                await self._bot.delete_webhook()
            except TelegramError as refused:
                log.warning("webhook_not_removed", reason=type(refused).__name__)
                return pause
            return 0.0
        log.warning("another_poller")
        self._clashes.append(time.monotonic())
        return min(pause, self._terms.standby)

    async def _confirm(self) -> None:
        """Tell Telegram what has been worked on, so that the next start does not get it again."""
        if self._offset is None or self._tenure.left <= 0:
            return
        try:
            await self._bot.raw_updates(
                offset=self._offset,
                hold=0,
                limit=1,
                allowed_updates=ALLOWED_UPDATES,
                read_timeout=self._terms.request,
            )
        except TelegramError as error:
            # They come again at the next start and have the effect of one.
            log.info("not_confirmed", reason=type(error).__name__)

    async def _give_back(self) -> None:
        try:
            await self._tenure.release()
        except Exception:
            log.exception("lease_not_given_back")  # it runs out by itself


def _wait_after(error: TelegramError | TimeoutError, pause: float) -> float:
    if isinstance(error, RetryAfter):
        return wait_of(error).total_seconds()
    failed = isinstance(error, NetworkError | TimeoutError)
    log.warning("polling_failed" if failed else "polling_refused", reason=type(error).__name__)
    return pause
