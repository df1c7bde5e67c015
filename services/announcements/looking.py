"""What happens to announcements by themselves: the minute of a scheduled one, the end of sending, and what to ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.announcements import Announcement, Receipt
from db.members import Member
from db.names import OutboxReason
from db.outbox import OutboxMessage
from services import kinds, naming, outbox
from services.announcements import counts, messages, releasing, store
from services.announcements.counts import Counts
from services.announcements.drafts import opening_of
from services.announcements.messages import REPORT, id_of, subject_of
from services.house import House
from services.kinds import Followed, Pending, Policy
from services.names import AnnouncementKind, CopyState, OutboxState, ReleaseTiming
from services.org_settings import settings_of
from services.outbox import PRIORITY_NOTICE, Button, Message, Payload, Reconciled
from services.shards import WHOLE, Shard

ASK = "announcement_unknown"
_ASK_KEY = "announcements-ask-unknown"
#: Names in the question.
_NAMES = 8
#: How long the question is worth asking.
_PATIENCE = dt.timedelta(days=3)
#: Why somebody was not reached, where only a call helps: sending again would end the same way.
_CALLED = frozenset({"never-started", "blocked", "deactivated"})


async def look_after(house: House, shard: Shard = WHOLE) -> Reconciled:
    """Send what is due, tell senders how it went, and ask what nobody knows. Twice is once.

    Args:
        house: The house.
        shard: Which announcements.
    """
    added = await releasing.release_due(house, shard)
    async with house.db.read() as session:
        going = list(
            await session.scalars(
                select(Announcement.id).where(Announcement.released_at.is_not(None), Announcement.finished_at.is_(None))
            )
        )
    for announcement_id in shard.of_these(going):
        added += await _look(house, announcement_id)
    return Reconciled(added, 0)


async def _look(house: House, announcement_id: int) -> int:
    now = house.now()
    async with house.db.read() as session:
        numbers = await counts.of(session, announcement_id)
        row = await session.get_one(Announcement, announcement_id)
        merged = await _merged(session, row) if row.kind is AnnouncementKind.DIGEST_ITEM else []
        asked = row.asked_unknown
    if numbers.waiting and not merged and numbers.unknown <= asked:
        return 0
    async with house.db.write() as session:
        found = await session.get(Announcement, announcement_id, with_for_update=True, populate_existing=True)
        if found is None or found.finished_at is not None:
            return 0
        if merged:
            await messages.count(session, merged, now)
        numbers = await counts.of(session, announcement_id)
        wanted: list[Message] = []
        if numbers.unknown > found.asked_unknown:
            wanted += _question(found, numbers, now)
        found.asked_unknown = numbers.unknown
        if not numbers.waiting:
            found.finished_at = now
            wanted += await _report(session, found, numbers, now)
        await session.flush()
        return await outbox.enqueue(session, wanted, now)


async def _merged(session: AsyncSession, row: Announcement) -> list[Followed]:
    """Items that became part of a digest which has come to its end meanwhile."""
    carrier = OutboxMessage.__table__.alias("carrier")
    rows = await session.execute(
        select(OutboxMessage.id, OutboxMessage.subject, OutboxMessage.member_id, carrier.c.state, carrier.c.reason)
        .join(carrier, carrier.c.id == OutboxMessage.merged_into)
        .join(
            Receipt,
            (Receipt.announcement_id == row.id)
            & (Receipt.member_id == OutboxMessage.member_id)
            & (Receipt.copy == CopyState.WAITING),
        )
        .where(
            OutboxMessage.subject == subject_of(row.id),
            OutboxMessage.state == OutboxState.SKIPPED,
            OutboxMessage.reason == OutboxReason.MERGED,
            carrier.c.state.in_([one.value for one in counts.OF_OUTBOX]),
        )
    )
    return [Followed(one.id, one.subject, one.member_id, one.state, one.reason) for one in rows]


async def ask_late(session: AsyncSession, row: Announcement, now: dt.datetime) -> int:
    """Ask about a copy of somebody who came later, of an announcement that had come to its end; the caller holds it.

    Returns:
        How many questions were queued; while it is still going out, ``look_after`` asks.
    """
    numbers = await counts.of(session, row.id)
    if row.finished_at is None or numbers.unknown <= row.asked_unknown:
        return 0
    row.asked_unknown = numbers.unknown
    await session.flush()
    return await outbox.enqueue(session, _question(row, numbers, now), now)


def _question(row: Announcement, numbers: Counts, now: dt.datetime) -> list[Message]:
    account_id = row.released_by or row.made_by
    if account_id is None:
        return []
    here = row.id
    return [
        Message(
            kind=ASK,
            dedupe_key=f"{subject_of(here)}:unknown:{numbers.unknown}:{now.isoformat()}",
            subject=f"{subject_of(here)}:unknown",
            payload=Payload(
                _ASK_KEY,
                {"announcement": here},
                buttons=(
                    (
                        Button("announcements-button-unknown-again", f"an.unky:{here}"),
                        Button("announcements-button-unknown-let", f"an.unkn:{here}"),
                    ),
                ),
            ),
            due_at=now,
            account_id=account_id,
            expires_at=now + _PATIENCE,
            priority=PRIORITY_NOTICE,
        )
    ]


async def _report(session: AsyncSession, row: Announcement, numbers: Counts, now: dt.datetime) -> list[Message]:
    """How it went, where it went out while nobody looked, or not everybody was reached."""
    account_id = row.released_by or row.made_by
    unwatched = row.timing is not ReleaseTiming.NOW or row.kind is AnnouncementKind.DIGEST_ITEM
    if account_id is None or not numbers.people or not (unwatched or numbers.sent < numbers.people):
        return []
    parts = (await store.parts_of(session, [row.id])).get(row.id, [])
    why = await _why(session, row.id)
    lines: list[dict[str, Any]] = [
        {"key": f"announcements-report-{name}", "vars": {"count": many}} for name, many in why.items()
    ]
    rows: list[tuple[Button, ...]] = []
    if numbers.failed:
        rows.append((Button("announcements-button-again", f"an.re:{row.id}", vars={"count": numbers.failed}),))
    if why.keys() & _CALLED:
        rows.append((Button("announcements-button-receipts", f"rp:{row.id}"),))
    rows.append((Button("announcements-button-open", f"an.at:{row.id}"),))
    vars_: dict[str, Any] = {"opening": opening_of(parts), "sent": numbers.sent, "people": numbers.people}
    key = "announcements-report" if lines else "announcements-report-all"
    return [
        Message(
            kind=REPORT,
            dedupe_key=f"{subject_of(row.id)}:report:{now.isoformat()}",
            subject=f"{subject_of(row.id)}:report",
            payload=Payload(key, vars_ | ({"lines": {"lines": lines}} if lines else {}), buttons=tuple(rows)),
            due_at=now,
            account_id=account_id,
            priority=PRIORITY_NOTICE,
        )
    ]


async def _why(session: AsyncSession, announcement_id: int) -> dict[str, int]:
    """How many were not reached, by why."""
    rows = await session.execute(
        select(Receipt.copy, Receipt.reason, func.count().label("many"))
        .where(Receipt.announcement_id == announcement_id, Receipt.copy.not_in((CopyState.SENT, CopyState.WAITING)))
        .group_by(Receipt.copy, Receipt.reason)
    )
    found: dict[str, int] = {}
    for row in rows:
        name = row.reason.value.lower().replace("_", "-") if row.reason is not None else "crashed"
        found[name] = found.get(name, 0) + row.many
    # Most first; as many of two always in one order, whatever the database thinks.
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


async def _named(
    house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime
) -> dict[int, dict[str, Any]]:
    """The question with the names of those whom it is about now; they stand in no row."""
    del now
    found: dict[int, dict[str, Any]] = {}
    for one in pending:
        announcement_id = id_of(one.subject)
        row = await session.get_one(Announcement, announcement_id)
        settings = await settings_of(house, session, row.organisation_id)
        people = await session.execute(
            select(Member.name, Member.code)
            .join(Receipt, Receipt.member_id == Member.id)
            .where(Receipt.announcement_id == announcement_id, Receipt.copy == CopyState.UNKNOWN)
            .order_by(Member.id)
            .limit(_NAMES)
        )
        names = naming.shown_apart(settings.names_in_chat, [(each.name, each.code) for each in people])
        parts = (await store.parts_of(session, [announcement_id])).get(announcement_id, [])
        numbers = await counts.of(session, announcement_id)
        found[one.id] = one.payload | {
            "vars": {
                "opening": opening_of(parts),
                "count": numbers.unknown,
                "names": {"lines": [{"key": "announcements-name", "vars": {"name": name}} for name in names]},
            }
        }
    return found


async def _answered(house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime) -> set[int]:
    """Questions about copies of which everything is known by now."""
    del house, now
    found: set[int] = set()
    for one in pending:
        if not (await counts.of(session, id_of(one.subject))).unknown:
            found.add(one.id)
    return found


kinds.register(ASK, Policy(stale=_answered, renew=_named))
