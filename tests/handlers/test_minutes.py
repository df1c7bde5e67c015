"""Keeping the record of a meeting as a conversation: what is sent, where it is filed, and what it becomes."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

from docx import Document
from PIL import Image
from sqlalchemy import select

from db.accounts import Draft
from db.meetings import Meeting, MeetingItem, MeetingType
from db.members import Member
from db.minutes import MinuteEntry
from db.names import BranchRole, EventType, MinuteKind
from playground.actor import Actor
from tests import factories
from tests.fixtures.houses import set_clock
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in, door

#: A Wednesday, 15:10 in Shanghai; the meeting began ten minutes ago.
NOW = dt.datetime(2026, 11, 18, 7, 10, tzinfo=dt.UTC)
START = dt.datetime(2026, 11, 18, 7, 0, tzinfo=dt.UTC)


def picture(width: int = 64, height: int = 48, colour: str = "#c02020") -> bytes:
    """A photo as a phone would send it."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG")
    return out.getvalue()


async def a_meeting(stage: Stage, *items: str, types: tuple[EventType, ...]) -> tuple[Member, Member, Meeting]:
    """A branch with a secretary and a member, meeting now."""
    set_clock(stage.house, NOW)
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        await factories.switch_off(session, branch)
        wang = await factories.make_member(session, branch, "王建国", role=BranchRole.SECRETARY)
        zhang = await factories.make_member(session, branch, "张敏")
        meeting = factories.meeting_of(branch, START, minutes=60, place="302 会议室")
        session.add(meeting)
        await session.flush()
        session.add_all([MeetingType(meeting_id=meeting.id, type=one) for one in types])
        session.add_all(
            [MeetingItem(meeting_id=meeting.id, position=place, title=one) for place, one in enumerate(items, 1)]
        )
    return wang, zhang, meeting


async def content_of(stage: Stage, file_id: str) -> bytes:
    """A file the bot has sent."""
    handle = await stage.running.bot.get_file(file_id)
    return bytes(await handle.download_as_bytearray())


async def entries(stage: Stage) -> list[MinuteEntry]:
    """What is stored."""
    async with stage.house.db.read() as session:
        return list(await session.scalars(select(MinuteEntry).order_by(MinuteEntry.id)))


async def begins(stage: Stage, wang: Member, meeting: Meeting) -> Actor:
    """The secretary opens the record."""
    phone = await comes_in(stage, wang)
    await door(stage, phone, "minutes-button-open", f"mn:{meeting.id}")
    return phone


async def test_what_is_sent_is_filed_under_the_item_that_is_discussed(stage: Stage) -> None:
    wang, _, meeting = await a_meeting(
        stage, "传达上级文件", "讨论接收预备党员", types=(EventType.BRANCH_GENERAL_MEETING,)
    )
    phone = await begins(stage, wang, meeting)
    await phone.sees("会议记录：支部党员大会", "正在记：1. 传达上级文件", buttons=["▸ 1. 传达上级文件", "记好了"])
    await phone.sends("书记传达了全会精神")
    await phone.sees("已记在“1. 传达上级文件”（1 条）", buttons=["下一项：2. 讨论接收预备党员", "撤回这一条"])
    # He looks at something else in between: what he sends is still for the record.
    await phone.sends("/menu")
    await phone.sees("您好")
    await phone.sends_file(picture(), kind="photo", caption="学习现场")
    await phone.sees("已记在“1. 传达上级文件”（2 条）")
    await phone.presses("下一项：2. 讨论接收预备党员")
    await phone.sees("正在记：2. 讨论接收预备党员")
    await phone.sends_file(b"OggS" + bytes(40), kind="voice")
    await phone.sees("已记在“2. 讨论接收预备党员”（1 条）")
    await phone.sends("写错了")
    await phone.sees("已记在“2. 讨论接收预备党员”（2 条）")
    await phone.presses("撤回这一条")
    await phone.sees("已经从会议记录里拿掉了", buttons=["看记下的 3 条"])
    await phone.presses("看记下的 3 条")
    await phone.sees(
        "记下的 3 条", "1）", "王建国　书记传达了全会精神", "［照片］ 学习现场", "2. 讨论接收预备党员", "［语音 0:01］"
    )
    await phone.presses("第 2 条")
    await phone.sees("［照片］ 学习现场", "归在：1. 传达上级文件")
    await phone.presses("换到别的议题")
    await phone.sees("换到哪一项")
    await phone.presses("2. 讨论接收预备党员（1）")
    await phone.sees("归在：2. 讨论接收预备党员", buttons=["看原件"])
    found = await entries(stage)
    assert [one.kind for one in found] == [MinuteKind.TEXT, MinuteKind.PHOTO, MinuteKind.VOICE]
    async with stage.house.db.read() as session:
        items = {row.id: row.position for row in await session.scalars(select(MeetingItem))}
    assert [items[one.item_id or 0] for one in found] == [1, 2, 2]
    await phone.presses("‹ 记下的")
    await phone.presses("‹ 返回")
    await phone.sees("会议记录：支部党员大会", "已记 3 条，照片 1 张，语音 1 条")
    await phone.presses("记好了")
    await phone.sees("记好了：议题 2 项，要点 3 条")
    await phone.sends("这一句不是会议记录")
    await phone.sees("没看懂")
    assert len(await entries(stage)) == 3


async def test_an_item_is_added_on_the_way_and_cancel_ends_it(stage: Stage) -> None:
    wang, _, meeting = await a_meeting(stage, types=(EventType.THEMED_PARTY_DAY,))
    phone = await begins(stage, wang, meeting)
    await phone.sees("会议记录：主题党日")
    await phone.sends("先记一句")
    await phone.sees("已记下（1 条）")
    await phone.presses("记录本")
    await phone.presses("加一项议题")
    await phone.sees("加一项什么议题")
    await phone.sends("重温入党誓词")
    await phone.sees("正在记：1. 重温入党誓词")
    await phone.sends("全体重温誓词")
    await phone.sees("已记在“1. 重温入党誓词”（1 条）")
    await phone.sends("/cancel")
    await phone.sees("已取消")
    async with stage.house.db.read() as session:
        assert list(await session.scalars(select(Draft))) == []
    assert [one.item_id is None for one in await entries(stage)] == [True, False]


async def test_of_talks_only_photos_are_kept(stage: Stage) -> None:
    wang, _, meeting = await a_meeting(stage, types=(EventType.ORG_LIFE_MEETING,))
    phone = await begins(stage, wang, meeting)
    await phone.sees("这类会议只收照片")
    await phone.sends("张敏同志作了自我批评")
    await phone.sees("这类会议的发言不在这里留")
    await phone.sends_file(picture(), kind="photo")
    await phone.sees("已记下（1 条）")
    assert [one.kind for one in await entries(stage)] == [MinuteKind.PHOTO]


async def test_the_form_is_filled_in_and_printed_with_its_photos(stage: Stage) -> None:
    wang, zhang, meeting = await a_meeting(stage, "义诊", types=(EventType.VOLUNTEER,))
    helper = await comes_in(stage, zhang)
    phone = await begins(stage, wang, meeting)
    await phone.sees("会议记录：志愿服务")
    await phone.sends_file(picture(), kind="photo", caption="义诊现场")
    await phone.sees("已记在“1. 义诊”（1 条）")
    await phone.presses("记录本")
    await phone.presses("记录表")
    await phone.sees("志愿服务，11月18日（周三）15:00，记录表", "还缺", "· 散会时间", "· 活动数据")
    await phone.presses("记录人")
    await phone.sees("谁记录", buttons=["王建国", "张敏"])
    await phone.presses("张敏")
    await phone.sees("记录人：张敏")
    await phone.presses("主持人")
    await phone.presses("王建国")
    await phone.presses("活动数据")
    await phone.sees("活动数据", buttons=["义诊（人次）：还没填"])
    await phone.presses("义诊（人次）：还没填")
    await phone.sends("很多")
    await phone.sees("请打一个数字")
    await phone.sends("85")
    await phone.sees("活动数据", buttons=["义诊（人次）：85"])
    set_clock(stage.house, NOW + dt.timedelta(hours=1))
    await phone.presses("‹ 返回")
    await phone.presses("散会时间")
    await phone.sends("16点10分")
    await phone.sees("散会：16:10", "义诊（人次）：85")
    await phone.presses("活动概要")
    await phone.sends("在社区广场开展义诊。")
    await phone.sees("记录表")
    await phone.presses("导出会议记录")
    sent = await phone.sees("会议记录好了")
    assert sent["document"]["file_name"] == "内科党支部志愿服务会议记录_20261118.docx"
    # The paper was sent below the form; the form is still there to press.
    await door(stage, phone, "minutes-button-form", f"mn.rec:{meeting.id}")
    await phone.presses("导出活动报告")
    sent = await phone.sees("活动报告好了")
    written = Document(io.BytesIO(await content_of(stage, sent["document"]["file_id"])))
    cells = [cell.text for table in written.tables for row in table.rows for cell in row.cells]
    assert "服务 ________ 小时　义诊 85 人次" in cells
    assert "党员 ________ 人　积极分子 ________ 人　群众 ________ 人" in cells
    assert "在社区广场开展义诊。" in cells
    assert len(written.part.package.image_parts) == 1
    # Whom it names as recorder is asked, and sends in himself.
    await stage.settle()
    await helper.sees("请您做志愿服务")
    await helper.presses("会议记录")
    await helper.sees("会议记录：志愿服务")
    await helper.sends("现场秩序良好")
    await helper.sees("已记在“1. 义诊”（2 条）")


async def test_the_month_is_packed_at_a_press(stage: Stage) -> None:
    wang, _, meeting = await a_meeting(stage, "义诊", types=(EventType.VOLUNTEER,))
    phone = await begins(stage, wang, meeting)
    await phone.sees("会议记录：志愿服务")
    await phone.sends_file(picture(), kind="photo")
    await phone.sees("已记在“1. 义诊”（1 条）")
    set_clock(stage.house, dt.datetime(2026, 12, 1, 1, 0, tzinfo=dt.UTC))
    await stage.settle()
    await phone.sees("内科党支部2026年11月的台账可以打包了")
    await phone.presses("打包")
    sent = await phone.sees("2026 年 11 月的台账，1 次会")
    book = zipfile.ZipFile(io.BytesIO(await content_of(stage, sent["document"]["file_id"])))
    assert "活动报告/内科党支部志愿服务活动报告_20261118.docx" in book.namelist()
    await door(stage, phone, "month-pack-button", f"mp:{meeting.organisation_id}:202610")
    await phone.sees("还没有开过的会，没有可以打包的")
