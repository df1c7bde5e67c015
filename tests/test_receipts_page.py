"""Remind the rest in a real browser: the sender's list on one phone, the reminder on the other.

``ZHIBU_PICTURES=DIR`` keeps the pictures.
"""

from __future__ import annotations

import pytest
from playwright.async_api import BrowserContext

from tests.fixtures.stages import Stage
from tests.handlers.test_receipts import People, people
from tests.test_evening import _desk, _presses, _reads, browser

__all__ = ["browser", "people"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


async def test_the_rest_is_reminded_and_confirms(browser: BrowserContext, stage: Stage, people: People) -> None:
    desk = await _desk(browser, stage, people.secretary.id, people.member.id)
    await people.secretary.sends("支部")
    for label, after in (
        ("更多…", "不常用的在这里"),
        ("通知回执", "看谁还没有确认"),
        ("11月16日（周一） 请于周五前交学习笔记。", "还没有确认 3 人"),
    ):
        await _presses(desk.left, label)
        await _reads(desk.left, after)
    await desk.picture("receipts-open")
    await _presses(desk.left, "只提醒他们")
    await _reads(desk.left, "已提醒 2 人")
    await stage.settle()
    await _reads(desk.right, "您还没有确认")
    await desk.picture("receipts-reminded")
    await _presses(desk.right, "确认收到")
    await _reads(desk.right, "✓ 已确认")
    await _presses(desk.left, "电话告知")
    await _reads(desk.left, "就点谁的名字")
    await _presses(desk.left, "陈<老>")
    await _reads(desk.left, "记下了：电话告知")
    await desk.picture("receipts-told")
