"""The democratic review as a conversation, from the menu to the sheet."""

from __future__ import annotations

from db.names import BranchRole
from tests import factories
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in


async def test_the_review_of_a_year(stage: Stage) -> None:
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        await factories.switch_off(session, branch)
        wang = await factories.make_member(session, branch, "王建国", role=BranchRole.SECRETARY)
    secretary = await comes_in(stage, wang)
    await secretary.presses("支部管理")
    await secretary.presses("更多")
    await secretary.presses("民主评议")
    await secretary.sees("内科党支部 2026 年民主评议党员", "还没有登记")
    await secretary.presses("登记评议日期")
    await secretary.sends("2026-11-13")
    await secretary.sees("评议日期：2026年11月13日", "测评表：还没有填", buttons=["四步清单 0/4"])
    await secretary.presses("填参加人数")
    await secretary.sees("名册上现在有 1 位党员")
    await secretary.sends("25 23")
    await secretary.sees("应参加 25 人，实参加 23 人")
    await secretary.presses("填测评表数")
    await secretary.sends("24 23 22")
    await secretary.sees("发出（24）不能多于实参加（23）")
    await secretary.sends("二十三")
    await secretary.sees("要正好 3 个整数")
    await secretary.sends("23、23、22")
    await secretary.sees("发出 23，收回 23，有效 22")
    await secretary.presses("填各等次人数")
    await secretary.sends("25 9 15 1 1")
    await secretary.sees("加起来是 26 人，参评人数是 25 人")
    await secretary.sends("25 9 15 1 0")
    await secretary.sees("优秀 9，合格 15", "一般不超过三分之一（8 人）", "不记是谁")
    await secretary.presses("四步清单 0/4")
    await secretary.sees("民主评议四步", "个人自评", "组织评定等次")
    await secretary.presses("‹ 返回")
    await secretary.presses("导出汇总表")
    sent = await secretary.sees("民主评议汇总表")
    assert sent["document"]["file_name"] == "内科党支部民主评议汇总表_2026.xlsx"
