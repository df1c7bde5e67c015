"""What is wrong is told once for a fault; a row nobody can judge is set aside and holds up nobody."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, update

from db.accounts import Account
from db.names import OutboxReason, OutboxState
from db.outbox import OutboxMessage
from services import delivery, incidents, kinds, troubles
from services.house import House
from services.kinds import Pending, Policy
from services.outbox import Payload
from services.outcomes import Refused
from tests.factories import make_account
from tests.fixtures.houses import NOW, set_clock
from tests.services.delivering import (  # noqa: F401 - some are fixtures
    People,
    _people,
    _policies,
    claim,
    enqueue,
    row,
    settle,
    to,
)

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
async def _administrators(house: House) -> None:
    async with house.db.write() as session:
        for address in ("1", "2"):
            await make_account(session, address)
        await session.execute(update(Account).values(is_administrator=True, consented_at=NOW))


async def _told(house: House) -> list[OutboxMessage]:
    async with house.db.read() as session:
        return list(await session.scalars(select(OutboxMessage).where(OutboxMessage.kind == troubles.KIND)))


async def test_a_fault_is_told_to_each_administrator_once_and_again_when_it_comes_back_later(house: House) -> None:
    for later in (0, 10, 50):
        set_clock(house, NOW + dt.timedelta(minutes=later))
        await troubles.try_to_tell(house, "telegram", {"since": {"time": NOW.isoformat()}})
    assert len(await _told(house)) == 2
    set_clock(house, NOW + 2 * HOUR)
    await troubles.try_to_tell(house, "telegram", {"since": {"time": NOW.isoformat()}})
    assert len(await _told(house)) == 4


async def test_a_clock_that_was_set_back_does_not_silence_the_next_fault(house: House) -> None:
    await troubles.try_to_tell(house, "second", {})
    set_clock(house, NOW - dt.timedelta(days=1))
    await troubles.try_to_tell(house, "second", {})
    assert len(await _told(house)) == 4


async def test_an_error_that_many_people_meet_is_told_once_a_day(house: House) -> None:
    for number in range(5):
        await incidents.keep(house, f"00{number}", "KeyError", "{}")
    await incidents.keep(house, "100", "LookupError", "{}")
    assert sorted(one.payload["vars"]["incident"] for one in await _told(house)) == ["000", "000", "100", "100"]


async def test_a_row_that_makes_its_feature_fail_is_set_aside_and_the_others_go(house: House, people: People) -> None:
    async def broken(_house: House, _session: object, rows: list[Pending], _now: dt.datetime) -> set[int]:
        if any("poison" in one.payload["vars"] for one in rows):
            raise KeyError("a defect of a feature")
        return set()

    kinds.register("poisoned", Policy(stale=broken))  # type: ignore[arg-type] # a test's own
    await enqueue(
        house,
        to(people.members[0], "a", kind="poisoned", payload=_payload(poison=1)),
        to(people.members[1], "b", kind="poisoned", payload=_payload()),
        to(people.members[2], "c"),
    )
    with pytest.raises(KeyError):
        await claim(house)
    turn = await delivery.turn(house, "me", want=10, careful=True)
    assert sorted(letter.member_id or 0 for letter in turn.letters) == sorted(people.members[1:3])
    found = await row(house, "a")
    assert (found.state, found.reason) == (OutboxState.FAILED, OutboxReason.UNRENDERABLE)
    assert {one.payload["vars"]["message"] for one in await _told(house)} == {found.id}


def _payload(**variables: object) -> Payload:
    return Payload("menu-title", {"branch": "内科", **variables})


async def test_what_the_messenger_refuses_for_good_is_told_once_a_day(house: House, people: People) -> None:
    await enqueue(house, *(to(member) for member in people.members[:2]))
    for letter in (await claim(house)).letters:
        await settle(house, letter, Refused())
    assert len({one.account_id for one in await _told(house)}) == len(await _told(house)) == 2
