"""A browser for the whole folder, and a fresh server, two people and a page for each test."""

import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, ConsoleMessage, Error, Locator, Page, async_playwright

from playground.server import running
from tests.playground_page.robot import BOT, TOKEN, Robot

MEMBER = 5_000_001
SECRETARY = 5_000_002

ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def _chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        reason = "no Chromium on this machine: install the package chromium to test the page"
        if os.environ.get("ZHIBU_FORBID_SKIPS") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def window() -> AsyncIterator[Page]:
    """One window for the whole folder: a new one for each test would cost a second of font loading."""
    executable = _chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        context = await browser.new_context(locale="zh-CN", reduced_motion="reduce")
        page = await context.new_page()
        page.set_default_timeout(5000)
        yield page
        await browser.close()


@dataclass
class Stage:
    """A page in front of a server: phone A is the member's, phone B the secretary's."""

    robot: Robot
    page: Page
    context: BrowserContext
    mistakes: list[str]

    @property
    def a(self) -> Locator:
        return self.page.get_by_test_id("phone-a")

    @property
    def b(self) -> Locator:
        return self.page.get_by_test_id("phone-b")

    async def open(self, fragment: str = "", *, width: int = 1280, height: int = 860) -> None:
        await self.page.set_viewport_size({"width": width, "height": height})
        await self.page.goto(f"{self.robot.url}/#{fragment}")
        await self.page.get_by_test_id("phone-a").wait_for()

    async def greet(self, *people: int) -> None:
        """These people have started the bot."""
        for person in people:
            await self.robot.control(f"people/{person}/start", bot=BOT)

    async def picture(self, name: str) -> None:
        """Keep a picture when a folder for pictures is given."""
        folder = os.environ.get("ZHIBU_PICTURES")
        if folder:
            await self.page.wait_for_timeout(350)
            await self.page.screenshot(path=Path(folder) / f"{name}.png")


@pytest_asyncio.fixture(loop_scope="session")
async def stage(window: Page) -> AsyncIterator[Stage]:
    """A fresh server with a bot, a member and a secretary; the page must not have complained at the end."""
    mistakes: list[str] = []

    def complained(message: ConsoleMessage) -> None:
        if message.type == "error":
            mistakes.append(message.text)

    def failed(error: Error) -> None:
        mistakes.append(str(error))

    async with running() as server, aiohttp.ClientSession() as http:
        robot = Robot(http, server.url)
        await robot.control("bots", token=TOKEN, username="zhibu_bot", first_name="支部小助手")
        await robot.person(MEMBER, "张伟", phone="+8613800000001", label="党员")
        await robot.person(SECRETARY, "李秀英", phone="+8613800000002", label="支部书记")
        window.on("console", complained)
        window.on("pageerror", failed)
        yield Stage(robot, window, window.context, mistakes)
        window.remove_listener("console", complained)
        window.remove_listener("pageerror", failed)
        await window.context.unroute_all()
        await window.goto("about:blank")
    assert not mistakes, mistakes
