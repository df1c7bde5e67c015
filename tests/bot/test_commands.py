"""Command menus: everyone's, the groups', and each person's own."""

from __future__ import annotations

import datetime as dt

import pytest

from db.names import BranchRole
from tests import factories
from tests.fixtures.houses import set_clock
from tests.fixtures.stages import Stage


async def _shown(stage: Stage, scope: str, language: str = "") -> list[str]:
    """What the playground was told last for a scope."""
    found: list[str] = []
    for request in await stage.world.requests("setMyCommands"):
        told = request["params"].get("scope") or {}
        name = told["type"] + (f":{told['chat_id']}" if "chat_id" in told else "")
        if name == scope and request["params"].get("language_code", "") == language:
            found = [f"{one['command']} {one['description']}" for one in request["params"]["commands"]]
    return found


async def _told(stage: Stage) -> int:
    return len(await stage.world.requests("setMyCommands"))


async def test_everyone_sees_the_way_in_and_groups_their_two_commands(stage: Stage) -> None:
    await stage.settle()
    assert await _shown(stage, "all_private_chats") == [
        "start 登记",
        "help 看看我会什么",
        "cancel 取消正在填写的内容",
    ]
    assert (await _shown(stage, "all_private_chats", "en"))[0] == "start Register"
    assert await _shown(stage, "all_group_chats") == ["bind 用绑定码绑定本群", "help 看看我会什么"]


async def test_each_sees_what_he_may_use_in_his_language_and_is_told_once(stage: Stage) -> None:
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session)
        plain = await factories.make_member(session, branch, "张敏")
        leader = await factories.make_member(session, branch, "王建国")
        await factories.grant_role(session, leader, branch, BranchRole.SECRETARY, starts_on=dt.date(2026, 11, 17))
    zhang, wang = await stage.known(plain), await stage.known(leader)
    for person in (zhang, wang):
        await person.sends("/me")
        await person.sees("我的")
    await stage.settle()
    mine = await _shown(stage, f"chat:{zhang.id}")
    assert "me 我的信息和设置" in mine
    assert not [line for line in mine if line.startswith(("branch", "start", "admin"))]
    assert await _shown(stage, f"chat:{wang.id}") == mine

    told = await _told(stage)
    await stage.settle()
    assert await _told(stage) == told

    set_clock(stage.house, stage.house.now() + dt.timedelta(days=1))
    await zhang.presses("语言")
    await zhang.sees("请选择语言")
    await zhang.presses("English")
    await zhang.sees("My page")
    await stage.settle()
    assert await _told(stage) == told + 2
    assert "branch 支部管理：会议、名单、设置、群" in await _shown(stage, f"chat:{wang.id}")
    assert "me My page and settings" in await _shown(stage, f"chat:{zhang.id}")


async def test_a_chat_that_is_gone_is_not_asked_again(stage: Stage) -> None:
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session)
        member = await factories.make_member(session, branch, "张敏")
        await factories.bind(session, member, await factories.make_account(session, "4242424242"))
    await stage.settle()
    told = await _told(stage)
    await stage.settle()
    assert await _told(stage) == told


@pytest.mark.parametrize("kind", ["flood", "http_error"])
async def test_a_refusal_ends_the_look_and_the_next_goes_on(stage: Stage, kind: str) -> None:
    extra = {"retry_after": 1} if kind == "flood" else {"status": 502}
    await stage.world.fault(kind, method="setMyCommands", times=1, **extra)
    await stage.settle()
    await stage.settle()
    assert await _shown(stage, "all_group_chats")
