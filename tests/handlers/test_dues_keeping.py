"""What who keeps the dues decides: reductions and exemptions, paying by the quarter, and how the branch keeps dues."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from db.dues import DuesAssessment, DuesProfile, DuesRelief
from db.members import Member
from db.names import BranchRole
from db.organisations import OrgSetting
from playground.actor import Actor
from services import dues
from tests import factories
from tests.fixtures.houses import set_clock
from tests.fixtures.stages import Stage


@pytest.fixture
async def keeper(stage: Stage) -> Actor:
    """The organisation member of a branch of three with 90.00 a month each, November open."""
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        members = [await factories.make_member(session, branch, name) for name in ("王敏", "陈护士")]
        members.append(await factories.make_member(session, branch, "李退休", retired=True))
        await factories.grant_role(session, members[0], branch, BranchRole.ORGANISATION_MEMBER)
        session.add_all([factories.dues_profile(one) for one in members])
    await dues.open_all(stage.house)
    return await stage.known(members[0])


async def taps(actor: Actor, *labels: str) -> None:
    for label in labels:
        await actor.presses(label)


async def opens(actor: Actor) -> None:
    """The menu, and nothing older."""
    await actor.sends("/menu")
    await actor.sees("您好")


async def _amounts(stage: Stage, name: str) -> list[str]:
    async with stage.house.db.read() as session:
        query = (
            select(DuesAssessment.amount)
            .join(Member, Member.id == DuesAssessment.member_id)
            .where(Member.name == name)
            .order_by(DuesAssessment.month, DuesAssessment.number)
        )
        return [str(amount) for amount in await session.scalars(query)]


async def test_a_reduction_needs_the_superior_and_the_month_follows(stage: Stage, keeper: Actor) -> None:
    await opens(keeper)
    await taps(keeper, "党费", "支部党费", "名单（3）", "陈护士 · 90.00 元", "减免")
    await keeper.sees("陈护士现在没有减免")
    await keeper.presses("减交")
    await keeper.sends("5")
    await keeper.sees("从哪个月到哪个月")
    await keeper.sends("2026年11月至2027年2月")
    await keeper.sees("哪一天决定的")
    await keeper.sends("2026-11-10")
    await keeper.sees("减交：每月 5.00 元，2026年11月至 2027年2月", "是谁决定的")
    await keeper.presses("支部同意（离退休）")
    await keeper.sees("减免要有上级党组织的批准")
    await keeper.presses("上级党组织批准")
    await keeper.sees("陈护士的党费减免", "减交：每月 5.00 元，2026年11月至 2027年2月")
    assert await _amounts(stage, "陈护士") == ["90.00", "-90.00", "5.00"]
    await keeper.presses("撤销第 1 条")
    await keeper.sees("陈护士现在没有减免")
    assert await _amounts(stage, "陈护士") == ["90.00", "-90.00", "5.00", "-5.00", "90.00"]
    async with stage.house.db.read() as session:
        (relief,) = await session.scalars(select(DuesRelief))
        assert (relief.by_superior, relief.decided_on, relief.withdrawn_at is None) == (
            True,
            dt.date(2026, 11, 10),
            False,
        )


async def test_of_the_retired_the_branch_s_word_is_enough(stage: Stage, keeper: Actor) -> None:
    await opens(keeper)
    await taps(keeper, "党费", "支部党费", "名单（3）", "李退休 · 60.00 元", "减免", "免交")
    await keeper.sends("2026-11")
    await keeper.sends("2026-11-31")
    await keeper.sees("没看懂日期")
    await keeper.sends("2026-11-12")
    await keeper.presses("支部同意（离退休）")
    await keeper.sees("李退休的党费减免", "免交：2026年11月")
    assert await _amounts(stage, "李退休") == ["60.00", "-60.00", "0.00"]


async def test_who_pays_by_the_quarter_is_reminded_of_all_of_it_in_its_last_month(stage: Stage, keeper: Actor) -> None:
    async with stage.house.db.read() as session:
        member = (await session.scalars(select(Member).where(Member.name == "陈护士"))).one()
    nurse = await stage.known(member)
    await nurse.sends("/menu")
    await opens(keeper)
    await taps(keeper, "党费", "支部党费", "名单（3）", "陈护士 · 90.00 元", "按季度交")
    await keeper.sees("支部同意他按季度交党费吗")
    await keeper.presses("支部已同意")
    await keeper.sees("经支部同意，按季度交。")
    await keeper.presses("收款和记录")
    await keeper.sees("陈护士 · 收款")
    assert "已交 180.00 元（到 2026年12月）" in keeper.buttons
    async with stage.house.db.read() as session:
        made = list(await session.scalars(select(DuesProfile).where(DuesProfile.member_id == member.id)))
        assert [one.quarterly for one in made] == [False, True]
    for month, day in ((11, 20), (12, 1), (12, 21)):
        set_clock(stage.house, dt.datetime(2026, month, day, 1, 30, tzinfo=dt.UTC))
        await dues.open_all(stage.house)
        await stage.settle()
    texts = [one["text"] for one in await nurse.looks() if "交党费的日子" in one.get("text", "")]
    assert len(texts) == 1
    assert "本季度党费 180.00 元" in texts[0]


async def test_a_branch_sets_its_days_its_hour_its_rounding_and_what_goes_up(stage: Stage, keeper: Actor) -> None:
    await opens(keeper)
    await taps(keeper, "党费", "支部党费", "报表和设置", "党费设置")
    await keeper.sees("提醒：到期前 5 天、到期前 1 天、当天", "上缴比例：还没有定", "上缴周期：每季度")
    await taps(keeper, "提醒日子", "到期前 3 天、到期前 1 天、当天", "提醒时间")
    await keeper.sends("18:30")
    await keeper.sees("提醒时间：18:30")
    await taps(keeper, "取整到", "0.1 元", "取整方法", "四舍五入", "预交", "0 个月", "到期日", "每月 25 日", "上缴比例")
    await keeper.sends("七成")
    await keeper.sees("这个数不能用")
    await keeper.sends("70")
    await keeper.sees("上缴比例：70%", "到期日：每月 25 日", "最多预交：0 个月", "取整到：0.1 元")
    await taps(keeper, "上缴周期", "每半年")
    await keeper.sees("上缴周期：每半年")
    async with stage.house.db.read() as session:
        stored = {row.key: row.value for row in await session.scalars(select(OrgSetting))}
    assert stored == {
        "dues_remind_days": [3, 1, 0],
        "dues_remind_at": "18:30",
        "dues_rounding_unit": "0.1",
        "dues_rounding_mode": "HALF_UP",
        "dues_advance_months": 0,
        "dues_due_day": 25,
        "dues_remit_ratio": "0.7",
        "dues_remit_period": "HALF_YEAR",
    }
    for hour in (9, 18):
        set_clock(stage.house, dt.datetime(2026, 11, 24, hour - 8, 30, tzinfo=dt.UTC))
        await stage.settle()
        seen = [one for one in await keeper.looks() if "本月党费 90.00 元，请在 11月25日" in one.get("text", "")]
        assert len(seen) == (hour == 18)
    await keeper.sends("党费")
    await keeper.sees("提醒：到期前 3 天、到期前 1 天、当天，18:30。")


async def test_what_goes_up_is_shown_noted_and_published_as_a_draft(stage: Stage, keeper: Actor) -> None:
    await opens(keeper)
    await taps(keeper, "党费", "支部党费", "记收款（3）", "全部都交了（3 人，240.00 元）", "都交了，记下")
    await keeper.sees("已记 3 人，共 240.00 元")
    set_clock(stage.house, dt.datetime(2027, 1, 5, 2, tzinfo=dt.UTC))
    await opens(keeper)
    await taps(keeper, "党费", "支部党费", "报表和设置", "上缴")
    await keeper.sees("2026年10月至 2026年12月党费上缴", "实收 240.00 元", "还没有定上缴比例")
    await keeper.presses("党费设置")
    await keeper.sees("上缴比例：还没有定")
    await taps(keeper, "上缴比例", "70%")
    await keeper.sees("上缴比例：70%")
    await opens(keeper)
    await taps(keeper, "党费", "支部党费")
    await keeper.sees("2027年1月党费")
    await keeper.presses("报表和设置")
    await keeper.sees("党费报表和设置")
    await keeper.presses("上缴")
    await keeper.sees("上缴 70%：168.00 元；留存：72.00 元")
    await keeper.presses("已上缴，记下")
    await keeper.sends("2027-01-04 0012345")
    await keeper.sees("已记上缴：2027年1月4日（周一），凭证号：0012345")
    await keeper.presses("上缴登记表")
    await keeper.sees("2026 年")
    await opens(keeper)
    await taps(keeper, "党费", "支部党费", "报表和设置", "公布稿", "2026 年")
    await keeper.sees("内科党支部 2026 年党费收缴情况", "实收党费 240.00 元", "已上缴 168.00 元，留存 72.00 元")
    assert "王敏" not in keeper.last_message["text"]


async def test_a_pay_sheet_is_shown_confirmed_looked_at_and_erased(stage: Stage, keeper: Actor) -> None:
    def book(*rows: list[Any]) -> bytes:
        made, out = openpyxl.Workbook(), io.BytesIO()
        sheet = made.active
        assert sheet is not None
        for row in (["姓名", "人员类别", "岗位工资", "个税", "核定基数"], *rows):
            sheet.append(row)
        made.save(out)
        return out.getvalue()

    await opens(keeper)
    await taps(keeper, "党费", "支部党费", "报表和设置", "导入工资项目")
    await keeper.sees("请发工资表")
    await keeper.sends_file(book(["陈护士", "在编", 5000, 222.5, None], ["张三", "在编", 1, 0, None]), name="工资.xlsx")
    await keeper.sees("有 1 行需要改，这次什么都没有导入。先看第 3 行：本支部没有这个人")
    pension = ["李退休", "退休", None, None, 4128.5]
    await keeper.sends_file(book(["陈护士", "在编", 5000, 222.5, None], pension), name="好.xlsx")
    await keeper.sees("读到 2 人，每月共 68.42 元")
    assert "工资.xlsx" not in str(await keeper.looks()), "what was read does not stay in the chat"
    await keeper.presses("从 2026年11月起，留明细")
    await keeper.sees("已核定，从 2026年11月起生效，有变化的 2 人。")
    assert await _amounts(stage, "陈护士") == ["90.00", "-90.00", "47.78"]
    await opens(keeper)
    await taps(keeper, "党费", "支部党费", "名单（3）", "陈护士 · 47.78 元", "工资项目")
    await keeper.sees("＋ 岗位工资：5000.00", "－ 个人所得税：222.50", "计算基数：4777.50 元")
    await keeper.presses("清除这些项目")
    await keeper.sees("已清除 1 份工资项目。基数和月党费不变。")


async def test_the_month_is_a_picture_and_receipts_are_a_picture_or_a_file(stage: Stage, keeper: Actor) -> None:
    await opens(keeper)
    await taps(keeper, "党费", "支部党费", "记收款（3）", "王敏 · 90.00 元")
    await keeper.sees("已记：王敏交 90.00 元")
    await opens(keeper)
    await taps(keeper, "党费", "支部党费", "图片")
    picture = await keeper.sees("内科党支部 · 2026年11月党费。图里有个人数额")
    assert picture["photo"]
    await opens(keeper)
    await taps(keeper, "党费", "交纳记录", "存成图片")
    assert (await keeper.sees("您的党费交纳记录，只发给您本人。"))["photo"]
    await opens(keeper)
    await taps(keeper, "党费", "交纳记录", "存成表格")
    assert (await keeper.sees("您的党费交纳记录，只发给您本人。"))["document"]["file_name"].startswith("党费交纳记录_")


async def test_the_office_and_the_secretary_walk_to_what_is_theirs(stage: Stage, keeper: Actor) -> None:
    async with stage.house.db.write() as session:
        committee = await factories.make_organisation(session, "市二院党委")
        branch = await factories.make_branch(session, "门诊党支部", parent=committee)
        people = [await factories.make_member(session, branch, name) for name in ("李办", "周书记", "孙", "吴")]
        await factories.grant_role(session, people[0], committee, BranchRole.PARTY_OFFICE)
        await factories.grant_role(session, people[1], branch, BranchRole.SECRETARY)
        session.add_all([factories.dues_profile(one, "7777.77") for one in people])
    await dues.open_all(stage.house)
    office, secretary = await stage.known(people[0]), await stage.known(people[1])
    await opens(office)
    await office.presses("支部管理")
    await office.sees("市二院党委")
    if "党费汇总" not in office.buttons:
        await office.presses("更多…")
        await office.sees("市二院党委")
    await office.presses("党费汇总")
    await office.sees("市二院党委 · 2026 年党费汇总", "合计：4 人，应收 466.68 元")
    assert "116.67" not in office.last_message["text"]
    await office.presses("汇总表")
    await office.sees("只有支部合计，没有个人数额")
    await opens(secretary)
    await taps(secretary, "党费", "支部党费", "报表和设置", "需要关心的同志")
    await secretary.sees("门诊党支部：没有既未交党费、又没有参加记录的同志。")
    await opens(secretary)
    await taps(secretary, "支部管理")
    await secretary.sees("门诊党支部", buttons=["支部党费"])
    if "设置" not in secretary.buttons:
        await secretary.presses("更多…")
    await taps(secretary, "设置", "党费设置")
    await secretary.sees("门诊党支部 · 党费设置")
    assert "导入工资项目" not in str(await secretary.looks()), "the organisation member's alone"
    del keeper
