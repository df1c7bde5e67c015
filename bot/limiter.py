"""Telegram's sending limits, kept by ourselves: two lanes, a deadline a scope, and nobody waits for another chat's 429.

::

    answerCallbackQuery … ───────────────────────────────────────────────> at once, whatever happens
    send, edit ── penalty of the chat or of the bot? ── the chat's own pace ── overall budget (sends) ──> request
                      │ bulk: RetryAfter at once                                                           │ 429
                      │ interactive: waits if it is short                                                  ▼
                      └───────────────────────── deadline of the chat; of the bot when several chats report it

Deadlines are monotonic and only ever move away. A bulk 429 goes up to the delivery loop, which moves the row and burns
no attempt; an interactive one is waited out when it is short. An alarm passes by the overall budget: where the database
is away, the share of it that a process has cannot be renewed, and that is what the alarm says. Limits are Telegram's
approximate ones (``telegram_and_users.md`` 1), all from settings.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import math
import time
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import structlog
from prometheus_client import Counter
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.pacing import Pacer, Slot
from scheduler.ports import Room
from scheduler.telegram_sender import wait_of
from services import fence
from services.names import Lane

log = structlog.get_logger(__name__)

FLOODED = Counter("zhibu_flooded_total", "Answers 429.", ["scope"])
PENALTY = Counter("zhibu_flood_seconds_total", "Seconds Telegram told the bot to wait.")

_MINUTE = 60.0
#: Room for the jitter of arrival in a group's minute.
_GROUP_MARGIN = 0.05
#: Bulk that may go within so many seconds is claimed already, so that the next message is in hand when its place comes,
#: also where a commit waits for the disk.
_AHEAD = 0.4
#: A claim costs about the same for one message as for many, so while the budget is used up it waits for so many places.
_MOST_AT_ONCE = 128
#: A bulk request waits for its chat's pace no longer than this; the delivery loop does not send such a one.
_BULK_PATIENCE = 5.0
_RETRIES = 3
_TIDY_EVERY = 2_000

_ALBUM = "sendMediaGroup"
#: What changes a chat without being a message of the overall budget.
_EDITS = ("edit", "stop", "pin")
_SENDS = ("send", "copy", "forward")
_DELETES = "delete"
_NO_MESSAGE = frozenset({"sendChatAction", "stopPoll"})


@dataclass(frozen=True)
class Limits:
    """The budgets.

    Attributes:
        per_second: Messages a second in all.
        per_chat_per_second: Lasting rate in one chat.
        chat_burst: Interactive messages a chat takes at once.
        per_group_per_minute: Messages and edits in one group a minute.
        patience: Seconds of a 429 an interactive request waits out.
        storm_chats, storm_seconds: So many chats that report a 429 within so many seconds mean the whole bot.
    """

    per_second: float = 30.0
    per_chat_per_second: float = 1.0
    chat_burst: int = 3
    per_group_per_minute: int = 20
    patience: float = 10.0
    storm_chats: int = 3
    storm_seconds: float = 10.0


@dataclass
class _Chat:
    """What is known of one chat; times are monotonic."""

    paced_until: float = -math.inf
    penalty_until: float = -math.inf
    minute: deque[float] = field(default_factory=deque)

    def idle(self, now: float) -> bool:
        busy = self.minute and self.minute[-1] > now - _MINUTE
        return self.paced_until < now and self.penalty_until < now and not busy


class Alarm(Enum):
    """No share of the budget: the word about a fault that keeps everything else from going out, the budget among it."""

    NOW = "now"


class TwoLaneLimiter(BaseRateLimiter[Lane | Alarm]):
    """The limiter of one token. ``rate_limit_args`` says the lane: BULK for what may wait; without one, INTERACTIVE.

    Args:
        limits: The budgets.
        clock: A monotonic clock in seconds.
    """

    def __init__(self, limits: Limits | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits or Limits()
        self._clock = clock
        self._pacer = Pacer(self._limits.per_second, clock)
        self._chats: dict[str, _Chat] = {}
        self._bot_penalty = -math.inf
        self._reports: deque[tuple[float, str, float]] = deque()
        self._since_tidy = 0

    def grant(self, per_second: float, until: float = math.inf) -> None:
        """Change the overall budget, where several processes share the token's (``services.budget``).

        Args:
            per_second: Messages a second from now on; 0 lets nothing go but answers to presses.
            until: From this monotonic moment on nothing goes until the next grant.
        """
        self._pacer.grant(per_second, until)

    def took_all(self) -> bool:
        """Whether the overall budget kept a message waiting since this was last asked."""
        return self._pacer.took_all()

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to give back."""

    # --- what the delivery loop asks ------------------------------------------------------------------------------

    def room(self, held: int = 0) -> Room:
        """How much bulk there is room for, after what is in hand."""
        penalty = self._bot_penalty - self._clock()
        if penalty > 0:
            return Room(0, penalty)
        least = max(1, min(int(self._pacer.rate * _AHEAD / 2), _MOST_AT_ONCE))
        return Room(*self._pacer.room(_AHEAD, least, held=held))

    def wait_for(self, address: str) -> float:
        """Seconds until a chat may be written to in the bulk lane."""
        chat = self._chats.get(address)
        if chat is None:
            return 0.0
        opens = max(self._paced(chat, address, Lane.BULK), chat.penalty_until)
        return max(0.0, opens - self._clock())

    # --- what the library asks ------------------------------------------------------------------------------------

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, bool | dict[str, Any] | list[dict[str, Any]]]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Lane | Alarm | None,
    ) -> bool | dict[str, Any] | list[dict[str, Any]]:
        """Make a request when its turn has come.

        Raises:
            telegram.error.RetryAfter: A 429 this request does not wait out, or a penalty still in force.
            services.fence.ClaimLost: The claim this is sent under has run out meanwhile.
        """
        lane = rate_limit_args if isinstance(rate_limit_args, Lane) else Lane.INTERACTIVE
        counted = _counted(endpoint, data, lane)
        chat_id = data.get("chat_id")
        if not counted or chat_id is None:
            fence.check()
            return await callback(*args, **kwargs)
        # Edits and deletions of a crowd's copies go out no faster than its messages did.
        overall = lane is Lane.BULK or (endpoint.startswith(_SENDS) and rate_limit_args is not Alarm.NOW)
        address = str(chat_id)
        for tries in range(1, _RETRIES + 1):
            slots = await self._enter(address, lane, counted, overall=overall)
            try:
                fence.check()
                result = await callback(*args, **kwargs)
            except RetryAfter as error:
                seconds = wait_of(error).total_seconds()
                self._penalise(address, seconds)
                if lane is Lane.BULK or seconds > self._limits.patience or tries == _RETRIES:
                    raise
            else:
                return result
            finally:
                for slot in slots:
                    self._pacer.answered(slot)
        raise AssertionError("the last try has returned or raised")

    # --- scopes ---------------------------------------------------------------------------------------------------

    async def _enter(self, address: str, lane: Lane, count: int, *, overall: bool) -> list[Slot]:
        """Wait until the chat and the bot may be written to."""
        chat = self._chat(address)
        now = self._clock()
        if chat.penalty_until > now or self._bot_penalty > now:
            await self._sit_out(chat, lane)
            now = self._clock()
        opens = self._paced(chat, address, lane)
        if lane is Lane.BULK and opens - now > _BULK_PATIENCE:
            raise _retry_after(opens - now)
        self._reserve(chat, address, max(opens, now), count)
        if opens > now:
            await asyncio.sleep(opens - now)
            await self._sit_out(chat, lane)
        if not overall:
            return []
        return [self._pacer.take(lane) or await self._pacer.acquire(lane) for _ in range(count)]

    async def _sit_out(self, chat: _Chat, lane: Lane) -> None:
        while (wait := max(chat.penalty_until, self._bot_penalty) - self._clock()) > 0:
            if lane is Lane.BULK or wait > self._limits.patience:
                raise _retry_after(wait)
            await asyncio.sleep(wait)

    def _paced(self, chat: _Chat, address: str, lane: Lane) -> float:
        """When the chat's own pace lets the next message go."""
        # A burst is for answers: a person who taps three times wants three answers.
        slack = (self._limits.chat_burst - 1) / self._limits.per_chat_per_second if lane is Lane.INTERACTIVE else 0.0
        opens = chat.paced_until - slack
        if _is_group(address):
            now = self._clock()
            while chat.minute and chat.minute[0] <= now - _MINUTE - _GROUP_MARGIN:
                chat.minute.popleft()
            if len(chat.minute) >= self._limits.per_group_per_minute:
                opens = max(opens, chat.minute[-self._limits.per_group_per_minute] + _MINUTE + _GROUP_MARGIN)
        return opens

    def _reserve(self, chat: _Chat, address: str, at: float, count: int) -> None:
        chat.paced_until = max(chat.paced_until, at) + count / self._limits.per_chat_per_second
        if _is_group(address):
            chat.minute.extend([at] * count)

    def _penalise(self, address: str, seconds: float) -> None:
        now = self._clock()
        chat = self._chat(address)
        chat.penalty_until = max(chat.penalty_until, now + seconds)
        PENALTY.inc(seconds)
        self._reports.append((now, address, now + seconds))
        while self._reports and self._reports[0][0] < now - self._limits.storm_seconds:
            self._reports.popleft()
        chats = len({reporter for _, reporter, _ in self._reports})
        if chats >= self._limits.storm_chats:
            # It is one penalty that all of them report: it lasts as long as the longest of them says.
            self._bot_penalty = max(self._bot_penalty, *(until for _, _, until in self._reports))
            FLOODED.labels("bot").inc()
            log.warning("flooded", scope="bot", seconds=seconds, chats=chats)
        else:
            FLOODED.labels("chat").inc()
            log.warning("flooded", scope="chat", seconds=seconds)

    def _chat(self, address: str) -> _Chat:
        self._since_tidy += 1
        if self._since_tidy >= _TIDY_EVERY:
            now = self._clock()
            self._chats = {name: chat for name, chat in self._chats.items() if not chat.idle(now)}
            self._since_tidy = 0
        return self._chats.setdefault(address, _Chat())


def _retry_after(seconds: float) -> RetryAfter:
    return RetryAfter(dt.timedelta(seconds=math.ceil(seconds)))


def _is_group(address: str) -> bool:
    return address.startswith(("-", "@"))


def _counted(endpoint: str, data: dict[str, Any], lane: Lane) -> int:
    """How many messages a request is, 0 for what no limit counts."""
    if lane is Lane.BULK and endpoint.startswith(_DELETES):
        return max(1, len(data.get("message_ids") or ()))
    if endpoint in _NO_MESSAGE or not endpoint.startswith(_SENDS + _EDITS):
        return 0
    if endpoint == _ALBUM:
        return max(1, len(data.get("media") or ()))
    return max(1, len(data.get("message_ids") or ()))
