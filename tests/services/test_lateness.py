"""A reminder that comes late through our fault says when it was due; one that his own hours held does not."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

import texts
from db.accounts import Account
from services import kinds
from services.house import House
from services.kinds import OnPause, Policy
from services.outbox import Message
from services.outcomes import Flooded
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
    settle,
    to,
)

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _kinds(_policies: None) -> None:  # noqa: F811 - the order of two autouse fixtures
    kinds.register("timely", Policy(on_pause=OnPause.HOLD, merges=True, says_late=True))


def timely(member: int, key: str, due_at: dt.datetime, **fields: object) -> Message:
    return to(member, key, kind="timely", due_at=due_at, **fields)


async def said(house: House, at: dt.datetime) -> list[dict[str, str] | None]:
    """By letter: when it says that it was due; None where it says nothing of it."""
    set_clock(house, at)
    letters = (await claim(house)).letters
    late = [[one for one in letter.payload.get("items", ()) if one["key"] == "delivery-late"] for letter in letters]
    assert all(len(found) <= 1 for found in late)
    return [found[0]["vars"]["due"] if found else None for found in late]


async def test_after_a_downtime_it_says_when_it_was_due(house: House, people: People) -> None:
    first, second, third, fourth = people.members
    await enqueue(
        house,
        timely(first, "late", NOW + MINUTE),
        timely(second, "hardly", NOW + 2 * MINUTE),
        timely(third, "made late", NOW - 2 * HOUR),
        to(fourth, "another kind", due_at=NOW + MINUTE),
    )
    assert await said(house, NOW + HOUR + MINUTE) == [None, {"time": (NOW + MINUTE).isoformat()}, None, None]


async def test_several_say_it_once_with_the_first_of_their_times(house: House, people: People) -> None:
    await enqueue(house, *(timely(people.members[0], key, NOW + n * MINUTE) for n, key in enumerate("abc")))
    set_clock(house, NOW + 3 * HOUR)
    (letter,) = (await claim(house)).letters
    written = texts.message_text("zh-CN", letter.payload, ZoneInfo("Asia/Shanghai"))
    assert written.startswith("<b>有 3 件事提醒您</b>")
    assert written.endswith("<i>这条本该 11月16日（周一）10:00 发，晚到了，抱歉。</i>")


async def test_a_digest_that_is_sent_again_still_says_it(house: House, people: People) -> None:
    await enqueue(house, *(timely(people.members[0], key, NOW + n * MINUTE) for n, key in enumerate("abc")))
    set_clock(house, NOW + 3 * HOUR)
    (letter,) = (await claim(house)).letters
    await settle(house, letter, Flooded(dt.timedelta(seconds=30)))
    assert await said(house, NOW + 3 * HOUR + MINUTE) == [{"time": NOW.isoformat()}]


async def test_a_digest_that_waits_long_after_a_429_says_it_too(house: House, people: People) -> None:
    await enqueue(house, *(timely(people.members[0], key, NOW + n * MINUTE) for n, key in enumerate("ab")))
    set_clock(house, NOW + 2 * MINUTE)
    (letter,) = (await claim(house)).letters
    assert not [one for one in letter.payload["items"] if one["key"] == "delivery-late"]
    await settle(house, letter, Flooded(2 * HOUR))
    assert await said(house, NOW + 3 * HOUR) == [{"time": NOW.isoformat()}]


async def test_what_quiet_hours_or_a_pause_held_is_not_late(house: House, people: People) -> None:
    async with house.db.write() as session:
        (await session.get_one(Account, people.accounts[1])).paused_until = dt.date(2026, 11, 17)
    await enqueue(house, timely(people.members[0], "quiet", EVENING), timely(people.members[1], "paused", NOW + MINUTE))
    assert await said(house, EVENING) == []
    assert await said(house, MORNING) == [None, None]


async def test_down_beyond_the_end_of_the_quiet_hours_it_is(house: House, people: People) -> None:
    await enqueue(house, timely(people.members[0], "quiet", EVENING))
    assert await said(house, MORNING + HOUR) == [{"time": EVENING.isoformat()}]
