"""Kill the process while people take a quiz: each answer acknowledged to a person is in the database."""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select

from db.members import Member
from db.names import BranchRole
from db.quizzes import Answer, Attempt
from db.session import Database
from db.vault import Vault
from playground import server as playground_server
from playground.actor import Actor
from playground.client import Playground
from playground.control_client import NotSeen
from playground.kinds import Json
from playground.reading import buttons_of
from services import access, rules
from services.clock import SystemClock
from services.house import House
from services.names import QuestionKind
from services.questions.shapes import Asked
from services.quizzes import composing, publishing
from tests import factories
from tests.fixtures.engines import borrow
from tests.fixtures.houses import TEST_KEY
from tests.proofs.processes import TOKEN, Process, settings_of

PEOPLE, QUESTIONS, KILLS = 5, 6, 2
#: Seconds in which a process that was killed is up again and has answered what waited.
_PATIENCE = 60.0
#: After so long a person presses again.
_AGAIN = 4.0


async def _quiz(house: House, actors: list[Actor]) -> dict[int, int]:
    """A quiz that is open for everybody; member ids by their phones."""
    async with house.db.write() as session:
        committee = await factories.make_organisation(session)
        branch = await factories.make_branch(session, parent=committee)
        members = {}
        for actor in actors:
            member = await factories.make_member(session, branch, actor.name)
            await factories.bind(session, member, await factories.make_account(session, str(actor.id)))
            members[actor.id] = member.id
        keeper = await session.get_one(Member, members[actors[0].id])
        await factories.grant_role(session, keeper, branch, BranchRole.PUBLICITY_MEMBER)
        for number in range(QUESTIONS):
            asked = Asked(QuestionKind.SINGLE, f"按 {number} 号材料，党课多久一次？", ("每月", "每季度", "每年"), (1,))
            await factories.make_question(session, branch, asked.stem, asked)
    async with house.db.read() as session:
        composer = await access.identify(session, "telegram", str(actors[0].id), house.today())
    draft = await composing.start(house, composer, branch.id, "测试")
    await publishing.publish(house, composer, draft.id)
    return members


async def _takes(actor: Actor, told: set[tuple[int, int]], news: asyncio.Queue[None]) -> None:
    """Answer everything; what the next question or the result acknowledges is noted."""
    await actor.sends("/quiz")
    await actor.sees("点一下开始", timeout=_PATIENCE)
    await actor.press_without_waiting("测试（")
    screen = await actor.sees(f"1/{QUESTIONS}", timeout=_PATIENCE)
    for position in range(1, QUESTIONS + 1):
        pressed = next(one["callback_data"] for one in buttons_of(screen) if one["text"] == "B")
        screen = await _pressed(actor, pressed, f"{position + 1}/{QUESTIONS}" if position < QUESTIONS else "分")
        told.add((actor.id, position))
        news.put_nowait(None)


async def _pressed(actor: Actor, button: str, then: str) -> Json:
    """Press until the next screen comes: one that a crash left as it was is put right by pressing again."""
    until = time.monotonic() + _PATIENCE
    while True:
        with suppress(NotSeen):  # the button is gone: the screen has changed meanwhile
            await actor.press_without_waiting(data=button, timeout=0)
        try:
            return await actor.sees(then, timeout=_AGAIN)
        except NotSeen:
            if time.monotonic() > until:
                raise


async def _stored(house: House, members: dict[int, int]) -> set[tuple[int, int]]:
    phones = {member: phone for phone, member in members.items()}
    async with house.db.read() as session:
        rows = await session.execute(
            select(Attempt.member_id, Answer.position).join(Attempt, Attempt.id == Answer.attempt_id)
        )
        return {(phones[row.member_id], row.position) for row in rows}


@pytest.mark.proof
@pytest.mark.timeout(300)
async def test_what_was_acknowledged_is_stored_whenever_the_process_is_killed(sqlite_url: str, tmp_path: Path) -> None:
    dice = random.Random(5)
    house = House(db=borrow(Database(sqlite_url)), vault=Vault([TEST_KEY]), rules=rules.load(), clock=SystemClock())
    async with playground_server.running() as server, Playground.connect(server.url) as world:
        await world.bot(TOKEN, username="zhibu_test_bot", first_name="支部")
        actors = [await world.person(f"党员{number}") for number in range(PEOPLE)]
        members = await _quiz(house, actors)
        environment = settings_of(server.url, sqlite_url, LOG_LEVEL="ERROR")
        process = Process("bot", ["run"], tmp_path, environment, forked=True)
        await process.start()
        told: set[tuple[int, int]] = set()
        news: asyncio.Queue[None] = asyncio.Queue()
        try:
            async with asyncio.TaskGroup() as group:
                for actor in actors:
                    group.create_task(_takes(actor, told, news))
                for _ in range(KILLS):
                    for _ in range(PEOPLE * QUESTIONS // (KILLS + 1)):
                        await news.get()
                    await asyncio.sleep(dice.uniform(0.0, 0.01))
                    acknowledged = set(told)
                    await process.kill()
                    assert acknowledged <= await _stored(house, members)
                    await process.start()
        finally:
            await process.stop()
        assert process.kills == KILLS
        assert await _stored(house, members) == told == {(a.id, n) for a in actors for n in range(1, QUESTIONS + 1)}
    await house.db.close()
