"""The outbox from the side of the facts: every call twice, the second changes nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select

from db.names import OutboxReason, OutboxState
from db.outbox import OutboxMessage
from services import outbox
from services.house import House
from services.outbox import Message, Payload, Reconciled
from tests.factories import make_account
from tests.fixtures.houses import NOW

LATER = NOW + dt.timedelta(days=1)


async def _account(house: House) -> int:
    async with house.db.write() as session:
        return (await make_account(session)).id


def message(account_id: int, key: str = "a", **fields: object) -> Message:
    base = Message(
        kind="test",
        dedupe_key=key,
        subject="s",
        payload=Payload("menu-title", {"branch": "内科"}),
        due_at=LATER,
        account_id=account_id,
    )
    return replace(base, **fields)  # type: ignore[arg-type] # test fields by name


async def rows(house: House) -> dict[str, OutboxMessage]:
    async with house.db.read() as session:
        return {row.dedupe_key: row for row in await session.scalars(select(OutboxMessage))}


async def reconcile(house: House, wanted: list[Message], keep: tuple[str, ...] = ()) -> Reconciled:
    async with house.db.write() as session:
        return await outbox.reconcile(session, "s", wanted, NOW, keep=keep)


async def set_state(house: House, key: str, state: OutboxState, reason: OutboxReason | None = None) -> None:
    async with house.db.write() as session:
        row = (await session.scalars(select(OutboxMessage).where(OutboxMessage.dedupe_key == key))).one()
        row.state, row.reason = state, reason


async def test_enqueue_twice_is_once(house: House) -> None:
    account = await _account(house)
    async with house.db.write() as session:
        assert await outbox.enqueue(session, [message(account), message(account, "b")], NOW) == 2
    async with house.db.write() as session:
        assert await outbox.enqueue(session, [message(account), message(account, "c")], NOW) == 1
    assert set(await rows(house)) == {"a", "b", "c"}


async def test_reconcile_inserts_voids_and_is_done(house: House) -> None:
    account = await _account(house)
    assert await reconcile(house, [message(account), message(account, "b")]) == Reconciled(2, 0)
    assert await reconcile(house, [message(account, "b"), message(account, "c")]) == Reconciled(1, 1)
    assert (await reconcile(house, [message(account, "b"), message(account, "c")])).changes == 0
    found = await rows(house)
    assert (found["a"].state, found["a"].reason, found["a"].ended_at) == (OutboxState.SKIPPED, OutboxReason.VOID, NOW)
    assert found["b"].state is found["c"].state is OutboxState.QUEUED


async def test_what_was_voided_and_is_wanted_again_is_the_same_row_queued_again(house: House) -> None:
    account = await _account(house)
    await reconcile(house, [message(account)])
    first = (await rows(house))["a"].id
    await reconcile(house, [])
    later = LATER + dt.timedelta(days=2)
    assert await reconcile(house, [message(account, due_at=later)]) == Reconciled(0, 0, revived=1)
    row = (await rows(house))["a"]
    assert (row.id, row.state, row.reason, row.ended_at, row.due_at, row.not_before) == (
        first,
        OutboxState.QUEUED,
        None,
        None,
        later,
        later,
    )
    assert (await reconcile(house, [message(account, due_at=later)])).changes == 0


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (OutboxState.SENT, None),
        (OutboxState.SKIPPED, OutboxReason.EXPIRED),
        (OutboxState.SKIPPED, OutboxReason.NOT_TRUE),
        (OutboxState.UNREACHABLE, OutboxReason.BLOCKED),
        (OutboxState.FAILED, OutboxReason.REFUSED),
        (OutboxState.UNKNOWN, OutboxReason.CRASHED),
    ],
)
async def test_what_ended_otherwise_is_left_alone(
    house: House, state: OutboxState, reason: OutboxReason | None
) -> None:
    account = await _account(house)
    await reconcile(house, [message(account)])
    await set_state(house, "a", state, reason)
    assert (await reconcile(house, [message(account, due_at=LATER + dt.timedelta(days=1))])).changes == 0
    assert (await reconcile(house, [])).changes == 0
    row = (await rows(house))["a"]
    assert (row.state, row.reason, row.due_at) == (state, reason, LATER)


async def test_queued_rows_take_new_times_and_new_words(house: House) -> None:
    account = await _account(house)
    await reconcile(house, [message(account)])
    async with house.db.write() as session:
        row = (await session.scalars(select(OutboxMessage))).one()
        row.not_before = LATER + dt.timedelta(hours=5)  # held
    reworded = message(account, payload=Payload("menu-title", {"branch": "外科"}))
    assert await reconcile(house, [reworded]) == Reconciled(0, 0, refreshed=1)
    row = (await rows(house))["a"]
    assert row.payload["vars"] == {"branch": "外科"}
    assert row.not_before == LATER + dt.timedelta(hours=5)
    moved = replace(reworded, due_at=LATER + dt.timedelta(days=1))
    assert await reconcile(house, [moved]) == Reconciled(0, 0, refreshed=1)
    assert (await rows(house))["a"].not_before == LATER + dt.timedelta(days=1)


async def test_keep_leaves_a_queued_row_and_makes_none(house: House) -> None:
    account = await _account(house)
    await reconcile(house, [message(account)])
    assert (await reconcile(house, [], keep=("a", "b"))).changes == 0
    found = await rows(house)
    assert set(found) == {"a"}
    assert found["a"].state is OutboxState.QUEUED


async def test_a_message_of_another_subject_is_refused(house: House) -> None:
    account = await _account(house)
    with pytest.raises(ValueError, match="another subject"):
        await reconcile(house, [message(account, subject="t")])


async def test_listeners_hear_of_committed_messages_only(sqlite_house: House) -> None:
    account = await _account(sqlite_house)
    heard: list[int] = []
    forget = outbox.on_queued(lambda: heard.append(1))
    try:
        async with sqlite_house.db.write() as session:
            await outbox.enqueue(session, [message(account)], NOW)
            await session.rollback()
        assert heard == []
        async with sqlite_house.db.write() as session:
            await outbox.enqueue(session, [message(account)], NOW)
            assert heard == []
        assert heard == [1]
        async with sqlite_house.db.write() as session:
            await outbox.enqueue(session, [message(account)], NOW)  # nothing new
        assert heard == [1]
    finally:
        forget()
