"""A browser for the whole folder, and a fresh server, two people and a page for each test."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, async_playwright

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
async def browser() -> AsyncIterator[Browser]:
    executable = _chromium()
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield launched
        await launched.close()


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


@asynccontextmanager
async def _stage(browser: Browser) -> AsyncIterator[Stage]:
    async with running() as server, aiohttp.ClientSession() as http:
        robot = Robot(http, server.url)
        await robot.control("bots", token=TOKEN, username="zhibu_bot", first_name="支部小助手")
        await robot.person(MEMBER, "张伟", phone="+8613800000001", label="党员")
        await robot.person(SECRETARY, "李秀英", phone="+8613800000002", label="支部书记")
        context = await browser.new_context(locale="zh-CN")
        page = await context.new_page()
        page.set_default_timeout(5000)
        mistakes: list[str] = []

        def listen(message: ConsoleMessage) -> None:
            if message.type == "error":
                mistakes.append(message.text)

        page.on("console", listen)
        page.on("pageerror", lambda error: mistakes.append(str(error)))
        try:
            yield Stage(robot, page, context, mistakes)
            assert not mistakes, mistakes
        finally:
            await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def stage(browser: Browser) -> AsyncIterator[Stage]:
    async with _stage(browser) as made:
        yield made
