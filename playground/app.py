"""The ASGI application: routes by prefix to the Bot API, downloads, the control API and the page."""

import asyncio
import mimetypes
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any, Final

from playground.bodies import read_body
from playground.control import Control
from playground.dispatch import Dispatcher, failure
from playground.errors import ApiError, CutConnection
from playground.world import World

Scope = MutableMapping[str, Any]
Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]

STATIC: Final = Path(__file__).parent / "static"
_JSON: Final = (b"content-type", b"application/json")
# Uploads are 50 MB at most; the rest is for the other fields and the encoding.
_LARGEST_BODY: Final = 60 * 1024 * 1024


class App:
    """One server's application.

    Args:
        world: the world it serves.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.dispatcher = Dispatcher(world)
        self.control = Control(world)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return
        path: str = scope["path"]
        try:
            if path.startswith("/bot"):
                await self._bot_api(path, scope, receive, send)
            elif path.startswith("/control/files/"):
                await self._file(path.removeprefix("/control/files/"), send)
            elif path.startswith("/control/"):
                status, body = await self.control.answer(scope, await _body(receive))
                await respond(send, status, body, _JSON)
            elif path.startswith("/file/bot"):
                await self._download(path, send)
            else:
                await self._static(path, send)
        except ApiError as error:
            await respond(send, error.code, failure(error), _JSON)
        except CutConnection:
            cut(scope)

    async def _bot_api(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        token, _, name = path[4:].partition("/")
        bot = self.world.bot(token)
        body = await _body(receive)
        content_type = ""
        for header, value in scope["headers"]:
            if header == b"content-type":
                content_type = value.decode("latin-1")
                break
        params, files = read_body(content_type, scope["query_string"], body)
        method, entry = self.dispatcher.begin(bot, name, params, files)
        protocol = scope.get("playground")
        delivered = False
        try:
            if method.name == "getUpdates":
                status, answer = await self._until_gone(receive, self.dispatcher.answer(bot, method, entry, files))
            else:
                status, answer = await self.dispatcher.answer(bot, method, entry, files)
            if self.world.faults.active:
                await self._read_slowly(name, entry.chat_id, protocol)
            delivered = protocol is None or not protocol.transport.is_closing()
            await respond(send, status, answer, _JSON)
        finally:
            self.world.recorder.end(entry, delivered=delivered)

    async def _read_slowly(self, name: str, chat_id: Any, protocol: Any) -> None:
        fault = self.world.faults.strike("slow_read", name.lower(), chat_id)
        if fault is None or protocol is None:
            return

        def over() -> bool:
            return bool(self.world.closing or protocol.transport.is_closing())

        await protocol.gone.until(over, fault.number("seconds", 1.0))

    async def _until_gone(self, receive: Receive, work: Awaitable[tuple[int, bytes]]) -> tuple[int, bytes]:
        # A client that hangs up frees its place at once: the next getUpdates must not be a conflict.
        return await first_of(work, receive)

    async def _download(self, path: str, send: Send) -> None:
        token, _, name = path.removeprefix("/file/bot").partition("/")
        self.world.bot(token)
        await self._file(name, send)

    async def _file(self, name: str, send: Send) -> None:
        stored = self.world.files.by_path.get(name)
        if stored is None:
            raise ApiError(404, "Not Found")
        await respond(send, 200, stored.data, (b"content-type", stored.mime.encode()))

    async def _static(self, path: str, send: Send) -> None:
        name = "index.html" if path in {"/", "/static/"} else path.removeprefix("/static/").removeprefix("/")
        file = (STATIC / name).resolve()
        if not file.is_relative_to(STATIC.resolve()) or not file.is_file():
            raise ApiError(404, "Not Found")
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        if kind.startswith("text/") or kind.endswith("javascript"):
            kind += "; charset=utf-8"
        await respond(send, 200, file.read_bytes(), (b"content-type", kind.encode()))


async def first_of(work: Awaitable[tuple[int, bytes]], receive: Receive) -> tuple[int, bytes]:
    """Do a long piece of work, but give up when the client hangs up.

    Args:
        work: what gives the answer.
        receive: the request's channel; after the body it only ever says that the client is gone.

    Raises:
        CutConnection: the client is gone.
    """
    answer = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(receive())
    try:
        await asyncio.wait({answer, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            answer.cancel()
            raise CutConnection
        return answer.result()
    finally:
        gone.cancel()


async def _body(receive: Receive) -> bytes:
    event = await receive()
    if not event.get("more_body"):
        body: bytes = event.get("body", b"")
        return body
    parts = [event["body"]]
    size = len(parts[0])
    while event.get("more_body"):
        event = await receive()
        if event["type"] == "http.disconnect":
            raise CutConnection
        parts.append(event.get("body", b""))
        size += len(parts[-1])
        if size > _LARGEST_BODY:
            raise ApiError(413, "Request Entity Too Large")
    return b"".join(parts)


async def respond(send: Send, status: int, body: bytes, kind: tuple[bytes, bytes]) -> None:
    """Write an answer.

    Args:
        send: the request's channel.
        status: the HTTP status.
        body: the body.
        kind: the content-type header.
    """
    headers = [kind, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def cut(scope: Scope) -> None:
    """Cut the connection of a request without an answer."""
    protocol = scope.get("playground")
    if protocol is not None:
        protocol.abandon()
