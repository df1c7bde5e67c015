"""The fault matrix: what networks, databases, clocks and people do on bad days, and what must hold.

::

    each fault ── people are due a message, people press while it lasts ── nothing lost, nothing doubled, every press
                  done, the administrator told once for the fault, recovered without a human (``tests.proofs.hardship``)

``python -m tests.proofs.faults --database sqlite`` lives through all of them and prints the table for
``docs/reliability.md``. Kills have proofs of their own (``kill``, ``restarts``, ``replicas``).
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import logging
import resource
import socket
import sqlite3
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager, closing, suppress
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import aiohttp
import psycopg

from bot import logs
from db import migrate
from db.session import Database
from handlers.dispatch import Dispatcher
from services import kinds
from services.kinds import Policy
from tests.fixtures.stages import TOKEN, stage_settings
from tests.proofs.clusters import Cluster, StopMode, cluster_of_its_own
from tests.proofs.hardship import PATIENCE, Fault, Scene, Shown, scene_on

_HOUR, _DAY = 3_600, 86_400
#: Seconds a long lock lasts on PostgreSQL, where no writer gives up: longer than any claim of the scene holds.
_LOCKED = 34.0
#: Seconds a server stays away after that was told.
_AWAY = 3.0
_A_PAGE = 4096
_POISON = "毒"


# --- Telegram ---------------------------------------------------------------------------------------------------


@asynccontextmanager
async def _ordered(scene: Scene, *orders: dict[str, Any]) -> AsyncIterator[None]:
    """Faults of the playground, met before the block begins."""
    faults = [scene.server.world.faults.order(order) for order in orders]
    try:
        yield
        async with asyncio.timeout(PATIENCE):
            while not all(fault.struck for fault in faults):  # noqa: ASYNC110 - the server's record has no event
                await asyncio.sleep(0.02)
    finally:
        await scene.world.no_faults()


def _fault(**order: Any) -> Any:
    return lambda scene: _ordered(scene, order)


@asynccontextmanager
async def _unresolved(scene: Scene) -> AsyncIterator[None]:
    """The API's name does not resolve, and the connections that stand are cut."""

    async def fails(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with patch.object(aiohttp.TCPConnector, "_resolve_host", fails):
        async with _ordered(scene, {"kind": "drop_before"}):
            yield


@asynccontextmanager
async def _second_program(scene: Scene) -> AsyncIterator[None]:
    """Another program polls with the same token."""

    async def polls() -> None:
        async with aiohttp.ClientSession() as session:
            while True:
                with suppress(aiohttp.ClientError):
                    async with session.get(
                        f"{scene.server.url}/bot{TOKEN}/getUpdates", params={"timeout": "1"}
                    ) as answer:
                        await answer.read()

    task = asyncio.create_task(polls())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


# --- the database -----------------------------------------------------------------------------------------------


async def _pragma(scene: Scene, setting: str) -> None:
    """Set something of the bot's one writing connection."""
    async with scene.process.house.db.engine.connect() as connection:
        raw = await connection.get_raw_connection()  # before it begins a transaction, which may be what is refused
        assert raw.driver_connection is not None
        await (await raw.driver_connection.execute(f"PRAGMA {setting}")).close()


@asynccontextmanager
async def _full(_scene: Scene) -> AsyncIterator[None]:
    """No file of this process may grow, or be written to beyond its first page: what a full disk and a quota do."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (_A_PAGE, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@asynccontextmanager
async def _read_only(scene: Scene) -> AsyncIterator[None]:
    if scene.house.db.is_sqlite:
        await _pragma(scene, "query_only=ON")
    else:
        _operator(scene, "ALTER DATABASE {} SET default_transaction_read_only = on")
    try:
        yield
    finally:
        if scene.house.db.is_sqlite:
            await _pragma(scene, "query_only=OFF")
        else:
            _operator(scene, "ALTER DATABASE {} RESET default_transaction_read_only")


def _operator(scene: Scene, order: str) -> None:
    """Give an order about the database, and end every connection to it, as a restart of the server would."""
    url = scene.house.db.url.set(drivername="postgresql")
    with psycopg.connect(
        url.set(database="template1").render_as_string(hide_password=False), autocommit=True
    ) as connection:
        connection.execute(order.format(url.database).encode())
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [url.database])


@asynccontextmanager
async def _refused(scene: Scene) -> AsyncIterator[None]:
    """The server ends every connection and takes none."""
    _operator(scene, "ALTER DATABASE {} ALLOW_CONNECTIONS false")
    try:
        yield
    finally:
        _operator(scene, "ALTER DATABASE {} ALLOW_CONNECTIONS true")


@asynccontextmanager
async def _stopped(scene: Scene, mode: StopMode) -> AsyncIterator[None]:
    """The server is stopped while requests are open and people press, stays away for a while, and is started again."""
    assert scene.cluster is not None
    scene.server.world.faults.order({"kind": "latency", "seconds": 0.4, "method": "sendMessage"})
    async with scene.pressing():
        await scene.until_underway()
        await asyncio.to_thread(scene.cluster.stop, mode)
        try:
            yield
            await asyncio.sleep(_AWAY)
        finally:
            await asyncio.to_thread(scene.cluster.start)
            await scene.world.no_faults()


@asynccontextmanager
async def _locked(scene: Scene, seconds: float) -> AsyncIterator[None]:
    """Another program holds the database, or the queue; it waits in a thread, as whoever is writing needs the loop."""
    if scene.house.db.is_sqlite:
        name = scene.house.db.url.database or ""
        with closing(sqlite3.connect(name, timeout=30, isolation_level=None, check_same_thread=False)) as other:
            await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
            yield
            await asyncio.sleep(seconds)
            other.execute("ROLLBACK")
        return
    url = scene.house.db.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as connection:
        await asyncio.to_thread(connection.execute, "LOCK TABLE outbox_messages, accounts IN ACCESS EXCLUSIVE MODE")
        yield
        await asyncio.sleep(seconds)


# --- clocks, defects --------------------------------------------------------------------------------------------


@asynccontextmanager
async def _set(scene: Scene, seconds: int) -> AsyncIterator[None]:
    """The machine's clock is set, and stays so."""
    scene.machine.shift(dt.timedelta(seconds=seconds))
    yield


@asynccontextmanager
async def _poisoned_update(scene: Scene) -> AsyncIterator[None]:
    """What one person sends always fails; he and others press meanwhile."""
    real = Dispatcher.handle

    async def handle(self: Dispatcher, update: Any, bot: Any, **more: Any) -> None:
        if update.message is not None and update.message.text == _POISON:
            raise ZeroDivisionError("a defect of ours")
        await real(self, update, bot, **more)

    with patch.object(Dispatcher, "handle", handle):
        for _ in range(3):
            await scene.pressers[0].sends(_POISON)
        yield
        await scene.pressers[0].sees("出了点问题")


async def _broken(*_: object) -> set[int]:
    raise ZeroDivisionError("a defect of a feature")


@asynccontextmanager
async def _poisoned_message(_scene: Scene) -> AsyncIterator[None]:
    """The facts of two messages, the first in the queue, cannot be looked at."""
    with patch.dict(kinds._policies, {"hardship-poisoned": Policy(keeps_quiet=False, stale=_broken)}):
        yield


MATRIX: tuple[Fault, ...] = (
    Fault("Telegram 5xx for an hour", _fault(kind="http_error", status=502), told=1, hours=1),
    Fault("connections reset for an hour", _fault(kind="drop_before"), told=1, hours=1),
    Fault("API name does not resolve for an hour", _unresolved, told=1, hours=1),
    Fault("requests time out for an hour", _fault(kind="latency", seconds=45), told=1, hours=1),
    Fault("429 storm", _fault(kind="flood", retry_after=1, probability=0.5, seed=3, times=25, method="sendMessage")),
    Fault("slow answers", _fault(kind="slow_read", seconds=1.0, method="sendMessage", times=8)),
    Fault("answers lost after acceptance", _fault(kind="drop_after", method="sendMessage", times=5)),
    Fault("another program polls (409)", _second_program, told=1),
    Fault("database full (file-size limit)", _full, told=1, databases=("sqlite",)),
    Fault("database read-only", _read_only, told=1),
    Fault("database locked for a moment", partial(_locked, seconds=1.5)),
    # SQLite gives up waiting after half a minute, and the administrator is told: as long as that it lasts.
    Fault("database locked for long", partial(_locked, seconds=0), told=1, databases=("sqlite",)),
    Fault("queue locked for long", partial(_locked, seconds=_LOCKED), databases=("postgresql",)),
    Fault("connections ended and refused", _refused, told=1, databases=("postgresql",)),
    Fault("PostgreSQL stopped and started", partial(_stopped, mode="fast"), told=1, each=10, databases=("postgresql",)),
    Fault("PostgreSQL crashes", partial(_stopped, mode="immediate"), told=1, each=10, databases=("postgresql",)),
    Fault("clock an hour ahead", partial(_set, seconds=_HOUR), told=1),
    Fault("clock an hour back", partial(_set, seconds=-_HOUR), told=1),
    Fault("clock a day ahead", partial(_set, seconds=_DAY), told=1),
    Fault("clock a day back", partial(_set, seconds=-_DAY), told=1),
    Fault("an update that always fails", _poisoned_update, told=1),
    Fault("a message that always fails", _poisoned_message, told=1, poisoned=2),
)


def named(*names: str) -> list[Fault]:
    """Lines of the matrix."""
    by_name = {fault.name: fault for fault in MATRIX}
    return [by_name[name] for name in names]


async def prove(
    url: str, folder: Path, faults: Sequence[Fault], cluster: Cluster | None = None
) -> AsyncIterator[Shown]:
    """Live through faults, one after the other; each is yielded when it is over.

    Args:
        url: A fresh migrated database.
        folder: For the bot's files.
        faults: Lines of the matrix; those of other databases are left out.
        cluster: The server of the database, where it is nobody else's and may be stopped.
    """
    async with scene_on(url, folder, cluster) as scene:
        for fault in faults:
            if scene.database in fault.databases:
                yield await scene.endure(fault)


async def _run(kind: str, faults: Sequence[Fault]) -> list[Shown]:
    with tempfile.TemporaryDirectory(prefix="zhibu-faults-") as name, ExitStack() as stack:
        cluster = stack.enter_context(cluster_of_its_own()) if kind == "postgresql" else None
        url = cluster.uri if cluster is not None else f"sqlite:///{Path(name) / 'faults.db'}"
        fresh = Database(url)
        await migrate.upgrade(fresh)
        await fresh.close()
        found = []
        async for one in prove(url, Path(name), faults, cluster):
            found.append(one)
            sys.stderr.write(f"{one}\n")
        return found


def table(found: Sequence[Shown], kind: str) -> str:
    """Lines for ``docs/reliability.md``."""
    lines = [
        f"| {kind} | messages | lost | doubled | unknown | presses | without effect | told (wanted) | seconds |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {one.fault} | {one.messages} | {one.lost} | {one.doubled} | {one.unknown} | {one.presses} | "
        f"{one.unanswered} | {one.told[0]} ({one.told[1]}) | {one.seconds} |"
        for one in found
    ]
    return "\n".join(lines)


def main() -> int:
    """The command. Exit status 1 when something did not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.proofs.faults", description="The fault matrix.")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--log", action="store_true", help="show what the bot logs")
    parser.add_argument("names", nargs="*", help="only these lines of the matrix")
    chosen = parser.parse_args()
    logs.configure(stage_settings("", log_level="INFO" if chosen.log else "ERROR"))
    logging.disable(logging.NOTSET if chosen.log else logging.CRITICAL)
    found = asyncio.run(_run(chosen.database, named(*chosen.names) if chosen.names else MATRIX))
    print(table(found, chosen.database))  # noqa: T201 - a command
    return 0 if all(one.holds for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())
