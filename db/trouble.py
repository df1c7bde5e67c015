"""When the database itself cannot do its work: full, read-only, busy for too long, or away."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

#: Errors of the database, not of what was asked of it.
TROUBLES: Final = (OperationalError, InterfaceError, InternalError, PoolTimeout)


class Ill(StrEnum):
    """What is wrong with it."""

    FULL = "full"
    READ_ONLY = "read-only"
    BUSY = "busy"
    AWAY = "away"


@dataclass(frozen=True)
class Trouble:
    """A trouble that lasts.

    Attributes:
        ill: What is wrong.
        since: Monotonic seconds of the first failure.
    """

    ill: Ill
    since: float

    @property
    def lasts(self) -> float:
        """Seconds since the first failure."""
        return time.monotonic() - self.since


#: Primary result codes (https://www.sqlite.org/rescode.html). A write that fails for the size of a file, or for a
#: quota, is an I/O error there.
_SQLITE: Final = {
    sqlite3.SQLITE_FULL: Ill.FULL,
    sqlite3.SQLITE_IOERR: Ill.FULL,
    sqlite3.SQLITE_CANTOPEN: Ill.FULL,
    sqlite3.SQLITE_READONLY: Ill.READ_ONLY,
    sqlite3.SQLITE_BUSY: Ill.BUSY,
    sqlite3.SQLITE_LOCKED: Ill.BUSY,
}
#: SQLSTATE: disk full, out of memory, read-only transaction, lock not available, cancelled for a time-out.
_POSTGRESQL: Final = {
    "53100": Ill.FULL,
    "53200": Ill.FULL,
    "25006": Ill.READ_ONLY,
    "55P03": Ill.BUSY,
    "57014": Ill.BUSY,
}


def is_trouble(error: BaseException) -> bool:
    """Whether an error, or what it came from, is a trouble of the database."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, TROUBLES):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def ill_by(error: BaseException) -> Ill:
    """What an error of ``TROUBLES`` says is wrong."""
    if isinstance(error, PoolTimeout):
        return Ill.BUSY
    cause: Any = error.orig if isinstance(error, DBAPIError) else None
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return _SQLITE.get(code & 0xFF, Ill.AWAY)
    return _POSTGRESQL.get(getattr(cause, "sqlstate", None) or "", Ill.AWAY)
