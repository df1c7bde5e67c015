"""The secretary's screens as the handbook shows them, in a browser. ``ZHIBU_PICTURES=DIR`` keeps the pictures."""

from __future__ import annotations

import pytest
from playwright.async_api import BrowserContext

from db.members import Member
from services import dues
from tests import factories
from tests.fixtures.stages import Stage
from tests.handlers.test_rollcall import Evening, evening_on
from tests.test_evening import MEETING_DAY, Desk, _desk, _presses, _reads, browser

__all__ = ["browser"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


async def _branch(stage: Stage) -> Evening:
    """A branch of five on the day of its meeting, its dues known but one's."""
    await stage.world.clock.to(MEETING_DAY, force=True)
    evening = await evening_on(stage, ["张敏", "李伟", "陈静", "杨磊"], silent=1)
    async with stage.house.db.write() as session:
        for name in ("王建国", "张敏", "陈静", "杨磊"):
            member = await session.get_one(Member, evening.members[name].id)
            session.add(factories.dues_profile(member))
    await dues.open_all(stage.house)
    return evening


async def _walks(desk: Desk, *steps: tuple[str, str]) -> None:
    for label, after in steps:
        await _presses(desk.left, label)
        await _reads(desk.left, after)


async def test_the_secretary_walks_as_the_handbook_says(browser: BrowserContext, stage: Stage) -> None:
    evening = await _branch(stage)
    wang = evening.wang
    desk = await _desk(browser, stage, wang.id, evening.phones["张敏"].id)
    await _walks(desk, ("支部管理", "书记：王建国"))
    await desk.picture("handbook-branch", of=desk.left)
    await _walks(desk, ("支部党费", "还有 4 人未交"))
    await desk.picture("handbook-dues", of=desk.left)
    await _walks(desk, ("主菜单", "直接打字"), ("支部管理", "书记：王建国"))
    await _walks(desk, ("更多…", "不常用的在这里"), ("工作交接", "现任书记：王建国"))
    await desk.picture("handbook-handover", of=desk.left)
    await _walks(desk, ("‹ 返回", "不常用的在这里"), ("‹ 返回", "书记：王建国"), ("会议和活动", "点开可以改时间"))
    await desk.left.get_by_role("button", name="支部党员大会").last.click()
    await _reads(desk.left, "参加：全体党员")
    await desk.picture("handbook-meetings", of=desk.left)
    await _walks(desk, ("会议记录", "我按时间记下来"), ("加一项议题", "加一项什么议题"))
    await wang.sends("学习全会精神，讨论第四季度工作")
    await _reads(desk.left, "正在记：1. 学习全会精神")
    await wang.sends("陈静：夜班多，希望学习材料早一天发。")
    await _reads(desk.left, "记录本")
    await desk.picture("handbook-minutes", of=desk.left)
    await _walks(desk, ("记好了", "议题 1 项，要点 1 条"))
