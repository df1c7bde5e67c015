"""An announcement in a real browser: composed, previewed and sent on one phone, confirmed on the other.

``ZHIBU_PICTURES=DIR`` keeps the pictures.
"""

from __future__ import annotations

import pytest
from playwright.async_api import BrowserContext

from playground.actor import Actor
from tests.fixtures.stages import Stage
from tests.handlers.test_announcements import people
from tests.test_evening import _desk, _presses, _reads, browser

__all__ = ["browser", "people"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


async def test_it_is_composed_previewed_sent_and_confirmed(
    browser: BrowserContext, stage: Stage, people: tuple[Actor, Actor]
) -> None:
    wang, zhang = people
    desk = await _desk(browser, stage, wang.id, zhang.id)
    await wang.sends("/menu")
    await _presses(desk.left, "通知")
    await _presses(desk.left, "写通知")
    await _reads(desk.left, "请把要通知的内容发给我")
    await wang.sends("本周五 15:00 主题党日，二楼会议室。请带学习笔记。")
    await _reads(desk.left, "收下了，现在有：文字 1 条")
    await _presses(desk.left, "写好了")
    await _reads(desk.left, "通知草稿")
    await desk.picture("announcement-draft")
    await _presses(desk.left, "预览")
    await _reads(desk.left, "下面马上会收到一份")
    await stage.settle()
    await _reads(desk.left, "看到后请点“已收到”")
    await desk.picture("announcement-preview")
    await _presses(desk.left, "发给 3 人")
    await _reads(desk.left, "还没确认 3 人")
    await stage.settle()
    await _reads(desk.right, "请带学习笔记")
    await _presses(desk.right, "已收到")
    await _reads(desk.right, "✓ 已确认")
    await desk.picture("announcement-confirmed")
