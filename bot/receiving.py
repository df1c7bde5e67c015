"""How updates come in: polled by one process, or posted to every replica; on one machine or over the inbox.

::

    SQLite, polling      poller ──────────────> worked on in this process, confirmed afterwards
    PostgreSQL, polling  poller (one) ── inbox ──> worked on by any replica
    webhook              posts (every replica) ── inbox ──> worked on by any replica
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Protocol

from telegram import Bot, Update

from bot.inbox import Inbox, arrived
from bot.polling import ALONE, SHARED, PersonalOrder, Poller, Terms
from bot.settings import Settings
from bot.webhook import WebhookKeeper
from services.house import House
from services.leases import Tenure
from services.shards import Shard
from web.webhook import Hook, serving_webhook

Handle = Callable[[Update], Awaitable[None]]


class Ear(Protocol):
    """What listens to Telegram, as health checks and the process see it."""

    last_ok: float
    on_duty: bool

    def silence(self) -> float | None:
        """Seconds since Telegram was last heard; None before the first time."""
        ...

    async def run(self, stop: asyncio.Event) -> None:
        """Listen until stopped."""
        ...


@dataclass(frozen=True)
class Receiving:
    """What takes updates in.

    Attributes:
        ear: Polls, or looks after the webhook.
        inbox: What works on them; None where the poller hands them over itself.
    """

    ear: Ear
    inbox: Inbox | None


class _IntoInbox:
    """The poller's intake where there is an inbox."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    async def take(self, updates: Sequence[Update]) -> None:
        """Make a batch durable."""
        await self._inbox.put([arrived(update.to_dict()) for update in updates])

    async def finish(self) -> None:
        """The inbox finishes by itself."""


def receiving_of(
    house: House,
    settings: Settings,
    bot: Bot,
    handle: Handle,
    *,
    holder: str,
    long_poll: float,
    ready: Callable[[], bool],
    shard: Callable[[], Shard],
) -> Receiving:
    """What the settings ask for.

    Args:
        house: The house.
        settings: The operator's settings.
        bot: Initialised.
        handle: Works on one update.
        holder: This process.
        long_poll: Most seconds Telegram may hold an empty answer.
        ready: Whether this process may answer.
        shard: Whose people are this process's.
    """
    alone = house.db.is_sqlite
    terms = _terms(ALONE if alone else SHARED, long_poll)
    tenure = Tenure(house, f"poller:{bot.id}", holder, terms.lease, newest_wins=alone)
    if alone and settings.webhook_url is None:
        return Receiving(Poller(bot, PersonalOrder(handle), tenure, terms=terms), None)

    async def work(raw: dict[str, Any]) -> None:
        update = Update.de_json(raw, bot)
        await handle(update)

    inbox = Inbox(house, bot.id, work, holder=holder, ready=ready, shard=shard)
    if settings.webhook_url is None:
        return Receiving(Poller(bot, _IntoInbox(inbox), tenure, terms=terms), inbox)
    keeper = WebhookKeeper(bot, tenure, settings.webhook_url, _secret(settings), settings.webhook_connections)
    return Receiving(keeper, inbox)


def _terms(terms: Terms, long_poll: float) -> Terms:
    return replace(terms, long_poll=min(terms.long_poll, long_poll))


def _secret(settings: Settings) -> str:
    return settings.webhook_secret.get_secret_value() if settings.webhook_secret is not None else ""


@asynccontextmanager
async def at_work(receiving: Receiving, settings: Settings) -> AsyncIterator[asyncio.Task[None]]:
    """Listen, and work on what came, while the block lasts; what has begun is finished at its end.

    Yields:
        The task that listens; it ends by itself only when Telegram no longer knows the token.
    """
    stop = asyncio.Event()
    async with _working(receiving.inbox), _posts(receiving.inbox, settings):
        task = asyncio.create_task(receiving.ear.run(stop), name="receiving")
        try:
            yield task
        finally:
            stop.set()
            await asyncio.wait([task])


@asynccontextmanager
async def _working(inbox: Inbox | None) -> AsyncIterator[None]:
    if inbox is None:
        yield
        return
    task = asyncio.create_task(inbox.run(), name="inbox")
    try:
        yield
    finally:
        inbox.stop()
        await asyncio.wait([task])


@asynccontextmanager
async def _posts(inbox: Inbox | None, settings: Settings) -> AsyncIterator[None]:
    if inbox is None or settings.webhook_url is None:
        yield
        return

    async def take(raw: dict[str, Any]) -> None:
        await inbox.put([arrived(raw)])

    hook = Hook(settings.webhook_path, _secret(settings), settings.webhook_host, settings.webhook_port)
    async with serving_webhook(hook, take):
        yield
