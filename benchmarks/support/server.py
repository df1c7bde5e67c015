"""The playground's server in its own process, pinned to its own core, and people in it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playground.client import Playground

TOKEN = "123:benchmark"
SERVER_CORE, CLIENT_CORE = 0, 1
_AT_A_TIME = 16


def pin(process: int, core: int) -> None:
    """Keep a process on one core, where the system has several and allows it; 0 is the calling process."""
    if hasattr(os, "sched_setaffinity") and core in os.sched_getaffinity(os.getpid()) | {core} and cores() > core:
        os.sched_setaffinity(process, {core})


def cores() -> int:
    """How many cores the machine has."""
    return os.cpu_count() or 1


class ServerProcess:
    """The server in its own process, on core 0.

    Args:
        folder: For its port file.
        messages: How many messages it keeps.
        token: Of a bot that exists from the start.
        more: Further words of its command.
    """

    def __init__(self, folder: Path, messages: int = 100_000, token: str = TOKEN, more: Sequence[str] = ()) -> None:
        port_file = folder / "port"
        command = [sys.executable, "-m", "playground", "--port", "0", "--port-file", str(port_file)]
        command += ["--messages", str(messages), "--token", token, *more]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        pin(self.process.pid, SERVER_CORE)
        while not port_file.exists():
            if self.process.poll() is not None:
                raise RuntimeError("the server did not start")
            time.sleep(0.01)
        self.port = int(port_file.read_text(encoding="ascii"))
        self.url = f"http://127.0.0.1:{self.port}"

    def control(self, path: str, body: dict[str, Any] | None = None, verb: str | None = None) -> Any:
        """A control request."""
        request = urllib.request.Request(
            f"{self.url}/control{path}",
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Content-Type": "application/json"},
            method=verb,
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def cpu(self) -> float:
        """Seconds of CPU used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Resident memory, MB."""
        return resident_mb(self.process.pid)

    def people(self, many: int, first: int = 1_000_000) -> list[int]:
        """So many people who have started the bot; their ids follow each other."""
        ids = list(range(first, first + many))
        asyncio.run(_people(self.url, ids))
        return ids

    def sends(self, since: int = 0, method: str = "sendMessage") -> list[dict[str, Any]]:
        """The record of sends after a request number."""
        found: list[dict[str, Any]] = self.control(f"/record?since={since}&method={method}")["requests"]
        return found

    def requests(self) -> int:
        """How many requests there were."""
        return int(self.control("/record?limit=0")["n"])

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        self.process.wait()


@contextmanager
def serving(messages: int = 100_000, *more: str) -> Iterator[ServerProcess]:
    """A server for as long as the block lasts; ``more`` are further words of its command."""
    with TemporaryDirectory() as folder:
        server = ServerProcess(Path(folder), messages, more=more)
        try:
            yield server
        finally:
            server.stop()


async def _people(url: str, ids: list[int]) -> None:
    waiting = iter(ids)
    async with Playground.connect(url) as world:

        async def make() -> None:
            for number in waiting:
                await world.api.call("POST", "/people", {"id": number, "first_name": f"p{number}"})
                await world.api.call("POST", f"/people/{number}/start", {})

        await asyncio.gather(*(make() for _ in range(_AT_A_TIME)))


def resident_mb(process: int | str = "self") -> float:
    """Resident memory of a process, MB."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
