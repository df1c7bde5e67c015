"""How updates come in on PostgreSQL, by webhook, and while one way is exchanged for the other."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError
from sqlalchemy import select

from bot.app import Running, running
from bot.inbox import arrived
from db.inbox import InboxUpdate
from db.names import BranchRole
from db.suggestions import SuggestionArrival
from playground import server as playground_server
from playground.actor import Actor
from playground.client import Playground
from services import inbox
from services.house import House
from tests import factories
from tests.fixtures.houses import house_at
from tests.fixtures.stages import TOKEN, stage_on, stage_settings

SECRET = "a-secret-of-the-test"


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@asynccontextmanager
async def _bot(house: House, url: str, **changes: Any) -> AsyncIterator[Running]:
    async with running(house, stage_settings(url, **changes), long_poll=1, by_itself=False) as process:
        assert process is not None
        yield process


def _webhook() -> dict[str, Any]:
    port = _free_port()
    return {
        "webhook_url": f"http://127.0.0.1:{port}/tg",
        "webhook_port": port,
        "webhook_secret": SecretStr(SECRET),
    }


@asynccontextmanager
async def _world() -> AsyncIterator[tuple[str, Playground]]:
    async with playground_server.running() as server, Playground.connect(server.url) as world:
        await world.bot(TOKEN, username="zhibu_test_bot", first_name="支部")
        yield server.url, world


async def _asks_for_help(actor: Actor) -> None:
    await actor.sends("/help")
    await actor.sees("我能做什么")


async def _rows(house: House) -> list[InboxUpdate]:
    async with house.db.read() as session:
        return list(await session.scalars(select(InboxUpdate).order_by(InboxUpdate.update_id)))


@pytest.fixture
async def postgres_house(postgres_url: str) -> AsyncIterator[House]:
    house = house_at(postgres_url)
    yield house
    await house.db.close()


async def test_on_postgresql_a_conversation_goes_through_the_inbox(postgres_house: House) -> None:
    async with stage_on(postgres_house) as stage:
        zhang = await stage.person("张敏")
        await _asks_for_help(zhang)
    rows = await _rows(postgres_house)
    assert rows
    assert all(row.done_at is not None and row.payload_sealed is None for row in rows)


async def test_a_webhook_needs_no_polling_and_takes_an_update_once(house: House) -> None:
    async with _world() as (url, world):
        await world.fault("webhook_twice")
        async with _bot(house, url, **_webhook()):
            zhang = await world.person("张敏")
            await _asks_for_help(zhang)
            await _asks_for_help(zhang)
        assert not await world.requests("getUpdates")
        assert len(await world.requests("sendMessage")) == 2
        assert len(await _rows(house)) == 2


async def test_from_polling_to_the_webhook_and_back_nothing_is_lost(sqlite_house: House) -> None:
    async with _world() as (url, world):
        zhang = await world.person("张敏")
        for changes in ({}, _webhook(), {}):
            await zhang.sends("/help")  # while nobody listens
            async with _bot(sqlite_house, url, **changes):
                await zhang.sees("我能做什么")
                await _asks_for_help(zhang)
        assert len(await world.requests("sendMessage")) == 6


async def test_a_webhook_waits_for_the_poller_to_end(postgres_house: House) -> None:
    other = house_at(postgres_house.db.url.render_as_string(hide_password=False))
    async with _world() as (url, world):
        zhang = await world.person("张敏")
        async with _bot(postgres_house, url):
            await _asks_for_help(zhang)
            async with _bot(other, url, **_webhook()) as second:
                await _asks_for_help(zhang)
                assert not await world.requests("setWebhook")
                assert not second.ear.on_duty
    await other.db.close()


async def test_a_stand_by_takes_over_when_the_holder_leaves(postgres_house: House) -> None:
    other = house_at(postgres_house.db.url.render_as_string(hide_password=False))
    async with _world() as (url, world):
        zhang = await world.person("张敏")
        async with _bot(postgres_house, url) as first:
            await _asks_for_help(zhang)
            second_bot = _bot(other, url)
            second = await second_bot.__aenter__()
            await asyncio.sleep(0)
            assert first.ear.on_duty
        try:
            await _asks_for_help(zhang)
            assert second.ear.on_duty
        finally:
            await second_bot.__aexit__(None, None, None)
        conflicts = [one for one in await world.requests("getUpdates") if one["error_code"] == 409]
        assert conflicts == []
    await other.db.close()


@pytest.mark.parametrize(
    ("raw", "person"),
    [
        ({"update_id": 1, "message": {"from": {"id": 5}, "chat": {"id": -7}}}, 5),
        ({"update_id": 1, "callback_query": {"id": "1", "from": {"id": 5}}}, 5),
        ({"update_id": 1, "channel_post": {"chat": {"id": -9}}}, -9),
        ({"update_id": 1, "poll_answer": {"user": {"id": 6}}}, 6),
        ({"update_id": 1, "my_chat_member": {"chat": {"id": -7}, "from": {"id": 5}}}, 5),
        ({"update_id": 1, "poll": {"id": "x"}}, 0),
    ],
)
def test_an_update_keeps_the_order_of_whoever_caused_it(raw: dict[str, Any], person: int) -> None:
    assert arrived(raw).person == person


@pytest.mark.parametrize("raw", [{}, {"update_id": "1"}, {"update_id": True}, {"update_id": None}])
def test_what_has_no_number_is_no_update(raw: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="number"):
        arrived(raw)


async def test_what_ended_the_process_three_times_is_kept_for_the_operator(postgres_house: House) -> None:
    house = postgres_house
    async with _world() as (url, world):
        zhang = await world.person("张敏")
        poison = arrived({"update_id": 1, "message": {"from": {"id": zhang.id}, "text": "x"}})
        bot_id = int(TOKEN.partition(":")[0])
        await inbox.receive(house, bot_id, [poison])
        async with house.db.write() as session:
            (await session.scalars(select(InboxUpdate))).one().attempts = inbox.MOST_ATTEMPTS
        async with _bot(house, url):
            await _asks_for_help(zhang)  # in his order: the poison is out of the way
    assert all(row.done_at is not None for row in await _rows(house))


@pytest.mark.parametrize(
    "changes",
    [
        {"webhook_url": "https://bot.example.org/tg"},
        {"webhook_url": "https://bot.example.org/tg", "webhook_secret": SecretStr("short")},
        {"webhook_secret": SecretStr("has spaces and is long enough")},
        {"background": "worker", "database_url": "sqlite:///var/zhibu.db"},
    ],
)
def test_settings_that_do_not_fit_together_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        stage_settings("http://127.0.0.1:1", **changes)
    assert "short" not in str(refused.value)


async def test_what_is_confidential_never_sees_the_inbox(house: House) -> None:
    async with house.db.write() as session:
        branch = await factories.make_branch(session)
        await factories.make_member(session, branch, "王建国", role=BranchRole.SECRETARY)
        member = await factories.make_member(session, branch, "张敏")
    async with _world() as (url, world), _bot(house, url, **_webhook()):
        zhang = await world.person("张敏")
        async with house.db.write() as session:
            await factories.bind(session, member, await factories.make_account(session, str(zhang.id)))
        await zhang.sends("/menu")
        await zhang.sees("您好")
        await zhang.presses("意见箱")
        await zhang.sees("凭取件码看答复")
        before = len(await _rows(house))
        await zhang.presses("匿名提意见")
        await zhang.presses("支部工作")
        asked = await zhang.sees("回复这条消息")
        await zhang.sends("食堂的饭凉了", reply_to=asked)
        await zhang.sees("收下了")
        assert len(await _rows(house)) == before, "nothing came by, not even emptied"
        async with house.db.read() as session:
            assert [row.words for row in await session.scalars(select(SuggestionArrival))] == ["食堂的饭凉了"]
