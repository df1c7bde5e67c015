"""Queues that need not be compared again: the same plan as last time, and nothing has touched the queue since.

::

    facts ── fingerprint ── the one noted for the queue? ── yes ──> nothing to do
                                   │ no
                                   └──> compare, write what differs;   nothing differed, or all was new
                                                                          ──> note the fingerprint
    whatever changes a queue but sends from it ── doubt ──> the note goes, in the same transaction

Why that is right. What a plan wants is a function of its facts and of now, and the fingerprint is of everything in it,
the words included; a planner may use this only where time alone makes wanted messages late (from ``wanted`` to
``keep``), or where what else time changes is in the fingerprint. When a queue was found to be what the plan wants, it
can be made to differ from the same plan only by a row that is added, voided, emptied or queued again, and each of these
doubts the queue. Sending only takes rows away from what a plan may change. A clock that was set back compares again.

Where a plan looks at what was sent as well (its kinds' policies say ``remembers``), the fingerprint is of the other
facts, and no queue is noted of which something is on its way. A claim doubts the queue where it may tell somebody what
he has news waiting for (``claiming.doubt_told``); any other is of what the plan wanted him to be told, and a plan made
afterwards wants the rest as before.

Two at once (PostgreSQL). A note is written where the rows were read with a shared lock and none was in another's hands
(``comparing.standing_still``), under the lock of their organisation: whoever changes one of them later waits, and
deletes the note. Notes are deleted at the end of a transaction, when it asks for no more locks.

And because a proof may be wrong, a note is believed for four weeks only.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, event, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from db.among import among_texts
from db.inserting import insert_into
from db.session import json_text
from db.settled import SettledQueue
from services import comparing
from services.comparing import Planned

#: How long a note is believed. Meetings are known of for about twice as long: each is looked at again once.
_BELIEVED = dt.timedelta(days=28)
#: Where a transaction keeps the subjects whose notes go with it (``Session.info``).
_DOUBTED = "doubted_queues"
_AT_ONCE = 500
_TABLE = cast("Table", SettledQueue.__table__)


@dataclass(frozen=True)
class Note:
    """What is known of a queue; see ``db.settled.SettledQueue``."""

    fingerprint: str
    settled_at: dt.datetime

    def holds(self, fingerprint: str, now: dt.datetime) -> bool:
        """Whether the queue is what a plan of this fingerprint wants now."""
        return self.fingerprint == fingerprint and self.settled_at <= now < self.settled_at + _BELIEVED

    def is_old(self, fingerprint: str, now: dt.datetime) -> bool:
        """Whether it would hold if it were younger."""
        return self.fingerprint == fingerprint and now >= self.settled_at + _BELIEVED


def fingerprint(parts: Any) -> str:
    """The fingerprint of everything a plan is made of: JSON values, moments and dates among them."""
    return hashlib.blake2b(json_text(parts).encode(), digest_size=16).hexdigest()


async def notes(session: AsyncSession, subjects: Iterable[str]) -> dict[str, Note]:
    """What is known of some queues."""
    rows = await session.execute(
        select(SettledQueue.subject, SettledQueue.fingerprint, SettledQueue.settled_at).where(
            among_texts(SettledQueue.subject, subjects)
        )
    )
    return {subject: Note(mark, settled_at) for subject, mark, settled_at in rows}


async def note(session: AsyncSession, plans: Sequence[tuple[Planned, str]], now: dt.datetime) -> None:
    """Note queues that are what their plans want; one that is not, or not quite, is left to the next run.

    Args:
        session: A writing transaction that holds the lock of their organisation and has changed nothing in them, or
            has only added all they want. Doubts of this transaction are answered with it.
        plans: Each with its fingerprint.
        now: The moment the plans were made for, UTC.
    """
    mark_of = {plan.subject: mark for plan, mark in plans}
    still = await comparing.standing_still(session, [plan for plan, _ in plans])
    rows = [{"subject": one, "fingerprint": mark_of[one], "settled_at": now} for one in sorted(still)]
    if not rows:
        return
    new = insert_into(session, _TABLE)
    change = {"fingerprint": new.excluded.fingerprint, "settled_at": new.excluded.settled_at}
    connection = await session.connection()
    await connection.execute(new.on_conflict_do_update(index_elements=["subject"], set_=change), rows)
    session.info.get(_DOUBTED, set()).difference_update(row["subject"] for row in rows)


async def renew(session: AsyncSession, old: Mapping[str, Note], now: dt.datetime) -> None:
    """Believe notes anew whose queues were compared since they were read; one that went meanwhile stays away.

    Nobody has touched a queue whose note is still the one that was read before the comparison.

    Args:
        session: A writing transaction.
        old: By subject, as they were read.
        now: The moment the plans were made for, UTC.
    """
    connection = await session.connection()
    renewed = (
        update(_TABLE)
        .where(_TABLE.c.subject == bindparam("of"), _TABLE.c.settled_at == bindparam("before"))
        .values(settled_at=bindparam("now"))
    )
    await connection.execute(
        renewed, [{"of": subject, "before": one.settled_at, "now": now} for subject, one in sorted(old.items())]
    )


def doubt(session: AsyncSession, subjects: Collection[str]) -> None:
    """Compare some queues again: something in them was changed, and not by sending."""
    if not subjects:
        return
    doubted: set[str] = session.info.setdefault(_DOUBTED, set())
    if not doubted:
        event.listen(session.sync_session, "before_commit", _forget, once=True)
    doubted |= set(subjects)


def _forget(session: Session) -> None:
    subjects = sorted(session.info.pop(_DOUBTED, ()))
    for start in range(0, len(subjects), _AT_ONCE):
        session.execute(delete(SettledQueue).where(SettledQueue.subject.in_(subjects[start : start + _AT_ONCE])))


async def sweep(session: AsyncSession, now: dt.datetime) -> int:
    """Delete notes nobody believes any more.

    Returns:
        How many.
    """
    gone = await session.execute(
        delete(SettledQueue).where(SettledQueue.settled_at < now - _BELIEVED).returning(SettledQueue.subject)
    )
    return len(gone.all())
