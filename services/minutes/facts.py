"""Everything the papers of a meeting are made of, read in a fixed number of queries. Nothing in it is made up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.attendance import Decision, RollCall
from db.meetings import Meeting, MeetingItem
from db.minutes import MeetingRecord, MinuteEntry
from db.names import AttendanceStatus, MinuteKind
from services.attendance import facts as attendance
from services.attendance.lines import lines_of, officers
from services.attendance.sheet import Line
from services.meetings.expected import Guest, Occasion, guests, occasion
from services.minutes.book import senders


@dataclass(frozen=True)
class Saved:
    """Something that was sent in.

    Attributes:
        item: Number of its item; 0: none.
        seconds: Of a voice note.
        who: Full name of who sent it; empty: he is on no roster.
    """

    id: int
    item: int
    kind: MinuteKind
    text: str
    name: str
    seconds: int | None
    file_id: str | None
    sent_at: dt.datetime
    who: str


@dataclass(frozen=True)
class Vote:
    """A decision with its counts as a human typed them, and who could vote then."""

    title: str
    due_voters: int
    present_voters: int
    ayes: int
    noes: int
    abstentions: int


@dataclass(frozen=True)
class Fields:
    """What the record says by hand; None or empty: nothing yet. See ``db.minutes.MeetingRecord``."""

    number: int | None = None
    chair: str = ""
    recorder: str = ""
    ended_at: dt.datetime | None = None
    undecided: bool = False
    summary: str = ""
    members: int | None = None
    activists: int | None = None
    masses: int | None = None
    hours: Decimal | None = None
    consultations: int | None = None


@dataclass(frozen=True)
class Facts:
    """A meeting with everything its papers show.

    Attributes:
        items: The agenda, in order.
        called: Its roll-call has ended.
        lines: Who was expected, with what is recorded of him.
        guests: Who else was there.
    """

    held: Occasion
    fields: Fields
    items: tuple[str, ...]
    entries: tuple[Saved, ...]
    called: bool
    lines: tuple[Line, ...]
    guests: tuple[Guest, ...]
    votes: tuple[Vote, ...]

    def of(self, *kinds: MinuteKind) -> tuple[Saved, ...]:
        """What was sent in of some kinds, in the order of time."""
        return tuple(one for one in self.entries if one.kind in kinds)

    @property
    def due(self) -> tuple[Line, ...]:
        """Who is due: the exempt are not."""
        return tuple(one for one in self.lines if one.status is not AttendanceStatus.EXEMPT)


async def load(session: AsyncSession, meeting_id: int) -> Facts:
    """The facts of a meeting.

    Raises:
        NotAllowed: There is no such meeting.
    """
    held = await occasion(session, meeting_id)
    items = list(
        await session.scalars(
            select(MeetingItem).where(MeetingItem.meeting_id == meeting_id).order_by(MeetingItem.position)
        )
    )
    number_of = {one.id: number for number, one in enumerate(items, 1)}
    called = await session.scalar(
        select(RollCall.id)
        .select_from(Meeting)
        .join(RollCall, attendance.ended())
        .where(Meeting.id == meeting_id)
        .limit(1)
    )
    decisions = await session.scalars(
        select(Decision).where(Decision.meeting_id == meeting_id).order_by(Decision.recorded_at, Decision.id)
    )
    return Facts(
        held=held,
        fields=await _fields(session, meeting_id),
        items=tuple(one.title for one in items),
        entries=await _entries(session, meeting_id, number_of),
        called=called is not None,
        lines=await lines_of(session, meeting_id),
        guests=tuple(await guests(session, meeting_id)),
        votes=tuple(
            Vote(one.title, one.due_voters, one.present_voters, one.ayes, one.noes, one.abstentions)
            for one in decisions
        ),
    )


async def _fields(session: AsyncSession, meeting_id: int) -> Fields:
    row = await session.get(MeetingRecord, meeting_id)
    if row is None:
        return Fields()
    chair, recorder = await officers(session, meeting_id)
    return Fields(
        number=row.number,
        chair=chair,
        recorder=recorder,
        ended_at=row.ended_at,
        undecided=row.undecided,
        summary=row.summary or "",
        members=row.members,
        activists=row.activists,
        masses=row.masses,
        hours=row.hours,
        consultations=row.consultations,
    )


async def _entries(session: AsyncSession, meeting_id: int, number_of: dict[int, int]) -> tuple[Saved, ...]:
    rows = list(
        await session.scalars(
            select(MinuteEntry)
            .where(MinuteEntry.meeting_id == meeting_id)
            .order_by(MinuteEntry.sent_at, MinuteEntry.message_id, MinuteEntry.id)
        )
    )
    people = await senders(session, {row.filed_by for row in rows})
    return tuple(
        Saved(
            id=row.id,
            item=number_of.get(row.item_id or 0, 0),
            kind=row.kind,
            text=row.text or "",
            name=row.name or "",
            seconds=row.seconds,
            file_id=row.file_id,
            sent_at=row.sent_at,
            who=(who.name or "") if (who := people.get(row.filed_by)) is not None else "",
        )
        for row in rows
    )
