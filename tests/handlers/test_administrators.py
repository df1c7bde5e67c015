"""The first administrator's conversation."""

from __future__ import annotations

from playground.actor import Actor
from services import administrators
from tests import factories
from tests.fixtures.stages import Stage


async def _consented(stage: Stage) -> Actor:
    actor = await stage.person("王敏")
    async with stage.house.db.write() as session:
        await factories.make_account(session, str(actor.id))
    return actor


async def _is_administrator(stage: Stage, actor: Actor) -> bool:
    account = await stage.account_of(actor)
    return account is not None and account.is_administrator


async def test_the_code_behind_the_command(stage: Stage) -> None:
    wang = await _consented(stage)
    made = await administrators.create_code(stage.house)
    await wang.sends(f"/admin {made.code[:5]}-{made.code[5:]}")
    await wang.sees(buttons=["支部管理"])
    assert await _is_administrator(stage, wang)


async def test_the_code_is_asked_for_and_a_wrong_one_may_be_corrected(stage: Stage) -> None:
    wang = await _consented(stage)
    made = await administrators.create_code(stage.house)
    await wang.sends("/admin")
    await wang.sees("请输入")
    await wang.sends("ABCDEFGHJK")
    await wang.sees("还可以试 4 次")
    assert not await _is_administrator(stage, wang)
    await wang.sends(made.code)
    await wang.sees(buttons=["支部管理"])
    assert await _is_administrator(stage, wang)


async def test_somebody_who_has_not_agreed_is_refused(stage: Stage) -> None:
    stranger = await stage.person("路人")
    made = await administrators.create_code(stage.house)
    await stranger.sends(f"/admin {made.code}")
    await stranger.sees("")
    assert not await _is_administrator(stage, stranger)
