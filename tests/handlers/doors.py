"""A message with one button, for conversations that begin deep inside a feature."""

from __future__ import annotations

import itertools

from db.members import Member
from db.names import BranchRole
from playground.actor import Actor
from services import outbox
from services.outbox import PRIORITY_ANSWER, Button, Message, Payload
from services.questions.shapes import Asked
from tests import factories
from tests.fixtures.stages import Stage

_numbers = itertools.count(1)


async def door(stage: Stage, person: Actor, label: str, data: str) -> None:
    """Send a person a message with a button, and let him press it. Arguments as for ``shown``."""
    await shown(stage, person, label, data)
    await person.presses(data=data)


async def shown(stage: Stage, person: Actor, label: str, data: str) -> None:
    """Send a person a message with a button.

    Args:
        stage: The stage.
        person: Who has registered.
        label: Catalogue key of the button's text.
        data: The button's data.
    """
    account = await stage.account_of(person)
    assert account is not None
    key = f"door:{next(_numbers)}"
    message = Message(
        kind="door",
        dedupe_key=key,
        subject=key,
        payload=Payload("menu-title-office", buttons=((Button(label, data=data),),)),
        due_at=stage.house.now(),
        account_id=account.id,
        priority=PRIORITY_ANSWER,
    )
    async with stage.house.db.write() as session:
        await outbox.enqueue(session, [message], stage.house.now())
    await stage.settle()
    await person.sees("支部助手")


async def comes_in(stage: Stage, member: Member) -> Actor:
    """A registered member who has written to the bot, so that it may write to him."""
    actor = await stage.known(member)
    await actor.sends("/menu")
    await actor.sees("您好")
    return actor


async def keeper_and_member(stage: Stage, *asked: Asked) -> tuple[Actor, Actor, int]:
    """A publicity member and a plain member who have come in, and their branch with these questions in its bank."""
    async with stage.house.db.write() as session:
        committee = await factories.make_organisation(session)
        branch = await factories.make_branch(session, "内科党支部", parent=committee)
        li = await factories.make_member(session, branch, "李宣传", role=BranchRole.PUBLICITY_MEMBER)
        zhang = await factories.make_member(session, branch, "张敏")
        for one in asked:
            await factories.make_question(session, branch, one.stem, one)
    return await comes_in(stage, li), await comes_in(stage, zhang), branch.id
