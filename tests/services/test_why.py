"""Why did I (not) get it: every intended message with its state, reason and time, and no text."""

from __future__ import annotations

import datetime as dt
import importlib
from typing import Any

import pytest
from sqlalchemy import select, update

import texts
from db.names import OutboxAction, OutboxReason, OutboxState
from db.outbox import OutboxMessage
from handlers import features
from services import kinds, outbox, why
from services.access import STRANGER
from services.errors import NotAllowed
from services.house import House
from services.outbox import Message, Payload
from services.why import Entry, Fate
from tests.fixtures.houses import NOW
from tests.services.people import Town, make_town

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


async def meant(house: House, key: str, due: dt.datetime, **fields: Any) -> None:
    """An outbox row; ``member_id`` or ``account_id`` and columns to set."""
    values: dict[str, Any] = {"kind": "dues_reminder", "dedupe_key": key, "subject": "s", "payload": Payload("x")}
    for name in ("member_id", "account_id", "action", "kind"):
        if name in fields:
            values[name] = fields.pop(name)
    async with house.db.write() as session:
        message = Message(**values, due_at=due)
        await outbox.enqueue(session, [message], NOW - 80 * DAY)
        if fields:
            await session.execute(update(OutboxMessage).where(OutboxMessage.dedupe_key == key).values(**fields))


async def id_of(house: House, key: str) -> int:
    async with house.db.read() as session:
        return (await session.scalars(select(OutboxMessage.id).where(OutboxMessage.dedupe_key == key))).one()


@pytest.mark.parametrize(
    ("columns", "fate", "reason", "at"),
    [
        ({"state": OutboxState.SENT, "ended_at": NOW - 1.5 * HOUR}, Fate.SENT, None, NOW - 1.5 * HOUR),
        ({}, Fate.WAITING, None, NOW - 2 * HOUR),
        ({"not_before": NOW + HOUR}, Fate.HELD, None, NOW + HOUR),
        ({"not_before": NOW + HOUR, "attempts": 2}, Fate.RETRYING, None, NOW + HOUR),
        (
            {"state": OutboxState.SKIPPED, "reason": OutboxReason.PAUSED},
            Fate.SKIPPED,
            OutboxReason.PAUSED,
            NOW - 2 * HOUR,
        ),
        (
            {"state": OutboxState.UNREACHABLE, "reason": OutboxReason.BLOCKED},
            Fate.UNREACHABLE,
            OutboxReason.BLOCKED,
            NOW - 2 * HOUR,
        ),
        (
            {"state": OutboxState.UNKNOWN, "reason": OutboxReason.CRASHED},
            Fate.UNKNOWN,
            OutboxReason.CRASHED,
            NOW - 2 * HOUR,
        ),
    ],
)
async def test_each_state_is_told(
    house: House, columns: dict[str, Any], fate: Fate, reason: OutboxReason | None, at: dt.datetime
) -> None:
    town = await make_town(house)
    await meant(house, "a", NOW - 2 * HOUR, member_id=town.plain.id, **columns)
    story = await why.mine(house, await town.actor(house, town.plain))
    assert story.entries == (Entry("dues_reminder", fate, reason, at, merged=False),)


async def test_newest_first_ninety_days_what_waits_soon_and_no_edits(house: House) -> None:
    town = await make_town(house)
    plain = town.plain.id
    for name, due in (("old", -91 * DAY), ("first", -89 * DAY), ("soon", 3 * DAY), ("far", 8 * DAY)):
        await meant(house, name, NOW + due, member_id=plain)
    await meant(house, "own", NOW - DAY, account_id=town.accounts[plain].id)
    await meant(house, "edit", NOW - DAY, member_id=plain, action=OutboxAction.EDIT)
    await meant(house, "digest", NOW - DAY, member_id=plain, kind="digest")
    await meant(house, "others", NOW - DAY, member_id=town.silent.id)
    story = await why.mine(house, await town.actor(house, town.plain))
    assert [entry.at for entry in story.entries] == [NOW + 3 * DAY, NOW - DAY, NOW - 89 * DAY]


async def test_a_merged_message_went_out_with_its_carrier(house: House) -> None:
    town = await make_town(house)
    await meant(house, "carrier", NOW - HOUR, member_id=town.plain.id, kind="digest")
    carrier = await id_of(house, "carrier")
    await meant(
        house,
        "a",
        NOW - 2 * HOUR,
        member_id=town.plain.id,
        state=OutboxState.SKIPPED,
        reason=OutboxReason.MERGED,
        merged_into=carrier,
    )
    actor = await town.actor(house, town.plain)
    assert (await why.mine(house, actor)).entries == (
        Entry("dues_reminder", Fate.WAITING, None, NOW - HOUR, merged=True),
    )
    async with house.db.write() as session:
        await session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id == carrier)
            .values(state=OutboxState.UNREACHABLE, reason=OutboxReason.BLOCKED)
        )
    (entry,) = (await why.mine(house, actor)).entries
    assert (entry.fate, entry.reason) == (Fate.UNREACHABLE, OutboxReason.BLOCKED)


async def test_pages_do_not_run_over(house: House) -> None:
    town = await make_town(house)
    for number in range(why.PAGE + 1):
        await meant(house, f"m{number}", NOW - number * HOUR, member_id=town.plain.id)
    actor = await town.actor(house, town.plain)
    last = await why.mine(house, actor, 99)
    assert (last.number, last.pages, last.total, len(last.entries)) == (2, 2, why.PAGE + 1, 1)
    assert (await why.mine(house, actor, 0)).number == 1


async def _town(house: House) -> Town:
    town = await make_town(house)
    await meant(house, "a", NOW - HOUR, member_id=town.plain.id)
    await meant(house, "before", NOW - HOUR, account_id=town.accounts[town.plain.id].id)  # before it was bound
    return town


async def test_the_steward_of_his_branch_and_the_office_see_him_and_nobody_else(house: House) -> None:
    town = await _town(house)
    for steward in (town.secretary, town.office):
        story = await why.of_member(house, await town.actor(house, steward), town.plain.id)
        assert (story.name, story.total) == ("张敏", 1)
    for other in (town.foreign, town.plain):
        with pytest.raises(NotAllowed):
            await why.of_member(house, await town.actor(house, other), town.plain.id)
    with pytest.raises(NotAllowed):
        await why.of_member(house, await town.actor(house, town.secretary), 999_999)
    with pytest.raises(NotAllowed):
        await why.mine(house, STRANGER)


async def test_a_steward_chooses_among_his_people(house: House) -> None:
    town = await _town(house)
    found = await why.people(house, await town.actor(house, town.secretary), town.inner.id)
    assert [name for _, name in found.people] == ["王建国", "张敏", "欧阳静"]
    assert len((await why.people(house, await town.actor(house, town.office), town.committee.id)).people) == 5
    with pytest.raises(NotAllowed):
        await why.people(house, await town.actor(house, town.foreign), town.inner.id)


def test_every_kind_that_is_registered_has_its_words() -> None:
    features.load()
    importlib.import_module("scheduler.planners")
    wanted = {f"why-kind-{kind.replace('_', '-')}" for kind in kinds._policies if kind != why.CARRIER}
    assert sorted(wanted - set(texts.keys("zh-CN"))) == []
