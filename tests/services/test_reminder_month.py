"""A month of a branch with every rule on, rehearsed: in both languages, at hours people may be written to."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from db.base import PartialDate
from db.names import Audience, BranchRole, MembershipStage, OrgLevel, RuleKind
from db.organisations import Term
from scheduler.rehearsing import foresee
from services import forecast, reminder_rules
from services.access import identify
from services.house import House
from services.recurrence import OnDays
from services.reminder_rules import Change, Lead, Own, presets
from tests import factories

SHANGHAI = ZoneInfo("Asia/Shanghai")
D = dt.date
SECRETARY, MEMBER, ENGLISH = "2001", "2002", "2003"


async def _branch(house: House) -> None:
    async with house.db.write() as session:
        committee = await factories.make_organisation(session)
        branch = await factories.make_branch(session, "内科党支部", parent=committee)
        group = await factories.make_organisation(session, "第一小组", level=OrgLevel.PARTY_GROUP, parent=branch)
        for number, address in enumerate((SECRETARY, MEMBER, ENGLISH)):
            member = await factories.make_member(session, branch, f"党员{number}", group=group)
            account = await factories.make_account(session, address, language="en" if address == ENGLISH else "zh-CN")
            await factories.bind(session, member, account)
            account.birthday_greeting, member.admitted_on = True, PartialDate(2010, 12, 1)
            if address == SECRETARY:
                await factories.grant_role(session, member, branch, BranchRole.SECRETARY)
        for number in range(5):
            await factories.make_member(session, branch, f"同志{number}")
        trainee = await factories.make_member(session, branch, "钱新", stage=MembershipStage.PROBATIONARY)
        trainee.admitted_on = PartialDate(2025, 12, 31)
        session.add(Term(organisation_id=branch.id, starts_on=D(2024, 1, 1), ends_on=D(2026, 12, 31)))
        branch_id = branch.id
    async with house.db.read() as session:
        actor = await identify(session, "telegram", SECRETARY, house.today())
    for preset in presets.load().preset:
        if not preset.on and OrgLevel.BRANCH in preset.levels:
            await reminder_rules.change(house, actor, branch_id, preset.key, Change(enabled=True))
    leads = (Lead.parse("1d@17:00"),)
    own = Own("交学习笔记", RuleKind.NOTICE, OnDays(days=(31,)), leads, audience=Audience.MEMBERS)
    await reminder_rules.create(house, actor, branch_id, own)


async def test_a_month_with_every_rule_on(sqlite_house: House) -> None:
    await _branch(sqlite_house)
    async with forecast.rehearsed(sqlite_house) as pretended:
        found = [one async for one in foresee(pretended, dt.datetime(2026, 12, 16, 8, tzinfo=SHANGHAI))]
    assert {one.address for one in found} == {SECRETARY, MEMBER, ENGLISH}
    walls = {one.at.astimezone(SHANGHAI).time() for one in found}
    assert all(dt.time(7, 30) <= wall < dt.time(21, 30) for wall in walls)
    assert len({(one.at, one.address, one.text) for one in found}) == len(found), (
        "nobody is told one thing twice at once"
    )
    chinese = [one.text for one in found if one.address == MEMBER]
    english = [one.text for one in found if one.address == ENGLISH]
    assert any("入党 16 周年" in text for text in chinese)
    assert any("Themed party day" in text for text in english)
    assert any("交学习笔记" in text for text in english), "what people typed is said as they typed it"
    secretary = "\n".join(one.text for one in found if one.address == SECRETARY)
    for words in ("本届任期到", "钱新", "还没有安排", "会通知大家"):
        assert words in secretary, words
    assert not any("钱新" in text or "任期" in text for text in (*chinese, *english)), "that is for the stewards"
    themed = [
        one.at.astimezone(SHANGHAI)
        for one in found
        if one.address == MEMBER and one.kind == "meeting_notice" and "主题党日" in one.text
    ]
    assert themed == [dt.datetime(2026, 11, 29, 9, tzinfo=SHANGHAI)]
