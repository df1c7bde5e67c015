"""Writing an activity report and handing it in. Each act is one transaction; the same again changes nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.activity_reports import ActivityReport, ReportPhoto
from db.meetings import Meeting
from db.minutes import MeetingRecord, MinuteEntry
from db.names import MinuteKind, OrgLevel, ReportState
from db.organisations import Organisation
from services import access, audit, spoken
from services.access import Actor
from services.activity_reports import deciding
from services.activity_reports.book import EDITABLE, REPORTER_OF, BadText, Report, reach, report_of
from services.activity_reports.rules import load
from services.announcements.content import units
from services.errors import AlreadyDone, BadInput, Conflict, NotAllowed
from services.house import House
from services.study.looking import zone_of


class NotEditable(AlreadyDone):
    """It was handed in, or accepted."""

    code = "activity-reports-handed-in"


class TooManyPhotos(Conflict):
    """It has as many as it may. Fields: ``most``."""

    code = "activity-reports-photos"


async def begin(
    house: House, actor: Actor, branch_id: int, title: str, words: str = "", *, meeting_id: int | None = None
) -> Report:
    """Begin a report; of a meeting there is one, which takes along what its record says and the photos it has.

    Args:
        house: The house.
        actor: Who writes; a reporter of the branch.
        branch_id: Whose report.
        title: What it is called.
        words: What was done; empty: it is written later.
        meeting_id: The meeting it is about, which has begun.

    Raises:
        NotAllowed: The actor writes none there, it is no branch, or it has no such meeting.
        BadText: The title or the words are too long, or there is no title.
    """
    title, now = _fitting(title, load().title_most), house.now()
    words = _fitting(words, load().words_most, empty=True)
    async with house.db.write() as session:
        await access.check(session, actor, REPORTER_OF, branch_id)
        branch = await session.get_one(Organisation, branch_id)
        if branch.level is not OrgLevel.BRANCH or actor.account_id is None:
            raise NotAllowed
        there = await _of_meeting(session, branch, meeting_id, now)
        if there is not None:
            return await report_of(session, actor, there, branch, branch_id)
        row = ActivityReport(
            branch_id=branch_id,
            meeting_id=meeting_id,
            title=title,
            words=words,
            held_on=await _today(house, session, branch_id),
            state=ReportState.DRAFT,
            times=0,
            made_by=actor.account_id,
            made_at=now,
        )
        session.add(row)
        await session.flush()
        if meeting_id is not None:
            await _bring(house, session, row, meeting_id)
        return await report_of(session, actor, row, branch, branch_id)


def _fitting(text: str, most: int, *, empty: bool = False) -> str:
    kept = "\n".join(line for line in (spoken.tidy(one) for one in text.splitlines()) if line)
    # As the messenger counts what stands below a photo.
    if units(kept) > most or (not kept and not empty):
        raise BadText(most=most)
    return kept


async def _of_meeting(
    session: AsyncSession, branch: Organisation, meeting_id: int | None, now: dt.datetime
) -> ActivityReport | None:
    """The report of a meeting of the branch that has begun, locked with it; None: there is none yet."""
    if meeting_id is None:
        return None
    meeting = await session.get(Meeting, meeting_id, with_for_update={"key_share": True})
    if meeting is None or meeting.starts_at > now:
        raise NotAllowed
    if not (await session.get_one(Organisation, meeting.organisation_id)).path.startswith(branch.path):
        raise NotAllowed
    return (await session.scalars(select(ActivityReport).where(ActivityReport.meeting_id == meeting_id))).one_or_none()


async def _today(house: House, session: AsyncSession, branch_id: int) -> dt.date:
    return house.now().astimezone(await zone_of(house, session, branch_id)).date()


async def _bring(house: House, session: AsyncSession, row: ActivityReport, meeting_id: int) -> None:
    """What the record of a meeting has for its report: the day, the summary, the photos."""
    meeting = await session.get_one(Meeting, meeting_id)
    row.held_on = meeting.starts_at.astimezone(await zone_of(house, session, row.branch_id)).date()
    record = await session.get(MeetingRecord, meeting_id)
    if record is not None and record.summary and not row.words:
        row.words = record.summary[: load().words_most]
    photos = await session.scalars(
        select(MinuteEntry)
        .where(MinuteEntry.meeting_id == meeting_id, MinuteEntry.kind == MinuteKind.PHOTO)
        .order_by(MinuteEntry.id)
    )
    brought = {one.file_unique_id: one.file_id for one in photos if one.file_unique_id and one.file_id}
    for unique_id, file_id in list(brought.items())[: load().photos_most]:
        session.add(ReportPhoto(report_id=row.id, file_id=file_id, unique_id=unique_id))
    await session.flush()


# --- changing it ------------------------------------------------------------------------------------------------------


async def set_title(house: House, actor: Actor, branch_id: int, report_id: int, text: str) -> Report:
    """Change what it is called.

    Raises:
        NotAllowed: There is none there for him. NotEditable: It is with the office. BadText: Nothing, or too much.
    """
    return await _change(house, actor, branch_id, report_id, title=_fitting(text, load().title_most))


async def set_words(house: House, actor: Actor, branch_id: int, report_id: int, text: str) -> Report:
    """Change what it says.

    Raises:
        NotAllowed: There is none there for him. NotEditable: It is with the office. BadText: Nothing, or too much.
    """
    return await _change(house, actor, branch_id, report_id, words=_fitting(text, load().words_most))


async def set_day(house: House, actor: Actor, branch_id: int, report_id: int, day: dt.date) -> Report:
    """Change the day of the activity.

    Raises:
        NotAllowed: There is none there for him. NotEditable: It is with the office. BadInput: The day is to come.
    """
    async with house.db.read() as session:
        if day > await _today(house, session, branch_id):
            raise BadInput
    return await _change(house, actor, branch_id, report_id, held_on=day)


async def _change(house: House, actor: Actor, branch_id: int, report_id: int, **values: Any) -> Report:
    async with house.db.write() as session:
        row, branch = await _editable(session, actor, branch_id, report_id)
        for name, value in values.items():
            setattr(row, name, value)
        await session.flush()
        return await report_of(session, actor, row, branch, branch_id)


async def _editable(
    session: AsyncSession, actor: Actor, branch_id: int, report_id: int
) -> tuple[ActivityReport, Organisation]:
    row, branch = await _own(session, actor, branch_id, report_id)
    if row.state not in EDITABLE:
        raise NotEditable
    return row, branch


async def _own(
    session: AsyncSession, actor: Actor, branch_id: int, report_id: int
) -> tuple[ActivityReport, Organisation]:
    """A report of the branch itself, locked: from above it is looked at, not written."""
    row, branch = await reach(session, actor, branch_id, report_id, lock=True)
    if branch.id != branch_id:
        raise NotAllowed
    return row, branch


async def add_photo(house: House, actor: Actor, branch_id: int, report_id: int, file_id: str, unique_id: str) -> Report:
    """Add a photo the messenger keeps; the same again is once.

    Raises:
        NotAllowed: There is none there for him. NotEditable: It is with the office.
        TooManyPhotos: It has as many as it may.
    """
    async with house.db.write() as session:
        row, branch = await _editable(session, actor, branch_id, report_id)
        photos = list(await session.scalars(select(ReportPhoto.unique_id).where(ReportPhoto.report_id == row.id)))
        if unique_id not in photos:
            if len(photos) >= load().photos_most:
                raise TooManyPhotos(most=load().photos_most)
            session.add(ReportPhoto(report_id=row.id, file_id=file_id, unique_id=unique_id))
            await session.flush()
        return await report_of(session, actor, row, branch, branch_id)


async def drop_photos(house: House, actor: Actor, branch_id: int, report_id: int) -> Report:
    """Take all photos out, to choose them anew.

    Raises:
        NotAllowed: There is none there for him. NotEditable: It is with the office.
    """
    async with house.db.write() as session:
        row, branch = await _editable(session, actor, branch_id, report_id)
        await session.execute(delete(ReportPhoto).where(ReportPhoto.report_id == row.id))
        return await report_of(session, actor, row, branch, branch_id)


async def discard(house: House, actor: Actor, branch_id: int, report_id: int) -> None:
    """Delete a report that is not with the office; twice changes nothing.

    Raises:
        NotAllowed: The actor writes none there. NotEditable: It is with the office.
    """
    async with house.db.write() as session:
        await access.check(session, actor, REPORTER_OF, branch_id)
        if not await session.scalar(select(func.count()).where(ActivityReport.id == report_id)):
            return
        row, _ = await _editable(session, actor, branch_id, report_id)
        await session.execute(delete(ReportPhoto).where(ReportPhoto.report_id == row.id))
        await session.delete(row)


# --- handing it in ----------------------------------------------------------------------------------------------------


async def hand_in(house: House, actor: Actor, branch_id: int, report_id: int) -> Report:
    """Hand it in: the party office above is asked.

    Raises:
        NotAllowed: There is none there for him.
        BadText: It says nothing yet.
        NoOffice: There is nobody above to look at it.
    """
    now = house.now()
    async with house.db.write() as session:
        row, branch = await _own(session, actor, branch_id, report_id)
        if row.state in EDITABLE:
            if not row.words:
                raise BadText(most=load().words_most)
            row.state, row.handed_in_at, row.times, row.remark = ReportState.HANDED_IN, now, row.times + 1, None
            await session.flush()
            await deciding.ask_office(house, session, row, branch, now)
            await _note(session, actor, row, "handed_in", now)
        return await report_of(session, actor, row, branch, branch_id)


async def take_back(house: House, actor: Actor, branch_id: int, report_id: int) -> Report:
    """Take it back from the office, to change it; the cards there say so.

    Raises:
        NotAllowed: There is none there for him.
        NotEditable: It was decided on meanwhile.
    """
    now = house.now()
    async with house.db.write() as session:
        row, branch = await _own(session, actor, branch_id, report_id)
        if row.state is ReportState.ACCEPTED:
            raise NotEditable
        if row.state is ReportState.HANDED_IN:
            row.state = ReportState.DRAFT
            await session.flush()
            await deciding.close_cards(session, row, branch, now)
            await _note(session, actor, row, "taken_back", now)
        return await report_of(session, actor, row, branch, branch_id)


async def _note(session: AsyncSession, actor: Actor, row: ActivityReport, action: str, now: dt.datetime) -> None:
    await audit.record(
        session,
        actor=actor.audit_name,
        action=f"report.{action}",
        subject=f"organisation:{row.branch_id}",
        now=now,
        details={"report": row.id},
    )
