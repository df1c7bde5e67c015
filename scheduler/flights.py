"""Which requests are open, on a file that outlives the process: of a crash, only those are unknown.

A row that is SENDING says "claimed". Between the claim and the request, and between the answer and the row's outcome,
lies time in which a killed process would leave rows unknown of which everything is known. So the loop notes, a line
each and with no more than a write into the system's cache:

::

    O 17            the request of message 17 is about to be written
    A 17 5 6        it was accepted; the messenger's ids are 5 and 6
    P 17 5          the first of its parts was accepted, as 5; the next one's request is not open yet
    N 17            it was answered, and did not arrive
    D 17 18 19      their outcomes stand in the database

A kill does not take what was written. A power cut may, so the file names the boot it belongs to, and one of another
boot is worth nothing: then every claim that runs out is unknown, as without this file. Whoever holds the file's lock
lives; a file without a lock was left by a crash, and the next process on this machine settles its claims
(``services.settling.recover``): never opened: queued again, with what of it had arrived; answered: sent; open: unknown.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from services.outcomes import Ambiguous, Partly, Result, Sent

log = structlog.get_logger(__name__)

_VERSION = "zhibu-flights-1"
_BOOT = Path("/proc/sys/kernel/random/boot_id")
_SUFFIX = ".flights"
#: Bytes after which the lines of what is settled are left behind.
_LONGEST = 256 * 1024


@dataclass
class Left:
    """What a process that is gone has left.

    Attributes:
        owner: Its name in the claims.
        arrived: Accepted messages whose outcome may not stand in the database, with the messenger's ids.
        begun: Messages of which some parts were accepted, likewise; no request of theirs was open.
        open: Messages whose request was open: nobody knows.
    """

    owner: str
    arrived: dict[int, tuple[int, ...]] = field(default_factory=dict)
    begun: dict[int, tuple[int, ...]] = field(default_factory=dict)
    open: set[int] = field(default_factory=set)


class FlightLog:
    """The open requests of one owner of claims.

    Args:
        folder: Where the files lie: on this machine's own disk.
        owner: The name in the claims.
        database: Which database the claims stand in, any text; files of another one are left alone.
    """

    def __init__(self, folder: Path, owner: str, database: str) -> None:
        self._folder = folder
        self._path = folder / f"{owner}{_SUFFIX}"
        self._header = f"{_VERSION} {_boot()} {hashlib.sha256(database.encode()).hexdigest()[:16]}\n".encode()
        self._lines: dict[int, bytes] = {}
        self._file: int | None = None
        self._length = 0
        self._works = bool(_boot())

    def begin(self) -> None:
        """To be called before messages are claimed: a file without lines says that no request was open."""
        if self._file is None:
            self._write(b"")

    def departs(self, message: int) -> None:
        """A request is about to be written."""
        self._note(message, b"O %d\n" % message)

    def ended(self, result: Result) -> None:
        """An answer came, or it is known that nothing was written."""
        if isinstance(result.outcome, Ambiguous):
            return  # the request counts as open: nobody knows
        if isinstance(result.outcome, Sent | Partly):
            mark = b"A" if isinstance(result.outcome, Sent) else b"P"
            ids = b"".join(b" %d" % number for number in result.message_ids)
            self._note(result.id, b"%s %d%s\n" % (mark, result.id, ids))
        elif result.id in self._lines:
            self._note(result.id, b"N %d\n" % result.id)

    def settled(self, messages: Collection[int]) -> None:
        """Their outcomes are committed."""
        known = [message for message in messages if self._lines.pop(message, None) is not None]
        if not known:
            return
        if self._length > _LONGEST:
            self._begin_anew()
        else:
            self._write(b"D %s\n" % b" ".join(b"%d" % message for message in known))

    def close(self) -> None:
        """Everything is settled: nothing is left for anybody."""
        if self._file is not None:
            if not self._lines:
                self._path.unlink(missing_ok=True)
            os.close(self._file)
            self._file = None

    def found(self) -> Iterator[Left]:
        """What processes that are gone have left; a file goes when its ``Left`` was worked through."""
        for path in sorted(self._folder.glob(f"*{_SUFFIX}")) if self._works and self._folder.is_dir() else ():
            if path == self._path:
                continue
            with contextlib.suppress(FileNotFoundError), path.open("rb") as file:  # another took it meanwhile
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue  # its process lives
                header, *lines = file.read().splitlines(keepends=True) or [b""]
                if header.split()[2:] != self._header.split()[2:]:
                    continue  # of another database; its own process will look after it
                if header == self._header:
                    yield _read(path.name.removesuffix(_SUFFIX), lines)
                path.unlink(missing_ok=True)

    # --- inside -------------------------------------------------------------------------------------------------

    def _note(self, message: int, line: bytes) -> None:
        self._lines[message] = line
        self._write(line)

    def _write(self, line: bytes) -> None:
        if not self._works:
            return
        try:
            if self._file is None:
                self._open(self._path, self._header)
            self._length += os.write(self._file or 0, line)
        except OSError as error:
            self._give_up(error)

    def _begin_anew(self) -> None:
        """Go on in a new file that has only the lines that still count."""
        old = self._file
        try:
            beside = self._path.with_suffix(".new")
            self._open(beside, self._header + b"".join(self._lines.values()))
            beside.replace(self._path)
        except OSError as error:
            self._give_up(error)
        if old is not None:
            os.close(old)

    def _open(self, path: Path, start: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._length = os.write(self._file, start)

    def _give_up(self, error: OSError) -> None:
        """A note that is incomplete would be worse than none: without the file, what a crash leaves is unknown."""
        self._works = False
        with contextlib.suppress(FileNotFoundError):  # gone is what it should be
            self._path.unlink()
        log.warning("flight_log_given_up", reason=type(error).__name__)


def _boot() -> str:
    """Names this start of the machine; empty where it cannot be known."""
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:  # no Linux: then only the notes themselves are believed
        return ""


def _read(owner: str, lines: list[bytes]) -> Left:
    left = Left(owner)
    for line in lines:
        if not line.endswith(b"\n"):
            break  # the process died while it wrote; what the line was about has not happened
        mark, *numbers = line.split()
        message, *rest = (int(number) for number in numbers)
        for one in (message, *rest) if mark == b"D" else (message,):
            left.open.discard(one)
            left.arrived.pop(one, None)
            left.begun.pop(one, None)
        if mark == b"O":
            left.open.add(message)
        elif mark == b"A":
            left.arrived[message] = tuple(rest)
        elif mark == b"P":
            left.begun[message] = tuple(rest)
    return left


__all__ = ["FlightLog", "Left"]
