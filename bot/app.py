"""The process: what is started, in which order, and how it stops.

::

    house ── bot (transport, limiter) ── application (handlers, boundary) ── poller
                                    └──── delivery (outbox) ── ticks (planners, sweepers)
                                                          └─── web (health, metrics)

It stops in the other order: no new updates, then what has begun is finished, then the connections close.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from telegram import Update
from telegram.ext import Application, ContextTypes, ExtBot, TypeHandler

from bot import boundary
from bot.opening import Mistake, open_house
from bot.polling import Poller
from bot.settings import Settings
from handlers import features
from handlers.dispatch import Dispatcher
from services.house import House

log = structlog.get_logger(__name__)

TelegramBot = ExtBot[None]


@dataclass(frozen=True)
class Running:
    """A running process, for its command line and for tests."""

    house: House
    bot: TelegramBot
    poller: Poller


def make_bot(settings: Settings) -> TelegramBot:
    """The Telegram bot of the settings, not yet initialised.

    Raises:
        Mistake: There is no token.
    """
    if settings.bot_token is None:
        raise Mistake("cli-no-token")
    base = settings.api_base_url.rstrip("/")
    return ExtBot(settings.bot_token.get_secret_value(), base_url=f"{base}/bot", base_file_url=f"{base}/file/bot")


def _application(house: House, bot: TelegramBot, dispatcher: Dispatcher) -> Application:  # type: ignore[type-arg]
    async def handle(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        await dispatcher.handle(update, bot)

    async def unexpected(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        if isinstance(update, Update) and isinstance(context.error, Exception):
            await boundary.report(house, bot, update, context.error)

    application = Application.builder().bot(bot).updater(None).job_queue(None).build()
    application.add_handler(TypeHandler(Update, handle))
    application.add_error_handler(unexpected)
    return application


@asynccontextmanager
async def running(house: House, settings: Settings, *, long_poll: int = 25) -> AsyncIterator[Running]:
    """Everything that runs beside the database, for as long as the block lasts.

    Args:
        house: An opened, migrated house.
        settings: The operator's settings.
        long_poll: Seconds Telegram may hold an empty answer.
    """
    bot = make_bot(settings)
    async with bot:
        dispatcher = Dispatcher(house, features.load(), bot.username)
        application = _application(house, bot, dispatcher)
        await application.initialize()
        poller = Poller(bot, application.process_update, long_poll=long_poll)
        stop = asyncio.Event()
        polling = asyncio.create_task(poller.run(stop), name="polling")
        try:
            yield Running(house, bot, poller)
        finally:
            stop.set()
            await polling
            await application.shutdown()


async def serve(settings: Settings) -> None:
    """Run until the process is asked to stop (SIGINT, SIGTERM)."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked.set)
    async with open_house(settings) as house, running(house, settings):
        log.info("serving")
        await asked.wait()
        log.info("stopping")


def run(settings: Settings) -> None:
    """Serve Telegram by long polling until stopped."""
    asyncio.run(serve(settings))
