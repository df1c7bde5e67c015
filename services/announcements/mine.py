"""What was announced to somebody and still holds: he finds it himself, whatever became of his copy."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from db.announcements import Announcement, Receipt
from services import outbox
from services.access import Actor
from services.announcements import messages, store
from services.announcements.drafts import opening_of
from services.errors import NotAllowed
from services.house import House
from services.names import AnnouncementState

_MOST = 10
_HOLDS = (AnnouncementState.RELEASED, AnnouncementState.PAUSED, AnnouncementState.STOPPED)


@dataclass(frozen=True)
class Mine:
    """An announcement to him.

    Attributes:
        confirmed: He has confirmed it, or none is asked for.
    """

    id: int
    opening: str
    at: dt.datetime
    confirmed: bool


async def listed(house: House, actor: Actor) -> list[Mine]:
    """What still holds, the newest first.

    Raises:
        NotAllowed: He is no member.
    """
    if actor.member is None:
        raise NotAllowed
    now = house.now()
    async with house.db.read() as session:
        rows = list(
            await session.execute(
                select(Announcement.id, Announcement.released_at, Announcement.confirm, Receipt.confirmed_at)
                .join(Receipt, Receipt.announcement_id == Announcement.id)
                .where(
                    Receipt.member_id == actor.member.id,
                    Announcement.state.in_(_HOLDS),
                    Announcement.expires_at.is_(None) | (Announcement.expires_at > now),
                )
                .order_by(Announcement.id.desc())
                .limit(_MOST)
            )
        )
        parts = await store.parts_of(session, [row.id for row in rows])
    return [
        Mine(
            row.id,
            opening_of(parts.get(row.id, [])),
            row.released_at,
            confirmed=row.confirmed_at is not None or not row.confirm,
        )
        for row in rows
    ]


async def send_again(house: House, actor: Actor, announcement_id: int) -> None:
    """Send him what was announced to him once more, as it is said now.

    Raises:
        NotAllowed: It is not for him, or holds no more.
    """
    if actor.member is None or actor.account_id is None:
        raise NotAllowed
    now = house.now()
    async with house.db.write() as session:
        row = await session.scalar(
            select(Announcement)
            .join(Receipt, Receipt.announcement_id == Announcement.id)
            .where(
                Announcement.id == announcement_id,
                Receipt.member_id == actor.member.id,
                Announcement.state.in_(_HOLDS),
            )
        )
        if row is None:
            raise NotAllowed
        mark = f"{actor.account_id}:{int(now.timestamp())}"
        await outbox.enqueue(session, [messages.preview(row, actor.account_id, mark, now, trial=False)], now)
