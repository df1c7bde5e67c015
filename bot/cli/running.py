"""``zhibu run``, ``zhibu playground`` and what ``make run`` calls."""

from __future__ import annotations

from importlib.util import find_spec

import typer

from bot.cli.context import load_settings, open_database, plain_errors

_USUAL_PORT = 8080


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("run")(plain_errors(run))
    app.command("worker")(plain_errors(worker))
    app.command("start", hidden=True)(plain_errors(start))


def run() -> None:
    """Serve Telegram until stopped."""
    from bot.app import run as serve

    serve(load_settings())


def worker() -> None:
    """Plan and deliver beside `zhibu run` (PostgreSQL, BACKGROUND=worker); any number on any machines."""
    from bot.mistakes import Mistake

    settings = load_settings()
    if find_spec("procrastinate") is None:
        raise Mistake("cli-worker-not-installed")
    if settings.background != "worker":
        raise Mistake("cli-worker-not-asked-for")
    from bot.worker import run as work

    work(settings)


async def _upgrade() -> None:
    from db import migrate

    async with open_database(load_settings()) as database:
        await migrate.upgrade(database)


def _playground_port() -> int:
    """The usual port, or a free one where another program has it: a newcomer's first command should not fail."""
    import socket

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", _USUAL_PORT))
        except OSError:  # taken by another program: any free one
            return 0
    return _USUAL_PORT


def start() -> None:
    """What `make run` calls: with a token, upgrade the database and serve Telegram; without, the playground."""
    import asyncio

    if load_settings().bot_token is None:
        from bot.cli.playground import playground

        playground(port=_playground_port())
        return
    asyncio.run(_upgrade())
    run()
