"""The annual plan as a conversation: written with one thumb, taken along as a picture, a file and an address."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import AsyncIterator
from dataclasses import replace
from zoneinfo import ZoneInfo

import icalendar
import pytest
from PIL import Image
from sqlalchemy import select

from db.accounts import Account
from db.annual_plans import AnnualPlan, CalendarFeed, MonthTheme
from db.names import BranchRole
from db.organisations import Organisation
from playground.actor import Actor
from services import access, annual_plan, meetings
from services.house import House
from tests import factories
from tests.fixtures.houses import set_clock
from tests.fixtures.stages import Stage, stage_on
from tests.handlers.doors import comes_in, door

SHANGHAI = ZoneInfo("Asia/Shanghai")
TWELVE = "\n".join(f"{month}月：{month}月主题" for month in range(1, 13))


@pytest.fixture
async def stage(sqlite_house: House) -> AsyncIterator[Stage]:
    """A stage whose house has a web address."""
    async with stage_on(replace(sqlite_house, web_url="https://zhibu.example.org")) as made:
        yield made


@pytest.fixture
async def people(stage: Stage) -> tuple[Actor, Actor]:
    return await _people(stage)


async def _people(stage: Stage) -> tuple[Actor, Actor]:
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        wang = await factories.make_member(session, branch, "王建国", role=BranchRole.SECRETARY)
        zhang = await factories.make_member(session, branch, "张敏")
    return await comes_in(stage, wang), await comes_in(stage, zhang)


async def _branch(stage: Stage) -> int:
    async with stage.house.db.read() as session:
        return (await session.scalars(select(Organisation.id))).one()


async def _themes(stage: Stage) -> dict[int, str]:
    async with stage.house.db.read() as session:
        return {row.month: row.theme for row in await session.scalars(select(MonthTheme))}


async def _open(stage: Stage, person: Actor, year: int = 2027) -> None:
    await door(stage, person, "annual-plan-button", f"ap:{await _branch(stage)}:{year}")


async def test_a_plan_is_typed_month_by_month_with_one_thumb(stage: Stage, people: tuple[Actor, Actor]) -> None:
    wang, _ = people
    await wang.sends("/branch")
    await wang.sees("内科党支部", buttons=["年度计划"])
    await wang.presses("年度计划")
    await wang.sees(
        "内科党支部 2027 年活动计划",
        "还没有确认",
        "全年主题：还没有写",
        "1月 还没有主题",
        "1月4日（周一）15:00 主题党日＊",
        "12月3日（周五）15:00 主题党日",
        buttons=["1月", "12月", "一次贴十二行", "全年主题", "‹ 2026"],
    )
    await wang.presses("3月")
    await wang.sees("2027年3月", "这个月的主题是什么", buttons=["3月5日（周五）15:00 主题党日"])
    await wang.sends("学雷锋志愿服务")
    await wang.sees("3月记好了", "2027年4月", "这个月的主题是什么")
    await wang.sends("清明祭英烈")
    await wang.sees("4月记好了", "2027年5月")
    await wang.presses("先写到这里")
    await wang.sees("3月 学雷锋志愿服务", "4月 清明祭英烈", buttons=["✓ 3月", "确认计划"])
    await wang.presses("全年主题")
    await wang.sees("2027 年全年的主题是什么")
    await wang.sends("守初心，护健康")
    await wang.sees("全年主题：守初心，护健康")
    await wang.presses("✓ 3月")
    await wang.sees("主题：学雷锋志愿服务", "要换，请直接打新的主题")
    await wang.presses("不写了")
    await wang.sees("2027年3月", "这个月的主题是什么")
    assert await _themes(stage) == {4: "清明祭英烈"}
    await _open(stage, wang)
    await wang.sees("还没有确认")
    await wang.presses("确认计划")
    await wang.sees("已经确认")
    async with stage.house.db.read() as session:
        (plan,) = await session.scalars(select(AnnualPlan))
        assert (plan.theme, plan.confirmed_at is not None) == ("守初心，护健康", True)


async def test_twelve_lines_are_pasted_looked_at_and_kept(stage: Stage, people: tuple[Actor, Actor]) -> None:
    wang, _ = people
    branch = await _branch(stage)
    await annual_plan.set_theme(stage.house, await _actor(stage, wang), branch, 2027, 7, "七一主题")
    await _open(stage, wang)
    await wang.sees("7月 七一主题")
    await wang.presses("一次贴十二行")
    await wang.sees("一行一个月")
    await wang.sends("只有\n三\n行")
    await wang.sees("一共读到 3 行")
    await wang.sends("1月：甲\n1月：乙")
    await wang.sees("第 2 行没看懂")
    await wang.sends("1月：" + "长" * 101)
    await wang.sees("第 1 行太长了，最多 100 个字")
    assert await _themes(stage) == {7: "七一主题"}
    await wang.sends(TWELVE)
    await wang.sees("读到 12 个月", "12月：12月主题", "其中 1 个月会换掉原来的主题")
    assert await _themes(stage) == {7: "七一主题"}
    await wang.presses("就这样")
    await wang.sees("7月 7月主题", "12月 12月主题")
    assert len(await _themes(stage)) == 12


async def test_last_year_s_plan_is_taken_over(stage: Stage, people: tuple[Actor, Actor]) -> None:
    wang, _ = people
    branch = await _branch(stage)
    actor = await _actor(stage, wang)
    await annual_plan.set_themes(stage.house, actor, branch, 2026, {1: "去年一月", 2: "去年二月"})
    await annual_plan.set_theme(stage.house, actor, branch, 2027, 2, "今年二月")
    await _open(stage, wang)
    await wang.sees("2月 今年二月", buttons=["照去年的"])
    await wang.presses("照去年的")
    await wang.sees("照去年的抄好了", "1月 去年一月", "2月 今年二月")
    assert await _themes(stage) != {}


async def test_a_day_far_ahead_is_one_tap_from_the_plan(stage: Stage, people: tuple[Actor, Actor]) -> None:
    wang, zhang = people
    branch = await _branch(stage)
    actor = await _actor(stage, wang)
    await annual_plan.set_theme(stage.house, actor, branch, 2027, 3, "学雷锋")
    await annual_plan.confirm(stage.house, actor, branch, 2027)
    await door(stage, wang, "annual-plan-button", f"ap.m:{branch}:2027:3")
    await wang.sees("2027年3月")
    await wang.presses("3月5日（周五）15:00 主题党日")
    await wang.sees("主题党日，内科党支部", "主题：学雷锋（按年度计划）", "还没有发通知")
    await zhang.has_seen_everything()


async def test_who_was_told_hears_of_another_theme_once(stage: Stage, people: tuple[Actor, Actor]) -> None:
    wang, zhang = people
    branch = await _branch(stage)
    actor = await _actor(stage, wang)
    await annual_plan.set_theme(stage.house, actor, branch, 2026, 12, "学党章")
    await annual_plan.confirm(stage.house, actor, branch, 2026)
    await meetings.reconcile_all(stage.house)
    set_clock(stage.house, dt.datetime(2026, 11, 29, 9, tzinfo=SHANGHAI).astimezone(dt.UTC))
    await stage.settle()
    await zhang.sees("主题党日", "主题：学党章")
    await door(stage, wang, "annual-plan-button", f"ap.m:{branch}:2026:12")
    await wang.sees("主题：学党章")
    await wang.sends("学党史")
    await wang.sees("12月 学党史")
    await stage.settle()
    await zhang.sees("主题党日的主题改了，时间和地点不变", "主题：学党史")
    await stage.settle()
    await zhang.sees_nothing_new()


# --- taken along -----------------------------------------------------------------------------------------------------


async def _content(stage: Stage, file_id: str) -> bytes:
    file = await stage.running.bot.get_file(file_id)
    return bytes(await file.download_as_bytearray())


async def test_the_picture_and_the_file_come_into_the_chat(stage: Stage, people: tuple[Actor, Actor]) -> None:
    wang, _ = people
    branch = await _branch(stage)
    actor = await _actor(stage, wang)
    await annual_plan.set_themes(stage.house, actor, branch, 2027, {month: f"主题{month}" for month in range(1, 13)})
    await annual_plan.confirm(stage.house, actor, branch, 2027)
    await _open(stage, wang)
    await wang.sees("已经确认", buttons=["月历图片", "放进手机日历"])
    await wang.presses("月历图片")
    photo = await wang.sees("内科党支部活动日历，2027年1月", buttons=["‹ 12月", "2月 ›", "‹ 年度计划"])
    image = Image.open(io.BytesIO(await _content(stage, photo["photo"][-1]["file_id"])))
    assert (image.format, image.width) == ("PNG", 1080)
    await wang.presses("2月 ›")
    assert (await wang.sees("内科党支部活动日历，2027年2月"))["photo"]
    await _open(stage, wang)
    await wang.sees("已经确认")
    await wang.presses("放进手机日历")
    await wang.sees("内科党支部活动日历", "也可以开一个订阅地址", buttons=["日历文件", "开一个订阅地址", "‹ 年度计划"])
    await wang.presses("日历文件")
    file = await wang.sees("内科党支部活动日历，共 36 项")
    assert file["document"]["file_name"] == "活动日历.ics"
    calendar = icalendar.Calendar.from_ical(await _content(stage, file["document"]["file_id"]))
    summaries = [str(one["SUMMARY"]) for one in calendar.walk("VEVENT")]
    assert [one for one in summaries if one.startswith("主题党日")] == [
        f"主题党日：主题{month}" for month in range(1, 13)
    ]


async def test_an_address_is_opened_changed_and_taken_away(stage: Stage, people: tuple[Actor, Actor]) -> None:
    wang, _ = people
    branch = await _branch(stage)
    await door(stage, wang, "annual-plan-button-calendar", f"cal:{branch}:2027")
    await wang.sees("也可以开一个订阅地址")
    await wang.presses("开一个订阅地址")
    first = await wang.sees("https://zhibu.example.org/calendar/", "里面没有人名", buttons=["换一个地址", "停用"])
    await wang.presses("换一个地址")
    second = await wang.sees("https://zhibu.example.org/calendar/")
    assert first["text"] != second["text"]
    await wang.presses("停用")
    await wang.sees("也可以开一个订阅地址", buttons=["开一个订阅地址"])
    async with stage.house.db.read() as session:
        assert list(await session.scalars(select(CalendarFeed))) == []


async def test_a_member_takes_his_own_calendar_along(stage: Stage, people: tuple[Actor, Actor]) -> None:
    _, zhang = people
    await zhang.sends("/me")
    await zhang.sees("张敏", buttons=["我的日历"])
    await zhang.presses("我的日历")
    await zhang.sees("我的支部活动（内科党支部）", buttons=["月历图片", "日历文件", "开一个订阅地址", "‹ 我的"])
    await zhang.presses("月历图片")
    photo = await zhang.sees("我的支部活动（内科党支部），2026年11月", buttons=["‹ 10月", "12月 ›", "我的日历"])
    assert photo["photo"]
    await door(stage, zhang, "annual-plan-button-mine", "me.cal")
    await zhang.sees("我的支部活动")
    await zhang.presses("日历文件")
    assert (await zhang.sees("我的支部活动"))["document"]
    await door(stage, zhang, "annual-plan-button-mine", "me.cal")
    await zhang.sees("我的支部活动")
    await zhang.presses("开一个订阅地址")
    await zhang.sees("https://zhibu.example.org/calendar/")
    async with stage.house.db.read() as session:
        (feed,) = await session.scalars(select(CalendarFeed))
    assert feed.organisation_id is None


async def test_without_a_web_address_the_screen_says_so_and_offers_the_file(sqlite_house: House) -> None:
    async with stage_on(sqlite_house) as stage:
        wang, _ = await _people(stage)
        branch = await _branch(stage)
        await door(stage, wang, "annual-plan-button-calendar", f"cal:{branch}:2027")
        seen = await wang.sees("订阅地址要管理员先设好网址", buttons=["日历文件"])
        assert "开一个订阅地址" not in str(seen["reply_markup"])
        await door(stage, wang, "annual-plan-button-open", f"cal.o:{branch}")
        await wang.sees("订阅地址要管理员先设好网址")
        async with sqlite_house.db.read() as session:
            assert list(await session.scalars(select(CalendarFeed))) == []


async def test_english_reads_the_same(stage: Stage, people: tuple[Actor, Actor]) -> None:
    wang, _ = people
    branch = await _branch(stage)
    async with stage.house.db.write() as session:
        account = (await session.scalars(select(Account).where(Account.address == str(wang.id)))).one()
        account.language = "en"
    actor = await _actor(stage, wang)
    await annual_plan.set_theme(stage.house, actor, branch, 2027, 3, "Lei Feng")
    await wang.sends("/branch")
    await wang.sees("内科党支部", buttons=["Annual plan"])
    await wang.presses("Annual plan")
    await wang.sees("内科党支部: plan for 2027", "March Lei Feng", "April no theme yet", buttons=["✓ Mar", "Apr"])
    await wang.presses("Month as a picture")
    assert (await wang.sees("Calendar of 内科党支部, January 2027"))["photo"]


@pytest.mark.parametrize(
    "data", ["ap:{b}:1999", "ap.m:{b}:2027:13", "ap.d:{b}:nonsense:x", "ap.d:{b}", "cal.p:{b}:209913"]
)
async def test_a_button_nobody_made_gets_a_sentence(stage: Stage, people: tuple[Actor, Actor], data: str) -> None:
    wang, _ = people
    await door(stage, wang, "annual-plan-button", data.format(b=await _branch(stage)))
    await wang.sees("这个内容我用不了")


async def _actor(stage: Stage, person: Actor) -> access.Actor:
    async with stage.house.db.read() as session:
        return await access.identify(session, "telegram", str(person.id), stage.house.today())
