"""Texts and names are written by strangers: nothing may run, and the page must keep its shape."""

import pytest
from playwright.async_api import expect

from tests.playground_page.conftest import MEMBER, SECRETARY, Stage
from tests.playground_page.robot import BOT

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ATTACK = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"


async def _keeps_its_shape(stage: Stage) -> None:
    """Nothing sticks out of a phone sideways, and the page itself does not scroll."""
    wider = """() => [...document.querySelectorAll('.screen, .scroller, .messages, .bubble, .chat-list, .owner')]
      .filter((node) => node.clientWidth && node.scrollWidth > node.clientWidth + 1)
      .map((node) => `${node.className}: ${node.scrollWidth} > ${node.clientWidth}`)"""
    assert await stage.page.evaluate(wider) == []
    assert await stage.page.evaluate("document.documentElement.scrollHeight <= innerHeight")


async def test_markup_in_names_texts_buttons_and_files_stays_text(stage: Stage) -> None:
    await stage.robot.person(8_000_001, ATTACK, last_name=ATTACK, label=ATTACK, phone="+8613800000003")
    group = await stage.robot.control(
        "chats",
        type="supergroup",
        title=ATTACK,
        members=[{"user_id": 8_000_001, "status": "creator"}, {"user_id": BOT, "status": "administrator"}],
    )
    await stage.robot.control("people/8000001/start", bot=BOT)
    await stage.robot.control("people/8000001/contact", chat=BOT)
    await stage.robot.says(
        8_000_001,
        ATTACK,
        reply_markup={"inline_keyboard": [[{"text": ATTACK[:60], "callback_data": "x"}]]},
    )
    await stage.robot.says(
        8_000_001, "键盘", reply_markup={"keyboard": [[ATTACK]], "input_field_placeholder": ATTACK[:60]}
    )
    await stage.robot.upload(
        "sendDocument", {"document": (f"{ATTACK[:40]}.txt", b"x", "text/plain")}, chat_id="8000001"
    )
    await stage.open(f"a=8000001&b=8000001&bc={group['id']}&log=1", width=1500)
    await expect(stage.a.get_by_text(ATTACK).first).to_be_visible()
    await stage.a.get_by_test_id("inline-button").click()
    query = await stage.robot.next_press()
    await stage.robot.bot("answerCallbackQuery", callback_query_id=query["id"], text=ATTACK, show_alert=True)
    await expect(stage.a.get_by_test_id("alert")).to_contain_text("onerror")
    assert await stage.page.evaluate("document.querySelectorAll('img[src=x], main script').length") == 0
    assert await stage.page.title() == "支部 · 演练场"
    await _keeps_its_shape(stage)


async def test_addresses_that_run_scripts_are_no_links(stage: Stage) -> None:
    await stage.open()
    check = """async (addresses) => {
      const { safeUrl, readCode } = await import('/static/js/links.js');
      return [addresses.map((address) => safeUrl(address)), readCode('javascript:alert(1)').kind];
    }"""
    addresses = [
        "javascript:alert(1)",
        "  JaVaScript:alert(1)",
        "data:text/html,<b>",
        "vbscript:x",
        "file:///etc/passwd",
    ]
    assert await stage.page.evaluate(check, addresses) == [[None] * len(addresses), "code"]


async def test_a_hostile_crowd_of_characters_keeps_the_shape(stage: Stage) -> None:
    right_to_left = "\u202egnp.exe\u2067مرحبا\u202c"
    await stage.robot.person(8_000_002, f"{right_to_left}{'长' * 50}", label="很长的身份" * 30)
    await stage.robot.control("people/8000002/start", bot=BOT)
    await stage.robot.says(8_000_002, "党" * 4096)
    await stage.robot.says(8_000_002, "W" * 4096)
    await stage.robot.says(8_000_002, f"前 {right_to_left} 后\n" + "\u0300\u0301\u0302" * 300)
    rows = [
        [
            {"text": f"第 {row * 5 + column} 个很长的按钮 {right_to_left}", "callback_data": f"{row}/{column}"}
            for column in range(5)
        ]
        for row in range(10)
    ]
    await stage.robot.says(8_000_002, "五十个按钮", reply_markup={"inline_keyboard": rows})
    await stage.robot.says(8_000_002, "键盘", reply_markup={"keyboard": [["钮" * 60] * 3] * 12})
    await stage.open("a=8000002&b=8000002&bc=list")
    await expect(stage.a.get_by_test_id("inline-button")).to_have_count(50)
    await _keeps_its_shape(stage)
    await expect(stage.a.get_by_test_id("composer")).to_be_in_viewport()
    await stage.picture("hostile")


async def test_entities_are_counted_in_utf16_units_and_nest(stage: Stage) -> None:
    await stage.greet(MEMBER)
    text = "😀粗斜😀 代码\n引用\nhttps://example.org 隐藏"
    entities = [
        {"type": "bold", "offset": 2, "length": 4},
        {"type": "italic", "offset": 3, "length": 1},
        {"type": "code", "offset": 7, "length": 2},
        {"type": "blockquote", "offset": 10, "length": 2},
        {"type": "spoiler", "offset": 33, "length": 2},
    ]
    await stage.robot.says(MEMBER, text, entities=entities)
    await stage.open(f"a={MEMBER}&b={SECRETARY}")
    body = stage.a.get_by_test_id("text").last
    await expect(body.locator("strong")).to_have_text("粗斜😀")
    await expect(body.locator("strong em")).to_have_text("斜")
    await expect(body.locator("code")).to_have_text("代码")
    await expect(body.locator("blockquote")).to_have_text("引用")
    assert "\n\n" not in await body.inner_text()
    await expect(body.get_by_role("link")).to_have_attribute("href", "https://example.org/")
    hidden = body.locator(".spoiler")
    await expect(hidden.locator(".spoiler-text")).to_be_hidden()
    await hidden.click()
    await expect(hidden.locator(".spoiler-text")).to_have_text("隐藏")
    await expect(hidden.locator(".spoiler-text")).to_be_visible()


async def test_a_thousand_messages_scroll_and_older_ones_are_fetched(stage: Stage) -> None:
    await stage.greet(MEMBER)
    for number in range(200):
        await stage.robot.says(MEMBER, f"消息 {number}")
    await stage.open()
    await expect(stage.a.get_by_text("消息 199", exact=True)).to_be_in_viewport()
    await expect(stage.a.get_by_text("消息 60", exact=True)).to_have_count(0)
    await stage.a.locator(".scroller").evaluate("node => { node.scrollTop = 0 }")
    await expect(stage.a.get_by_text("消息 60", exact=True)).to_have_count(1)
    await stage.robot.says(MEMBER, "最新")
    await expect(stage.a.locator(".to-end .badge")).to_have_text("1")
    await stage.a.locator(".to-end").click()
    await expect(stage.a.get_by_text("最新", exact=True)).to_be_in_viewport()
