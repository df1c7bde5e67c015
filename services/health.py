"""What tells an operator whether the house is well, read cheaply."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, select, text

from db.accounts import Draft
from db.outbox import OutboxMessage
from db.session import Database
from services.house import House
from services.settling import IS_QUEUED, IS_SENDING, IS_UNKNOWN


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
