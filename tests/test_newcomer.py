"""What a newcomer does in his first minutes, in a real browser, against the real processes of ``zhibu playground``."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from tests import pictures
from tests.playground_page.conftest import ARGUMENTS, _chromium

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

_ROOT = Path(__file__).parent.parent
#: Milliseconds a person would wait; generous, because CI machines are slow.
_PATIENCE = 20_000


@pytest.fixture
async def address(tmp_path: Path) -> AsyncIterator[str]:
    """``zhibu playground`` as its own process; ended as Ctrl-C would."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.cli", "playground", "--port", "0",
        cwd=_ROOT, env=os.environ | {"DATA_DIR": str(tmp_path), "LANG": "zh_CN.UTF-8"},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    found = ""
    while "http://" not in found:
        line = await asyncio.wait_for(process.stdout.readline(), 60)
        assert line, (await process.communicate())[1].decode()
        found = line.decode()
    yield "http://" + found.split("http://")[1].split()[0]
    process.send_signal(signal.SIGINT)
    _, errors = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 0, errors.decode()
    assert "Traceback" not in errors.decode()


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """A window of its own."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=_chromium(), args=ARGUMENTS)
        opened = await browser.new_page(
            viewport={"width": 1360, "height": 900}, locale="zh-CN", reduced_motion="reduce"
        )
        opened.set_default_timeout(_PATIENCE)
        yield opened
        await browser.close()


async def _presses(phone: Locator, label: str) -> None:
    await phone.get_by_role("button", name=label, exact=True).last.click()


async def _writes(phone: Locator, text: str) -> None:
    await phone.get_by_test_id("composer").fill(text)
    await phone.get_by_test_id("composer").press("Enter")


async def _reads(phone: Locator, text: str) -> None:
    await expect(phone.get_by_text(text).last).to_be_visible(timeout=_PATIENCE)


async def test_a_person_registers_is_approved_and_is_reminded(address: str, page: Page) -> None:
    await page.goto(address)
    member, secretary = page.get_by_test_id("phone-a"), page.get_by_test_id("phone-b")
    await member.get_by_test_id("start").click()
    await _reads(member, "登记之前，请您看一下")
    await _presses(member, "同意并继续")
    await _presses(member, "用姓名登记")
    await _reads(member, "请输入您所在支部的名称")
    await _writes(member, "内科党支部")
    await _reads(member, "请输入您的姓名")
    await _writes(member, "王芳")
    await _reads(member, "已转交支部书记")
    # At night the card waits for the morning, and nobody knows at which hour this runs.
    await page.get_by_test_id("clock-next-morning").click()
    await _presses(secretary, "通过")
    await _reads(member, "登记好了")
    await _reads(secretary, "已通过")
    await page.get_by_test_id("clock-next-month").click()
    await _reads(member, "党费")
    await _presses(member, "主菜单")
    await _presses(member, "党费")
    await _reads(member, "交党费的日子")
    if pictures.folder() is not None:
        await page.mouse.move(0, 0)
        pictures.keep("playground", await page.screenshot())
