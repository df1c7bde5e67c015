"""What is sent in for the record of a meeting: filed under the item that is discussed, looked at, moved, taken out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Binding
from db.inserting import insert_into
from db.meetings import Meeting, MeetingItem
from db.members import Member
from db.minutes import MeetingRecord, MinuteEntry
from db.names import EventType, MeetingState, MinuteKind
from services import access, audit, naming
from services.access import Actor, Status
from services.branch import TooLong
from services.errors import NotAllowed
from services.house import House
from services.meetings import usual
from services.meetings.details import ITEM_LENGTH
from services.meetings.errors import TooMany
from services.meetings.expected import Occasion, occasion
from services.minutes import rules
from services.minutes.errors import CalledOff, Full, NoContents, NotFilable, TooEarly
from services.minutes.rules import MinuteRules
from services.org_settings import settings_of
from services.rollcall import CALLER_OF

TEXT_LENGTH = 4096
NAME_LENGTH = 100


@dataclass(frozen=True)
class Note:
    """Something sent in.

    Attributes:
        text: What was typed, or stands under a file.
        file_id, unique_id, name: The messenger's, of a file.
        seconds: Of a voice note.
        sent_at: By the messenger, UTC.
        message_id: The messenger's, in the chat of who sends.
    """

    kind: MinuteKind
    text: str
    sent_at: dt.datetime
    message_id: int
    file_id: str | None = None
    unique_id: str | None = None
    name: str = ""
    seconds: int | None = None


@dataclass(frozen=True)
class Item:
    """An item of the agenda, and how many things are filed under it."""

    id: int
    number: int
    title: str
    entries: int


@dataclass(frozen=True)
class Desk:
    """A meeting's record as who keeps it sees it.

    Attributes:
        items: The agenda, in order.
        loose: Things filed under no item.
        counts: By kind.
        keeps_contents: Whether what is said there may be kept.
        stands_until: Until when what he types next is for this record, UTC.
    """

    meeting_id: int
    organisation_id: int
    organisation: str
    types: tuple[EventType, ...]
    title: str | None
    starts_at: dt.datetime
    zone: ZoneInfo
    items: tuple[Item, ...]
    loose: int
    counts: Mapping[MinuteKind, int]
    keeps_contents: bool
    stands_until: dt.datetime

    @property
    def total(self) -> int:
        """How many things there are."""
        return sum(self.counts.values())

    def item(self, item_id: int | None) -> Item | None:
        """An item by its id."""
        return next((one for one in self.items if one.id == item_id), None)

    def after(self, item_id: int | None) -> Item | None:
        """The item that comes next; the first after none."""
        here = self.item(item_id)
        return next((one for one in self.items if one.number > (here.number if here is not None else 0)), None)


@dataclass(frozen=True)
class Entry:
    """One thing of a record.

    Attributes:
        who: Who sent it, as his branch names people in chat; empty: he is on no roster.
    """

    id: int
    item_id: int | None
    kind: MinuteKind
    text: str
    name: str
    seconds: int | None
    file_id: str | None
    sent_at: dt.datetime
    who: str


@dataclass(frozen=True)
class Filed:
    """What became of something sent in.

    Attributes:
        new: False: it was there already.
    """

    entry_id: int
    new: bool
    desk: Desk


async def reach(session: AsyncSession, actor: Actor, meeting_id: int, now: dt.datetime) -> Occasion:
    """The meeting whose record the actor keeps: whoever calls its roll, and whom it names as recorder for a while.

    Raises:
        NotAllowed: He keeps no such record.
    """
    if actor.status < Status.CONSENTED:
        raise NotAllowed
    seen = await occasion(session, meeting_id)
    record = await session.get(MeetingRecord, meeting_id)
    named = record is not None and actor.member is not None and record.recorder_id == actor.member.id
    if not (named and now < seen.ends_at + dt.timedelta(days=rules.load().recorder_days)):
        await access.check(session, actor, CALLER_OF, seen.organisation_id)
    return seen


async def desk(house: House, actor: Actor, meeting_id: int) -> Desk:
    """The record of a meeting.

    Raises:
        NotAllowed: The actor keeps no such record.
    """
    async with house.db.read() as session:
        seen = await reach(session, actor, meeting_id, house.now())
        return await _desk(session, seen, house.now())


async def _desk(session: AsyncSession, seen: Occasion, now: dt.datetime) -> Desk:
    counted = await session.execute(
        select(MinuteEntry.item_id, MinuteEntry.kind, func.count().label("many"))
        .where(MinuteEntry.meeting_id == seen.id)
        .group_by(MinuteEntry.item_id, MinuteEntry.kind)
    )
    of_items: Counter[int | None] = Counter()
    counts: Counter[MinuteKind] = Counter()
    for row in counted:
        of_items[row.item_id] += row.many
        counts[row.kind] += row.many
    items = await session.scalars(
        select(MeetingItem).where(MeetingItem.meeting_id == seen.id).order_by(MeetingItem.position)
    )
    rule = rules.load()
    return Desk(
        meeting_id=seen.id,
        organisation_id=seen.organisation_id,
        organisation=seen.organisation,
        types=seen.types,
        title=seen.title,
        starts_at=seen.starts_at,
        zone=seen.zone,
        items=tuple(Item(one.id, one.position, one.title, of_items[one.id]) for one in items),
        loose=of_items[None],
        counts=counts,
        keeps_contents=rule.keeps_contents(seen.types),
        stands_until=max(seen.ends_at, now) + dt.timedelta(minutes=rule.stands_minutes),
    )


async def file(house: House, actor: Actor, meeting_id: int, item_id: int | None, note: Note) -> Filed:
    """File something under an item; the same message again is what it was.

    Args:
        house: The house.
        actor: Who sent it.
        meeting_id: For which meeting's record.
        item_id: The item; None, or one that is gone: none of them.
        note: What was sent.

    Raises:
        NotAllowed: The actor keeps no such record.
        CalledOff: The meeting does not take place.
        TooEarly: It is not near yet.
        NoContents: It says something, and nothing said there is kept.
        NotFilable, TooLong, Full: It cannot be kept.
    """
    if actor.account_id is None:
        raise NotAllowed
    now, rule = house.now(), rules.load()
    text = note.text.strip()
    if note.kind is MinuteKind.TEXT and not text:
        raise NotFilable
    if len(text) > TEXT_LENGTH:
        raise TooLong(limit=TEXT_LENGTH)
    async with house.db.write() as session:
        seen = await reach(session, actor, meeting_id, now)
        before = await _desk(session, seen, now)
        _check_takes(seen, before, rule, note.kind, text, now)
        values = {
            "meeting_id": meeting_id,
            "item_id": item_id if before.item(item_id) is not None else None,
            "kind": note.kind,
            "text": text or None,
            "file_id": note.file_id,
            "file_unique_id": note.unique_id,
            "name": note.name[:NAME_LENGTH] or None,
            "seconds": note.seconds,
            "sent_at": note.sent_at,
            "filed_at": now,
            "filed_by": actor.account_id,
            "message_id": note.message_id,
        }
        made = await session.scalar(
            insert_into(session, MinuteEntry)
            .values(**values)
            .on_conflict_do_nothing(index_elements=["filed_by", "message_id"])
            .returning(MinuteEntry.id)
        )
        known = select(MinuteEntry.id).where(
            MinuteEntry.filed_by == actor.account_id, MinuteEntry.message_id == note.message_id
        )
        entry_id = made if made is not None else (await session.scalars(known)).one()
        return Filed(entry_id, made is not None, await _desk(session, seen, now))


def _check_takes(
    seen: Occasion, before: Desk, rule: MinuteRules, kind: MinuteKind, text: str, now: dt.datetime
) -> None:
    """Raise what ``file`` raises where a record does not take something."""
    if seen.state is MeetingState.CANCELLED:
        raise CalledOff
    if now < seen.starts_at - dt.timedelta(minutes=rule.opens_minutes):
        raise TooEarly(minutes=rule.opens_minutes)
    if not rule.keeps_contents(seen.types) and (kind is not MinuteKind.PHOTO or text):
        raise NoContents
    if before.total >= rule.most_entries:
        raise Full(most=rule.most_entries)
    if kind is MinuteKind.PHOTO and before.counts.get(kind, 0) >= rule.most_photos:
        raise Full(most=rule.most_photos)


async def entries(house: House, actor: Actor, meeting_id: int) -> tuple[Desk, tuple[Entry, ...]]:
    """Everything filed, in the order of the agenda and of time; what belongs to no item comes last.

    Raises:
        NotAllowed: The actor keeps no such record.
    """
    async with house.db.read() as session:
        seen = await reach(session, actor, meeting_id, house.now())
        at = await _desk(session, seen, house.now())
        rows = list(
            await session.scalars(
                select(MinuteEntry)
                .where(MinuteEntry.meeting_id == meeting_id)
                .order_by(MinuteEntry.sent_at, MinuteEntry.message_id, MinuteEntry.id)
            )
        )
        people = await senders(session, {row.filed_by for row in rows})
        mode = (await settings_of(house, session, seen.organisation_id)).names_in_chat
        place = {one.id: one.number for one in at.items}
        found = [
            Entry(
                id=row.id,
                item_id=row.item_id,
                kind=row.kind,
                text=row.text or "",
                name=row.name or "",
                seconds=row.seconds,
                file_id=row.file_id,
                sent_at=row.sent_at,
                who=naming.shown(mode, who.name, who.code) if (who := people.get(row.filed_by)) is not None else "",
            )
            for row in rows
        ]
        found.sort(key=lambda one: place.get(one.item_id or 0, len(place) + 1))
        return at, tuple(found)


async def senders(session: AsyncSession, accounts: Collection[int]) -> dict[int, Member]:
    """By account: the member it speaks for today."""
    rows = await session.execute(
        select(Binding.account_id, Member)
        .join(Member, Member.id == Binding.member_id)
        .where(Binding.account_id.in_(sorted(accounts)), Binding.unbound_at.is_(None))
    )
    return {row.account_id: row.Member for row in rows}


async def remove(house: House, actor: Actor, meeting_id: int, entry_id: int) -> bool:
    """Take something out of the record. Returns whether it was there.

    Raises:
        NotAllowed: The actor keeps no such record.
    """
    now = house.now()
    async with house.db.write() as session:
        seen = await reach(session, actor, meeting_id, now)
        gone = await session.scalar(
            delete(MinuteEntry)
            .where(MinuteEntry.id == entry_id, MinuteEntry.meeting_id == meeting_id)
            .returning(MinuteEntry.id)
        )
        if gone is not None:
            await note_act(session, actor, seen, "removed", now, entry=entry_id)
        return gone is not None


async def move(house: House, actor: Actor, meeting_id: int, entry_id: int, item_id: int | None) -> None:
    """File something under another item; one that is gone is none of them.

    Raises:
        NotAllowed: The actor keeps no such record.
    """
    now = house.now()
    async with house.db.write() as session:
        seen = await reach(session, actor, meeting_id, now)
        known = (await _desk(session, seen, now)).item(item_id)
        await session.execute(
            update(MinuteEntry)
            .where(MinuteEntry.id == entry_id, MinuteEntry.meeting_id == meeting_id)
            .values(item_id=known.id if known is not None else None)
        )


async def add_item(house: House, actor: Actor, meeting_id: int, title: str) -> int:
    """Put one more item on the agenda of a meeting that has begun, or find the one of that title. Returns its id.

    Raises:
        NotAllowed: The actor keeps no such record.
        NotFilable: There is no title.
        TooLong: It is too long.
        TooMany: There are too many items.
        CalledOff: The meeting does not take place.
    """
    title, now = title.strip(), house.now()
    if not title:
        raise NotFilable
    if len(title) > ITEM_LENGTH:
        raise TooLong(limit=ITEM_LENGTH)
    async with house.db.write() as session:
        seen = await reach(session, actor, meeting_id, now)
        if seen.state is MeetingState.CANCELLED:
            raise CalledOff
        await session.execute(select(Meeting.id).where(Meeting.id == meeting_id).with_for_update())
        items = (await _desk(session, seen, now)).items
        known = next((one.id for one in items if one.title == title), None)
        if known is not None:
            return known
        most = usual.load().limits.items
        if len(items) >= most:
            raise TooMany(most=most)
        row = MeetingItem(
            meeting_id=meeting_id, position=max((one.number for one in items), default=0) + 1, title=title
        )
        session.add(row)
        await session.flush()
        await note_act(session, actor, seen, "item_added", now)
        return row.id


async def note_act(
    session: AsyncSession, actor: Actor, seen: Occasion, action: str, now: dt.datetime, **details: str | int
) -> None:
    """Write an act into the log; what was typed stays out of it."""
    await audit.record(
        session,
        actor=actor.audit_name,
        action=f"minutes.{action}",
        subject=f"organisation:{seen.organisation_id}",
        now=now,
        details={"meeting": seen.id, **details},
    )
