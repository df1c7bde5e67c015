"""Who is in the branch when the year begins, each with a different life; and its rules, all of them on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select

from db.accounts import Account
from db.base import PartialDate
from db.members import Member
from db.names import Audience, BranchRole, MembershipStage, OrgLevel, RuleKind
from db.organisations import Organisation, Term
from services import reminder_rules
from services.access import Actor, identify
from services.house import House
from services.recurrence import OnDays, OnWorkday, Weekly
from services.reminder_rules import Change, Lead, Own, presets
from tests import factories

SHANGHAI = ZoneInfo("Asia/Shanghai")
#: The morning the branch begins with the bot, a Monday; and the end of what is written down.
BEGIN = dt.datetime(2025, 12, 22, 10, tzinfo=SHANGHAI)
END = dt.datetime(2027, 1, 8, 23, 59, tzinfo=SHANGHAI)

COMMITTEE, BRANCH, FIRST, SECOND = "市人民医院党委", "内科党支部", "第一小组", "第二小组"


@dataclass(frozen=True)
class Person:
    """One of them.

    Attributes:
        address: Of the account; None for who has none.
        admitted: When the branch admitted him.
        greeted: He agreed to a greeting on his political birthday.
        quiet: His own quiet hours.
        group: Of the branch.
    """

    name: str
    address: str | None
    admitted: dt.date
    greeted: bool = False
    quiet: tuple[dt.time, dt.time] | None = None
    group: str | None = FIRST
    language: str = "zh-CN"
    stage: MembershipStage = MembershipStage.FULL
    retired: bool = False


#: In the order they are written down.
PEOPLE = (
    Person("王芳", "3001", dt.date(2008, 2, 29), greeted=True),  # the secretary; a birthday in leap years only
    Person("李强", "3002", dt.date(2010, 7, 1)),  # the organisation member
    Person("赵敏", "3003", dt.date(2012, 6, 25)),  # leads the first group
    Person("周文", "3004", dt.date(2005, 9, 10), group=SECOND),  # the party office
    Person("陈静", "3005", dt.date(2015, 11, 20)),  # a nurse on night shifts
    Person("刘国", None, dt.date(1975, 5, 4), group=SECOND, retired=True),  # retired, uses no messenger
    Person("孙丽", "3006", dt.date(2013, 12, 1), greeted=True),  # pauses in the spring
    Person("钱新", "3007", dt.date(2025, 6, 24), stage=MembershipStage.PROBATIONARY),  # a full member after June
    Person("吴安", "3008", dt.date(2018, 4, 11), group=SECOND, language="en"),  # reads English
    Person("郑重", "3009", dt.date(2011, 10, 9), group=SECOND, quiet=(dt.time(22), dt.time(10))),  # sleeps until ten
    Person("冯远", "3010", dt.date(2006, 3, 15), greeted=True, group=SECOND),  # wants few reminders from June on
    Person("蒋明", "3011", dt.date(2016, 8, 30), group=None),  # leaves in August
)
NEWCOMER = Person("韩梅", "3012", dt.date(2019, 5, 11), group=SECOND)  # comes in May
ADMINISTRATOR = "3099"

_ROLES = (
    ("王芳", BRANCH, BranchRole.SECRETARY),
    ("李强", BRANCH, BranchRole.ORGANISATION_MEMBER),
    ("赵敏", FIRST, BranchRole.GROUP_LEADER),
    ("周文", COMMITTEE, BranchRole.PARTY_OFFICE),
)

OWN = (
    Own("交学习笔记", RuleKind.NOTICE, OnDays(days=(31,)), (Lead.parse("1d@17:00"),)),
    Own("报送支部月报", RuleKind.NOTICE, OnWorkday(which=-1), (Lead.parse("0d@09:00"),), audience=Audience.LEADERS),
    Own(
        "支委碰头会",
        RuleKind.MEETING,
        Weekly(weekdays=(3,), every=2, anchor=dt.date(2025, 12, 31)),
        (Lead.parse("1d@16:00"), Lead.parse("1h")),
        audience=Audience.OFFICERS,
        start=dt.time(17, 30),
        minutes=30,
    ),
)  # fmt: skip


async def settle_in(house: House) -> None:
    """Make the branch, and switch everything on that ships."""
    async with house.db.write() as session:
        committee = await factories.make_organisation(session, COMMITTEE)
        branch = await factories.make_branch(session, BRANCH, parent=committee)
        places = {COMMITTEE: committee, BRANCH: branch}
        for name in (FIRST, SECOND):
            places[name] = await factories.make_organisation(session, name, level=OrgLevel.PARTY_GROUP, parent=branch)
        members = {}
        for person in PEOPLE:
            group = places[person.group] if person.group is not None else None
            members[person.name] = await factories.make_member(
                session, branch, person.name, stage=person.stage, retired=person.retired, group=group
            )
            day = person.admitted
            members[person.name].admitted_on = PartialDate(day.year, day.month, day.day)
            if person.address is not None:
                account = await factories.make_account(session, person.address, language=person.language)
                account.birthday_greeting = person.greeted
                if person.quiet is not None:
                    account.quiet_start, account.quiet_end = person.quiet
                await factories.bind(session, members[person.name], account)
        for name, place, role in _ROLES:
            await factories.grant_role(session, members[name], places[place], role)
        await factories.make_account(session, ADMINISTRATOR, administrator=True)
        session.add(Term(organisation_id=branch.id, starts_on=dt.date(2023, 11, 1), ends_on=dt.date(2026, 10, 31)))
    await _switch_on(house)


async def _switch_on(house: House) -> None:
    office, secretary = await actor(house, "周文"), await actor(house, "王芳")
    ids = await places_of(house)
    for preset in presets.load().preset:
        if preset.on:
            continue
        if OrgLevel.PARTY_COMMITTEE in preset.levels:
            await reminder_rules.change(house, office, ids[COMMITTEE], preset.key, Change(enabled=True))
        else:
            await reminder_rules.change(house, secretary, ids[BRANCH], preset.key, Change(enabled=True))
    for rule in OWN:
        await reminder_rules.create(house, secretary, ids[BRANCH], rule)


async def places_of(house: House) -> dict[str, int]:
    """The organisations by name."""
    async with house.db.read() as session:
        rows = await session.execute(select(Organisation.name, Organisation.id))
        return {row.name: row.id for row in rows}


async def member_id(house: House, name: str) -> int:
    """The member of a name."""
    async with house.db.read() as session:
        return (await session.scalars(select(Member.id).where(Member.name == name))).one()


async def actor(house: House, name: str) -> Actor:
    """One of them, as the gate knows him now."""
    address = next(person.address for person in (*PEOPLE, NEWCOMER) if person.name == name)
    async with house.db.read() as session:
        return await identify(session, "telegram", address or "", house.today())


async def account_of(house: House, name: str) -> int:
    """The account of one of them."""
    address = next(person.address for person in (*PEOPLE, NEWCOMER) if person.name == name)
    async with house.db.read() as session:
        return (await session.scalars(select(Account.id).where(Account.address == address))).one()
