"""How the process sends: the transport, the limiter and the engine that the settings ask for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from bot.limiter import Limits, TwoLaneLimiter
from bot.settings import Settings
from bot.telegram_bot import TelegramBot
from bot.transport import AiohttpRequest
from scheduler.delivery import Pace
from scheduler.engine import Engine
from scheduler.ports import all_chats
from scheduler.telegram_sender import TelegramSender
from services.house import House
from services.shards import Shard

#: Folder in the data folder for the note of open requests.
FLIGHTS = "flights"
#: Seconds after which a message that another process queued is noticed at the latest.
_SHARED_IDLE = 1.0


def limiter_of(settings: Settings) -> TwoLaneLimiter:
    """The limiter with the operator's budgets."""
    return TwoLaneLimiter(
        Limits(
            per_second=settings.send_per_second,
            per_chat_per_second=settings.send_per_chat_per_second,
            chat_burst=settings.send_chat_burst,
            per_group_per_minute=settings.send_per_group_per_minute,
            patience=settings.flood_patience_seconds,
        )
    )


def request_of(settings: Settings, *, connections: int = 256) -> AiohttpRequest:
    """The transport, through the operator's proxy if he has named one."""
    return AiohttpRequest(connections=connections, proxy=settings.proxy_url)


def pace_of(settings: Settings, *, shared: bool = False) -> Pace:
    """How the delivery loop works.

    Args:
        settings: The operator's settings.
        shared: Whether other processes queue messages too; nobody wakes the loop for those.
    """
    return Pace(
        concurrency=settings.send_concurrency,
        lease=dt.timedelta(seconds=settings.lease_seconds),
        idle=min(settings.tick_seconds, _SHARED_IDLE) if shared else settings.tick_seconds,
    )


def engine_of(
    house: House,
    settings: Settings,
    bot: TelegramBot,
    limiter: TwoLaneLimiter,
    *,
    shard: Callable[[], Shard] = all_chats,
) -> Engine:
    """What happens by itself, sending through a bot that has this limiter.

    Args:
        house: The house.
        settings: The operator's settings.
        bot: Initialised.
        limiter: The bot's.
        shard: Asked which chats are this process's.
    """
    sender = TelegramSender(bot, limiter, paid=settings.paid_broadcasts)
    engine = Engine(
        house,
        sender,
        pace=pace_of(settings, shared=not house.db.is_sqlite),
        tick_seconds=settings.tick_seconds,
        shard=shard,
        delivers=settings.background == "process",
        flights=settings.data_dir / FLIGHTS,
    )
    engine.keep_screens(sender)
    return engine
