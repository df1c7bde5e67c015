"""What the tests of delivery share: a branch with accounts, messages to them, a turn's two halves."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from sqlalchemy import select

from db.names import OutboxReason, OutboxState
from db.outbox import OutboxMessage
from services import delivery, kinds, outbox
from services.delivery import Letter, Result, Turn
from services.house import House
from services.kinds import OnPause, OnUnknown, Policy
from services.outbox import Message, Payload
from services.outcomes import Outcome
from tests.factories import bind, make_account, make_branch, make_member
from tests.fixtures.houses import NOW

MINUTE = dt.timedelta(minutes=1)
EVENING = NOW.replace(hour=14)  # 22:00 in Shanghai
MORNING = NOW.replace(hour=23, minute=30)  # 07:30 of the next day


@pytest.fixture(autouse=True)
def _policies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_policies", dict(kinds._policies))
    kinds.register("reminder", Policy(on_pause=OnPause.SKIP, attempts=3))
    kinds.register("held", Policy(on_pause=OnPause.HOLD))
    kinds.register("announcement", Policy(on_unknown=OnUnknown.ASK))


class People:
    """A branch with members who have an account."""

    def __init__(self, house: House, branch_id: int, members: list[int], accounts: list[int]) -> None:
        self.house = house
        self.branch_id = branch_id
        self.members = members
        self.accounts = accounts


@pytest.fixture(name="people")
async def _people(house: House) -> People:
    async with house.db.write() as session:
        branch = await make_branch(session)
        members, accounts = [], []
        for number in range(4):
            member = await make_member(session, branch, f"党员{number}")
            account = await make_account(session, str(1000 + number))
            await bind(session, member, account)
            members.append(member.id)
            accounts.append(account.id)
        return People(house, branch.id, members, accounts)


def to(member: int | None, key: str = "", **fields: object) -> Message:
    values: dict[str, object] = {
        "kind": "reminder",
        "dedupe_key": key or f"to{member}",
        "subject": "s",
        "payload": Payload("menu-title", {"branch": "内科"}),
        "due_at": NOW - MINUTE,
        "member_id": member,
        **fields,
    }
    return Message(**values)  # type: ignore[arg-type] # test fields by name


async def enqueue(house: House, *messages: Message) -> None:
    async with house.db.write() as session:
        await outbox.enqueue(session, messages, NOW)


async def row(house: House, key: str) -> OutboxMessage:
    async with house.db.read() as session:
        return (await session.scalars(select(OutboxMessage).where(OutboxMessage.dedupe_key == key))).one()


async def claim(house: House, want: int = 10, owner: str = "me") -> Turn:
    return await delivery.turn(house, owner, want=want)


async def settle(house: House, letter: Letter, outcome: Outcome, *ids: int, owner: str = "me") -> Turn:
    return await delivery.turn(house, owner, results=[Result(letter.id, outcome, ids)], rng=random.Random(1))


async def ends(house: House, key: str, state: OutboxState, reason: OutboxReason) -> None:
    turn = await claim(house)
    assert turn.letters == []
    assert [(one.state, one.reason) for one in turn.ended] == [(state, reason)]
    found = await row(house, key)
    assert (found.state, found.reason, found.ended_at, found.lease_until) == (state, reason, house.now(), None)
