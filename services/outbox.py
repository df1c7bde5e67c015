"""The outbox from the side of the facts: enqueue, void and reconcile by subject, in the caller's transaction.

::

    planner or fact ── reconcile(subject, wanted) ──> QUEUED ──(services.delivery)──> SENT | SKIPPED | …
                                    └── no longer wanted ──> SKIPPED (VOID)

Running any of these twice changes nothing: the UNIQUE ``dedupe_key`` is the promise, this module only explains it.
A message that was voided and is wanted again is the same row, queued again; a queued one whose time or words have
changed is brought up to date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Table, bindparam, event, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningInsert

from db.inserting import insert_into
from db.names import Lane, OutboxAction, OutboxReason, OutboxState, OutboxTarget
from db.outbox import OutboxMessage
from services import comparing, settled
from services.comparing import Planned
from services.kinds import policy_of

#: Rows a statement inserts at once; SQLite allows 32,766 variables a statement.
_CHUNK = 500

#: Past the session's bookkeeping: rows are not kept as objects here.
_ID = "row_id"
_TABLE = cast("Table", OutboxMessage.__table__)

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

    An edit, deletion or pin names the message it is about with ``of``.

    Attributes:
        key: Catalogue key of the text.
        vars: Variables: text, integers, or one of ``{"date": "2026-11-20"}`` (with ``"year": True`` where it may be in
            doubt), ``{"month": "2026-11"}``, ``{"time": "2026-11-20T01:00:00+00:00"}``, ``{"key": "another-key"}``
            (with ``"vars"`` of its own), ``{"keys": [...]}`` (a list of names), ``{"lines": [{"key": ..., "vars":
            {...}}]}``, which are written in the person's language and zone.
        buttons: Rows of inline buttons.
        silent: Delivered without a sound.
        of: For ``EDIT``, ``DELETE`` and ``PIN``: the dedupe key of the message that is acted on.
        items: Of a digest: what follows its title, each with the ``id`` of its row, ``key`` and ``vars``.
        urgent: It passes quiet hours and shifts, at the word of a human; only for kinds that may be urgent.
        file: A file the messenger has already: its ``kind`` (``db.names.MaterialKind``) and ``id``; the text stands
            below it, without buttons.
        album: Photos the messenger has already, sent as one album, two to ten; the text stands below the first.
    """

    key: str
    vars: dict[str, Any] = field(default_factory=dict)
    buttons: tuple[tuple[Button, ...], ...] = ()
    silent: bool = False
    of: str | None = None
    items: tuple[dict[str, Any], ...] = ()
    urgent: bool = False
    file: dict[str, str] | None = None
    album: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As stored."""
        rows = [[button.as_json() for button in row] for row in self.buttons]
        stored: dict[str, Any] = {"key": self.key, "vars": self.vars, "buttons": rows, "silent": self.silent}
        if self.items:
            stored |= {"items": list(self.items)}
        if self.urgent:
            stored |= {"urgent": True}
        if self.file is not None:
            stored |= {"file": self.file}
        if self.album:
            stored |= {"album": list(self.album)}
        return stored if self.of is None else stored | {"of": self.of}


def payload_of(stored: dict[str, Any]) -> Payload:
    """A payload as it was before it was stored."""
    rows = tuple(
        tuple(Button(one["key"], one.get("data"), one.get("url"), one.get("vars") or {}) for one in row)
        for row in stored.get("buttons") or ()
    )
    return Payload(
        stored["key"],
        stored.get("vars", {}),
        rows,
        silent=bool(stored.get("silent")),
        of=stored.get("of"),
        items=tuple(stored.get("items", ())),
        urgent=bool(stored.get("urgent")),
        file=stored.get("file"),
        album=tuple(stored.get("album", ())),
    )


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
    """What a reconcile changed.

    Attributes:
        added: New rows.
        voided: Queued rows that are no longer wanted.
        revived: Voided rows that are wanted again.
        refreshed: Queued rows whose time, expiry or words have changed.
    """

    added: int
    voided: int
    revived: int = 0
    refreshed: int = 0

    @property
    def changes(self) -> int:
        """How many rows were touched."""
        return self.added + self.voided + self.revived + self.refreshed

    def is_all_of(self, wanted: Sequence[Message]) -> bool:
        """Whether exactly these messages were added, none of which had been there, and nothing else was touched."""
        return self == Reconciled(len(wanted), 0)

    def __add__(self, other: Reconciled) -> Reconciled:
        return Reconciled(
            self.added + other.added,
            self.voided + other.voided,
            self.revived + other.revived,
            self.refreshed + other.refreshed,
        )


#: Called after a transaction that queued something has been committed: deliveries of this process need not wait for
#: their next tick. Nothing depends on it; another process notices by its own tick.
_listeners: list[Callable[[], None]] = []


def on_queued(listener: Callable[[], None]) -> Callable[[], None]:
    """Be told whenever something was queued by this process. Returns the function that ends it."""
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


def _tell(session: AsyncSession) -> None:
    def committed(_session: object) -> None:
        for listener in tuple(_listeners):
            listener()

    if _listeners:
        event.listen(session.sync_session, "after_commit", committed, once=True)


def _row(message: Message, stored: dict[str, Any], now: dt.datetime) -> dict[str, Any]:
    if message.payload.urgent and not policy_of(message.kind).may_be_urgent:
        raise ValueError(f"kind {message.kind!r} may not be urgent")
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
        "payload": stored,
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


def _insert(session: AsyncSession) -> ReturningInsert[Any]:
    new = insert_into(session, _TABLE).on_conflict_do_nothing(index_elements=["dedupe_key"])
    return new.returning(_TABLE.c.dedupe_key)


async def enqueue(session: AsyncSession, messages: Sequence[Message], now: dt.datetime) -> int:
    """Queue messages in the transaction of the fact they announce; those that exist already are left as they are.

    Returns:
        How many were new.

    Raises:
        ValueError: One is urgent and of a kind that may not be.
    """
    return len(await _queue(session, messages, now))


async def _queue(session: AsyncSession, messages: Sequence[Message], now: dt.datetime) -> list[str]:
    """The same; returns the keys of those that were new."""
    added: list[str] = []
    connection = await session.connection()
    # Many say the same: it is spelled once.
    stored: dict[int, dict[str, Any]] = {}
    for message in messages:
        if id(message.payload) not in stored:
            stored[id(message.payload)] = message.payload.as_json()
    for start in range(0, len(messages), _CHUNK):
        rows = [_row(message, stored[id(message.payload)], now) for message in messages[start : start + _CHUNK]]
        # Many sets of one statement, not one statement of many rows: that one would be compiled anew every time.
        added += (await connection.execute(_insert(session), rows)).scalars()
    if added:
        _tell(session)
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
    voided = len(result.all())
    if voided:
        settled.doubt(session, [subject])
    return voided


async def reconcile(
    session: AsyncSession,
    subject: str,
    wanted: Sequence[Message],
    now: dt.datetime,
    *,
    keep: Collection[str] = (),
) -> Reconciled:
    """Make the queue of a subject what it should be.

    Args:
        session: The caller's transaction.
        subject: Whose queue.
        wanted: Every message of that subject that should exist, sent ones included.
        now: UTC.
        keep: Dedupe keys of messages that are too late to be made but, where they are queued, are left to the delivery.

    Raises:
        ValueError: A wanted message has another subject.
    """
    if any(message.subject != subject for message in wanted):
        raise ValueError("a wanted message has another subject")
    return (await reconcile_some(session, [_Plan(subject, wanted, keep)], now))[0]


@dataclass(frozen=True)
class _Plan:
    subject: str
    wanted: Sequence[Message]
    keep: Collection[str]


async def reconcile_some(session: AsyncSession, plans: Sequence[Planned], now: dt.datetime) -> list[Reconciled]:
    """Make the queues of some subjects what they should be, in a fixed number of statements for many small ones.

    Args:
        session: The caller's transaction.
        plans: Of different subjects.
        now: UTC.

    Returns:
        What was changed by each plan, in order.
    """
    found = await comparing.differences(session, plans)
    settled.doubt(session, {plan.subject for plan, one in zip(plans, found, strict=True) if one})
    await _void_rows(session, [row_id for one in found for row_id in one.gone], now)
    await _change_rows(session, [change for one in found for change in one.revived + one.refreshed])
    if any(one.revived or one.refreshed for one in found):
        _tell(session)
    added = set(await _queue(session, [message for one in found for message in one.missing], now))
    return [
        Reconciled(
            sum(message.dedupe_key in added for message in one.missing),
            len(one.gone),
            len(one.revived),
            len(one.refreshed),
        )
        for one in found
    ]


#: What a reconcile may change: nothing that is on its way or has ended for another reason.
_UNSENT = (OutboxMessage.state == OutboxState.QUEUED) | (
    (OutboxMessage.state == OutboxState.SKIPPED) & (OutboxMessage.reason == OutboxReason.VOID)
)


async def _void_rows(session: AsyncSession, ids: Sequence[int], now: dt.datetime) -> None:
    for start in range(0, len(ids), _CHUNK):
        await session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id.in_(ids[start : start + _CHUNK]), OutboxMessage.state == OutboxState.QUEUED)
            .values(state=OutboxState.SKIPPED, reason=OutboxReason.VOID, ended_at=now)
        )


async def _change_rows(session: AsyncSession, changes: Sequence[dict[str, Any]]) -> None:
    """Write changes by id; those of the same columns go in one statement."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for change in changes:
        groups.setdefault(tuple(sorted(change)), []).append(
            {_ID if name == "id" else name: value for name, value in change.items()}
        )
    connection = await session.connection()
    for names, group in groups.items():
        values: dict[str, Any] = {name: bindparam(name) for name in names if name != "id"}
        await connection.execute(update(_TABLE).where(_TABLE.c.id == bindparam(_ID), _UNSENT).values(values), group)
