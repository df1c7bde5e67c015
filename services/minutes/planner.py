"""Once, before a day has passed, whoever keeps the record hears what it still lacks (``domain_rules.md`` 2.3).

The message is planned for whatever is to be held; what it says, and whether it says anything, is read when it is sent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.meetings import Meeting
from db.members import Member
from db.minutes import MeetingRecord
from db.names import MeetingState, OutboxReason, OutboxState
from db.organisations import Organisation
from db.outbox import OutboxMessage
from services import audiences, kinds
from services.audiences import Person, Roles
from services.carrying import carry_out
from services.house import House
from services.kinds import OnPause, Pending, Policy
from services.meetings import facts as meetings
from services.meetings.expected import sessions_of
from services.meetings.messages import type_key
from services.minutes import facts as gathering
from services.minutes import rules
from services.minutes.fields import RECORDER
from services.minutes.lacking import Lack, lacks
from services.org_settings import settings_of_some
from services.outbox import PRIORITY_NOTICE, Button, Message, Payload, Reconciled
from services.settling import IS_QUEUED
from services.shards import WHOLE, Shard

KIND = "minutes_lacks"
#: How far ahead it is planned; what is to be held later is noticed in time.
_HORIZON = dt.timedelta(days=14)
#: No meeting lasts longer.
_LONGEST = dt.timedelta(days=1)


def _subject(meeting_id: int) -> str:
    return f"minutes:{meeting_id}:lacks"


def _meeting_of(one: Pending) -> int:
    return one.about


@dataclass(frozen=True)
class _Plan:
    """What should be in the queue about one meeting; see ``services.outbox.reconcile``."""

    subject: str
    wanted: list[Message]
    keep: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Ground:
    """What holds for all meetings of a run.

    Attributes:
        on_paper: Organisations that write their minutes into a book.
        recorders: By meeting: whom its record names, where he is on the roster.
    """

    roles: Roles
    zones: Mapping[int, ZoneInfo]
    recorders: Mapping[int, Person]
    on_paper: frozenset[int]


async def reconcile_all(house: House, shard: Shard = WHOLE) -> Reconciled:
    """Make the reminders of records what they should be; what was told of a meeting is not told again.

    Args:
        house: The house.
        shard: Which meetings.
    """
    now = house.now()
    async with house.db.read() as session:
        plans = await _plans(house, session, shard, now)
    return await carry_out(house, plans, now)


async def _plans(house: House, session: AsyncSession, shard: Shard, now: dt.datetime) -> list[_Plan]:
    first = now - dt.timedelta(hours=rules.load().due_hours)
    began = func.coalesce(Meeting.second_starts_at, Meeting.starts_at)
    rows = list(
        await session.execute(
            select(Meeting, Organisation.path, MeetingRecord.ended_at)
            .join(Organisation, Organisation.id == Meeting.organisation_id)
            .outerjoin(MeetingRecord, MeetingRecord.meeting_id == Meeting.id)
            .where(
                Meeting.state != MeetingState.CANCELLED,
                began > first - _LONGEST,
                began <= now + _HORIZON,
                Organisation.ended_at.is_(None),
            )
            .order_by(Meeting.id)
        )
    )
    ids = [row.Meeting.id for row in rows]
    types = await meetings.types_of(session, ids)
    ground = await _ground(house, session, ids, {row.Meeting.organisation_id for row in rows})
    found = {}
    for row in rows:
        ended = row.ended_at or sessions_of(row.Meeting)[-1].ends_at
        if row.Meeting.organisation_id in ground.on_paper:
            continue
        if ended > first and rules.load().has_record(types.get(row.Meeting.id, ())):
            found[row.Meeting.id] = _plan(row.Meeting, types.get(row.Meeting.id, ()), row.path, ended, ground)
    plans = {one.subject: one for one in found.values()}
    told, queued = await _known(session, plans)
    # What is called off, or was moved far away, is not told of.
    plans |= {subject: _Plan(subject, []) for subject in queued - set(plans)}
    mine = {
        _subject(meeting_id) for meeting_id in shard.of_these({*found, *(int(one.split(":")[1]) for one in queued)})
    }
    return [plan for subject, plan in plans.items() if subject in mine - told]


async def _ground(house: House, session: AsyncSession, ids: Sequence[int], places: set[int]) -> _Ground:
    settings = await settings_of_some(house, session, places)
    rows = await session.execute(
        select(MeetingRecord.meeting_id, Member.id, Member.key)
        .join(Member, Member.id == MeetingRecord.recorder_id)
        .where(MeetingRecord.meeting_id.in_(ids), Member.status.in_(audiences.PRESENT))
    )
    return _Ground(
        await audiences.roles_on(session, house.today()),
        {key: ZoneInfo(one.timezone) for key, one in settings.items()},
        {row.meeting_id: Person(row.id, row.key) for row in rows},
        frozenset(key for key, one in settings.items() if one.minutes_on_paper),
    )


async def _known(session: AsyncSession, subjects: Collection[str]) -> tuple[set[str], set[str]]:
    """Of some subjects those that were told of; and all that wait."""
    told = select(OutboxMessage.subject).where(
        OutboxMessage.subject.in_(sorted(subjects)),
        OutboxMessage.state != OutboxState.QUEUED,
        OutboxMessage.reason.is_(None) | (OutboxMessage.reason != OutboxReason.VOID),
    )
    waiting = select(OutboxMessage.subject).where(IS_QUEUED, OutboxMessage.kind == KIND)
    return set(await session.scalars(told)), set(await session.scalars(waiting))


def _plan(row: Meeting, types: Sequence[Any], path: str, ended: dt.datetime, ground: _Ground) -> _Plan:
    subject, rule = _subject(row.id), rules.load()
    recorder = ground.recorders.get(row.id)
    people = (
        [recorder] if recorder is not None else ground.roles.leaders([int(one) for one in path.strip("/").split("/")])
    )
    what: object = row.title or {"keys": [type_key(one) for one in types]}
    held = row.starts_at.astimezone(ground.zones[row.organisation_id]).date()
    payload = _payload(row.id, what, held.isoformat(), ())
    return _Plan(
        subject,
        [
            Message(
                kind=KIND,
                dedupe_key=f"{subject}:{person.key}",
                subject=subject,
                payload=payload,
                due_at=ended + dt.timedelta(hours=rule.remind_hours),
                member_id=person.id,
                expires_at=ended + dt.timedelta(hours=rule.due_hours),
                priority=PRIORITY_NOTICE,
            )
            for person in people
        ],
    )


def _payload(meeting_id: int, what: object, held: str, missing: Sequence[Lack]) -> Payload:
    """What is said: the meeting, and what its record lacks."""
    lines = [{"key": f"minutes-lack-{one.field.value}", "vars": {"count": one.count}} for one in missing]
    return Payload(
        "minutes-lacks",
        {"what": what, "held": {"date": held}, "lines": {"lines": lines}},
        ((Button("minutes-button-form", data=f"mn.rec:{meeting_id}"),),),
    )


async def _missing(session: AsyncSession, one: Pending) -> tuple[Lack, ...]:
    facts = await gathering.load(session, _meeting_of(one))
    return () if facts.held.state is MeetingState.CANCELLED else lacks(facts)


async def _whole(_house: House, session: AsyncSession, pending: Sequence[Pending], _now: dt.datetime) -> set[int]:
    """Nothing lacks any more, or the meeting turned out not to have been."""
    return {one.id for one in pending if not await _missing(session, one)}


async def _words(
    _house: House, session: AsyncSession, pending: Sequence[Pending], _now: dt.datetime
) -> dict[int, dict[str, Any]]:
    """What lacks now."""
    found = {}
    for one in pending:
        said = one.payload["vars"]
        missing = await _missing(session, one)
        found[one.id] = _payload(_meeting_of(one), said["what"], said["held"]["date"], missing).as_json()
    return found


async def _not_asked(_house: House, session: AsyncSession, pending: Sequence[Pending], _now: dt.datetime) -> set[int]:
    """Somebody else keeps the record, or the meeting is called off."""
    found = set()
    for one in pending:
        record = await session.get(MeetingRecord, _meeting_of(one))
        meeting = await session.get(Meeting, _meeting_of(one))
        off = meeting is None or meeting.state is MeetingState.CANCELLED
        if off or record is None or record.recorder_id != one.member_id:
            found.add(one.id)
    return found


kinds.register(KIND, Policy(on_pause=OnPause.HOLD, stale=_whole, renew=_words, mutable=True))
kinds.register(RECORDER, Policy(on_pause=OnPause.HOLD, stale=_not_asked))
