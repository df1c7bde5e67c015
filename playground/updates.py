"""The updates that wait for one bot: 24-hour memory, confirmation by offset, one reader at a time."""

from collections import deque
from typing import Any, Final

import orjson

from playground.clock import Clock
from playground.errors import conflict
from playground.kinds import Json
from playground.waiting import Bell

MEMORY_SECONDS: Final = 24 * 3600
MOST_AT_ONCE: Final = 100
# Telegram leaves these out unless a bot names them.
ONLY_ON_REQUEST: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_FIRST_ID: Final = 700_000_001


class Pending:
    """One update that waits.

    Attributes:
        id: its ``update_id``.
        kind: the name of its only optional field.
        lane: webhook deliveries of one lane go out one after the other.
        body: the whole ``Update`` as JSON, fixed at the moment it happened.
    """

    __slots__ = ("at", "body", "id", "kind", "lane")

    def __init__(self, number: int, kind: str, lane: int, at: float, body: bytes) -> None:
        self.id = number
        self.kind = kind
        self.lane = lane
        self.at = at
        self.body = body


class UpdateQueue:
    """The updates of one bot.

    Attributes:
        allowed: the kinds the bot asked for; ``None`` means all but the ones given on request only.
        webhook_url: set while a webhook is active, which makes ``getUpdates`` a conflict.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.pending: deque[Pending] = deque()
        self.allowed: frozenset[str] | None = None
        self.webhook_url = ""
        self.arrived = Bell()
        self.consumed = Bell()
        self.closing = False
        self._next_id = _FIRST_ID
        self._reader = 0

    def push(self, kind: str, payload: Json, lane: int = 0) -> int | None:
        """Add an update, unless the bot did not ask for its kind.

        Args:
            kind: for example ``message``.
            payload: the object under that name.
            lane: who caused it; a webhook gets updates of one lane in order.

        Returns:
            The ``update_id``, or ``None`` when the bot does not want such updates.
        """
        if not self.wants(kind):
            return None
        number = self._next_id
        self._next_id += 1
        body = orjson.dumps({"update_id": number, kind: payload})
        self.pending.append(Pending(number, kind, lane, self.clock.now(), body))
        self.arrived.ring()
        return number

    def wants(self, kind: str) -> bool:
        """Whether updates of this kind are kept for the bot."""
        if self.allowed is None:
            return kind not in ONLY_ON_REQUEST
        return kind in self.allowed

    def allow(self, kinds: list[str] | None) -> None:
        """Set the kinds the bot wants; ``None`` keeps the earlier choice, an empty list is the default."""
        if kinds is not None:
            self.allowed = frozenset(kinds) if kinds else None

    def forget_old(self) -> None:
        """Drop what is older than 24 hours."""
        oldest = self.clock.now() - MEMORY_SECONDS
        while self.pending and self.pending[0].at < oldest:
            self.pending.popleft()

    def confirm(self, offset: int) -> None:
        """Forget the updates before an offset; a negative one keeps only so many from the end."""
        if offset < 0:
            offset = self.pending[offset].id if len(self.pending) >= -offset else 0
        while self.pending and self.pending[0].id < offset:
            self.pending.popleft()
        self.consumed.ring()

    def drop_all(self) -> None:
        """Forget every waiting update."""
        self.pending.clear()
        self.consumed.ring()

    async def read(self, offset: int, limit: int, timeout: float) -> bytes:
        """What ``getUpdates`` answers.

        Args:
            offset: confirms every update with a smaller id; negative counts from the end.
            limit: how many at most, 1-100.
            timeout: how long to wait for the first one, in seconds.

        Returns:
            A JSON array of updates.

        Raises:
            ApiError: 409 when a webhook is set, or when another reader came while this one waited.
        """
        self._refuse_beside_webhook()
        self._reader += 1
        me = self._reader
        self.arrived.ring()  # whoever waits already finds that he is no longer the reader
        self.forget_old()
        if offset:
            self.confirm(offset)
        await self.arrived.until(
            lambda: bool(self.pending) or self._reader != me or bool(self.webhook_url) or self.closing, timeout
        )
        if self._reader != me:
            raise conflict("terminated by other getUpdates request; make sure that only one bot instance is running")
        if self.webhook_url:
            raise conflict("terminated by setWebhook request")
        chosen: list[Any] = []
        for update in self.pending:
            if len(chosen) == limit:
                break
            chosen.append(update.body)
        return b"[" + b",".join(chosen) + b"]"

    def _refuse_beside_webhook(self) -> None:
        if self.webhook_url:
            raise conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
