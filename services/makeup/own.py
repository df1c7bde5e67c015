"""A person's own make-up studies: what waits for him, the material again, and handing it in with a note."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.makeups import MakeUp
from db.meetings import MeetingMaterial
from db.names import EventType, MakeUpState
from services import outbox
from services.access import Actor
from services.errors import NotAllowed
from services.house import House
from services.makeup import book, drawing, evidence
from services.makeup.evidence import Note
from services.makeup.planner import subject_of
from services.meetings.expected import Occasion, occasion

#: What waits for the person himself; one whose day has passed may still be handed in.
OPEN = frozenset({MakeUpState.REQUIRED, MakeUpState.EXPIRED})
#: For so long after its day an open one is still listed.
_LISTED = dt.timedelta(days=60)


@dataclass(frozen=True)
class Task:
    """A make-up study as the person himself sees it.

    Attributes:
        overdue: Its day is over; it may still be handed in.
        returned: Why it was given back last.
        hours: Granted; None: not yet.
        files: How many files the meeting was sent out with.
        questions: Whether questions can be asked in the place of a note.
    """

    id: int
    types: tuple[EventType, ...]
    title: str | None
    theme: str | None
    day: dt.date
    due_on: dt.date
    overdue: bool
    state: MakeUpState
    returned: str | None
    hours: Decimal | None
    files: int = 0
    questions: bool = False

    @property
    def open(self) -> bool:
        """Whether it waits for him."""
        return self.state in OPEN


@dataclass(frozen=True)
class Material:
    """A file of the meeting, by the messenger's name for it; ``kind`` is ``DOCUMENT`` or ``PHOTO``."""

    kind: str
    file_id: str


async def mine(house: House, actor: Actor) -> list[Task]:
    """The actor's make-up studies that wait for him or for an answer, the most urgent first.

    Raises:
        NotAllowed: The actor is no member.
    """
    if actor.member is None:
        raise NotAllowed
    async with house.db.read() as session:
        rows = await session.scalars(
            select(MakeUp)
            .where(
                MakeUp.member_id == actor.member.id,
                MakeUp.state.in_((*OPEN, MakeUpState.SUBMITTED)),
                (MakeUp.state != MakeUpState.EXPIRED) | (MakeUp.due_on >= house.today() - _LISTED),
            )
            .order_by(MakeUp.due_on, MakeUp.id)
        )
        return [_task(row, await occasion(session, row.meeting_id), house.now()) for row in rows]


async def look(house: House, actor: Actor, makeup_id: int) -> Task:
    """One of the actor's own.

    Raises:
        NotAllowed: It is not his, or there is none.
    """
    async with house.db.read() as session:
        return await task(session, actor, await row_of(session, actor, makeup_id), house.now())


async def task(session: AsyncSession, actor: Actor, row: MakeUp, now: dt.datetime) -> Task:
    """One of his as he sees it, with what may be used as evidence."""
    files = select(func.count()).select_from(MeetingMaterial).where(MeetingMaterial.meeting_id == row.meeting_id)
    return _task(
        row,
        await occasion(session, row.meeting_id),
        now,
        files=await session.scalar(files) or 0,
        questions=actor.member is not None and await drawing.enough(session, actor.member.branch_path),
    )


def _task(row: MakeUp, seen: Occasion, now: dt.datetime, *, files: int = 0, questions: bool = False) -> Task:
    return Task(
        id=row.id,
        types=seen.types,
        title=seen.title,
        theme=seen.theme,
        day=seen.day,
        due_on=row.due_on,
        overdue=now.astimezone(seen.zone).date() > row.due_on,
        state=row.state,
        returned=row.returned,
        hours=row.hours,
        files=files,
        questions=questions,
    )


async def row_of(session: AsyncSession, actor: Actor, makeup_id: int, *, lock: bool = False) -> MakeUp:
    """The row of one of his own.

    Raises:
        NotAllowed: It is not his, or there is none.
    """
    query = select(MakeUp).where(MakeUp.id == makeup_id)
    row = (await session.scalars(query.with_for_update() if lock else query)).one_or_none()
    if row is None or actor.member is None or row.member_id != actor.member.id:
        raise NotAllowed
    return row


async def materials(house: House, actor: Actor, makeup_id: int) -> Sequence[Material]:
    """The files of the meeting, to be read again.

    Raises:
        NotAllowed: It is not his, or there is none.
    """
    async with house.db.read() as session:
        row = await row_of(session, actor, makeup_id)
        query = select(MeetingMaterial).where(MeetingMaterial.meeting_id == row.meeting_id).order_by(MeetingMaterial.id)
        return [Material(one.kind.value, one.file_id) for one in await session.scalars(query)]


async def hand_in(house: House, actor: Actor, makeup_id: int, shown: Note) -> Task:
    """Hand it in with a note; what was handed in or accepted already stays as it is.

    Args:
        house: The house.
        actor: Whose it is.
        makeup_id: Which.
        shown: What he takes from it.

    Raises:
        NotAllowed: It is not his, or there is none.
        BadNote: The note is too short or too long.
    """
    text, now = evidence.check(shown), house.now()
    async with house.db.write() as session:
        row = await row_of(session, actor, makeup_id, lock=True)
        if row.state in OPEN:
            row.note, row.asked = text, None
            await submit(house, session, row, now)
        return await task(session, actor, row, now)


async def submit(house: House, session: AsyncSession, row: MakeUp, now: dt.datetime) -> None:
    """It is handed in, with what the row holds: the reminders end, and who decides is asked."""
    row.state, row.submitted_at, row.times, row.returned = MakeUpState.SUBMITTED, now, row.times + 1, None
    await session.flush()
    await outbox.void(session, subject_of(row.id), now)
    await book.ask(house, session, row, await occasion(session, row.meeting_id), now)
