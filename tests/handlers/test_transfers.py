"""Transfers in conversation: out to elsewhere, in from elsewhere, within; the sheets as files."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from db.cases import Case
from db.members import Member
from db.names import BranchRole, CaseState, MembershipStage, MemberStatus
from db.organisations import Organisation
from playground.actor import Actor
from tests import factories
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in, door


@pytest.fixture
async def people(stage: Stage) -> dict[str, Actor]:
    async with stage.house.db.write() as session:
        committee = await factories.make_organisation(session)
        branch = await factories.make_branch(session, "内科党支部", parent=committee)
        surgery = await factories.make_branch(session, "外科党支部", parent=committee)
        wang = await factories.make_member(session, branch, "王建国", role=BranchRole.SECRETARY)
        zhang = await factories.make_member(session, branch, "张敏")
        zhao = await factories.make_member(session, surgery, "赵外", role=BranchRole.SECRETARY)
    found = {"wang": wang, "zhang": zhang, "zhao": zhao}
    return {name: await comes_in(stage, member) for name, member in found.items()}


async def _member(stage: Stage, name: str) -> Member:
    async with stage.house.db.read() as session:
        return (await session.scalars(select(Member).where(Member.name == name))).one()


async def _types(wang: Actor, step: str, typed: str, *seen: str) -> None:
    await wang.presses(step)
    await wang.sees(step)
    await wang.sends(typed)
    await wang.sees(f"{step}：", *seen)


async def _list(wang: Actor) -> None:
    await wang.sends("/cases")
    await wang.sees("内科党支部的发展党员和组织关系转接")
    await wang.presses("组织关系转接")
    await wang.sees("内科党支部：组织关系转接")


async def test_out_to_another_hospital(stage: Stage, people: dict[str, Actor]) -> None:
    wang, zhang = people["wang"], people["zhang"]
    await _list(wang)
    await wang.presses("转出")
    await wang.sees("谁要转出")
    await wang.sends("诸葛")
    await wang.sees("没有这个名字")
    await wang.sends("敏")
    await wang.sees("是哪一位")
    await wang.presses("张敏")
    await wang.sees("转到哪里", buttons=["外科党支部"])
    await wang.sends("省医院党委")
    await wang.sees("张敏，从内科党支部转到省医院党委", "下一步：介绍信编号")
    await _types(wang, "介绍信编号", "介 2026-031", "介 2026-031")
    await _types(wang, "开具日期", "11月10日", "2026年11月10日", "有效期至：2027年2月8日", "还有 84 天到期")
    assert (await _member(stage, "张敏")).status is MemberStatus.TRANSFER_PENDING
    await wang.presses("党费交至")
    await wang.sees("哪个月")
    await wang.sends("十一月")
    await wang.sees("没看懂这个月份")
    await wang.sends("2026年11月")
    await wang.sees("党费交至：2026-11")
    await _types(wang, "回执日期", "昨天", "2026年11月15日")
    await wang.presses("办结")
    await wang.sees("要办结吗？张敏会从内科党支部的花名册转出")
    await wang.presses("是，办结")
    await wang.sees("张敏，从内科党支部转到省医院党委（已办结）")
    assert (await _member(stage, "张敏")).status is MemberStatus.LEFT
    assert await stage.member_of(zhang) is None
    await wang.sends("/cases")
    await wang.sees("内科党支部")
    await wang.presses("转接登记表")
    sent = await wang.sees("一共 1 行")
    assert sent["document"]["file_name"] == "内科党支部组织关系转接登记表_20261116.xlsx"
    await wang.presses("发展党员台账")
    assert (await wang.sees("一共 0 行"))["document"]["file_name"].startswith("内科党支部发展党员台账")


async def test_in_from_another_hospital(stage: Stage, people: dict[str, Actor]) -> None:
    wang = people["wang"]
    await _list(wang)
    await wang.presses("转入")
    await wang.sees("谁要转入")
    await wang.sends("周新 儿科")
    await wang.sees("周新从哪个党组织转来")
    await wang.sends("县医院党支部")
    await wang.sees("正式党员还是预备党员")
    await wang.presses("预备党员")
    await wang.sees("周新，从县医院党支部转入内科党支部")
    await _types(wang, "接收日期", "今天", "2026年11月16日")
    await wang.presses("办结")
    await wang.sees("周新会加入内科党支部的花名册")
    await wang.presses("是，办结")
    await wang.sees("（已办结）")
    member = await _member(stage, "周新")
    assert (member.stage, member.department) == (MembershipStage.PROBATIONARY, "儿科")
    # The button of a form that is over makes no second one.
    async with stage.house.db.read() as session:
        branch = (await session.scalars(select(Organisation.id).where(Organisation.name == "内科党支部"))).one()
    await door(stage, wang, "development-stage-full", f"tr.as:{branch}:FULL")
    await wang.sees("这一步已经过了")


async def test_within_the_hospital_the_other_secretary_finishes(stage: Stage, people: dict[str, Actor]) -> None:
    wang, zhao = people["wang"], people["zhao"]
    await _list(wang)
    await wang.presses("转出")
    await wang.sees("谁要转出")
    await wang.sends("张")
    await wang.sees("是哪一位")
    await wang.presses("张敏")
    await wang.sees("转到哪里")
    await wang.presses("外科党支部")
    await wang.sees("张敏，从内科党支部转到外科党支部", "接收以后，由外科党支部办结")
    await zhao.sends("/cases")
    await zhao.sees("外科党支部的发展党员和组织关系转接")
    await zhao.presses("组织关系转接")
    await zhao.sees("张敏，从内科党支部转到外科党支部")
    await zhao.presses("张敏")
    await zhao.sees("下一步：介绍信编号")
    await _types(zhao, "接收日期", "今天", "2026年11月16日")
    await zhao.presses("办结")
    await zhao.sees("会从内科党支部转到外科党支部的花名册")
    await zhao.presses("是，办结")
    await zhao.sees("（已办结）")
    async with stage.house.db.read() as session:
        assert (await session.scalars(select(Case.state))).one() is CaseState.DONE
    assert (await _member(stage, "张敏")).status is MemberStatus.ACTIVE
