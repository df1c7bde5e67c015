"""What tells an operator whether the house is well, read cheaply."""

from __future__ import annotations

import asyncio
import datetime as dt
import secrets
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, select, text

from db.accounts import Draft
from db.incidents import Incident
from db.outbox import OutboxMessage
from db.session import Database
from db.trouble import TROUBLES
from services.house import House
from services.settling import IS_QUEUED, IS_SENDING, IS_UNKNOWN

#: What a probe writes: more than a file's free pages usually hold; on a server one row is enough.
_PAGES_FULL, _A_ROW = 256 * 1024, 1024
_LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Queue:
    """The outbox as it stands; every number comes from a partial index, so history costs nothing.

    Attributes:
        due: Messages that should have gone out by now and wait.
        waiting: Messages whose time has not come.
        sending: Messages that are on their way.
        unknown: Messages of which nobody knows whether they arrived.
        oldest_due: How long the oldest due message has waited.
    """

    due: int
    waiting: int
    sending: int
    unknown: int
    oldest_due: dt.timedelta


async def database_answers(house: House) -> None:
    """Ask the database something trivial.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: It does not answer.
    """
    async with house.db.read() as session:
        await session.execute(text("SELECT 1"))


async def size_if_writable(database: Database) -> int:
    """The database's size in bytes, after a writing transaction that changes nothing.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: It cannot be written to.
    """
    async with database.write() as session:
        await session.execute(delete(Draft).where(Draft.account_id == -1))
    size = "page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    async with database.read() as session:
        query = f"SELECT {size}" if database.is_sqlite else "SELECT pg_database_size(current_database())"
        return int(await session.scalar(text(query)) or 0)


async def writes_again(database: Database) -> bool:
    """Whether a database that was in trouble takes writes; the trouble is over then.

    A statement that changes nothing passes on a full disk, and so does one that finds room in a page that is there. So
    something is written that needs pages, and taken away again, in one transaction.
    """
    size = _PAGES_FULL if database.is_sqlite else _A_ROW
    try:
        async with database.write() as session:
            row = Incident(
                id=f"probe{secrets.token_hex(4)}", at=_LONG_AGO, kind="probe", update_sealed=secrets.token_bytes(size)
            )
            session.add(row)
            await session.flush()
            await session.delete(row)
    except TROUBLES:  # noted by the database itself
        return False
    database.trouble = None
    return True


async def until_it_writes(database: Database, pause: float = 1.0) -> None:
    """Wait until a database that was in trouble takes writes; whoever waits for it, one at a time tries."""
    while database.trouble is not None:
        if not database.probed:
            database.probed = True
            try:
                if await writes_again(database):
                    return
            finally:
                database.probed = False
        await asyncio.sleep(pause)


async def queue(house: House) -> Queue:
    """How the outbox stands now."""
    now = house.now()
    async with house.db.read() as session:

        async def count(*conditions: ColumnElement[bool]) -> int:
            query = select(func.count()).select_from(OutboxMessage).where(*conditions)
            return int(await session.scalar(query) or 0)

        # The states are written out in these: a bound one would cost a walk through all of history.
        queued = await count(IS_QUEUED)
        due = await count(IS_QUEUED, OutboxMessage.not_before <= now)
        sending = await count(IS_SENDING)
        unknown = await count(IS_UNKNOWN)
        oldest = await session.scalar(select(func.min(OutboxMessage.not_before)).where(IS_QUEUED))
    waited = max(now - oldest, dt.timedelta()) if oldest is not None else dt.timedelta()
    return Queue(due=due, waiting=queued - due, sending=sending, unknown=unknown, oldest_due=waited)
