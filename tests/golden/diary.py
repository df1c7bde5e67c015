"""What people do in the year, each at its moment; everything else the bot does by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy import select

from db.base import PartialDate
from db.meetings import Meeting, MeetingType
from db.members import Member
from db.names import BranchRole, EventType, MembershipStage, ShiftKind
from db.organisations import Organisation
from services import branch, meetings, mutes, organisations, profile, reminder_rules, roles, terms
from services.house import House
from services.meetings import Wish
from services.reminder_rules import Change
from tests import factories
from tests.golden.branch import BRANCH, NEWCOMER, SECOND, SHANGHAI, actor, member_id, places_of

_D = dt.date
#: The new secretary's first day; on it planners must run, because nobody does anything that would make them.
HANDOVER = _D(2026, 12, 14)


@dataclass(frozen=True)
class Act:
    """Something somebody does.

    Attributes:
        at: When.
        what: For who reads the diary.
    """

    at: dt.datetime
    what: str
    do: Callable[[House], Awaitable[object]]


def _at(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


async def _meeting(house: House, event_type: EventType, day: dt.date, place: str = BRANCH) -> int:
    """The meeting of a type on a day."""
    begin = dt.datetime.combine(day, dt.time(), SHANGHAI)
    async with house.db.read() as session:
        query = (
            select(Meeting.id)
            .join(MeetingType, MeetingType.meeting_id == Meeting.id)
            .join(Organisation, Organisation.id == Meeting.organisation_id)
            .where(
                MeetingType.type == event_type,
                Organisation.name == place,
                Meeting.starts_at >= begin,
                Meeting.starts_at < begin + dt.timedelta(days=1),
            )
        )
        return (await session.scalars(query)).one()


async def _branch(house: House) -> int:
    return (await places_of(house))[BRANCH]


def _confirm(event_type: EventType, day: dt.date) -> Callable[[House], Awaitable[object]]:
    async def do(house: House) -> None:
        meeting = await _meeting(house, event_type, day)
        await meetings.confirm(house, await actor(house, "王芳"), await _branch(house), meeting)

    return do


def _move(event_type: EventType, day: dt.date, to: dt.date, start: dt.time) -> Callable[[House], Awaitable[object]]:
    async def do(house: House) -> None:
        meeting = await _meeting(house, event_type, day)
        await meetings.move(house, await actor(house, "王芳"), await _branch(house), meeting, to, start)

    return do


def _cancel(event_type: EventType, day: dt.date) -> Callable[[House], Awaitable[object]]:
    async def do(house: House) -> None:
        meeting = await _meeting(house, event_type, day)
        await meetings.cancel(house, await actor(house, "王芳"), await _branch(house), meeting)

    return do


def _describe(
    event_type: EventType, day: dt.date, place: str | None = None, theme: str | None = None
) -> Callable[[House], Awaitable[object]]:
    async def do(house: House) -> None:
        meeting = await _meeting(house, event_type, day)
        await meetings.describe(
            house, await actor(house, "王芳"), await _branch(house), meeting, place=place, theme=theme
        )

    return do


def _plan(wish: Wish) -> Callable[[House], Awaitable[object]]:
    async def do(house: House) -> None:
        await meetings.plan(house, await actor(house, "王芳"), await _branch(house), wish)

    return do


def _switch(key: str, *, on: bool) -> Callable[[House], Awaitable[object]]:
    async def do(house: House) -> None:
        place = await _branch(house)
        await reminder_rules.change(house, await actor(house, "王芳"), place, key, Change(enabled=on))
        await meetings.follow(house, place)

    return do


def _night(day: dt.date) -> Callable[[House], Awaitable[object]]:
    async def do(house: House) -> None:
        await profile.mark(house, await actor(house, "陈静"), day, ShiftKind.NIGHT)

    return do


async def _pause(house: House) -> None:
    await profile.pause(house, await actor(house, "孙丽"), _D(2026, 4, 20))


async def _join(house: House) -> None:
    ids = await places_of(house)
    async with house.db.write() as session:
        organisation = await session.get_one(Organisation, ids[BRANCH])
        group = await session.get_one(Organisation, ids[SECOND])
        member = await factories.make_member(session, organisation, NEWCOMER.name, group=group)
        day = NEWCOMER.admitted
        member.admitted_on = PartialDate(day.year, day.month, day.day)


async def _register(house: House) -> None:
    async with house.db.write() as session:
        member = await session.get_one(Member, await member_id(house, NEWCOMER.name))
        await factories.bind(session, member, await factories.make_account(session, NEWCOMER.address))


async def _mute(house: House) -> None:
    await mutes.switch(house, await actor(house, "冯远"), "meeting_reminder", on=False)


async def _becomes_full(house: House) -> None:
    async with house.db.write() as session:
        member = await session.get_one(Member, await member_id(house, "钱新"))
        member.stage, member.full_on = MembershipStage.FULL, PartialDate(2026, 6, 24)


async def _leaves(house: House) -> None:
    gone = await member_id(house, "蒋明")
    async with house.db.write() as session:
        await organisations.mark_left(session, [gone], house.today(), house.now(), actor="terminal")


async def _due_day(house: House) -> None:
    await branch.change_setting(house, await actor(house, "王芳"), await _branch(house), "dues_due_day", 25)


async def _new_term(house: House) -> None:
    office = await actor(house, "周文")
    await terms.note(house, office, await _branch(house), _D(2026, 12, 11), _D(2029, 12, 10))


async def _new_secretary(house: House) -> None:
    office, place = await actor(house, "周文"), await _branch(house)
    chosen = await member_id(house, "李强")
    await roles.grant(house, office, place, BranchRole.SECRETARY, chosen, HANDOVER, hand_over=True)


DIARY = (
    Act(_at(2, 8, 20), "陈静 marks the nights of 11 and 19 February", _night(_D(2026, 2, 11))),
    Act(_at(2, 8, 20, 1), "", _night(_D(2026, 2, 19))),
    Act(_at(2, 9, 9, 30), "王芳 has looked at the themed day of March",
        _confirm(EventType.THEMED_PARTY_DAY, _D(2026, 3, 6))),
    Act(_at(2, 9, 10), "the session before the Spring Festival moves, everybody knows of it",
        _move(EventType.STUDY_SESSION, _D(2026, 2, 13), _D(2026, 2, 12), dt.time(16))),
    Act(_at(2, 26, 10), "volunteers meet on Saturday instead",
        _move(EventType.VOLUNTEER, _D(2026, 3, 5), _D(2026, 3, 7), dt.time(9))),
    Act(_at(3, 9, 12), "孙丽 pauses until 20 April", _pause),
    Act(_at(4, 1, 11), "the themed day of April has a place and a theme, when everybody is invited already",
        _describe(EventType.THEMED_PARTY_DAY, _D(2026, 4, 3), place="门诊楼三楼会议室", theme="清明祭英烈")),
    Act(_at(4, 22, 23), "late in the evening the session of 24 April gets another room",
        _describe(EventType.STUDY_SESSION, _D(2026, 4, 24), place="住院部二楼示教室")),
    Act(_at(5, 11, 9, 30), "韩梅 comes from another hospital", _join),
    Act(_at(5, 12, 19), "韩梅 registers", _register),
    Act(_at(5, 20, 20), "陈静 marks the night of 21 May", _night(_D(2026, 5, 21))),
    Act(_at(6, 3, 12), "冯远 turns reminders of meetings off", _mute),
    Act(_at(6, 12, 9), "an early session is planned by hand",
        _plan(Wish((EventType.STUDY_SESSION,), _D(2026, 6, 16), dt.time(7, 40), 45, place="示教室"))),
    Act(_at(6, 29, 18), "the branch meeting made 钱新 a full member", _becomes_full),
    Act(_at(7, 20, 9), "lectures are planned by hand from now on", _switch("party_lecture", on=False)),
    Act(_at(8, 17, 10), "蒋明 leaves", _leaves),
    Act(_at(8, 25, 10), "dues are due on the 25th from now on", _due_day),
    Act(_at(9, 2, 16), "the themed day of September is called off",
        _cancel(EventType.THEMED_PARTY_DAY, _D(2026, 9, 4))),
    Act(_at(9, 10, 10), "and planned anew",
        _plan(Wish((EventType.THEMED_PARTY_DAY,), _D(2026, 9, 15), dt.time(15), 120, theme="主题观影"))),
    Act(_at(11, 10, 10), "a lecture is planned",
        _plan(Wish((EventType.PARTY_LECTURE,), _D(2026, 12, 4), dt.time(16), 60))),
    Act(_at(12, 11, 17), "the new term begins", _new_term),
    Act(_at(12, 11, 17, 5), "李强 is the next secretary", _new_secretary),
)  # fmt: skip
