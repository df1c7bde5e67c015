"""A branch that meets today, and its people."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from db.accounts import Account
from db.attendance import Attendance, AttendanceChange, RollCall
from db.meetings import Meeting, MeetingType
from db.members import Member
from db.names import BranchRole, EventType, MembershipStage
from db.organisations import Organisation
from services import access
from services.access import Actor
from services.house import House
from services.rollcall import codes
from tests import factories
from tests.fixtures.houses import set_clock

SHANGHAI = ZoneInfo("Asia/Shanghai")
#: The meeting begins then: Wednesday 2026-11-18, 15:00 in Shanghai; it opens at 14:40 and ends at 16:00.
START = dt.datetime(2026, 11, 18, 7, 0, tzinfo=dt.UTC)


def clock(house: House, hour: int, minute: int = 0, second: int = 0) -> dt.datetime:
    """Set the house's clock to a time of that day, by the branch's wall clock."""
    moment = dt.datetime(2026, 11, 18, hour, minute, second, tzinfo=SHANGHAI).astimezone(dt.UTC)
    set_clock(house, moment)
    return moment


@dataclass
class Hall:
    """A branch of people who meet.

    Attributes:
        people: Its members but the secretary and the deputy; the last has no phone.
        guest: A member of another branch, who is not expected.
    """

    house: House
    branch: Organisation
    other: Organisation
    meeting: int
    secretary: Member
    deputy: Member
    people: list[Member]
    guest: Member
    accounts: dict[int, Account]

    async def actor(self, member: Member) -> Actor:
        async with self.house.db.read() as session:
            address = self.accounts[member.id].address
            return await access.identify(session, "telegram", address, self.house.today())

    async def rows(self, meeting: int | None = None) -> list[Attendance]:
        async with self.house.db.read() as session:
            query = select(Attendance).where(Attendance.meeting_id == (meeting or self.meeting)).order_by(Attendance.id)
            return list(await session.scalars(query))

    async def row(self, member: Member) -> Attendance | None:
        return next((one for one in await self.rows() if one.member_id == member.id), None)

    async def history(self) -> list[AttendanceChange]:
        async with self.house.db.read() as session:
            return list(await session.scalars(select(AttendanceChange).order_by(AttendanceChange.id)))

    async def calls(self) -> list[RollCall]:
        async with self.house.db.read() as session:
            return list(await session.scalars(select(RollCall).order_by(RollCall.id)))

    async def code(self, call: int | None = None) -> str:
        """The six digits that are shown now."""
        calls = await self.calls()
        ids = [one.id for one in calls if one.closed_at is None]
        slot = codes.slot_of(self.house.now(), self.house.limits.code_seconds)
        return codes.spelled(codes.codes_in(codes.key_of(self.house.vault), ids, slot)[call or ids[0]])


async def make_hall(house: House, size: int = 6, **meeting: Any) -> Hall:
    """A branch with a secretary, a deputy and so many more members, the last but one of them probationary."""
    async with house.db.write() as session:
        committee = await factories.make_organisation(session)
        branch = await factories.make_branch(session, "内科党支部", parent=committee)
        other = await factories.make_branch(session, "外科党支部", parent=committee)
        secretary = await factories.make_member(session, branch, "王建国")
        deputy = await factories.make_member(session, branch, "刘秀兰")
        names = [f"{family}{given}" for given in ("敏", "伟", "静", "磊") for family in "张李陈杨赵黄周吴徐孙"]
        people = [
            await factories.make_member(
                session,
                branch,
                f"{names[number % len(names)]}{number // len(names) or ''}",
                stage=MembershipStage.PROBATIONARY if number == size - 2 else MembershipStage.FULL,
            )
            for number in range(size)
        ]
        guest = await factories.make_member(session, other, "赵外")
        await factories.grant_role(session, secretary, branch, BranchRole.SECRETARY)
        await factories.grant_role(session, deputy, branch, BranchRole.DEPUTY_SECRETARY)
        await factories.grant_role(session, guest, other, BranchRole.SECRETARY)
        accounts: dict[int, Account] = {}
        for member in (secretary, deputy, *people[:-1], guest):
            accounts[member.id] = await factories.make_account(session)
            await factories.bind(session, member, accounts[member.id])
        row = factories.meeting_of(branch, START, **meeting)
        session.add(row)
        await session.flush()
        session.add(MeetingType(meeting_id=row.id, type=EventType.BRANCH_GENERAL_MEETING))
    return Hall(house, branch, other, row.id, secretary, deputy, people, guest, accounts)


async def another(hall: Hall, organisation: Organisation, starts_at: dt.datetime = START) -> int:
    """One more meeting."""
    async with hall.house.db.write() as session:
        row = factories.meeting_of(organisation, starts_at, title="另一次会")
        session.add(row)
        await session.flush()
        return row.id


async def meeting_row(hall: Hall) -> Meeting:
    async with hall.house.db.read() as session:
        return await session.get_one(Meeting, hall.meeting)
