"""The server: uvicorn's HTTP protocol on a loopback socket, inside whatever event loop calls it."""

import asyncio
import ipaddress
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from playground.app import App
from playground.waiting import Bell
from playground.world import Settings, World

_CLOSE_SECONDS: Final = 5.0


class _Protocol(HttpToolsProtocol):
    """uvicorn's protocol, known to the application so that it can see and cut the connection."""

    gone: Bell

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["playground"] = self  # type: ignore[typeddict-unknown-key] # scopes carry what their server adds

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.gone.ring()

    def abandon(self) -> None:
        """Cut the connection; the open request counts as over, so that nobody reports it as unanswered."""
        self.cycle.disconnected = True
        self.cycle.response_started = True
        self.cycle.response_complete = True
        self.transport.abort()


class Server:
    """A running server.

    Attributes:
        url: its address, for example ``http://127.0.0.1:40123``.
        world: what it serves; tests in the same process may look inside.
    """

    def __init__(self, world: World, host: str, port: int) -> None:
        self.world = world
        self.host = host
        self.port = port
        self.url = f"http://{host}:{port}"
        self._state = ServerState()
        self._listener: asyncio.Server | None = None
        self._gone = Bell()

    async def start(self) -> None:
        """Listen.

        Raises:
            ValueError: the host is not a loopback address.
            OSError: the port is taken.
        """
        require_loopback(self.host)
        config = Config(
            App(self.world),
            lifespan="off",
            log_config=None,
            access_log=False,
            ws="none",
            timeout_keep_alive=75,
        )
        config.load()
        # uvicorn's access log would cost more than the answer.
        logging.getLogger("uvicorn.access").handlers.clear()
        loop = asyncio.get_running_loop()

        def protocol() -> _Protocol:
            made = _Protocol(config=config, server_state=self._state, app_state={}, _loop=loop)
            made.access_log = False
            made.gone = self._gone
            return made

        self._listener = await loop.create_server(protocol, self.host, self.port, backlog=2048)
        self.port = self._listener.sockets[0].getsockname()[1]
        self.url = f"http://{self.host}:{self.port}"

    async def stop(self) -> None:
        """Stop listening, end long polls and webhooks, close every connection."""
        self.world.close()
        self._gone.ring()
        if self._listener is not None:
            self._listener.close()
        tasks: set[asyncio.Task[Any]] = set(self._state.tasks)
        await self.world.webhooks.close()
        await self.world.alarms.close()
        if tasks:
            await asyncio.wait(tasks, timeout=_CLOSE_SECONDS)
        for connection in list(self._state.connections):
            transport = connection.transport
            if transport is not None:
                transport.abort()
        # The transports say that they are gone in the next turns of the loop.
        await self._gone.until(lambda: not self._state.connections, _CLOSE_SECONDS)
        if self._listener is not None:
            await self._listener.wait_closed()


def require_loopback(host: str) -> None:
    """Refuse an address other machines can reach.

    Raises:
        ValueError: the host is not a loopback address.
    """
    if host == "localhost":
        return
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:  # a name and no address: not this machine
        loopback = False
    if not loopback:
        raise ValueError(f"The playground listens on loopback addresses only, not on {host}.")


@asynccontextmanager
async def running(*, host: str = "127.0.0.1", port: int = 0, settings: Settings | None = None) -> AsyncIterator[Server]:
    """Run a server in the caller's event loop.

    Args:
        host: a loopback address.
        port: 0 takes a free one.
        settings: how much the world keeps.

    Yields:
        The running server; ``server.url`` is its address.
    """
    server = Server(World(settings), host, port)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
