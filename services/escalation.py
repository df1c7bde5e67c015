"""The ladder for what needs an answer: the person, again, then a task for a human. It stops at the answer.

::

    start ── rows of the outbox for every "again" ──(hours)──> sent like any other message: quiet hours, pauses, shifts
      └───── task_at ──(planner)──> a task for whoever leads, or for the office above
    acknowledged ── what waits is voided, the task is closed; never a word after it

Rows are keyed by subject, ladder and person, messages by their step: whatever runs twice, or in another order, nobody
is asked more often than the ladder has steps. Nothing is ever said in public.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Self, cast

from pydantic import Field, model_validator
from sqlalchemy import Table, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.escalations import Escalation, HumanTask
from db.inserting import insert_into
from db.names import Audience, TaskEnd
from services import kinds, outbox, shipped
from services.house import House
from services.kinds import OnPause, Pending, Policy
from services.outbox import PRIORITY_NOTICE, Message, Payload
from services.shipped import Section

KIND = "ask_again"

_LAST_WORD = dt.timedelta(days=3)


class To(StrEnum):
    """Whom a step turns to."""

    PERSON = "PERSON"
    LEADERS = "LEADERS"
    SUPERIOR = "SUPERIOR"


class Step(Section):
    """One step: so many hours after the first word."""

    hours: int = Field(gt=0)
    to: To


class Ladder(Section):
    """One ladder; a task for a human comes last, and once."""

    key: Annotated[str, Field(pattern=r"^[a-z_]{2,24}$")]
    steps: tuple[Step, ...]
    source: str

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        hours = [one.hours for one in self.steps]
        if hours != sorted(set(hours)) or any(one.to is not To.PERSON for one in self.steps[:-1]):
            raise ValueError("steps go up, and a human comes last")
        return self

    @property
    def task(self) -> Step | None:
        """The step that makes a task."""
        return self.steps[-1] if self.steps and self.steps[-1].to is not To.PERSON else None


class Undelivered(Section):
    """How long ago a message may have failed to become a task."""

    look_back_hours: int


class Ladders(Section):
    """Everything that ships."""

    version: str
    ladder: tuple[Ladder, ...]
    undelivered: Undelivered

    def find(self, key: str) -> Ladder:
        """A ladder by its key.

        Raises:
            KeyError: There is none; always a defect of ours.
        """
        return shipped.find(self.ladder, key)


@cache
def load() -> Ladders:
    """Read what ships.

    Raises:
        pydantic.ValidationError: The file has an unknown or a malformed entry.
    """
    return shipped.read(Ladders, "escalation")


@dataclass(frozen=True)
class Asked:
    """Somebody who was asked: a member, or an account without one."""

    member_id: int | None = None
    account_id: int | None = None

    @property
    def word(self) -> str:
        """For keys."""
        return f"m{self.member_id}" if self.member_id is not None else f"a{self.account_id}"


def subject_of(escalation_id: int) -> str:
    """The outbox subject of a ladder's messages."""
    return f"escalation:{escalation_id}"


def messages(
    ladder: Ladder, escalation_id: int, started_at: dt.datetime, people: Sequence[Asked], payload: Payload
) -> list[Message]:
    """Every message of a ladder, in order; each ends where the next step begins. Pure."""
    found = []
    for number, step in enumerate(ladder.steps):
        if step.to is not To.PERSON:
            continue
        due = started_at + dt.timedelta(hours=step.hours)
        later = ladder.steps[number + 1 : number + 2]
        ends = started_at + dt.timedelta(hours=later[0].hours) if later else due + _LAST_WORD
        found += [
            Message(
                kind=KIND,
                dedupe_key=f"{subject_of(escalation_id)}:{number}:{one.word}",
                subject=subject_of(escalation_id),
                payload=payload,
                due_at=due,
                member_id=one.member_id,
                account_id=one.account_id,
                expires_at=ends,
                priority=PRIORITY_NOTICE,
            )
            for one in people
        ]
    return found


async def start(
    session: AsyncSession,
    ladder_key: str,
    subject: str,
    organisation_id: int,
    people: Sequence[Asked],
    payload: Payload,
    now: dt.datetime,
    *,
    asked: str = "",
) -> bool:
    """Begin to wait for an answer, in the transaction that asks; the first word is the caller's own message.

    Called again for the same question it only adds people who were not asked before; hours count from the first call.

    Args:
        session: The caller's transaction.
        ladder_key: Which ladder.
        subject: What was asked.
        organisation_id: Whose leaders get the task.
        people: Who was asked.
        payload: What they are sent again; its buttons lead to the answer.
        now: UTC.
        asked: Of whom, where each answers for himself; empty: one answer ends it for all.

    Returns:
        Whether it waits; False when it was answered before.

    Raises:
        KeyError: There is no such ladder.
    """
    ladder = load().find(ladder_key)
    task = ladder.task
    await _insert_new(
        session,
        cast("Table", Escalation.__table__),
        ("subject", "ladder", "asked"),
        {
            "ladder": ladder_key,
            "subject": subject,
            "asked": asked,
            "organisation_id": organisation_id,
            "started_at": now,
            "task_at": now + dt.timedelta(hours=task.hours) if task is not None else None,
        },
    )
    query = select(Escalation).where(
        Escalation.subject == subject, Escalation.ladder == ladder_key, Escalation.asked == asked
    )
    row = (await session.scalars(query.with_for_update())).one()
    if row.ended_at is not None:
        return False
    wanted = messages(ladder, row.id, row.started_at, people, payload)
    await outbox.enqueue(session, [one for one in wanted if one.due_at > now], now)
    return True


async def _insert_new(session: AsyncSession, table: Table, unique: Sequence[str], values: dict[str, Any]) -> int | None:
    """Insert a row unless there is one with the same key; its id, or None."""
    query = (
        insert_into(session, table)
        .values(values)
        .on_conflict_do_nothing(index_elements=list(unique))
        .returning(table.c.id)
    )
    found: int | None = (await session.execute(query)).scalar_one_or_none()
    return found


async def acknowledged(session: AsyncSession, subject: str, now: dt.datetime, *, asked: str | None = None) -> int:
    """The answer has come, or the question has fallen away: whatever waits is voided and its task closed.

    Args:
        session: The transaction of the answer.
        subject: What was asked.
        now: UTC.
        asked: Whose answer it is; None: of everybody who was asked.

    Returns:
        How many ladders it ended.
    """
    mine = [Escalation.subject == subject, Escalation.ended_at.is_(None)]
    if asked is not None:
        mine.append(Escalation.asked == asked)
    ended = (
        await session.execute(
            update(Escalation)
            .where(*mine)
            .values(ended_at=now)
            .returning(Escalation.id, Escalation.ladder, Escalation.asked)
        )
    ).all()
    for row in ended:
        await outbox.void(session, subject_of(row.id), now)
        closed = await session.execute(
            update(HumanTask)
            .where(
                HumanTask.subject == subject,
                HumanTask.kind == row.ladder,
                HumanTask.asked == row.asked,
                HumanTask.closed_at.is_(None),
            )
            .values(closed_at=now, closed_as=TaskEnd.ANSWERED)
            .returning(HumanTask.id)
        )
        for task in closed.all():
            await outbox.void(session, f"task:{task.id}", now)
    return len(ended)


async def make_task(
    session: AsyncSession,
    kind: str,
    subject: str,
    asked: str,
    organisation_id: int,
    to: Audience,
    now: dt.datetime,
    *,
    until: dt.datetime | None = None,
) -> int | None:
    """Make a task for a human unless it was made before; its id, or None."""
    return await _insert_new(
        session,
        cast("Table", HumanTask.__table__),
        ("subject", "kind", "asked", "organisation_id"),
        {
            "kind": kind,
            "subject": subject,
            "asked": asked,
            "organisation_id": organisation_id,
            "to": to,
            "created_at": now,
            "until": until,
        },
    )


async def due(session: AsyncSession, now: dt.datetime) -> list[Escalation]:
    """Ladders whose last step has come, each locked; their tasks are the caller's to make."""
    query = (
        select(Escalation)
        .where(Escalation.ended_at.is_(None), Escalation.task_at <= now)
        .order_by(Escalation.id)
        .with_for_update(skip_locked=True)
    )
    return list(await session.scalars(query))


async def stale(house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime) -> set[int]:
    """Reminders of what has been answered meanwhile."""
    del house, now
    ids = {one.about for one in pending}
    waiting = set(
        await session.scalars(
            select(Escalation.id).where(Escalation.id.in_(sorted(ids)), Escalation.ended_at.is_(None))
        )
    )
    return {one.id for one in pending if one.about not in waiting}


kinds.register(KIND, Policy(on_pause=OnPause.HOLD, stale=stale))
