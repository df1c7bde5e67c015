"""A roll-call in a real browser: three phones, three ways in, the board. ``ZHIBU_PICTURES=DIR`` keeps the pictures."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import BrowserContext, FloatRect, Locator, Page, async_playwright, expect

from db.names import AttendanceStatus, CheckInWay
from tests import pictures
from tests.fixtures.stages import Stage
from tests.handlers.doors import door
from tests.handlers.test_rollcall import Evening, evening_on
from tests.handlers.test_rollcall import _link as link_of
from tests.playground_page.conftest import ARGUMENTS, _chromium
from tests.services.rollcall.hall import clock

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

_PATIENCE = 20_000
#: The playground's clock says what the house's does, so that the pictures show the time of the meeting.
MEETING_DAY = dt.datetime(2026, 11, 18, 6, 45, tzinfo=dt.UTC)


@pytest.fixture
async def browser() -> AsyncIterator[BrowserContext]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=_chromium(), args=ARGUMENTS)
        context = await opened.new_context(
            viewport={"width": 1360, "height": 900},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        context.set_default_timeout(_PATIENCE)
        yield context
        await opened.close()


@dataclass
class Desk:
    """Two phones side by side in one window."""

    page: Page

    @property
    def left(self) -> Locator:
        return self.page.get_by_test_id("phone-a")

    @property
    def right(self) -> Locator:
        return self.page.get_by_test_id("phone-b")

    async def picture(self, name: str, of: Locator | None = None) -> None:
        """Keep a picture of one phone, or of both, when a folder for pictures is given."""
        if pictures.folder() is not None:
            await self.page.mouse.move(0, 0)
            await self.page.wait_for_timeout(350)
            pictures.keep(name, await self._taken(of))

    async def _taken(self, of: Locator | None) -> bytes:
        if of is not None:
            return await of.screenshot()
        return await self.page.screenshot(clip=await self._both())

    async def _both(self) -> FloatRect:
        left, right = await self.left.bounding_box(), await self.right.bounding_box()
        assert left is not None
        assert right is not None
        width = right["x"] + right["width"] - left["x"]
        return {"x": left["x"] - 12, "y": left["y"] - 6, "width": width + 24, "height": left["height"] + 12}


async def _desk(context: BrowserContext, stage: Stage, left: int, right: int) -> Desk:
    page = await context.new_page()
    bot = await stage.world.only_bot()
    address = f"{stage.world.api.url}/#theme=light&a={left}&b={right}&ac={bot}&bc={bot}"
    await page.goto(address)
    await page.get_by_test_id("phone-a").wait_for()
    return Desk(page)


async def _presses(phone: Locator, label: str) -> None:
    await phone.get_by_role("button", name=label, exact=True).last.click()


async def _reads(phone: Locator, text: str) -> None:
    await expect(phone.get_by_text(text).last).to_be_visible(timeout=_PATIENCE)


async def _scans(phone: Locator, link: str) -> None:
    await phone.get_by_test_id("chat-menu").click()
    await phone.get_by_test_id("menu-attach").click()
    await phone.get_by_test_id("attach-scan").click()
    await phone.get_by_test_id("scan-input").fill(link)
    await phone.get_by_test_id("scan-open").click()


async def _begun(stage: Stage) -> Evening:
    await stage.world.clock.to(MEETING_DAY - dt.timedelta(minutes=15), force=True)
    evening = await evening_on(stage, ["张敏", "李伟", "陈静", "杨磊"], silent=1)
    clock(stage.house, 14, 45)
    await stage.world.clock.to(MEETING_DAY)
    await door(stage, evening.wang, "rollcall-button-start", f"rc:{evening.here}")
    await evening.wang.sees("签到进行中")
    return evening


async def test_three_phones_check_in_and_the_board_follows(stage: Stage, browser: BrowserContext) -> None:
    evening = await _begun(stage)
    zhang, li, chen = (evening.phones[name] for name in ("张敏", "李伟", "陈静"))
    hall = await _desk(browser, stage, zhang.id, evening.wang.id)
    row = await _desk(browser, stage, li.id, chen.id)

    await _reads(hall.right, "签到进行中")
    await _presses(hall.right, "提醒大家签到")
    await _reads(hall.right, "已给 4 个还没有登记的人发了提醒")
    await stage.settle()
    await _presses(hall.right, "显示签到码")
    await expect(hall.right.locator("img").last).to_be_visible()
    await hall.picture("rollcall-code")

    # One taps, one types the six digits, one scans the picture.
    await _presses(hall.left, "我到了，签到")
    await _reads(hall.left, "✓ 签到好了：支部党员大会，14:45")
    shown = await hall.right.get_by_test_id("text").filter(has_text=re.compile(r"\d{3} \d{3}")).last.inner_text()
    found = re.search(r"\d{3} \d{3}", shown)
    assert found is not None
    await row.left.get_by_test_id("composer").fill(found[0])
    await row.left.get_by_test_id("composer").press("Enter")
    await _reads(row.left, "✓ 签到好了：支部党员大会，14:45")
    await _scans(row.right, f"https://t.me/zhibu_test_bot?start={await link_of(evening)}")
    await _reads(row.right, "✓ 签到好了：支部党员大会，14:45")
    await row.picture("rollcall-members")

    clock(stage.house, 14, 45, 6)
    await stage.settle()
    await expect(hall.right.get_by_test_id("text").filter(has_text="应到 5，实到 3")).to_be_visible()
    await hall.right.get_by_test_id("text").filter(has_text="应到 5，实到 3").scroll_into_view_if_needed()
    await hall.picture("rollcall-board")
    rows = await evening.rows()
    assert {name: (one.status, one.way) for name, one in rows.items()} == {
        "张敏": (AttendanceStatus.PRESENT, CheckInWay.BUTTON),
        "李伟": (AttendanceStatus.PRESENT, CheckInWay.CODE),
        "陈静": (AttendanceStatus.PRESENT, CheckInWay.QR),
    }
