"""Long polling that confirms an update only after it has been worked on.

The library's own updater confirms a batch before its handlers run: what was in memory at a crash is gone, and Telegram
would have kept it for 24 hours. Here a batch is confirmed (by asking for the next one) when its updates have ended, or
after ``GRACE`` seconds, so that one slow update does not hold up everybody.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

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
#: Seconds Telegram may hold an empty answer.
LONG_POLL = 25
#: Seconds a batch may delay the next one.
GRACE = 2.0
_LONGEST_PAUSE = 30.0


class PersonalOrder:
    """Runs what different people send at the same time, and what one person sends in its order."""

    def __init__(self, handle: Callable[[Update], Awaitable[None]]) -> None:
        self._handle = handle
        self._last: dict[int, asyncio.Task[None]] = {}

    def submit(self, update: Update) -> asyncio.Task[None]:
        """Start working on an update, after the same person's earlier ones."""
        user, chat = update.effective_user, update.effective_chat
        key = user.id if user is not None else chat.id if chat is not None else 0
        task = asyncio.create_task(self._after(self._last.get(key), update))
        self._last[key] = task
        task.add_done_callback(lambda done: self._forget(key, done))
        return task

    async def _after(self, earlier: asyncio.Task[None] | None, update: Update) -> None:
        if earlier is not None:
            await asyncio.wait([earlier])
        await self._handle(update)

    def _forget(self, key: int, done: asyncio.Task[None]) -> None:
        if self._last.get(key) is done:
            del self._last[key]

    async def finish(self) -> None:
        """Wait for everything that has begun."""
        while self._last:
            await asyncio.wait(list(self._last.values()))


class Poller:
    """Fetches updates until it is stopped.

    Attributes:
        last_ok: Monotonic time of the last answer of Telegram, 0 before the first; health checks read it.
    """

    def __init__(self, bot: Bot, handle: Callable[[Update], Awaitable[None]], *, long_poll: int = LONG_POLL) -> None:
        self._bot = bot
        self._order = PersonalOrder(handle)
        self._long_poll = long_poll
        self._offset: int | None = None
        self.last_ok = 0.0

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until ``stop`` is set, then finish and confirm what has begun.

        Raises:
            InvalidToken: Telegram does not know the token.
        """
        stopping = asyncio.create_task(stop.wait())
        pause = 1.0
        try:
            while not stop.is_set():
                request = asyncio.create_task(self._fetch(self._long_poll))
                await asyncio.wait([request, stopping], return_when=asyncio.FIRST_COMPLETED)
                if not request.done():
                    request.cancel()
                    await asyncio.wait([request])
                    break
                wait = await self._work_on(request, pause)
                pause = 1.0 if wait == 0 else min(pause * 2, _LONGEST_PAUSE)
                if wait:
                    await asyncio.wait([stopping], timeout=wait)
        finally:
            stopping.cancel()
            await self._order.finish()
        await self._confirm()

    async def _fetch(self, timeout: int) -> tuple[Update, ...]:  # noqa: ASYNC109 - Telegram's own name for the long poll
        return await self._bot.get_updates(
            offset=self._offset, timeout=timeout, allowed_updates=ALLOWED_UPDATES, read_timeout=timeout + 10
        )

    async def _work_on(self, request: asyncio.Task[tuple[Update, ...]], pause: float) -> float:
        """Handle one answer; returns the seconds to wait before the next request."""
        try:
            updates = request.result()
        except InvalidToken:
            raise
        except RetryAfter as error:
            seconds = error.retry_after
            return seconds.total_seconds() if hasattr(seconds, "total_seconds") else float(seconds)
        except Conflict:
            log.warning("another_poller")
            return pause
        except NetworkError as error:
            log.warning("polling_failed", reason=type(error).__name__)
            return pause
        except TelegramError as error:
            log.warning("polling_refused", reason=type(error).__name__)
            return pause
        self.last_ok = time.monotonic()
        if updates:
            tasks = [self._order.submit(update) for update in updates]
            await asyncio.wait(tasks, timeout=GRACE)
            self._offset = updates[-1].update_id + 1
        return 0.0

    async def _confirm(self) -> None:
        """Tell Telegram what has been worked on, so that the next start does not get it again."""
        if self._offset is None:
            return
        try:
            await self._bot.get_updates(offset=self._offset, timeout=0, limit=1, allowed_updates=ALLOWED_UPDATES)
        except TelegramError as error:
            # They come again at the next start and have the effect of one.
            log.info("not_confirmed", reason=type(error).__name__)
