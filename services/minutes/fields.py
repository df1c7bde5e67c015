"""The fields of a record that somebody says by hand: which one it is, who chairs and writes, when it ended, figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.inserting import insert_into
from db.meetings import Meeting, MeetingType
from db.members import Member
from db.minutes import MeetingRecord
from db.names import EventType, MeetingState, OrgLevel
from services import audiences, naming, outbox
from services.access import Actor
from services.activity_reports.book import REPORTERS
from services.branch import TooLong
from services.errors import NotAllowed
from services.house import House
from services.meetings.expected import Occasion, expected
from services.meetings.messages import type_key
from services.minutes import facts as gathering
from services.minutes import rules
from services.minutes.book import note_act, reach
from services.minutes.errors import BadFigure, BadMoment, CalledOff, NotYet
from services.minutes.facts import Fields
from services.minutes.lacking import Lack, paper_lacks
from services.org_settings import settings_of
from services.outbox import PRIORITY_NOTICE, Button, Message, Payload

#: To whoever is asked to keep a record.
RECORDER = "minutes_recorder"


class Figure(StrEnum):
    """A figure of an activity."""

    MEMBERS = "members"
    ACTIVISTS = "activists"
    MASSES = "masses"
    HOURS = "hours"
    CONSULTATIONS = "consultations"


class Part(StrEnum):
    """What somebody does at a meeting."""

    CHAIR = "chair"
    RECORDER = "recorder"


@dataclass(frozen=True)
class Sheet:
    """The record of a meeting as it stands.

    Attributes:
        fields: Chair and recorder as the branch names people in chat.
        counted: Which meeting of its kind and year it is, as far as the bot knows; None: it is not counted.
        called: Its roll-call has ended.
        lacks: What is missing.
        figures: The figures that are asked for, in order; empty: no activity of service.
        decides: Whether something may be put to the vote there.
        reports: Whether the reader may write a report of the activity for the party office.
    """

    meeting_id: int
    organisation_id: int
    types: tuple[EventType, ...]
    title: str | None
    starts_at: dt.datetime
    zone: ZoneInfo
    fields: Fields
    counted: int | None
    called: bool
    lacks: tuple[Lack, ...]
    figures: tuple[Figure, ...]
    decides: bool
    reports: bool


@dataclass(frozen=True)
class Candidate:
    """Somebody who may chair or write, as the branch names people in chat."""

    id: int
    name: str


async def sheet(house: House, actor: Actor, meeting_id: int) -> Sheet:
    """The record as it stands.

    Raises:
        NotAllowed: The actor keeps no such record.
    """
    async with house.db.read() as session:
        seen = await reach(session, actor, meeting_id, house.now())
        return await _sheet(house, session, actor, seen)


async def _sheet(house: House, session: AsyncSession, actor: Actor, seen: Occasion) -> Sheet:
    facts, rule, types = await gathering.load(session, seen.id), rules.load(), set(seen.types)
    row = await session.get(MeetingRecord, seen.id)
    chair, recorder = await _named(house, session, seen, row)
    wanted = tuple(one for one in Figure if one is not Figure.MEMBERS or not facts.called)
    return Sheet(
        meeting_id=seen.id,
        organisation_id=seen.organisation_id,
        types=seen.types,
        title=seen.title,
        starts_at=seen.starts_at,
        zone=seen.zone,
        fields=replace(facts.fields, chair=chair, recorder=recorder),
        counted=await _counted(session, seen),
        called=facts.called,
        lacks=paper_lacks(facts),
        figures=wanted if types & rule.serves else (),
        decides=bool(types & rule.decides),
        reports=bool(types & rule.reports) and seen.level is OrgLevel.BRANCH and actor.reaches(seen.path, REPORTERS),
    )


async def _named(house: House, session: AsyncSession, seen: Occasion, row: MeetingRecord | None) -> tuple[str, str]:
    """Chair and recorder, as the branch names people in chat."""
    mode = (await settings_of(house, session, seen.organisation_id)).names_in_chat
    found = []
    for member_id in (row.chair_id, row.recorder_id) if row is not None else (None, None):
        member = await session.get(Member, member_id) if member_id is not None else None
        found.append(naming.shown(mode, member.name, member.code) if member is not None else "")
    return found[0], found[1]


async def _counted(session: AsyncSession, seen: Occasion) -> int | None:
    kinds = [one for one in seen.types if one in rules.load().numbered]
    if not kinds:
        return None
    year = seen.starts_at.astimezone(seen.zone).year
    query = (
        select(func.count())
        .select_from(Meeting)
        .join(MeetingType, MeetingType.meeting_id == Meeting.id)
        .where(
            Meeting.organisation_id == seen.organisation_id,
            MeetingType.type == kinds[0],
            Meeting.state != MeetingState.CANCELLED,
            Meeting.starts_at >= dt.datetime(year, 1, 1, tzinfo=seen.zone),
            Meeting.starts_at <= seen.starts_at,
        )
    )
    return await session.scalar(query)


async def candidates(house: House, actor: Actor, meeting_id: int) -> tuple[Candidate, ...]:
    """Who may chair or write: whoever is expected, those with an office of the organisation first.

    Raises:
        NotAllowed: The actor keeps no such record.
    """
    async with house.db.read() as session:
        seen = await reach(session, actor, meeting_id, house.now())
        mode = (await settings_of(house, session, seen.organisation_id)).names_in_chat
        roles = await audiences.roles_on(session, house.today(), [seen.organisation_id])
        office = {one.id for one in roles.officers(seen.organisation_id)}
        due = sorted(await expected(session, meeting_id), key=lambda one: one.member_id not in office)
        names = naming.shown_apart(mode, [(one.name, one.code) for one in due])
        return tuple(Candidate(one.member_id, name) for one, name in zip(due, names, strict=True))


async def _set(house: House, actor: Actor, meeting_id: int, what: str, **values: Any) -> Sheet:
    if actor.account_id is None:
        raise NotAllowed
    now = house.now()
    async with house.db.write() as session:
        seen = await reach(session, actor, meeting_id, now)
        if seen.state is MeetingState.CANCELLED:
            raise CalledOff
        if (ended := values.get("ended_at")) is not None and not seen.starts_at < ended <= now:
            raise BadMoment
        if (member_id := values.get(f"{what}_id")) is not None and not await expected(
            session, meeting_id, only=member_id
        ):
            raise NotAllowed
        mark = {"changed_by": actor.account_id, "changed_at": now}
        new = insert_into(session, MeetingRecord).values({"meeting_id": meeting_id, "undecided": False} | values | mark)
        await session.execute(new.on_conflict_do_update(index_elements=["meeting_id"], set_=values | mark))
        await note_act(session, actor, seen, f"{what}_set", now)
        if what == Part.RECORDER.value and member_id is not None:
            await _ask(session, actor, seen, member_id, now)
        session.expire_all()
        return await _sheet(house, session, actor, seen)


async def _ask(session: AsyncSession, actor: Actor, seen: Occasion, member_id: int, now: dt.datetime) -> None:
    """Tell whoever is to keep the record, unless he chose himself; whoever was asked before is not any more."""
    subject = f"minutes:{seen.id}:recorder"
    await outbox.void(session, subject, now)
    if actor.member is not None and actor.member.id == member_id:
        return
    member = await session.get_one(Member, member_id)
    what: object = seen.title or {"keys": [type_key(one) for one in seen.types]}
    message = Message(
        kind=RECORDER,
        dedupe_key=f"{subject}:{member.key}",
        subject=subject,
        payload=Payload(
            "minutes-recorder",
            {"what": what, "time": {"time": seen.starts_at.isoformat()}},
            ((Button("minutes-button-open", data=f"mn:{seen.id}"),),),
        ),
        due_at=now,
        member_id=member_id,
        expires_at=seen.ends_at + dt.timedelta(days=rules.load().recorder_days),
        priority=PRIORITY_NOTICE,
    )
    await outbox.enqueue(session, [message], now)


async def set_number(house: House, actor: Actor, meeting_id: int, number: int | None) -> Sheet:
    """Say which meeting of its kind it is; None: nobody knows.

    Raises:
        NotAllowed, CalledOff: As ``book`` says.
        BadFigure: No such number.
    """
    most = 999
    if number is not None and not 1 <= number <= most:
        raise BadFigure(most=most)
    return await _set(house, actor, meeting_id, "number", number=number)


async def set_part(house: House, actor: Actor, meeting_id: int, part: Part, member_id: int) -> Sheet:
    """Say who chairs or who writes; whoever writes is told and may from now on send in.

    Raises:
        NotAllowed: The actor keeps no such record, or nobody expects the member there.
        CalledOff: The meeting does not take place.
    """
    return await _set(house, actor, meeting_id, part.value, **{f"{part.value}_id": member_id})


async def set_end(house: House, actor: Actor, meeting_id: int, at: dt.time | None) -> Sheet:
    """Say when it was over, by its organisation's wall clock; None: at this moment.

    Raises:
        NotAllowed, CalledOff: As ``book`` says.
        BadMoment: It is not after the beginning.
        NotYet: It is still to come.
    """
    moment = house.now().replace(second=0, microsecond=0)
    if at is not None:
        async with house.db.read() as session:
            seen = await reach(session, actor, meeting_id, house.now())
        day = seen.sessions[-1].starts_at.astimezone(seen.zone).date()
        moment = dt.datetime.combine(day, at, seen.zone).astimezone(dt.UTC)
        if moment <= seen.starts_at:
            moment += dt.timedelta(days=1)  # past midnight
        elif moment > house.now():
            raise NotYet
    return await _set(house, actor, meeting_id, "end", ended_at=moment)


async def set_undecided(house: House, actor: Actor, meeting_id: int, *, undecided: bool) -> Sheet:
    """Say that nothing was put to the vote, or take that back.

    Raises:
        NotAllowed, CalledOff: As ``book`` says.
    """
    return await _set(house, actor, meeting_id, "undecided", undecided=undecided)


async def set_summary(house: House, actor: Actor, meeting_id: int, text: str) -> Sheet:
    """Say what the activity was about, for the report; an empty text removes it.

    Raises:
        NotAllowed, CalledOff: As ``book`` says.
        TooLong: It is too long.
    """
    most = rules.load().summary_most
    if len(text.strip()) > most:
        raise TooLong(limit=most)
    return await _set(house, actor, meeting_id, "summary", summary=text.strip() or None)


async def set_figure(house: House, actor: Actor, meeting_id: int, figure: Figure, typed: str) -> Sheet:
    """Say a figure of the activity as somebody typed it: a whole number, hours with one decimal place.

    Raises:
        NotAllowed, CalledOff: As ``book`` says.
        BadFigure: It is no number, or none that can be.
    """
    rule = rules.load()
    most = rule.most_hours if figure is Figure.HOURS else Decimal(rule.most_people)
    try:
        value = Decimal(typed.strip())
    except InvalidOperation:  # refused below with the words of a wrong figure
        value = Decimal(-1)
    step = Decimal("0.1") if figure is Figure.HOURS else Decimal(1)
    if not value.is_finite() or not 0 <= value <= most or value % step:
        raise BadFigure(most=str(most))
    stored = value if figure is Figure.HOURS else int(value)
    return await _set(house, actor, meeting_id, figure.value, **{figure.value: stored})
