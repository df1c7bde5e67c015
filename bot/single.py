"""One process at a time on a SQLite file: a second one started by mistake says so and ends.

The kernel drops the lock with its process, however that ends, so a killed one holds up nobody. On PostgreSQL several
processes share the work, and there is no lock (``docs/scaling.md``).
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from bot.mistakes import Mistake
from bot.opening import where_is
from db.session import Database

log = structlog.get_logger(__name__)

#: Seconds a restart waits for the process before it, which may still be finishing what it has begun.
PATIENCE = 10.0
_LOOK = 0.2


@asynccontextmanager
async def alone(database: Database, stop: asyncio.Event, *, patience: float = PATIENCE) -> AsyncIterator[None]:
    """Hold the lock of a SQLite database for as long as the block lasts.

    Args:
        database: On PostgreSQL nothing is locked.
        stop: Ends the waiting; whoever sets it starts nothing any more.
        patience: Seconds to wait for another process to end.

    Raises:
        Mistake: Another process is at work on the same file.
    """
    path = database.url.database
    if not database.is_sqlite or not path or path == ":memory:":
        yield
        return
    handle = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        until = time.monotonic() + patience
        while not _taken(handle):
            if stop.is_set() or time.monotonic() > until:
                raise Mistake("cli-already-running", where=where_is(database), number=_holder(handle))
            log.info("another_process", waits=round(until - time.monotonic()))
            await asyncio.sleep(_LOOK)
        os.truncate(handle, 0)
        os.pwrite(handle, b"%d" % os.getpid(), 0)
        yield
    finally:
        os.close(handle)


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(handle: int) -> str:
    """The other process's number, as it wrote it."""
    return os.pread(handle, 20, 0).decode("ascii", "replace") or "?"
