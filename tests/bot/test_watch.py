"""What the process says about itself: once, by the way that works."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import OperationalError

from bot.limiter import Alarm
from bot.watch import Watch
from db.accounts import Account
from db.names import Reach
from db.outbox import OutboxMessage
from db.trouble import Ill, ill_by, is_trouble
from services import health
from services.house import House
from tests.factories import make_account
from tests.fixtures.houses import NOW, set_clock


class Bot:
    """Notes what is said directly."""

    def __init__(self) -> None:
        self.said: list[str] = []

    async def call(self, endpoint: str, body: dict[str, Any], lane: Alarm) -> None:
        assert (endpoint, lane) == ("sendMessage", Alarm.NOW)
        self.said.append(body["text"])


class Ear:
    def __init__(self) -> None:
        self.on_duty = True
        self.away: float | None = None
        self.others = 0

    def failing(self) -> float | None:
        return self.away

    def clashes(self, _seconds: float) -> int:
        return self.others


@pytest.fixture(autouse=True)
async def _administrator(sqlite_house: House) -> None:
    async with sqlite_house.db.write() as session:
        await make_account(session, "1")
        await session.execute(update(Account).values(is_administrator=True, consented_at=NOW, reach=Reach.REACHABLE))


async def _queued(house: House) -> list[str]:
    async with house.db.read() as session:
        return [one.payload["key"] for one in await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))]


async def _pages(house: House, most: int) -> None:
    async with house.db.engine.connect() as connection:
        await connection.execute(text(f"PRAGMA max_page_count={most}"))


def _watch(house: House, bot: Bot, ear: Ear, late: dict[str, float] | None = None) -> Watch:
    return Watch(house, bot, ear, lambda: late or {}, patience=0.05)  # type: ignore[arg-type] # a bot of one method


async def test_a_full_disk_is_said_directly_once_and_found_to_be_over(sqlite_house: House) -> None:
    house, bot, ear = sqlite_house, Bot(), Ear()
    watch = _watch(house, bot, ear)
    await watch.look()
    await _pages(house, 1)
    assert not await health.writes_again(house.db)
    assert getattr(house.db.trouble, "ill", None) is Ill.FULL
    time.sleep(0.06)  # noqa: ASYNC251 - longer than its patience, by the clock it goes by
    for _ in range(3):
        await watch.look()
    assert ["磁盘满了" in one for one in bot.said] == [True]
    await _pages(house, 1_000_000)
    await watch.look()
    assert house.db.trouble is None
    await watch.look()
    assert (len(bot.said), await _queued(house)) == (1, [])


async def test_at_night_it_waits_for_the_morning(sqlite_house: House) -> None:
    house, bot = sqlite_house, Bot()
    set_clock(house, NOW.replace(hour=18))
    watch = _watch(house, bot, Ear())
    await watch.look()
    await _pages(house, 1)
    assert not await health.writes_again(house.db)
    time.sleep(0.06)  # noqa: ASYNC251 - longer than its patience
    await watch.look()
    await _pages(house, 1_000_000)
    await watch.look()
    assert (bot.said, await _queued(house)) == ([], ["trouble-database-over"])


async def test_silence_of_telegram_a_second_poller_and_a_stuck_job_are_queued_once(sqlite_house: House) -> None:
    bot, ear, late = Bot(), Ear(), {"planners": 400.0}
    watch = _watch(sqlite_house, bot, ear, late)
    watch._well_since = time.monotonic() - 1_000
    ear.away, ear.others = 100.0, 3
    for _ in range(3):
        await watch.look()
    assert await _queued(sqlite_house) == ["trouble-telegram", "trouble-second", "trouble-job"]
    assert bot.said == []
    ear.away, ear.others = None, 0
    late.clear()
    await watch.look()
    assert len(await _queued(sqlite_house)) == 3


async def test_what_is_over_soon_is_not_told(sqlite_house: House) -> None:
    bot, ear = Bot(), Ear()
    watch = _watch(sqlite_house, bot, ear)
    ear.away = 0.01
    await watch.look()
    await watch.stepped(20)
    assert await _queued(sqlite_house) == []
    await watch.stepped(-dt.timedelta(hours=1).total_seconds())
    assert await _queued(sqlite_house) == ["trouble-clock"]


async def _fill(house: House) -> None:
    async with house.db.write() as session:
        await session.execute(text("CREATE TABLE more (x)"))
        await session.execute(text("INSERT INTO more VALUES (randomblob(1000000))"))


async def test_a_trouble_of_the_database_is_known_whatever_it_came_wrapped_in(sqlite_house: House) -> None:
    await _pages(sqlite_house, 1)
    with pytest.raises(OperationalError) as error:
        await _fill(sqlite_house)
    assert ill_by(error.value) is Ill.FULL
    wrapped = RuntimeError()
    wrapped.__cause__ = error.value
    assert is_trouble(wrapped)
    assert not is_trouble(ValueError())
