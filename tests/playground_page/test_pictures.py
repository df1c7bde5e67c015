"""The page in every dress: light and dark, wide and narrow, Chinese and English. ``ZHIBU_PICTURES=DIR`` keeps them."""

import pytest
from playwright.async_api import expect

from tests.playground_page.conftest import MEMBER, SECRETARY, Stage
from tests.playground_page.robot import BOT

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CONSENT = (
    "你好，这里是 <b>支部小助手</b>。\n\n为了给你发送提醒，我们会保存：\n• 姓名、所在支部、联系电话\n• 缴费与学习记录"
    "\n\n<blockquote>Telegram 的服务器在境外，请不要发送内部文件。</blockquote>\n可以随时发送 /help 查看帮助。"
)
AGREE = [[{"text": "同意并继续", "callback_data": "yes"}, {"text": "不同意", "callback_data": "no"}]]
DECIDE = [[{"text": "通过", "callback_data": "a", "style": "success"}, {"text": "拒绝", "callback_data": "r"}]]
MENU = {"keyboard": [["签到", "请假", "党费"], ["学习", "通知", "我的"]], "resize_keyboard": True}


async def _talk(stage: Stage) -> None:
    robot = stage.robot
    await robot.bot("setMyCommands", commands=[{"command": "help", "description": "帮助"}])
    await stage.greet(MEMBER, SECRETARY)
    await robot.says(MEMBER, CONSENT, parse_mode="HTML", reply_markup={"inline_keyboard": AGREE})
    await robot.control(f"people/{MEMBER}/contact", chat=BOT)
    await robot.says(MEMBER, "登记完成：<b>内科第一支部</b>。", parse_mode="HTML", reply_markup=MENU)
    await robot.says(SECRETARY, "张伟（尾号 0001）申请加入。", reply_markup={"inline_keyboard": DECIDE})
    await robot.says(SECRETARY, "各党支部要结合实际，认真组织。" * 30)
    await robot.upload("sendDocument", {"document": ("党费明细表.xlsx", b"x" * 18_432, "")}, chat_id=str(SECRETARY))


async def test_nothing_sticks_out_in_any_dress(stage: Stage) -> None:
    await _talk(stage)
    dresses = {
        "light": ("theme=light", 1360, 900),
        "dark": ("theme=dark&log=1", 1500, 900),
        "english": ("theme=light&lang=en", 1000, 700),
        "small": ("theme=light", 360, 740),
        "low": ("theme=dark", 900, 560),
    }
    for name, (fragment, width, height) in dresses.items():
        await stage.open(fragment, width=width, height=height)
        await expect(stage.a.get_by_test_id("reply-button").first).to_be_in_viewport()
        await expect(stage.a.get_by_test_id("send")).to_be_in_viewport()
        size = await stage.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        )
        assert size == [width, height], name
        await stage.picture(name)
