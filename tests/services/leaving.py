"""A meeting, and who answers its invitation: what the tests of leave share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select, update

from db.leave import LeaveRequest
from db.meetings import MeetingReply
from db.names import (
    BranchRole,
    OutboxState,
    Sitting,
)
from db.outbox import OutboxMessage
from services.access import Actor
from services.house import House
from services.meetings import planner
from tests import factories
from tests.fixtures.houses import NOW
from tests.services.people import Town

STARTS = dt.datetime(2026, 12, 9, 7, 0, tzinfo=dt.UTC)


async def meeting_of(house: House, town: Town, **changes: Any) -> int:
    async with house.db.write() as session:
        row = factories.meeting_of(town.inner, changes.pop("starts_at", STARTS), **changes)
        session.add(row)
        await session.flush()
        await planner.tell(session, await planner.scene_for(house, session, town.inner.id), [row], house.now())
        return row.id


async def leader_of_group(house: House, town: Town) -> Actor:
    """The leader of the group of the plain member."""
    async with house.db.write() as session:
        leader = await factories.make_member(session, town.inner, "组长", group=town.group)
        await factories.grant_role(session, leader, town.group, BranchRole.GROUP_LEADER)
        town.accounts[leader.id] = await factories.make_account(session)
        await factories.bind(session, leader, town.accounts[leader.id])
    return await town.actor(house, leader)


async def requests(house: House) -> list[LeaveRequest]:
    async with house.db.read() as session:
        return list(await session.scalars(select(LeaveRequest).order_by(LeaveRequest.id)))


async def replies(house: House) -> dict[int, Sitting]:
    async with house.db.read() as session:
        return {row.member_id: row.sitting for row in await session.scalars(select(MeetingReply))}


async def outbox(house: House, kind: str) -> list[OutboxMessage]:
    async with house.db.read() as session:
        query = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
        return list(await session.scalars(query))


async def all_sent(house: House, kind: str) -> None:
    async with house.db.write() as session:
        await session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.kind == kind, OutboxMessage.state == OutboxState.QUEUED)
            .values(state=OutboxState.SENT, message_ids=[11], ended_at=NOW)
        )


async def reminded(house: House) -> set[int]:
    rows = await outbox(house, "meeting_reminder")
    return {row.member_id or 0 for row in rows if row.state is OutboxState.QUEUED}
