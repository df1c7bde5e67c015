"""What closes a receipt: its person's own press, or a human who told him; and taking the latter back.

::

    open ──(he presses)──> 已确认              never taken back, counts also when he was told before
      └──(told by phone)─> 电话告知 ──(a mistake)──> open        both stand in the audit log

Whatever closes it voids the reminders that wait for him, in the same transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.announcement_names import AnnouncementState
from db.announcements import Announcement, AnnouncementCount, Receipt
from db.escalations import HumanTask
from db.members import Member
from db.names import OrgLevel, TaskEnd
from db.organisations import Organisation
from services import audit, escalation, outbox, tasks
from services.access import Actor
from services.announcements import counts
from services.errors import NotAllowed
from services.house import House
from services.receipts.views import view_of

#: The ladder of a notice that asks for confirmation, and the kind of its tasks.
LADDER = "receipt"


#: What is looked at of a receipt that is closed.
_CLOSED = (Receipt.told_at, Receipt.copy, Receipt.reminders)


class Answer(StrEnum):
    """What a press on the confirm button did."""

    CONFIRMED = "CONFIRMED"
    ALREADY = "ALREADY"
    WITHDRAWN = "WITHDRAWN"


def subject_of(announcement_id: int) -> str:
    """The subject of an announcement's ladder and tasks."""
    return f"receipt:{announcement_id}"


def reminder_subject(announcement_id: int, member_id: int) -> str:
    """The outbox subject of one person's reminders."""
    return f"receipt:{announcement_id}:{member_id}"


async def confirm(house: House, actor: Actor, announcement_id: int) -> Answer:
    """Note that the person has pressed the button; pressing again, or after it was withdrawn, changes nothing.

    Raises:
        NotAllowed: It was not for him.
    """
    if actor.member is None:
        raise NotAllowed
    member_id, now = actor.member.id, house.now()
    async with house.db.write() as session:
        done = (await confirm_some(session, announcement_id, [member_id], now)).get(member_id)
        if done is not None:
            return done
        query = select(Receipt.member_id).where(
            Receipt.announcement_id == announcement_id, Receipt.member_id == member_id
        )
        if await session.scalar(query) is None:
            raise NotAllowed
        return Answer.WITHDRAWN


async def confirm_some(
    session: AsyncSession, announcement_id: int, members: Collection[int], now: dt.datetime, *, waits: bool = True
) -> dict[int, Answer]:
    """Note who has pressed the button, in the caller's transaction; the same again changes nothing.

    Args:
        session: The caller's transaction.
        announcement_id: Of what.
        members: Who pressed.
        now: When (UTC).
        waits: For receipts that somebody else is just changing; else they are left out, so that a crowd waits for
            nobody while it holds receipts.

    Returns:
        ``CONFIRMED`` or ``ALREADY`` by member; left out is whom it was not for, and everybody where it was withdrawn.
    """
    query = (
        select(Receipt.member_id, Receipt.confirmed_at, *_CLOSED)
        .join(Announcement, Announcement.id == Receipt.announcement_id)
        .where(
            Receipt.announcement_id == announcement_id,
            among(Receipt.member_id, members),
            Announcement.state != AnnouncementState.WITHDRAWN,
        )
        .order_by(Receipt.member_id)
        .with_for_update(of=Receipt, skip_locked=not waits)
    )
    rows = (await session.execute(query)).all()
    new = [row for row in rows if row.confirmed_at is None]
    if new:
        await session.execute(
            update(Receipt)
            .where(
                Receipt.announcement_id == announcement_id,
                among(Receipt.member_id, [row.member_id for row in new]),
                Receipt.confirmed_at.is_(None),
            )
            .values(confirmed_at=now)
            .execution_options(synchronize_session=False)
        )
        # Whoever was told before is only counted otherwise.
        first = [row for row in new if row.told_at is None]
        change = {"confirmed": len(new), "told": len(first) - len(new)}
        await counts.add(session, announcement_id, change | {"closed_unreached": sum(map(_unreached, first))})
        await _settle(session, announcement_id, new, now)
    return {row.member_id: Answer.ALREADY if row.confirmed_at else Answer.CONFIRMED for row in rows}


async def told(house: House, actor: Actor, announcement_id: int, member_id: int) -> bool:
    """Note that somebody was told by telephone or in person; the caller's name and the time stay with the receipt.

    Returns:
        Whether this call closed it; False: he has confirmed, or was told before.

    Raises:
        NotAllowed: The receipt is not the actor's to see, or there is none.
    """
    now = house.now()
    async with house.db.write() as session:
        key = await _his(session, actor, announcement_id, member_id)
        found = await _close(
            session,
            announcement_id,
            member_id,
            Receipt.confirmed_at.is_(None) & Receipt.told_at.is_(None),
            told_at=now,
            told_by=actor.account_id,
            told_by_name=await _caller(session, actor, announcement_id),
        )
        if found is None:
            return False
        await counts.add(session, announcement_id, {"told": 1, "closed_unreached": _unreached(found)})
        await _settle(session, announcement_id, [found], now)
        await _log(session, actor, "receipt.told", key, announcement_id, now)
        return True


async def not_told(house: House, actor: Actor, announcement_id: int, member_id: int) -> bool:
    """Take back that somebody was told: it was a mistake. Returns whether there was anything to take back.

    Raises:
        NotAllowed: The receipt is not the actor's to see, or there is none.
    """
    now = house.now()
    async with house.db.write() as session:
        key = await _his(session, actor, announcement_id, member_id)
        still = Receipt.confirmed_at.is_(None) & Receipt.told_at.is_not(None)
        none = dict.fromkeys(("told_at", "told_by", "told_by_name"))
        found = await _close(session, announcement_id, member_id, still, **none)
        if found is None:
            return False
        await counts.add(session, announcement_id, {"told": -1, "closed_unreached": -_unreached(found)})
        await _log(session, actor, "receipt.told_taken_back", key, announcement_id, now)
        return True


async def _his(session: AsyncSession, actor: Actor, announcement_id: int, member_id: int) -> str:
    """The key of a member whose receipt the actor may see."""
    view = await view_of(session, actor, announcement_id)
    query = (
        select(Member.key)
        .join(Receipt, Receipt.member_id == Member.id)
        .where(Receipt.announcement_id == announcement_id, Receipt.member_id == member_id, view.mine)
    )
    key = await session.scalar(query)
    if key is None:
        raise NotAllowed
    return key


async def _caller(session: AsyncSession, actor: Actor, announcement_id: int) -> str:
    """Who called, as it stays with the receipt; an administrator who is no member is named by what sent it."""
    if actor.member is not None:
        return actor.member.name or actor.member.code
    name = await session.scalar(
        select(Organisation.name)
        .join(Announcement, Announcement.organisation_id == Organisation.id)
        .where(Announcement.id == announcement_id)
    )
    return str(name)[:40]


async def _close(session: AsyncSession, announcement_id: int, member_id: int, still: Any, **values: Any) -> Any:
    """Change a receipt where it is still so; it, or None."""
    changed = await session.execute(
        update(Receipt)
        .where(Receipt.announcement_id == announcement_id, Receipt.member_id == member_id, still)
        .values(**values)
        .returning(Receipt.member_id, *_CLOSED)
    )
    return changed.one_or_none()


def _unreached(found: Any) -> int:
    """1 where no copy had reached him, for the counts."""
    return int(found.copy in counts.UNREACHED)


async def _settle(session: AsyncSession, announcement_id: int, found: Sequence[Any], now: dt.datetime) -> None:
    """Nothing waits any more for them; where they were the last ones, no call list waits either."""
    for one in found:
        if one.reminders:
            await outbox.void(session, reminder_subject(announcement_id, one.member_id), now)
    subject = subject_of(announcement_id)
    waiting = await session.execute(
        select(HumanTask.id, Organisation.id.label("place"), Organisation.level)
        .join(Organisation, Organisation.id == HumanTask.organisation_id)
        .where(HumanTask.subject == subject, HumanTask.closed_at.is_(None))
    )
    for task in waiting.all():
        if not await _anybody(session, announcement_id, task.place, task.level):
            await tasks.end(session, now, TaskEnd.ANSWERED, HumanTask.id == task.id)
    people, closed = (
        await session.execute(
            select(AnnouncementCount.people, AnnouncementCount.confirmed + AnnouncementCount.told).where(
                AnnouncementCount.announcement_id == announcement_id
            )
        )
    ).one()
    if people == closed:
        await escalation.acknowledged(session, subject, now)


async def _anybody(session: AsyncSession, announcement_id: int, place: int, level: OrgLevel) -> bool:
    """Whether somebody of a branch or group still has an open receipt."""
    query = select(func.count()).where(
        Receipt.announcement_id == announcement_id, Receipt.confirmed_at.is_(None), Receipt.told_at.is_(None)
    )
    if level is OrgLevel.PARTY_GROUP:
        query = query.where(Receipt.group_id == place)
    elif level is OrgLevel.BRANCH:
        query = query.where(Receipt.branch_id == place)
    return bool(await session.scalar(query))


async def _log(
    session: AsyncSession, actor: Actor, action: str, member_key: str, announcement_id: int, now: dt.datetime
) -> None:
    await audit.record(
        session,
        actor=actor.audit_name,
        action=action,
        subject=f"member:{member_key}",
        now=now,
        details={"announcement": announcement_id},
    )
