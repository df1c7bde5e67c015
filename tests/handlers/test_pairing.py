"""Two branches pair, and a contact for retired members is named, as conversations."""

from __future__ import annotations

from db.names import BranchRole
from tests import factories
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in


async def test_two_branches_pair_and_each_has_its_list(stage: Stage) -> None:
    async with stage.house.db.write() as session:
        committee = await factories.make_organisation(session)
        phones = []
        for name, who in (("内科党支部", "王建国"), ("外科党支部", "赵强")):
            branch = await factories.make_branch(session, name, parent=committee)
            await factories.switch_off(session, branch)
            member = await factories.make_member(session, branch, who, retired=who == "王建国")
            await factories.grant_role(session, member, branch, BranchRole.SECRETARY)
            phones.append(member)
    ours, theirs = [await comes_in(stage, one) for one in phones]
    await ours.sends("支部")
    await ours.presses("更多")
    await ours.presses("结对共建")
    await ours.sees("还没有结对", buttons=["找个支部结对"])
    await ours.presses("找个支部结对")
    await ours.presses("外科党支部")
    await ours.sees("已邀请外科党支部结对共建", buttons=["撤回邀请"])
    await stage.settle()
    await theirs.sees("内科党支部想和外科党支部结对共建", buttons=["看一看"])
    await theirs.presses("看一看")
    await theirs.sees("内科党支部想和你们结对共建", buttons=["同意", "先不结对"])
    await theirs.presses("同意")
    await theirs.sees("和内科党支部结对共建中", buttons=["我们的清单", "加一项，两边都有"])
    await stage.settle()
    await ours.sees("外科党支部同意结对共建", buttons=["看一看"])
    await ours.presses("看一看")
    await ours.presses("加一项，两边都有")
    await ours.sends("一起去敬老院")
    await ours.sees("已加到两边的清单", buttons=["我们的清单"])
    await theirs.sees("内科党支部和外科党支部结对共建，已同意", buttons=["看一看"])
    await theirs.presses("看一看")
    await theirs.presses("我们的清单")
    await theirs.sees("结对共建，外科党支部", "○ 一起去敬老院（书记）")
    await theirs.presses("○ 一起去敬老院")
    await theirs.sees("✓ 一起去敬老院（书记）")
    await ours.presses("我们的清单")
    await ours.sees("结对共建，内科党支部", "○ 一起去敬老院（书记）")

    await ours.sends("支部")
    await ours.presses("更多")
    await ours.presses("设置")
    await ours.presses("离退休联系人")
    await ours.sees("离退休同志有事找谁", buttons=["王建国", "不设"])
    await ours.presses("王建国")
    await ours.sends("支部")
    await ours.sees("离退休同志的联系人：王建国")
    await ours.sends("我的")
    await ours.sees("离退休同志有事找：王建国")
