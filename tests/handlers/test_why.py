"""Why did I (not) get it, and which kinds come, as conversations."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from db.accounts import MutedKind
from db.names import BranchRole
from playground.actor import Actor
from services import kinds, outbox
from services.kinds import Policy
from services.outbox import Message, Payload
from tests import factories
from tests.fixtures.houses import NOW
from tests.fixtures.stages import Stage
from tests.handlers.forging import press_forged


@pytest.fixture
async def branch(stage: Stage) -> tuple[Actor, Actor, int]:
    """A secretary, a member with a message due, and the member's id."""
    async with stage.house.db.write() as session:
        made = await factories.make_branch(session, "内科党支部")
        wang = await factories.make_member(session, made, "王建国", role=BranchRole.SECRETARY)
        zhang = await factories.make_member(session, made, "张敏")
        await outbox.enqueue(
            session,
            [
                Message(
                    kind="role_notice",
                    dedupe_key="n",
                    subject="s",
                    payload=Payload("menu-title", {"branch": "悄悄话"}),
                    due_at=NOW - dt.timedelta(minutes=1),
                    member_id=zhang.id,
                )
            ],
            NOW,
        )
    return await stage.known(wang), await stage.known(zhang), zhang.id


async def test_he_sees_what_became_of_his_messages(stage: Stage, branch: tuple[Actor, Actor, int]) -> None:
    _, zhang, _ = branch
    await zhang.sends("/me")
    await zhang.presses("收到了没有")
    await zhang.sees("职务通知", "等待中")
    await stage.settle()
    await zhang.sends("/me")
    await zhang.presses("收到了没有")
    page = await zhang.sees(
        "职务通知", "已发出，11月16日（周一）10:00", "交党费提醒", "等待中，11月19日（周四）09:00 发"
    )
    assert "悄悄话" not in page["text"]
    await zhang.presses("返回")
    await zhang.sees("我的")


async def test_the_secretary_sees_the_state_and_no_text(stage: Stage, branch: tuple[Actor, Actor, int]) -> None:
    wang, zhang, member_id = branch
    await zhang.blocks()
    await stage.settle()
    await wang.sends("支部")
    await wang.presses("全部名单")
    await wang.presses("谁收到了没有")
    await wang.sees("看谁的消息")
    await wang.presses("张敏")
    page = await wang.sees("张敏", "职务通知", "无法送达：停用了机器人")
    assert "悄悄话" not in page["text"]
    await wang.presses("返回")
    await wang.sees("看谁的消息")
    await wang.presses("返回")
    await wang.sees("全部名单")
    assert member_id


async def test_a_member_cannot_look_at_another(stage: Stage, branch: tuple[Actor, Actor, int]) -> None:
    wang, zhang, member_id = branch
    assert wang.id != zhang.id
    await zhang.sends("/me")
    await zhang.sees("我的")
    await press_forged(stage, zhang, f"why.of:{member_id}")
    assert "最近 90 天" not in zhang.last_message["text"]


async def test_kinds_are_switched_in_place(
    stage: Stage, branch: tuple[Actor, Actor, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kinds, "_policies", dict(kinds._policies))
    kinds._policies.pop("meeting_reminder", None)
    kinds.register("meeting_reminder", Policy(mutable=True))
    _, zhang, _ = branch
    await zhang.sends("/me")
    await zhang.presses("想收哪些提醒")
    page = await zhang.sees("不能关", buttons=["✓ 会议提醒"])
    await zhang.presses("✓ 会议提醒")
    off = await zhang.sees("不能关", buttons=["✗ 会议提醒"])
    assert off["message_id"] == page["message_id"]
    async with stage.house.db.read() as session:
        assert [row.kind for row in await session.scalars(select(MutedKind))] == ["meeting_reminder"]
    await zhang.presses("✗ 会议提醒")
    await zhang.sees("不能关", buttons=["✓ 会议提醒"])
    await press_forged(stage, zhang, "me.kinds:dues_reminder:off")
    await zhang.sends("/me")
    await zhang.sees("我的")
    async with stage.house.db.read() as session:
        assert list(await session.scalars(select(MutedKind))) == []
