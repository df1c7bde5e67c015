"""Bad days of networks and servers, on the playground: what is told about a row, and that nobody else waits for it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

import pytest
from sqlalchemy import text

from db.chats import BoundChat
from db.names import ChatKind, OutboxReason, OutboxState, Reach
from db.organisations import Organisation
from db.outbox import OutboxMessage
from playground.actor import Actor
from services import outbox
from services.outbox import Message, Payload
from tests.factories import make_branch, make_member
from tests.fixtures.houses import NOW, set_clock
from tests.fixtures.stages import Stage
from tests.scheduler import outgoing

PEOPLE = 6
MINUTE = dt.timedelta(minutes=1)


@dataclass
class Crowd:
    """Some members with telephones, each with one message that is due."""

    stage: Stage
    actors: list[Actor]
    branch: Organisation

    async def rows(self) -> list[OutboxMessage]:
        """Their messages, in the order of the people; the members have dues to be reminded of as well."""
        return [row for row in await outgoing.rows(self.stage.house) if row.kind == "test"]

    async def states(self) -> list[OutboxState]:
        return [row.state for row in await self.rows()]

    async def arrived(self) -> Counter[int]:
        """How often each chat got it, by the server's own record."""
        requests = await self.stage.world.requests(method="sendMessage")
        return Counter(
            int(one["params"]["chat_id"]) for one in requests if one["ok"] and "党费请在" in one["params"]["text"]
        )

    async def queue(self, **fields: object) -> None:
        """One more message."""
        values: dict[str, object] = {
            "kind": "test",
            "subject": "s",
            "payload": Payload("dues-remind-soon", {"due": {"date": "2026-11-20"}}),
            "due_at": NOW,
            **fields,
        }
        async with self.stage.house.db.write() as session:
            await outbox.enqueue(session, [Message(**values)], NOW)  # type: ignore[arg-type] # test fields by name

    async def until_all_ended(self, turns: int = 12) -> None:
        """Let the time of the house go on until nothing waits any more."""
        for _ in range(turns):
            waiting = [row.not_before for row in await self.rows() if row.state is OutboxState.QUEUED]
            if not waiting and OutboxState.UNKNOWN not in await self.states():
                return
            set_clock(self.stage.house, max([self.stage.house.now(), *waiting]) + dt.timedelta(seconds=1))
            await self.stage.settle()
        raise AssertionError("something still waits")


@pytest.fixture
async def crowd(stage: Stage) -> Crowd:
    async with stage.house.db.write() as session:
        branch = await make_branch(session)
        members = [await make_member(session, branch, f"党员{number}") for number in range(PEOPLE)]
    actors = [await stage.known(member) for member in members]
    for actor in actors:
        await actor.starts()
    await stage.world.quiet(timeout=30)
    made = Crowd(stage, actors, branch)
    for number, member in enumerate(members):
        await made.queue(dedupe_key=f"to{number}", member_id=member.id)
    return made


async def test_a_server_that_fails_for_one_chat_keeps_nobody_else_waiting(crowd: Crowd) -> None:
    await crowd.stage.world.fault("http_error", status=502, method="sendMessage", chat=crowd.actors[0].id, times=2)
    await crowd.stage.settle()
    first, *others = await crowd.rows()
    assert (first.state, first.attempts, first.reason) == (OutboxState.QUEUED, 1, None)
    assert first.not_before > crowd.stage.house.now(), "it backs off"
    assert {row.state for row in others} == {OutboxState.SENT}
    await crowd.until_all_ended()
    first = (await crowd.rows())[0]
    assert (first.state, first.attempts, first.unknowns) == (OutboxState.SENT, 2, 0)
    assert set((await crowd.arrived()).values()) == {1}


async def test_a_server_that_fails_for_everybody_loses_and_doubles_nothing(crowd: Crowd) -> None:
    await crowd.stage.world.fault("http_error", status=500, method="sendMessage", probability=0.5, seed=4)
    await crowd.stage.settle()
    await crowd.until_all_ended(40)
    assert set(await crowd.states()) == {OutboxState.SENT}
    assert await crowd.arrived() == Counter({actor.id: 1 for actor in crowd.actors})


@pytest.mark.parametrize(("fault", "times"), [("drop_before", 1), ("drop_after", 2)])
async def test_an_answer_that_never_came_is_unknown_for_its_row_only(crowd: Crowd, fault: str, times: int) -> None:
    """Cut before the message it arrives once, cut after it twice: more nobody can know, and zero times never."""
    await crowd.stage.world.fault(fault, method="sendMessage", chat=crowd.actors[0].id, times=1)
    await crowd.stage.settle()
    first, *others = await crowd.rows()
    assert (first.state, first.reason, first.unknowns) == (OutboxState.UNKNOWN, OutboxReason.CRASHED, 1)
    assert {row.state for row in others} == {OutboxState.SENT}
    await crowd.until_all_ended()
    assert set(await crowd.states()) == {OutboxState.SENT}
    found = await crowd.arrived()
    assert found[crowd.actors[0].id] == times
    assert {found[actor.id] for actor in crowd.actors[1:]} == {1}


async def test_a_429_of_one_chat_holds_that_chat_and_burns_no_attempt(crowd: Crowd) -> None:
    await crowd.stage.world.fault("flood", method="sendMessage", chat=crowd.actors[2].id, retry_after=300, times=1)
    await crowd.stage.settle()
    held = (await crowd.rows())[2]
    assert (held.state, held.attempts, held.reason) == (OutboxState.QUEUED, 0, None)
    assert NOW + 4 * MINUTE < held.not_before <= NOW + 6 * MINUTE
    assert Counter(await crowd.states()) == {OutboxState.SENT: PEOPLE - 1, OutboxState.QUEUED: 1}


async def test_a_storm_of_429_loses_and_doubles_nothing(crowd: Crowd) -> None:
    """When several chats report it the whole bot rests for that long, and then everybody is written to once."""
    for actor in crowd.actors[:4]:
        await crowd.stage.world.fault("flood", method="sendMessage", chat=actor.id, retry_after=1, times=1)
    await crowd.stage.settle()
    assert {row.attempts for row in await crowd.rows()} == {0}
    await crowd.until_all_ended()
    assert set(await crowd.states()) == {OutboxState.SENT}
    assert {(row.attempts, row.unknowns) for row in await crowd.rows()} == {(0, 0)}
    assert await crowd.arrived() == Counter({actor.id: 1 for actor in crowd.actors})


async def test_who_left_the_messenger_and_who_blocked_are_different_and_alone(crowd: Crowd) -> None:
    gone, blocking = crowd.actors[0], crowd.actors[1]
    await gone.leaves_telegram()
    await blocking.blocks()
    await crowd.stage.world.quiet(timeout=30)
    async with crowd.stage.house.db.write() as session:
        # The bot has heard of the block already; make it forget.
        await session.execute(text("UPDATE accounts SET reach = 'REACHABLE'"))
    await crowd.stage.settle()
    first, second, *others = await crowd.rows()
    assert (first.state, first.reason) == (OutboxState.UNREACHABLE, OutboxReason.DEACTIVATED)
    assert (second.state, second.reason) == (OutboxState.UNREACHABLE, OutboxReason.BLOCKED)
    assert {row.state for row in others} == {OutboxState.SENT}
    reaches = [account.reach for actor in (gone, blocking) if (account := await crowd.stage.account_of(actor))]
    assert reaches == [Reach.DEACTIVATED, Reach.BLOCKED]
    # The next message asks nobody any more, and says the same.
    requests = len(await crowd.stage.world.requests(method="sendMessage"))
    await crowd.queue(dedupe_key="again", member_id=first.member_id)
    await crowd.stage.settle()
    again = (await crowd.rows())[-1]
    assert (again.state, again.reason) == (OutboxState.UNREACHABLE, OutboxReason.DEACTIVATED)
    assert len(await crowd.stage.world.requests(method="sendMessage")) == requests
    # Whoever comes back is written to again.
    await blocking.unblocks()
    await blocking.starts()
    await crowd.stage.world.quiet(timeout=30)
    await crowd.queue(dedupe_key="back", member_id=second.member_id)
    await crowd.stage.settle()
    assert (await crowd.rows())[-1].state is OutboxState.SENT


async def test_a_group_that_moved_is_written_to_at_its_new_address_once(crowd: Crowd) -> None:
    room = await crowd.stage.world.group("内科党支部", [crowd.actors[0]], kind="group")
    async with crowd.stage.house.db.write() as session:
        chat = BoundChat(
            kind=ChatKind.GROUP,
            messenger="telegram",
            address=str(room.id),
            organisation_id=crowd.branch.id,
            bound_at=NOW,
        )
        session.add(chat)
        await session.flush()
        chat_id = chat.id
    moved = await room.migrates()
    await crowd.stage.world.quiet(timeout=30)
    async with crowd.stage.house.db.write() as session:
        # The bot has heard of the move already; make it forget.
        (await session.get_one(BoundChat, chat_id)).address = str(room.id)
    await crowd.queue(dedupe_key="group", chat_id=chat_id)
    await crowd.stage.settle()
    row = (await crowd.rows())[-1]
    assert (row.state, row.sent_address) == (OutboxState.SENT, str(moved.id))
    found = await crowd.arrived()
    assert (found[moved.id], found[room.id]) == (1, 0)
    async with crowd.stage.house.db.read() as session:
        assert (await session.get_one(BoundChat, chat_id)).address == str(moved.id)
    assert set(await crowd.states()) == {OutboxState.SENT}
