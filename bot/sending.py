"""How the process sends: the transport, the limiter and the engine that the settings ask for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from telegram.ext import ExtBot

from bot.limiter import Limits, TwoLaneLimiter
from bot.settings import Settings
from bot.transport import AiohttpRequest
from scheduler.delivery import Pace
from scheduler.engine import Engine
from scheduler.telegram_sender import TelegramSender
from services.house import House


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


def pace_of(settings: Settings) -> Pace:
    """How the delivery loop works."""
    return Pace(
        concurrency=settings.send_concurrency,
        lease=dt.timedelta(seconds=settings.lease_seconds),
        idle=settings.tick_seconds,
    )


def engine_of(house: House, settings: Settings, bot: ExtBot[Any], limiter: TwoLaneLimiter) -> Engine:
    """What happens by itself, sending through a bot that has this limiter."""
    return Engine(house, TelegramSender(bot, limiter), pace=pace_of(settings), tick_seconds=settings.tick_seconds)
