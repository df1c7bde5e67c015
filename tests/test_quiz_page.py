"""A quiz in a real browser: composed on one phone, taken on the other. ``ZHIBU_PICTURES=DIR`` keeps the pictures."""

from __future__ import annotations

import pytest
from playwright.async_api import BrowserContext

from playground.actor import Actor
from tests.fixtures.stages import Stage
from tests.handlers.test_quizzes import people
from tests.test_evening import _desk, _presses, _reads, browser

__all__ = ["browser", "people"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


async def test_a_quiz_on_two_phones(browser: BrowserContext, stage: Stage, people: tuple[Actor, Actor, int]) -> None:
    li, zhang, _ = people
    desk = await _desk(browser, stage, li.id, zhang.id)
    await li.sends("/menu")
    for label, after in (
        ("题库", "导出 Aiken"),
        ("出测试", "新出一份"),
        ("新出一份", "草稿"),
        ("设置", "点一下换一档"),
    ):
        await _presses(desk.left, label)
        await _reads(desk.left, after)
    await desk.picture("quiz-settings")
    await _presses(desk.left, "打乱：是")
    await _reads(desk.left, "打乱：否")
    await _presses(desk.left, "不限时")
    await _reads(desk.left, "限时 5 分钟")
    await _presses(desk.left, "‹ 返回")
    await _presses(desk.left, "发给 3 人")
    await _reads(desk.left, "截止前一天会再提醒一次")
    await stage.settle()
    await _reads(desk.right, "60 分及格")
    await desk.picture("quiz-notice")
    await _presses(desk.right, "开始答题")
    for number in range(1, 5):
        await _reads(desk.right, f"{number}/4")
        text = await desk.right.get_by_text(f"{number}/4").last.inner_text()
        if "填空题" in text:
            await zhang.sends("40")
            continue
        if "判断题" in text:
            await _presses(desk.right, "错误")
            continue
        await _presses(desk.right, "A")
        if "多选题" in text:
            await _reads(desk.right, "确定（选了 1 个）")
            await desk.picture("quiz-question")
            await _presses(desk.right, "确定（选了 1 个）")
    await _reads(desk.right, "没答对的")
    await desk.picture("quiz-result")
    await _presses(desk.left, "看结果")
    await _reads(desk.left, "参考率")
    await _presses(desk.left, "各题图")
    await _reads(desk.left, "每道题有多少人答对")
    await desk.picture("quiz-results")
