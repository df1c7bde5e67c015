"""Announcements as conversations: composed, previewed, sent, confirmed, corrected, withdrawn."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from db.announcements import Announcement, Receipt
from db.names import BranchRole
from playground.actor import Actor
from services.names import AnnouncementState, CopyState
from tests import factories
from tests.fixtures.houses import set_clock
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in
from tests.handlers.tapping import taps
from tests.playground.conftest import PNG


@pytest.fixture
async def people(stage: Stage) -> tuple[Actor, Actor]:
    """A secretary and a member; somebody who never registered is in their branch as well."""
    async with stage.house.db.write() as session:
        committee = await factories.make_organisation(session)
        branch = await factories.make_branch(session, "内科党支部", parent=committee)
        wang = await factories.make_member(session, branch, "王建国")
        await factories.grant_role(session, wang, branch, BranchRole.SECRETARY)
        zhang = await factories.make_member(session, branch, "张敏")
        await factories.make_member(session, branch, "陈退休", retired=True)
    return await comes_in(stage, wang), await comes_in(stage, zhang)


async def _receipts(stage: Stage) -> dict[CopyState, int]:
    async with stage.house.db.read() as session:
        found: dict[CopyState, int] = {}
        for one in await session.scalars(select(Receipt)):
            found[one.copy] = found.get(one.copy, 0) + 1
    return found


async def test_an_announcement_from_the_menu_to_its_confirmation_and_back(
    stage: Stage, people: tuple[Actor, Actor]
) -> None:
    wang, zhang = people
    await wang.sends("/menu")
    await wang.presses("通知")
    await wang.sees("还没有发过通知", buttons=["写通知"])
    await wang.presses("写通知")
    await wang.sees("请把要通知的内容发给我", "涉密")
    await wang.sends("党费 <b>周五</b> 前交给小李 & 小王")
    await wang.sees("收下了，现在有：文字 1 条", buttons=["写好了", "去掉最后一条"])
    await wang.presses("写好了")
    await wang.sees("通知草稿", "内科党支部全体，3 人，其中 1 人收不到", "要点“已收到”", "点发送就发")
    await wang.presses("确认")
    await wang.sees("要大家点“已收到”吗")
    await wang.presses("24 小时内")
    await wang.sees("要点“已收到”，", " 前")
    await wang.presses("预览")
    card = await wang.sees(
        "下面马上会收到一份",
        "其中 1 人收不到，需要电话告知。还没有登记 1 人。",
        "大约 1 分钟",
        buttons=["发给 3 人"],
    )
    await stage.settle()
    await wang.sees("内科党支部通知", "党费 <b>周五</b> 前交给小李 & 小王", "请在", buttons=["已收到"])
    await wang.presses("已收到")
    await wang.sees("这是预览，只有您收到，点了不算确认")
    assert await _receipts(stage) == {}
    await taps(stage, wang, card, "发给 3 人", 5)
    await wang.sees("党费 <b>周五</b>", "发给 3 人", "已发出 0/3", "还没确认 3 人", buttons=["暂停", "更正"])
    await stage.settle()
    assert await _receipts(stage) == {CopyState.SENT: 2, CopyState.UNREACHABLE: 1}
    await zhang.sees("党费 <b>周五</b> 前交给小李 & 小王", buttons=["已收到"])
    await zhang.presses("已收到")
    await zhang.sees("党费", buttons=["✓ 已确认"])
    async with stage.house.db.read() as session:
        assert await session.scalar(select(Announcement.state)) is AnnouncementState.RELEASED


async def test_a_member_finds_what_was_announced_to_him(stage: Stage, people: tuple[Actor, Actor]) -> None:
    _, zhang = people
    await zhang.sends("通知")
    await zhang.sees("现在没有给您的通知")


async def _written(wang: Actor, text: str) -> None:
    await wang.sends("通知")
    await wang.presses("写通知")
    await wang.sees("请把要通知的内容发给我")
    await wang.sends(text)
    await wang.sees("收下了")
    await wang.presses("写好了")
    await wang.sees("通知草稿")


async def test_it_is_paused_corrected_and_withdrawn(stage: Stage, people: tuple[Actor, Actor]) -> None:
    wang, zhang = people
    await _written(wang, "周五交学习笔记")
    await wang.presses("预览")
    await wang.presses("发给 3 人")
    await wang.sees("发给 3 人", "剩余 3 人")
    await wang.presses("暂停")
    await wang.sees("已暂停", "剩余 3 人，暂时不发")
    await stage.settle()
    await zhang.sees_nothing_new()
    await wang.presses("继续发")
    await wang.sees("剩余 3 人，大约 1 分钟")
    await stage.settle()
    await zhang.sees("周五交学习笔记")
    await zhang.presses("已收到")
    await zhang.sees("周五交学习笔记", buttons=["✓ 已确认"])
    set_clock(stage.house, stage.house.now() + dt.timedelta(seconds=10))  # cards are edited every few seconds
    await stage.settle()
    await wang.sees("已发出 2/3", "无法送达 1 人")
    assert not [one for one in wang.buttons if "重发" in one], "he gets it by himself when he registers"
    await wang.presses("更正")
    await wang.sees("现在是：", "周五交学习笔记")
    await wang.sends("周四交学习笔记")
    await wang.sees("改成：", "周四交学习笔记")
    await wang.presses("改 2 份")
    await wang.sees("正在改 2 份")
    await stage.settle()
    await zhang.sees("内科党支部通知", "周四交学习笔记", "更正", buttons=["✓ 已确认"])
    await wang.sees("已发出 2/3")
    await wang.presses("撤回")
    await wang.sees("撤回吗")
    await wang.presses("撤回")
    await wang.sees("正在撤回 2 份")
    await stage.settle()
    assert not [one for one in await zhang.looks() if "学习笔记" in str(one.get("text"))]
    await zhang.sends("通知")
    await zhang.sees("现在没有给您的通知")


async def test_one_is_planned_for_a_minute_and_taken_back(stage: Stage, people: tuple[Actor, Actor]) -> None:
    wang, _ = people
    await _written(wang, "明天开会")
    await wang.presses("什么时候发")
    await wang.sees("点一个时间")
    await wang.sends("明天 8:30")
    await wang.sees("通知草稿", "8:30 发")
    await wang.presses("预览")
    await wang.presses("定时发给 3 人")
    await wang.sees("到时候自动发", buttons=["改一改", "不发了"])
    await wang.presses("改一改")
    await wang.sees("通知草稿")
    await wang.presses("不发了")
    await wang.sees("这份通知不发了")


async def test_photos_of_an_album_arrive_together_and_the_button_follows(
    stage: Stage, people: tuple[Actor, Actor]
) -> None:
    wang, zhang = people
    await wang.sends("通知")
    await wang.presses("写通知")
    await wang.sees("请把要通知的内容发给我")
    for number in (1, 2):
        await wang.sends_file(PNG, kind="photo", name=f"{number}.png", caption="合影" * (2 - number), album="a1")
    await wang.sees("收下了，现在有：图片 2 张")
    await wang.presses("写好了")
    await wang.sees("图片 2 张，每人收到 4 条消息")
    await wang.presses("预览")
    await wang.presses("发给 3 人")
    await wang.sees("已发出 0/3")
    await stage.settle()
    shown = [one for one in await zhang.looks() if one.get("photo")]
    assert len({one["media_group_id"] for one in shown}) == 1
    assert len(shown) == 2
    await zhang.sees("看到后请点“已收到”", buttons=["已收到"])
