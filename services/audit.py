"""The audit log: append-only, hash-chained, an actor required, keys only."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.audit import AuditEntry

_GENESIS = "0" * 64
_CHAIN_LOCK = 7306


def _hash(previous: str, row: Mapping[str, Any]) -> str:
    canonical = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()


def _canonical(
    entry_id: int, at: dt.datetime, actor: str, action: str, subject: str, details: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "id": entry_id,
        "at": at.astimezone(dt.UTC).isoformat(),
        "actor": actor,
        "action": action,
        "subject": subject,
        "details": dict(details),
    }


@dataclass(frozen=True)
class Entry:
    """What is to be appended. See ``record`` for the meaning of each field."""

    actor: str
    action: str
    subject: str
    details: Mapping[str, str | int | bool | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.actor:
            raise ValueError("an audit entry needs an actor")


async def record(
    session: AsyncSession,
    *,
    actor: str,
    action: str,
    subject: str,
    now: dt.datetime,
    details: Mapping[str, str | int | bool | None] | None = None,
) -> None:
    """Append one entry in the caller's transaction.

    Args:
        session: The transaction of the fact that is recorded.
        actor: ``account:<key>``, ``system:<job>`` or ``terminal``.
        action: A constant name, ``registration.approved``.
        subject: ``member:<key>``, ``organisation:<id>`` …; never a name or a number.
        now: UTC.
        details: Facts without personal data.

    Raises:
        ValueError: No actor.
    """
    await record_all(session, [Entry(actor, action, subject, dict(details or {}))], now)


async def record_all(session: AsyncSession, entries: Sequence[Entry], now: dt.datetime) -> None:
    """Append several entries in the caller's transaction, in their order."""
    if not entries:
        return
    if session.get_bind().dialect.name == "postgresql":
        # The chain is one line: writers take turns. SQLite has one writer anyway.
        await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _CHAIN_LOCK})
    last = (
        await session.execute(select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1))
    ).first()
    entry_id, previous = (last.id, last.hash) if last else (0, _GENESIS)
    for entry in entries:
        entry_id += 1
        facts = dict(entry.details)
        own = _hash(previous, _canonical(entry_id, now, entry.actor, entry.action, entry.subject, facts))
        session.add(
            AuditEntry(
                id=entry_id,
                at=now,
                actor=entry.actor,
                action=entry.action,
                subject=entry.subject,
                details=facts,
                previous_hash=previous,
                hash=own,
            )
        )
        previous = own
    await session.flush()


async def first_break(session: AsyncSession) -> int | None:
    """The id of the first entry that does not fit the chain, or None when it is whole."""
    previous, expected = _GENESIS, 1
    rows = await session.stream_scalars(select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=500))
    try:
        async for entry in rows:
            row = _canonical(entry.id, entry.at, entry.actor, entry.action, entry.subject, entry.details)
            if entry.id != expected or entry.previous_hash != previous or entry.hash != _hash(previous, row):
                return entry.id
            previous, expected = entry.hash, expected + 1
    finally:
        await rows.close()
    return None


async def count(session: AsyncSession) -> int:
    """How many entries there are."""
    return int(await session.scalar(select(func.count()).select_from(AuditEntry)) or 0)
