"""A meeting planned in chat in under a minute, and everything that hangs on it, as a conversation."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from db.meetings import Meeting, MeetingGuest, MeetingPart
from db.names import BranchRole, GuestKind, PartState
from handlers import moments
from playground.actor import Actor
from services.errors import BadInput
from tests import factories
from tests.fixtures.houses import set_clock
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in, door
from tests.handlers.tapping import taps

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
async def people(stage: Stage) -> dict[str, Actor]:
    """The secretaries of two branches, and a member of the first; a colleague without a phone."""
    async with stage.house.db.write() as session:
        committee = await factories.make_organisation(session)
        branch = await factories.make_branch(session, "内科党支部", parent=committee)
        other = await factories.make_branch(session, "外科党支部", parent=committee)
        await factories.switch_off(session, committee)
        wang = await factories.make_member(session, branch, "王建国", role=BranchRole.SECRETARY)
        zhang = await factories.make_member(session, branch, "张敏")
        await factories.make_member(session, branch, "欧阳静")
        zhao = await factories.make_member(session, other, "赵外", role=BranchRole.SECRETARY)
    found = {one.name or "": await comes_in(stage, one) for one in (wang, zhang, zhao)}
    await door(stage, found["王建国"], "meetings-button-list", f"mt:{branch.id}")
    await found["王建国"].sees("还没有安排")
    return found


async def _meetings(stage: Stage) -> list[Meeting]:
    async with stage.house.db.read() as session:
        return list(await session.scalars(select(Meeting).order_by(Meeting.id)))


async def _at(stage: Stage, month: int, day: int, hour: int) -> None:
    set_clock(stage.house, dt.datetime(2026, month, day, hour, tzinfo=SHANGHAI).astimezone(dt.UTC))
    await stage.settle()


async def _lecture(wang: Actor) -> None:
    """Three taps."""
    await wang.presses("安排一次")
    await wang.sees("要安排什么")
    await wang.presses("党课")
    await wang.sees("党课什么时候", "请点一个", buttons=["11月20日（周五）15:00"])
    await wang.presses("11月20日")
    await wang.sees("党课，内科党支部", "11月20日（周五）15:00，90 分钟", "记 1.5 学时、2 学分", "3 人", "10:10 才发")


async def test_three_taps_plan_it(stage: Stage, people: dict[str, Actor]) -> None:
    await _lecture(people["王建国"])
    (row,) = await _meetings(stage)
    assert (row.starts_at, row.minutes, row.hours) == (dt.datetime(2026, 11, 20, 7, tzinfo=dt.UTC), 90, None)


async def test_or_a_day_as_people_say_it(stage: Stage, people: dict[str, Actor]) -> None:
    wang = people["王建国"]
    await wang.presses("安排一次")
    await wang.sees("要安排什么")
    await wang.presses("参观学习")
    await wang.sees("参观学习什么时候")
    await wang.sends("下周三下午3点半")
    await wang.sees("11月25日（周三）15:30")


async def _more(wang: Actor, button: str) -> None:
    """Open what else can be set, and one of it."""
    await wang.presses("更多…")
    await wang.sees("还可以设这些")
    await wang.presses(button)


async def test_everything_that_hangs_on_it(stage: Stage, people: dict[str, Actor]) -> None:
    wang, zhang = people["王建国"], people["张敏"]
    await _lecture(wang)
    await _more(wang, "议程")
    await wang.sees("一行一项")
    await wang.sends("1. 传达文件\n2、讨论")
    await wang.sees("1. 传达文件", "2. 讨论")
    await _more(wang, "线上链接")
    await wang.sees("线上会议链接")
    await wang.sends("会议室")
    await wang.sees("这不像网址")
    await wang.sends("https://meeting.example/123")
    await wang.sees("线上：https://meeting.example/123")
    await _more(wang, "材料")
    await wang.sees("现在有 0 份", "内部文件请不要发")
    await wang.sends_file(b"%PDF-1.4", name="学习材料.pdf")
    await wang.sees("现在有 1 份")
    await wang.sends("好了吗")
    await wang.sees("这个内容我用不了")
    await wang.presses("好了")
    await wang.sees("材料：1 份")
    await _more(wang, "是什么会")
    await wang.sees("可以同时是几样", buttons=["✓ 党课", "主题党日"])
    await wang.presses("主题党日")
    await wang.sees("可以同时是几样", buttons=["✓ 党课", "✓ 主题党日"])
    await wang.presses("‹ 返回")
    await wang.sees("还可以设这些")
    await wang.presses("学时学分")
    await wang.sees("现在是 1.5 学时、2 学分")
    await wang.presses("4 学时")
    await wang.sees("现在是 4 学时、2 学分")
    await wang.presses("‹ 返回")
    await wang.sees("还可以设这些")
    await wang.presses("回复期限")
    await wang.sees("什么时候以前回复")
    await wang.presses("11月19日")
    await wang.sees("请在 11月19日（周四）18:00 以前回复")
    await _more(wang, "加第二场")
    await wang.sees("第二场什么时候")
    await wang.sends("周六")
    await wang.sees("第二场：11月21日（周六）15:00")
    (row,) = await _meetings(stage)
    assert (row.hours, row.credits) == (Decimal(4), Decimal(2))
    await wang.presses("现在就通知")
    await stage.settle()
    await zhang.sees(
        "主题党日",
        "第一场：11月20日（周五）15:00",
        "第二场：11月21日（周六）15:00",
        "线上：https://meeting.example/123",
        "1. 传达文件",
        "请在 11月19日（周四）18:00 以前回复",
    )
    file = await zhang.sees("的材料")
    assert file["document"]["file_name"] == "学习材料.pdf"
    await stage.settle()
    await zhang.sees_nothing_new()


async def test_place_and_theme_are_typed_before_anybody_is_told(stage: Stage, people: dict[str, Actor]) -> None:
    wang, zhang = people["王建国"], people["张敏"]
    await _lecture(wang)
    await stage.settle()
    await zhang.sees_nothing_new()
    set_clock(stage.house, stage.house.now() + dt.timedelta(minutes=6))
    await wang.presses("写地点")
    await wang.sees("在哪里")
    await wang.sends("三楼会议室")
    await wang.sees("地点：三楼会议室", "还没有发通知，11月16日（周一）10:16 才发")
    set_clock(stage.house, stage.house.now() + dt.timedelta(minutes=10))
    await stage.settle()
    await zhang.sees("党课", "三楼会议室", buttons=["参加", "请假"])
    assert not [one for one in await zhang.looks() if "有变" in one.get("text", "")]


async def test_told_days_before_it_is_due_after_one_question(stage: Stage, people: dict[str, Actor]) -> None:
    wang, zhang = people["王建国"], people["张敏"]
    await wang.presses("安排一次")
    await wang.sees("要安排什么")
    await wang.presses("党课")
    await wang.sees("党课什么时候")
    await wang.sends("12月11日 15:00")
    await wang.sees("还没有发通知，12月", buttons=["现在就通知"])
    await wang.presses("现在就通知")
    await wang.sees("现在就通知 3 人参加党课？", buttons=["确定，现在通知"])
    await taps(stage, wang, (await wang.looks())[-1], "确定，现在通知", 3)
    await stage.settle()
    await zhang.sees("党课", "12月11日（周五）15:00", buttons=["参加", "请假"])
    await stage.settle()
    await zhang.sees_nothing_new()


async def test_who_takes_part(stage: Stage, people: dict[str, Actor]) -> None:
    wang, zhao = people["王建国"], people["赵外"]
    await _lecture(wang)
    await wang.presses("谁来参加")
    await wang.sees("现在是 3 人", buttons=["✓ 全体党员", "任职的同志", "外科党支部"])
    await wang.presses("外科党支部")
    await wang.sees("现在是 3 人", buttons=["… 外科党支部"])
    await stage.settle()
    await zhao.sees("内科党支部请外科党支部一起开会", "党课，11月20日（周五）15:00")
    await zhao.presses("一起参加")
    await zhao.sees("外科党支部一起参加内科党支部的党课")
    await _at(stage, 11, 16, 11)
    await zhao.sees("党课", "时间：11月20日（周五）15:00", buttons=["参加", "请假"])
    await zhao.presses("参加")
    await zhao.sees("已回复：参加")
    await wang.presses("任职的同志")
    await wang.sees("现在是 2 人", buttons=["✓ 任职的同志", "✓ 外科党支部"])
    await wang.presses("点名加人")
    await wang.sees("点名的有 0 人")
    await wang.sends("静")
    await wang.sees("点名的有 0 人", buttons=["欧阳静"])
    await wang.presses("欧阳静")
    await wang.sees("点名的有 1 人", buttons=["✓ 欧阳静"])
    await wang.sends("没有这人")
    await wang.sees("没有找到这个人")
    await wang.presses("‹ 返回")
    await wang.sees("现在是 3 人")
    await wang.presses("列席旁听")
    await wang.sees("列席、旁听的有 0 人")
    await wang.sends("钱主任，医务处\n旁听 小孙")
    await wang.sees("列席、旁听的有 2 人", buttons=["钱主任，医务处", "小孙（旁听）"])
    async with stage.house.db.read() as session:
        guests = {row.name: row.kind for row in await session.scalars(select(MeetingGuest))}
        (part,) = await session.scalars(select(MeetingPart))
    assert guests == {"钱主任": GuestKind.GUEST, "小孙": GuestKind.OBSERVER}
    assert part.state is PartState.AGREED


async def test_planned_again_like_an_earlier_one(stage: Stage, people: dict[str, Actor]) -> None:
    wang = people["王建国"]
    await _lecture(wang)
    await wang.presses("写地点")
    await wang.sees("在哪里")
    await wang.sends("三楼会议室")
    await wang.sees("地点：三楼会议室")
    await _at(stage, 11, 20, 16)
    await wang.presses("‹ 会议列表")
    await wang.sees("还没有安排", buttons=["以前的"])
    await wang.presses("以前的")
    await wang.sees("开过的会议和活动", buttons=["11月20日（周五）15:00 党课"])
    await wang.presses("11月20日")
    await wang.sees("党课", buttons=["照这次再排一次"])
    await wang.presses("照这次再排一次")
    await wang.sees("再排一次，什么时候", buttons=["11月27日（周五）15:00"])
    await wang.presses("11月27日")
    await wang.sees("党课，内科党支部", "11月27日（周五）15:00", "地点：三楼会议室")
    assert [row.starts_at.day for row in await _meetings(stage)] == [20, 27]


TODAY = dt.date(2026, 11, 18)  # a Wednesday


@pytest.mark.parametrize(
    ("typed", "day", "start"),
    [
        ("明天 15:00", 19, dt.time(15)),
        ("后天下午3点", 20, dt.time(15)),
        ("周三 9点半", 18, dt.time(9, 30)),
        ("星期二 0900", 24, dt.time(9)),
        ("下周一上午10点", 23, dt.time(10)),
        ("下个礼拜日 晚上7点", 29, dt.time(19)),
        ("friday 15:00", 20, dt.time(15)),
        ("next mon 3pm", None, None),
        ("11月20日15:00", 20, dt.time(15)),
    ],
)
def test_days_as_people_say_them(typed: str, day: int | None, start: dt.time | None) -> None:
    if day is None:
        with pytest.raises(BadInput):
            moments.moment(typed, TODAY)
        return
    assert moments.moment(typed, TODAY) == (dt.date(2026, 11, day), start)


def test_a_day_alone_keeps_the_time() -> None:
    assert moments.moment_or_day("下周三", TODAY, dt.time(15)) == (dt.date(2026, 11, 25), dt.time(15))
    assert moments.moment_or_day("下周三 9:00", TODAY, dt.time(15)) == (dt.date(2026, 11, 25), dt.time(9))
    with pytest.raises(moments.BadMoment):
        moments.moment_or_day("改天", TODAY, dt.time(15))
