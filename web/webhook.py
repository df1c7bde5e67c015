"""``POST /tg``: Telegram's updates, answered 200 only when they are durable.

::

    right secret? ──no──> 403        small enough, soon enough? ──no──> 413, 408        an update? ──no──> 400
          └──────────────────────────────────── yes ─────────────────────────────────────┘
                        take: committed ──> 200        it raised ──> 500, Telegram sends it again

It listens on a port of its own, which a reverse proxy with a certificate passes on; nothing else is served there.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from prometheus_client import Counter
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from web.app import listening

log = structlog.get_logger(__name__)

ANSWERS = Counter("zhibu_webhook_answers_total", "Answers to posts on the webhook.", ["status"])

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
#: An update is a few kilobytes; the longest text with its entities is far below this.
MOST_BYTES = 1_000_000
#: Seconds a request may take to arrive, from its connection's or the last answer's end to its last byte.
SLOWEST = 10.0
#: Connections that may be open at a time; Telegram opens at most a hundred.
_CONNECTIONS = 256
_KEEP_ALIVE = 60

#: Takes an update given as Telegram's JSON object; returns when it is durable, with the method that Telegram is to
#: carry out, if any. Raises ``ValueError`` when it is none.
Take = Callable[[dict[str, Any]], Awaitable[dict[str, Any] | None]]


@dataclass(frozen=True)
class Hook:
    """How the webhook is served.

    Attributes:
        path: Where Telegram posts.
        secret: What it must know.
        host, port: Where to listen; port 0 picks a free one.
    """

    path: str
    secret: str = field(repr=False)
    host: str
    port: int


class _TooLarge(Exception):
    """The body is larger than any update."""


async def _body(request: Request) -> bytes:
    """The body, as far as it is small enough.

    Raises:
        _TooLarge: It is not.
    """
    declared = request.headers.get("content-length", "0")
    if not declared.isdigit() or int(declared) > MOST_BYTES:
        raise _TooLarge
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BYTES:
            raise _TooLarge
        parts.append(part)
    return b"".join(parts)


async def _read(request: Request) -> dict[str, Any] | HTTPStatus:
    """The update in a request, or why there is none."""
    try:
        async with asyncio.timeout(SLOWEST):
            update = orjson.loads(await _body(request))
    except _TooLarge:  # said with the status
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    except (TimeoutError, ClientDisconnect):
        return HTTPStatus.REQUEST_TIMEOUT
    except orjson.JSONDecodeError:
        return HTTPStatus.BAD_REQUEST
    return update if isinstance(update, dict) else HTTPStatus.BAD_REQUEST


async def _answer(request: Request, secret: bytes, take: Take) -> HTTPStatus | dict[str, Any]:
    shown = request.headers.get(SECRET_HEADER, "").encode("latin-1", "replace")
    if not hmac.compare_digest(shown, secret):
        return HTTPStatus.FORBIDDEN
    update = await _read(request)
    if isinstance(update, HTTPStatus):
        return update
    try:
        reply = await take(update)
    except ValueError:
        return HTTPStatus.BAD_REQUEST
    except Exception:  # told so, Telegram brings it again
        log.exception("update_not_taken")
        return HTTPStatus.INTERNAL_SERVER_ERROR
    return HTTPStatus.OK if reply is None else reply


def make_webhook_app(path: str, secret: str, take: Take) -> Starlette:
    """The app that takes updates at a path and nothing else."""
    expected = secret.encode()

    async def post(request: Request) -> Response:
        status = await _answer(request, expected, take)
        if isinstance(status, dict):
            ANSWERS.labels("200").inc()
            return Response(orjson.dumps(status), media_type="application/json")
        ANSWERS.labels(str(status.value)).inc()
        close = {} if status is HTTPStatus.OK else {"Connection": "close"}
        return Response(status_code=status, headers=close)

    return Starlette(routes=[Route(path, post, methods=["POST"])])


class _Impatient(HttpToolsProtocol):
    """Closes a connection whose request does not arrive in time, headers and body; the server alone waits for ever."""

    _alarm: asyncio.TimerHandle | None = None

    def _expect(self) -> None:
        self._relax()
        self._alarm = asyncio.get_running_loop().call_later(SLOWEST, self._give_up)

    def _relax(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _give_up(self) -> None:
        ANSWERS.labels("slow").inc()
        if self.transport is not None and not self.transport.is_closing():
            self.transport.close()

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._expect()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._expect()

    def on_message_complete(self) -> None:
        self._relax()
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._relax()
        super().connection_lost(exc)


@asynccontextmanager
async def serving_webhook(hook: Hook, take: Take) -> AsyncIterator[int]:
    """Take updates while the block lasts.

    Args:
        hook: How it is served.
        take: Makes an update durable.

    Yields:
        The port that is listened on.

    Raises:
        web.app.PortTaken: Another program has it.
        web.app.PortRefused: It cannot be had.
    """
    async with listening(
        make_webhook_app(hook.path, hook.secret, take),
        hook.host,
        hook.port,
        http=_Impatient,
        limit_concurrency=_CONNECTIONS,
        timeout_keep_alive=_KEEP_ALIVE,
    ) as port:
        yield port
