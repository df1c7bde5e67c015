"""My data, as conversations: the copy, leaving, erasing."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

import texts
from db.accounts import Binding
from db.members import Member
from db.names import MemberStatus
from playground.actor import Actor
from services.privacy import exporting
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.fixtures.stages import Stage
from tests.handlers.forging import press_forged

PHONE = "13800003001"


@pytest.fixture
async def member(stage: Stage) -> Member:
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        made = await factories.make_member(session, branch, "张三", phone=PHONE, vault=stage.house.vault)
        made.department = "心内科"
        return made


@pytest.fixture
async def zhang(stage: Stage, member: Member) -> Actor:
    person = await stage.known(member, phone=PHONE)
    await person.starts()
    await person.sees(buttons=["我的"])
    return person


async def status(stage: Stage, member: Member) -> MemberStatus:
    async with stage.house.db.read() as session:
        return (await session.get_one(Member, member.id)).status


async def content(stage: Stage, message: dict[str, Any]) -> bytes:
    file = await stage.running.bot.get_file(message["document"]["file_id"])
    return bytes(await file.download_as_bytearray())


async def test_the_page_is_reached_from_my_own_page_and_by_command(stage: Stage, zhang: Actor) -> None:
    await zhang.sends("我的")
    await zhang.sees("张三", buttons=["我的数据"])
    await zhang.presses("我的数据")
    pressed = await zhang.sees("资料是您的", buttons=["导出我的数据", "退出登记", "删除我的资料"])
    await zhang.sends("/mydata")
    assert (await zhang.sees("资料是您的"))["text"] == pressed["text"]


async def test_the_copy_is_one_file_to_read_and_one_for_machines(stage: Stage, zhang: Actor) -> None:
    await zhang.sends("/mydata")
    await zhang.sees("资料是您的")
    await zhang.presses("导出我的数据")
    readable = await zhang.sees("直接打开就能看")
    assert readable["document"]["file_name"] == "zhibu-2026-11-16.txt"
    text = (await content(stage, readable)).decode()
    assert text.startswith("\ufeff您的资料（2026-11-16 10:00）\r\n")
    for line in ("姓名：张三", f"手机号：{PHONE}", "部门：心内科", "支部：内科党支部", f"平台编号：{zhang.id}"):
        assert f"{line}\r\n" in text
    for code in ("REACHABLE", "CONTACT", "T02:00", "+00:00", "\r\n\r\n\r\n"):  # all in words, by the wall clock
        assert code not in text
    machine = await zhang.sees("电脑程序")
    stored = json.loads(await content(stage, machine))
    assert stored["member"][0]["name"] == "张三"
    assert stored["account"][0]["address"] == str(zhang.id)


async def test_the_copy_speaks_the_person_s_language(stage: Stage, member: Member) -> None:
    async with stage.house.db.write() as session:
        account = await factories.make_account(session, "5551", language="en")
        await factories.bind(session, await session.get_one(Member, member.id), account)
    john = await stage.world.person("John", id=5551)
    await john.starts()
    await john.sends("/mydata")
    await john.sees("These data are yours")
    await john.presses("Take a copy")
    text = (await content(stage, await john.sees("to be opened and read"))).decode()
    assert "Name: 张三\r\n" in text


async def test_leaving_asks_once_and_can_be_undone_by_registering(stage: Stage, zhang: Actor, member: Member) -> None:
    await zhang.sends("/leave")
    await zhang.sees("退出后", buttons=["确认退出"])
    await zhang.presses("确认退出")
    done = await zhang.sees("您已退出登记", buttons=["重新登记"])
    assert await stage.member_of(zhang) is None
    assert await status(stage, member) is MemberStatus.ACTIVE
    await zhang.sends("/menu")
    await zhang.sees("请点屏幕下方")
    await zhang.shares_contact()
    await zhang.sees("登记好了")
    assert await stage.member_of(zhang) is not None
    async with stage.house.db.read() as session:
        assert len(list(await session.scalars(select(Binding).where(Binding.member_id == member.id)))) == 2
    assert done


async def test_erasing_takes_two_steps_and_begins_anew(stage: Stage, zhang: Actor, member: Member) -> None:
    await zhang.sends("/mydata")
    await zhang.sees("资料是您的")
    await zhang.presses("删除我的资料")
    await zhang.sees("不能恢复", "党籍", buttons=["继续"])
    assert await status(stage, member) is MemberStatus.ACTIVE
    await zhang.presses("继续")
    await zhang.sees("最后确认", buttons=["删除，不再恢复"])
    await zhang.presses("删除，不再恢复")
    await zhang.sees("已经删除")
    assert await status(stage, member) is MemberStatus.ERASED
    assert await stage.account_of(zhang) is None
    await zhang.sends("/menu")
    await zhang.sees("登记之前")


async def test_a_last_button_that_was_forgotten_erases_nobody(stage: Stage, zhang: Actor, member: Member) -> None:
    await zhang.sends("/mydata")
    await zhang.sees("资料是您的")
    await zhang.presses("删除我的资料")
    await zhang.sees("不能恢复")
    await zhang.presses("继续")
    await zhang.sees("最后确认")
    set_clock(stage.house, NOW + dt.timedelta(minutes=10))
    await zhang.presses("删除，不再恢复")
    await zhang.sees("不能恢复", buttons=["继续"])
    for forged in ("me.erased", "me.erased:1", "me.erased:999:29000000", "me.erased:x:y"):
        await press_forged(stage, zhang, forged)
        await zhang.sees("不能恢复", buttons=["继续"])
    assert await status(stage, member) is MemberStatus.ACTIVE


async def test_an_old_leave_button_of_another_life_does_nothing(stage: Stage, zhang: Actor, member: Member) -> None:
    await press_forged(stage, zhang, "me.left:999999")
    await zhang.sees("退出后", buttons=["确认退出"])
    assert await stage.member_of(zhang) is not None


def test_every_part_of_a_copy_has_a_title() -> None:
    """A table that ``services.privacy`` has come to copy is also shown to the person."""
    source = Path(exporting.__file__).read_text(encoding="utf-8")
    parts = set(re.findall(r'"(\w+)": (?:\[|await )', source)) | set(re.findall(r'sections\["(\w+)"\]', source))
    parts |= {table.__tablename__ for table in (*exporting.HIS, *exporting.HIS_BY_OTHERS)}
    titled = {key.removeprefix("privacy-section-") for key in texts.keys("zh-CN") if key.startswith("privacy-section-")}
    assert {"member", "cases", "attendance", "log"} <= parts
    assert {part.replace("_", "-") for part in parts} == titled
