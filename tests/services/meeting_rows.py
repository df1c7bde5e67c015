"""A meeting planned by hand, and the rows it leaves: what the tests of meetings share."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from db.meetings import Meeting
from db.names import EventType, OutboxState
from db.outbox import OutboxMessage
from services import meetings
from services.access import Actor
from services.house import House
from services.meetings import Wish
from services.reminder_rules import Lead
from tests.services.people import Town, make_town

D = dt.date
SHANGHAI = ZoneInfo("Asia/Shanghai")
LEADS = tuple(Lead.parse(text) for text in ("5d@09:00", "1d@09:00", "2h"))
NEXT_MONTH = D(2026, 12, 9)


def at(month: int, day: int, hour: int = 9, minute: int = 0, year: int = 2026) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


async def stored(house: House) -> list[Meeting]:
    async with house.db.read() as session:
        return list(await session.scalars(select(Meeting).order_by(Meeting.starts_at, Meeting.id)))


async def outbox_rows(house: House, meeting_id: int) -> list[OutboxMessage]:
    async with house.db.read() as session:
        query = select(OutboxMessage).where(OutboxMessage.subject == f"meeting:{meeting_id}").order_by(OutboxMessage.id)
        return list(await session.scalars(query))


def states(rows: list[OutboxMessage], what: str) -> dict[int, str]:
    return {
        row.member_id or 0: row.state.value if row.reason is None else row.reason.value
        for row in rows
        if row.dedupe_key.split(":")[2] + ":" + row.dedupe_key.split(":")[3] == what
    }


async def deliver(house: House, meeting_id: int, what: str, *members: int) -> None:
    """What the delivery writes when a message has gone out."""
    async with house.db.write() as session:
        await session.execute(
            update(OutboxMessage)
            .where(
                OutboxMessage.subject == f"meeting:{meeting_id}",
                OutboxMessage.dedupe_key.contains(f":{what}:"),
                OutboxMessage.member_id.in_(members),
                OutboxMessage.state == OutboxState.QUEUED,
            )
            .values(state=OutboxState.SENT, ended_at=house.now())
        )


def wish(day: D = NEXT_MONTH, **changes: Any) -> Wish:
    values: dict[str, Any] = {
        "types": (EventType.BRANCH_GENERAL_MEETING,),
        "day": day,
        "start": dt.time(15),
        "minutes": 60,
    }
    return Wish(**(values | changes))


async def planned(house: House) -> tuple[Town, Actor, meetings.Seen]:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    return town, secretary, await meetings.plan(house, secretary, town.inner.id, wish())
