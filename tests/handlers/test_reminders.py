"""The rules of a branch, as a conversation with its secretary."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from db.meetings import Meeting
from db.names import Audience, BranchRole
from db.organisations import Organisation
from db.reminders import ReminderRule
from playground.actor import Actor
from services import meetings
from tests import factories
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in, door
from tests.handlers.tapping import taps


@pytest.fixture
async def wang(stage: Stage) -> Actor:
    async with stage.house.db.write() as session:
        committee = await factories.make_organisation(session, "市人民医院党委")
        branch = await factories.make_branch(session, "内科党支部", parent=committee)
        member = await factories.make_member(session, branch, "王建国", role=BranchRole.SECRETARY)
        await factories.make_member(session, branch, "张敏")
    return await comes_in(stage, member)


async def _branch(stage: Stage) -> int:
    async with stage.house.db.read() as session:
        return (await session.scalars(select(Organisation.id).where(Organisation.name == "内科党支部"))).one()


async def _rules(stage: Stage) -> list[ReminderRule]:
    async with stage.house.db.read() as session:
        return list(await session.scalars(select(ReminderRule).order_by(ReminderRule.id)))


async def _opens(stage: Stage, wang: Actor, key: str = "themed_party_day") -> None:
    await door(stage, wang, "meetings-button-rules", f"rem.r:{await _branch(stage)}:{key}")


async def test_the_secretary_sees_a_rule_with_its_next_six_dates(stage: Stage, wang: Actor) -> None:
    await _opens(stage, wang)
    await wang.sees(
        "主题党日（正在用）",
        "每月，第一个周五",
        "15:00，120 分钟",
        "前 5 天 09:00、前 1 天 09:00、前 2 小时",
        "接下来 6 次",
        "2026年12月4日（周五）",
        "2027年1月4日（周一），原定 1月1日（周五）遇节假日（等放假安排公布）",
    )
    assert await _rules(stage) == []


async def test_days_are_tapped_on_a_grid_and_looked_at_before_they_are_kept(stage: Stage, wang: Actor) -> None:
    await _opens(stage, wang)
    await wang.presses("改日子")
    await wang.sees("多久一次")
    await wang.presses("每月")
    await wang.sees("在一个月里怎么定")
    await wang.presses("按几号")
    await wang.sees("请点日子")
    await wang.presses("31")
    await wang.sees(
        "将改成：每月，最后一天", "2026年11月30日（周一）", "2027年1月29日（周五），原定 1月31日（周日）遇周末"
    )
    assert await _rules(stage) == []
    await wang.presses("15")
    await wang.sees("将改成：每月，15 日、最后一天")
    await wang.presses("✓ 31")
    await wang.sees("将改成：每月，15 日")
    await wang.presses("就这样")
    await wang.sees("主题党日（正在用）", "每月，15 日", "内科党支部改过")
    (row,) = await _rules(stage)
    assert row.recurrence["days"] == [15]
    await wang.presses("恢复原来的")
    await wang.sees("每月，第一个周五", "按系统默认")
    assert await _rules(stage) == []


async def test_every_second_week_asks_from_which_week(stage: Stage, wang: Actor) -> None:
    await _opens(stage, wang)
    await wang.presses("改日子")
    await wang.sees("多久一次")
    await wang.presses("隔周")
    await wang.sees("从哪一周算起", buttons=["11月16日（周一）", "11月23日（周一）"])
    await wang.presses("11月23日")
    await wang.sees("请点日子")
    await wang.presses("周三")
    await wang.sees("隔周的周三", "11月25日", "12月9日", "12月23日")
    await wang.presses("就这样")
    await wang.sees("主题党日（正在用）", "隔周的周三")


async def test_rarer_intervals_and_weekends_can_be_tapped_too(stage: Stage, wang: Actor) -> None:
    await _opens(stage, wang)
    await wang.presses("改日子")
    await wang.sees("多久一次")
    await wang.presses("别的间隔")
    await wang.sees("多久一次", buttons=["3 周", "12 周", "4 个月", "11 个月"])
    await wang.presses("3 周")
    await wang.sees("从哪一周算起", buttons=["11月16日（周一）", "11月30日（周一）"])
    await wang.presses("11月30日")
    await wang.sees("请点日子")
    await wang.presses("周四")
    await wang.sees("将改成：每 3 周的周四", "12月3日", "12月24日")
    await wang.presses("换一种")
    await wang.sees("多久一次")
    await wang.presses("每月")
    await wang.sees("在一个月里怎么定")
    await wang.presses("按第几个周几")
    await wang.sees("请点日子", buttons=["1 周一", "末周日"])
    await wang.presses("3 周六")
    await wang.sees("将改成：每月，第三个周六")
    await wang.presses("就这样")
    await wang.sees("主题党日（正在用）", "每月，第三个周六", "遇节假日：往后顺延")
    (row,) = await _rules(stage)
    assert row.recurrence["places"] == [{"nth": 3, "weekday": 6}]


async def test_time_leads_audience_holidays_and_end(stage: Stage, wang: Actor) -> None:
    await _opens(stage, wang)
    await wang.presses("改时间")
    await wang.sees("几点开始")
    await wang.sends("下午4点半 90")
    await wang.sees("16:30，90 分钟")
    await wang.presses("改时间")
    await wang.sees("几点开始")
    await wang.sends("5分钟")
    await wang.sees("10 到 600 分钟")
    await wang.sends("60")
    await wang.sees("16:30，60 分钟")
    await wang.presses("改提醒")
    await wang.sees("提前多久", buttons=["✓ 前 5 天 09:00", "前 3 天 09:00"])
    await wang.presses("✓ 前 5 天")
    await wang.sees("提前多久", buttons=["前 5 天 09:00"])
    await wang.presses("前 3 天")
    await wang.sees("提前多久", buttons=["✓ 前 3 天 09:00"])
    await wang.presses("08:00")
    await wang.sees("提前多久", buttons=["✓ 前 3 天 08:00", "✓ 前 1 天 08:00"])
    await wang.presses("返回")
    await wang.sees("前 3 天 08:00、前 1 天 08:00、前 2 小时")
    await wang.presses("改对象")
    await wang.sees("发给谁")
    await wang.presses("任职的同志")
    await wang.sees("发给：任职的同志")
    await wang.presses("遇节假日")
    await wang.sees("怎么办")
    await wang.presses("提前")
    await wang.sees("遇节假日：提前")
    await wang.presses("用到哪天")
    await wang.sees("用到哪一天")
    await wang.sends("2026-11-20")
    await wang.sees("一次也轮不到")
    await wang.sends("2027-01-31")
    await wang.sees("用到：2027年1月31日", "接下来 2 次")
    (row,) = await _rules(stage)
    assert (row.leads, row.minutes, row.audience.value) == (["3d@08:00", "1d@08:00", "2h"], 60, "OFFICERS")


async def test_switching_off_gives_its_meetings_up_at_once(stage: Stage, wang: Actor) -> None:
    await stage.settle()
    await meetings.reconcile_all(stage.house)
    async with stage.house.db.read() as session:
        assert len(list(await session.scalars(select(Meeting)))) == 4
    await _opens(stage, wang)
    await wang.presses("先不用")
    await wang.sees("主题党日（没有用）")
    await wang.sends("/menu")
    await wang.sees("内科党支部")
    await wang.world.quiet()
    async with stage.house.db.read() as session:
        states = {row.rule: row.state.value for row in await session.scalars(select(Meeting).order_by(Meeting.id))}
    assert states == {"themed_party_day": "CANCELLED", "study_session": "PLANNED"}


async def test_a_rule_of_ones_own_from_its_name_to_its_dates(stage: Stage, wang: Actor) -> None:
    branch = await _branch(stage)
    await door(stage, wang, "meetings-button-rules", f"rem:{branch}")
    await wang.sees("的提醒规则", buttons=["会议和活动 2/12", "没安排时的提醒 8/8"])
    await wang.presses("加一条规则")
    await wang.sees("叫什么")
    await wang.sends("读书会")
    await wang.sees("“读书会”是什么")
    await wang.presses("集中学习")
    await wang.sees("多久一次")
    await wang.presses("每周")
    await wang.sees("请点日子")
    await wang.presses("周四")
    preview = await wang.sees("将改成：每周四", "11月19日")
    await taps(stage, wang, preview, "就这样", 3)
    await wang.world.quiet()
    (row,) = await _rules(stage)
    assert (row.title, row.types, row.organisation_id) == ("读书会", ["STUDY_SESSION"], branch)
    await door(stage, wang, "meetings-button-rules", f"rem.l:{branch}:o")
    await wang.sees("自己加的", buttons=["✓ 读书会 11月19日（周四）"])
    await wang.presses("读书会")
    await wang.sees("读书会（正在用）", "15:00，60 分钟", "算作：集中学习", "本组织自己加的规则")


async def test_a_mere_reminder_of_ones_own(stage: Stage, wang: Actor) -> None:
    branch = await _branch(stage)
    await door(stage, wang, "meetings-button-rules", f"rem:{branch}")
    await wang.sees("的提醒规则", buttons=["会议和活动 2/12", "没安排时的提醒 8/8"])
    await wang.presses("加一条规则")
    await wang.sees("叫什么")
    await wang.sends("长" * 41)
    await wang.sees("1 到 40 个字")
    await wang.sends("交学习笔记")
    await wang.sees("“交学习笔记”是什么")
    await wang.presses("只是提醒")
    await wang.sees("多久一次")
    await wang.presses("每月")
    await wang.sees("怎么定")
    await wang.presses("按几号")
    await wang.sees("请点日子")
    await wang.presses("25")
    await wang.sees("将改成：每月，25 日")
    await wang.presses("就这样")
    await wang.sees("交学习笔记（正在用）", "每月，25 日", "当天 09:00", "发给：全体党员", "遇节假日：往后顺延")


async def test_a_reminder_of_ones_own_counts_from_a_date(stage: Stage, wang: Actor) -> None:
    branch = await _branch(stage)
    await door(stage, wang, "meetings-button-rules", f"rem:{branch}")
    await wang.sees("的提醒规则")
    await wang.presses("加一条规则")
    await wang.sees("叫什么")
    await wang.sends("准备转正材料")
    await wang.sees("“准备转正材料”是什么")
    await wang.presses("只是提醒")
    await wang.sees("多久一次", buttons=["从某个日期算起"])
    await wang.presses("从某个日期算起")
    await wang.sees("从哪个日期算起", "只提醒书记和支委", buttons=["任期届满", "预备期满"])
    await wang.presses("预备期满")
    await wang.sees("预备期满以前，哪几天提醒", buttons=["提前 30、7、0 天", "提前 7 天"])
    await wang.presses("提前 30、7、0 天")
    await wang.sees("准备转正材料（正在用）", "预备期满前 30 天、前 7 天、当天")
    (row,) = await _rules(stage)
    assert (row.recurrence["of"], row.audience) == ("PROBATION_END", Audience.LEADERS)
    await wang.presses("改日子")
    await wang.sees("比如 180 90 30 7 0")
    await wang.sends("15")
    await wang.sees("将改成：预备期满前 15 天")
    await wang.presses("就这样")
    await wang.sees("预备期满前 15 天")


async def test_days_before_a_term_ends_are_typed(stage: Stage, wang: Actor) -> None:
    await _opens(stage, wang, "term_end")
    await wang.sees("任期届满前 180 天、前 90 天、前 30 天、前 7 天、当天，过期后每月一次", "没有要提醒的日子")
    await wang.presses("改日子")
    await wang.sees("比如 180 90 30 7 0")
    await wang.sends("一个月")
    await wang.sees("这个内容我用不了")
    await wang.sends("60，0")
    await wang.sees("将改成：任期届满前 60 天、当天")
    await wang.presses("就这样")
    await wang.sees("任期届满（正在用）", "前 60 天、当天")


async def test_the_dues_lead_to_their_setting(stage: Stage, wang: Actor) -> None:
    await _opens(stage, wang, "dues")
    await wang.sees("党费（正在用）", "接下来 6 次", "2026年12月21日（周一），原定 12月20日（周日）遇周末")
    await wang.presses("改到期日")
    await wang.sees("哪一天到期")


async def test_the_days_of_a_duty_are_typed(stage: Stage, wang: Actor) -> None:
    await _opens(stage, wang, "need_org_life")
    await wang.sees("每年，10 月 8 日、12 月 1 日、结束前 10 天", "2026年12月1日", "2026年12月21日")
    await wang.presses("改日子")
    await wang.sees("10 月 8 日写 10-8；结束前 10 天写 -10")
    for wrong, sentence in (("8", "这个内容我用不了"), ("13-1", "排不出来"), ("以后再说", "这个内容我用不了")):
        await wang.sends(wrong)
        await wang.sees(sentence)
    assert await _rules(stage) == []
    await wang.sends("11月25日、-20")
    await wang.sees(
        "每年，11 月 25 日、结束前 20 天", "2026年11月25日（周三）", "2026年12月11日（周五）", "内科党支部改过"
    )
    (row,) = await _rules(stage)
    assert (row.recurrence["days"], row.recurrence["before_end"]) == ([[11, 25]], [20])
    await _opens(stage, wang, "need_themed_day")
    await wang.sees("每月，5 日、20 日")
    await wang.presses("改日子")
    await wang.sees("5 日和 20 日写 5 20")
    await wang.sends("8 28")
    await wang.sees("每月，8 日、28 日")
