"""Announcements and receipts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.announcement_names import (
    AnnouncementKind,
    AnnouncementPartKind,
    AnnouncementState,
    CopyState,
    ReleaseTiming,
)
from db.announcements import Announcement, AnnouncementCount, AnnouncementPart, Receipt
from db.members import Member
from db.organisations import Organisation
from services.announcements.counts import COLUMN, UNREACHED, Counts
from tests.fixtures.houses import NOW


def announcement_of(organisation: Organisation, account_id: int | None = None, **changes: Any) -> Announcement:
    """A draft to everybody in an organisation that asks for a confirmation."""
    values: dict[str, Any] = {
        "organisation_id": organisation.id,
        "made_by": account_id,
        "made_at": NOW,
        "kind": AnnouncementKind.NOTICE,
        "state": AnnouncementState.DRAFT,
        "audience": {"organisation_id": organisation.id},
        "confirm": True,
        "timing": ReleaseTiming.NOW,
        "protect": False,
        "previews": False,
        "version": 1,
        "asked_unknown": 0,
    }
    return Announcement(**values | changes)


def part_of(announcement: Announcement, text: str, position: int = 1) -> AnnouncementPart:
    """A text of an announcement, as it was typed first."""
    return AnnouncementPart(
        announcement_id=announcement.id,
        position=position,
        version=1,
        kind=AnnouncementPartKind.TEXT,
        content={"text": text, "entities": [], "files": []},
        made_at=NOW,
    )


def receipt_of(announcement: Announcement, member: Member, branch: Organisation, **changes: Any) -> Receipt:
    """A receipt of somebody whose copy was sent and who has not confirmed."""
    values: dict[str, Any] = {
        "announcement_id": announcement.id,
        "member_id": member.id,
        "branch_id": branch.id,
        "late": False,
        "copy": CopyState.SENT,
        "copied_at": NOW,
        "reminders": 0,
    }
    return Receipt(**values | changes)


async def make_released(
    session: AsyncSession,
    organisation: Organisation,
    members: Sequence[Member],
    text: str = "请于周五前交学习笔记。",
    *,
    account_id: int | None = None,
    **changes: Any,
) -> Announcement:
    """An announcement that was sent to some members of a branch; nobody has confirmed yet."""
    made = announcement_of(
        organisation, account_id, state=AnnouncementState.RELEASED, released_at=NOW, released_by=account_id, **changes
    )
    session.add(made)
    await session.flush()
    session.add(part_of(made, text))
    session.add_all([receipt_of(made, member, organisation) for member in members])
    sums = asdict(Counts(people=len(members), sent=len(members)))
    session.add(AnnouncementCount(announcement_id=made.id, **sums))
    await session.flush()
    return made


async def recount(session: AsyncSession, announcement_id: int) -> Counts:
    """The numbers as the receipts themselves say them, whatever is kept."""
    rows = await session.execute(
        select(Receipt.copy, func.count().label("many"))
        .where(Receipt.announcement_id == announcement_id)
        .group_by(Receipt.copy)
    )
    by_state = {row.copy: row.many for row in rows}
    mine = select(func.count()).where(Receipt.announcement_id == announcement_id)
    confirmed = await session.scalar(mine.where(Receipt.confirmed_at.is_not(None))) or 0
    told = await session.scalar(mine.where(Receipt.confirmed_at.is_(None), Receipt.told_at.is_not(None))) or 0
    ended = Receipt.confirmed_at.is_not(None) | Receipt.told_at.is_not(None)
    closed = await session.scalar(mine.where(Receipt.copy.in_(UNREACHED), ended)) or 0
    named = {name: by_state.get(state, 0) for state, name in COLUMN.items()}
    people = sum(by_state.values())
    return Counts(people=people, confirmed=confirmed, told=told, closed_unreached=closed, **named)
