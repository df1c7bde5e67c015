"""What an outcome makes of a row, of its account or chat, and of what waits behind it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from db.accounts import Account
from db.chats import BoundChat
from db.names import ChatKind, OutboxAction, OutboxReason, OutboxState, Reach
from db.outbox import OutboxMessage
from services import delivery, outbox, troubles
from services.delivery import Letter, Result
from services.house import House
from services.outbox import Message, Payload
from services.outcomes import (
    Ambiguous,
    Flooded,
    Migrated,
    NotWritten,
    Outcome,
    Postponed,
    Refused,
    Sent,
    ServerFailed,
    Unreachable,
    Unrenderable,
)
from tests.factories import make_account
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

# --- outcomes -------------------------------------------------------------------------------------------------------


async def _one(house: House, people: People, **fields: object) -> Letter:
    await enqueue(house, to(people.members[0], "a", **fields))
    (letter,) = (await claim(house)).letters
    return letter


async def test_sent(house: House, people: People) -> None:
    turn = await settle(house, await _one(house, people), Sent(), 41, 42)
    found = await row(house, "a")
    assert (found.state, found.reason, found.message_ids, found.sent_address, found.ended_at) == (
        OutboxState.SENT,
        None,
        [41, 42],
        "1000",
        NOW,
    )
    assert [(one.kind, one.state, one.lateness) for one in turn.ended] == [("reminder", OutboxState.SENT, MINUTE)]


async def test_a_flood_moves_the_time_and_burns_no_attempt(house: House, people: People) -> None:
    letter = await _one(house, people)
    turn = await settle(house, letter, Flooded(dt.timedelta(seconds=90)))
    found = await row(house, "a")
    assert (found.state, found.attempts, found.not_before) == (
        OutboxState.QUEUED,
        0,
        NOW + dt.timedelta(seconds=90),
    )
    assert (turn.ended, found.lease_owner, found.lease_until) == ([], None, None)


async def test_a_penalty_over_an_hour_is_told_to_the_administrators_once_a_day(house: House, people: People) -> None:
    async with house.db.write() as session:
        administrator = await make_account(session, "9", administrator=True)
    await enqueue(house, *(to(member, f"p{member}") for member in people.members[:3]))
    first, second, third = (await claim(house, 3)).letters
    await settle(house, first, Flooded(dt.timedelta(hours=1)))
    async with house.db.read() as session:
        told = select(OutboxMessage).where(OutboxMessage.kind == troubles.KIND)
        assert list(await session.scalars(told)) == []
    await settle(house, second, Flooded(dt.timedelta(seconds=10_072)))
    await settle(house, third, Flooded(dt.timedelta(hours=24)))
    async with house.db.read() as session:
        (word,) = await session.scalars(told)
    until = NOW + dt.timedelta(seconds=10_072)
    assert (word.account_id, word.payload["vars"]) == (administrator.id, {"until": {"time": until.isoformat()}})


async def test_a_flood_keeps_the_order_of_its_chat(house: House, people: People) -> None:
    letter = await _one(house, people)
    await enqueue(house, to(people.members[0], "b"), to(people.members[1], "other"))
    await settle(house, letter, Flooded(dt.timedelta(seconds=90)))
    assert [one.address for one in (await claim(house)).letters] == ["1001"]
    set_clock(house, NOW + dt.timedelta(seconds=90))
    assert [one.id for one in (await claim(house)).letters] == [letter.id]


@pytest.mark.parametrize("outcome", [NotWritten(), ServerFailed()])
async def test_failures_back_off_and_end_at_the_kinds_maximum(house: House, people: People, outcome: Outcome) -> None:
    letter = await _one(house, people)
    waits = []
    for attempt in (1, 2):
        await settle(house, letter, outcome)
        found = await row(house, "a")
        assert (found.state, found.attempts) == (OutboxState.QUEUED, attempt)
        waits.append(found.not_before - house.now())
        set_clock(house, found.not_before)
        (letter,) = (await claim(house)).letters
    assert dt.timedelta(seconds=1) <= waits[0] <= dt.timedelta(seconds=2) <= waits[1] <= dt.timedelta(seconds=4)
    turn = await settle(house, letter, outcome)
    found = await row(house, "a")
    assert (found.state, found.reason, found.attempts) == (OutboxState.FAILED, OutboxReason.EXHAUSTED, 3)
    assert [one.state for one in turn.ended] == [OutboxState.FAILED]


@pytest.mark.parametrize(
    ("reason", "reach"),
    [
        (OutboxReason.BLOCKED, Reach.BLOCKED),
        (OutboxReason.DEACTIVATED, Reach.DEACTIVATED),
        (OutboxReason.NEVER_STARTED, Reach.REACHABLE),
    ],
)
async def test_a_refusal_is_noted_in_the_account(
    house: House, people: People, reason: OutboxReason, reach: Reach
) -> None:
    await settle(house, await _one(house, people), Unreachable(reason))
    found = await row(house, "a")
    assert (found.state, found.reason) == (OutboxState.UNREACHABLE, reason)
    async with house.db.read() as session:
        assert (await session.get_one(Account, people.accounts[0])).reach is reach


@pytest.mark.parametrize(
    ("outcome", "reason"), [(Refused(), OutboxReason.REFUSED), (Unrenderable(), OutboxReason.UNRENDERABLE)]
)
async def test_what_can_never_be_sent_fails_with_its_reason(
    house: House, people: People, outcome: Outcome, reason: OutboxReason
) -> None:
    await settle(house, await _one(house, people), outcome)
    found = await row(house, "a")
    assert (found.state, found.reason) == (OutboxState.FAILED, reason)


async def test_postponed_is_queued_as_it_was(house: House, people: People) -> None:
    await settle(house, await _one(house, people), Postponed())
    found = await row(house, "a")
    assert (found.state, found.attempts, found.unknowns, found.not_before) == (OutboxState.QUEUED, 0, 0, NOW)


async def test_an_outcome_counts_only_for_its_owner_but_sent_is_the_truth(house: House, people: People) -> None:
    letter = await _one(house, people)
    await settle(house, letter, NotWritten(), owner="somebody else")
    assert (await row(house, "a")).state is OutboxState.SENDING
    set_clock(house, NOW + 2 * MINUTE)
    await delivery.sweep(house, "somebody else")
    assert (await row(house, "a")).state is OutboxState.QUEUED
    await settle(house, letter, NotWritten())
    assert (await row(house, "a")).attempts == 0
    await settle(house, letter, Sent(), 7)
    found = await row(house, "a")
    assert (found.state, found.message_ids, found.unknowns) == (OutboxState.SENT, [7], 1)


async def test_parts_that_went_out_are_remembered(house: House, people: People) -> None:
    await settle(house, await _one(house, people), Flooded(dt.timedelta(seconds=1)), 41)
    set_clock(house, NOW + MINUTE)
    (letter,) = (await claim(house)).letters
    assert letter.parts_sent == (41,)


# --- unknown --------------------------------------------------------------------------------------------------------


async def test_a_crash_leaves_unknown_and_a_reminder_is_sent_again(house: House, people: People) -> None:
    letter = await _one(house, people)
    assert (await delivery.sweep(house, "new")).expired == 0  # the lease still holds
    set_clock(house, NOW + 2 * MINUTE)
    swept = await delivery.sweep(house, "new")
    assert (swept.expired, swept.resent, swept.waiting) == (1, 1, 0)
    found = await row(house, "a")
    assert (found.state, found.unknowns, found.reason) == (OutboxState.QUEUED, 1, None)
    (again,) = (await claim(house, owner="new")).letters
    assert again.id == letter.id


@pytest.mark.parametrize("back", [dt.timedelta(hours=1), dt.timedelta(days=1)])
async def test_a_clock_that_was_set_back_leaves_no_claim_of_a_dead_process(
    house: House, people: People, back: dt.timedelta
) -> None:
    await _one(house, people)
    set_clock(house, NOW - back)
    assert (await delivery.sweep(house, "me")).expired == 0, "what its owner does is his"
    assert (await delivery.sweep(house, "new")).expired == 1
    assert (await row(house, "a")).state is OutboxState.QUEUED


async def test_a_clock_that_jumps_takes_nothing_out_of_the_owners_hands(house: House, people: People) -> None:
    await _one(house, people)
    set_clock(house, NOW + dt.timedelta(days=31))
    assert (await delivery.sweep(house, "me")).expired == 0


async def test_a_reminder_is_sent_again_a_bounded_number_of_times_then_a_human_decides(
    house: House, people: People
) -> None:
    letter = await _one(house, people)
    for unknowns in (1, 2):
        await settle(house, letter, Ambiguous())
        assert (await row(house, "a")).state is OutboxState.UNKNOWN
        assert (await delivery.sweep(house, "me")).resent == 1
        found = await row(house, "a")
        assert found.unknowns == unknowns
        set_clock(house, found.not_before)
        (letter,) = (await claim(house)).letters
    await settle(house, letter, Ambiguous())
    swept = await delivery.sweep(house, "me")
    assert (swept.resent, swept.waiting) == (0, 1)
    found = await row(house, "a")
    assert (found.state, found.reason, found.unknowns) == (OutboxState.UNKNOWN, OutboxReason.CRASHED, 3)


async def test_an_unknown_announcement_waits_for_a_human(house: House, people: People) -> None:
    await settle(house, await _one(house, people, kind="announcement"), Ambiguous())
    swept = await delivery.sweep(house, "me")
    assert (swept.resent, swept.waiting) == (0, 1)
    assert (await row(house, "a")).state is OutboxState.UNKNOWN


# --- edits, groups --------------------------------------------------------------------------------------------------


def edit(member_id: int, **fields: object) -> Message:
    return to(
        member_id,
        "edit",
        action=OutboxAction.EDIT,
        payload=Payload("menu-title", {"branch": "外科"}, of="a"),
        **fields,
    )


async def test_an_edit_finds_the_message_it_is_about(house: House, people: People) -> None:
    await settle(house, await _one(house, people), Sent(), 41)
    await enqueue(house, edit(people.members[0]))
    (letter,) = (await claim(house)).letters
    assert (letter.action, letter.address, letter.of_ids) == (OutboxAction.EDIT, "1000", (41,))


async def test_an_edit_waits_behind_a_message_that_is_still_to_be_sent(house: House, people: People) -> None:
    await enqueue(house, to(people.members[0], "a", due_at=NOW + 5 * MINUTE), edit(people.members[0]))
    turn = await claim(house)
    assert turn.letters == []
    assert (await row(house, "edit")).not_before > NOW + 5 * MINUTE


async def test_an_edit_of_what_was_never_sent_is_not_needed(house: House, people: People) -> None:
    async with house.db.write() as session:
        await outbox.enqueue(session, [to(people.members[0], "a")], NOW)
        await outbox.void(session, "s", NOW)
    await enqueue(house, edit(people.members[0], subject="t"))
    await ends(house, "edit", OutboxState.SKIPPED, OutboxReason.NOT_TRUE)


@pytest.fixture
async def group(house: House, people: People) -> int:
    async with house.db.write() as session:
        chat = BoundChat(
            kind=ChatKind.GROUP,
            messenger="telegram",
            address="-100",
            thread=7,
            organisation_id=people.branch_id,
            bound_at=NOW,
        )
        session.add(chat)
        await session.flush()
        return chat.id


def to_group(chat_id: int) -> Message:
    return to(None, "g", chat_id=chat_id)


async def test_a_group_that_moved_is_readdressed_and_sent_to_at_once(house: House, group: int) -> None:
    await enqueue(house, to_group(group))
    (letter,) = (await claim(house)).letters
    assert (letter.address, letter.thread) == ("-100", 7)
    turn = await delivery.turn(house, "me", results=[Result(letter.id, Migrated("-100555"))], want=5)
    assert [one.address for one in turn.letters] == ["-100555"]
    async with house.db.read() as session:
        assert (await session.get_one(BoundChat, group)).address == "-100555"


async def test_a_group_whose_new_address_is_bound_already_hands_over_to_it(
    house: House, people: People, group: int
) -> None:
    async with house.db.write() as session:
        newer = BoundChat(
            kind=ChatKind.GROUP,
            messenger="telegram",
            address="-100555",
            organisation_id=people.branch_id,
            bound_at=NOW,
        )
        session.add(newer)
    await enqueue(house, to_group(group))
    (letter,) = (await claim(house)).letters
    await settle(house, letter, Migrated("-100555"))
    (again,) = (await claim(house)).letters
    assert again.address == "-100555"
    assert (await row(house, "g")).chat_id == newer.id
    async with house.db.read() as session:
        assert (await session.get_one(BoundChat, group)).unbound_at == NOW


async def test_a_group_that_threw_the_bot_out_may_not_be_posted_to(house: House, group: int) -> None:
    await enqueue(house, to_group(group))
    (letter,) = (await claim(house)).letters
    await settle(house, letter, Unreachable(OutboxReason.CHAT_GONE))
    assert (await row(house, "g")).reason is OutboxReason.CHAT_GONE
    async with house.db.read() as session:
        assert not (await session.get_one(BoundChat, group)).may_post
