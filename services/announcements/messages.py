"""The messages of an announcement: a copy a person, its corrections and deletion, and what its sender is told.

A copy's row names its announcement and holds none of its words: they are filled in when it is claimed, for all that are
claimed together in two statements. A copy that waits goes out corrected.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Binding
from db.among import among
from db.announcements import Announcement, Receipt
from db.names import Lane, OutboxAction, OutboxReason
from db.organisations import Organisation
from services import kinds
from services.announcements import counts
from services.announcements.content import Part
from services.announcements.store import parts_of
from services.house import House
from services.kinds import Followed, OnUnknown, Pending, Policy
from services.names import AnnouncementKind, AnnouncementState, CopyState
from services.outbox import PRIORITY_ANSWER, PRIORITY_NOTICE, Message, Payload

COPY = "announcement_copy"
ITEM = "announcement_item"
EDIT = "announcement_edit"
WITHDRAWAL = "announcement_withdrawal"
PREVIEW = "announcement_preview"
REPORT = "announcement_report"

#: The catalogue key of a copy; the sender of the messenger writes it by its parts.
COPY_KEY = "announcements-copy"
ITEM_KEY = "announcements-item"
#: Before other notices, behind answers: what is urgent does not wait for a crowd.
PRIORITY_URGENT = 20


#: What closes a receipt: set where somebody has confirmed, or been told.
_ENDS = (Receipt.confirmed_at, Receipt.told_at)


def subject_of(announcement_id: int) -> str:
    """The outbox subject of the copies."""
    return f"announcement:{announcement_id}"


def key_of(announcement_id: int, member_key: str) -> str:
    """The dedupe key of somebody's copy."""
    return f"{subject_of(announcement_id)}:{member_key}"


def id_of(subject: str) -> int:
    """The announcement of a subject."""
    return int(subject.split(":")[1])


@dataclass(frozen=True)
class Reader:
    """Whom a copy is for, and when it is due."""

    id: int
    key: str
    due_at: dt.datetime


def copies(row: Announcement, readers: Sequence[Reader], parts: Sequence[Part]) -> list[Message]:
    """Everybody's copy. Pure."""
    urgent = row.kind is AnnouncementKind.URGENT
    if row.kind is AnnouncementKind.DIGEST_ITEM:
        payload = Payload(ITEM_KEY, {"text": parts[0].words.text if parts else ""})
    else:
        payload = Payload(COPY_KEY, {"announcement": row.id}, urgent=urgent)
    return [
        Message(
            kind=ITEM if row.kind is AnnouncementKind.DIGEST_ITEM else COPY,
            dedupe_key=key_of(row.id, one.key),
            subject=subject_of(row.id),
            payload=payload,
            due_at=one.due_at,
            member_id=one.id,
            expires_at=row.expires_at,
            lane=Lane.BULK,
            priority=PRIORITY_URGENT if urgent else PRIORITY_NOTICE,
        )
        for one in readers
    ]


def preview(row: Announcement, account_id: int, mark: str, now: dt.datetime, *, trial: bool = True) -> Message:
    """One more copy for one person.

    Args:
        row: Of what.
        account_id: Whose.
        mark: What names this copy.
        now: When it is due.
        trial: It is for whoever composes it: it looks as everybody's will, and its button confirms nothing.
    """
    return Message(
        kind=PREVIEW,
        dedupe_key=f"{subject_of(row.id)}:preview:{mark}",
        subject=f"{subject_of(row.id)}:preview",
        payload=Payload(COPY_KEY, {"announcement": row.id} | ({"trial": True} if trial else {})),
        due_at=now,
        account_id=account_id,
        expires_at=now + dt.timedelta(hours=1),
        lane=Lane.INTERACTIVE,
        priority=PRIORITY_ANSWER,
    )


@dataclass(frozen=True)
class Spot:
    """What of a copy is corrected.

    Attributes:
        part: The position of the message.
        place: Of an album, which of its files, from 0.
        media: Its file was changed at some time: an edit brings the file as well, not its words alone.
    """

    part: int
    place: int = 0
    media: bool = False

    def subject(self, announcement_id: int) -> str:
        """The outbox subject of its edits."""
        place = f".{self.place}" if self.place else ""
        return f"{subject_of(announcement_id)}:edit:{self.part}{place}"


def edit_subjects(announcement_id: int, parts: Sequence[Part]) -> list[str]:
    """The outbox subjects of every edit there may be of it."""
    places = [(part.position, place) for part in parts for place in range(max(1, len(part.files)))]
    return [Spot(position, place).subject(announcement_id) for position, place in places]


def edit(row: Announcement, member_id: int, member_key: str, spot: Spot, now: dt.datetime) -> Message:
    """The correction of somebody's copy: one edit."""
    vars_ = {"announcement": row.id, "part": spot.part, "place": spot.place, "media": spot.media}
    return Message(
        kind=EDIT,
        dedupe_key=f"{key_of(row.id, member_key)}:edit:{row.version}",
        subject=spot.subject(row.id),
        payload=Payload(COPY_KEY, vars_, of=key_of(row.id, member_key)),
        due_at=now,
        member_id=member_id,
        lane=Lane.BULK,
        action=OutboxAction.EDIT,
        priority=PRIORITY_NOTICE,
    )


def deletion(announcement_id: int, member_id: int, member_key: str, now: dt.datetime, until: dt.datetime) -> Message:
    """The deletion of somebody's copy, as long as the messenger does that."""
    return Message(
        kind=WITHDRAWAL,
        dedupe_key=f"{key_of(announcement_id, member_key)}:withdrawal",
        subject=f"{subject_of(announcement_id)}:withdrawal",
        payload=Payload(COPY_KEY, of=key_of(announcement_id, member_key)),
        due_at=now,
        member_id=member_id,
        expires_at=until,
        lane=Lane.BULK,
        action=OutboxAction.DELETE,
        priority=PRIORITY_NOTICE,
    )


# --- what is looked at when they are sent -----------------------------------------------------------------------------


async def _over(house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime) -> set[int]:
    """Copies of what was stopped or withdrawn meanwhile."""
    del house, now
    ids = {id_of(one.subject) for one in pending}
    rows = await session.execute(
        select(Announcement.id).where(
            Announcement.id.in_(sorted(ids)),
            Announcement.state.in_((AnnouncementState.RELEASED, AnnouncementState.PAUSED)),
        )
    )
    alive = {row.id for row in rows}
    return {one.id for one in pending if id_of(one.subject) not in alive}


async def _filled_in(
    house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime
) -> dict[int, dict[str, Any]]:
    """What copies say now."""
    del house, now
    named = {one.id: one.payload["vars"].get("announcement", 0) for one in pending}
    notices = await notices_of(session, {one for one in named.values() if one})
    return {one.id: one.payload | {"notice": notices[named[one.id]]} for one in pending if named[one.id] in notices}


async def _filled_in_again(
    house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime
) -> dict[int, dict[str, Any]]:
    """The same of what comes after the first copy: whoever has confirmed already sees that under it."""
    found = await _filled_in(house, session, pending, now)
    ids = {one["notice"]["id"] for one in found.values()}
    confirmed = (
        select(Receipt.announcement_id, Receipt.member_id)
        .where(Receipt.announcement_id.in_(sorted(ids)), Receipt.confirmed_at.is_not(None))
        .where(among(Receipt.member_id, [one.member_id for one in pending if one.member_id is not None]))
    )
    members = {(row.announcement_id, row.member_id) for row in await session.execute(confirmed)}
    accounts: set[tuple[int, int]] = set()
    asked = [one.account_id for one in pending if one.account_id is not None]
    if asked:
        query = (
            select(Receipt.announcement_id, Binding.account_id)
            .join(Binding, (Binding.member_id == Receipt.member_id) & Binding.unbound_at.is_(None))
            .where(Receipt.announcement_id.in_(sorted(ids)), Receipt.confirmed_at.is_not(None))
            .where(among(Binding.account_id, asked))
        )
        accounts = {(row.announcement_id, row.account_id) for row in await session.execute(query)}
    for one in pending:
        if one.id in found:
            here = found[one.id]["notice"]["id"]
            done = (here, one.member_id) in members or (here, one.account_id) in accounts
            found[one.id]["confirmed"] = done and not one.payload["vars"].get("trial")
    return found


async def notices_of(session: AsyncSession, ids: set[int]) -> dict[int, dict[str, Any]]:
    """Announcements as they are handed to the messenger's sender."""
    rows = await session.execute(
        select(Announcement, Organisation.name)
        .join(Organisation, Organisation.id == Announcement.organisation_id)
        .where(Announcement.id.in_(sorted(ids)))
    )
    parts = await parts_of(session, ids)
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        one = row.Announcement
        found[one.id] = {
            "id": one.id,
            "version": one.version,
            "kind": one.kind.value,
            "organisation": row.name,
            "confirm": one.confirm,
            "confirm_by": one.confirm_by.isoformat() if one.confirm_by is not None else None,
            "protect": one.protect,
            "previews": one.previews,
            "parts": parts.get(one.id, []),
        }
    return found


async def count(session: AsyncSession, ended: Sequence[Followed], now: dt.datetime) -> None:
    """Write what came of copies into their receipts, and add it to the counts."""
    groups: dict[tuple[int, CopyState, OutboxReason | None], list[int]] = {}
    for one in ended:
        if one.member_id is not None and one.reason is not OutboxReason.MERGED:
            what = id_of(one.subject), counts.OF_OUTBOX[one.state], one.reason
            groups.setdefault(what, []).append(one.member_id)
    changes: dict[int, Counter[str]] = {}
    for (announcement_id, state, reason), members in sorted(groups.items(), key=lambda item: item[0][:2]):
        changes.setdefault(announcement_id, Counter()).update(
            await put(session, announcement_id, members, state, reason, now)
        )
    for announcement_id, change in sorted(changes.items()):
        await counts.add(session, announcement_id, change)


async def put(
    session: AsyncSession,
    announcement_id: int,
    members: Sequence[int],
    state: CopyState,
    reason: OutboxReason | None,
    now: dt.datetime,
) -> Counter[str]:
    """Write how some people's copies stand; nearly always they were waiting.

    Returns:
        What this changes in the counts, for ``counts.add``.
    """
    theirs = (Receipt.announcement_id == announcement_id) & among(Receipt.member_id, members)
    values = {"copy": state, "reason": reason, "copied_at": None if state is CopyState.WAITING else now}
    connection = await session.connection()
    waited = update(Receipt).where(theirs, Receipt.copy == CopyState.WAITING).values(values)
    closed: Counter[CopyState] = Counter()
    if state in counts.UNREACHED:
        # Somebody may have been told by telephone before his copy turned out not to reach him.
        rows = (await connection.execute(waited.returning(*_ENDS))).all()
        many = len(rows)
        closed[CopyState.WAITING] = sum(any(row) for row in rows)
    else:
        many = (await connection.execute(waited)).rowcount
    before = Counter({CopyState.WAITING: many})
    if many < len(members):
        found = await session.execute(
            select(Receipt.member_id, Receipt.copy, *_ENDS).where(theirs, Receipt.copy != state).with_for_update()
        )
        others = {row.member_id: row for row in found}
        theirs = (Receipt.announcement_id == announcement_id) & among(Receipt.member_id, others)
        await connection.execute(update(Receipt).where(theirs).values(values))
        before.update(row.copy for row in others.values())
        closed.update(row.copy for row in others.values() if row.confirmed_at or row.told_at)
    return counts.moved(before, state, closed)


_TO_SENDER = Policy()

kinds.register(COPY, Policy(on_unknown=OnUnknown.ASK, stale=_over, renew=_filled_in, ended=count, may_be_urgent=True))
kinds.register(ITEM, Policy(on_unknown=OnUnknown.ASK, stale=_over, ended=count, merges=True))
# An edit makes no sound, and a deletion takes away what should not be there: neither waits for the morning.
kinds.register(EDIT, Policy(keeps_quiet=False, renew=_filled_in_again))
kinds.register(WITHDRAWAL, Policy(keeps_quiet=False))
kinds.register(PREVIEW, Policy(keeps_quiet=False, renew=_filled_in_again))
kinds.register(REPORT, _TO_SENDER)
