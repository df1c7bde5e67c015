"""SQLite keeps what was overwritten in free parts of its pages and in its log: after an erasure the file is rewritten.

PostgreSQL takes dead rows out by itself (autovacuum); what lies in its files meanwhile is as secret as the database.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import func, select

from db.audit import Erasure
from services.house import House

#: How long after an erasure the file is written anew; longer than from one look to the next.
_SINCE = dt.timedelta(hours=2)
#: Seconds another writer is waited for.
_PATIENCE = 30.0


async def rewrite(house: House) -> bool:
    """Write the file anew when somebody was erased lately. Returns whether it was; may be called at any time."""
    if not house.db.is_sqlite:
        return False
    async with house.db.read() as session:
        newest = await session.scalar(select(func.max(Erasure.at)))
    if newest is None or newest < house.now() - _SINCE:
        return False
    await asyncio.to_thread(_rewrite, Path(house.db.url.database or ""))
    return True


def _rewrite(file: Path) -> None:
    with closing(sqlite3.connect(file, timeout=_PATIENCE, isolation_level=None)) as opened:
        opened.execute("VACUUM")
        # Folds the log into the file and empties it; where somebody is reading this moment, the next look does it.
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
