"""Who holds what."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from db.leases import Lease
from services.house import House
from services.leases import database_now


async def holder_of(house: House, name: str, *, now: dt.datetime | None = None) -> str | None:
    """Who holds a lease; None when it is free."""
    async with house.db.read() as session:
        moment = now or await database_now(session)
        return await session.scalar(select(Lease.holder).where(Lease.name == name, Lease.until > moment))
