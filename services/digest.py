"""Several reminders to one person become one message.

::

    due now or within the window (``OrgSettings.digest_minutes``), of kinds that merge, still true, let out by the gate
        └──> a carrier row of kind ``digest``; they end as SKIPPED (MERGED), ``merged_into`` the carrier

What quiet hours, a shift or a pause held is due at one moment when they end, so it comes as one message too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.names import Lane, OutboxAction, OutboxTarget
from db.outbox import OutboxMessage
from services import kinds, outbox, truth
from services.gate import Go, Recipient, pass_gate
from services.house import House
from services.kinds import Policy, policy_of
from services.outbox import Message, Payload
from services.recipients import TargetKey
from services.settling import IS_QUEUED

KIND = "digest"

#: Reminders in one message; more would be a wall of text.
MOST = 12
#: Rows of buttons that are taken along.
_BUTTON_ROWS = 6
#: Among the variables of a carrier.
_WAS_DUE = "was_due"


@dataclass(frozen=True)
class Merged:
    """Several rows that became one.

    Attributes:
        carrier: The row that is sent.
        parts: Those that end as merged, the claimed one among them.
    """

    carrier: OutboxMessage
    parts: tuple[OutboxMessage, ...]


def may_merge(row: Any) -> bool:
    """Whether a claimed row may become a part of a digest: a new message to a person, of a kind that merges."""
    return policy_of(row.kind).merges and row.action is OutboxAction.SEND and row.chat_id is None


async def gather(
    house: House, session: AsyncSession, taken: Sequence[tuple[Any, Recipient]], now: dt.datetime
) -> dict[int, Merged]:
    """Merge what was claimed with what else is due to the same people.

    Args:
        house: The house.
        session: The claim's transaction.
        taken: Claimed rows, one a person, and whom each is for.
        now: UTC.

    Returns:
        Id of a claimed row → what it became; rows that stay alone are left out.
    """
    wanted = {_key(row): (row.id, recipient) for row, recipient in taken if recipient.digest and may_merge(row)}
    if not wanted:
        return {}
    until = now + max(recipient.digest for _, recipient in wanted.values())
    company = await _in_company(session, wanted, until)
    wanted = {key: one for key, one in wanted.items() if key in company}
    if not wanted:
        return {}
    peers = await _peers(session, wanted, until)
    stale = (await truth.look(house, session, peers, now)).stale
    of_each: dict[TargetKey, list[OutboxMessage]] = {key: [] for key in wanted}
    for one in peers:
        of_each.setdefault(_key(one), []).append(one)
    together: dict[int, list[OutboxMessage]] = {}
    for key, (row_id, recipient) in wanted.items():
        parts = [
            one for one in of_each[key] if one.id == row_id or (one.id not in stale and _joins(one, recipient, now))
        ]
        parts = sorted(parts, key=lambda one: one.id != row_id)[:MOST]  # the claimed one is always among them
        if len(parts) > 1 and parts[0].id == row_id:
            parts.sort(key=lambda one: (one.due_at, one.id))
            together[row_id] = parts
    carriers = await _carriers(session, list(together.values()), now)
    return {
        row_id: Merged(carrier, tuple(together[row_id])) for row_id, carrier in zip(together, carriers, strict=True)
    }


async def _in_company(session: AsyncSession, wanted: Collection[TargetKey], until: dt.datetime) -> set[TargetKey]:
    """Those with more than one message due until then: of a crowd that hears one thing each, nobody is loaded."""
    found: set[TargetKey] = set()
    for target, column in (
        (OutboxTarget.MEMBER, OutboxMessage.member_id),
        (OutboxTarget.ACCOUNT, OutboxMessage.account_id),
    ):
        ids = sorted(subject_id for kind, subject_id in wanted if kind is target)
        if not ids:
            continue
        query = (
            select(column)
            .where(IS_QUEUED, among(column, ids), OutboxMessage.not_before <= until)
            .group_by(column)
            .having(func.count() > 1)
        )
        found |= {(target, subject_id) for subject_id in await session.scalars(query) if subject_id is not None}
    return found


async def _peers(session: AsyncSession, targets: Collection[TargetKey], until: dt.datetime) -> list[OutboxMessage]:
    members = sorted(subject_id for kind, subject_id in targets if kind is OutboxTarget.MEMBER)
    accounts = sorted(subject_id for kind, subject_id in targets if kind is OutboxTarget.ACCOUNT)
    query = (
        select(OutboxMessage)
        .where(
            IS_QUEUED,
            OutboxMessage.kind.in_(kinds.merging_kinds()),
            OutboxMessage.action == OutboxAction.SEND,
            OutboxMessage.part_no == 1,
            among(OutboxMessage.member_id, members) | among(OutboxMessage.account_id, accounts),
            OutboxMessage.not_before <= until,
        )
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return [row for row in await session.scalars(query) if not row.message_ids]


def _joins(row: OutboxMessage, recipient: Recipient, now: dt.datetime) -> bool:
    verdict = pass_gate(
        recipient, row.kind, policy_of(row.kind), expires_at=row.expires_at, stale=False, answers=False, now=now
    )
    return row.not_before <= now + recipient.digest and isinstance(verdict, Go)


def _key(row: Any) -> TargetKey:
    return (row.target, row.member_id if row.target is OutboxTarget.MEMBER else row.account_id)


def items_of(row: OutboxMessage) -> list[dict[str, Any]]:
    """What a row says, as items of a digest."""
    found: list[dict[str, Any]] = row.payload.get("items") or [
        {"id": row.id, "key": row.payload["key"], "vars": row.payload.get("vars", {})}
    ]
    return found


def was_due(row: Any) -> dt.datetime | None:
    """When a row should have come, where being late is worth a word; of a carrier the first of what it carries."""
    if row.kind == KIND:
        said = row.payload["vars"].get(_WAS_DUE)
        return dt.datetime.fromisoformat(said) if said is not None else None
    return row.due_at if policy_of(row.kind).says_late and row.created_at <= row.due_at else None


async def _carriers(
    session: AsyncSession, groups: Sequence[Sequence[OutboxMessage]], now: dt.datetime
) -> list[OutboxMessage]:
    """Store the carriers of some people's rows, in their order; the rows' own ends are the caller's to write."""
    if not groups:
        return []
    messages = [_carrier(rows, now) for rows in groups]
    await outbox.enqueue(session, messages, now)
    keys = [message.dedupe_key for message in messages]
    stored = await session.scalars(select(OutboxMessage).where(OutboxMessage.dedupe_key.in_(keys)))
    by_key = {row.dedupe_key: row for row in stored}
    return [by_key[key] for key in keys]


def _carrier(rows: Sequence[OutboxMessage], now: dt.datetime) -> Message:
    """What carries some rows of one person: at least two, in reading order."""
    first = rows[0]
    items = {item["id"]: item for row in rows for item in items_of(row)}
    buttons: list[Any] = []
    for row in rows:
        buttons += [one for one in outbox.payload_of(row.payload).buttons if one not in buttons]
    ends = [row.expires_at for row in rows]
    # It may have to be sent again, after a 429 say, when its parts have ended.
    due = [one for row in rows if (one := was_due(row)) is not None]
    return Message(
        kind=KIND,
        dedupe_key=f"digest:{first.id}",
        subject=f"digest:{first.id}",
        payload=Payload(
            "digest-title",
            {"count": len(items)} | ({_WAS_DUE: min(due).isoformat()} if due else {}),
            tuple(buttons[:_BUTTON_ROWS]),
            silent=all(row.payload.get("silent") for row in rows),
            items=tuple(items.values()),
        ),
        due_at=min(max(row.due_at for row in rows), now),
        member_id=first.member_id,
        account_id=first.account_id if first.member_id is None else None,
        expires_at=None if None in ends else max(end for end in ends if end is not None),
        lane=Lane.BULK,
        priority=min(row.priority for row in rows),
    )


kinds.register(KIND, Policy(snoozes=True))
