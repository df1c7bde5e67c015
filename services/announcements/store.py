"""Announcements as rows: read with the gate asked, and what is said in them now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.announcements import Announcement, AnnouncementPart
from db.names import OutboxState
from db.organisations import Organisation
from db.outbox import OutboxMessage
from services.access import Actor
from services.announcements.audience import SENDERS
from services.announcements.content import Part, part_of
from services.errors import NotAllowed
from services.house import House
from services.org_settings import settings_of


async def announcement_of(
    session: AsyncSession, actor: Actor, announcement_id: int, *, lock: bool = False
) -> Announcement:
    """One that the actor may send, follow, correct and withdraw.

    Raises:
        NotAllowed: None of his roles reaches its organisation, or there is no such announcement.
    """
    query = (
        select(Announcement, Organisation.path)
        .join(Organisation, Organisation.id == Announcement.organisation_id)
        .where(Announcement.id == announcement_id)
    )
    if lock:
        query = query.with_for_update(of=Announcement).execution_options(populate_existing=True)
    found = (await session.execute(query)).one_or_none()
    if found is None or not actor.reaches(found.path, SENDERS):
        raise NotAllowed
    row: Announcement = found.Announcement
    return row


async def hold_copies(session: AsyncSession, announcement_id: int) -> None:
    """Hold the copies against deliveries; to be called before the announcement itself is locked.

    Whoever claims copies holds them until his claim stands, and passes by those that are held: afterwards no copy is
    just being claimed with what the announcement said before. SQLite has one writer anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        waiting = (OutboxState.QUEUED, OutboxState.SENDING, OutboxState.UNKNOWN)
        await session.execute(
            select(OutboxMessage.id)
            .where(OutboxMessage.subject == f"announcement:{announcement_id}", OutboxMessage.state.in_(waiting))
            .order_by(OutboxMessage.id)
            .with_for_update()
        )


async def hold(session: AsyncSession, actor: Actor, announcement_id: int) -> Announcement:
    """One that the actor may steer, locked, with its copies held before it.

    Raises:
        NotAllowed: As for ``announcement_of``.
    """
    await hold_copies(session, announcement_id)
    return await announcement_of(session, actor, announcement_id, lock=True)


async def parts_of(session: AsyncSession, ids: Iterable[int]) -> dict[int, list[Part]]:
    """What announcements say now, in order: of each place the newest version."""
    newest = (
        select(
            AnnouncementPart.announcement_id,
            AnnouncementPart.position,
            func.max(AnnouncementPart.version).label("version"),
        )
        .where(AnnouncementPart.announcement_id.in_(sorted(set(ids))))
        .group_by(AnnouncementPart.announcement_id, AnnouncementPart.position)
        .subquery()
    )
    rows = await session.scalars(
        select(AnnouncementPart)
        .join(
            newest,
            (newest.c.announcement_id == AnnouncementPart.announcement_id)
            & (newest.c.position == AnnouncementPart.position)
            & (newest.c.version == AnnouncementPart.version),
        )
        .order_by(AnnouncementPart.announcement_id, AnnouncementPart.position)
    )
    found: dict[int, list[Part]] = {}
    for row in rows:
        corrected = row.made_at.isoformat() if row.version > 1 else None
        found.setdefault(row.announcement_id, []).append(part_of(row.position, row.kind, row.content, corrected))
    return found


async def zone_of(house: House, session: AsyncSession, organisation_id: int) -> ZoneInfo:
    """The wall clock of an organisation."""
    return ZoneInfo((await settings_of(house, session, organisation_id)).timezone)


def as_row(
    part: Part, announcement_id: int, version: int, account_id: int | None, now: dt.datetime
) -> AnnouncementPart:
    """A part as its table keeps it."""
    return AnnouncementPart(
        announcement_id=announcement_id,
        position=part.position,
        version=version,
        kind=part.kind,
        content=part.as_json(),
        made_by=account_id,
        made_at=now,
    )
