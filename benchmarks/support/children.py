"""Contestants as child processes that live through all rounds, told by lines of JSON what to do next.

Each has its own process, so that nobody pays for another's imports, memory or garbage, and all stand on the same core
in turn: who waits for his line uses none of it.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Self

from benchmarks.support.server import CLIENT_CORE, pin, resident_mb
from bot.process import run_loop

#: Prefix of the lines that answer; libraries may print too.
_MARK = "::"


class Child:
    """A contestant, seen by the benchmark.

    Args:
        module: What to run with ``python -m``.
        settings: Handed to it as its only argument.
    """

    def __init__(self, module: str, settings: dict[str, Any]) -> None:
        self.name = module.rsplit(".", 1)[1]
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, json.dumps(settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        pin(self._process.pid, CLIENT_CORE)

    def tell(self, act: str, **arguments: Any) -> dict[str, Any]:
        """Tell it to do something and wait for what it found.

        Raises:
            RuntimeError: It ended instead.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"act": act, **arguments}) + "\n")
        self._process.stdin.flush()
        for line in self._process.stdout:
            if line.startswith(_MARK):
                found: dict[str, Any] = json.loads(line.removeprefix(_MARK))
                return found
        raise RuntimeError(f"{self.name} ended with {self._process.wait()}")

    def stop(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@asynccontextmanager
async def ended(child: Child) -> AsyncIterator[None]:
    """End a contestant with the block, however it ends."""
    try:
        yield
    finally:
        await asyncio.to_thread(child.stop)


Act = Callable[..., Awaitable[dict[str, Any]]]


class Meter:
    """Time and CPU of a stretch of work, threads included.

    Attributes:
        seconds: Real time.
        cpu: CPU of the process, user and system.
    """

    def __enter__(self) -> Self:
        gc.collect()
        self.seconds, self.cpu = time.perf_counter(), _cpu()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds, self.cpu = time.perf_counter() - self.seconds, _cpu() - self.cpu

    def of(self, many: int, **more: Any) -> dict[str, Any]:
        """The figures, a message."""
        return {
            "messages": many,
            "seconds": self.seconds,
            "rate": many / self.seconds,
            "cpu_us": self.cpu / many * 1e6,
            "core_share": self.cpu / self.seconds,
            "resident_mb": resident_mb(),
            **more,
        }


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def stopwatch() -> dict[str, Act]:
    """The acts ``begin`` and ``end``, which gives what the stretch between them cost."""
    meters: list[Meter] = []

    async def begin() -> dict[str, Any]:
        meters.append(Meter().__enter__())
        return {}

    async def end(many: int) -> dict[str, Any]:
        meter = meters.pop()
        meter.__exit__()
        return meter.of(many)

    return {"begin": begin, "end": end}


async def obey(acts: dict[str, Act]) -> None:
    """The contestant's side: do what the lines say until they end."""
    loop = asyncio.get_running_loop()
    # What else is printed goes to stderr: a pipe that nobody reads while we work would fill up and block us.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        order = json.loads(line)
        found = await acts[order.pop("act")](**order)
        print(_MARK + json.dumps(found), file=answers, flush=True)


def settings() -> dict[str, Any]:
    """What the benchmark handed over."""
    found: dict[str, Any] = json.loads(sys.argv[1])
    return found


def run(main: Callable[[], Awaitable[None]]) -> None:
    """Run a contestant on the event loop that the product runs on: nobody wins by his loop."""

    async def whole() -> None:
        await main()

    run_loop(whole())
