"""Telegram told to post to us: set when this process has the poller's lease, looked after while it has it.

The webhook and the poller share one lease, so that switching between them is safe in both directions and in any order:
as long as a process of the old way lives, the new one waits; nothing is dropped, Telegram keeps what is not taken for a
day. Every replica serves posts; one of them looks after the webhook.
"""

from __future__ import annotations

import asyncio
import time

import structlog
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.polling import ALLOWED_UPDATES, SHARED, Terms
from services.leases import Tenure

log = structlog.get_logger(__name__)

#: Seconds between two looks at the webhook.
_LOOK_EVERY = 30.0


class WebhookKeeper:
    """Sets the webhook and sees that it stays, while it holds the lease.

    Args:
        bot: Initialised.
        tenure: The lease of this bot's poller.
        url, secret: Where Telegram shall post, and what it shall show.
        connections: Updates it may post at a time; one person's come one after the other all the same.
        terms: How long the lease is.

    Attributes:
        last_ok: Monotonic time of Telegram's last good answer about the webhook; 0 before the first.
        on_duty: Whether this process looks after it.
    """

    def __init__(
        self, bot: Bot, tenure: Tenure, url: str, secret: str, connections: int, *, terms: Terms = SHARED
    ) -> None:
        self._bot = bot
        self._tenure = tenure
        self._url = url
        self._secret = secret
        self._connections = connections
        self._terms = terms
        self._set_at: int | None = None
        self._looked = -float("inf")
        self._failing_since: float | None = None
        self.last_ok = 0.0
        self.on_duty = False

    def silence(self) -> float | None:
        """Seconds since Telegram last told that the webhook is ours; None before the first time."""
        return time.monotonic() - self.last_ok if self.last_ok else None

    def failing(self) -> float | None:
        """Seconds since Telegram began not to answer; None: it answers."""
        return None if self._failing_since is None else time.monotonic() - self._failing_since

    def clashes(self, seconds: float) -> int:  # noqa: ARG002 - as a poller is asked
        """Nobody clashes with a webhook."""
        return 0

    async def run(self, stop: asyncio.Event) -> None:
        """Look after the webhook until stopped; it stays set, Telegram keeps what comes meanwhile.

        Raises:
            InvalidToken: Telegram does not know the token.
        """
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                await self._look()
                await asyncio.wait([stopping], timeout=self._terms.standby)
        finally:
            stopping.cancel()
            try:
                await self._tenure.release()
            except Exception:
                log.exception("lease_not_given_back")  # it runs out by itself

    async def _look(self) -> None:
        try:
            self.on_duty = await self._tenure.ensure(self._terms.request / 2)
        except Exception:
            log.exception("lease_not_renewed")  # whoever cannot say that it is his takes nothing
            self.on_duty = False
        if not self.on_duty:
            return
        fresh = self._tenure.token != self._set_at
        if not fresh and time.monotonic() - self._looked < _LOOK_EVERY:
            return
        self._looked = time.monotonic()
        try:
            if fresh or (await self._bot.get_webhook_info()).url != self._url:
                await self._bot.set_webhook(
                    self._url,
                    secret_token=self._secret,
                    allowed_updates=ALLOWED_UPDATES,
                    max_connections=self._connections,
                )
                log.info("webhook_set")
                self._set_at = self._tenure.token
        except InvalidToken:
            raise
        except TelegramError as error:
            log.warning("webhook_not_set", reason=type(error).__name__)
            self._failing_since = self._failing_since or time.monotonic()
            self._looked = time.monotonic() - _LOOK_EVERY + self._terms.standby * 2
        else:
            self.last_ok, self._failing_since = time.monotonic(), None
