"""Incidents: what a person sent when something unexpected happened is kept, sealed, for a week."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from db.incidents import Incident
from services import troubles
from services.house import House

#: How long an operator has to look.
KEPT = dt.timedelta(days=7)
#: What of an error's name tells it from others.
_NAME = 60


def place(incident: str) -> str:
    """Where the update of an incident is sealed for."""
    return f"incidents.update:{incident}"


async def keep(house: House, incident: str, kind: str, update: str, *, quietly: bool = False) -> None:
    """Keep an update sealed, and tell the administrators: once a day for an error.

    Args:
        house: The process's things.
        incident: The id the person and the log have.
        kind: Name of the error's class.
        update: The update as JSON text.
        quietly: It is no defect: the administrators are told of what is behind it, where that lasts.
    """
    async with house.db.write() as session:
        sealed = house.vault.seal(update, place(incident))
        session.add(Incident(id=incident, at=house.now(), kind=kind, update_sealed=sealed))
        if quietly:
            return
        name = f"incident:{kind}"[:_NAME]
        await troubles.tell(session, name, {"incident": incident}, house.now(), again=troubles.DAILY)


async def read(house: House, incident: str) -> str | None:
    """The update of an incident as JSON text, or None when it is not (or no longer) there."""
    async with house.db.read() as session:
        row = await session.get(Incident, incident)
        return None if row is None else house.vault.open(row.update_sealed, place(incident))


async def sweep(session: AsyncSession, now: dt.datetime) -> int:
    """Delete what is older than a week. Returns how many."""
    result = await session.execute(delete(Incident).where(Incident.at < now - KEPT).returning(Incident.id))
    return len(result.all())
