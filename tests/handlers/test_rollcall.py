"""A roll-call as a conversation: three ways in, the board, the exceptions, the end."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from db.attendance import Attendance, AttendanceChange, Decision, RollCall, RollCallScreen
from db.chats import BoundChat
from db.meetings import MeetingType
from db.members import Member
from db.names import AttendanceStatus, BranchRole, ChatKind, CheckInWay, EventType, MembershipStage
from playground.actor import Actor
from playground.client import Room
from services import org_settings
from services.rollcall import codes
from tests import factories
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in, door
from tests.handlers.tapping import taps
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


async def evening_on(stage: Stage, names: list[str], *, silent: int = 0, **meets: Any) -> Evening:
    """A branch; the last ``silent`` of its people have no phone. ``meets`` says more of its meeting."""
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        await factories.switch_off(session, branch)
        secretary = await factories.make_member(session, branch, "王建国", role=BranchRole.SECRETARY)
        members = {"王建国": secretary}
        for name in names:
            stage_of = MembershipStage.PROBATIONARY if name == names[-1] else MembershipStage.FULL
            members[name] = await factories.make_member(session, branch, name, stage=stage_of)
        meeting = factories.meeting_of(branch, START, **meets)
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
    await wang.sees("已给 4 个还没有登记的人发了提醒", "还有 1 人没有开通或联系不上，请当面提醒")
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
    house = evening.stage.house
    async with house.db.read() as session:
        call = (await session.scalars(select(RollCall.id))).one()
    slot = codes.slot_of(house.now(), house.limits.code_seconds)
    return codes.LINK_PREFIX + codes.link_payload(house.vault, call, slot)


# --- in a group -------------------------------------------------------------------------------------------------------


async def _group(evening: Evening, people: list[Actor], *, kind: str = "supergroup") -> Room:
    room = await evening.stage.world.group("内科党支部群", [evening.wang, *people], kind=kind)
    async with evening.stage.house.db.write() as session:
        session.add(
            BoundChat(
                kind=ChatKind.GROUP,
                messenger="telegram",
                address=str(room.id),
                organisation_id=evening.branch,
                bound_at=evening.stage.house.now(),
            )
        )
        now = evening.stage.house.now()
        await org_settings.change(session, evening.branch, "rollcall_in_group", value=True, now=now)
    return room


async def _begins(evening: Evening) -> None:
    clock(evening.stage.house, 14, 45)
    await door(evening.stage, evening.wang, "rollcall-button-start", f"rc:{evening.here}")
    await evening.wang.sees("签到进行中")
    await evening.wang.presses("显示签到码")
    await evening.wang.sees(re.compile(r"\d{3} \d{3}"))
    await evening.stage.settle()


async def test_digits_in_the_group_by_reply_count_and_the_group_hears_no_name(evening: Evening) -> None:
    stage = evening.stage
    zhang, li = evening.phones["张敏"], evening.phones["李伟"]
    room = await _group(evening, [zhang, li])
    await _begins(evening)
    board = await zhang.sees("签到进行中", "应到 5，实到 0", at=room)
    digits = await evening.digits()
    await zhang.sends(digits, to=room, reply_to=board)
    await zhang.sees("✓ 签到好了：支部党员大会，14:45")
    await li.sends("000000" if digits != "000 000" else "111111", to=room, reply_to=board)
    await li.sees("这个签到码不对", "还可以试 4 次")
    await li.sends("大家好", to=room, reply_to=board)
    clock(stage.house, 14, 45, 10)
    await stage.settle()
    shown = await zhang.sees("应到 5，实到 1", at=room)
    assert shown["message_id"] == board["message_id"]
    said = [one.get("text", "") for one in await room.messages() if one.get("from", {}).get("is_bot")]
    assert [one for one in said if "签到" in one and "应到 5" not in one] == []
    assert not [name for name in evening.members if any(name in one for one in said)]
    assert {name: row.way for name, row in (await evening.rows()).items()} == {"张敏": CheckInWay.GROUP}


async def test_the_group_becomes_a_supergroup_in_the_middle(evening: Evening) -> None:
    stage = evening.stage
    zhang, li = evening.phones["张敏"], evening.phones["李伟"]
    room = await _group(evening, [zhang, li], kind="group")
    await _begins(evening)
    await zhang.sees("实到 0", at=room)
    moved = await room.migrates()
    await zhang.sends(await evening.digits())
    await zhang.sees("✓ 签到好了")
    await stage.world.quiet()
    clock(stage.house, 14, 45, 10)
    await stage.settle()
    clock(stage.house, 14, 45, 20)
    await stage.settle()
    board = await zhang.sees("签到进行中", "应到 5，实到 1", at=moved)
    await li.sends(await evening.digits(), to=moved, reply_to=board)
    await li.sees("✓ 签到好了")
    assert set(await evening.rows()) == {"张敏", "李伟"}


# --- old buttons and wrong answers ------------------------------------------------------------------------------------


async def test_a_button_pressed_an_hour_later_tells_the_first_result(evening: Evening) -> None:
    stage, zhang = evening.stage, evening.phones["张敏"]
    await _begins(evening)
    await evening.wang.presses("提醒大家签到")
    await evening.wang.sees("发了提醒")
    await stage.settle()
    asked = await zhang.sees("可以签到了")
    await taps(stage, zhang, asked, "我到了，签到", 3)
    await zhang.sees("✓")
    first = (await evening.rows())["张敏"]
    clock(stage.house, 15, 50)
    await stage.world.fault("redeliver_press", after_seconds=0)
    await stage.world.quiet()
    await zhang.sends("签到")
    await zhang.sees("✓ 支部党员大会：已签到，14:45")
    rows = await evening.rows()
    assert list(rows) == ["张敏"]
    now = rows["张敏"]
    assert (now.status, now.came_at, now.recorded_at) == (first.status, first.came_at, first.recorded_at)


async def test_going_is_asked_where_the_branch_wants_it(evening: Evening) -> None:
    stage, zhang = evening.stage, evening.phones["张敏"]
    await _begins(evening)
    await evening.wang.presses("更多")
    await evening.wang.sees("还可以做这些")
    await evening.wang.presses("签到设置")
    await evening.wang.sees("离开时不用点")
    await evening.wang.presses("离开时要点")
    await evening.wang.sees("离开时请大家点")
    await zhang.sends("签到")
    await zhang.sees("可以签到了")
    await zhang.presses("签到：支部党员大会")
    await zhang.sees("✓ 签到好了", buttons=["我要走了"])
    clock(stage.house, 15, 20)
    await zhang.presses("我要走了")
    await zhang.sees("15:20 离开，记为早退")
    row = (await evening.rows())["张敏"]
    assert row.status is P.LEFT_EARLY


# --- the whole evening ------------------------------------------------------------------------------------------------

_FAMILIES, _GIVEN = "张李陈杨赵黄周吴徐孙", ("敏", "伟", "静")


async def test_a_whole_evening_with_thirty_people(stage: Stage) -> None:  # noqa: PLR0915 - an evening is long
    """29 members and the secretary: taps, digits, scans, latecomers, people without a phone, a vote, the end."""
    names = [f"{family}{given}" for given in _GIVEN for family in _FAMILIES][:29]
    evening = await evening_on(stage, names, silent=3)
    wang, phones = evening.wang, evening.phones
    room = await _group(evening, list(phones.values())[:5])
    await _begins(evening)
    await wang.presses("提醒大家签到")
    await wang.sees("已给 27 个还没有登记的人发了提醒", "还有 3 人没有开通或联系不上")
    await stage.settle()
    on_time = names[:20]
    digits, link = await evening.digits(), await _link(evening)

    async def arrives(number: int, name: str) -> None:
        person = phones[name]
        await person.sees("可以签到了")
        if number % 3 == 0:
            await person.presses("我到了，签到")
        elif number % 3 == 1:
            await person.sends(digits)
        else:
            await person.starts(link)
        await person.sees("✓ 签到好了：支部党员大会，14:45")

    await asyncio.gather(*[arrives(number, name) for number, name in enumerate(on_time)])
    assert len(await evening.rows()) == 20
    # Everybody pressed within one moment: the boards are edited once for all of them, and exactly.
    clock(stage.house, 14, 45, 6)
    await stage.settle()
    await wang.sees("应到 30，实到 20", "应到 29，实到 20；过半线 15")
    await wang.presses("我到了，签到")
    await wang.sees("✓ 签到好了")
    edits = await stage.world.requests("editMessageText", chat=room)
    assert 1 <= len(edits) <= 3

    # Ten past three: the secretary gets only the unexplained.
    clock(stage.house, 15, 10)
    await stage.settle()
    left = await wang.sees("还有 9 人没有登记", f"1. {names[20]}", buttons=["1 值班", "1 请假", "1 迟到", "1 代登"])
    await wang.presses("1 值班", message=left)
    await wang.sees("还有 8 人没有登记", f"1. {names[21]}")
    await wang.presses("1 请假", message=left)
    await wang.sees("还有 7 人没有登记", f"1. {names[22]}")
    await wang.presses("1 迟到", message=left)
    await wang.sees("还有 6 人没有登记", f"1. {names[23]}")
    late = phones[names[23]]
    clock(stage.house, 15, 15)
    await late.sends("签到")
    await late.sees("可以签到了")
    await late.presses("签到：支部党员大会")
    await late.sees("（记为迟到）")
    # The list on the phone is older than that: the stale button changes nothing and shows how it is.
    await wang.presses("1 值班", message=left)
    await wang.sees("还有 5 人没有登记", f"1. {names[24]}")
    assert (await evening.rows())[names[23]].status is P.LATE
    # Somebody without a phone.
    await wang.presses("5 代登", message=left)
    await wang.sees(f"替 {names[28]} 登记到会", buttons=["没带手机"])
    await wang.presses("没带手机")
    await wang.sees("还有 4 人没有登记")
    behalf = (await evening.rows())[names[28]]
    assert (behalf.status, behalf.way, behalf.reason) == (P.PRESENT, CheckInWay.BEHALF, "没带手机")

    # A vote: the counts are typed, who was there is frozen.
    await door(stage, wang, "rollcall-button-vote", f"rc.vote:{evening.here}")
    await wang.sees("✓ 党员大会：有表决权的到 15 人可以开会，现在够了", "决议要 15 票赞成")
    await wang.presses("记一项表决")
    await wang.sees("表决的是什么")
    await wang.sends("通过发展计划")
    await wang.sees("票数是多少")
    await wang.sends("很多人赞成")
    await wang.sees("没看懂票数")
    await wang.sends("赞成 40 反对 0 弃权 0")
    await wang.sees("不能超过应到有表决权的 29 人")
    await wang.sends("赞成 22 反对 1 弃权 0")
    page = await wang.sees("通过发展计划：赞成 22，反对 1，弃权 0", "过线 15")
    assert "请核对票数" not in page["text"]
    async with stage.house.db.read() as session:
        decision = (await session.scalars(select(Decision))).one()
    assert (decision.expected, decision.present, decision.due_voters) == (30, 24, 29)
    await wang.presses("记一项表决")
    await wang.sends("同意接收预备党员")
    await wang.sends("25 0 0")
    await wang.sees("票数比实到的多 2：会前交了书面意见的算在内")

    # Put right with a reason; then the end, which asks once because somebody is unmarked.
    await door(stage, wang, "rollcall-button-fix", f"rc.fix:{evening.here}")
    await wang.sees("更正谁的登记", buttons=[f"{names[0]}：到会"])
    await wang.presses(f"{names[0]}：到会")
    await wang.sees("改成什么", buttons=["作废这条登记"])
    await wang.presses("作废这条登记")
    await wang.sees("为什么更正")
    await wang.sends("替别人扫的")
    await wang.sees("改好了")
    clock(stage.house, 15, 55)
    await door(stage, wang, "rollcall-button-close", f"rc.end:{evening.here}")
    await wang.sees("还有 5 人没有登记", buttons=["按缺席结束"])
    await wang.presses("按缺席结束")
    await wang.sees("签到已结束", "应到 30，实到 23", buttons=["会议记录", "签到表"])
    await stage.settle()
    rows = await evening.rows()
    assert len(rows) == 30
    assert sorted(name for name, row in rows.items() if row.status is P.ABSENT) == sorted([names[0], *names[24:28]])
    async with stage.house.db.read() as session:
        changes = list(await session.scalars(select(AttendanceChange)))
        assert [one.why for one in changes if one.why] == ["替别人扫的"]
    await phones[names[24]].sends("签到")
    await phones[names[24]].sees("登记为缺席")
    clock(stage.house, 15, 55, 6)
    await stage.settle()
    async with stage.house.db.read() as session:
        assert (await session.scalars(select(RollCallScreen))).all() == []
    said = [one.get("text", "") for one in await room.messages() if one.get("from", {}).get("is_bot")]
    assert not [name for name in evening.members if any(name in text for text in said)]


async def test_the_reminder_carries_the_button_and_early_it_harms_nothing(evening: Evening) -> None:
    stage, zhang = evening.stage, evening.phones["张敏"]
    clock(stage.house, 12, 30)
    await stage.settle()
    clock(stage.house, 13, 0)
    await stage.settle()
    reminder = await zhang.sees("提醒您", "支部党员大会", buttons=["我到了，签到"])
    clock(stage.house, 14, 39)
    await zhang.presses("我到了，签到", message=reminder)
    await zhang.sees("签到 14:40 开放。到时再点一次就行，现在什么也没有记")
    assert await evening.rows() == {}
    clock(stage.house, 14, 41)
    await zhang.presses("我到了，签到", message=reminder)
    await zhang.sees("✓ 签到好了：支部党员大会，14:41")
    await zhang.presses("我到了，签到", message=reminder)
    await zhang.sees("✓ 支部党员大会：已签到，14:41")
    assert list(await evening.rows()) == ["张敏"]
