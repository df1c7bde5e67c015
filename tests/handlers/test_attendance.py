"""The attendance of a branch, as a conversation with its secretary."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select

from db.attendance import RollCall
from db.audit import AuditEntry
from db.meetings import MeetingType
from db.names import AttendanceStatus, BranchRole, EventType, MeetingState, Sitting
from tests import factories
from tests.fixtures.houses import NOW
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in, door


async def test_the_secretary_sees_rates_and_takes_the_forms_along(stage: Stage) -> None:
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        wang = await factories.make_member(session, branch, "王建国", role=BranchRole.SECRETARY)
        zhang = await factories.make_member(session, branch, "张敏")
        account = await factories.make_account(session)
        for days in (100, 70, 40, 5):
            meeting = factories.meeting_of(branch, NOW - dt.timedelta(days=days), state=MeetingState.HELD)
            session.add(meeting)
            await session.flush()
            session.add(MeetingType(meeting_id=meeting.id, type=EventType.THEMED_PARTY_DAY))
            session.add(
                RollCall(
                    meeting_id=meeting.id,
                    sitting=Sitting.A,
                    closed_at=NOW,
                    closed_by=account.id,
                    changes=1,
                    created_at=NOW,
                )
            )
            session.add(factories.attendance_of(meeting.id, wang, AttendanceStatus.PRESENT))
            session.add(factories.attendance_of(meeting.id, zhang, AttendanceStatus.ABSENT))
    secretary, plain = await comes_in(stage, wang), await comes_in(stage, zhang)
    await door(stage, secretary, "menu-button-branch", f"br.at:{branch.id}")
    await secretary.sees("内科党支部", buttons=["考勤"])
    await secretary.presses("考勤")
    await secretary.sees(
        "内科党支部考勤，2026 年第 4 季度",
        "开会 2 次，点过名 2 次",
        "出勤率（原始）50.0%：应到 4 人次，实到 2 人次",
        "张敏：连续 3 个月无参加记录，请核实原因",
    )
    await secretary.presses("2026 年第 3 季度")
    await secretary.sees("2026 年第 3 季度", "开会 2 次")
    await secretary.presses("导出考勤汇总表")
    sent = await secretary.sees("不要发到群里")
    assert sent["document"]["file_name"] == "内科党支部考勤汇总表_2026年第3季度.xlsx"
    await secretary.presses("2026 年第 4 季度")
    await secretary.sees("2026 年第 4 季度")
    await secretary.presses("主题党日签到表")
    await secretary.sees("空白处请手工填写")
    await plain.sees("主题党日您没能到场")  # and not a word about months
    await plain.sees_nothing_new()
    async with stage.house.db.read() as session:
        query = select(func.count(AuditEntry.id)).where(AuditEntry.action == "attendance.exported")
        assert await session.scalar(query) == 2
