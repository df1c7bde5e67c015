"""The person's own page, as a conversation."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from db.accounts import Account
from db.members import ShiftMark
from db.names import ShiftKind
from playground.actor import Actor
from tests import factories
from tests.fixtures.houses import set_clock
from tests.fixtures.stages import Stage
from tests.handlers.tapping import taps


@pytest.fixture
async def zhang(stage: Stage) -> Actor:
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        branch.contact_name, branch.contact_point = "王建国", "内科楼 5 层"
        member = await factories.make_member(session, branch, "张敏")
    actor = await stage.known(member)
    await actor.sends("/me")
    await actor.sees("我的")
    return actor


async def _account(stage: Stage, actor: Actor) -> Account:
    found = await stage.account_of(actor)
    assert found is not None
    return found


async def test_the_page_says_who_he_is_and_whom_to_ask(stage: Stage, zhang: Actor) -> None:
    text = zhang.last_message["text"]
    for part in ("张敏", "内科党支部", "能收到", "21:30–07:30", "照常", "王建国，内科楼 5 层"):
        assert part in text


async def test_the_language_changes_in_place(stage: Stage, zhang: Actor) -> None:
    page = zhang.last_message["message_id"]
    await zhang.presses("语言")
    await zhang.sees("请选择语言", buttons=["中文", "English"])
    await zhang.presses("English")
    english = await zhang.sees("My page", "Quiet hours: 21:30–07:30")
    assert english["message_id"] == page
    assert (await _account(stage, zhang)).language == "en"
    await zhang.sends("help")
    await zhang.sees("What I can do")


async def test_quiet_hours_by_a_tap_typed_none_and_back(stage: Stage, zhang: Actor) -> None:
    await zhang.presses("免打扰时间")
    await zhang.presses("22:00–07:00")
    await zhang.sees("免打扰：22:00–07:00")
    await zhang.presses("免打扰时间")
    await zhang.sends("晚上")
    await zhang.sees("没看懂这个时间")
    await zhang.sends("23点到6点半")
    await zhang.sees("免打扰：23:00–06:30")
    account = await _account(stage, zhang)
    assert (account.quiet_start, account.quiet_end) == (dt.time(23), dt.time(6, 30))
    await zhang.presses("免打扰时间")
    await zhang.presses("不设免打扰")
    await zhang.sees("免打扰：没有")
    await zhang.presses("免打扰时间")
    await zhang.presses("按支部的规定")
    await zhang.sees("21:30–07:30（按支部的规定）")
    assert (await _account(stage, zhang)).quiet_start is None


async def test_a_pause_says_that_invitations_come_all_the_same(stage: Stage, zhang: Actor) -> None:
    await zhang.presses("暂停提醒")
    await zhang.sees("会议通知照样会发给您", buttons=["3 天", "7 天", "1 个月"])
    await zhang.presses("7 天")
    await zhang.sees("已暂停，11月23日（周一）恢复")
    assert (await _account(stage, zhang)).paused_until == dt.date(2026, 11, 23)
    await zhang.presses("暂停提醒")
    await zhang.presses("现在恢复")
    await zhang.sees("提醒：照常")
    await zhang.presses("暂停提醒")
    await zhang.sends("11月10日")  # next year's
    await zhang.sees("11月10日")
    assert (await _account(stage, zhang)).paused_until == dt.date(2027, 11, 10)


async def test_an_old_pause_button_shows_how_things_are(stage: Stage, zhang: Actor) -> None:
    await zhang.presses("暂停提醒")
    await zhang.sees("想暂停多久")
    set_clock(stage.house, stage.house.now() + dt.timedelta(days=10))
    await zhang.presses("3 天")
    await zhang.sees("提醒：照常", buttons=["3 天"])
    assert (await _account(stage, zhang)).paused_until is None


async def test_marks_toggle_in_place_and_ten_taps_are_one(stage: Stage, zhang: Actor) -> None:
    page = zhang.last_message["message_id"]
    await zhang.presses("轮班标记")
    grid = await zhang.sees("先选班次", buttons=["✓ 夜班", "下夜班", "休息", "周一 11/16", "周日 11/29"])
    assert grid["message_id"] == page
    await taps(stage, zhang, grid, "周二 11/17", 10)
    await zhang.sees("轮班标记", buttons=["周二 11/17 夜班"])
    await zhang.presses("下夜班")
    await zhang.sees("轮班标记", buttons=["✓ 下夜班"])
    await zhang.presses("周三 11/18")
    await zhang.sees("轮班标记", buttons=["周三 11/18 下夜班"])
    await zhang.presses("✓ 下夜班")
    await zhang.presses("周三 11/18 下夜班")
    await zhang.sees("轮班标记", buttons=["周三 11/18"])
    async with stage.house.db.read() as session:
        marks = [(row.day, row.kind) for row in await session.scalars(select(ShiftMark))]
    assert marks == [(dt.date(2026, 11, 17), ShiftKind.NIGHT)]
    await zhang.presses("全部清除")
    await zhang.sees("轮班标记", buttons=["周二 11/17"])
    assert "全部清除" not in zhang.buttons


async def test_a_day_that_is_over_cannot_be_marked_from_an_old_grid(stage: Stage, zhang: Actor) -> None:
    await zhang.presses("轮班标记")
    await zhang.sees("先选班次")
    set_clock(stage.house, stage.house.now() + dt.timedelta(days=2))
    await zhang.presses("周一 11/16")
    await zhang.sees("轮班标记", buttons=["周三 11/18", "周二 12/1"])
    async with stage.house.db.read() as session:
        assert list(await session.scalars(select(ShiftMark))) == []


async def test_going_elsewhere_ends_the_question(stage: Stage, zhang: Actor) -> None:
    await zhang.presses("免打扰时间")
    await zhang.sees("比如")
    await zhang.presses("返回")
    await zhang.sees("我的")
    await zhang.sends("22:00-07:00")
    await zhang.sees("没看懂")
    assert (await _account(stage, zhang)).quiet_start is None
