"""The papers of a meeting: its record and its activity report, made when they are asked for."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from db.names import MinuteKind
from services.access import Actor
from services.files import Made
from services.house import House
from services.minutes import facts as gathering
from services.minutes import record_form, report_form
from services.minutes.book import note_act, reach
from services.minutes.facts import Facts


@dataclass(frozen=True)
class Photo:
    """A photo a paper shows: whoever makes the paper fetches it from the messenger first."""

    entry_id: int
    file_id: str


async def photos(house: House, actor: Actor, meeting_id: int) -> tuple[Photo, ...]:
    """The photos sent in for a meeting, in the order of time.

    Raises:
        NotAllowed: The actor keeps no such record.
    """
    async with house.db.read() as session:
        await reach(session, actor, meeting_id, house.now())
        return photos_of(await gathering.load(session, meeting_id))


def photos_of(facts: Facts) -> tuple[Photo, ...]:
    """The photos among what was sent in."""
    return tuple(Photo(one.id, one.file_id) for one in facts.of(MinuteKind.PHOTO) if one.file_id is not None)


async def record(house: House, actor: Actor, meeting_id: int, fetched: Mapping[int, bytes]) -> Made:
    """会议记录 of a meeting (``domain_rules.md`` 2.3).

    Args:
        house: The house.
        actor: Who asks for it.
        meeting_id: Which meeting.
        fetched: By entry: its photo; what could not be had leaves its frame.

    Raises:
        NotAllowed: The actor keeps no such record.
    """
    facts, today = await _facts(house, actor, meeting_id, "record")
    content = await asyncio.to_thread(record_form.write, facts, fetched, today)
    return Made(content, name_of(facts, "会议记录"))


async def report(house: House, actor: Actor, meeting_id: int, fetched: Mapping[int, bytes]) -> Made:
    """活动情况报告 of a meeting (``domain_rules.md`` 10, sheet 10); arguments and errors as of ``record``."""
    facts, today = await _facts(house, actor, meeting_id, "report")
    content = await asyncio.to_thread(report_form.write, facts, fetched, today)
    return Made(content, name_of(facts, "活动报告"))


async def _facts(house: House, actor: Actor, meeting_id: int, form: str) -> tuple[Facts, dt.date]:
    now = house.now()
    async with house.db.write() as session:
        seen = await reach(session, actor, meeting_id, now)
        facts = await gathering.load(session, meeting_id)
        await note_act(session, actor, seen, "exported", now, form=form)
        return facts, now.astimezone(seen.zone).date()


def name_of(facts: Facts, paper: str) -> str:
    """What the file of a paper is called."""
    held = facts.held
    what = (held.title or record_form.kinds(facts) or "").replace("/", "／")
    return f"{held.organisation}{what}{paper}_{held.day:%Y%m%d}.docx"
