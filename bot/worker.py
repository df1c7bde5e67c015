"""``zhibu worker``: one of any number of processes that plan, deliver and do long work (``bot.distributed``)."""

from __future__ import annotations

import asyncio
import contextlib
import secrets

import structlog

from bot import distributed, logs
from bot.app import introduce, make_bot
from bot.jobs import Performer
from bot.limiter import TwoLaneLimiter
from bot.mistakes import Mistake
from bot.opening import open_house
from bot.process import beside, run_loop, settle_memory, stopped_by_signals
from bot.sending import FLIGHTS, limiter_of, pace_of
from bot.settings import Settings
from bot.sharing import Sharing
from bot.telegram_bot import TelegramBot
from scheduler.delivery import DeliveryLoop
from scheduler.telegram_sender import TelegramSender
from services.house import House
from services.shards import Shard
from web.app import serving
from web.vitals import Vitals

log = structlog.get_logger(__name__)

#: Jobs besides delivery that run at a time.
_OTHERS = 2


class Courier:
    """Delivers shards through one bot, each for a tenure.

    Args:
        house: The house.
        settings: The operator's settings.
        sender: The messenger.
    """

    def __init__(self, house: House, settings: Settings, sender: TelegramSender) -> None:
        self._house = house
        self._pace = pace_of(settings, shared=True)
        self._sender = sender
        self._flights = settings.data_dir / FLIGHTS
        self._loops: set[DeliveryLoop] = set()
        self._stopping = False

    async def deliver(self, shard: Shard, seconds: float) -> None:
        """Deliver a shard for a while; what has begun is finished."""
        loop = DeliveryLoop(self._house, self._sender, self._pace, shard=lambda: shard, flights=self._flights)
        if self._stopping:
            return
        self._loops.add(loop)
        ends = asyncio.get_running_loop().call_later(seconds, loop.stop)
        try:
            await loop.run()
        finally:
            ends.cancel()
            self._loops.discard(loop)

    def stop(self) -> None:
        """Claim nothing more."""
        self._stopping = True
        for loop in self._loops:
            loop.stop()


async def work(settings: Settings, asked: asyncio.Event) -> None:
    """Work until asked to stop.

    Raises:
        Mistake: The database is not PostgreSQL, no token, or one that Telegram does not know.
    """
    async with open_house(settings) as house:
        if house.db.is_sqlite:
            raise Mistake("cli-worker-needs-postgresql")
        limiter = limiter_of(settings)
        bot = make_bot(settings, limiter)
        try:
            if await introduce(bot, asked):
                await _work_on(house, settings, bot, limiter, asked)
        finally:
            await bot.shutdown()


async def _work_on(
    house: House, settings: Settings, bot: TelegramBot, limiter: TwoLaneLimiter, asked: asyncio.Event
) -> None:
    sharing = Sharing(house, bot.id, secrets.token_hex(8), limiter, settings.send_per_second)
    courier = Courier(house, settings, TelegramSender(bot, limiter, paid=settings.paid_broadcasts))
    app = distributed.app_on(house.db)
    perform = Performer(house, bot).perform
    distributed.register(app, house, courier.deliver, shards=settings.worker_shards, perform=perform)
    async with app.open_async(), sharing.kept():
        await distributed.ensure_schema(house, app)
        worker = asyncio.create_task(
            app.run_worker_async(
                queues=[distributed.QUEUE],
                concurrency=settings.worker_shards + _OTHERS,
                install_signal_handlers=False,
                fetch_job_polling_interval=1.0,
                update_heartbeat_interval=distributed.HEARTBEAT,
                stalled_worker_timeout=distributed.STALLED,
                delete_jobs="successful",
            ),
            name="worker",
        )
        vitals = Vitals(poll_age=_never, on_duty=_not, delivery_alive=lambda: not worker.done())
        rescuing = beside(distributed.reclaim_for_ever(app), "rescue")
        async with serving(house, vitals, settings.health_host, settings.health_port), rescuing:
            settle_memory()
            log.info("working", shards=settings.worker_shards)
            asking = asyncio.create_task(asked.wait())
            await asyncio.wait([asking, worker], return_when=asyncio.FIRST_COMPLETED)
            asking.cancel()
            log.info("stopping")
            courier.stop()
            worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):  # we cancelled it
                await worker


def _never() -> float | None:
    return None


def _not() -> bool:
    return False


async def _until_asked(settings: Settings) -> None:
    await work(settings, stopped_by_signals())


def run(settings: Settings) -> None:
    """Plan and deliver until stopped."""
    logs.configure(settings)
    run_loop(_until_asked(settings))
