"""A person talks to the bot on the page: start, text, buttons, contact, files, polls."""

import json
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import expect

from tests.playground_page.conftest import MEMBER, SECRETARY, Stage
from tests.playground_page.robot import BOT

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_an_empty_chat_offers_start_and_then_an_input(stage: Stage) -> None:
    await stage.open()
    await stage.a.get_by_test_id("start").click()
    await expect(stage.a.get_by_test_id("message")).to_contain_text("/start")
    await expect(stage.a.get_by_test_id("composer")).to_be_visible()
    updates = await stage.robot.updates()
    assert [update["message"]["text"] for update in updates] == ["/start"]


async def test_a_text_is_sent_with_enter_and_the_answer_appears_on_that_phone_only(stage: Stage) -> None:
    await stage.greet(MEMBER, SECRETARY)
    await stage.open()
    composer = stage.a.get_by_test_id("composer")
    await composer.fill("签到")
    await composer.press("Enter")
    await expect(stage.a.get_by_test_id("message").last).to_contain_text("签到")
    await expect(composer).to_have_value("")
    await stage.robot.says(MEMBER, "已为你签到")
    await expect(stage.a.get_by_test_id("message").last).to_contain_text("已为你签到")
    await expect(stage.b.get_by_text("已为你签到")).to_have_count(0)


async def test_a_long_text_goes_in_pieces(stage: Stage) -> None:
    await stage.greet(MEMBER)
    await stage.open()
    await stage.a.get_by_test_id("composer").fill("字" * 5000)
    await stage.a.get_by_test_id("send").click()
    await expect(stage.a.get_by_test_id("message")).to_have_count(3)
    texts = [update["message"]["text"] for update in await stage.robot.updates()]
    assert [len(text) for text in texts[1:]] == [4096, 904]


async def test_a_press_spins_until_the_bot_answers_with_a_toast(stage: Stage) -> None:
    await stage.greet(MEMBER)
    await stage.robot.says(
        MEMBER, "同意吗？", reply_markup={"inline_keyboard": [[{"text": "同意", "callback_data": "yes"}]]}
    )
    await stage.open()
    button = stage.a.get_by_test_id("inline-button").filter(has_text="同意")
    await button.click()
    await expect(stage.a.get_by_test_id("spinner")).to_be_visible()
    query = await stage.robot.next_press()
    assert (query["data"], query["from"]["id"]) == ("yes", MEMBER)
    await stage.robot.bot("answerCallbackQuery", callback_query_id=query["id"], text="已记录")
    await expect(stage.a.get_by_test_id("toast")).to_have_text("已记录")
    await expect(stage.a.get_by_test_id("spinner")).to_have_count(0)


async def test_an_alert_must_be_closed_and_gives_the_focus_back(stage: Stage) -> None:
    await stage.greet(MEMBER)
    await stage.robot.says(MEMBER, "看", reply_markup={"inline_keyboard": [[{"text": "规则", "callback_data": "r"}]]})
    await stage.open()
    button = stage.a.get_by_test_id("inline-button")
    await button.click()
    query = await stage.robot.next_press()
    await stage.robot.bot("answerCallbackQuery", callback_query_id=query["id"], text="14:40 开始", show_alert=True)
    await expect(stage.a.get_by_role("alertdialog")).to_contain_text("14:40 开始")
    await stage.page.keyboard.press("Escape")
    await expect(stage.a.get_by_test_id("alert")).to_have_count(0)
    await expect(button).to_be_focused()


async def test_an_edit_happens_in_place_and_a_delete_takes_the_bubble_away(stage: Stage) -> None:
    await stage.greet(MEMBER)
    sent = await stage.robot.says(MEMBER, "签到 1 人")
    await stage.robot.says(MEMBER, "第二条")
    await stage.open()
    message = stage.a.locator(f"[data-message-id='{sent['message_id']}']")
    await expect(message).to_contain_text("签到 1 人")
    await stage.robot.bot("editMessageText", chat_id=MEMBER, message_id=sent["message_id"], text="签到 2 人")
    await expect(message).to_contain_text("签到 2 人")
    await expect(message.get_by_test_id("edited")).to_be_visible()
    await expect(stage.a.get_by_test_id("message").last).to_contain_text("第二条")
    await stage.robot.bot("deleteMessage", chat_id=MEMBER, message_id=sent["message_id"])
    await expect(message).to_have_count(0)


async def test_an_edit_keeps_the_focus_on_the_pressed_button(stage: Stage) -> None:
    keyboard = {"inline_keyboard": [[{"text": "减", "callback_data": "-"}, {"text": "加", "callback_data": "+"}]]}
    await stage.greet(MEMBER)
    sent = await stage.robot.says(MEMBER, "0", reply_markup=keyboard)
    await stage.open()
    plus = stage.a.get_by_test_id("inline-button").filter(has_text="加")
    await plus.focus()
    await stage.page.keyboard.press("Enter")
    query = await stage.robot.next_press()
    await stage.robot.bot("answerCallbackQuery", callback_query_id=query["id"])
    await stage.robot.bot(
        "editMessageText", chat_id=MEMBER, message_id=sent["message_id"], text="1", reply_markup=keyboard
    )
    await expect(stage.a.get_by_test_id("message").last).to_contain_text("1")
    await expect(plus).to_be_focused()


async def test_a_reply_keyboard_speaks_hides_after_one_use_and_is_removed(stage: Stage) -> None:
    await stage.greet(MEMBER)
    keyboard = {
        "keyboard": [["签到", "请假"]],
        "resize_keyboard": True,
        "one_time_keyboard": True,
        "input_field_placeholder": "选一项",
    }
    await stage.robot.says(MEMBER, "请选择", reply_markup=keyboard)
    await stage.open()
    await expect(stage.a.get_by_test_id("composer")).to_have_attribute("placeholder", "选一项")
    await stage.a.get_by_test_id("reply-button").filter(has_text="请假").click()
    await expect(stage.a.get_by_test_id("message").last).to_contain_text("请假")
    await expect(stage.a.get_by_test_id("reply-keyboard")).to_have_count(0)
    await stage.a.get_by_test_id("keyboard-toggle").click()
    await expect(stage.a.get_by_test_id("reply-button")).to_have_count(2)
    await stage.robot.says(MEMBER, "好", reply_markup={"remove_keyboard": True})
    await expect(stage.a.get_by_test_id("reply-keyboard")).to_have_count(0)
    await expect(stage.a.get_by_test_id("keyboard-toggle")).to_be_hidden()


async def test_sharing_the_number_asks_first(stage: Stage) -> None:
    await stage.greet(MEMBER)
    keyboard = {"keyboard": [[{"text": "发送手机号码", "request_contact": True}]], "resize_keyboard": True}
    await stage.robot.says(MEMBER, "请验证", reply_markup=keyboard)
    await stage.open()
    button = stage.a.get_by_test_id("reply-button")
    await button.click()
    await expect(stage.a.get_by_test_id("confirm")).to_contain_text("+8613800000001")
    await stage.a.get_by_test_id("confirm-cancel").click()
    await expect(stage.a.get_by_test_id("contact")).to_have_count(0)
    await button.click()
    await stage.a.get_by_test_id("confirm-ok").click()
    await expect(stage.a.get_by_test_id("contact")).to_contain_text("张伟")
    contact = (await stage.robot.updates())[-1]["message"]["contact"]
    assert contact["user_id"] == MEMBER


async def test_somebody_elses_contact_can_be_shared(stage: Stage) -> None:
    await stage.greet(MEMBER)
    await stage.open()
    await stage.a.get_by_test_id("attach").click()
    await stage.a.get_by_test_id("attach-other-contact").click()
    await stage.a.get_by_test_id("person-option").filter(has_text="李秀英").click()
    await expect(stage.a.get_by_test_id("contact")).to_contain_text("李秀英")


async def test_a_force_reply_quotes_the_question(stage: Stage) -> None:
    await stage.greet(MEMBER)
    markup = {"force_reply": True, "input_field_placeholder": "理由"}
    asked = await stage.robot.says(MEMBER, "请写理由", reply_markup=markup)
    await stage.open()
    await expect(stage.a.locator(".reply-bar")).to_contain_text("请写理由")
    await stage.a.get_by_test_id("composer").fill("夜班")
    await stage.page.keyboard.press("Enter")
    await expect(stage.a.get_by_test_id("message").last.locator(".quoted")).to_contain_text("请写理由")
    answer = (await stage.robot.updates())[-1]["message"]
    assert answer["reply_to_message"]["message_id"] == asked["message_id"]


async def test_commands_are_listed_beside_the_input_and_tappable_in_texts(stage: Stage) -> None:
    await stage.greet(MEMBER)
    await stage.robot.bot(
        "setMyCommands",
        commands=[{"command": "help", "description": "帮助"}, {"command": "dues", "description": "党费"}],
    )
    await stage.robot.says(MEMBER, "试试 /dues")
    await stage.open()
    await stage.a.get_by_test_id("commands").click()
    await stage.a.locator("[data-command='help']").click()
    await expect(stage.a.get_by_test_id("message").last).to_contain_text("/help")
    await stage.a.get_by_test_id("command-link").filter(has_text="/dues").first.click()
    await expect(stage.a.get_by_test_id("message").last).to_contain_text("/dues")
    await stage.a.get_by_test_id("composer").fill("/du")
    await expect(stage.a.get_by_test_id("command")).to_have_count(1)


async def test_photos_and_files_go_up_and_come_down(stage: Stage, tmp_path: Path) -> None:
    await stage.greet(MEMBER)
    await stage.open()
    picture = tmp_path / "合影.png"
    picture.write_bytes(await stage.page.screenshot())
    for kind, name in (("photo", "合影.png"), ("document", "名单.csv")):
        file = tmp_path / name
        if kind == "document":
            file.write_text("姓名\n张伟\n", encoding="utf-8")
        await stage.a.get_by_test_id("attach").click()
        async with stage.page.expect_file_chooser() as chooser:
            await stage.a.get_by_test_id(f"attach-{kind}").click()
        await (await chooser.value).set_files(file)
        await stage.a.get_by_test_id("caption").fill(f"说明 {kind}")
        await stage.a.get_by_test_id("send-file").click()
        await expect(stage.a.get_by_test_id("message").last).to_contain_text(f"说明 {kind}")
    document = stage.a.get_by_test_id("document")
    await expect(document).to_contain_text("名单.csv")
    async with stage.page.expect_download() as download:
        await document.click()
    kept = tmp_path / "kept.csv"
    await (await download.value).save_as(kept)
    assert kept.read_text(encoding="utf-8") == "姓名\n张伟\n"
    image = stage.a.get_by_test_id("photo").locator("img")
    await expect(image).to_have_js_property("complete", value=True)
    assert await image.evaluate("image => image.naturalWidth") > 0
    await stage.a.get_by_test_id("photo").click()
    await expect(stage.page.get_by_test_id("viewer")).to_be_visible()
    await stage.page.keyboard.press("Escape")
    await expect(stage.page.get_by_test_id("viewer")).to_have_count(0)


async def test_a_scanned_link_starts_with_its_payload_and_a_code_is_typed(stage: Stage) -> None:
    await stage.open()
    await stage.a.get_by_test_id("chat-menu").click()
    await stage.a.get_by_test_id("menu-attach").click()
    await stage.a.get_by_test_id("attach-scan").click()
    await stage.a.get_by_test_id("scan-input").fill("https://t.me/zhibu_bot?start=inv_8Kx2")
    await stage.a.get_by_test_id("scan-open").click()
    await expect(stage.a.get_by_test_id("message")).to_contain_text("/start")
    await stage.a.get_by_test_id("attach").click()
    await stage.a.get_by_test_id("attach-scan").click()
    await stage.a.get_by_test_id("scan-input").fill("482913")
    await stage.page.keyboard.press("Enter")
    await expect(stage.a.get_by_test_id("message").last).to_contain_text("482913")
    texts = [update["message"]["text"] for update in await stage.robot.updates()]
    assert texts == ["/start inv_8Kx2", "482913"]


async def test_a_deep_link_in_a_message_acts_inside_the_phone(stage: Stage) -> None:
    await stage.greet(MEMBER)
    await stage.robot.says(
        MEMBER,
        '<a href="https://t.me/zhibu_bot?start=mine">我的</a>',
        parse_mode="HTML",
        reply_markup={"inline_keyboard": [[{"text": "打开", "url": "https://t.me/zhibu_bot?start=board"}]]},
    )
    await stage.open()
    await stage.a.get_by_role("link", name="我的").click()
    await expect(stage.a.get_by_test_id("message")).to_have_count(3)
    await stage.a.get_by_test_id("inline-button").click()
    await expect(stage.a.get_by_test_id("message")).to_have_count(4)
    texts = [update["message"]["text"] for update in await stage.robot.updates()]
    assert texts[1:] == ["/start mine", "/start board"]
    assert len(stage.context.pages) == 1


async def test_blocking_and_unblocking(stage: Stage) -> None:
    await stage.greet(MEMBER)
    await stage.open()
    await stage.a.get_by_test_id("chat-menu").click()
    await stage.a.get_by_test_id("block").click()
    await expect(stage.a.get_by_test_id("unblock")).to_be_visible()
    refusal = await stage.robot.refused("sendMessage", chat_id=MEMBER, text="?")
    assert refusal["error_code"] == 403
    await stage.a.get_by_test_id("unblock").click()
    await expect(stage.a.get_by_test_id("composer")).to_be_visible()
    await stage.robot.says(MEMBER, "又见面了")
    await expect(stage.a.get_by_test_id("message").last).to_contain_text("又见面了")


async def test_pinned_silent_and_typing_are_shown(stage: Stage) -> None:
    await stage.greet(MEMBER)
    sent = await stage.robot.says(MEMBER, "规定", disable_notification=True)
    await stage.open()
    await expect(stage.a.get_by_test_id("silent")).to_be_visible()
    await stage.robot.bot("pinChatMessage", chat_id=MEMBER, message_id=sent["message_id"])
    await expect(stage.a.get_by_test_id("pinned")).to_contain_text("规定")
    await stage.robot.bot("sendChatAction", chat_id=MEMBER, action="typing")
    await expect(stage.a.get_by_test_id("subtitle")).to_have_text("正在输入……")
    await stage.robot.bot("unpinChatMessage", chat_id=MEMBER, message_id=sent["message_id"])
    await expect(stage.a.get_by_test_id("pinned")).to_be_hidden()


async def test_a_poll_takes_a_vote_and_shows_the_result(stage: Stage) -> None:
    await stage.greet(MEMBER)
    options = [{"text": "纪念馆"}, {"text": "义诊"}]
    sent = await stage.robot.bot("sendPoll", chat_id=MEMBER, question="去哪里？", options=options, is_anonymous=False)
    await stage.open()
    await stage.a.get_by_test_id("poll-option").filter(has_text="义诊").click()
    results = stage.a.get_by_test_id("poll-result")
    await expect(results.nth(1)).to_contain_text("100%")
    answers = [update["poll_answer"] for update in await stage.robot.updates() if "poll_answer" in update]
    assert [(answer["user"]["id"], answer["option_ids"]) for answer in answers] == [(MEMBER, [1])]
    await stage.robot.bot("stopPoll", chat_id=MEMBER, message_id=sent["message_id"])
    await expect(stage.a.get_by_test_id("poll")).to_contain_text("已结束")


async def test_an_album_is_one_bubble(stage: Stage) -> None:
    await stage.greet(MEMBER)
    await stage.open()
    pixels = await stage.page.screenshot(clip={"x": 0, "y": 0, "width": 64, "height": 48})
    names = ["one", "two", "three"]
    media = [{"type": "photo", "media": f"attach://{name}"} for name in names]
    media[0]["caption"] = "主题党日"
    files = {name: (f"{name}.png", pixels, "image/png") for name in names}
    await stage.robot.upload("sendMediaGroup", files, chat_id=str(MEMBER), media=json.dumps(media))
    album = stage.a.get_by_test_id("album")
    await expect(album.get_by_test_id("photo")).to_have_count(3)
    await expect(stage.a.get_by_test_id("message")).to_have_count(2)
    await expect(stage.a.get_by_test_id("message").last).to_contain_text("主题党日")


async def test_a_group_shows_who_speaks_and_presses_work(stage: Stage) -> None:
    group = await stage.robot.control(
        "chats",
        type="supergroup",
        title="内科第一支部",
        members=[
            {"user_id": SECRETARY, "status": "creator"},
            {"user_id": MEMBER, "status": "member"},
            {"user_id": BOT, "status": "administrator"},
        ],
    )
    await stage.open(f"a={MEMBER}&b={SECRETARY}&ac={group['id']}&bc=list")
    await stage.robot.bot(
        "sendMessage",
        chat_id=group["id"],
        text="请签到",
        reply_markup={"inline_keyboard": [[{"text": "签到", "callback_data": "in"}]]},
    )
    await expect(
        stage.b.get_by_test_id("chat-item").filter(has_text="内科第一支部").get_by_test_id("unread")
    ).to_be_visible()
    await stage.a.get_by_test_id("inline-button").click()
    assert (await stage.robot.next_press())["from"]["id"] == MEMBER
    await stage.a.get_by_test_id("composer").fill("收到")
    await stage.page.keyboard.press("Enter")
    await stage.b.get_by_test_id("chat-item").filter(has_text="内科第一支部").click()
    last = stage.b.get_by_test_id("message").last
    await expect(last.locator(".sender")).to_contain_text("张伟")
    await expect(last).to_contain_text("收到")
    await stage.b.get_by_test_id("back").click()
    await expect(stage.b.get_by_test_id("unread")).to_have_count(0)


async def test_a_voice_message_can_be_played(stage: Stage) -> None:
    await stage.greet(MEMBER)
    form = aiohttp.FormData()
    form.add_field("chat", str(BOT))
    form.add_field("kind", "voice")
    form.add_field("file", b"OggS", filename="voice.ogg", content_type="audio/ogg")
    async with stage.robot.http.post(f"{stage.robot.url}/control/people/{MEMBER}/file", data=form) as answer:
        assert answer.status == 200
    await stage.open()
    await expect(stage.a.get_by_test_id("voice").get_by_test_id("voice-play")).to_be_visible()


async def test_topics_of_a_forum_are_shown_apart_and_written_to(stage: Stage) -> None:
    people = [{"user_id": MEMBER, "status": "creator"}, {"user_id": BOT, "status": "administrator"}]
    forum = await stage.robot.control("chats", type="supergroup", title="论坛", members=people, is_forum=True)
    topic = await stage.robot.control(f"chats/{forum['id']}/topics", name="党费")
    thread = topic["message_thread_id"]
    await stage.open(f"a={MEMBER}&ac={forum['id']}")
    await stage.robot.bot("sendMessage", chat_id=forum["id"], text="总的消息")
    await stage.robot.bot("sendMessage", chat_id=forum["id"], message_thread_id=thread, text="党费的消息")
    await stage.a.get_by_test_id("topic").filter(has_text="党费").click()
    await expect(stage.a.get_by_text("党费的消息")).to_be_visible()
    await expect(stage.a.get_by_text("总的消息")).to_have_count(0)
    await stage.a.get_by_test_id("composer").fill("已缴")
    await stage.page.keyboard.press("Enter")
    await expect(stage.a.get_by_test_id("message").last).to_contain_text("已缴")
    shown = await stage.robot.look(f"chats/{forum['id']}/messages", limit=10)
    assert shown["messages"][-1]["message_thread_id"] == thread


async def test_only_administrators_write_in_a_channel(stage: Stage) -> None:
    people = [{"user_id": SECRETARY, "status": "creator"}, {"user_id": MEMBER, "status": "member"}]
    channel = await stage.robot.control("chats", type="channel", title="党委通知", members=people)
    await stage.open(f"a={MEMBER}&b={SECRETARY}&ac={channel['id']}&bc={channel['id']}")
    await stage.b.get_by_test_id("composer").fill("通知")
    await stage.page.keyboard.press("Enter")
    await expect(stage.a.get_by_test_id("message").last).to_contain_text("通知")
    await expect(stage.a.get_by_test_id("composer")).to_have_count(0)


async def test_a_group_that_became_a_supergroup_is_left_for_the_new_one(stage: Stage) -> None:
    people = [{"user_id": MEMBER, "status": "creator"}]
    group = await stage.robot.control("chats", type="group", title="小组", members=people)
    await stage.open(f"a={MEMBER}&ac={group['id']}")
    await expect(stage.a.get_by_test_id("chat-title")).to_have_text("小组")
    await stage.robot.control(f"chats/{group['id']}/migrate")
    await expect(stage.a.get_by_test_id("chat-item").filter(has_text="小组")).to_have_count(1)
    await stage.a.get_by_test_id("chat-item").filter(has_text="小组").click()
    assert f"ac={group['id']}&" not in f"{stage.page.url}&"
