"""The hall's screen: the address is the key; it rotates by itself in a real browser, and shows nobody's name."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Page, async_playwright, expect

from db.names import AttendanceStatus
from db.quizzes import QuizItem
from db.vault import Vault, new_key
from services import rollcall
from services.clock import ShiftedClock
from services.errors import NotAllowed
from services.house import House
from services.quizzes import live
from services.rollcall import codes
from services.rollcall.wall import NoAddress
from tests import factories
from tests.playground_page.conftest import ARGUMENTS, _chromium
from tests.services.quizzes.exams import QUESTIONS
from tests.services.rollcall.hall import START, Hall, clock, make_hall
from web.app import serving
from web.pages import serving_pages
from web.projector import qr_svg
from web.vitals import Vitals

BOT = "zhibu_test_bot"


@asynccontextmanager
async def page_of(hall: Hall) -> AsyncIterator[str]:
    """The address of the meeting's page, served on loopback."""
    async with serving(hall.house, Vitals(poll_age=lambda: 1.0), "127.0.0.1", 0, username=BOT) as port:
        house = dataclasses.replace(hall.house, local_url=f"http://127.0.0.1:{port}")
        yield await rollcall.address(house, await hall.actor(hall.secretary), hall.branch.id, hall.meeting)


async def _get(address: str) -> tuple[int, Any, Any]:
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        body = await (answer.json() if answer.content_type == "application/json" else answer.text())
        return answer.status, body, answer.headers


async def test_it_shows_the_code_that_counts_and_nobody_s_name(house: House) -> None:
    hall = await make_hall(house)
    clock(house, 14, 50, 5)
    async with page_of(hall) as address:
        status, html, headers = await _get(address)
        assert status == 200
        assert headers["Cache-Control"] == "no-store"
        assert "script-src 'nonce-" in headers["Content-Security-Policy"]
        _, first, _ = await _get(f"{address}/now")
        assert first["digits"].replace(" ", "") == await hall.code()
        assert (first["title"], first["seconds"], first["counts"]) == ("支部党员大会", 15.0, "应到 8，实到 0")
        payload = first["link"].removeprefix(f"https://t.me/{BOT}?start={codes.LINK_PREFIX}")
        assert first["qr"] == qr_svg(first["link"])
        done = await rollcall.scan(house, await hall.actor(hall.people[0]), payload)
        assert not done.again
        clock(house, 14, 50, 20)
        _, second, _ = await _get(f"{address}/now")
        assert second["digits"] != first["digits"]
        assert second["counts"] == "应到 8，实到 1"
        for one in (hall.secretary, *hall.people):
            assert (one.name or "") not in html + str(first) + str(second)


async def test_before_and_after_there_is_no_code(house: House) -> None:
    hall = await make_hall(house)
    clock(house, 14, 30)
    async with page_of(hall) as address:
        _, early, _ = await _get(f"{address}/now")
        assert (early["digits"], early["qr"], early["link"], early["say"]) == ("", "", "", "签到 14:40 开放")
        clock(house, 16, 0)
        _, over, _ = await _get(f"{address}/now")
        assert (over["digits"], over["say"]) == ("", "签到已结束")
        clock(house, 23, 59)
        house.clock.moment += dt.timedelta(days=1)  # type: ignore[attr-defined] # a standing clock
        assert (await _get(address))[0] == 404


async def test_whatever_is_no_key_opens_nothing(sqlite_house: House) -> None:
    hall = await make_hall(sqlite_house)
    clock(sqlite_house, 14, 50)
    async with page_of(hall) as address:
        base = address.rsplit("/", 1)[0]
        foreign = codes.page_secret(Vault([new_key()]), hall.meeting)
        nowhere = codes.page_secret(sqlite_house.vault, 10**6)
        for secret in ("x", "A" * 200, foreign, nowhere, codes.link_payload(sqlite_house.vault, 1, 1)):
            assert (await _get(f"{base}/{secret}"))[0] == 404
            assert (await _get(f"{base}/{secret}/now"))[0] == 404


async def test_only_who_calls_the_roll_is_given_the_address(sqlite_house: House) -> None:
    hall = await make_hall(sqlite_house)
    with pytest.raises(NotAllowed):
        await rollcall.address(sqlite_house, await hall.actor(hall.people[0]), hall.branch.id, hall.meeting)
    with pytest.raises(NoAddress):
        await rollcall.address(sqlite_house, await hall.actor(hall.secretary), hall.branch.id, hall.meeting)


async def test_it_is_served_behind_the_web_address_too(sqlite_house: House) -> None:
    hall = await make_hall(sqlite_house)
    clock(sqlite_house, 14, 50)
    async with serving_pages(sqlite_house, "127.0.0.1", 0, username=BOT) as port:
        house = dataclasses.replace(sqlite_house, web_url=f"http://127.0.0.1:{port}")
        address = await rollcall.address(house, await hall.actor(hall.secretary), hall.branch.id, hall.meeting)
        assert (await _get(f"{address}/now"))[1]["phase"] == "open"


# --- in a real browser ------------------------------------------------------------------------------------------------


@pytest.fixture
async def window() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=_chromium(), args=ARGUMENTS)
        opened = await browser.new_page(viewport={"width": 1280, "height": 720}, locale="zh-CN")
        opened.set_default_timeout(20_000)
        yield opened
        await browser.close()


@pytest.mark.browser
async def test_it_rotates_by_itself_and_shows_no_old_code_when_the_server_is_gone(
    sqlite_house: House, window: Page
) -> None:
    hall = await make_hall(sqlite_house)
    # A clock that flows: the running slot has three seconds left.
    start = START - dt.timedelta(minutes=10) + dt.timedelta(seconds=17)
    flowing = ShiftedClock(start - dt.datetime.now(dt.UTC))
    hall.house = dataclasses.replace(sqlite_house, clock=flowing)
    mistakes: list[str] = []
    window.on("pageerror", lambda error: mistakes.append(str(error)))
    window.on("console", lambda line: mistakes.append(line.text) if "Content Security" in line.text else None)
    async with page_of(hall) as address:
        await window.goto(address)
        digits = window.get_by_test_id("digits")
        await expect(digits).to_have_text(re.compile(r"^\d{3} \d{3}$"))
        first = await digits.inner_text()
        await expect(window.locator("#qr svg")).to_be_visible()
        await expect(window.get_by_test_id("counts")).to_have_text("应到 8，实到 0")
        picture = await window.locator("#qr").inner_html()
        await expect(digits).not_to_have_text(first)
        second = await digits.inner_text()
        slots = [codes.slot_of(hall.house.now(), 20) - back for back in (0, 1)]
        call = (await hall.calls())[0].id
        key = codes.key_of(hall.house.vault)
        assert second.replace(" ", "") in [codes.spelled(codes.codes_in(key, [call], one)[call]) for one in slots]
        assert await window.locator("#qr").inner_html() != picture
        pictures = os.environ.get("ZHIBU_PICTURES")
        if pictures:
            await window.screenshot(path=Path(pictures) / "projector.png")
        flowing.offset += dt.timedelta(seconds=19)  # the next look finds the slot about to end
    await expect(window.get_by_test_id("say")).to_have_text("连不上服务器，正在重试", timeout=40_000)
    await expect(digits).to_be_hidden()
    assert mistakes == []


@pytest.mark.browser
async def test_a_quiz_is_counted_down_and_shown_in_numbers(sqlite_house: House, window: Page) -> None:
    hall = await make_hall(sqlite_house)
    clock(sqlite_house, 15, 10)
    house, secretary = sqlite_house, await hall.actor(hall.secretary)
    async with house.db.write() as session:
        quiz = factories.quiz_of(hall.branch)
        session.add(quiz)
        await session.flush()
        question = await factories.make_question(session, hall.branch, QUESTIONS[0].stem, QUESTIONS[0])
        session.add(QuizItem(quiz_id=quiz.id, position=1, question_id=question.id))
        session.add_all(
            [factories.attendance_of(hall.meeting, one, AttendanceStatus.PRESENT) for one in hall.people[:4]]
        )
    one = await live.start(house, secretary, quiz.id, hall.meeting)
    async with page_of(hall) as address:
        await window.goto(address)
        await expect(window.get_by_test_id("stem")).to_have_text("现场答题马上开始，题会发到签到同志的手机上")
        await expect(window.get_by_test_id("digits")).to_be_hidden()
        await live.ask(house, secretary, quiz.id, one.id, 1)
        await expect(window.get_by_test_id("stem")).to_have_text("党员大会一般多久一次？")
        await expect(window.get_by_test_id("seconds")).to_have_text("30")  # the copies are on their way
        await expect(window.get_by_test_id("why")).to_have_text("")
        await _picture(window, "projector_quiz.png")
        for person, choice in zip(hall.people, (1, 1, 0, 2), strict=False):
            await live.answer(house, await hall.actor(person), one.id, 1, choice)
        await expect(window.get_by_test_id("counts")).to_have_text("已答 4 人，共 4 人")
        await live.show(house, secretary, quiz.id, one.id, 1)
        await expect(window.get_by_test_id("why")).to_have_text("一般每季度召开 1 次。 支部工作条例第十一条")
        await expect(window.locator(".option.right .count")).to_have_text("2 人")
        await expect(window.get_by_test_id("seconds")).to_have_text("")
        await _picture(window, "projector_numbers.png")
        text = await window.locator("body").inner_text()
        assert not any((person.name or "") in text for person in hall.people)
        await live.end(house, secretary, quiz.id, one.id)
        await expect(window.get_by_test_id("digits")).to_have_text(re.compile(r"^\d{3} \d{3}$"))
        await expect(window.get_by_test_id("quiz")).to_be_hidden()


async def _picture(window: Page, name: str) -> None:
    pictures = os.environ.get("ZHIBU_PICTURES")
    if pictures:
        await window.screenshot(path=Path(pictures) / name)
