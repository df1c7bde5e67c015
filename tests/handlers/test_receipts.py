"""Receipts as conversations: a reminder and its button, remind only them, call, hand the calls to a group's leader."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from sqlalchemy import select, update

from db.announcement_names import CopyState
from db.announcements import Receipt
from db.names import BranchRole, OrgLevel, OutboxReason
from playground.actor import Actor
from services.announcements import counts
from tests import factories
from tests.fixtures.houses import NOW
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in
from tests.making.announcements import make_released


@dataclass(frozen=True)
class People:
    """A secretary, a group's leader, a member, one without the messenger, and the notice three of them were sent."""

    secretary: Actor
    leader: Actor
    member: Actor
    ids: tuple[int, int, int]
    notice: int


@pytest.fixture
async def people(stage: Stage) -> People:
    """A branch whose secretary sent a notice five hours ago."""
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        group = await factories.make_organisation(session, "第一小组", level=OrgLevel.PARTY_GROUP, parent=branch)
        wang = await factories.make_member(session, branch, "王建国", role=BranchRole.SECRETARY)
        sun = await factories.make_member(session, branch, "孙组长", group=group)
        await factories.grant_role(session, sun, group, BranchRole.GROUP_LEADER)
        zhang = await factories.make_member(session, branch, "张敏", group=group)
        old = await factories.make_member(session, branch, "陈<老>", retired=True, group=group)
        notice = await make_released(session, branch, [zhang, old, wang])
        before = NOW - dt.timedelta(hours=5)
        await session.execute(update(Receipt).values(copied_at=before, group_id=group.id))
        await session.execute(update(Receipt).where(Receipt.member_id == wang.id).values(group_id=None))
        await session.execute(
            update(Receipt)
            .where(Receipt.member_id == old.id)
            .values(copy=CopyState.UNREACHABLE, reason=OutboxReason.NEVER_STARTED)
        )
        await counts.add(session, notice.id, {"sent": -1, "unreachable": 1})
    secretary, leader, member = [await comes_in(stage, one) for one in (wang, sun, zhang)]
    return People(secretary, leader, member, (wang.id, zhang.id, old.id), notice.id)


async def test_whoever_has_not_confirmed_is_reminded_called_and_confirms(stage: Stage, people: People) -> None:
    secretary, leader, member = people.secretary, people.leader, people.member
    await secretary.sends("支部")
    await secretary.presses("更多")
    await secretary.presses("通知回执")
    await secretary.presses("请于周五前交学习笔记。")
    page = await secretary.sees(
        "共 3 人：已确认 0，电话告知 0",
        "还没有确认 3 人",
        "其中 1 人收不到消息，请打电话",
        "张敏（已发出）",
        "陈<老>（无法送达：还没有登记）",
    )
    assert "已读" not in str(page)
    await secretary.presses("只提醒他们")
    await secretary.sees("已提醒 2 人", "张敏（已发出，提醒过 1 次）")
    await secretary.presses("只提醒他们")
    await secretary.sees("已提醒 0 人", "2 人刚提醒过")

    await stage.settle()
    await member.sees("内科党支部的通知，您还没有确认", "请于周五前交学习笔记。")
    await member.presses("确认收到")
    await member.sees(buttons=["✓ 已确认"])
    await member.presses("✓ 已确认")
    await secretary.presses("请组长打电话")
    await secretary.sees("已请 1 个小组", "1 人归您自己联系", "已确认 1")

    await stage.settle()
    await leader.sees("有一件事等您处理")
    await leader.presses("去处理")
    await leader.presses("1. 第一小组")
    await leader.presses("看名单")
    page = await leader.sees("陈<老>（无法送达：还没有登记）")
    assert "王建国" not in str(page)
    await leader.presses("电话告知")
    await leader.presses("陈<老>")
    await leader.sees("记下了：电话告知。")
    await leader.presses("点错了，改回来")
    await leader.sees("已经改回来了")
    await leader.presses("陈<老>")
    await leader.sees("记下了：电话告知。", "您负责的同志都有着落了")
    await leader.sends("/menu")
    page = await leader.sees("内科党支部")
    assert "等您处理" not in str(page)

    await secretary.sends("/menu")
    await secretary.presses("支部管理")
    await secretary.presses("更多")
    await secretary.presses("通知回执")
    await secretary.presses("请于周五前交学习笔记。")
    await secretary.presses("导出表格")
    await secretary.sees("通知回执表，共 3 人")
    async with stage.house.db.read() as session:
        rows = {
            row.member_id: (row.confirmed_at is not None, row.told_by_name)
            for row in await session.scalars(select(Receipt).where(Receipt.announcement_id == people.notice))
        }
    wang, zhang, old = people.ids
    assert rows == {zhang: (True, None), old: (False, "孙组长"), wang: (False, None)}
