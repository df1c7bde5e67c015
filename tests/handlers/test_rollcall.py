"""A roll-call as a conversation: three ways in, the board, the exceptions, the end."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from db.attendance import Attendance
from db.meetings import MeetingType
from db.members import Member
from db.names import AttendanceStatus, BranchRole, CheckInWay, EventType, MembershipStage
from playground.actor import Actor
from tests import factories
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in, door
from tests.services.rollcall.hall import START, clock

P = AttendanceStatus


@dataclass
class Evening:
    """A branch with a meeting this afternoon, and its people's phones."""

    stage: Stage
    branch: int
    meeting: int
    wang: Actor
    members: dict[str, Member]
    phones: dict[str, Actor]

    @property
    def here(self) -> str:
        return f"{self.branch}:{self.meeting}"

    async def rows(self) -> dict[str, Attendance]:
        names = {member.id: name for name, member in self.members.items()}
        async with self.stage.house.db.read() as session:
            found = await session.scalars(select(Attendance).order_by(Attendance.id))
            return {names[row.member_id]: row for row in found}

    async def digits(self) -> str:
        """The six digits under the picture on the secretary's phone."""
        for message in reversed(await self.wang.looks()):
            found = re.search(r"\d{3} \d{3}", message.get("caption", ""))
            if found:
                return found[0]
        raise AssertionError("no picture of a code")


async def evening_on(stage: Stage, names: list[str], *, silent: int = 0) -> Evening:
    """A branch; the last ``silent`` of its people have no phone."""
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        await factories.switch_off(session, branch)
        secretary = await factories.make_member(session, branch, "王建国")
        await factories.grant_role(session, secretary, branch, BranchRole.SECRETARY)
        members = {"王建国": secretary}
        for name in names:
            stage_of = MembershipStage.PROBATIONARY if name == names[-1] else MembershipStage.FULL
            members[name] = await factories.make_member(session, branch, name, stage=stage_of)
        meeting = factories.meeting_of(branch, START)
        session.add(meeting)
        await session.flush()
        session.add(MeetingType(meeting_id=meeting.id, type=EventType.BRANCH_GENERAL_MEETING))
    clock(stage.house, 14, 30)
    wang = await comes_in(stage, secretary)
    with_phones = names[: len(names) - silent] if silent else names
    phones = {name: await comes_in(stage, members[name]) for name in with_phones}
    return Evening(stage, branch.id, meeting.id, wang, members, phones)


@pytest.fixture
async def evening(stage: Stage) -> Evening:
    return await evening_on(stage, ["张敏", "李伟", "陈静", "杨磊"], silent=1)


async def test_three_ways_in_and_the_board_follows(evening: Evening) -> None:
    stage, wang = evening.stage, evening.wang
    zhang, li, chen = (evening.phones[name] for name in ("张敏", "李伟", "陈静"))
    await zhang.sends("签到")
    await zhang.sees("支部党员大会", "14:40 开放签到")
    await door(stage, wang, "rollcall-button-start", f"rc:{evening.here}")
    await wang.sees("应到 5 人", "签到 14:40 自动开放", buttons=["现在就开放"])
    clock(stage.house, 14, 45)
    await door(stage, wang, "rollcall-button-start", f"rc:{evening.here}")
    board = await wang.sees("签到进行中", "应到 5，实到 0，请假 0", "应到 4，实到 0；过半线 3", "○ 张敏")
    await wang.presses("提醒大家签到")
    await wang.sees("已提醒 5 个还没有登记的人")
    await wang.presses("显示签到码")
    await wang.sees(re.compile(r"\d{3} \d{3}"), "支部党员大会：扫码签到")
    await stage.settle()

    await zhang.sees("可以签到了", buttons=["我到了，签到"])
    await zhang.presses("我到了，签到")
    await zhang.sees("✓ 签到好了：支部党员大会，14:45")
    await li.sees("可以签到了")
    await li.sends(await evening.digits())
    await li.sees("✓ 签到好了：支部党员大会，14:45")
    link = await _link(evening)
    await chen.sees("可以签到了")
    await chen.starts(link)
    await chen.sees("✓ 签到好了：支部党员大会，14:45")
    rows = await evening.rows()
    assert {name: (row.status, row.way) for name, row in rows.items()} == {
        "张敏": (P.PRESENT, CheckInWay.BUTTON),
        "李伟": (P.PRESENT, CheckInWay.CODE),
        "陈静": (P.PRESENT, CheckInWay.QR),
    }
    clock(stage.house, 14, 45, 6)
    await stage.settle()
    shown = await wang.sees("应到 5，实到 3", "应到 4，实到 3；过半线 3", "✓ 张敏", "○ 杨磊")
    assert shown["message_id"] == board["message_id"]


async def _link(evening: Evening) -> str:
    """The payload of the deep link in the picture that is shown now."""
    from services.house import House  # noqa: PLC0415 - only here
    from services.rollcall import codes  # noqa: PLC0415

    house: House = evening.stage.house
    async with house.db.read() as session:
        from db.attendance import RollCall  # noqa: PLC0415

        call = (await session.scalars(select(RollCall.id))).one()
    slot = codes.slot_of(house.now(), house.limits.code_seconds)
    return codes.LINK_PREFIX + codes.link_payload(house.vault, call, slot)
