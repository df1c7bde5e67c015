"""A person's own study as a conversation: totals, lines with their rules, an appeal that a human answers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import select, update

from db.meetings import MeetingType
from db.members import Member
from db.names import AttendanceStatus, BranchRole, EventType, MeetingState
from db.organisations import Organisation
from db.questions import QuestionVersion
from db.study import StudyAppeal, StudyEntry
from db.study_names import AppealState, StudyBook, StudySource
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in
from tests.handlers.test_minutes import picture


async def _branch(stage: Stage) -> tuple[Organisation, Member, Member]:
    """A branch with a publicity member, and somebody who was at a session and a long lecture."""
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        await factories.switch_off(session, branch)
        wang = await factories.make_member(session, branch, "王建国", role=BranchRole.PUBLICITY_MEMBER)
        zhang = await factories.make_member(session, branch, "张敏")
        for day, kind, given in (
            (11, EventType.STUDY_SESSION, None),
            (12, EventType.PARTY_LECTURE, None),
            (13, EventType.PARTY_LECTURE, Decimal(7)),
        ):
            meeting = factories.meeting_of(branch, NOW.replace(day=day), state=MeetingState.HELD, minutes=90)
            meeting.title, meeting.credits = (f"第{day}讲" if day > 11 else None), given
            session.add(meeting)
            await session.flush()
            session.add(MeetingType(meeting_id=meeting.id, type=kind))
            await factories.end_roll_call(session, meeting)
            session.add(factories.attendance_of(meeting.id, zhang, AttendanceStatus.PRESENT))
    return branch, wang, zhang


async def test_own_totals_lines_and_an_appeal_that_is_right(stage: Stage) -> None:
    _, wang, zhang = await _branch(stage)
    publicity, member = await comes_in(stage, wang), await comes_in(stage, zhang)
    await stage.settle()
    await member.presses("我的学习")
    await member.sees(
        "我的学习（2026 年）",
        "学时：4.5，要求 32，还差 27.5",
        "学分：9.5，要求 40，还差 30.5",
        "接下来的学习还没有安排",
    )
    await member.presses("学时明细")
    await member.sees(
        "学时明细（2026 年），计入 4.5", "11月11日（周三） 集中学习：1.5 学时", "听党课“第13讲”：1.5 学时"
    )
    await member.presses("学分明细")
    await member.sees(
        "听党课“第13讲”：这次会定为 7 分",
        "这一类全年最多计 8 分，这一条计入 6 分",
        "听党课“第12讲”：1 次 × 2 = 2 分",
        "集中学习：1.5 学时 × 1 = 1.5 分",
    )
    await member.presses("不对？请人看看")
    await member.sees("哪里不对")
    await member.sends("11月10日的志愿服务没有记")
    await member.sees("已经转给组长或宣传委员", "您 11月16日（周一）说：11月10日的志愿服务没有记")
    await stage.settle()
    await publicity.sees("张敏对 2026 年的学时、学分有疑问", buttons=["确实漏了，补记", "说明一下"])
    await publicity.presses("确实漏了，补记")
    await publicity.sees("补记学时还是学分")
    await publicity.presses("补记学分")
    await publicity.sees("记在哪一类")
    await publicity.presses("志愿服务")
    await publicity.sees("补记多少学分（志愿服务）")
    await publicity.sends("一分")
    await publicity.sees("要打 0.1 的倍数，最多 20")
    await publicity.sends("1 门诊义诊漏记")
    await publicity.sees("已经答复", "门诊义诊漏记")
    await stage.settle()
    await member.sees("您说得对，补记了 1 学分", "门诊义诊漏记", buttons=["我的学习"])
    await member.presses("我的学习")
    await member.sees("学分：10.5，要求 40")
    await member.presses("学分明细")
    await member.sees("志愿服务：更正补记 1（门诊义诊漏记）")
    async with stage.house.db.read() as session:
        row = (await session.scalars(select(StudyAppeal))).one()
        assert (row.state, row.answer) == (AppealState.ANSWERED, "门诊义诊漏记")
        line = (await session.scalars(select(StudyEntry).where(StudyEntry.source == StudySource.CORRECTION))).one()
        assert (line.source_id, line.book, int(line.amount)) == (row.id, StudyBook.CREDITS, 1)
        assert line.earned_on == dt.date(2026, 11, 16)


async def test_the_secretary_sees_gaps_changes_the_scheme_and_takes_the_sheet(stage: Stage) -> None:
    branch, wang, zhang = await _branch(stage)
    async with stage.house.db.write() as session:
        await factories.grant_role(session, wang, branch, BranchRole.SECRETARY)
        await factories.make_member(session, branch, "老同志", retired=True)
    secretary, member = await comes_in(stage, wang), await comes_in(stage, zhang)
    await stage.settle()
    await secretary.sends("/menu")
    await secretary.presses("支部管理")
    await secretary.presses("学习情况")
    await secretary.sees("学时够的 0 人，学分够的 0 人，共 2 人", "另有 1 位同志不作硬性要求", "按花名册的顺序")
    await secretary.presses("张敏，差 27.5 学时、差 30.5 学分")
    await secretary.sees("学时：4.5，要求 32", "学分：9.5，要求 40")
    await secretary.presses("不作硬性要求")
    await secretary.sees("张敏的学习", "不作硬性要求。", buttons=["恢复要求"])
    await secretary.presses("恢复要求")
    await secretary.sees("学时：4.5，要求 32")
    await secretary.presses("‹ 返回")
    await secretary.presses("学习登记表")
    await secretary.sees("2026 年党员学时学分登记表")
    await secretary.presses("学分办法")
    await secretary.sees(
        "现在用的是参考办法", "听党课：每次 2 分，全年最多 8 分", "主题党日：每学时 1 分，和集中学习合起来封顶"
    )
    await secretary.presses("改办法")
    await secretary.sees("想改哪一条")
    await secretary.presses("听党课")
    await secretary.sees("听党课每次（或每学时）记多少分")
    await secretary.sends("两分")
    await secretary.sees("请打数字")
    await secretary.sends("3 9")
    await secretary.sees("从哪天起算")
    await secretary.presses("明天起")
    await secretary.sees("2026年11月17日（周二）起改为", "听党课：每次 3 分，全年最多 9 分")
    await member.sends("学习")
    await member.sees("我的学习")
    await member.presses("学分办法")
    await member.sees("内科党支部学分办法", "听党课：每次 2 分，全年最多 8 分")
    await member.presses("‹ 返回")
    await member.presses("画成图")
    await member.sees("2026 年学习情况")


async def test_an_essay_and_a_training_are_handed_in_by_chat(stage: Stage) -> None:
    _, wang, zhang = await _branch(stage)
    publicity, member = await comes_in(stage, wang), await comes_in(stage, zhang)
    await member.sends("学习")
    await member.presses("交心得、笔记")
    await member.sees("选一项就可以交")
    await member.presses("心得体会")
    await member.sees("不少于 200 个字", buttons=["不交了"])
    await member.sends("学有所得。" * 50)
    await member.sees("已收到：文字 250 个字，照片和文件 0 份")
    await member.sends_file(picture(), kind="photo")
    await member.sees("照片和文件 1 份")
    await member.presses("交上去")
    await member.sees("心得体会已经交了，等组长或宣传委员看")
    await stage.settle()
    await publicity.sees("张敏交了心得体会", "学有所得。", buttons=["看照片和文件（1）", "认可", "退回"])
    await publicity.presses("退回")
    await publicity.sends("写写岗位")
    await publicity.sees("已经退回，等本人再交")
    await stage.settle()
    await member.sees("退回来了", "说明：写写岗位")
    await member.presses("改一改再交")
    await member.sees("心得体会：请把内容打字发来")
    await member.sends("岗位上学有所得。" * 40)
    await member.sees("已收到：文字 320 个字")
    await member.presses("交上去")
    await member.sees("心得体会已经交了")
    await stage.settle()
    await publicity.presses("认可")
    await publicity.sees("心得体会，已经认可")
    await stage.settle()
    await member.sees("您交的心得体会已经认可")
    await member.presses("我的学习")
    await member.presses("交心得、笔记")
    await member.presses("培训班")
    await member.sees("哪几天、多少学时")
    await member.sends("上周")
    await member.sees("没看懂日期和学时")
    await member.sends("2026-11-10 4")
    await member.sees("培训班：请把内容打字发来")
    await member.sends("全市党务干部培训")
    await member.sees("已收到：文字 8 个字")
    await member.presses("交上去")
    await member.sees("培训班已经交了")
    await stage.settle()
    await publicity.sees("张敏报了培训班，11月10日（周二）到11月10日（周二），4 学时")
    await publicity.presses("认可")
    await publicity.sees("培训班，已经认可")
    async with stage.house.db.read() as session:
        rows = await session.scalars(select(StudyEntry).where(StudyEntry.source == StudySource.WORK))
        assert [(one.book, int(one.amount)) for one in rows] == [(StudyBook.CREDITS, 2), (StudyBook.HOURS, 4)]


async def test_a_campaign_and_its_reading_from_the_shelf_to_the_person(stage: Stage) -> None:
    branch, wang, zhang = await _branch(stage)
    async with stage.house.db.write() as session:
        for number in range(4):
            await factories.make_question(session, branch, f"第 {number} 条说什么？")
        await session.execute(update(QuestionVersion).values(category="条例"))
    publicity, member = await comes_in(stage, wang), await comes_in(stage, zhang)
    await stage.settle()
    await publicity.presses("学习情况")
    await publicity.presses("学习活动")
    await publicity.sees("现在没有学习活动")
    await publicity.presses("定一个活动")
    await publicity.sees("活动叫什么")
    await publicity.sends("冬季轮训")
    await publicity.sees("从哪天到哪天")
    await publicity.sends("2026-11-01 2026-12-31")
    await publicity.sees("每个人要做到多少")
    await publicity.sends("40 1 2 3000")
    await publicity.sees(
        "要求：40 学时、必读 1 篇、心得 2 篇、笔记 3000 字", "做到的 0 人，共 2 人", "张敏：差35.5 学时"
    )
    await publicity.presses("‹ 返回")
    await publicity.sees("学习活动", buttons=["冬季轮训", "定一个活动"])
    await publicity.presses("‹ 返回")
    await publicity.sees("内科党支部学习情况")
    await publicity.presses("学习资料")
    await publicity.sees("学习资料，共 0 篇")
    await publicity.presses("加一篇")
    await publicity.sees("第一行标题，第二行出处")
    await publicity.sends("党员教育管理工作条例\n2019年5月印发")
    await publicity.sees("请把内容发来")
    await publicity.sends("第一条 为了加强党员教育管理工作……")
    await publicity.sees("放在哪一类")
    await publicity.presses("条例")
    await publicity.sees("类别：条例", buttons=["作为本周卡片", "计 0.5 学时", "撤下来"])
    await publicity.presses("计 0.5 学时")
    await publicity.sees("读完计 0.5 学时")
    await member.sends("学习")
    await member.sees("冬季轮训（到12月31日（周四））：学时 4.5/40、必读 0/1 篇、心得 0/2 篇、笔记 0/3000 字")
    await member.presses("学习资料")
    await member.sees("读了 0 篇，共 1 篇")
    await member.presses("党员教育管理工作条例")
    await member.sees("出处：2019年5月印发", "第一条")
    await member.presses("我读完了")
    for place in (1, 2, 3):
        await member.sees(f"第 {place} 题，共 3 题")
        await member.presses("对")
    await member.sees("答对 3 题（共 3 题），这一篇读完了，记上了")
    await member.sends("学习")
    await member.sees("学时 5/40、必读 1/1 篇")


async def test_a_word_a_week_for_who_wants_it(stage: Stage) -> None:
    _, _, zhang = await _branch(stage)
    member = await comes_in(stage, zhang)
    await member.sends("学习")
    await member.presses("每周给我发小结")
    await member.sees("我的学习", buttons=["不用每周小结了"])
    await stage.settle()
    set_clock(stage.house, NOW.replace(day=23, hour=1))
    await stage.settle()
    await member.sees("一周学习小结", "这一周记了 0 学时、0 学分", "今年共 4.5 学时（要求 32）")
