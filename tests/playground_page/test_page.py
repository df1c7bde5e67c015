"""The page around the phones: clock, log, people, address, colours, languages, small screens, lost server."""

from datetime import UTC, datetime

import pytest
from playwright.async_api import expect

from tests.playground_page.conftest import MEMBER, SECRETARY, Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def _now(stage: Stage) -> datetime:
    return datetime.fromisoformat((await stage.robot.look("clock"))["now"])


async def test_the_first_two_people_have_the_phones(stage: Stage) -> None:
    await stage.open()
    await expect(stage.a.get_by_test_id("person-switch")).to_contain_text("张伟")
    await expect(stage.b.get_by_test_id("person-switch")).to_contain_text("李秀英")
    await expect(stage.b.get_by_test_id("chat-title")).to_have_text("支部小助手")


async def test_the_clock_jumps_to_next_months_first(stage: Stage) -> None:
    await stage.robot.control("clock", to="2030-01-30T03:00:00Z")
    await stage.open()
    await expect(stage.page.get_by_test_id("clock-day")).to_contain_text("2030年1月30日")
    await expect(stage.page.get_by_test_id("clock-time")).to_have_text("11:00")
    await expect(stage.page.get_by_test_id("clock-now")).to_be_disabled()
    await stage.page.get_by_test_id("clock-next-morning").click()
    await expect(stage.page.get_by_test_id("clock-time")).to_have_text("08:00")
    await expect(stage.page.get_by_test_id("clock-day")).to_contain_text("1月31日")
    await stage.page.get_by_test_id("clock-next-month").click()
    await expect(stage.page.get_by_test_id("clock-time")).to_have_text("08:30")
    await expect(stage.page.get_by_test_id("clock-day")).to_contain_text("2月1日")
    await stage.page.get_by_test_id("clock-plus-hour").click()
    await expect(stage.page.get_by_test_id("clock-time")).to_have_text("09:30")
    assert (await _now(stage)).replace(second=0, microsecond=0) == datetime(2030, 2, 1, 1, 30, tzinfo=UTC)
    await stage.page.get_by_test_id("clock-pick").click()
    await stage.page.get_by_test_id("clock-input").fill("2030-03-05T20:15")
    await stage.page.get_by_test_id("clock-go").click()
    await expect(stage.page.get_by_test_id("clock-day")).to_contain_text("3月5日")
    await expect(stage.page.get_by_test_id("clock-time")).to_have_text("20:15")


async def test_the_log_lists_requests_and_filters(stage: Stage) -> None:
    await stage.greet(MEMBER)
    await stage.open("log=1")
    await stage.robot.says(MEMBER, "好")
    await stage.robot.refused("sendMessage", chat_id=404, text="?")
    rows = stage.page.get_by_test_id("log-row")
    await expect(rows).to_have_count(2)
    await stage.page.get_by_test_id("log-errors").check()
    await expect(rows).to_have_count(1)
    await rows.first.locator("summary").click()
    await expect(rows.first).to_contain_text("chat not found")
    await stage.page.get_by_test_id("log-errors").uncheck()
    await stage.page.get_by_test_id("log-filter").fill("张伟")
    await expect(rows).to_have_count(1)
    await stage.page.get_by_test_id("log-close").click()
    await expect(stage.page.get_by_test_id("log")).to_be_hidden()


async def test_people_are_found_and_the_address_remembers_them(stage: Stage) -> None:
    for number in range(120):
        await stage.robot.person(6_000_000 + number, f"同志{number}", label="党员")
    await stage.open()
    await stage.b.get_by_test_id("person-switch").click()
    await stage.b.get_by_test_id("person-search").fill("同志117")
    await expect(stage.b.get_by_test_id("person-option")).to_have_count(1)
    await stage.page.keyboard.press("Enter")
    await expect(stage.b.get_by_test_id("person-switch")).to_contain_text("同志117")
    await stage.page.reload()
    await expect(stage.b.get_by_test_id("person-switch")).to_contain_text("同志117")
    await expect(stage.a.get_by_test_id("person-switch")).to_contain_text("张伟")


async def test_a_person_and_a_chat_may_appear_later(stage: Stage) -> None:
    await stage.open("bc=list")
    await stage.robot.person(7_000_001, "新同志", label="积极分子")
    await stage.robot.control(
        "chats", type="group", title="新的群", members=[{"user_id": SECRETARY, "status": "creator"}]
    )
    await expect(stage.b.get_by_test_id("chat-item").filter(has_text="新的群")).to_be_visible()
    await stage.a.get_by_test_id("person-switch").click()
    await expect(stage.a.get_by_test_id("person-option")).to_have_count(3)
    await stage.page.keyboard.press("Escape")
    await expect(stage.a.get_by_test_id("person-sheet")).to_have_count(0)


async def test_colours_and_language_are_switched(stage: Stage) -> None:
    await stage.open("theme=dark&lang=en")
    await expect(stage.a.get_by_test_id("start")).to_have_text("Start")
    ground = "getComputedStyle(document.querySelector('.screen')).backgroundColor"
    dark = await stage.page.evaluate(ground)
    await stage.page.get_by_test_id("theme").click()
    await stage.page.get_by_test_id("theme").click()
    assert "light" in stage.page.url
    assert await stage.page.evaluate(ground) != dark
    await stage.page.get_by_test_id("lang").click()
    await expect(stage.a.get_by_test_id("start")).to_have_text("开始")
    assert await stage.page.locator("html").get_attribute("lang") == "zh-CN"


async def test_both_languages_have_the_same_words(stage: Stage) -> None:
    await stage.open()
    words = """async () => {
      const keys = (book, path) => Object.entries(book).flatMap(([key, value]) =>
        typeof value === 'object' ? keys(value, path + key + '.') : [path + key + typeof value]);
      const books = await Promise.all(['zh', 'en'].map((name) => import(`/static/js/words/${name}.js`)));
      return books.map((book) => keys(book.default, '').sort());
    }"""
    chinese, english = await stage.page.evaluate(words)
    assert chinese == english
    assert len(chinese) > 100


async def test_a_small_screen_shows_one_phone_and_counts_the_other(stage: Stage) -> None:
    await stage.greet(MEMBER, SECRETARY)
    await stage.open(width=390, height=780)
    await expect(stage.a).to_be_visible()
    await expect(stage.b).to_be_hidden()
    await stage.robot.says(SECRETARY, "有新的申请")
    tab = stage.page.get_by_test_id("tab-b")
    await expect(tab.locator(".badge")).to_have_text("1")
    await tab.click()
    await expect(stage.b.get_by_test_id("message").last).to_contain_text("有新的申请")
    await expect(tab.locator(".badge")).to_have_count(0)
    await expect(stage.a).to_be_hidden()
    wide = await stage.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390


async def test_a_lost_server_is_shown_and_found_again(stage: Stage) -> None:
    await stage.greet(MEMBER)
    await stage.open()
    await stage.context.route("**/control/**", lambda route: route.abort())
    # The open long poll ends with the next event; only then is the loss noticed.
    await stage.robot.says(MEMBER, "没有看到的消息")
    await expect(stage.page.get_by_test_id("offline")).to_be_visible()
    await stage.context.unroute("**/control/**")
    await expect(stage.page.get_by_test_id("offline")).to_be_hidden()
    await expect(stage.a.get_by_test_id("message").last).to_contain_text("没有看到的消息")
    # What the requests that were cut say themselves, one way or the other.
    stage.mistakes[:] = [text for text in stage.mistakes if "ERR_FAILED" not in text and text != "Failed to fetch"]


async def test_the_keyboard_is_enough(stage: Stage) -> None:
    await stage.greet(MEMBER)
    await stage.open("ac=list&bc=list")
    first = stage.a.get_by_test_id("chat-item").first
    await first.focus()
    await stage.page.keyboard.press("Enter")
    await expect(stage.a.get_by_test_id("composer")).to_be_focused()
    await stage.page.keyboard.type("我的")
    await stage.page.keyboard.press("Enter")
    await expect(stage.a.get_by_test_id("message").last).to_contain_text("我的")
    await stage.page.keyboard.press("Shift+Tab")
    await stage.page.keyboard.press("Enter")
    await expect(stage.a.get_by_role("menu")).to_be_visible()
    await stage.page.keyboard.press("ArrowDown")
    await expect(stage.a.get_by_test_id("attach-photo")).to_be_focused()
    await stage.page.keyboard.press("Escape")
    await expect(stage.a.get_by_test_id("attach")).to_be_focused()


async def test_every_button_has_a_name(stage: Stage) -> None:
    await stage.greet(MEMBER, SECRETARY)
    await stage.robot.says(MEMBER, "好", reply_markup={"keyboard": [["一"]], "resize_keyboard": True})
    await stage.open("log=1&bc=list", width=1500)
    await expect(stage.a.get_by_test_id("reply-button")).to_be_visible()
    nameless = """() => [...document.querySelectorAll('button, a, input, textarea')]
      .filter((node) => node.checkVisibility())
      .filter((node) => !(node.getAttribute('aria-label') || node.textContent.trim() || node.labels?.length))
      .map((node) => node.outerHTML)"""
    assert await stage.page.evaluate(nameless) == []
