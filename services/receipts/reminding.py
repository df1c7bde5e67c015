"""Remind only those who have not confirmed: a few times, far apart, in nobody's quiet hours, shift or pause.

::

    open and sent? ─ reminded 3 times? ─ his last word long enough ago? ─ paused? ─ due at his next free moment
       (else a human calls)  ENOUGH              TOO_SOON                PAUSED            DUE

The moment a reminder is due is noted with the receipt, so that what a night held counts from the morning on.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.announcement_names import AnnouncementKind, AnnouncementState, CopyState
from db.announcements import Announcement, Receipt
from db.names import OutboxTarget, Reach
from services import audit, kinds, outbox, recipients
from services.access import Actor
from services.errors import Expired, NotAllowed
from services.gate import Recipient, free_from
from services.house import House
from services.kinds import OnPause, Pending, Policy
from services.outbox import PRIORITY_NOTICE, Button, Message, Payload
from services.quiet import is_paused
from services.receipts.acts import reminder_subject
from services.receipts.looking import OPEN
from services.receipts.rules import Reminders, load
from services.receipts.views import View, view_of

#: The kind of a reminder.
KIND = "receipt_reminder"
#: Where an announcement has no date of its own, a reminder of it is worth sending for so long.
_PATIENCE = dt.timedelta(days=2)


class ReceiptsOver(Expired):
    """The announcement was withdrawn, has ended, or asks nobody to confirm."""

    code = "receipts-over"


class Verdict(StrEnum):
    """Whether somebody is reminded now, and why not."""

    DUE = "DUE"
    TOO_SOON = "TOO_SOON"
    ENOUGH = "ENOUGH"
    PAUSED = "PAUSED"
    UNREACHABLE = "UNREACHABLE"
    ENDS = "ENDS"


@dataclass(frozen=True)
class Reminded:
    """What reminding did: people by verdict.

    Attributes:
        most: How often anybody is reminded of one notice.
        next_at: When the first of those it was too soon for may be reminded (UTC); None: nobody.
    """

    counts: dict[Verdict, int]
    most: int
    next_at: dt.datetime | None


def when(
    rules: Reminders,
    *,
    urgent: bool,
    reminders: int,
    last: dt.datetime,
    recipient: Recipient,
    until: dt.datetime | None,
    now: dt.datetime,
) -> tuple[Verdict, dt.datetime]:
    """Whether somebody may be reminded now, and when it is due. Pure.

    Args:
        rules: How often.
        urgent: Of an urgent announcement, whose reminders may come closer together, but in nobody's night either.
        reminders: How often he was reminded of it.
        last: When his copy was sent, or his last reminder was due.
        recipient: Who he is at this moment.
        until: From when on it is useless; None: no such moment.
        now: UTC.

    Returns:
        The verdict and, for ``DUE``, when; for ``TOO_SOON``, from when on; else now.
    """
    if reminders >= rules.most:
        return Verdict.ENOUGH, now
    if recipient.address is None or recipient.reach is not Reach.REACHABLE:
        return Verdict.UNREACHABLE, now
    apart = rules.apart(urgent=urgent)
    if now < last + apart:
        return Verdict.TOO_SOON, last + apart
    due = free_from(recipient, now)
    if is_paused(recipient.paused_until, due, recipient.zone):
        return Verdict.PAUSED, now
    if until is not None and due >= until:
        return Verdict.ENDS, now
    return Verdict.DUE, due


async def remind(house: House, actor: Actor, announcement_id: int) -> Reminded:
    """Remind those of the actor's people who were sent it and have not confirmed, as far as the rules allow.

    Pressed twice it reminds once: nobody is reminded of it again before the time between two has passed.

    Raises:
        NotAllowed: There is no such announcement, or none of its people are the actor's.
        ReceiptsOver: It was withdrawn, has ended, or asks nobody to confirm.
    """
    now = house.now()
    async with house.db.write() as session:
        view = await view_of(session, actor, announcement_id, lock=True)
        if not view.names:
            raise NotAllowed
        if view.over(now) or not view.announcement.confirm:
            raise ReceiptsOver
        rows = await _asked(session, view)
        who = await recipients.load(house, session, [(OutboxTarget.MEMBER, row.member_id) for row in rows])
        urgent = view.announcement.kind is AnnouncementKind.URGENT
        counts, later, due = Counter[Verdict](), list[dt.datetime](), dict[dt.datetime, list[Any]]()
        for row in rows:
            verdict, at = when(
                load().reminders,
                urgent=urgent,
                reminders=row.reminders,
                last=row.reminded_at or row.copied_at,
                recipient=who[OutboxTarget.MEMBER, row.member_id],
                until=view.announcement.expires_at,
                now=now,
            )
            counts[verdict] += 1
            if verdict is Verdict.TOO_SOON:
                later.append(at)
            elif verdict is Verdict.DUE:
                due.setdefault(at, []).append(row)
        await _note(session, view, due, now)
        if due:
            await audit.record(
                session,
                actor=actor.audit_name,
                action="receipts.reminded",
                subject=f"organisation:{view.announcement.organisation_id}",
                now=now,
                details={"announcement": announcement_id, "people": counts[Verdict.DUE]},
            )
        return Reminded(dict.fromkeys(Verdict, 0) | counts, load().reminders.most, min(later, default=None))


async def _asked(session: AsyncSession, view: View) -> Sequence[Any]:
    """Those who were sent it and have not confirmed; each locked, in one order."""
    query = (
        select(Receipt.member_id, Receipt.reminders, Receipt.reminded_at, Receipt.copied_at)
        .where(Receipt.announcement_id == view.announcement.id, OPEN, Receipt.copy == CopyState.SENT, view.mine)
        .order_by(Receipt.member_id)
        .with_for_update()
    )
    return (await session.execute(query)).all()


async def _note(session: AsyncSession, view: View, due: dict[dt.datetime, list[Any]], now: dt.datetime) -> None:
    row = view.announcement
    payload = payload_of(view)
    messages = []
    for at, people in due.items():
        await session.execute(
            update(Receipt)
            .where(Receipt.announcement_id == row.id, among(Receipt.member_id, {one.member_id for one in people}))
            .values(reminders=Receipt.reminders + 1, reminded_at=at)
        )
        ends = at + _PATIENCE
        messages += [
            Message(
                kind=KIND,
                dedupe_key=f"{reminder_subject(row.id, one.member_id)}:{one.reminders + 1}",
                subject=reminder_subject(row.id, one.member_id),
                payload=payload,
                due_at=at,
                member_id=one.member_id,
                expires_at=min(ends, row.expires_at) if row.expires_at is not None else ends,
                priority=PRIORITY_NOTICE,
            )
            for one in people
        ]
    await outbox.enqueue(session, messages, now)


def payload_of(view: View) -> Payload:
    """What somebody is reminded with: which notice, and the button that confirms it."""
    button = Button("receipts-button-confirm", data=f"rp.ok:{view.announcement.id}")
    name = "receipts-remind" if view.excerpt else "receipts-remind-files"
    return Payload(name, {"organisation": view.organisation, "words": view.excerpt}, ((button,),))


async def stale(house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime) -> set[int]:
    """Reminders of what was confirmed, told by telephone, withdrawn or is over by now."""
    del house
    keys = {one.id: _key(one.subject) for one in pending}
    query = (
        select(Receipt.announcement_id, Receipt.member_id)
        .join(Announcement, Announcement.id == Receipt.announcement_id)
        .where(
            Receipt.announcement_id.in_({number for number, _ in keys.values()}),
            among(Receipt.member_id, {member for _, member in keys.values()}),
            OPEN,
            Announcement.state != AnnouncementState.WITHDRAWN,
            Announcement.expires_at.is_(None) | (Announcement.expires_at > now),
        )
    )
    true = {(row.announcement_id, row.member_id) for row in await session.execute(query)}
    return {number for number, key in keys.items() if key not in true}


def _key(subject: str) -> tuple[int, int]:
    _, announcement, member = subject.split(":")
    return int(announcement), int(member)


# What is paused was not reminded in the first place; who pauses before it is due is let be.
kinds.register(KIND, Policy(on_pause=OnPause.SKIP, stale=stale))
