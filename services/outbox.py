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
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

from sqlalchemy import Table, event, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningInsert

from db.names import Lane, OutboxAction, OutboxReason, OutboxState, OutboxTarget
from db.outbox import OutboxMessage

#: Rows a statement inserts at once; SQLite allows 32,766 variables a statement.
_CHUNK = 500

#: Messages of several subjects that are compared at once.
_AT_ONCE = 2_000

#: Past the session's bookkeeping: rows are not kept as objects here.
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
            doubt), ``{"month": "2026-11"}``, ``{"time": "2026-11-20T01:00:00+00:00"}``, ``{"key": "another-key"}``,
            ``{"keys": [...]}`` (a list of names), ``{"lines": [{"key": ..., "vars": {...}}]}``, which are written in
            the person's language and zone.
        buttons: Rows of inline buttons.
        silent: Delivered without a sound.
        of: For ``EDIT``, ``DELETE`` and ``PIN``: the dedupe key of the message that is acted on.
        items: Of a digest: what follows its title, each with the ``id`` of its row, ``key`` and ``vars``.
        file: A file the messenger has already: its ``kind`` (``db.names.MaterialKind``) and ``id``; the text stands
            below it, without buttons.
    """

    key: str
    vars: dict[str, Any] = field(default_factory=dict)
    buttons: tuple[tuple[Button, ...], ...] = ()
    silent: bool = False
    of: str | None = None
    items: tuple[dict[str, Any], ...] = ()
    file: dict[str, str] | None = None

    def as_json(self) -> dict[str, Any]:
        """As stored."""
        rows = [[button.as_json() for button in row] for row in self.buttons]
        stored: dict[str, Any] = {"key": self.key, "vars": self.vars, "buttons": rows, "silent": self.silent}
        if self.items:
            stored |= {"items": list(self.items)}
        if self.file is not None:
            stored |= {"file": self.file}
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
        file=stored.get("file"),
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


def _insert(session: AsyncSession) -> ReturningInsert[Any]:
    insert = pg_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    new = insert(_TABLE).on_conflict_do_nothing(index_elements=["dedupe_key"])
    return new.returning(_TABLE.c.id)


async def enqueue(session: AsyncSession, messages: Sequence[Message], now: dt.datetime) -> int:
    """Queue messages in the transaction of the fact they announce; those that exist already are left as they are.

    Returns:
        How many were new.
    """
    added = 0
    connection = await session.connection()
    for start in range(0, len(messages), _CHUNK):
        rows = [_row(message, now) for message in messages[start : start + _CHUNK]]
        # Many sets of one statement, not one statement of many rows: that one would be compiled anew every time.
        result = await connection.execute(_insert(session), rows)
        added += len(result.all())
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
    return len(result.all())


@dataclass(frozen=True)
class Difference:
    """What separates the queue of a subject from what it should be.

    Attributes:
        missing: Messages there is no row of.
        gone: Ids of queued rows that are no longer wanted.
        revived: Changes that queue voided rows again.
        refreshed: Changes to queued rows.
    """

    missing: list[Message]
    gone: list[int]
    revived: list[dict[str, Any]]
    refreshed: list[dict[str, Any]]

    def __bool__(self) -> bool:
        return bool(self.missing or self.gone or self.revived or self.refreshed)


#: What a comparison needs to know of a row.
_COMPARED = (
    OutboxMessage.subject,
    OutboxMessage.id,
    OutboxMessage.dedupe_key,
    OutboxMessage.state,
    OutboxMessage.reason,
    OutboxMessage.payload,
    OutboxMessage.due_at,
    OutboxMessage.expires_at,
)


class Planned(Protocol):
    """What should be in the queue of a subject; see ``reconcile``."""

    @property
    def subject(self) -> str:
        """Whose queue."""
        ...

    @property
    def wanted(self) -> Sequence[Message]:
        """Every message of the subject that should exist."""
        ...

    @property
    def keep(self) -> Collection[str]:
        """Keys of what is only left alone where it is queued."""
        ...


async def difference(
    session: AsyncSession, subject: str, wanted: Sequence[Message], *, keep: Collection[str] = ()
) -> Difference:
    """Compare the queue of a subject with what it should be; writes nothing. Arguments as for ``reconcile``.

    Raises:
        ValueError: A wanted message has another subject.
    """
    if any(message.subject != subject for message in wanted):
        raise ValueError("a wanted message has another subject")
    by_key = {message.dedupe_key: message for message in wanted}
    rows = await session.execute(select(*_COMPARED).where(OutboxMessage.subject == subject))
    return _compare(rows, by_key, keep)


async def differing(session: AsyncSession, plans: Sequence[Planned]) -> list[str]:
    """Which subjects' queues are not what they should be, in order; one query for many small ones."""
    found: list[str] = []
    for some in _together(plans):
        rows: dict[str, list[Any]] = {plan.subject: [] for plan in some}
        query = select(*_COMPARED).where(OutboxMessage.subject.in_(sorted(rows)))
        for row in await session.execute(query):
            rows[row.subject].append(row)
        found += [
            plan.subject
            for plan in some
            if _compare(rows[plan.subject], {one.dedupe_key: one for one in plan.wanted}, plan.keep)
        ]
    return found


def _together(plans: Sequence[Planned]) -> Iterator[list[Planned]]:
    """Plans in groups whose rows are few enough to be held at once."""
    some: list[Planned] = []
    many = 0
    for plan in plans:
        if some and (many >= _AT_ONCE or len(some) >= _CHUNK):
            yield some
            some, many = [], 0
        some.append(plan)
        many += len(plan.wanted) + len(plan.keep)
    if some:
        yield some


def _compare(rows: Iterable[Any], by_key: dict[str, Message], keep: Collection[str]) -> Difference:
    found = Difference([], [], [], [])
    for row in rows:
        message = by_key.pop(row.dedupe_key, None)
        if row.state is OutboxState.QUEUED:
            if message is not None:
                found.refreshed.extend(_brought_up_to_date(row, message))
            elif row.dedupe_key not in keep:
                found.gone.append(row.id)
        elif message is not None and row.state is OutboxState.SKIPPED and row.reason is OutboxReason.VOID:
            found.revived.append(_queued_again(row.id, message))
    found.missing.extend(by_key.values())
    return found


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
    found = await difference(session, subject, wanted, keep=keep)
    await _void_rows(session, found.gone, now)
    for change in found.revived + found.refreshed:
        values = {name: value for name, value in change.items() if name != "id"}
        await session.execute(update(OutboxMessage).where(OutboxMessage.id == change["id"], _UNSENT).values(**values))
    if found.revived:
        _tell(session)
    added = await enqueue(session, found.missing, now)
    return Reconciled(added, len(found.gone), len(found.revived), len(found.refreshed))


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


def _brought_up_to_date(row: Any, message: Message) -> list[dict[str, Any]]:
    """The change a queued row needs, if any. A new time forgets holds and back-offs; new words do not."""
    change: dict[str, Any] = {}
    if row.due_at != message.due_at:
        change |= {"due_at": message.due_at, "not_before": message.due_at}
    if row.expires_at != message.expires_at:
        change["expires_at"] = message.expires_at
    payload = message.payload.as_json()
    if row.payload != payload:
        change["payload"] = payload
    return [{"id": row.id, **change}] if change else []


def _queued_again(row_id: int, message: Message) -> dict[str, Any]:
    return {
        "id": row_id,
        "state": OutboxState.QUEUED,
        "reason": None,
        "ended_at": None,
        "payload": message.payload.as_json(),
        "due_at": message.due_at,
        "not_before": message.due_at,
        "expires_at": message.expires_at,
    }
