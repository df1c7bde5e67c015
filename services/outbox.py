"""The outbox from the side of the facts: enqueue, void and reconcile by subject, in the caller's transaction.

::

    planner or fact ── reconcile(subject, wanted) ──> QUEUED ──(services.delivery)──> SENT | SKIPPED | …
                                    └── no longer wanted ──> SKIPPED (VOID)

Running any of these twice changes nothing: the UNIQUE ``dedupe_key`` is the promise, this module only explains it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Insert, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.names import Lane, OutboxAction, OutboxReason, OutboxState, OutboxTarget
from db.outbox import OutboxMessage

#: Rows a statement inserts at once; SQLite allows 32,766 variables a statement.
_CHUNK = 500

#: Smaller goes first among messages that are due.
PRIORITY_ANSWER = 10
PRIORITY_NOTICE = 50
PRIORITY_REMINDER = 100


@dataclass(frozen=True)
class Button:
    """An inline button: a catalogue key and either callback data (at most 64 bytes) or an address."""

    key: str
    data: str | None = None
    url: str | None = None
    vars: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As stored in the payload."""
        return {"key": self.key, "data": self.data, "url": self.url, "vars": self.vars}


@dataclass(frozen=True)
class Payload:
    """What to render when the message is sent, in the person's language.

    Attributes:
        key: Catalogue key of the text.
        vars: Variables: text, integers, or one of ``{"date": "2026-11-20"}``, ``{"month": "2026-11"}``,
            ``{"time": "2026-11-20T01:00:00+00:00"}``, ``{"key": "another-key"}``, which are written in the
            person's language and zone.
        buttons: Rows of inline buttons.
        silent: Delivered without a sound.
        of: For ``EDIT``, ``DELETE`` and ``PIN``: the dedupe key of the message that is acted on.
    """

    key: str
    vars: dict[str, Any] = field(default_factory=dict)
    buttons: tuple[tuple[Button, ...], ...] = ()
    silent: bool = False
    of: str | None = None

    def as_json(self) -> dict[str, Any]:
        """As stored."""
        rows = [[button.as_json() for button in row] for row in self.buttons]
        stored = {"key": self.key, "vars": self.vars, "buttons": rows, "silent": self.silent}
        return stored if self.of is None else stored | {"of": self.of}


@dataclass(frozen=True)
class Message:
    """One intended message. See ``db.outbox.OutboxMessage`` for the meaning of each field."""

    kind: str
    dedupe_key: str
    subject: str
    payload: Payload
    due_at: dt.datetime
    member_id: int | None = None
    account_id: int | None = None
    chat_id: int | None = None
    expires_at: dt.datetime | None = None
    lane: Lane = Lane.BULK
    priority: int = PRIORITY_REMINDER
    action: OutboxAction = OutboxAction.SEND
    part_no: int = 1

    @property
    def target(self) -> OutboxTarget:
        """Whom it is for.

        Raises:
            ValueError: Not exactly one target.
        """
        named = [
            target
            for target, value in (
                (OutboxTarget.MEMBER, self.member_id),
                (OutboxTarget.ACCOUNT, self.account_id),
                (OutboxTarget.CHAT, self.chat_id),
            )
            if value is not None
        ]
        if len(named) != 1:
            raise ValueError("a message has exactly one target")
        return named[0]


@dataclass(frozen=True)
class Reconciled:
    """What a reconcile changed."""

    added: int
    voided: int


def _row(message: Message, now: dt.datetime) -> dict[str, Any]:
    return {
        "kind": message.kind,
        "target": message.target,
        "member_id": message.member_id,
        "account_id": message.account_id,
        "chat_id": message.chat_id,
        "action": message.action,
        "part_no": message.part_no,
        "dedupe_key": message.dedupe_key,
        "subject": message.subject,
        "payload": message.payload.as_json(),
        "lane": message.lane,
        "priority": message.priority,
        "due_at": message.due_at,
        "not_before": message.due_at,
        "expires_at": message.expires_at,
        "state": OutboxState.QUEUED,
        "attempts": 0,
        "unknowns": 0,
        "created_at": now,
    }


def _insert(session: AsyncSession) -> Insert:
    if session.get_bind().dialect.name == "postgresql":
        return pg_insert(OutboxMessage).on_conflict_do_nothing(index_elements=["dedupe_key"])
    return sqlite_insert(OutboxMessage).on_conflict_do_nothing(index_elements=["dedupe_key"])


async def enqueue(session: AsyncSession, messages: Sequence[Message], now: dt.datetime) -> int:
    """Queue messages in the transaction of the fact they announce; those that exist already are left as they are.

    Returns:
        How many were new.
    """
    added = 0
    for start in range(0, len(messages), _CHUNK):
        rows = [_row(message, now) for message in messages[start : start + _CHUNK]]
        result = await session.execute(_insert(session).values(rows).returning(OutboxMessage.id))
        added += len(result.all())
    return added


async def void(
    session: AsyncSession, subject: str, now: dt.datetime, *, reason: OutboxReason = OutboxReason.VOID
) -> int:
    """Skip every message of a subject that is still queued; those on their way are not called back.

    Returns:
        How many were voided.
    """
    result = await session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.subject == subject, OutboxMessage.state == OutboxState.QUEUED)
        .values(state=OutboxState.SKIPPED, reason=reason, ended_at=now)
        .returning(OutboxMessage.id)
    )
    return len(result.all())


async def reconcile(session: AsyncSession, subject: str, wanted: Sequence[Message], now: dt.datetime) -> Reconciled:
    """Make the queue of a subject what it should be: insert the missing, void those no longer wanted.

    Args:
        session: The caller's transaction.
        subject: Whose queue.
        wanted: Every message of that subject that should exist, sent ones included.
        now: UTC.

    Raises:
        ValueError: A wanted message has another subject.
    """
    if any(message.subject != subject for message in wanted):
        raise ValueError("a wanted message has another subject")
    keys = {message.dedupe_key for message in wanted}
    existing = list(
        await session.execute(
            select(OutboxMessage.id, OutboxMessage.dedupe_key, OutboxMessage.state, OutboxMessage.reason).where(
                OutboxMessage.subject == subject
            )
        )
    )
    gone = [row.id for row in existing if row.state is OutboxState.QUEUED and row.dedupe_key not in keys]
    for start in range(0, len(gone), _CHUNK):
        await session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id.in_(gone[start : start + _CHUNK]), OutboxMessage.state == OutboxState.QUEUED)
            .values(state=OutboxState.SKIPPED, reason=OutboxReason.VOID, ended_at=now)
        )
    known = {row.dedupe_key for row in existing}
    missing = [message for message in wanted if message.dedupe_key not in known]
    return Reconciled(added=await enqueue(session, missing, now), voided=len(gone))
