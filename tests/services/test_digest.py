"""Several reminders to one person become one message; what is no longer true is dropped; shifts hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from sqlalchemy import select, text

from db.members import ShiftMark
from db.names import OutboxReason, OutboxState, ShiftKind
from db.organisations import OrgSetting
from db.outbox import OutboxMessage
from services import early, kinds, outbox
from services.house import House
from services.kinds import Pending, Policy
from services.outbox import Button, Payload
from services.outcomes import Flooded, Sent
from services.shards import Shard
from tests.fixtures.houses import NOW, set_clock
from tests.services.delivering import (  # noqa: F401 - some are fixtures
    EVENING,
    MINUTE,
    MORNING,
    People,
    _people,
    _policies,
    claim,
    enqueue,
    row,
    settle,
    to,
)

#: Ids the facts have left behind.
GONE: set[int] = set()


async def _stale(_house: House, _session: object, pending: Sequence[Pending], _now: dt.datetime) -> set[int]:
    return {one.id for one in pending} & GONE


@pytest.fixture(autouse=True)
def _merging(_policies: None) -> None:  # noqa: F811 - the order of two autouse fixtures
    GONE.clear()
    kinds.register("nudge", Policy(merges=True, stale=_stale))


def nudge(member: int, key: str, **fields: object) -> outbox.Message:
    return to(member, key, kind="nudge", **fields)


async def digest_row(house: House) -> OutboxMessage:
    async with house.db.read() as session:
        return (await session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "digest"))).one()


async def test_two_reminders_become_one_message_and_say_where_they_went(house: House, people: People) -> None:
    member = people.members[0]
    button = ((Button("button-menu", "menu"),),)
    await enqueue(
        house,
        nudge(member, "a", payload=Payload("menu-title", {"branch": "内科"}, button)),
        nudge(member, "b", due_at=NOW + 9 * MINUTE, payload=Payload("menu-title", {"branch": "外科"}, button)),
        nudge(member, "later", due_at=NOW + 11 * MINUTE),
        nudge(people.members[1], "other"),
        to(member, "notice"),
    )
    turn = await claim(house)
    carrier = await digest_row(house)
    mine = next(letter for letter in turn.letters if letter.address == "1000" and letter.id == carrier.id)
    assert [item["vars"]["branch"] for item in mine.payload["items"]] == ["内科", "外科"]
    assert (mine.payload["vars"], len(mine.payload["buttons"])) == ({"count": 2}, 2)  # the menu once, and the snooze
    assert carrier.state is OutboxState.SENDING
    for key in ("a", "b"):
        found = await row(house, key)
        assert (found.state, found.reason, found.merged_into) == (OutboxState.SKIPPED, OutboxReason.MERGED, carrier.id)
    for key in ("later", "notice"):
        assert (await row(house, key)).state is OutboxState.QUEUED
    await settle(house, mine, Sent(), 7)
    assert (await digest_row(house)).state is OutboxState.SENT


async def test_one_alone_stays_as_it_is_and_a_branch_may_turn_it_off(house: House, people: People) -> None:
    async with house.db.write() as session:
        session.add(OrgSetting(organisation_id=people.branch_id, key="digest_minutes", value=0, changed_at=NOW))
    await enqueue(house, nudge(people.members[0], "a"), nudge(people.members[0], "b"))
    (letter,) = (await claim(house)).letters
    assert letter.kind == "nudge"
    assert "items" not in letter.payload


async def test_what_is_no_longer_true_is_dropped_first_and_on_a_retry(house: House, people: People) -> None:
    member = people.members[0]
    await enqueue(house, *(nudge(member, key) for key in ("a", "b", "c")))
    GONE.add((await row(house, "a")).id)
    (letter,) = (await claim(house)).letters
    assert [item["id"] for item in letter.payload["items"]] == [(await row(house, key)).id for key in ("b", "c")]
    assert (await row(house, "a")).reason is OutboxReason.NOT_TRUE
    await settle(house, letter, Flooded(MINUTE))
    GONE.add((await row(house, "b")).id)
    set_clock(house, NOW + 2 * MINUTE)
    (again,) = (await claim(house)).letters
    assert again.id == letter.id
    assert [item["id"] for item in again.payload["items"]] == [(await row(house, "c")).id]
    assert again.payload["vars"] == {"count": 1}
    await settle(house, again, Flooded(MINUTE))
    GONE.add((await row(house, "c")).id)
    set_clock(house, NOW + 5 * MINUTE)
    assert (await claim(house)).letters == []
    assert (await digest_row(house)).reason is OutboxReason.NOT_TRUE


async def test_what_the_night_held_comes_as_one_message(house: House, people: People) -> None:
    set_clock(house, EVENING)
    await enqueue(
        house, *(nudge(people.members[0], key, due_at=EVENING + n * 20 * MINUTE) for n, key in enumerate("abc"))
    )
    assert (await claim(house)).letters == []
    set_clock(house, EVENING + dt.timedelta(hours=1))
    assert (await claim(house)).letters == []
    set_clock(house, MORNING)
    (letter,) = (await claim(house)).letters
    assert len(letter.payload["items"]) == 3


async def _mark(house: House, member: int, day: dt.date, kind: ShiftKind) -> None:
    async with house.db.write() as session:
        session.add(ShiftMark(member_id=member, day=day, kind=kind))


TODAY = dt.date(2026, 11, 16)


@pytest.mark.parametrize(
    ("day", "kind", "until"),
    [
        (TODAY - dt.timedelta(days=1), ShiftKind.NIGHT, NOW + dt.timedelta(hours=4)),  # 14:00 of today
        (TODAY, ShiftKind.AFTER_NIGHT, NOW + dt.timedelta(hours=4)),
        (TODAY, ShiftKind.REST, MORNING),
        (TODAY, ShiftKind.NIGHT, None),  # begins at 18:00
    ],
)
async def test_marks_hold_what_is_not_urgent(
    house: House, people: People, day: dt.date, kind: ShiftKind, until: dt.datetime | None
) -> None:
    await _mark(house, people.members[0], day, kind)
    await enqueue(house, nudge(people.members[0], "a"))
    turn = await claim(house)
    assert (len(turn.letters), (await row(house, "a")).not_before) == (
        (1, NOW - MINUTE) if until is None else (0, until)
    )


async def test_a_mark_does_not_lose_what_cannot_wait(house: House, people: People) -> None:
    await _mark(house, people.members[0], TODAY, ShiftKind.REST)
    await enqueue(house, nudge(people.members[0], "a", expires_at=NOW + dt.timedelta(hours=2)))
    assert len((await claim(house)).letters) == 1


async def test_what_waiting_would_make_useless_goes_out_before(house: House, people: People) -> None:
    due = dt.datetime(2026, 11, 16, 21, 30, tzinfo=dt.UTC)  # 05:30 of the 17th
    await enqueue(
        house,
        nudge(people.members[0], "a", due_at=due, expires_at=due + dt.timedelta(hours=2)),
        # Held, it would come ten minutes before its end.
        nudge(people.members[1], "hardly", due_at=due, expires_at=due + dt.timedelta(hours=2, minutes=10)),
        nudge(people.members[0], "waits", due_at=due, expires_at=due + dt.timedelta(hours=3)),
        nudge(people.members[0], "free", due_at=NOW + dt.timedelta(hours=2), expires_at=NOW + dt.timedelta(hours=3)),
    )
    assert (await early.advance(house)).refreshed == 2
    assert (await early.advance(house)).changes == 0
    last_free = dt.datetime(2026, 11, 16, 13, 29, tzinfo=dt.UTC)  # 21:29
    found = await row(house, "a")
    assert (found.not_before, found.due_at) == (last_free, due)
    assert (await row(house, "hardly")).not_before == last_free
    assert (await row(house, "waits")).not_before == due
    set_clock(house, last_free)
    turn = await claim(house)
    assert found.id in [letter.id for letter in turn.letters] or (await row(house, "a")).merged_into


async def test_shards_bring_forward_what_one_would(house: House, people: People) -> None:
    due = dt.datetime(2026, 11, 16, 21, 30, tzinfo=dt.UTC)
    rows = [
        nudge(member, f"early{member}", due_at=due, expires_at=due + dt.timedelta(hours=2)) for member in people.members
    ]
    await enqueue(house, *rows)
    done = [(await early.advance(house, Shard(rank, 3))).refreshed for rank in range(3)]
    assert sum(done) == len(rows)
    assert max(done) < len(rows)
    assert (await early.advance(house)).changes == 0


@pytest.mark.fresh
async def test_who_hears_more_is_asked_of_the_queue_not_of_history(house: House) -> None:
    statement = (
        "SELECT member_id FROM outbox_messages WHERE state = 'QUEUED' AND member_id IN (1, 2, 3)"
        " AND not_before <= '2026-11-16' GROUP BY member_id HAVING count(*) > 1"
    )
    async with house.db.write() as session:
        if not house.db.is_sqlite:
            await session.execute(text("SET enable_seqscan = off"))  # an empty table is read whole otherwise
        explain = "EXPLAIN QUERY PLAN" if house.db.is_sqlite else "EXPLAIN"
        plan = "\n".join(str(line) for line in await session.execute(text(f"{explain} {statement}")))
        assert "ix_outbox_messages_waiting_member" in plan, plan
