"""A server in the test's own loop, a tester's view of it, and a bot that checks every answer it gets."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from playground.client import Actor, Playground
from playground.server import Server, running
from tests.playground import official

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
BOT_ID = 110201543

# One pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000 1f15c4890000000d49444154789c6360000002000001000500"
    "0d0a2db40000000049454e44ae426082".replace(" ", "")
)


class Refused(Exception):
    """The Bot API said no."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__(answer["description"])
        self.code: int = answer["error_code"]
        self.description: str = answer["description"]
        self.parameters: dict[str, Any] = answer.get("parameters", {})


class BotApi:
    """A bot without a library: calls methods and compares every answer with the official types."""

    def __init__(self, url: str, session: aiohttp.ClientSession, token: str = TOKEN) -> None:
        self.url = url
        self.session = session
        self.token = token

    async def __call__(self, method: str, **params: Any) -> Any:
        async with self.session.post(f"{self.url}/bot{self.token}/{method}", json=params) as answer:
            return self.read(method, await answer.json())

    async def form(self, method: str, files: dict[str, tuple[str, bytes]], **params: str) -> Any:
        form = aiohttp.FormData(params)
        for field, (name, data) in files.items():
            form.add_field(field, data, filename=name)
        async with self.session.post(f"{self.url}/bot{self.token}/{method}", data=form) as answer:
            return self.read(method, await answer.json())

    def read(self, method: str, answer: dict[str, Any]) -> Any:
        if not answer["ok"]:
            raise Refused(answer)
        result = answer["result"]
        found = official.problems(result, official.METHODS[method]["returns"], method)
        assert not found, found
        return result

    async def updates(self, **params: Any) -> list[Any]:
        """The waiting updates, confirmed."""
        found: list[Any] = await self("getUpdates", **params)
        if found:
            await self("getUpdates", offset=found[-1]["update_id"] + 1)
        return found


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with running() as made:
        yield made


@pytest.fixture
async def world(server: Server) -> AsyncIterator[Playground]:
    async with Playground.connect(server.url) as made:
        await made.bot(TOKEN, username="zhibu_bot", first_name="支部")
        yield made


@pytest.fixture
async def bot(server: Server, world: Playground) -> AsyncIterator[BotApi]:
    async with aiohttp.ClientSession() as session:
        yield BotApi(server.url, session)


@pytest.fixture
async def zhang(world: Playground) -> Actor:
    """A person who has started the bot; the bot has not read it yet."""
    made = await world.person("张敏", phone="19900000001", username="zhangmin")
    await made.starts()
    return made


@pytest.fixture
async def heard(bot: BotApi, zhang: Actor) -> Actor:
    """The same person, once the bot has read the start."""
    await bot.updates()
    return zhang
