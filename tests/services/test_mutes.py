"""Kinds a person turns off: what is no duty, and nothing else."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from db.accounts import MutedKind
from db.audit import AuditEntry
from db.names import OutboxReason, OutboxState
from services import access, kinds, mutes
from services.access import STRANGER, Actor
from services.errors import BadInput, NotAllowed
from services.house import House
from services.kinds import Policy
from services.mutes import Switch
from tests.factories import make_account
from tests.services.delivering import People, _people, _policies, claim, ends, enqueue, to  # noqa: F401 - fixtures


@pytest.fixture(autouse=True)
def _optional(_policies: None) -> None:  # noqa: F811 - the order of two autouse fixtures
    kinds.register("extra_reading", Policy(mutable=True))


async def _actor(house: House, address: str = "1000") -> Actor:
    async with house.db.read() as session:
        return await access.identify(session, "telegram", address, house.today())


async def test_a_muted_kind_is_skipped_and_says_so(house: House, people: People) -> None:
    actor = await _actor(house)
    await mutes.switch(house, actor, "extra_reading", on=False)
    assert Switch("extra_reading", on=False) in await mutes.switches(house, actor)
    await enqueue(house, to(people.members[0], "a", kind="extra_reading"))
    await ends(house, "a", OutboxState.SKIPPED, OutboxReason.MUTED)
    await enqueue(house, to(people.members[1], "b", kind="extra_reading"), to(people.members[0], "c"))
    assert len((await claim(house)).letters) == 2  # another person's, and another kind


async def test_a_muted_kind_comes_again(house: House, people: People) -> None:
    actor = await _actor(house)
    for on in (False, False, True, True):
        await mutes.switch(house, actor, "extra_reading", on=on)
    await enqueue(house, to(people.members[0], "a", kind="extra_reading"))
    assert len((await claim(house)).letters) == 1
    async with house.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(MutedKind)) == 0
        log = await session.scalars(select(AuditEntry.action).order_by(AuditEntry.id))
        assert list(log) == ["profile.muted", "profile.unmuted"]


@pytest.mark.parametrize("kind", ["dues_reminder", "reminder", "no_such_kind"])
async def test_duties_cannot_be_turned_off(sqlite_house: House, kind: str) -> None:
    with pytest.raises(NotAllowed):
        await mutes.switch(sqlite_house, STRANGER, kind, on=False)
    async with sqlite_house.db.write() as session:
        await make_account(session, "1000")
    with pytest.raises(BadInput):
        await mutes.switch(sqlite_house, await _actor(sqlite_house), kind, on=False)
