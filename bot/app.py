"""The process: what is started, in which order, and how it stops.

::

    house ── bot (transport, limiter) ── handling (handlers, boundary) ── receiving (poller or webhook, inbox)
                                    └──── engine (ticks, planners, sweepers, delivery of the outbox)
                                                          └─── web (health, metrics)

It stops in the other order: no new updates, then what has begun is finished, then the connections close.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from importlib.util import find_spec

import structlog
from telegram.error import InvalidToken, NetworkError

from bot import logs
from bot.commands import LOOK_EVERY, CommandMenus
from bot.confidential import Confidential
from bot.handling import Handling
from bot.limiter import TwoLaneLimiter
from bot.mistakes import Mistake
from bot.opening import open_house
from bot.process import beside, run_loop, settle_memory, stopped_by_signals
from bot.receiving import Ear, Hands, at_work, receiving_of, works_here
from bot.sending import engine_of, limiter_of, request_of
from bot.settings import Settings
from bot.sharing import Sharing
from bot.single import alone
from bot.telegram_bot import TelegramBot
from bot.upkeep import UPKEEP_EVERY, upkeep
from bot.watch import Watch
from handlers import features
from handlers.dispatch import Dispatcher
from scheduler.engine import Engine
from scheduler.ports import all_chats
from services import housekeeping
from services.announcements import releasing
from services.house import House
from web.app import serving
from web.pages import serving_pages
from web.vitals import Tick, Vitals

log = structlog.get_logger(__name__)


def _always() -> bool:
    return True


#: Seconds between two rounds of tidying up.
_TIDY_EVERY = 600.0
#: A tick that has missed so many of its turns counts as stuck.
_STUCK_AFTER = 10
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0


@dataclass(frozen=True)
class Running:
    """A running process, for its command line and for tests.

    Attributes:
        health_port: Where ``/healthz`` and ``/metrics`` answer.
        polling: Ends by itself only when Telegram no longer knows the token.
        web_port: Where the pages for people are served; None: nowhere, there is no web address.
    """

    house: House
    bot: TelegramBot
    ear: Ear
    engine: Engine
    health_port: int
    polling: asyncio.Task[None]
    web_port: int | None = None


def make_bot(settings: Settings, limiter: TwoLaneLimiter | None = None) -> TelegramBot:
    """The Telegram bot of the settings, not yet initialised.

    Raises:
        Mistake: There is no token.
    """
    if settings.bot_token is None:
        raise Mistake("cli-no-token")
    base = settings.api_base_url.rstrip("/")
    return TelegramBot(
        settings.bot_token.get_secret_value(),
        # Long polls hold their connection; they must not take one from those who send.
        listening=request_of(settings, connections=2),
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=request_of(settings),
        rate_limiter=limiter,
    )


def _vitals(ear: Ear, engine: Engine) -> Vitals:
    def ticks() -> dict[str, Tick]:
        return {name: Tick(age, max(60.0, every * _STUCK_AFTER)) for name, (age, every) in engine.ages().items()}

    return Vitals(
        poll_age=ear.silence, on_duty=lambda: ear.on_duty, delivery_alive=lambda: engine.delivering, ticks=ticks
    )


async def introduce(bot: TelegramBot, stop: asyncio.Event) -> bool:
    """Ask Telegram who the bot is, for as long as it takes; False when the process was asked to stop meanwhile.

    Raises:
        Mistake: Telegram does not know the token.
    """
    pause = _FIRST_PAUSE
    while not stop.is_set():
        try:
            await bot.initialize()
        except InvalidToken:
            raise Mistake("cli-token-unknown") from None
        except NetworkError as error:
            log.warning("telegram_unreachable", reason=type(error).__name__, wait=pause)
            try:
                await asyncio.wait_for(stop.wait(), pause)
            except TimeoutError:
                pause = min(pause * 2, _LONGEST_PAUSE)
        else:
            return True
    return False


@asynccontextmanager
async def running(
    house: House, settings: Settings, *, long_poll: int = 25, stop: asyncio.Event | None = None, by_itself: bool = True
) -> AsyncIterator[Running | None]:
    """Everything that runs beside the database, for as long as the block lasts.

    Args:
        house: An opened, migrated house.
        settings: The operator's settings.
        long_poll: Seconds Telegram may hold an empty answer.
        stop: Set when the process is asked to stop; waiting for Telegram at the start ends then.
        by_itself: Tick and deliver; tests that want each step settle the engine themselves.

    Yields:
        What runs; None when the process was asked to stop before Telegram answered.

    Raises:
        Mistake: No token, or one that Telegram does not know; or workers are asked for and cannot be had.
    """
    limiter = limiter_of(settings)
    bot = make_bot(settings, limiter)
    try:
        if not await introduce(bot, stop or asyncio.Event()):
            yield None
            return
        if settings.background == "worker":
            house = await _with_workers(house)
        async with _at_work(house, settings, bot, limiter, long_poll=long_poll, by_itself=by_itself) as process:
            yield process
    finally:
        await bot.shutdown()


async def _with_workers(house: House) -> House:
    """The house, handing long work to the workers."""
    if find_spec("procrastinate") is None:
        raise Mistake("cli-worker-not-installed")
    from bot import distributed  # noqa: PLC0415 - an extra, installed where there are workers only

    app = distributed.app_on(house.db)
    async with app.open_async():
        await distributed.ensure_schema(house, app)  # a replica may be there before any worker
    return replace(house, defer=distributed.deferring(app))


@asynccontextmanager
async def _pages(house: House, settings: Settings, username: str) -> AsyncIterator[int | None]:
    if settings.web_url is None:
        yield None
        return
    async with serving_pages(house, settings.web_host, settings.web_port, username=username) as port:
        yield port


@asynccontextmanager
async def _at_work(
    house: House, settings: Settings, bot: TelegramBot, limiter: TwoLaneLimiter, *, long_poll: int, by_itself: bool
) -> AsyncIterator[Running]:
    router = features.load()
    dispatcher = Dispatcher(house, router, bot.username)
    handling = Handling(house, bot, dispatcher, patient=works_here(house, settings))
    holder = secrets.token_hex(8)
    sharing = None if house.db.is_sqlite else Sharing(house, bot.id, holder, limiter, settings.send_per_second)
    shard = sharing.shard if sharing is not None else all_chats
    receiving = receiving_of(
        house,
        settings,
        bot,
        Hands(handling.handle, Confidential(dispatcher, bot)),
        holder=holder,
        long_poll=long_poll,
        ready=sharing.may_answer if sharing is not None else _always,
        shard=shard,
    )
    engine = engine_of(house, settings, bot, limiter, shard=shard)
    engine.every(_TIDY_EVERY, "tidy", lambda: housekeeping.tidy(house))
    engine.every(UPKEEP_EVERY, "upkeep", upkeep(house, settings))
    engine.every(LOOK_EVERY, "commands", CommandMenus(house, bot, router).look)
    vitals = _vitals(receiving.ear, engine)
    watch = Watch(house, bot, receiving.ear, vitals.late, patience=settings.trouble_seconds)
    engine.on_step(watch.stepped)
    async with (
        serving(house, vitals, settings.health_host, settings.health_port, username=bot.username) as port,
        _pages(house, settings, bot.username) as web_port,
        sharing.kept() if sharing is not None else nullcontext(),
        beside(watch.run(), "watch") if by_itself else nullcontext(),
    ):
        # A button from before this start sends nothing any more: whoever pressed it would not know what had happened.
        await releasing.forget_buttons(house)
        if by_itself:
            await engine.start()
        try:
            async with at_work(receiving, settings) as polling:
                yield Running(house, bot, receiving.ear, engine, port, polling, web_port)
        finally:
            await engine.stop()


async def serve(settings: Settings) -> None:
    """Run until the process is asked to stop (SIGINT, SIGTERM).

    Raises:
        Mistake: What ``running`` says, or another process is at work on the same SQLite file.
    """
    asked = stopped_by_signals()
    async with (
        open_house(settings) as house,
        alone(house.db, asked),
        running(house, settings, stop=asked) as process,
    ):
        if process is None:
            return
        settle_memory()
        log.info("serving", health_port=process.health_port)
        await until(asked, process)
        log.info("stopping")


async def until(asked: asyncio.Event, process: Running) -> None:
    """Wait until the process is asked to stop.

    Raises:
        Mistake: Telegram no longer knows the token.
    """
    asking = asyncio.create_task(asked.wait())
    await asyncio.wait([asking, process.polling], return_when=asyncio.FIRST_COMPLETED)
    asking.cancel()
    if process.polling.done():
        try:
            process.polling.result()
        except InvalidToken:
            raise Mistake("cli-token-unknown") from None


def run(settings: Settings) -> None:
    """Serve Telegram until stopped, by long polling or a webhook as the settings say."""
    logs.configure(settings)
    run_loop(serve(settings))
