"""A whole development as a secretary keeps it, in conversation; and what others learn of it: nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.audit import AuditEntry
from db.base import PartialDate
from db.cases import Case, CaseEntry
from db.members import Member
from db.names import BranchRole, CaseState, MembershipStage, OutboxState
from db.organisations import Organisation
from db.outbox import OutboxMessage
from db.reminders import ReminderRule
from playground.actor import Actor
from services.reminder_rules import presets
from services.reminder_rules.book import as_shipped, values_of
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in, door

SHANGHAI = ZoneInfo("Asia/Shanghai")


async def quiet(session: AsyncSession, organisation_id: int) -> None:
    """Switch every rule off but the one that names the ends of probations."""
    for preset in presets.load().preset:
        if preset.key == "probation_end":
            continue
        off = values_of(replace(as_shipped(preset), enabled=False))
        session.add(ReminderRule(organisation_id=organisation_id, preset=preset.key, version=1, changed_at=NOW, **off))


@pytest.fixture
async def people(stage: Stage) -> dict[str, Actor]:
    async with stage.house.db.write() as session:
        committee = await factories.make_organisation(session)
        await quiet(session, committee.id)
        branch = await factories.make_branch(session, "内科党支部", parent=committee)
        surgery = await factories.make_branch(session, "外科党支部", parent=committee)
        wang = await factories.make_member(session, branch, "王建国", role=BranchRole.SECRETARY)
        chen = await factories.make_member(session, branch, "陈组委", role=BranchRole.ORGANISATION_MEMBER)
        zhang = await factories.make_member(session, branch, "张敏")
        zhao = await factories.make_member(session, surgery, "赵外", role=BranchRole.SECRETARY)
    found = {"wang": wang, "chen": chen, "zhang": zhang, "zhao": zhao}
    return {name: await comes_in(stage, member) for name, member in found.items()}


async def _at(stage: Stage, year: int, month: int, day: int, hour: int = 10) -> None:
    set_clock(stage.house, dt.datetime(year, month, day, hour, tzinfo=SHANGHAI).astimezone(dt.UTC))
    await stage.settle()


async def _branch(stage: Stage, name: str = "内科党支部") -> int:
    async with stage.house.db.read() as session:
        return (await session.scalars(select(Organisation.id).where(Organisation.name == name))).one()


async def _case(stage: Stage) -> Case:
    async with stage.house.db.read() as session:
        return (await session.scalars(select(Case))).one()


async def _next(wang: Actor, what: str, typed: str, *seen: str) -> None:
    """Press what comes next, type its day, and look."""
    await wang.presses(f"记：{what}")
    await wang.sees(what, "哪一天")
    await wang.sends(typed)
    await wang.sees(f"{what}：", *seen)


async def test_from_the_application_to_full_membership(stage: Stage, people: dict[str, Actor]) -> None:
    await _at(stage, 2026, 6, 1)
    await _apply(stage, people)
    await _become_activist(stage, people["wang"])
    await _become_target(stage, people["wang"])
    await _become_probationary(stage, people["wang"])
    await _become_full(stage, people["wang"])


async def _look(stage: Stage, wang: Actor) -> None:
    await wang.has_seen_everything()
    await door(stage, wang, "cases-button-look", f"dv.at:{await _branch(stage)}:{(await _case(stage)).id}")
    await wang.sees("李明，内科党支部")


async def _apply(stage: Stage, people: dict[str, Actor]) -> None:
    wang, chen, zhang = people["wang"], people["chen"], people["zhang"]
    await wang.sends("发展党员")
    await wang.sees("内科党支部", "发展党员和组织关系转接")
    await wang.presses("发展党员")
    await wang.sees("还没有")
    await wang.presses("登记入党申请")
    await wang.sees("谁递交了入党申请")
    await wang.sends("李明 心内科")
    await wang.sees("哪一天收到的")
    await wang.sends("下个月")
    await wang.sees("没看懂这个日期")
    await wang.sends("5月20日")
    await wang.sees(
        "李明，内科党支部",
        "科室：心内科",
        "入党申请人，按《细则》（2026 年 5 月修订）计算",
        "下一步：谈话",
        "谈话：最晚 2026年6月20日（周六）",
        "递交申请：2026年5月20日（周三）",
    )

    # The talk is due within a month: on the 23rd day both are told, nobody else.
    await _at(stage, 2026, 6, 12)
    await wang.sees("李明（内科党支部）2026年5月20日", "谈话最晚 2026年6月20日")
    await chen.sees("李明（内科党支部）2026年5月20日")
    await zhang.sees_nothing_new()
    await wang.presses("看一看")
    await wang.sees("下一步：谈话")
    await _next(wang, "谈话", "今天", "2026年6月12日", "下一步：确定为积极分子")
    async with stage.house.db.read() as session:
        waiting = select(OutboxMessage.dedupe_key).where(
            OutboxMessage.kind == "case_reminder", OutboxMessage.state == OutboxState.QUEUED
        )
        assert list(await session.scalars(waiting)) == []


async def _become_activist(stage: Stage, wang: Actor) -> None:
    await _next(wang, "确定为积极分子", "6月12日", "入党积极分子", "最早 2027年6月12日（周六）可以讨论：确定为发展对象")

    await wang.presses("联系人、介绍人")
    await wang.sees("培养联系人和入党介绍人")
    await wang.presses("加培养联系人")
    await wang.sees("请打姓名")
    await wang.sends("敏")
    await wang.sees("是哪一位")
    await wang.presses("张敏")
    await wang.sees("培养联系人：张敏")

    await _at(stage, 2026, 6, 20)
    await wang.presses("记日期、改日期")
    await wang.sees("要记哪一项")
    await wang.presses("确定为积极分子")
    await wang.sees("现在记的是 2026年6月12日")
    await wang.sends("2026.6.15")
    await wang.sees("确定为积极分子：2026年6月15日", "最早 2027年6月15日")
    await wang.presses("修改记录")
    await wang.sees("确定为积极分子：2026年6月15日", "确定为积极分子：2026年6月12日")
    await wang.presses("返回")
    await wang.sees("下一步：公示开始")


async def _become_target(stage: Stage, wang: Actor) -> None:
    await _at(stage, 2027, 6, 21)
    await _look(stage, wang)
    assert "可以讨论：确定为发展对象（最早日期 2027年6月15日" in wang.last_message["text"]
    await _next(wang, "公示开始", "今天", "满 5 个工作日最早是 2027年6月28日（周一）（放假安排还没公布，先按平常算）")
    await _at(stage, 2027, 6, 28)
    await _look(stage, wang)
    await _next(wang, "公示结束", "6月25日", "“公示结束”早于推算的最早日期 2027年6月28日（周一），请核对")
    await _next(wang, "确定为发展对象", "今天", "发展对象，按", "入党介绍人：已记 0 位，至少 2 位")
    await _next(wang, "政治审查完成", "今天", "下一步：培训结束")
    await wang.presses("记日期、改日期")
    await wang.sees("要记哪一项")
    await wang.presses("培训学时")
    await wang.sees("一共多少学时")
    await wang.sends("很多")
    await wang.sees("这个内容我用不了")
    await wang.sends("24 学时")
    await wang.sees("培训学时：24")


async def _become_probationary(stage: Stage, wang: Actor) -> None:
    await _at(stage, 2027, 8, 31)
    await _look(stage, wang)
    await _next(wang, "培训结束", "8月1日", "下一步：预审")
    await _next(wang, "预审", "8月31日", "支部大会接收：最晚 2027年9月30日（周四）")
    await _next(
        wang, "支部大会接收", "今天", "上级审批：最晚 2027年11月30日（周二）", "预备期满：2028年8月31日（周四）"
    )
    await _at(stage, 2027, 10, 20)
    await _at(stage, 2027, 10, 30)
    await wang.sees("已过 60 天，还没有记上级审批", "特殊情况最晚 2028年2月29日（周二）")
    await wang.presses("看一看")
    await wang.sees("李明，内科党支部")
    await _next(wang, "上级审批", "10月29日", "预备党员，按", "入党宣誓：最晚 2027年11月29日（周一）")
    await wang.presses("加入花名册")
    await wang.sees("加入内科党支部的花名册吗？类别是预备党员")
    await wang.presses("是，加入花名册")
    await wang.sees("预备党员，按")
    async with stage.house.db.read() as session:
        member = (await session.scalars(select(Member).where(Member.name == "李明"))).one()
    assert (member.stage, member.admitted_on, member.department) == (
        MembershipStage.PROBATIONARY,
        PartialDate(2027, 8, 31),
        "心内科",
    )
    case = await _case(stage)
    assert (case.member_id, case.name, case.department) == (member.id, None, None)


async def _become_full(stage: Stage, wang: Actor) -> None:
    await _next(wang, "入党宣誓", "10月30日", "下一步：转正申请", "最早 2028年8月31日（周四）可以讨论：转正大会")
    # The end of the probation is said once, by the rule that says it of everybody.
    await _at(stage, 2028, 7, 20)
    await _at(stage, 2028, 8, 1)
    await wang.sees("李明（内科党支部）的预备期到 2028年8月31日（周四），还有 30 天")
    await _at(stage, 2028, 8, 3)
    await wang.sees("李明（内科党支部）的预备期到 2028年8月31日", "提前交书面的转正申请")
    await wang.presses("看一看")
    await wang.sees("李明，内科党支部")
    await _next(wang, "转正申请", "今天", "下一步：转正大会")
    await _at(stage, 2028, 8, 31)
    await wang.sees("预备期今天（2028年8月31日（周四））到期")
    await wang.sees_nothing_new()
    await _look(stage, wang)
    await _next(wang, "转正大会", "今天", "转正审批：最晚 2028年11月30日（周四）")
    await _at(stage, 2028, 9, 12)
    await wang.sees_nothing_new()
    await _look(stage, wang)
    await _next(wang, "转正审批", "今天", "正式党员，按", "下一步：材料归档")
    async with stage.house.db.read() as session:
        member = (await session.scalars(select(Member).where(Member.name == "李明"))).one()
        changes = list(
            await session.scalars(select(AuditEntry.details).where(AuditEntry.action == "member.stage_changed"))
        )
    assert (member.stage, member.full_on) == (MembershipStage.FULL, PartialDate(2028, 8, 31))
    assert changes == [{"from": "PROBATIONARY", "to": "FULL"}]
    await _next(wang, "材料归档", "今天", "正式党员，按")
    await wang.presses("办结")
    await wang.sees("要办结吗")
    await wang.presses("全部办完了")
    await wang.sees("李明，内科党支部（已办结）")
    assert (await _case(stage)).state is CaseState.DONE
    async with stage.house.db.read() as session:
        told = select(Member.name).join(OutboxMessage, OutboxMessage.member_id == Member.id)
        names = set(await session.scalars(told.where(OutboxMessage.kind == "case_reminder")))
        corrected = list(await session.scalars(select(CaseEntry).where(CaseEntry.replaced_at.is_not(None))))
    assert names == {"王建国", "陈组委"}, "nobody else, and not the person himself"
    assert [(row.step.value, row.day) for row in corrected] == [("ACTIVIST", dt.date(2026, 6, 12))]


async def test_nobody_else_reaches_a_case(stage: Stage, people: dict[str, Actor]) -> None:
    wang, zhang, zhao = people["wang"], people["zhang"], people["zhao"]
    branch, surgery = await _branch(stage), await _branch(stage, "外科党支部")
    await wang.sends("/cases")
    await wang.sees("内科党支部")
    await wang.presses("发展党员")
    await wang.sees("还没有")
    await wang.presses("登记入党申请")
    await wang.sees("谁递交")
    await wang.sends("李明 心内科")
    await wang.sees("哪一天")
    await wang.sends("昨天")
    await wang.sees("李明")
    case = (await _case(stage)).id
    for data in (f"dv.at:{branch}:{case}", f"dv.at:{surgery}:{case}", f"dv.at:{surgery}:{case + 7}"):
        await door(stage, zhao, "cases-button-look", data)
        await zhao.sees("这里没有您可以操作的内容")
        await door(stage, zhang, "cases-button-look", data)
        await zhang.sees("这里没有您可以操作的内容")
    await zhang.sends("/cases")
    await zhang.sees("这里没有您可以操作的内容")
