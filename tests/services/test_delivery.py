"""Delivery from the side of the rows: what is claimed, what is not and why."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest
from sqlalchemy import event, text

from db.accounts import Account
from db.names import MemberStatus, OutboxReason, OutboxState, Reach
from services import delivery, kinds, outbox
from services.house import House
from services.kinds import Pending, Policy
from services.outbox import PRIORITY_ANSWER, PRIORITY_NOTICE, Payload
from services.outcomes import (
    Sent,
)
from tests.fixtures.houses import NOW, set_clock
from tests.services.delivering import (  # noqa: F401 - some are fixtures
    EVENING,
    MINUTE,
    MORNING,
    People,
    _people,
    _policies,
    claim,
    ends,
    enqueue,
    row,
    settle,
    to,
)

# --- claiming -------------------------------------------------------------------------------------------------------


async def test_a_due_message_is_claimed_with_all_its_sender_needs(house: House, people: People) -> None:
    await enqueue(house, to(people.members[0], "a"))
    turn = await claim(house)
    (letter,) = turn.letters
    assert (letter.address, letter.language, letter.zone.key) == ("1000", "zh-CN", "Asia/Shanghai")
    assert letter.payload["key"] == "menu-title"
    found = await row(house, "a")
    assert (found.state, found.lease_owner, found.lease_until, found.sent_address) == (
        OutboxState.SENDING,
        "me",
        NOW + dt.timedelta(seconds=60),
        "1000",
    )


async def test_what_is_claimed_is_not_claimed_again(house: House, people: People) -> None:
    await enqueue(house, *(to(member) for member in people.members))
    first, second = await asyncio.gather(claim(house, 3, "one"), claim(house, 3, "two"))
    # A claim looks at more rows than it takes, and the other one passes over those: they are next.
    third = await claim(house, 3, "three")
    ids = [letter.id for letter in first.letters + second.letters + third.letters]
    assert len(ids) == len(set(ids)) == 4


async def test_no_more_are_claimed_than_are_wanted_and_urgent_ones_first(house: House, people: People) -> None:
    await enqueue(
        house,
        to(people.members[0], "reminder", due_at=NOW - 3 * MINUTE),
        to(people.members[1], "older", due_at=NOW - 5 * MINUTE),
        to(people.members[2], "notice", priority=PRIORITY_NOTICE),
    )
    turn = await claim(house, 2)
    assert turn.more
    assert [letter.payload and letter.id for letter in turn.letters] == [
        (await row(house, "notice")).id,
        (await row(house, "older")).id,
    ]
    assert (await row(house, "reminder")).state is OutboxState.QUEUED


async def test_what_is_not_due_waits_and_its_time_is_told(house: House, people: People) -> None:
    await enqueue(house, to(people.members[0], due_at=NOW + 5 * MINUTE), to(people.members[1], due_at=NOW + 9 * MINUTE))
    turn = await claim(house)
    assert (turn.letters, turn.more, turn.next_at) == ([], False, NOW + 5 * MINUTE)


async def test_one_message_a_chat_at_a_time_in_their_order(house: House, people: People) -> None:
    member = people.members[0]
    await enqueue(house, *(to(member, key, due_at=NOW - 2 * MINUTE) for key in ("a", "b", "c")))
    order = []
    for number in range(3):
        (letter,) = (await claim(house)).letters
        order.append(letter.id)
        assert (await claim(house)).letters == []
        await settle(house, letter, Sent(), 100 + number)
    assert order == sorted(order)


async def test_a_chat_with_many_messages_does_not_starve_the_others(house: House, people: People) -> None:
    crowd = [to(people.members[0], f"c{number}", due_at=NOW - 9 * MINUTE) for number in range(300)]
    await enqueue(house, *crowd, to(people.members[1], "b"))
    assert {letter.address for letter in (await claim(house)).letters} == {"1000", "1001"}


async def test_the_same_chat_by_account_and_by_member_is_one_chat(house: House, people: People) -> None:
    await enqueue(house, to(people.members[0], "a"), to(None, "b", account_id=people.accounts[0]))
    assert len((await claim(house)).letters) == 1
    assert len((await claim(house)).letters) == 0


async def test_a_chat_that_may_not_be_written_to_yet_is_left(house: House, people: People) -> None:
    await enqueue(house, to(people.members[0], "a"), to(people.members[1], "b"))
    turn = await delivery.turn(house, "me", want=5, wait_for=lambda address: 0.7 if address == "1000" else 0.0)
    assert [letter.address for letter in turn.letters] == ["1001"]
    assert turn.chat_wait == 0.7
    assert (await row(house, "a")).state is OutboxState.QUEUED


# --- the gate -------------------------------------------------------------------------------------------------------


async def test_expired(house: House, people: People) -> None:
    await enqueue(house, to(people.members[0], "a", expires_at=NOW))
    await ends(house, "a", OutboxState.SKIPPED, OutboxReason.EXPIRED)


@pytest.mark.parametrize(
    ("status", "reason"),
    [(MemberStatus.LEFT, OutboxReason.NOT_TRUE), (MemberStatus.ERASED, OutboxReason.ERASED)],
)
async def test_who_has_left_gets_nothing(
    house: House, people: People, status: MemberStatus, reason: OutboxReason
) -> None:
    await enqueue(house, to(people.members[0], "a"))
    async with house.db.write() as session:
        await session.execute(
            text("UPDATE members SET status = :status WHERE id = :id"), {"status": status, "id": people.members[0]}
        )
    await ends(house, "a", OutboxState.SKIPPED, reason)


async def test_what_is_no_longer_true_is_not_said(house: House, people: People) -> None:
    asked: list[int] = []

    async def stale(_house: House, _session: object, pending: object, now: dt.datetime) -> set[int]:
        assert isinstance(pending, list)
        assert all(isinstance(one, Pending) for one in pending)
        assert now == NOW
        asked.extend(one.id for one in pending)
        return {pending[0].id}

    kinds.register("facts", Policy(stale=stale))
    await enqueue(house, to(people.members[0], "a", kind="facts"), to(people.members[1], "b", kind="facts"))
    turn = await claim(house)
    assert [letter.address for letter in turn.letters] == ["1001"]
    assert (await row(house, "a")).reason is OutboxReason.NOT_TRUE
    assert len(asked) == 2


async def test_who_never_started_is_unreachable(house: House, people: People) -> None:
    async with house.db.write() as session:
        await session.execute(text("UPDATE bindings SET unbound_at = bound_at"))
    await enqueue(house, to(people.members[0], "a"))
    await ends(house, "a", OutboxState.UNREACHABLE, OutboxReason.NEVER_STARTED)


@pytest.mark.parametrize(
    ("reach", "reason"),
    [(Reach.BLOCKED, OutboxReason.BLOCKED), (Reach.DEACTIVATED, OutboxReason.DEACTIVATED)],
)
async def test_who_cannot_be_reached_is_not_tried(
    house: House, people: People, reach: Reach, reason: OutboxReason
) -> None:
    async with house.db.write() as session:
        (await session.get_one(Account, people.accounts[0])).reach = reach
    await enqueue(house, to(people.members[0], "a"))
    await ends(house, "a", OutboxState.UNREACHABLE, reason)


async def _pause(house: House, people: People, until: dt.date) -> None:
    async with house.db.write() as session:
        (await session.get_one(Account, people.accounts[0])).paused_until = until


async def test_a_pause_skips_reminders_holds_what_is_to_be_held_and_no_notices(house: House, people: People) -> None:
    await _pause(house, people, dt.date(2026, 11, 18))
    member = people.members[0]
    await enqueue(
        house,
        to(member, "reminder"),
        to(member, "held", kind="held"),
        to(member, "notice", kind="notice"),
    )
    turn = await claim(house)
    assert [letter.kind for letter in turn.letters] == ["notice"]
    assert (await row(house, "reminder")).reason is OutboxReason.PAUSED
    held = await row(house, "held")
    assert (held.state, held.not_before) == (OutboxState.QUEUED, dt.datetime(2026, 11, 17, 16, tzinfo=dt.UTC))


async def test_quiet_hours_hold_until_the_window_opens(house: House, people: People) -> None:
    set_clock(house, EVENING)
    await enqueue(house, to(people.members[0], "a"), to(people.members[1], "answer", priority=PRIORITY_ANSWER))
    turn = await claim(house)
    assert [letter.id for letter in turn.letters] == [(await row(house, "answer")).id]
    held = await row(house, "a")
    assert (held.state, held.not_before, held.due_at) == (OutboxState.QUEUED, MORNING, NOW - MINUTE)
    assert turn.next_at == MORNING
    await settle(house, turn.letters[0], Sent(), 1)
    set_clock(house, MORNING)
    assert len((await claim(house)).letters) == 1


async def test_only_a_kind_that_may_be_urgent_passes_quiet_hours_and_only_when_a_human_says_so(
    house: House, people: People
) -> None:
    assert {kind for kind, policy in kinds._policies.items() if policy.may_be_urgent} <= {"announcement_copy"}
    kinds.register("call", Policy(may_be_urgent=True))
    urgent, plain = (Payload("menu-title", {"branch": "内科"}, urgent=one) for one in (True, False))
    set_clock(house, EVENING)
    with pytest.raises(ValueError, match="may not be urgent"):
        await enqueue(house, to(people.members[0], "a", payload=urgent))
    await enqueue(
        house,
        to(people.members[0], "urgent", kind="call", payload=urgent),
        to(people.members[1], "plain", kind="call", payload=plain),
    )
    turn = await claim(house)
    assert [letter.id for letter in turn.letters] == [(await row(house, "urgent")).id]
    assert (await row(house, "plain")).not_before == MORNING
    assert outbox.payload_of((await row(house, "urgent")).payload) == urgent


async def test_a_persons_own_quiet_hours_replace_the_branchs(house: House, people: People) -> None:
    async with house.db.write() as session:
        first = await session.get_one(Account, people.accounts[0])
        first.quiet_start = first.quiet_end = dt.time(0)
        second = await session.get_one(Account, people.accounts[1])
        second.quiet_start, second.quiet_end = dt.time(9), dt.time(11)
    await enqueue(house, *(to(member) for member in people.members[:3]))
    assert {letter.address for letter in (await claim(house)).letters} == {"1000", "1002"}
    set_clock(house, EVENING)
    async with house.db.write() as session:
        await session.execute(
            text("UPDATE outbox_messages SET state = 'QUEUED', lease_until = NULL, not_before = due_at")
        )
    assert {letter.address for letter in (await claim(house, owner="you")).letters} == {"1000", "1001"}


async def test_ten_thousand_held_rows_are_worked_off_in_slices(house: House, people: People) -> None:
    set_clock(house, EVENING)
    await enqueue(house, *(to(people.members[0], f"k{number}") for number in range(700)))
    turn = await claim(house, 1)
    assert turn.letters == []
    assert turn.more
    for _ in range(10):
        turn = await claim(house, 1)
        if not turn.more:
            break
    assert (turn.more, turn.next_at) == (False, MORNING)


# --- the queue and history ------------------------------------------------------------------------------------------


async def _history(house: House, member_id: int, many: int) -> None:
    async with house.db.write() as session:
        await outbox.enqueue(session, [to(member_id, f"h{number}") for number in range(many)], NOW)
        await session.execute(text("UPDATE outbox_messages SET state = 'SENT'"))


@pytest.mark.fresh
async def test_a_tick_with_nothing_due_reads_partial_indexes_only(house: House, people: People) -> None:
    """What a tick costs does not grow with history: its own statements, as the database plans them beside one."""
    await _history(house, people.members[0], 5_000)
    await enqueue(house, to(people.members[0], due_at=NOW + MINUTE))
    said: dict[str, Any] = {}

    def heard(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "outbox_messages" in statement:
            said[statement] = parameters

    for engine in (house.db.engine, house.db.reading):
        event.listen(engine.sync_engine, "before_cursor_execute", heard)
    assert not (await claim(house)).letters
    assert (await delivery.sweep(house, "owner")).expired == 0
    for engine in (house.db.engine, house.db.reading):
        event.remove(engine.sync_engine, "before_cursor_execute", heard)
    assert len(said) == 6
    partial = ("ix_outbox_messages_due", "ix_outbox_messages_leased", "ix_outbox_messages_unknown")
    async with house.db.write() as session:
        if not house.db.is_sqlite:
            await session.execute(text("ANALYZE outbox_messages"))
        explain = "EXPLAIN QUERY PLAN" if house.db.is_sqlite else "EXPLAIN"
        connection = await session.connection()
        for statement, parameters in said.items():
            found = await connection.exec_driver_sql(f"{explain} {statement}", parameters)
            plan = "\n".join(str(line) for line in found)
            assert any(name in plan for name in partial), plan
            assert "Seq Scan on outbox_messages" not in plan, plan


async def test_the_claims_own_statements_say_the_state_literally(
    house: House, people: People, caplog: pytest.LogCaptureFixture
) -> None:
    """A bound state would hide the partial index from both databases' planners."""
    await enqueue(house, to(people.members[0], due_at=NOW + MINUTE))
    caplog.set_level("INFO", logger="sqlalchemy.engine")
    await claim(house)
    scans = [one.getMessage() for one in caplog.records if "outbox_messages" in one.getMessage()]
    assert len(scans) >= 4
    for scan in scans:
        if "SELECT" in scan:
            assert "state = 'QUEUED'" in scan or "state = 'SENDING'" in scan, scan


async def test_accounting_shows_how_what_was_intended_ended(house: House, people: People) -> None:
    await enqueue(house, *(to(member) for member in people.members[:2]), to(people.members[2], expires_at=NOW))
    turn = await claim(house)
    await settle(house, turn.letters[0], Sent(), 1)
    counts = await delivery.accounting(house, NOW - dt.timedelta(days=1), NOW)
    assert counts == {"reminder": {"SENT": 1, "SENDING": 1, "SKIPPED/EXPIRED": 1}}
