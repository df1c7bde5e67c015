"""The real process, forked off one that has imported it and read its catalogues: starting it costs no five seconds.

``make prove`` starts every process as an operator does; ``make test`` cannot afford that for each kill.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.proofs.nursery_ready"])


class Born:
    """A process; what is used here of ``asyncio.subprocess.Process``."""

    def __init__(self, process: multiprocessing.process.BaseProcess) -> None:
        self._process = process
        self._status: int | None = None

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid or 0

    @property
    def returncode(self) -> int | None:
        """How it ended, minus the signal's number when one ended it; None: it runs."""
        if self._status is None:
            self._status = self._process.exitcode
        return self._status

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        """Wait for its end; how it ended."""
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        while (status := self.returncode) is None:
            loop.add_reader(self._process.sentinel, ended.set)
            try:
                await ended.wait()
            finally:
                loop.remove_reader(self._process.sentinel)
        return status


@dataclass(frozen=True)
class Ended:
    """How a process ended: its exit status, and what it had written."""

    status: int
    out: str
    err: str


def _live(command: Sequence[str], environment: Mapping[str, str], logs: tuple[str, str], folder: str | None) -> None:
    os.environ.clear()
    os.environ.update(environment)
    if folder is not None:
        os.chdir(folder)
    for stream, log in enumerate(logs, 1):
        os.dup2(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT), stream)
    sys.argv = ["zhibu", *command]
    from bot.cli import main  # noqa: PLC0415 - in the new process, not in the one that asks for it

    main()


async def start(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Born:
    """Start ``zhibu`` with a command.

    Args:
        command: What follows ``zhibu``.
        environment: All of it.
        log: Where its output is added.
    """
    process = _process(command, environment, (log, log))
    # The first one waits until everything is imported; nobody else in this loop should.
    await asyncio.to_thread(process.start)
    return Born(process)


def run(command: Sequence[str], environment: Mapping[str, str], folder: Path, patience: float = 100) -> Ended:
    """Run ``zhibu`` with a command in a folder to its end, at most ``patience`` seconds.

    Raises:
        TimeoutError: It did not end.
    """
    with tempfile.TemporaryDirectory() as kept:
        logs = Path(kept, "out"), Path(kept, "err")
        process = _process(command, environment, logs, folder)
        process.start()
        process.join(patience)
        if process.exitcode is None:
            process.kill()
            raise TimeoutError(f"it ran for {patience} s: {command}")
        out, err = (log.read_text(encoding="utf-8") for log in logs)
        return Ended(process.exitcode, out, err)


def _process(
    command: Sequence[str], environment: Mapping[str, str], logs: tuple[Path, Path], folder: Path | None = None
) -> multiprocessing.process.BaseProcess:
    where = str(folder) if folder is not None else None
    return process(_live, list(command), dict(environment), tuple(map(str, logs)), where)


def process(work: Callable[..., None], *arguments: object) -> multiprocessing.process.BaseProcess:
    """A process that does something of a proof's own, not started yet."""
    return _CONTEXT.Process(target=work, args=arguments, daemon=True)
