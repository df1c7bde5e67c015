"""From the invitation's button to the approver's card and back, as a conversation."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from db.leave import LeaveRequest
from db.meetings import Meeting, MeetingReply
from db.members import ShiftMark
from db.names import BranchRole, LeaveState, LeaveType, OrgLevel, ShiftKind, Sitting
from db.organisations import Organisation
from playground.actor import Actor
from services.meetings import planner
from tests import factories
from tests.fixtures.houses import set_clock
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in, door

SHANGHAI = ZoneInfo("Asia/Shanghai")
STARTS = dt.datetime(2026, 12, 9, 15, 0, tzinfo=SHANGHAI)


@pytest.fixture
async def people(stage: Stage) -> dict[str, Actor]:
    """The secretary, a group leader and a member of the group; a colleague without a phone."""
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        await factories.switch_off(session, branch)
        group = await factories.make_organisation(session, "第一小组", level=OrgLevel.PARTY_GROUP, parent=branch)
        wang = await factories.make_member(session, branch, "王建国", role=BranchRole.SECRETARY)
        chen = await factories.make_member(session, branch, "陈组长", group=group)
        await factories.grant_role(session, chen, group, BranchRole.GROUP_LEADER)
        zhang = await factories.make_member(session, branch, "张敏", group=group)
        await factories.make_member(session, branch, "欧阳静")
        session.add(ShiftMark(member_id=zhang.id, day=dt.date(2026, 12, 9), kind=ShiftKind.NIGHT))
    return {one.name or "": await comes_in(stage, one) for one in (wang, chen, zhang)}


async def _meeting(stage: Stage, *, two: bool = False) -> int:
    async with stage.house.db.write() as session:
        branch = (await session.scalars(select(Organisation).where(Organisation.level == OrgLevel.BRANCH))).one()
        row = factories.meeting_of(branch, STARTS.astimezone(dt.UTC), place="三楼会议室", title="读书会")
        if two:
            row.second_starts_at, row.second_minutes = (STARTS + dt.timedelta(days=1)).astimezone(dt.UTC), 60
        session.add(row)
        await session.flush()
        await planner.tell(session, await planner.scene_for(stage.house, session, branch.id), [row], stage.house.now())
        return row.id


async def _at(stage: Stage, month: int, day: int, hour: int) -> None:
    set_clock(stage.house, dt.datetime(2026, month, day, hour, tzinfo=SHANGHAI).astimezone(dt.UTC))
    await stage.settle()


async def _leave(stage: Stage) -> list[tuple[LeaveType | None, LeaveState]]:
    async with stage.house.db.read() as session:
        return [(row.type, row.state) for row in await session.scalars(select(LeaveRequest).order_by(LeaveRequest.id))]


async def test_from_the_invitation_to_the_card_and_back(stage: Stage, people: dict[str, Actor]) -> None:
    wang, chen, zhang = people["王建国"], people["陈组长"], people["张敏"]
    await _meeting(stage)
    await _at(stage, 12, 4, 9)
    await zhang.sees("读书会", "时间：12月9日（周三）15:00，大约 60 分钟", "地点：三楼会议室", buttons=["参加", "请假"])
    await wang.sees("读书会", "地点：三楼会议室")
    await chen.sees("读书会", "地点：三楼会议室")
    await zhang.presses("参加")
    await zhang.sees("已回复：参加", buttons=["请假"])
    await zhang.presses("请假")
    await zhang.sees("为什么来不了", "不用写理由", buttons=["夜班、下夜班（按您的标记）", "病假"])
    await zhang.presses("夜班、下夜班")
    await zhang.sees("已请假（夜班、下夜班），等组长或书记同意", buttons=["撤回请假"])
    await stage.settle()
    await wang.sees("张敏请假：夜班、下夜班", "读书会，12月9日（周三）15:00", buttons=["同意", "不同意"])
    await chen.sees("张敏请假：夜班、下夜班")
    await chen.presses("同意")
    await chen.sees("张敏请假，陈组长已同意")
    await stage.settle()
    await wang.sees("张敏请假，陈组长已同意")
    await zhang.sees("您的请假同意了")
    await zhang.presses("看这次会")
    await zhang.sees("已请假（夜班、下夜班），同意了")
    await _at(stage, 12, 8, 9)
    await wang.sees("提醒您：读书会")
    await zhang.sees_nothing_new()
    await zhang.presses("撤回请假")
    await zhang.sees("还没有回复", buttons=["参加", "请假"])
    assert await _leave(stage) == [(LeaveType.NIGHT_SHIFT, LeaveState.WITHDRAWN)]


async def test_a_private_reason_is_shown_to_who_decides_when_he_asks(stage: Stage, people: dict[str, Actor]) -> None:
    wang, zhang = people["王建国"], people["张敏"]
    meeting = await _meeting(stage)
    await door(stage, zhang, "leave-button-see", f"rs.lv:{meeting}")
    await zhang.sees("为什么来不了")
    await zhang.presses("病假")
    await zhang.sees("已请假（病假）")
    await stage.settle()
    card = await wang.sees("张敏请假：请假", buttons=["同意", "不同意", "看是什么假"])
    assert "病" not in card["text"]
    await wang.presses("看是什么假")
    await wang.sees("张敏请的是：病假", "只给批假的人看")
    await wang.presses("‹ 返回")
    await wang.sees("张敏请假：请假")
    await wang.presses("不同意")
    await wang.sees("张敏请假，王建国没有同意", buttons=["改为同意"])
    await stage.settle()
    refused = await zhang.sees("您的请假这次没有批，请尽量按时参加")
    assert "病" not in refused["text"]
    assert await _leave(stage) == [(LeaveType.SICK, LeaveState.REFUSED)]
    await wang.presses("改为同意")
    await wang.sees("张敏请假，王建国已同意")
    await stage.settle()
    await zhang.sees("您的请假同意了")
    assert await _leave(stage) == [(LeaveType.SICK, LeaveState.APPROVED)]
    branch = await _branch(stage)
    await door(stage, wang, "meetings-button-answers", f"lv:{branch}:{meeting}")
    await wang.sees("读书会的回复", "请假 1 人", "未回复 3 人")


async def _branch(stage: Stage) -> int:
    async with stage.house.db.read() as session:
        return (await session.scalars(select(Organisation.id).where(Organisation.level == OrgLevel.BRANCH))).one()


async def test_the_secretary_answers_for_who_has_no_phone(stage: Stage, people: dict[str, Actor]) -> None:
    wang = people["王建国"]
    meeting, branch = await _meeting(stage), await _branch(stage)
    await door(stage, wang, "meetings-button-look", f"mt.at:{branch}:{meeting}")
    await wang.sees("读书会", buttons=["谁来谁不来"])
    await wang.presses("谁来谁不来")
    await wang.sees("参加 0 人，请假 0 人，待批 0 人，未回复 4 人", buttons=["欧阳静"])
    await wang.presses("欧阳静")
    await wang.sees("欧阳静", "还没有回复", buttons=["参加", "请假"])
    await wang.presses("请假")
    await wang.sees("替欧阳静登记请假", "登记就算同意")
    await wang.presses("病假")
    shown = await wang.sees("欧阳静", "已请假（请假），同意了")
    assert "病" not in shown["text"]
    await wang.presses("‹ 返回")
    await wang.sees("请假 1 人", "欧阳静：请假", buttons=["△ 欧阳静"])
    await wang.presses("△ 欧阳静")
    await wang.sees("欧阳静")
    await wang.presses("参加")
    await wang.sees("已回复：参加")
    async with stage.house.db.read() as session:
        assert len(list(await session.scalars(select(MeetingReply)))) == 1
    assert await _leave(stage) == [(LeaveType.SICK, LeaveState.WITHDRAWN)]


async def test_two_sittings_and_his_own_list(stage: Stage, people: dict[str, Actor]) -> None:
    zhang = people["张敏"]
    await _meeting(stage, two=True)
    await _at(stage, 12, 4, 9)
    await zhang.sees(
        "第一场：12月9日（周三）15:00", "第二场：12月10日（周四）15:00", buttons=["参加第一场", "参加第二场", "请假"]
    )
    await zhang.presses("请假")
    await zhang.sees("您那天标了轮班，来另一场也一样", buttons=["参加第二场"])
    await zhang.presses("参加第二场")
    await zhang.sees("已回复：参加第二场", buttons=["参加第一场"])
    await zhang.sends("我的会议")
    await zhang.sees("您近期的会议", buttons=["✓ 12月10日（周四）15:00 读书会"])
    async with stage.house.db.read() as session:
        (reply,) = await session.scalars(select(MeetingReply))
    assert reply.sitting is Sitting.B
    await _at(stage, 12, 9, 9)
    await zhang.sees("提醒您：读书会", "时间：12月10日（周四）15:00")


async def test_a_stale_button_shows_how_things_are(stage: Stage, people: dict[str, Actor]) -> None:
    wang, zhang = people["王建国"], people["张敏"]
    meeting, branch = await _meeting(stage), await _branch(stage)
    await door(stage, zhang, "leave-button-see", f"rs.lv:{meeting}:DUTY")
    await zhang.sees("已请假（值班）")
    await stage.settle()
    await wang.sees("张敏请假：值班")
    card = wang.last_message
    await zhang.presses("撤回请假")
    await zhang.sees("还没有回复")
    await wang.presses("同意", message=card)
    await wang.sees("张敏的请假已撤回，不用批了")
    await door(stage, zhang, "leave-button-see", f"rs.lv:{meeting}:NONSENSE")
    await zhang.sees("这个内容我用不了")
    await door(stage, wang, "meetings-button-look", f"mt.off:{branch}:{meeting}:yes")
    await wang.sees("已取消")
    await door(stage, zhang, "leave-button-see", f"rs.go:{meeting}")
    await zhang.sees("这次会取消了，不用回复")
    async with stage.house.db.read() as session:
        assert (await session.get_one(Meeting, meeting)).version == 2
        assert list(await session.scalars(select(MeetingReply))) == []
