"""The HTTP side of the process: a Starlette app on a port of our own, in the process's own event loop."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any, ClassVar

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from services.errors import Unavailable
from services.house import House
from web.health import healthz, metrics
from web.projector import Projector
from web.vitals import Vitals


class PortTaken(Unavailable):
    """Another program listens on the port. Fields: ``host``, ``port``."""

    code: ClassVar[str] = "port-taken"


class PortRefused(Unavailable):
    """The address is not this machine's, or the port needs rights we lack. Fields: ``host``, ``port``, ``why``."""

    code: ClassVar[str] = "port-refused"


def make_app(house: House, vitals: Vitals, username: str | None = None) -> Starlette:
    """The app over a house and the process's signs of life; with the bot's name, the projector's page as well."""
    routes = [Route("/healthz", healthz), Route("/metrics", metrics)]
    if username is not None:
        routes += Projector(house, username).routes
    app = Starlette(routes=routes)
    app.state.house = house
    app.state.vitals = vitals
    return app


class _Server(uvicorn.Server):
    """A server that leaves the process's signals alone."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none: the process decides when it stops."""
        yield


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen()  # from here on callers wait instead of being refused
    except OSError as error:
        bound.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(host=host, port=str(port)) from None
        raise PortRefused(host=host, port=str(port), why=error.strerror or type(error).__name__) from None
    return bound


@asynccontextmanager
async def serving(
    house: House, vitals: Vitals, host: str, port: int, *, username: str | None = None
) -> AsyncIterator[int]:
    """Serve while the block lasts.

    Args:
        house: The process's things.
        vitals: Its signs of life.
        host: Address to listen on.
        port: 0 picks a free one.
        username: The bot's: the projector's page is served as well, for a browser on this machine.

    Yields:
        The port that is listened on.

    Raises:
        PortTaken: Another program has it.
        PortRefused: It cannot be had.
    """
    async with listening(make_app(house, vitals, username), host, port) as bound:
        yield bound


@asynccontextmanager
async def listening(app: Starlette, host: str, port: int, **how: Any) -> AsyncIterator[int]:
    """Serve any app of this room while the block lasts.

    Args:
        app: What to serve.
        host: Address to listen on.
        port: 0 picks a free one.
        how: More options of the server.

    Yields:
        The port that is listened on.

    Raises:
        PortTaken: Another program has it.
        PortRefused: It cannot be had.
    """
    bound = _bind(host, port)
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=2, **how)
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[bound]), name="web")
    try:
        yield int(bound.getsockname()[1])
    finally:
        server.should_exit = True
        await task
        bound.close()
