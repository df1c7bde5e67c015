"""The menu, help, cancel and typed words."""

from __future__ import annotations

import pytest

from db.accounts import Draft
from playground.actor import Actor
from tests import factories
from tests.fixtures.stages import Stage
from tests.handlers.forging import press_forged


@pytest.fixture
async def zhang(stage: Stage) -> Actor:
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        member = await factories.make_member(session, branch, "张敏")
    return await stage.known(member)


async def test_the_menu_shows_only_what_works(stage: Stage, zhang: Actor) -> None:
    await zhang.sends("/menu")
    await zhang.sees("内科党支部", buttons=["我的", "轮班标记", "帮助"])
    assert not {"请假", "学习", "支部管理"} & set(zhang.buttons)


async def test_a_typed_word_does_what_the_button_does(stage: Stage, zhang: Actor) -> None:
    await zhang.sends("/menu")
    await zhang.sees("您好")
    await zhang.presses("我的")
    pressed = await zhang.sees("张敏")
    await zhang.sends("我的")
    typed = await zhang.sees("张敏")
    assert typed["text"] == pressed["text"]
    assert typed["reply_markup"] == pressed["reply_markup"]


async def test_english_words_work_too(stage: Stage, zhang: Actor) -> None:
    await zhang.sends("Help")
    await zhang.sees("我能做什么", "/menu")


async def test_a_word_is_never_taken_for_the_answer_to_a_form(stage: Stage, zhang: Actor) -> None:
    await zhang.sends("/me")
    await zhang.presses("暂停提醒")
    await zhang.sees("想暂停多久")
    await zhang.sends("通知")
    await zhang.sees("现在没有给您的通知")
    await zhang.sends("我的")
    await zhang.sees("我的", "提醒：照常")


async def test_what_is_not_understood_gets_a_kind_sentence_and_the_menu(stage: Stage, zhang: Actor) -> None:
    await zhang.sends("今天天气不错")
    await zhang.sees("没看懂", buttons=["我的"])
    await zhang.sends("/nosuchcommand")
    await zhang.sees("没看懂", buttons=["我的"])
    await zhang.sends_file(b"x", kind="voice", name="a.ogg")
    await zhang.sees("文字和按钮", buttons=["我的"])


async def test_a_button_of_an_older_version_shows_the_menu_in_its_place(stage: Stage, zhang: Actor) -> None:
    await zhang.sends("/menu")
    await zhang.sees("您好")
    old = await press_forged(stage, zhang, "long.gone:1")
    menu = await zhang.sees("您好")
    assert menu["message_id"] == old["message_id"]


async def test_cancel_forgets_the_form_and_works_without_one(stage: Stage, zhang: Actor) -> None:
    await zhang.sends("取消")
    await zhang.sees("没有正在填写的内容")
    await zhang.sends("/me")
    await zhang.presses("免打扰时间")
    await zhang.sees("比如")
    await zhang.sends("取消")
    await zhang.sees("已取消")
    account = await stage.account_of(zhang)
    assert account is not None
    async with stage.house.db.read() as session:
        assert await session.get(Draft, (account.id, False)) is None
