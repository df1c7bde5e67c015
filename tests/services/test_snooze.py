"""Reminders that come back: once, later, never past their deadline, and only while they are true."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from db.members import ShiftMark
from db.names import OutboxReason, OutboxState, OutboxTarget, ShiftKind
from db.outbox import OutboxMessage
from services import access, kinds, outbox, snooze
from services.access import Actor
from services.errors import NotAllowed
from services.gate import Recipient, free_from
from services.house import House
from services.kinds import Pending, Policy
from services.outcomes import Sent
from services.quiet import Window
from services.snooze import When
from tests.fixtures.houses import NOW, set_clock
from tests.services.delivering import (  # noqa: F401 - some are fixtures
    MINUTE,
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
#: 08:00 of the 17th in Shanghai.
MORNING = dt.datetime(2026, 11, 17, tzinfo=dt.UTC)
GONE: set[str] = set()


async def _stale(_house: House, _session: object, pending: Sequence[Pending], _now: dt.datetime) -> set[int]:
    return {one.id for one in pending if one.subject in GONE}


@pytest.fixture(autouse=True)
def _snoozing(_policies: None) -> None:  # noqa: F811 - the order of two autouse fixtures
    GONE.clear()
    kinds.register("nudge", Policy(merges=True, snoozes=True, stale=_stale))


async def _actor(house: House, address: str = "1000") -> Actor:
    async with house.db.read() as session:
        return await access.identify(session, "telegram", address, house.today())


async def _sent(house: House, people: People, key: str = "a", **fields: object) -> int:
    await enqueue(house, to(people.members[0], key, kind="nudge", **fields))
    (letter,) = (await claim(house)).letters
    assert letter.payload["buttons"][-1][0]["data"] == f"snz:{letter.id}"
    await settle(house, letter, Sent(), 5)
    return letter.id


async def test_it_comes_back_once_at_the_chosen_time(house: House, people: People) -> None:
    message = await _sent(house, people)
    actor = await _actor(house)
    assert (await snooze.offer(house, actor, message)).choices == {When.LATER: NOW + 3 * HOUR, When.MORNING: MORNING}
    for _ in range(2):
        assert (await snooze.snooze(house, actor, message, When.LATER)).waiting == NOW + 3 * HOUR
    assert (await snooze.snooze(house, actor, message, When.MORNING)).waiting == MORNING
    async with house.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(OutboxMessage)) == 2
    set_clock(house, MORNING)
    (again,) = (await claim(house)).letters
    assert again.payload["key"] == "menu-title"
    await settle(house, again, Sent(), 6)
    done = await snooze.snooze(house, actor, message, When.LATER)  # an old button
    assert (done.choices, done.waiting) == ({}, None)
    assert again.payload["buttons"][-1][0]["data"] == f"snz:{again.id}"


async def test_never_past_the_deadline(house: House, people: People) -> None:
    message = await _sent(house, people, expires_at=NOW + 4 * HOUR)
    actor = await _actor(house)
    offered = await snooze.snooze(house, actor, message, When.MORNING)
    assert (list(offered.choices), offered.waiting) == ([When.LATER], None)
    set_clock(house, NOW + 2 * HOUR)
    assert (await snooze.offer(house, actor, message)).choices == {}


async def test_after_the_next_shift(house: House, people: People) -> None:
    message = await _sent(house, people)
    async with house.db.write() as session:
        session.add(ShiftMark(member_id=people.members[0], day=dt.date(2026, 11, 18), kind=ShiftKind.NIGHT))
    offered = await snooze.offer(house, await _actor(house), message)
    assert offered.choices[When.SHIFT] == dt.datetime(2026, 11, 19, 6, tzinfo=dt.UTC)


async def test_what_is_no_longer_true_does_not_come_back(house: House, people: People) -> None:
    message = await _sent(house, people)
    actor = await _actor(house)
    await snooze.snooze(house, actor, message, When.LATER)
    GONE.add("s")
    assert (await snooze.offer(house, actor, message)).choices == {}
    set_clock(house, NOW + 3 * HOUR)
    assert (await claim(house)).letters == []
    found = await row(house, f"snooze:{message}")
    assert (found.state, found.reason) == (OutboxState.SKIPPED, OutboxReason.NOT_TRUE)


async def test_a_digest_comes_back_whole_and_without_what_is_over(house: House, people: People) -> None:
    member = people.members[0]
    await enqueue(
        house,
        to(member, "a", kind="nudge"),
        to(member, "b", kind="nudge", subject="other", expires_at=NOW + 4 * HOUR),
    )
    (letter,) = (await claim(house)).letters
    await settle(house, letter, Sent(), 5)
    actor = await _actor(house)
    assert list((await snooze.offer(house, actor, letter.id)).choices) == [When.LATER]  # the first deadline counts
    await snooze.snooze(house, actor, letter.id, When.LATER)
    GONE.add("s")
    left = await snooze.offer(house, actor, letter.id)
    assert ([item["id"] for item in left.payload["items"]], left.choices != {}) == ([(await row(house, "b")).id], True)
    GONE.add("other")
    assert (await snooze.offer(house, actor, letter.id)).choices == {}, "nothing of it holds any more"
    GONE.discard("other")
    set_clock(house, NOW + 3 * HOUR)
    (again,) = (await claim(house)).letters
    assert [item["id"] for item in again.payload["items"]] == [(await row(house, "b")).id]


async def test_nobody_snoozes_for_another_or_what_has_no_such_button(house: House, people: People) -> None:
    message = await _sent(house, people)
    with pytest.raises(NotAllowed):
        await snooze.snooze(house, await _actor(house, "1001"), message, When.LATER)
    await enqueue(house, to(people.members[0], "plain", due_at=NOW + 5 * MINUTE))
    for missing in ((await row(house, "plain")).id, 999_999):
        with pytest.raises(NotAllowed):
            await snooze.offer(house, await _actor(house), missing)
    assert outbox.payload_of((await row(house, "plain")).payload).key == "menu-title"


@given(
    minutes=st.integers(0, 60 * 24 * 3),
    start=st.integers(0, 23),
    end=st.integers(0, 23),
    left=st.integers(0, 72),
    marks=st.dictionaries(
        st.integers(0, 4).map(lambda days: dt.date(2026, 11, 15) + dt.timedelta(days=days)),
        st.sampled_from(ShiftKind),
        max_size=4,
    ),
)
def test_every_choice_is_free_later_and_before_the_deadline(
    minutes: int, start: int, end: int, left: int, marks: dict[dt.date, ShiftKind]
) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    recipient = Recipient(
        OutboxTarget.MEMBER, "1", None, "zh-CN", zone, window=Window(dt.time(start), dt.time(end), zone), marks=marks
    )
    now = NOW + dt.timedelta(minutes=minutes)
    deadline = now + dt.timedelta(hours=left)
    for at in snooze.choices(recipient, deadline, now).values():
        assert now < at < deadline
        assert free_from(recipient, at) == at
