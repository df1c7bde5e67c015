"""PTB's HTTP on aiohttp: the stock client costs 2 to 4 ms of CPU a message and slows down in a crowd (``perf.md`` 3).

It keeps connections for long (a reminder after a quiet spell pays no new TLS handshake), speaks through HTTP and SOCKS
proxies, uploads files, and tells what the stock one cannot: whether anything of a failed request was written
(``NotWritten``: it did not arrive, try again) or not (``TimedOut``, ``Unanswered``: it may have arrived).
It passes the same contract tests as ``telegram.request.HTTPXRequest``.
"""

from __future__ import annotations

import asyncio
import math
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
import orjson
from aiohttp_socks import ProxyConnectionError, ProxyConnector, ProxyError, ProxyTimeoutError
from telegram._utils.defaultvalue import DefaultValue  # the type of "not passed" in the interface we implement
from telegram.error import TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from scheduler.telegram_sender import NotWritten, ServerFailed, Unanswered
from services import fence

#: Seconds an idle connection is kept; Telegram closes earlier where it likes to.
_KEEP_ALIVE: Final = 300.0
_SOCKS: Final = ("socks4", "socks4a", "socks5", "socks5h")
_JSON: Final = {"Content-Type": "application/json"}
#: What goes wrong before a connection stands: nothing of the request has left this machine.
_BEFORE: Final = (
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientConnectorError,
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
    ProxyError,
    ProxyConnectionError,
    ProxyTimeoutError,
)
#: What is left of a claim is rounded up to such parts of a second, so that the limits of requests can be kept.
_PARTS: Final = 4


class _Noting(aiohttp.BaseConnector):
    """Says that a request departs when it has its connection, which may have to be opened or waited for."""

    async def connect(self, req: Any, traces: Any, timeout: aiohttp.ClientTimeout) -> Any:  # noqa: ASYNC109 - the library's
        """Give a request its connection."""
        connection = await super().connect(req, traces, timeout)
        fence.departs()
        return connection


class _Direct(_Noting, aiohttp.TCPConnector):
    """Connects to the server, or to an HTTP proxy."""


class _Socks(_Noting, ProxyConnector):
    """Connects through a SOCKS proxy."""


class AiohttpRequest(BaseRequest):
    """HTTP for one bot.

    Args:
        connections: Most connections at a time.
        read_timeout: Seconds of silence after which an answer is given up.
        write_timeout, media_write_timeout: Seconds a request, or one with files, may take to be written.
        connect_timeout: Seconds a connection may take to open.
        pool_timeout: Seconds to wait for a free connection.
        proxy: ``http://``, ``https://``, ``socks5://`` or ``socks4://`` address, with user and password where needed.
    """

    def __init__(
        self,
        *,
        connections: int = 256,
        read_timeout: float | None = 20.0,
        write_timeout: float | None = 10.0,
        media_write_timeout: float | None = 60.0,
        connect_timeout: float | None = 10.0,
        pool_timeout: float | None = 10.0,
        proxy: str | None = None,
    ) -> None:
        self._connections = connections
        self._read = read_timeout
        self._write = write_timeout
        self._media_write = media_write_timeout
        self._connect = connect_timeout
        self._pool = pool_timeout
        self._http_proxy, self._socks_proxy = proxies_of(proxy)
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds of silence after which an answer is given up."""
        return self._read

    async def initialize(self) -> None:
        """Open the pool; again after a shutdown, and harmless when it is open."""
        if self._session is not None and not self._session.closed:
            return
        self._session = aiohttp.ClientSession(
            connector=self._connector(),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self.USER_AGENT},
            auto_decompress=True,
        )

    async def shutdown(self) -> None:
        """Close every connection; harmless when it is closed."""
        if self._session is not None and not self._session.closed:
            await self._session.close()
            # The transports report their end in the loop's next rounds.
            await asyncio.sleep(0)

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one request.

        Returns:
            The status and the body.

        Raises:
            NotWritten: Nothing of the request left this machine.
            ServerFailed: The server answered 5xx.
            telegram.error.TimedOut: No answer in time; the request may have arrived.
            Unanswered: The connection broke before the answer; the request may have arrived.
            RuntimeError: It is not initialised.
        """
        if self._session is None or self._session.closed:
            raise RuntimeError("This AiohttpRequest is not initialized!")
        files = bool(request_data is not None and request_data.contains_files)
        timeout = _timeout(
            _given(read_timeout, self._read),
            _given(write_timeout, self._media_write if files else self._write),
            _given(connect_timeout, self._connect),
            _given(pool_timeout, self._pool),
            _most(fence.left()),
        )
        try:
            async with self._session.request(
                method,
                url,
                timeout=timeout,
                proxy=self._http_proxy,
                allow_redirects=False,
                **_body(request_data),
            ) as response:
                status, payload = response.status, await response.read()
        except _BEFORE as error:
            # The error's text may hold the address, and the address the token: only its name is passed on.
            raise NotWritten(type(error).__name__) from error
        except TimeoutError as error:
            raise TimedOut from error
        except Exception as error:  # whatever happened below, nobody answered
            raise Unanswered(type(error).__name__) from error
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise ServerFailed(status)
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """Read an answer.

        Raises:
            telegram.error.TelegramError: It is not JSON.
        """
        try:
            return orjson.loads(payload)
        except orjson.JSONDecodeError as error:
            raise TelegramError("Invalid server response") from error

    # --- inside -------------------------------------------------------------------------------------------------

    def _connector(self) -> aiohttp.BaseConnector:
        options: dict[str, Any] = {"limit": self._connections, "keepalive_timeout": _KEEP_ALIVE}
        if self._socks_proxy is None:
            return _Direct(ttl_dns_cache=300, **options)
        connector: aiohttp.BaseConnector = _Socks.from_url(self._socks_proxy, rdns=True, **options)
        return connector


def proxies_of(proxy: str | None) -> tuple[str | None, str | None]:
    """An operator's proxy as the one or the other: the address of an HTTP proxy, or of a SOCKS proxy."""
    if proxy is None or urlsplit(proxy).scheme not in _SOCKS:
        return proxy, None
    return None, proxy.replace("socks5h://", "socks5://")  # names are looked up by the proxy either way


def _most(left: float | None) -> float | None:
    """The longest a request under a claim may take: by its end, the message may be somebody else's."""
    return None if left is None else max(1, math.ceil(left * _PARTS)) / _PARTS


@lru_cache(maxsize=256)
def _timeout(
    read: float | None, write: float | None, connect: float | None, pool: float | None, most: float | None
) -> aiohttp.ClientTimeout:
    parts = (read, write, connect, pool)
    total = most if None in parts else sum(part for part in parts if part is not None)
    if most is not None and total is not None:
        total = min(total, most)
    waiting = None if connect is None or pool is None else connect + pool
    return aiohttp.ClientTimeout(total=total, connect=waiting, sock_connect=connect, sock_read=read)


def _given(value: Any, default: float | None) -> float | None:
    if isinstance(value, DefaultValue):
        return default
    return None if value is None else float(value)


def _body(request_data: RequestData | None) -> dict[str, Any]:
    if request_data is None:
        return {}
    if not request_data.contains_files:
        return {"data": orjson.dumps(request_data.parameters), "headers": _JSON}
    # Telegram takes file names as they are; percent signs would be shown to people.
    form = aiohttp.FormData(quote_fields=False)
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return {"data": form}
