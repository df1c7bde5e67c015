"""Updates that end their process: begun three times, and begun no more.

Telegram brings an update again until it is confirmed, so one that kills the process would come back at every start,
for ever, with everybody else's behind it. Where an inbox keeps updates, their rows count how often they were begun;
where they are worked on as they are polled (SQLite), this file does, a line each and no more than a write into the
system's cache, which a kill does not take:

::

    B 17      update 17 is begun
    E 17      it came to its end, however that was
    D 17 2    two processes before this one died while it was open

Whatever was open together is suspected once; suspects are then worked on one at a time, so that only the one that
does it is counted again. A power cut may take lines: then an update is begun once more than it should be.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

import orjson
import structlog

from db.session import Database
from services import incidents
from services.house import House
from services.inbox import MOST_ATTEMPTS

log = structlog.get_logger(__name__)

Raw = Mapping[str, Any]
Work = Callable[[Raw], Awaitable[None]]

#: Bytes after which lines of what has ended are left behind.
_LONGEST = 64 * 1024
#: Updates whose deaths are remembered; Telegram brings none again after a day.
_MOST = 200


class Deaths:
    """Counts the processes an update has ended.

    Args:
        path: The file, on this machine's own disk; made where it is missing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: set[int] = set()
        self._deaths = _read(path)
        self._file: int | None = None
        self._length = 0
        self._begin_anew()

    def of(self, update: int) -> int:
        """How many processes died while an update was open."""
        return self._deaths.get(update, 0)

    def begins(self, update: int) -> None:
        """It is begun."""
        self._open.add(update)
        self._write(b"B %d\n" % update)

    def ends(self, update: int) -> None:
        """It came to an end with which the process lives."""
        self._open.discard(update)
        self._deaths.pop(update, None)
        self._write(b"E %d\n" % update)
        if self._length > _LONGEST:
            self._begin_anew()

    @classmethod
    def beside(cls, database: Database) -> Deaths | None:
        """Those of the process on a SQLite file; None where there is no file."""
        path = database.url.database
        return cls(Path(f"{path}.begun")) if database.is_sqlite and path and path != ":memory:" else None

    def close(self) -> None:
        """The process ends as it should."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
        if not self._deaths and not self._open:
            self._path.unlink(missing_ok=True)

    def _begin_anew(self) -> None:
        lines = [b"D %d %d\n" % one for one in self._deaths.items()] + [b"B %d\n" % one for one in sorted(self._open)]
        beside = self._path.with_name(f"{self._path.name}.new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            new = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
            self._length = os.write(new, b"".join(lines))
            beside.replace(self._path)
        except OSError as error:
            self._give_up(error)
            return
        if self._file is not None:
            os.close(self._file)
        self._file = new

    def _write(self, line: bytes) -> None:
        if self._file is None:
            return
        try:
            self._length += os.write(self._file, line)
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        """What is open would be counted although it has ended: without lines, nothing is counted."""
        log.warning("deaths_not_counted", reason=type(error).__name__)
        if self._file is not None:
            os.close(self._file)
            self._file = None
        with contextlib.suppress(OSError):  # where nothing can be written, maybe nothing can be taken away either
            self._path.unlink()


def guarded(
    work: Work, deaths: Deaths, house: House, confidential: Callable[[Mapping[str, Any]], bool]
) -> Callable[[Raw], Coroutine[Any, Any, None]]:
    """Work on updates, but no more on those that have ended their process as often as an inbox would begin them.

    Args:
        work: Works on one.
        deaths: Counts.
        house: Where what is given up is kept, sealed.
        confidential: Of which nothing may be kept.
    """
    suspects = asyncio.Lock()

    async def once(raw: Raw) -> None:
        died = deaths.of(int(raw["update_id"]))
        if died >= MOST_ATTEMPTS:
            await _give_up(raw, house, keep=not confidential(raw))
        elif died:
            async with suspects:
                await _counted(work, deaths, raw)
        else:
            await _counted(work, deaths, raw)

    return once


async def _counted(work: Work, deaths: Deaths, raw: Raw) -> None:
    number = int(raw["update_id"])
    deaths.begins(number)
    try:
        await work(raw)
    finally:
        deaths.ends(number)


async def _give_up(raw: Raw, house: House, *, keep: bool) -> None:
    incident = secrets.token_hex(4)
    log.error("update_given_up", update_id=raw["update_id"], incident=incident)
    if keep:
        await incidents.keep(house, incident, "ProcessDied", orjson.dumps(dict(raw)).decode())


def _read(path: Path) -> dict[int, int]:
    """By update, how many processes died while it was open; what cannot be read counts nothing."""
    try:
        lines = path.read_bytes().splitlines(keepends=True)
    except OSError:  # the first start, or a disk that is ill
        return {}
    deaths: dict[int, int] = {}
    opened: set[int] = set()
    for line in lines:
        mark, *words = line.split()
        numbers = [int(word) for word in words if word.isdigit()]
        if not line.endswith(b"\n") or not numbers:
            continue  # the process died while it wrote
        if mark == b"B":
            opened.add(numbers[0])
        elif mark == b"E":
            opened.discard(numbers[0])
            deaths.pop(numbers[0], None)
        elif mark == b"D":
            deaths[numbers[0]] = numbers[-1]
    for one in opened:
        deaths[one] = deaths.get(one, 0) + 1
    return dict(sorted(deaths.items())[-_MOST:])
