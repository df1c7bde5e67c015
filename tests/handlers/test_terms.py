"""The office notes a term of office; the secretary sees it."""

from __future__ import annotations

from sqlalchemy import select

from db.names import BranchRole
from db.organisations import Term
from tests import factories
from tests.fixtures.stages import Stage


async def test_the_office_notes_a_term_and_puts_it_right(stage: Stage) -> None:
    async with stage.house.db.write() as session:
        committee = await factories.make_organisation(session, "市人民医院党委")
        branch = await factories.make_branch(session, "内科党支部", parent=committee)
        clerk = await factories.make_member(session, branch, "周文")
        await factories.grant_role(session, clerk, committee, BranchRole.PARTY_OFFICE)
        secretary = await factories.make_member(session, branch, "王建国", role=BranchRole.SECRETARY)
    office, wang = await stage.known(clerk), await stage.known(secretary)
    await office.sends("支部")
    await office.sees("市人民医院党委")
    await office.presses("内科党支部")
    await office.sees("书记：王建国")
    await office.presses("更多…")
    await office.sees("内科党支部", "不常用的在这里")
    await office.presses("设置")
    await office.sees("本届任期：还没有填写")
    await office.presses("任期")
    await office.sees("还没有填写", "届满前半年起")
    await office.presses("填写任期")
    await office.sees("哪一天选举产生的", "按 3 年算")
    await office.sends("选举那天")
    await office.sees("日期")
    await office.sends("2024-03-01")
    await office.sees("本届：2024年3月1日（周五）至2027年2月28日（周日）")
    await office.presses("更正日期")
    await office.sees("正确的起止日期")
    await office.sends("2024-03-08 到 2027-03-07")
    await office.sees("本届：2024年3月8日（周五）至2027年3月7日（周日）")
    async with stage.house.db.read() as session:
        (term,) = await session.scalars(select(Term))
    assert (f"{term.starts_on}", f"{term.ends_on}") == ("2024-03-08", "2027-03-07")
    await wang.sends("支部")
    await wang.sees("本届任期到 2027年3月7日")
    await wang.presses("更多…")
    await wang.sees("不常用的在这里")
    await wang.presses("设置")
    screen = await wang.sees("的设置")
    assert "任期" not in str(screen["reply_markup"])
