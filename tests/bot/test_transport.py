"""One contract for two transports: ours on aiohttp and the library's own. What only ours can do is tested below it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, HTTPXRequest

from bot.transport import AiohttpRequest
from scheduler.telegram_sender import NotWritten, ServerFailed, Unanswered
from services import fence

TOKEN = "7000000002:token-that-must-stay-secret"
ME = {"id": 7000000002, "is_bot": True, "first_name": "支部", "username": "zhibu_test_bot"}
MESSAGE = {
    "message_id": 41,
    "date": 1_795_000_000,
    "chat": {"id": 5, "type": "private", "first_name": "张"},
    "text": "好",
}

Make = Callable[..., BaseRequest]


def _ours(**options: Any) -> BaseRequest:
    return AiohttpRequest(**options)


def _stock(**options: Any) -> BaseRequest:
    return HTTPXRequest(**options)


@pytest.fixture(params=[_ours, _stock], ids=["aiohttp", "httpx"])
def make(request: pytest.FixtureRequest) -> Make:
    """Each transport in turn."""
    made: Make = request.param
    return made


@dataclass
class Api:
    """A server that notes what came and answers as it is told.

    Attributes:
        fields: Of every request: method name and its parameters.
        connections: How many connections were opened.
    """

    base: str = ""
    fields: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    connections: set[Any] = field(default_factory=set)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    answer: Callable[[web.Request], Awaitable[web.StreamResponse]] | None = None

    @property
    def last(self) -> dict[str, Any]:
        return self.fields[-1][1]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.connections.add(request.transport)
        self.fields.append((request.match_info["method"], await self._read(request)))
        if self.answer is not None:
            return await self.answer(request)
        result = ME if request.match_info["method"] == "getMe" else MESSAGE
        return web.json_response({"ok": True, "result": result})

    async def _read(self, request: web.Request) -> dict[str, Any]:
        if request.content_type == "application/json":
            found: dict[str, Any] = await request.json()
            return found
        fields: dict[str, Any] = {}
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                self.files[name] = (value.filename, value.file.read())
            else:
                fields[name] = _plain(str(value))
        return fields


def _plain(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value


@asynccontextmanager
async def serving(api: Api) -> AsyncIterator[Api]:
    app = web.Application(client_max_size=60_000_000)
    app.router.add_route("*", "/bot{token}/{method}", api.handle)
    app.router.add_get("/file/{name}", _bytes)
    runner = web.AppRunner(app, keepalive_timeout=75, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    api.base = f"http://{host}:{port}"
    try:
        yield api
    finally:
        await runner.cleanup()


async def _bytes(_request: web.Request) -> web.Response:
    return web.Response(body=b"\x00\xff" * 1000)


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    async with serving(Api()) as running:
        yield running


def bot_on(api: Api, request: BaseRequest) -> Bot:
    return Bot(TOKEN, base_url=f"{api.base}/bot", request=request, get_updates_request=AiohttpRequest())


def failing(status: int, body: Any) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.json_response(body, status=status)

    return answer


# --- the contract ---------------------------------------------------------------------------------------------------


async def test_parameters_arrive_as_they_were_meant(api: Api, make: Make) -> None:
    async with bot_on(api, make()) as bot:
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("暂停提醒", callback_data="me.pause")]])
        sent = await bot.send_message(
            -1001234567890, "党费 & <b>提醒</b> 100%+", reply_markup=keyboard, parse_mode="HTML"
        )
    assert sent.message_id == 41
    method, fields = api.fields[-1]
    assert method == "sendMessage"
    assert (fields["chat_id"], fields["text"], fields["parse_mode"]) == (
        -1001234567890,
        "党费 & <b>提醒</b> 100%+",
        "HTML",
    )
    assert fields["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "me.pause"


async def test_files_are_uploaded_with_their_names(api: Api, make: Make) -> None:
    content = bytes(range(256)) * 4096
    async with bot_on(api, make()) as bot:
        await bot.send_document(5, InputFile(content, filename="花名册.xlsx"), caption="一份文件")
    name, received = api.files[next(iter(api.files))]
    assert received == content
    assert name == "花名册.xlsx"
    assert api.last["caption"] == "一份文件"


async def test_files_are_fetched(api: Api, make: Make) -> None:
    async with make() as request:
        assert await request.retrieve(f"{api.base}/file/x") == b"\x00\xff" * 1000


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}, BadRequest),
        (403, {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}, Forbidden),
        (400, {"ok": False, "description": "m", "parameters": {"migrate_to_chat_id": -100555}}, ChatMigrated),
        (429, {"ok": False, "description": "f", "parameters": {"retry_after": 7}}, RetryAfter),
        (502, {"ok": False, "description": "Bad Gateway"}, NetworkError),
    ],
)
async def test_refusals_are_the_librarys_errors(
    api: Api, make: Make, status: int, body: dict[str, Any], kind: type[TelegramError]
) -> None:
    async with bot_on(api, make()) as bot:
        api.answer = failing(status, body)
        with pytest.raises(kind) as caught:
            await bot.send_message(5, "x")
    assert type(caught.value) is kind or issubclass(type(caught.value), NetworkError)
    assert TOKEN not in repr(caught.value)


async def test_an_answer_that_is_no_json_is_an_error(api: Api, make: Make) -> None:
    async def garbage(_request: web.Request) -> web.StreamResponse:
        return web.Response(text="<html>")

    async with bot_on(api, make()) as bot:
        api.answer = garbage
        with pytest.raises(TelegramError):
            await bot.send_message(5, "x")


async def test_silence_times_out(api: Api, make: Make) -> None:
    release = asyncio.Event()

    async def silent(_request: web.Request) -> web.StreamResponse:
        await release.wait()
        return web.json_response({})

    async with bot_on(api, make()) as bot:
        api.answer = silent
        began = time.monotonic()
        with pytest.raises(TimedOut):
            await bot.send_message(5, "x", read_timeout=0.2)
        assert 0.15 < time.monotonic() - began < 2
        release.set()


async def test_a_cut_connection_is_a_network_error(api: Api, make: Make) -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async with bot_on(api, make()) as bot:
        api.answer = cut
        with pytest.raises(NetworkError):
            await bot.send_message(5, "x")


async def test_nobody_listening_is_a_network_error_without_the_token(make: Make) -> None:
    async with make() as request:
        with pytest.raises(NetworkError) as caught:
            await request.post(f"http://127.0.0.1:9/bot{TOKEN}/getMe")
    assert TOKEN not in repr(caught.value)
    assert TOKEN not in str(caught.value)


async def test_connections_are_kept_and_reused(api: Api, make: Make) -> None:
    async with bot_on(api, make()) as bot:
        for _ in range(20):
            await bot.send_message(5, "x")
    assert len(api.connections) == 1


async def test_many_at_once(api: Api, make: Make) -> None:
    async with bot_on(api, make()) as bot:
        await asyncio.gather(*(bot.send_message(chat, "x") for chat in range(1, 51)))
    assert sorted(fields["chat_id"] for method, fields in api.fields if method == "sendMessage") == list(range(1, 51))


async def test_it_can_be_opened_and_closed_again(api: Api, make: Make) -> None:
    request = make()
    for _ in range(2):
        await request.initialize()
        await request.initialize()
        await request.post(f"{api.base}/bot{TOKEN}/getMe")
        await request.shutdown()
        await request.shutdown()
    with pytest.raises((RuntimeError, TelegramError)):
        await request.post(f"{api.base}/bot{TOKEN}/getMe")


async def test_the_default_timeout_is_told(make: Make) -> None:
    request = make(read_timeout=12.5)
    assert request.read_timeout == 12.5
    await request.shutdown()


# --- what only ours tells -------------------------------------------------------------------------------------------


async def test_nobody_listening_means_nothing_was_written() -> None:
    async with AiohttpRequest() as request:
        with pytest.raises(NotWritten):
            await request.post(f"http://127.0.0.1:9/bot{TOKEN}/getMe")


async def test_a_cut_after_the_request_may_have_arrived(api: Api) -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async with bot_on(api, AiohttpRequest()) as bot:
        api.answer = cut
        with pytest.raises(Unanswered):
            await bot.send_message(5, "x")


async def test_a_full_pool_means_nothing_was_written(api: Api) -> None:
    arrived, release = asyncio.Event(), asyncio.Event()

    async def slow(_request: web.Request) -> web.StreamResponse:
        arrived.set()
        await release.wait()
        return web.json_response({"ok": True, "result": MESSAGE})

    async with bot_on(api, AiohttpRequest(connections=1)) as bot:
        api.answer = slow
        first = asyncio.create_task(bot.send_message(5, "x"))
        await arrived.wait()
        with pytest.raises(NotWritten):
            await bot.send_message(6, "x", connect_timeout=0.1, pool_timeout=0.1)
        release.set()
        await first


async def test_a_request_departs_when_it_has_its_connection(api: Api) -> None:
    departed: list[str] = []
    arrived, release = asyncio.Event(), asyncio.Event()

    async def slow(_request: web.Request) -> web.StreamResponse:
        arrived.set()
        await release.wait()
        return web.json_response({"ok": True, "result": MESSAGE})

    async def write(bot: Bot, name: str) -> None:
        fence.hold(time.monotonic() + 60, lambda: departed.append(name))
        await bot.send_message(5, "x")

    async with bot_on(api, AiohttpRequest(connections=1)) as bot:
        api.answer = slow
        first = asyncio.create_task(write(bot, "first"))
        await arrived.wait()
        second = asyncio.create_task(write(bot, "second"))
        await asyncio.sleep(0)  # it waits for the only connection
        assert departed == ["first"]
        release.set()
        await asyncio.gather(first, second)
        assert departed == ["first", "second"]
    async with AiohttpRequest() as request:
        fence.hold(time.monotonic() + 60, lambda: departed.append("nobody"))
        with pytest.raises(NotWritten):
            await request.post("http://127.0.0.1:9/x")
    assert "nobody" not in departed


async def test_5xx_says_its_status(api: Api) -> None:
    async with bot_on(api, AiohttpRequest()) as bot:
        api.answer = failing(503, {"ok": False, "description": "Service Unavailable"})
        with pytest.raises(ServerFailed) as caught:
            await bot.send_message(5, "x")
    assert caught.value.status == 503


# --- proxies --------------------------------------------------------------------------------------------------------


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:  # the other end is gone, which is what the test makes happen
        pass
    finally:
        writer.close()


async def _join(
    client: tuple[asyncio.StreamReader, asyncio.StreamWriter], host: str, port: int, greeting: bytes
) -> None:
    reader, writer = client
    far_reader, far_writer = await asyncio.open_connection(host, port)
    writer.write(greeting)
    await asyncio.gather(_pipe(reader, far_writer), _pipe(far_reader, writer))


@asynccontextmanager
async def proxy(speak: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]) -> AsyncIterator[int]:
    tasks: set[asyncio.Task[None]] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            await speak(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


async def test_through_a_socks5_proxy(api: Api) -> None:
    asked: list[tuple[str, int]] = []

    async def socks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, methods = await reader.readexactly(2)
        await reader.readexactly(methods)
        writer.write(b"\x05\x00")
        head = await reader.readexactly(4)
        if head[3] == 1:
            host = ".".join(str(byte) for byte in await reader.readexactly(4))
        else:
            host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
        port = int.from_bytes(await reader.readexactly(2))
        asked.append((host, port))
        await _join((reader, writer), host, port, b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")

    async with proxy(socks) as port, bot_on(api, AiohttpRequest(proxy=f"socks5://127.0.0.1:{port}")) as bot:
        assert (await bot.send_message(5, "x")).message_id == 41
        assert asked == [("127.0.0.1", int(api.base.rsplit(":", 1)[1]))]


async def test_through_an_http_proxy_with_a_password(api: Api) -> None:
    heads: list[bytes] = []

    async def http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        heads.append(head)
        host, _, port = api.base.removeprefix("http://").partition(":")
        far_reader, far_writer = await asyncio.open_connection(host, int(port))
        line, rest = head.split(b"\r\n", 1)
        far_writer.write(line.replace(api.base.encode(), b"") + b"\r\n" + rest)
        await asyncio.gather(_pipe(reader, far_writer), _pipe(far_reader, writer))

    async with proxy(http) as port, bot_on(api, AiohttpRequest(proxy=f"http://user:pass@127.0.0.1:{port}")) as bot:
        assert bot.username == "zhibu_test_bot"
    assert heads[0].startswith(f"POST {api.base}/bot".encode())
    assert b"Proxy-Authorization: Basic dXNlcjpwYXNz" in heads[0]


async def test_a_dead_proxy_means_nothing_was_written() -> None:
    for address in ("socks5://127.0.0.1:9", "http://127.0.0.1:9"):
        async with AiohttpRequest(proxy=address) as request:
            with pytest.raises(NotWritten) as caught:
                await request.post(f"http://127.0.0.1:8/bot{TOKEN}/getMe")
        assert TOKEN not in repr(caught.value)
