"""Dues as a conversation: the member's own screen, and the reminder as it arrives when time passes."""

from __future__ import annotations

import datetime as dt
import io
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from sqlalchemy import func, select

from db.audit import AuditEntry
from db.dues import DuesAssessment, DuesPayment, DuesProfile
from db.members import Member
from db.names import BranchRole
from db.organisations import Organisation, OrgSetting
from playground.actor import Actor
from services import dues
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.fixtures.stages import Stage

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(month: int, day: int, hour: int = 9) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=SHANGHAI)


@pytest.fixture
async def zhang(stage: Stage) -> Actor:
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        member = await factories.make_member(session, branch, "张敏")
        session.add(
            OrgSetting(
                organisation_id=branch.id, key="dues_how_to_pay", value="找王敏交现金，<或>转支部账户", changed_at=NOW
            )
        )
    return await stage.known(member)


@pytest.mark.parametrize("words", ["/dues", "党费"])
async def test_the_due_day_and_the_way_to_pay(stage: Stage, zhang: Actor, words: str) -> None:
    await zhang.sends(words)
    await zhang.sees("本月交党费的日子：11月20日（周五）")
    text = zhang.last_message["text"]
    assert "找王敏交现金，<或>转支部账户" in text
    assert zhang.buttons == ["暂停提醒", "主菜单"]


async def test_a_day_that_moved_says_from_where_and_a_past_one_what_to_do(stage: Stage, zhang: Actor) -> None:
    set_clock(stage.house, at(11, 21))
    await zhang.sends("党费")
    await zhang.sees("下次：12月21日（周一）")
    assert "已经过了" in zhang.last_message["text"]
    assert "原定 12月20日（周日）" in zhang.last_message["text"]


async def test_a_year_without_a_table_says_that_the_day_may_change(stage: Stage, zhang: Actor) -> None:
    set_clock(stage.house, at(12, 22))
    await zhang.sends("党费")
    await zhang.sees("下次：1月20日（周三）")
    assert "还没有公布" in zhang.last_message["text"]


async def test_a_stranger_learns_nothing_of_dues(stage: Stage, zhang: Actor) -> None:
    del zhang
    stranger = await stage.person("路人")
    await stranger.sends("/dues")
    await stage.world.quiet()
    seen = "".join(message.get("text", "") for message in await stranger.looks())
    assert "11月20日" not in seen
    assert "王敏" not in seen


async def test_reminders_arrive_at_nine_once_and_pause_with_their_button(stage: Stage, zhang: Actor) -> None:
    await zhang.sends("/menu")  # he has started the bot
    await zhang.sees("内科党支部")
    await stage.settle()  # planned on the 16th
    for hour in (8, 9, 10):
        set_clock(stage.house, at(11, 19, hour))
        await stage.settle()
    texts = [message["text"] for message in await zhang.looks() if message.get("text", "").startswith("提醒您")]
    assert len(texts) == 1
    assert texts[0].startswith("提醒您一声：党费请在 11月20日（周五）前交。")
    await zhang.sees("提醒您一声")
    await zhang.presses("暂停提醒")
    await zhang.sees("暂停")


# --- who keeps the dues -----------------------------------------------------------------------------------------------


@pytest.fixture
async def keeper(stage: Stage) -> Actor:
    """The organisation member of a branch of three, of whom nothing is confirmed yet."""
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        wang = await factories.make_member(session, branch, "王敏")
        await factories.make_member(session, branch, "陈护士")
        await factories.make_member(session, branch, "李退休", retired=True)
        await factories.grant_role(session, wang, branch, BranchRole.ORGANISATION_MEMBER)
    await dues.open_all(stage.house)
    return await stage.known(wang)


async def _taps(actor: Actor, *labels: str) -> None:
    for label in labels:
        await actor.presses(label)


async def test_what_a_member_pays_by_is_confirmed_with_a_few_taps(stage: Stage, keeper: Actor) -> None:
    await keeper.sends("党费")
    await keeper.sees("支部还没有核定")
    await keeper.presses("支部党费")
    await keeper.sees("有 3 人还没有核定")
    await keeper.presses("待核定（3）")
    await keeper.presses("陈护士 · 待核定")
    await keeper.presses("核定月党费")
    await keeper.presses("编内工资")
    await keeper.sends("４７７７.５元")
    await keeper.sees("陈护士每月应交 47.78 元")
    assert "4777.50 元 × 1%" in keeper.last_message["text"]
    await keeper.presses("从 2026年11月起")
    await keeper.sees("类别：编内工资（2026年11月起）")
    async with stage.house.db.read() as session:
        (line,) = await session.scalars(select(DuesAssessment))
        assert (line.month, str(line.amount), line.rate) == (202611, "47.78", "0.01")
        (entry,) = await session.scalars(select(AuditEntry).where(AuditEntry.action == "dues.profile_set"))
        assert entry.details == {"from": "2026-11", "category": "MONTHLY_WAGE"}


async def test_only_the_amount_may_be_stored_and_a_member_sees_his_own(stage: Stage, keeper: Actor) -> None:
    await keeper.sends("党费")
    await _taps(keeper, "支部党费", "名单（3）", "王敏 · 待核定", "核定月党费", "离退休", "直接填月党费")
    await keeper.sends("五十")
    await keeper.sees("这不是金额")
    await keeper.sends("50块")
    await keeper.sees("王敏每月应交 50.00 元")
    await keeper.presses("从 2026年11月起")
    await keeper.sees("由支部核定")
    await keeper.sends("党费")
    await keeper.sees("2026年11月应交：50.00 元")
    async with stage.house.db.read() as session:
        (profile,) = await session.scalars(select(DuesProfile))
        assert (profile.base, str(profile.confirmed)) == (None, "50.00")


async def test_the_reminder_says_how_much(stage: Stage, zhang: Actor) -> None:
    member = await stage.member_of(zhang)
    assert member is not None
    async with stage.house.db.write() as session:
        session.add(factories.dues_profile(member))
    await zhang.sends("/menu")
    await zhang.sees("内科党支部")
    set_clock(stage.house, at(11, 19))
    await stage.settle()
    await zhang.sees("提醒您一声：本月党费 90.00 元，请在 11月20日（周五）前交。")


@pytest.fixture
async def desk(stage: Stage) -> Actor:
    """The organisation member of a branch of ten with 90.00 a month each, November open; the member 丁 has a phone."""
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        members = [await factories.make_member(session, branch, name) for name in "王甲乙丙丁戊己庚辛壬"]
        await factories.grant_role(session, members[0], branch, BranchRole.ORGANISATION_MEMBER)
        session.add_all([factories.dues_profile(one) for one in members])
    await dues.open_all(stage.house)
    return await stage.known(members[0])


async def test_what_was_received_is_recorded_with_one_tap_and_the_member_gets_a_receipt(
    stage: Stage, desk: Actor
) -> None:
    async with stage.house.db.read() as session:
        member = (await session.scalars(select(Member).where(Member.name == "丁"))).one()
    payer = await stage.known(member)
    await payer.sends("/menu")
    await desk.sends("党费")
    await desk.presses("支部党费")
    await desk.sees("党员 10 人，本月应交 900.00 元，已交 0.00 元。", "还有 10 人未交，共 900.00 元")
    await desk.presses("记收款（10）")
    await desk.presses("丁 · 90.00 元")
    await desk.sees("已记：丁交 90.00 元，收据 2026-0001。")
    assert "丁 · 90.00 元" not in desk.buttons
    await stage.settle()
    await payer.sees("收到您 2026年11月党费 90.00 元，收据号 2026-0001。")
    await payer.sends("党费")
    await payer.sees("已交齐，谢谢您。")
    await payer.presses("交纳记录")
    await payer.sees("2026年11月16日（周一） 90.00 元，2026年11月，收据 2026-0001")
    set_clock(stage.house, at(11, 21))
    await payer.sends("党费")
    await payer.sees("已交齐，谢谢您。", "下次交党费的日子：12月21日（周一）")
    assert "还没有交的话" not in payer.last_message["text"], "who has paid is not asked again"


async def test_not_everybody_has_paid_while_some_have_no_amount_yet(stage: Stage, desk: Actor) -> None:
    async with stage.house.db.write() as session:
        branch = (await session.scalars(select(Organisation))).one()
        await factories.make_member(session, branch, "新来的")
    await desk.sends("党费")
    await _taps(desk, "支部党费", "记收款（10）", "全部都交了（10 人，900.00 元）", "都交了，记下")
    await desk.sees("没有未交的党费")
    await desk.presses("返回")
    await desk.sees("核定了的都交齐了。", "有 1 人还没有核定月党费。")


async def test_a_page_and_everybody_are_recorded_after_a_question(stage: Stage, desk: Actor) -> None:
    await desk.sends("党费")
    await _taps(desk, "支部党费", "记收款（10）", "本页都交了（8 人，720.00 元）")
    await desk.sees("这 8 人都交了，共 720.00 元？")
    await desk.presses("都交了，记下")
    await desk.sees("已记 8 人，共 720.00 元，收据 2026-0001 到 2026-0008。")
    await desk.presses("全部都交了（2 人，180.00 元）")
    await desk.presses("都交了，记下")
    await desk.sees("收据 2026-0009 到 2026-0010。", "没有未交的党费")
    async with stage.house.db.read() as session:
        total = await session.scalar(select(func.sum(DuesPayment.amount)))
    assert str(total) == "900.00"


async def test_ahead_another_amount_large_and_taken_back(stage: Stage, desk: Actor) -> None:
    await desk.sends("党费")
    await _taps(desk, "支部党费", "名单（10）", "丁 · 90.00 元", "收款和记录", "已交 180.00 元（到 2026年12月）")
    await desk.sees("没有未交的党费。", "2026年11月至 2026年12月")
    await desk.presses("冲销 2026-0001")
    await desk.sends("记错了人")
    await desk.sees("已冲销", "2026年11月：未交 90.00 元", "（已冲销）")
    await desk.presses("其他金额")
    await desk.sends("50")
    await desk.sees("2026年11月：未交 40.00 元")
    await desk.presses("大额党费")
    await desk.sends("500")
    await desk.sees("大额党费一次要 1000.00 元以上")
    await desk.sends("2000")
    await desk.sees("大额党费，收据 2026-0003")


def _slip() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(out, "PNG")
    return out.getvalue()


async def test_a_member_says_that_he_has_paid_and_one_tap_confirms_it(stage: Stage, desk: Actor) -> None:
    async with stage.house.db.read() as session:
        member = (await session.scalars(select(Member).where(Member.name == "丁"))).one()
    payer = await stage.known(member)
    await desk.sends("/menu")
    await payer.sends("党费")
    await payer.presses("我已交")
    await payer.sees("已请组织委员核对：90.00 元")
    await payer.sends_file(_slip(), kind="photo")
    await payer.sees("凭证已转给组织委员")
    await stage.settle()
    await desk.sees("丁交党费 90.00 元的凭证")
    await desk.presses("收到了，记下")
    await desk.sees("丁的党费 90.00 元：已确认")
    await stage.settle()
    await payer.sees("收到您 2026年11月党费 90.00 元")
