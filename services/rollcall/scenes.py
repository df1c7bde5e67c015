"""What is known of some meetings and their roll-calls, read in a fixed number of queries whatever their number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import Table, bindparam, event, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among_given
from db.attendance import RollCall
from db.inserting import insert_into
from db.meetings import Meeting
from db.names import EventType, MeetingState, Sitting
from db.organisations import Organisation
from services.errors import NotAllowed
from services.house import House
from services.meetings.expected import sessions_of
from services.meetings.facts import types_of
from services.org_settings import OrgSettings, settings_of_some
from services.rollcall import codes
from services.rollcall.windows import Window

#: How long before now a meeting may have begun whose roll-call is still open.
_LONGEST = dt.timedelta(days=1)


@dataclass(frozen=True)
class Scene:
    """A meeting and its roll-calls.

    Attributes:
        title: Where no type names it.
        windows: Of its sittings, in their order.
        row, place: As they are stored: the meeting, and its organisation.
    """

    meeting_id: int
    organisation_id: int
    organisation: str
    path: str
    types: tuple[EventType, ...]
    title: str | None
    state: MeetingState
    settings: OrgSettings
    windows: tuple[Window, ...]
    row: Meeting = field(repr=False, compare=False)
    place: Organisation = field(repr=False, compare=False)

    @property
    def zone(self) -> ZoneInfo:
        """Of its wall clock."""
        return ZoneInfo(self.settings.timezone)

    @property
    def closed(self) -> bool:
        """Whether humans closed the roll-call of every sitting."""
        return all(one.closed for one in self.windows)

    @property
    def subject(self) -> str:
        """Of what is said about its roll-call."""
        return f"rollcall:{self.meeting_id}"

    def window(self, sitting: Sitting) -> Window:
        """The window of a sitting; the first, where there is no such sitting any more."""
        return next((one for one in self.windows if one.sitting is sitting), self.windows[0])

    def find(self, roll_call_id: int) -> Window | None:
        """The window of a roll-call."""
        return next((one for one in self.windows if one.roll_call_id == roll_call_id), None)


#: Written once: building them costs more than asking them.
_MEETINGS = (
    select(Meeting, Organisation)
    .join(Organisation, Organisation.id == Meeting.organisation_id)
    .where(among_given(Meeting.id, "ids"))
)
_CALLS = select(RollCall).where(among_given(RollCall.meeting_id, "ids"))


async def load(house: House, session: AsyncSession, ids: Collection[int]) -> dict[int, Scene]:
    """The scenes of some meetings; unknown ids are left out."""
    if not ids:
        return {}
    given = {"ids": sorted(ids)}
    rows = list(await session.execute(_MEETINGS, given))
    types = await types_of(session, [row.Meeting.id for row in rows])
    paths = {row.Organisation.id: row.Organisation.path for row in rows}
    settings = await settings_of_some(house, session, sorted(paths), paths=paths)
    calls: dict[int, dict[Sitting, RollCall]] = {}
    for one in await session.scalars(_CALLS, given):
        calls.setdefault(one.meeting_id, {})[one.sitting] = one
    return {
        row.Meeting.id: _scene(
            row.Meeting, row.Organisation, types, settings[row.Organisation.id], calls.get(row.Meeting.id, {})
        )
        for row in rows
    }


async def one(house: House, session: AsyncSession, meeting_id: int, organisation_id: int | None = None) -> Scene:
    """The scene of one meeting.

    Raises:
        NotAllowed: There is none, or it is not of that organisation.
    """
    found = (await load(house, session, [meeting_id])).get(meeting_id)
    if found is None or organisation_id not in (None, found.organisation_id):
        raise NotAllowed
    return found


def _scene(
    row: Meeting,
    place: Organisation,
    types: dict[int, tuple[EventType, ...]],
    settings: OrgSettings,
    calls: dict[Sitting, RollCall],
) -> Scene:
    return Scene(
        meeting_id=row.id,
        organisation_id=row.organisation_id,
        organisation=place.name,
        path=place.path,
        types=types.get(row.id, ()),
        title=row.title,
        state=row.state,
        settings=settings,
        windows=tuple(
            _window(one.sitting, one.starts_at, one.minutes, settings, calls.get(one.sitting))
            for one in sessions_of(row)
        ),
        row=row,
        place=place,
    )


def _window(
    sitting: Sitting, starts_at: dt.datetime, minutes: int, settings: OrgSettings, call: RollCall | None
) -> Window:
    opens_at = starts_at - dt.timedelta(minutes=settings.rollcall_opens_minutes)
    closes_at = ends_at = starts_at + dt.timedelta(minutes=minutes)
    if call is not None and call.opened_at is not None:
        opens_at = min(opens_at, call.opened_at)
    if call is not None and call.extended_until is not None:
        closes_at = max(closes_at, call.extended_until)
    return Window(
        sitting=sitting,
        roll_call_id=call.id if call is not None else None,
        starts_at=starts_at,
        ends_at=ends_at,
        opens_at=opens_at,
        closes_at=closes_at,
        late_from=starts_at + dt.timedelta(minutes=settings.late_minutes),
        closed=call is not None and call.closed_at is not None,
    )


@dataclass(frozen=True)
class OpenCalls:
    """The roll-calls below one root that show codes, or did a moment ago.

    Attributes:
        meetings: The meeting of each.
        closed_in: The slot each was closed in; None: it is open.
    """

    meetings: dict[int, int]
    closed_in: dict[int, int | None]


async def open_calls(house: House, session: AsyncSession, root: str) -> OpenCalls:
    """The roll-calls below a root that show codes, or did a moment ago; for who shows one and for who checks one."""
    now, seconds = house.now(), house.limits.code_seconds
    lately = now - dt.timedelta(seconds=seconds * (codes.REMEMBERED + 1))
    rows = list(
        await session.execute(
            select(RollCall.id, RollCall.meeting_id, RollCall.closed_at)
            .join(Meeting, Meeting.id == RollCall.meeting_id)
            .join(Organisation, Organisation.id == Meeting.organisation_id)
            .where(
                RollCall.closed_at.is_(None) | (RollCall.closed_at > lately),
                Meeting.starts_at > now - _LONGEST,
                Organisation.path.startswith(root, autoescape=True),
            )
        )
    )
    return OpenCalls(
        {row.id: row.meeting_id for row in rows},
        {row.id: codes.slot_of(row.closed_at, seconds) if row.closed_at is not None else None for row in rows},
    )


async def ensure(session: AsyncSession, meeting_id: int, sitting: Sitting, now: dt.datetime) -> int:
    """The roll-call of a sitting, made when there is none; two at once make one."""
    await session.execute(
        insert_into(session, RollCall)
        .values(meeting_id=meeting_id, sitting=sitting, changes=0, created_at=now)
        .on_conflict_do_nothing()
    )
    query = select(RollCall.id).where(RollCall.meeting_id == meeting_id, RollCall.sitting == sitting)
    return (await session.scalars(query)).one()


#: Called after a transaction that changed what a board shows has been committed: this process's boards need not wait
#: for their next look. Nothing depends on it.
_listeners: list[Callable[[], None]] = []


def on_changed(listener: Callable[[], None]) -> Callable[[], None]:
    """Be told whenever this process changed what boards show. Returns the function that ends it."""
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


def announce(session: AsyncSession) -> None:
    """Tell the listeners once the caller's transaction is committed."""

    def committed(_session: object) -> None:
        for listener in tuple(_listeners):
            listener()

    if _listeners:
        event.listen(session.sync_session, "after_commit", committed, once=True)


async def touch(session: AsyncSession, meeting_ids: Collection[int]) -> None:
    """Say that what the boards of some meetings show has changed, in the transaction of the change."""
    if meeting_ids:
        announce(session)
    if not meeting_ids:
        return
    connection = await session.connection()
    for meeting_id in sorted(meeting_ids):
        # One row each, in a fixed order: two writers never wait for each other.
        await connection.execute(_TOUCH, {"of": meeting_id})


_TABLE = cast("Table", RollCall.__table__)
_TOUCH = update(_TABLE).where(_TABLE.c.meeting_id == bindparam("of")).values(changes=_TABLE.c.changes + 1)
