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
        wang = await factories.make_member(session, branch, "王建国", role=BranchRole.SECRETARY)
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


async def _begins(wang: Actor) -> None:
    await wang.sends("通知")
    await wang.presses("写通知")
    await wang.sees("请把要通知的内容发给我")


async def _written(wang: Actor, text: str) -> None:
    await _begins(wang)
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
    await _begins(wang)
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


async def test_a_video_and_a_photo_arrive_with_their_words_and_are_corrected(
    stage: Stage, people: tuple[Actor, Actor]
) -> None:
    wang, zhang = people
    await _begins(wang)
    await wang.sends_file(b"moves", kind="video", name="a.mp4", caption="请看 <短片>")
    await wang.sees("收下了，现在有：视频 1 个")
    await wang.sends_file(PNG, kind="photo", name="a.png", caption="周五开会")
    await wang.presses("写好了")
    await wang.presses("预览")
    await wang.presses("发给 3 人")
    await stage.settle()
    await zhang.sees("内科党支部通知", "请看 <短片>")
    second = await zhang.sees("周五开会", "看到后请点“已收到”", buttons=["已收到"])
    first = [one for one in await zhang.looks() if one.get("video")][-1]
    assert first["caption"].splitlines()[-1] == "请看 <短片>"
    # The words below the photo, then the video itself by a photo.
    await wang.presses("更正")
    await wang.presses("2. 周五开会")
    await wang.sees("现在的文字是：", "周五开会", "要换图片或视频，请直接发新的")
    await wang.sends("周四开会")
    await wang.sees("文字改成：", "周四开会", "已发出的 2 份都会改过来")
    await wang.presses("改 2 份")
    await wang.presses("更正")
    await wang.presses("1. 请看 <短片>")
    await wang.sends_file(b"text", name="a.txt")
    await wang.presses("改 2 份")
    await wang.sees("这里换不了")
    await wang.sends_file(PNG, kind="photo", name="b.png")
    await wang.sees("换成您刚发来的这一个")
    await wang.presses("改 2 份")
    await wang.sees("正在改 2 份")
    await stage.settle()
    shown = {one["message_id"]: one for one in await zhang.looks()}
    assert "video" not in shown[first["message_id"]]
    assert shown[first["message_id"]]["photo"]
    below = shown[first["message_id"]]["caption"]
    assert below.startswith("内科党支部通知\n\n请看 <短片>\n\n")
    assert "更正" in below
    assert "周四开会" in shown[second["message_id"]]["caption"]
    assert [one["text"] for row in shown[second["message_id"]]["reply_markup"]["inline_keyboard"] for one in row] == [
        "已收到"
    ]


async def test_one_photo_of_an_album_is_put_in_the_place_of_another(stage: Stage, people: tuple[Actor, Actor]) -> None:
    wang, zhang = people
    await _begins(wang)
    await wang.sends_file(PNG, kind="photo", name="1.png", caption="合影", album="a1")
    await wang.sends_file(b"moves", kind="video", name="2.mp4", album="a1")
    await wang.sees("图片 1 张", "视频 1 个")
    await wang.presses("写好了")
    await wang.presses("预览")
    await wang.presses("发给 3 人")
    await stage.settle()
    await wang.presses("更正")
    await wang.sees("更正相册里的哪一张", buttons=["第 1 张图片", "第 2 个视频"])
    await wang.presses("第 2 个视频")
    await wang.sees("（没有文字）")
    await wang.sends_file(PNG, kind="photo", name="3.png", caption="全体")
    await wang.presses("改 2 份")
    await wang.sees("正在改 2 份")
    await stage.settle()
    shown = [one for one in await zhang.looks() if one.get("media_group_id")]
    assert [("photo" in one, one["caption"].split("\n")[0]) for one in shown] == [(True, "合影"), (True, "全体")]
    assert "更正" in shown[1]["caption"]


async def test_an_item_of_the_morning_is_changed_before_it_goes_out(stage: Stage, people: tuple[Actor, Actor]) -> None:
    wang, zhang = people
    await _written(wang, "周三义诊")
    await wang.presses("方式")
    await wang.presses("简讯")
    await wang.presses("预览")
    await wang.presses("发给 3 人")
    await wang.sees("周三义诊", "已发出 0/3")
    await wang.presses("更正")
    await wang.sees("现在是：", "周三义诊", "最多 300 个字")
    await wang.sends("周四义诊")
    await wang.sees("文字改成：", "周四义诊", "还没有人收到，发出去的就是新的")
    await wang.presses("就这样改")
    await wang.sees("改好了")
    set_clock(stage.house, stage.house.now() + dt.timedelta(days=1))
    await stage.settle()
    page = await zhang.sees("周四义诊")
    assert "周三" not in str(page)


async def test_words_that_fill_a_message_are_corrected(stage: Stage, people: tuple[Actor, Actor]) -> None:
    wang, zhang = people
    await _written(wang, "周五" * 1_500)
    await wang.presses("预览")
    await wang.presses("发给 3 人")
    await stage.settle()
    await wang.presses("更正")
    await wang.sees("现在是：", "周五" * 1_500)
    await wang.sends("周四" * 1_700)
    await wang.sees("文字改成：", "周四" * 1_700)
    await wang.presses("改 2 份")
    await wang.sees("正在改 2 份")
    await stage.settle()
    await zhang.sees("周四" * 1_700)
