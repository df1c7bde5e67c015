"""Webhooks: secret, retries, order, connections, methods in the answer."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from playground.client import Actor, Playground
from tests.playground.conftest import BotApi, Refused

SECRET = "s3cret_Token-1"


class Hook:
    """A bot's own server that notes what it gets and answers as told."""

    def __init__(self) -> None:
        self.url = ""
        self.got: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.statuses: list[int] = []
        self.answer: dict[str, Any] | None = None
        self.flying = 0
        self.most = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.news = asyncio.Condition()

    async def handle(self, request: web.Request) -> web.Response:
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        update = await request.json()
        self.flying += 1
        self.most = max(self.most, self.flying)
        async with self.news:
            self.got.append(update)
            self.news.notify_all()
        await self.gate.wait()
        self.flying -= 1
        if self.statuses:
            return web.Response(status=self.statuses.pop(0))
        return web.json_response(self.answer) if self.answer else web.Response()

    async def count(self, wanted: int) -> None:
        async with asyncio.timeout(10), self.news:
            await self.news.wait_for(lambda: len(self.got) >= wanted)


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    made = Hook()
    app = web.Application()
    app.router.add_post("/hook", made.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield made
    made.gate.set()
    await runner.cleanup()


async def test_updates_are_posted_with_the_secret(bot: BotApi, world: Playground, zhang: Actor, hook: Hook) -> None:
    await bot("setWebhook", url=hook.url, secret_token=SECRET)
    await hook.count(1)
    await zhang.sends("二")
    await hook.count(2)
    await world.quiet(settle=0)
    assert [update["message"]["text"] for update in hook.got] == ["/start", "二"]
    assert hook.secrets == [SECRET, SECRET]
    info = await bot("getWebhookInfo")
    assert (info["url"], info["pending_update_count"], info["max_connections"]) == (hook.url, 0, 40)


async def test_a_failed_delivery_is_repeated(bot: BotApi, world: Playground, heard: Actor, hook: Hook) -> None:
    hook.statuses = [500, 403]
    await bot("setWebhook", url=hook.url)
    await heard.sends("x")
    await hook.count(3)
    await world.quiet(settle=0)
    assert len({update["update_id"] for update in hook.got}) == 1
    info = await bot("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 403 Forbidden"
    assert info["pending_update_count"] == 0


async def test_a_method_in_the_answer_is_called(bot: BotApi, world: Playground, heard: Actor, hook: Hook) -> None:
    hook.answer = {"method": "sendMessage", "chat_id": heard.id, "text": "从应答里来"}
    await bot("setWebhook", url=hook.url)
    await heard.sends("x")
    await heard.sees("从应答里来")
    (request,) = await world.requests(method="sendMessage")
    assert (request["ok"], request["delivered"]) == (True, False)


async def test_one_persons_updates_keep_their_order(bot: BotApi, world: Playground, heard: Actor, hook: Hook) -> None:
    li = await world.person("李强")
    hook.gate.clear()
    await bot("setWebhook", url=hook.url)
    await heard.sends("一")
    await heard.sends("二")
    await li.sends("三")
    await hook.count(2)
    assert {update["message"]["text"] for update in hook.got} == {"一", "三"}
    hook.gate.set()
    await hook.count(3)
    assert hook.got[2]["message"]["text"] == "二"


async def test_max_connections(bot: BotApi, world: Playground, hook: Hook) -> None:
    people = [await world.person(f"p{number}") for number in range(4)]
    hook.gate.clear()
    await bot("setWebhook", url=hook.url, max_connections=2)
    for person in people:
        await person.sends("x")
    await hook.count(2)
    assert (await bot("getWebhookInfo"))["pending_update_count"] == 4
    hook.gate.set()
    await hook.count(4)
    assert hook.most == 2


async def test_called_twice_on_demand(bot: BotApi, world: Playground, heard: Actor, hook: Hook) -> None:
    await world.fault("webhook_twice", times=1)
    await bot("setWebhook", url=hook.url)
    await heard.sends("x")
    await hook.count(2)
    assert hook.got[0] == hook.got[1]


async def test_refused_webhooks(bot: BotApi) -> None:
    with pytest.raises(Refused, match="loopback addresses only"):
        await bot("setWebhook", url="https://bot.example.org/hook")
    with pytest.raises(Refused, match="secret token contains unallowed characters"):
        await bot("setWebhook", url="http://127.0.0.1:9/", secret_token="a b")
    with pytest.raises(Refused, match="An HTTPS URL must be provided"):
        await bot("setWebhook", url="ftp://127.0.0.1/")


async def test_pending_updates_survive_unless_dropped(bot: BotApi, zhang: Actor, hook: Hook) -> None:
    await bot("setWebhook", url="")
    assert len(await bot("getUpdates")) == 1
    await bot("deleteWebhook", drop_pending_updates=True)
    assert await bot("getUpdates") == []
