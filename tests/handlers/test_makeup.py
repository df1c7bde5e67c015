"""Make-up study as a conversation: the absent, who accepts it, and what each of them reads."""

from __future__ import annotations

from sqlalchemy import select

from db.attendance import RollCall
from db.makeups import MakeUp
from db.meetings import MeetingType
from db.members import Member
from db.names import AttendanceStatus, BranchRole, EventType, MakeUpState, MeetingState, Sitting
from db.organisations import Organisation
from services.names import QuestionKind
from services.questions.shapes import Asked
from tests import factories
from tests.fixtures.houses import NOW
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in


async def _branch(stage: Stage) -> tuple[Member, Member]:
    """A publicity member, and somebody who missed a study session that was sent out with a file."""
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        await factories.switch_off(session, branch)
        wang = await factories.make_member(session, branch, "王建国", role=BranchRole.PUBLICITY_MEMBER)
        zhang = await factories.make_member(session, branch, "张敏")
        meeting = factories.meeting_of(branch, NOW.replace(day=13), state=MeetingState.HELD, minutes=90)
        session.add(meeting)
        await session.flush()
        session.add(MeetingType(meeting_id=meeting.id, type=EventType.STUDY_SESSION))
        account = await factories.make_account(session)
        session.add(
            RollCall(
                meeting_id=meeting.id,
                sitting=Sitting.A,
                closed_at=NOW.replace(day=13),
                closed_by=account.id,
                changes=1,
                created_at=NOW.replace(day=13),
            )
        )
        session.add(factories.attendance_of(meeting.id, zhang, AttendanceStatus.ABSENT))
    return wang, zhang


async def test_the_absent_catches_up_and_it_is_accepted(stage: Stage) -> None:
    wang, zhang = await _branch(stage)
    publicity, absent = await comes_in(stage, wang), await comes_in(stage, zhang)
    await stage.settle()
    await absent.sees("集中学习您没能到场", "11月27日", "看完学习材料，写一段体会就行")
    await absent.presses("去补学")
    await absent.sees("集中学习，11月13日（周五），补学", "请在 11月27日（周五）前补上")
    await absent.presses("材料看完了，写体会")
    await absent.sees("不少于 200 个字")
    await absent.sends("太短了")
    await absent.sees("现在是 3 个字")
    await absent.sends("学有所得。" * 50)
    await absent.sees("已经交了，等组长或宣传委员看")
    await stage.settle()
    await publicity.sees("张敏交了集中学习（11月13日（周五））的补学", "学有所得。", buttons=["认可", "退回"])
    await publicity.presses("退回")
    await publicity.sees("为什么退回")
    await publicity.sends("请写写岗位")
    await publicity.sees("已经退回，等本人再交")
    await stage.settle()
    await absent.sees("补学退回来了", "说明：请写写岗位")
    await absent.presses("去补学")
    await absent.sees("上次退回时说：请写写岗位")
    await absent.presses("材料看完了，写体会")
    await absent.sees("不少于 200 个字")
    await absent.sends("岗位上学有所得。" * 40)
    await absent.sees("已经交了")
    await stage.settle()
    await publicity.sees("岗位上学有所得。", buttons=["认可"])
    await publicity.presses("认可")
    await publicity.sees("补学，已经认可")
    await stage.settle()
    await absent.sees("补学已经认可，计 1.5 学时")
    async with stage.house.db.read() as session:
        row = (await session.scalars(select(MakeUp))).one()
        assert (row.state, row.times) == (MakeUpState.ACCEPTED, 2)


async def test_three_questions_by_buttons_in_the_place_of_a_note(stage: Stage) -> None:
    wang, zhang = await _branch(stage)
    async with stage.house.db.write() as session:
        branch = (await session.scalars(select(Organisation))).one()
        asked = Asked(
            QuestionKind.SINGLE, "主题党日多久一次？", ("每季", "每月", "每年"), (1,), explanation="每月固定一天。"
        )
        for stem in ("主题党日多久一次？", "党小组会多久一次？", "支委会多久一次？"):
            await factories.make_question(session, branch, stem, like=asked)
    publicity, absent = await comes_in(stage, wang), await comes_in(stage, zhang)
    await stage.settle()
    await absent.sees("集中学习您没能到场")
    await absent.sends("补学")
    await absent.sees("等您补学的")
    await absent.presses("集中学习，11月27日（周五）前")
    await absent.sees("集中学习，11月13日（周五），补学", buttons=["材料看完了，答 3 道题", "材料看完了，写体会"])
    await absent.presses("材料看完了，答 3 道题")
    await absent.sees("第 1 题，共 3 题", "A. 每季", "B. 每月", buttons=["A", "B", "C"])
    await absent.presses("A")
    await absent.sees("✗ 正确答案：B. 每月", "每月固定一天。", "第 2 题，共 3 题")
    await absent.presses("C")
    await absent.sees("✗ 正确答案：B. 每月", "第 3 题，共 3 题")
    await absent.presses("B")
    await absent.sees("✓ 答对了", "答对 1 题（共 3 题），还差一点")
    await absent.presses("材料看完了，答 3 道题")
    for place in (1, 2, 3):
        await absent.sees(f"第 {place} 题，共 3 题")
        await absent.presses("B")
    await absent.sees("答对 3 题（共 3 题），已经交了")
    await stage.settle()
    await publicity.sees("张敏交了集中学习", "看了材料，3 道题答对 3 道", buttons=["认可", "退回"])
    await publicity.presses("认可")
    await publicity.sees("补学，已经认可")
    await stage.settle()
    await absent.sees("补学已经认可，计 1.5 学时")
