"""What separates the queue of a subject from what it should be; see ``services.outbox.reconcile``.

Nearly every comparison finds nothing. So payloads are compared as the texts they are stored as, once for all messages
that share one, and are read only where the texts differ.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, cast

import orjson
from sqlalchemy import Table, Text, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among_texts
from db.names import OutboxReason, OutboxState
from db.outbox import OutboxMessage
from db.session import json_text

if TYPE_CHECKING:
    from services.outbox import Message

#: Subjects that are asked for at once, and messages of several subjects that are compared at once.
_SUBJECTS, _AT_ONCE = 500, 2_000

_TABLE = cast("Table", OutboxMessage.__table__)
#: What a comparison needs to know of a row.
_COMPARED = (
    _TABLE.c.subject,
    _TABLE.c.id,
    _TABLE.c.dedupe_key,
    _TABLE.c.state,
    _TABLE.c.reason,
    sql_cast(_TABLE.c.payload, Text).label("payload"),
    _TABLE.c.due_at,
    _TABLE.c.expires_at,
)


class Planned(Protocol):
    """What should be in the queue of a subject; see ``services.outbox.reconcile``."""

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


async def difference(
    session: AsyncSession, subject: str, wanted: Sequence[Message], *, keep: Collection[str] = ()
) -> Difference:
    """Compare the queue of a subject with what it should be; writes nothing. Arguments as for ``outbox.reconcile``.

    Raises:
        ValueError: A wanted message has another subject.
    """
    if any(message.subject != subject for message in wanted):
        raise ValueError("a wanted message has another subject")
    return _compare(await _rows(session, [subject]), {one.dedupe_key: one for one in wanted}, keep)


async def differences(session: AsyncSession, plans: Sequence[Planned]) -> list[Difference]:
    """What separates queues from what they should be, in order; one query for many small ones. Writes nothing."""
    found: list[Difference] = []
    for some in _together(plans):
        rows = await _rows_of(session, some)
        found += [_difference(rows, plan) for plan in some]
    return found


async def differing(session: AsyncSession, plans: Sequence[Planned]) -> list[str]:
    """Which subjects' queues are not what they should be, in order; one query for many small ones."""
    found = await differences(session, plans)
    return [plan.subject for plan, one in zip(plans, found, strict=True) if one]


async def _rows_of(session: AsyncSession, plans: Sequence[Planned], *, share: bool = False) -> dict[str, list[Any]]:
    """The rows of some queues, by subject."""
    rows: dict[str, list[Any]] = {plan.subject: [] for plan in plans}
    for row in await _rows(session, sorted(rows), share=share):
        rows[row.subject].append(row)
    return rows


def _difference(rows: dict[str, list[Any]], plan: Planned) -> Difference:
    return _compare(rows[plan.subject], {one.dedupe_key: one for one in plan.wanted}, plan.keep)


async def standing_still(session: AsyncSession, plans: Sequence[Planned]) -> set[str]:
    """Of queues that were found to be what they should be, those that nobody is about to change a row of.

    Their rows are shared with other readers until the transaction ends; one that is in another's hands says no. On
    SQLite a writing transaction is alone.

    Args:
        session: A writing transaction that has compared them and changed nothing.
        plans: What the queues should be.

    Returns:
        Subjects.
    """
    if session.get_bind().dialect.name == "sqlite":
        return {plan.subject for plan in plans}
    still: set[str] = set()
    for some in _together(plans):
        there, shared = await _rows_of(session, some), await _rows_of(session, some, share=True)
        still |= {
            plan.subject
            for plan in some
            if {row.id for row in there[plan.subject]} == {row.id for row in shared[plan.subject]}
            and not _difference(shared, plan)
        }
    return still


async def _rows(session: AsyncSession, subjects: Sequence[str], *, share: bool = False) -> Sequence[Any]:
    query = select(*_COMPARED).where(among_texts(_TABLE.c.subject, subjects))
    if share:
        query = query.with_for_update(read=True, skip_locked=True)
    await session.flush()  # past the session's bookkeeping, which costs as much as the query
    connection = await session.connection()
    return (await connection.execute(query)).all()


def _together(plans: Sequence[Planned]) -> Iterator[list[Planned]]:
    """Plans in groups whose rows are few enough to be held at once."""
    some: list[Planned] = []
    many = 0
    for plan in plans:
        if some and (many >= _AT_ONCE or len(some) >= _SUBJECTS):
            yield some
            some, many = [], 0
        some.append(plan)
        many += len(plan.wanted) + len(plan.keep)
    if some:
        yield some


def _compare(rows: Iterable[Any], by_key: dict[str, Message], keep: Collection[str]) -> Difference:
    found = Difference([], [], [], [])
    texts: dict[int, str] = {}
    for row in rows:
        message = by_key.pop(row.dedupe_key, None)
        if row.state is OutboxState.QUEUED:
            if message is not None:
                found.refreshed.extend(_brought_up_to_date(row, message, texts))
            elif row.dedupe_key not in keep:
                found.gone.append(row.id)
        elif message is not None and row.state is OutboxState.SKIPPED and row.reason is OutboxReason.VOID:
            found.revived.append(_queued_again(row.id, message))
    found.missing.extend(by_key.values())
    return found


def _brought_up_to_date(row: Any, message: Message, texts: dict[int, str]) -> list[dict[str, Any]]:
    """The change a queued row needs, if any. A new time forgets holds and back-offs; new words do not.

    Args:
        row: As it is stored.
        message: As it should be.
        texts: Of payloads met before, by identity; their messages live as long as the comparison.
    """
    change: dict[str, Any] = {}
    if row.due_at != message.due_at:
        change |= {"due_at": message.due_at, "not_before": message.due_at}
    if row.expires_at != message.expires_at:
        change["expires_at"] = message.expires_at
    known = texts.get(id(message.payload))
    if known is None:
        known = texts[id(message.payload)] = json_text(message.payload.as_json())
    # Another version may have written the same contents in another order.
    if row.payload != known and orjson.loads(row.payload) != orjson.loads(known):
        change["payload"] = message.payload.as_json()
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
