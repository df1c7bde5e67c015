"""The steward's screens, as a conversation."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from db.names import BranchRole, OrgLevel, Reach
from db.organisations import Organisation, OrgSetting, RoleGrant
from playground.actor import Actor
from tests import factories
from tests.fixtures.stages import Stage
from tests.handlers.tapping import taps


@pytest.fixture
async def wang(stage: Stage) -> Actor:
    async with stage.house.db.write() as session:
        committee = await factories.make_organisation(session, "市人民医院党委")
        branch = await factories.make_branch(session, "内科党支部", parent=committee)
        member = await factories.make_member(session, branch, "王建国", role=BranchRole.SECRETARY)
        for number in range(31):
            await factories.make_member(session, branch, f"党员{number:02}")
        blocked = await factories.make_member(session, branch, "钱停")
        await factories.bind(session, blocked, await factories.make_account(session, reach=Reach.BLOCKED))
    return await stage.known(member)


async def _settings(stage: Stage) -> dict[str, object]:
    async with stage.house.db.read() as session:
        return {row.key: row.value for row in await session.scalars(select(OrgSetting))}


async def test_the_secretary_sees_who_cannot_be_reached(stage: Stage, wang: Actor) -> None:
    await wang.sends("/menu")
    await wang.presses("支部管理")
    await wang.sees("内科党支部", "党员：33 人，其中已登记 1 人", "未登记：31 人", "停用了机器人：1 人", "书记：王建国")
    await wang.presses("未登记 31")
    first = await wang.sees("党员00", "党员29", buttons=["下一页 2/2 ›"])
    assert "党员30" not in first["text"]
    await wang.presses("下一页")
    second = await wang.sees("党员30", buttons=["‹ 上一页"])
    assert second["message_id"] == first["message_id"]
    await wang.presses("返回")
    await wang.presses("停用机器人 1")
    await wang.sees("钱停", "当面或电话告知")


async def test_names_are_shown_as_the_branch_chose(stage: Stage, wang: Actor) -> None:
    await wang.sends("支部")
    await wang.presses("更多…")
    await wang.sees("不常用的在这里")
    await wang.presses("设置")
    await wang.sees("称呼：全名")
    await wang.presses("称呼")
    await wang.sees("编号最稳妥")
    await wang.presses("只留姓")
    await wang.sees("称呼：只留姓")
    await wang.presses("返回")
    await wang.sees("书记：王*")
    await wang.presses("停用机器人 1")
    page = await wang.sees("钱*")
    assert "钱停" not in page["text"]


async def test_every_setting_is_a_tap_or_a_sentence(stage: Stage, wang: Actor) -> None:
    await wang.sends("支部")
    await wang.presses("更多…")
    await wang.sees("不常用的在这里")
    await wang.presses("设置")
    await wang.sees("的设置")
    await wang.presses("到期日")
    await wang.sees("哪一天到期")
    await wang.presses("每月 25 日")
    await wang.sees("党费到期日：每月 25 日")
    await wang.presses("会议记录改用纸质本")
    await wang.sees("写在纸质记录本上，不提醒补记", buttons=["会议记录改在这里记"])
    await wang.presses("会议记录改在这里记")
    await wang.sees("会后提醒还缺什么")
    await wang.presses("到期日")
    await wang.sees("哪一天到期")
    await wang.sends("40")
    await wang.sees("这个数不能用")
    await wang.sends("31")
    await wang.sees("每月最后一天")
    await wang.presses("交费方式")
    await wang.sees("怎么交党费")
    await wang.sends("找组织委员交现金")
    await wang.sees("交费方式：找组织委员交现金")
    await wang.presses("免打扰")
    await wang.sees("不给党员发消息")
    await wang.presses("22:00–07:00")
    await wang.sees("免打扰：22:00–07:00")
    await wang.presses("合并提醒")
    await wang.sees("隔多久以内的合成一条发", buttons=["5 分钟", "60 分钟", "不合并"])
    await wang.presses("30 分钟")
    await wang.sees("合并提醒：30 分钟内的合成一条")
    await wang.presses("夜班之后")
    await wang.sees("第二天几点以后再给他发消息", buttons=["12:00"])
    await wang.sends("二十五点")
    await wang.sees("没看懂")
    await wang.sends("13:30")
    await wang.sees("夜班后：第二天 13:30 起再发消息")
    await wang.presses("时区")
    await wang.sees("按哪里的时间")
    await wang.sends("Mars/Olympus")
    await wang.sees("没有这个时区")
    await wang.presses("Asia/Urumqi")
    await wang.sees("时区：Asia/Urumqi")
    assert await _settings(stage) == {
        "dues_due_day": 31,
        "minutes_on_paper": False,
        "dues_how_to_pay": "找组织委员交现金",
        "quiet_start": "22:00",
        "quiet_end": "07:00",
        "digest_minutes": 30,
        "shift_free_at": "13:30",
        "timezone": "Asia/Urumqi",
    }
    await wang.presses("到期日")
    await wang.sees("哪一天到期")
    await wang.presses("恢复默认")
    await wang.sees("每月 20 日")


async def test_the_contact_is_asked_for_in_two_steps(stage: Stage, wang: Actor) -> None:
    await wang.sends("支部")
    await wang.presses("更多…")
    await wang.sees("不常用的在这里")
    await wang.presses("设置")
    await wang.presses("联系人")
    await wang.sends("李娜")
    await wang.sees("到哪里找李娜")
    await wang.sends("行政楼 302")
    await wang.sees("联系人：李娜，行政楼 302")
    async with stage.house.db.read() as session:
        branch = (await session.scalars(select(Organisation).where(Organisation.name == "内科党支部"))).one()
    assert (branch.contact_name, branch.contact_point) == ("李娜", "行政楼 302")


async def test_the_office_walks_the_tree(stage: Stage, wang: Actor) -> None:
    async with stage.house.db.write() as session:
        committee = (await session.scalars(select(Organisation).where(Organisation.parent_id.is_(None)))).one()
        general = await factories.make_organisation(
            session, "门诊党总支", level=OrgLevel.GENERAL_BRANCH, parent=committee
        )
        branch = await factories.make_branch(session, "门诊第一党支部", parent=general)
        clerk = await factories.make_member(session, branch, "李办")
        await factories.grant_role(session, clerk, committee, BranchRole.PARTY_OFFICE)
    li = await stage.known(clerk)
    await li.sends("/branch")
    await li.sees("市人民医院党委", "下属组织：2 个", "党员：34 人")
    await li.presses("门诊党总支（1）")
    await li.presses("门诊第一党支部（1）")
    await li.sees("门诊第一党支部", "党员：1 人")
    await li.presses("上级")
    await li.sees("门诊党总支")
    await li.presses("上级")
    await li.sees("市人民医院党委")


async def test_the_office_grants_hands_over_and_ends(stage: Stage, wang: Actor) -> None:
    async with stage.house.db.write() as session:
        committee = (await session.scalars(select(Organisation).where(Organisation.parent_id.is_(None)))).one()
        branch = (await session.scalars(select(Organisation).where(Organisation.parent_id == committee.id))).one()
        clerk = await factories.make_member(session, branch, "李办")
        await factories.grant_role(session, clerk, committee, BranchRole.PARTY_OFFICE)
    li = await stage.known(clerk)
    await li.sends("/branch")
    await li.presses("内科党支部（34）")
    await li.sees("书记：王建国")
    await li.presses("更多…")
    await li.sees("不常用的在这里")
    await li.presses("职务")
    await li.sees("的职务")
    await li.presses("任命")
    await li.sees("要任命什么职务")
    await li.presses("书记")
    await li.sees("书记由谁担任", buttons=["下一页 2/3 ›"])
    await li.sends("没有这个人")
    await li.sees("没有找到")
    await li.sends("党员07")
    await li.sees("书记由谁担任", buttons=["党员07"])
    await li.presses("党员07")
    await li.sees("内科党支部的书记：党员07", "现任王建国的任期到前一天为止")
    await li.sends("12月1日")
    question = await li.sees("从 2026年12月1日（周二）起")
    await taps(stage, li, question, "确定", 5)
    await li.sees(
        "书记：王建国，2020年1月1日（周三）到 2026年11月30日（周一）", "书记：党员07，2026年12月1日（周二）起"
    )
    await li.presses("书记 党员07")
    await li.sees("任到哪一天")
    await li.presses("现在就结束")
    board = await li.sees("职务")
    assert "党员07" not in board["text"]


async def test_a_role_ended_takes_its_screens_away_at_once(stage: Stage, wang: Actor) -> None:
    await wang.sends("/branch")
    await wang.presses("更多…")
    await wang.sees("不常用的在这里")
    await wang.presses("设置")
    await wang.sees("设置")
    async with stage.house.db.write() as session:
        role = (await session.scalars(select(RoleGrant))).one()
        role.ends_on = stage.house.today() - dt.timedelta(days=1)
    await wang.presses("到期日")
    await wang.sees("没有您可以操作的内容")
    await wang.sends("/menu")
    await wang.sees("您好")
    assert "支部管理" not in wang.buttons
    assert await _settings(stage) == {}
