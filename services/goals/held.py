"""What was held and when, meeting by meeting: kinds and days only, no title, theme or name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from db.meetings import Meeting, MeetingPart
from db.names import Audience, EventType, MeetingState, PartState
from db.organisations import Organisation
from services import access
from services.access import Actor
from services.errors import BadInput
from services.goals.looking import FIRST_YEAR, LAST_YEAR, VIEWER_OF
from services.house import House
from services.meetings import facts as gathering
from services.org_settings import settings_of
from services.paging import page_of

#: Meetings on one page.
PAGE = 15


@dataclass(frozen=True)
class One:
    """One meeting that was held.

    Attributes:
        organisation: Who held it, where that is not the organisation itself.
        types: What it was; a meeting of no type has none.
    """

    day: dt.date
    types: tuple[EventType, ...]
    organisation: str | None


@dataclass(frozen=True)
class Held:
    """One page of what an organisation and those below it held in a year, the latest first.

    Attributes:
        total: On all pages.
        this_year: By the organisation's wall clock.
    """

    id: int
    organisation: str
    year: int
    this_year: int
    number: int
    pages: int
    total: int
    meetings: tuple[One, ...]


async def held(house: House, actor: Actor, organisation_id: int, year: int | None = None, number: int = 1) -> Held:
    """What an organisation held in a year, with those below it, its joint meetings, and those above for everybody.

    Args:
        house: The house.
        actor: Who looks.
        organisation_id: Which.
        year: Which year; None: this one.
        number: Which page, from 1.

    Raises:
        NotAllowed: The actor does not reach the organisation.
        BadInput: No such year.
    """
    now = house.now()
    async with house.db.read() as session:
        await access.check(session, actor, VIEWER_OF, organisation_id)
        here = await session.get_one(Organisation, organisation_id)
        zone = ZoneInfo((await settings_of(house, session, organisation_id)).timezone)
        this_year = now.astimezone(zone).year
        year = this_year if year is None else year
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise BadInput
        chain = [int(part) for part in here.path.strip("/").split("/")]
        below = select(Organisation.id).where(Organisation.path.startswith(here.path, autoescape=True))
        joint = select(MeetingPart.meeting_id).where(
            MeetingPart.organisation_id.in_(below), MeetingPart.state == PartState.AGREED
        )
        wanted = (
            Meeting.state != MeetingState.CANCELLED,
            Meeting.starts_at >= dt.datetime(year, 1, 1, tzinfo=zone),
            Meeting.starts_at < dt.datetime(year + 1, 1, 1, tzinfo=zone),
            Meeting.starts_at <= now,
            Meeting.organisation_id.in_(below)
            | Meeting.id.in_(joint)
            | (Meeting.organisation_id.in_(chain) & (Meeting.audience == Audience.MEMBERS)),
        )
        total = await session.scalar(select(func.count(Meeting.id)).where(*wanted)) or 0
        number, pages = page_of(number, total, PAGE)
        rows = list(
            await session.execute(
                select(Meeting.id, Meeting.starts_at, Meeting.organisation_id, Organisation.name)
                .join(Organisation, Organisation.id == Meeting.organisation_id)
                .where(*wanted)
                .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
                .offset((number - 1) * PAGE)
                .limit(PAGE)
            )
        )
        types = await gathering.types_of(session, [row.id for row in rows])
        found = [
            One(
                row.starts_at.astimezone(zone).date(),
                types.get(row.id, ()),
                None if row.organisation_id == organisation_id else row.name,
            )
            for row in rows
        ]
        return Held(here.id, here.name, year, this_year, number, pages, total, tuple(found))
