"""What the planner of meetings needs to know, read in a fixed number of queries an organisation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among, among_given
from db.leave import LeaveRequest
from db.meetings import Meeting, MeetingItem, MeetingMaterial, MeetingReply, MeetingType
from db.names import EventType, LeaveState, Sitting
from services.audiences import Roles
from services.meetings import clashes, invited, usual
from services.meetings.messages import Facts, File, Snapshot
from services.meetings.series import There
from services.meetings.themes import Themes
from services.meetings.told import split, told_of
from services.org_settings import OrgSettings
from services.reminder_rules import presets
from services.reminder_rules.book import Place, Rule
from services.reminder_rules.leads import Lead, in_order
from services.workdays import Workdays

NO_THEMES = Themes()


@dataclass(frozen=True)
class Scene:
    """What holds for every meeting of an organisation.

    Attributes:
        rules: That act there.
        roles: Held today, here and above.
        table: Working days.
        themes: Of its confirmed annual plans.
    """

    place: Place
    settings: OrgSettings
    rules: Sequence[Rule]
    roles: Roles
    table: Workdays
    themes: Themes = NO_THEMES

    @property
    def zone(self) -> ZoneInfo:
        """Of its wall clock."""
        return ZoneInfo(self.settings.timezone)


async def upcoming(session: AsyncSession, organisation_id: int, now: dt.datetime) -> list[Meeting]:
    """The meetings of an organisation of which a sitting has not begun, cancelled ones included."""
    query = (
        select(Meeting)
        .where(Meeting.organisation_id == organisation_id, (Meeting.starts_at > now) | (Meeting.second_starts_at > now))
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return list(await session.scalars(query))


async def around(
    session: AsyncSession, ids: Collection[int], first: dt.date, last: dt.date, now: dt.datetime
) -> dict[int, list[Meeting]]:
    """By organisation, in the order of their times: what ``upcoming`` and ``there`` look at on these days, and more."""
    query = (
        select(Meeting)
        .where(
            among(Meeting.organisation_id, ids),
            (Meeting.starts_at > now) | (Meeting.second_starts_at > now) | Meeting.reference_on.between(first, last),
        )
        .order_by(Meeting.starts_at, Meeting.id)
    )
    found: dict[int, list[Meeting]] = {one: [] for one in ids}
    for row in await session.scalars(query):
        found[row.organisation_id].append(row)
    return found


def is_upcoming(row: Meeting, now: dt.datetime) -> bool:
    """Whether a sitting of a meeting has not begun."""
    return row.starts_at > now or (row.second_starts_at is not None and row.second_starts_at > now)


def there(
    rows: Iterable[Meeting],
    types: Mapping[int, tuple[EventType, ...]],
    first: dt.date,
    last: dt.date,
    now: dt.datetime,
) -> list[There]:
    """The meetings of rules that have not begun, or whose reference date lies in ``[first, last]``."""
    return [
        There(
            id=row.id,
            rule=row.rule,
            reference_on=row.reference_on,
            starts_at=row.starts_at,
            minutes=row.minutes,
            types=types.get(row.id, ()),
            title=row.title,
            audience=row.audience,
            state=row.state,
            pinned=row.pinned,
        )
        for row in rows
        if row.rule is not None
        and row.reference_on is not None
        and (row.starts_at > now or first <= row.reference_on <= last)
    ]


_TYPES = select(MeetingType.meeting_id, MeetingType.type).where(among_given(MeetingType.meeting_id, "ids"))


async def types_of(session: AsyncSession, ids: Collection[int]) -> dict[int, tuple[EventType, ...]]:
    """What each meeting is, in a fixed order."""
    if not ids:
        return {}
    found: dict[int, list[EventType]] = {}
    for row in await session.execute(_TYPES, {"ids": sorted(ids)}):
        found.setdefault(row.meeting_id, []).append(row.type)
    return {meeting_id: tuple(sorted(types)) for meeting_id, types in found.items()}


def leads_of(rules: Iterable[Rule], key: str | None) -> tuple[Lead, ...]:
    """The lead times of a meeting: its rule's, else the defaults."""
    found = next((rule.leads for rule in rules if rule.key == key), None)
    return found if found is not None else in_order(presets.load().defaults.leads)


def snapshot(
    scene: Scene,
    row: Meeting,
    types: tuple[EventType, ...],
    items: tuple[str, ...] = (),
    files: tuple[File, ...] = (),
) -> Snapshot:
    """A meeting as messages need it."""
    return Snapshot(
        id=row.id,
        organisation_id=row.organisation_id,
        organisation=scene.place.name,
        path=scene.place.path,
        level=scene.place.level,
        types=types,
        title=row.title,
        theme=row.theme,
        place=row.place,
        starts_at=row.starts_at,
        minutes=row.minutes,
        link=row.link,
        second_starts_at=row.second_starts_at,
        second_minutes=row.second_minutes,
        second_place=row.second_place,
        items=items,
        files=files,
        answer_by=row.answer_by,
        announced_at=row.announced_at,
        quiet_until=usual.quiet_until(row.changed_at, row.starts_at) if row.changed_by is not None else None,
        audience=row.audience,
        state=row.state,
        version=row.version,
        untouched=row.rule is not None and row.changed_by is None,
        changed_at=row.changed_at,
        themed_at=row.themed_at or row.changed_at,
        leads=leads_of(scene.rules, row.rule),
        zone=scene.zone,
    )


async def facts_of(session: AsyncSession, scene: Scene, meetings: Sequence[Meeting]) -> list[Facts]:
    """The facts of some meetings of one organisation."""
    return await facts_of_some(session, {scene.place.id: scene}, meetings)


async def facts_of_some(
    session: AsyncSession, scenes: Mapping[int, Scene], meetings: Sequence[Meeting], *, told: bool = True
) -> list[Facts]:
    """The facts of meetings of some organisations, in a fixed number of queries.

    Args:
        session: Any session.
        scenes: Of the organisations; their roles are the same.
        meetings: Theirs.
        told: With what people were told, which costs more than all the rest.
    """
    if not meetings:
        return []
    ids = [row.id for row in meetings]
    types, items = await types_of(session, ids), await items_of(session, ids)
    files = await _files_of(session, ids)
    taken = [
        snapshot(scenes[row.organisation_id], row, types.get(row.id, ()), items.get(row.id, ()), files.get(row.id, ()))
        for row in meetings
    ]
    roles = scenes[meetings[0].organisation_id].roles
    where = {key: (one.place.id, one.place.path, one.place.level) for key, one in scenes.items()}
    people = await invited.people_of_some(session, roles, where, meetings)
    sittings = await _sittings_of(session, [row.id for row in meetings if row.second_starts_at is not None])
    away = await _away_of(session, ids)
    stewards = {key: roles.leaders(one.place.chain) for key, one in scenes.items()}
    beside = await clashes.beside(session, meetings, {key: one.zone for key, one in scenes.items()})
    found = [
        Facts(
            one,
            people[one.id],
            stewards[one.organisation_id],
            sittings=sittings.get(one.id, {}),
            away=away.get(one.id, frozenset()),
            beside=beside.get(one.id),
        )
        for one in taken
    ]
    return await with_told(session, found) if told else found


async def with_told(session: AsyncSession, found: Sequence[Facts]) -> list[Facts]:
    """Facts together with what people were told."""
    heard = await told_of(session, [one.meeting.subject for one in found])
    return [replace(one, **split(heard.get(one.meeting.subject, {}))) for one in found]


async def items_of(session: AsyncSession, ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The agendas of some meetings, in order; those without one are left out."""
    rows = await session.execute(
        select(MeetingItem.meeting_id, MeetingItem.title)
        .where(among(MeetingItem.meeting_id, ids))
        .order_by(MeetingItem.meeting_id, MeetingItem.position)
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row.meeting_id, []).append(row.title)
    return {meeting_id: tuple(titles) for meeting_id, titles in found.items()}


async def _files_of(session: AsyncSession, ids: Collection[int]) -> dict[int, tuple[File, ...]]:
    rows = await session.scalars(
        select(MeetingMaterial).where(among(MeetingMaterial.meeting_id, ids)).order_by(MeetingMaterial.id)
    )
    found: dict[int, list[File]] = {}
    for row in rows:
        found.setdefault(row.meeting_id, []).append(File(row.id, row.kind, row.file_id, row.added_at))
    return {meeting_id: tuple(files) for meeting_id, files in found.items()}


async def _sittings_of(session: AsyncSession, ids: Collection[int]) -> dict[int, dict[int, Sitting]]:
    """Who said to which of two sittings he comes; of no use where there is one."""
    if not ids:
        return {}
    rows = await session.execute(
        select(MeetingReply.meeting_id, MeetingReply.member_id, MeetingReply.sitting).where(
            among(MeetingReply.meeting_id, ids)
        )
    )
    found: dict[int, dict[int, Sitting]] = {}
    for row in rows:
        found.setdefault(row.meeting_id, {})[row.member_id] = row.sitting
    return found


async def _away_of(session: AsyncSession, ids: Collection[int]) -> dict[int, frozenset[int]]:
    rows = await session.execute(
        select(LeaveRequest.meeting_id, LeaveRequest.member_id).where(
            among(LeaveRequest.meeting_id, ids), LeaveRequest.state == LeaveState.APPROVED
        )
    )
    found: dict[int, set[int]] = {}
    for row in rows:
        found.setdefault(row.meeting_id, set()).add(row.member_id)
    return {meeting_id: frozenset(people) for meeting_id, people in found.items()}
