"""Processes of the product on a PostgreSQL and a playground of their own, to be killed and frozen."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from pathlib import Path
from typing import IO, Any

import aiohttp

from tests.fixtures.houses import TEST_KEY
from tests.proofs import nursery

TOKEN = "7000000001:test-token-of-a-proof"
#: Seconds after which an outbox claim of a dead process is taken over in a proof.
LEASE_SECONDS = 6


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class Process:
    """One ``zhibu`` command running in a process of its own.

    Args:
        name: For messages.
        command: What follows ``zhibu``.
        folder: For its data and its log.
        environment: Its settings.
        forked: Whether it is forked off a process that has imported everything (``nursery``).
    """

    def __init__(
        self, name: str, command: list[str], folder: Path, environment: dict[str, str], *, forked: bool = False
    ) -> None:
        self.name = name
        self._forked = forked
        self.port = free_port()
        self.kills = 0
        self._command = command
        self._log = folder / f"{name}.log"
        data = folder / name
        data.mkdir(exist_ok=True)
        self._environment = {
            **os.environ,
            **environment,
            "DATA_DIR": str(data),
            "HEALTH_PORT": str(self.port),
            "LOG_FORMAT": "json",
        }
        self._process: asyncio.subprocess.Process | nursery.Born | None = None
        self._file: IO[bytes] | None = None

    async def start(self) -> None:
        """Start it (again)."""
        if self._forked:
            self._process = await nursery.start(self._command, self._environment, self._log)
            return
        self._file = self._log.open("ab")
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", "from bot.cli import main; main()", *self._command,
            env=self._environment, stdin=asyncio.subprocess.DEVNULL, stdout=self._file, stderr=self._file,
        )  # fmt: skip

    @property
    def running(self) -> bool:
        """Whether it runs, frozen or not."""
        return self._process is not None and self._process.returncode is None

    def log(self) -> str:
        """What it has logged."""
        return self._log.read_text(encoding="utf-8") if self._log.exists() else ""

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(number)

    async def kill(self) -> None:
        """End it at once (SIGKILL)."""
        self.kills += 1
        self._signal(signal.SIGKILL)
        await self._ended()

    def freeze(self) -> None:
        """Stop it in the middle of whatever it does (SIGSTOP)."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on (SIGCONT)."""
        self._signal(signal.SIGCONT)

    async def stop(self) -> int:
        """Ask it to stop (SIGTERM); its exit status."""
        self.thaw()
        self._signal(signal.SIGTERM)
        return await self._ended()

    async def _ended(self) -> int:
        if self._process is None:
            return 0
        try:
            async with asyncio.timeout(30):
                status = await self._process.wait()
        except TimeoutError:
            self._process.kill()
            status = await self._process.wait()
        if self._file is not None:
            self._file.close()
        return status

    async def health(self) -> dict[str, Any] | None:
        """What ``/healthz`` says; None when it does not answer."""
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=1)) as session,
                session.get(f"http://127.0.0.1:{self.port}/healthz") as answer,
            ):
                found: dict[str, Any] = await answer.json()
                return found
        except (aiohttp.ClientError, TimeoutError):  # not up yet, or gone: who asks decides
            return None

    async def until_healthy(self, seconds: float = 60.0) -> None:
        """Wait until it says that it is well.

        Raises:
            RuntimeError: It has ended, or is not well after so long; with the end of its log.
        """
        ends = time.monotonic() + seconds
        while time.monotonic() < ends and self.running:
            found = await self.health()
            if found is not None and found["ok"]:
                return
            await asyncio.sleep(0.1)
        raise RuntimeError(f"{self.name} is not well\n{self.log()[-3000:]}")


def settings_of(api: str, database: str, **more: str) -> dict[str, str]:
    """The environment of a process under proof."""
    return {
        "BOT_TOKEN": TOKEN,
        "API_BASE_URL": api,
        "DATABASE_URL": database,
        "ENCRYPTION_KEYS": TEST_KEY,
        "LEASE_SECONDS": str(LEASE_SECONDS),
        "TICK_SECONDS": "2",
        **more,
    }
