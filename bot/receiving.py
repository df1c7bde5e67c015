"""How updates come in: polled by one process, or posted to every replica; on one machine or over the inbox.

::

    SQLite, polling      poller ──────────────> worked on in this process, confirmed afterwards
    PostgreSQL, polling  poller (one) ── inbox ──> worked on by any replica
    webhook              posts (every replica) ── inbox ──> worked on by any replica

A crowd's presses take a lane of their own in all three (``handlers.lanes``): they are written where they arrive. So
are updates of which nothing may remain (``bot.confidential``): they never see an inbox.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any, Protocol

from telegram import Update

from bot import boundary
from bot.confidential import Confidential
from bot.deaths import Deaths, guarded
from bot.inbox import Inbox, arrived
from bot.polling import ALONE, GRACE, SHARED, PersonalOrder, Poller, Raw, Terms, person_of
from bot.reading import Unreadable, update_of
from bot.settings import Settings
from bot.telegram_bot import TelegramBot
from bot.webhook import WebhookKeeper
from handlers.lanes import Lanes
from services.fence import ClaimLost
from services.house import House
from services.leases import Tenure
from services.shards import Shard
from web.webhook import Hook, serving_webhook

Handle = Callable[[Update], Awaitable[None]]


@dataclass(frozen=True)
class Hands:
    """What works on updates.

    Attributes:
        handle: On one, whatever it is.
        confidential: On those of which nothing may remain.
    """

    handle: Handle
    confidential: Confidential


class Ear(Protocol):
    """What listens to Telegram, as health checks and the process see it."""

    last_ok: float
    on_duty: bool

    def silence(self) -> float | None:
        """Seconds since Telegram was last heard; None before the first time."""
        ...

    def failing(self) -> float | None:
        """Seconds since Telegram began not to answer; None: it answers."""
        ...

    def clashes(self, seconds: float) -> int:
        """How often another program polled within the last seconds."""
        ...

    async def run(self, stop: asyncio.Event) -> None:
        """Listen until stopped."""
        ...


@dataclass(frozen=True)
class Receiving:
    """What takes updates in.

    Attributes:
        confidential: What takes those of which nothing may remain.
        ear: Polls, or looks after the webhook.
        inbox: What works on them; None where the poller hands them over itself.
        lane: What takes a crowd's presses.
        deaths: Counts what ends the process, where no inbox does.
    """

    confidential: Confidential
    ear: Ear
    inbox: Inbox | None
    lane: Lanes
    deaths: Deaths | None = None


class _IntoInbox:
    """The poller's intake where there is an inbox: presses of a crowd go past it, all else goes in."""

    def __init__(self, inbox: Inbox, lane: Lanes, confidential: Confidential) -> None:
        self._inbox = inbox
        self._lane = lane
        self._confidential = confidential

    async def take(self, updates: Sequence[Raw]) -> None:
        """Make a batch durable; what the lane takes is so when it is written and answered."""
        behind: set[int] = set()
        quick: dict[asyncio.Task[bool], Raw] = {}
        rest: list[Raw] = []
        for update in updates:
            person = person_of(update)
            if self._confidential.recognises(update):
                await self._confidential.take(update)
            elif person not in behind and self._lane.recognises(update):
                quick[asyncio.create_task(self._lane.take(update))] = update
            else:
                behind.add(person)
                rest.append(update)
        if quick:
            done, _ = await asyncio.wait(quick, timeout=GRACE)
            # What failed or takes long is done again from there: it has the effect of one.
            rest += [
                update
                for task, update in quick.items()
                if task not in done or task.exception() is not None or not task.result()
            ]
        await self._inbox.put([arrived(update) for update in sorted(rest, key=itemgetter("update_id"))])

    async def finish(self) -> None:
        """The inbox finishes by itself."""


def works_here(house: House, settings: Settings) -> bool:
    """Whether updates are worked on where they are polled, without an inbox."""
    return house.db.is_sqlite and settings.webhook_url is None


def receiving_of(
    house: House,
    settings: Settings,
    bot: TelegramBot,
    hands: Hands,
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
        hands: What works on updates.
        holder: This process.
        long_poll: Most seconds Telegram may hold an empty answer.
        ready: Whether this process may answer.
        shard: Whose people are this process's.
    """
    alone = house.db.is_sqlite
    terms = _terms(ALONE if alone else SHARED, long_poll)
    tenure = Tenure(house, f"poller:{bot.id}", holder, terms.lease, newest_wins=alone)

    async def work(raw: Raw) -> None:
        if hands.confidential.recognises(raw):
            await hands.confidential.take(raw)
            return
        try:
            update = update_of(raw, bot)
        except Unreadable as error:
            await boundary.unreadable(house, raw, error)
        else:
            await hands.handle(update)

    if works_here(house, settings):
        lane = Lanes(house, bot)
        deaths = Deaths.beside(house.db)
        careful = guarded(work, deaths, house, hands.confidential.recognises) if deaths is not None else work
        order = PersonalOrder(careful, lane, held=lambda: house.db.trouble is not None)
        return Receiving(hands.confidential, Poller(bot, order, tenure, terms=terms), None, lane, deaths)
    inbox = Inbox(house, bot.id, work, holder=holder, ready=ready, shard=shard)
    lane = Lanes(house, bot, inbox_of=bot.id)
    if settings.webhook_url is None:
        intake = _IntoInbox(inbox, lane, hands.confidential)
        return Receiving(hands.confidential, Poller(bot, intake, tenure, terms=terms), inbox, lane)
    keeper = WebhookKeeper(bot, tenure, settings.webhook_url, _secret(settings), settings.webhook_connections)
    return Receiving(hands.confidential, keeper, inbox, lane)


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
    async with _working(receiving.inbox), _posts(receiving, settings):
        task = asyncio.create_task(receiving.ear.run(stop), name="receiving")
        try:
            yield task
        finally:
            stop.set()
            await asyncio.wait([task])
            await receiving.lane.finish()
            if receiving.deaths is not None:
                receiving.deaths.close()


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
async def _posts(receiving: Receiving, settings: Settings) -> AsyncIterator[None]:
    inbox, lane = receiving.inbox, receiving.lane
    if inbox is None or settings.webhook_url is None:
        yield
        return

    async def take(raw: dict[str, Any]) -> dict[str, Any] | None:
        update = arrived(raw)
        if receiving.confidential.recognises(raw):
            await receiving.confidential.take(raw)
            return None
        try:
            reply = await lane.reply(raw)
        except ClaimLost:  # somebody else's by now: it goes the ordinary way
            reply = None
        if reply is None:
            await inbox.put([update])
        return reply

    hook = Hook(settings.webhook_path, _secret(settings), settings.webhook_host, settings.webhook_port)
    async with serving_webhook(hook, take):
        yield
