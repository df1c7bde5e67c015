"""A quiz in a meeting as a conversation: led by the publicity member, answered with one tap, shown in numbers."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from db.live import LiveAnswer
from db.names import AttendanceStatus, BranchRole
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in
from tests.services.quizzes.exams import QUESTIONS


async def test_from_the_draft_to_the_numbers(stage: Stage) -> None:
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        await factories.switch_off(session, branch)
        li = await factories.make_member(session, branch, "李宣传", role=BranchRole.PUBLICITY_MEMBER)
        zhang = await factories.make_member(session, branch, "张敏")
        await factories.make_question(session, branch, QUESTIONS[0].stem, QUESTIONS[0])
        meeting = factories.meeting_of(branch, NOW)
        session.add(meeting)
        await session.flush()
        session.add(factories.attendance_of(meeting.id, zhang, AttendanceStatus.PRESENT))
    publicity, member = await comes_in(stage, li), await comes_in(stage, zhang)
    await stage.settle()
    await publicity.sends("/menu")
    await publicity.presses("题库")
    await publicity.presses("出测试")
    await publicity.presses("新出一份")
    await publicity.sees("题目：1 道", buttons=["会上现场答题"])
    await publicity.presses("会上现场答题")
    await publicity.sees("在哪个会上答？", buttons=["11月16日（周一）10:00的会", "‹ 返回"])
    await publicity.presses("11月16日（周一）10:00的会")
    await publicity.sees("共 1 题", "已经签到的 1 位同志", buttons=["出第 1 题", "刷新", "结束答题"])
    await publicity.presses("出第 1 题")
    await publicity.sees("第 1 题：已答 0 人，收到题的共 1 人", buttons=["看大家的选择", "刷新", "结束答题"])
    await stage.settle()
    await member.sees("第 1 题（共 1 题）", "党员大会一般多久一次？", "B. 每季度", buttons=["A", "B", "C"])
    await publicity.presses("看大家的选择")
    await publicity.sees("还有同志的时间没到，再等")
    await member.presses("B")
    await member.sees("您选了：B. 每季度", "答案看大屏幕", buttons=[])
    await publicity.sends("/menu")
    await publicity.presses("题库")
    await publicity.presses("出测试")
    await publicity.presses("2026年11月学习测试（草稿）")
    await publicity.presses("会上现场答题")
    await publicity.sees("第 1 题：已答 1 人，收到题的共 1 人")
    await publicity.presses("看大家的选择")
    await publicity.sees("第 1 题：1 人答了（共 1 人），投屏上正在显示各选项的人数", buttons=["刷新", "结束答题"])
    await publicity.presses("结束答题")
    await publicity.sees("现场答题结束了")
    async with stage.house.db.read() as session:
        assert list(await session.scalars(select(LiveAnswer.choice))) == [1]


async def test_whoever_is_late_hears_it_kindly(stage: Stage) -> None:
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        await factories.switch_off(session, branch)
        li = await factories.make_member(session, branch, "李宣传", role=BranchRole.PUBLICITY_MEMBER)
        await factories.make_question(session, branch, "党小组会一般每月一次。")
        meeting = factories.meeting_of(branch, NOW)
        session.add(meeting)
        await session.flush()
        session.add(factories.attendance_of(meeting.id, li, AttendanceStatus.PRESENT))
    publicity = await comes_in(stage, li)
    await stage.settle()
    await publicity.sends("/menu")
    await publicity.presses("题库")
    await publicity.presses("出测试")
    await publicity.presses("新出一份")
    await publicity.presses("会上现场答题")
    await publicity.presses("11月16日（周一）10:00的会")
    await publicity.presses("出第 1 题")
    await stage.settle()
    await publicity.sees("对还是错？", buttons=["正确", "错误"])
    set_clock(stage.house, stage.house.now() + dt.timedelta(minutes=2))
    await publicity.presses("正确")
    await publicity.sees("第 1 题的时间过了，没有记上", buttons=[])
