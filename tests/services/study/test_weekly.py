"""A word a week: for those who want it, on Monday morning, with the facts of the moment it is sent."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from db.outbox import OutboxMessage
from db.study_names import StudyBook, StudyItem, StudySource
from services.house import House
from services.kinds import Pending, policy_of
from services.study import ledger, weekly
from services.study.ledger import Due
from services.study.looking import totals_of
from tests.fixtures.houses import NOW
from tests.services.people import make_town

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = dt.datetime(2026, 11, 16, 1, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (MONDAY - dt.timedelta(minutes=1), MONDAY),
        (MONDAY, MONDAY + dt.timedelta(days=7)),
        (dt.datetime(2026, 12, 31, 15, 59, tzinfo=dt.UTC), dt.datetime(2027, 1, 4, 1, 0, tzinfo=dt.UTC)),
    ],
)
def test_it_comes_on_monday_morning(now: dt.datetime, due: dt.datetime) -> None:
    assert weekly.next_due(now, SHANGHAI) == due


async def test_only_who_wants_one_gets_one_and_it_says_what_is_so(house: House) -> None:
    town = await make_town(house)
    plain = await town.actor(house, town.plain)
    assert (await weekly.reconcile_all(house)).changes == 0
    for _ in range(2):
        await weekly.choose(house, plain, on=True)
    assert [(await weekly.reconcile_all(house)).added for _ in range(2)] == [1, 0]
    async with house.db.write() as session:
        for number, day in enumerate((dt.date(2026, 11, 15), dt.date(2026, 11, 16), dt.date(2026, 11, 22)), 1):
            due = Due(StudyBook.HOURS, StudyItem.ATTEND, Decimal("1.5"), day, "2026-11")
            await ledger.follow(session, StudySource.MEETING, number, {town.plain.id: [due]}, NOW)
        on = dt.date(2026, 11, 23)
        said = weekly.word((await totals_of(session, [town.plain.id], 2026, on))[town.plain.id], on)
        assert (said.key, said.vars["hours"], said.vars["all_hours"], said.vars["asked_hours"]) == (
            "study-weekly",
            "3",
            "4.5",
            "32",
        )
    await weekly.choose(house, plain, on=False)
    async with house.db.read() as session:
        rows = (await session.scalars(select(OutboxMessage).where(OutboxMessage.kind == weekly.KIND))).all()
        assert [(one.state.value, one.member_id) for one in rows] == [("SKIPPED", town.plain.id)]


async def test_the_first_one_of_a_year_says_what_came_in_before_the_year_began(house: House) -> None:
    town = await make_town(house)
    on = dt.datetime(2027, 1, 4, 1, 0, tzinfo=dt.UTC)
    async with house.db.write() as session:
        days = (dt.date(2026, 12, 27), dt.date(2026, 12, 31), dt.date(2027, 1, 2))
        for number, day in enumerate(days, 1):
            due = Due(StudyBook.HOURS, StudyItem.ATTEND, Decimal("1.5"), day, "2026-11")
            await ledger.follow(session, StudySource.MEETING, number, {town.plain.id: [due]}, NOW)
        renew = policy_of(weekly.KIND).renew
        assert renew is not None
        waiting = Pending(1, weekly.KIND, f"study-weekly:{town.plain.id}", {}, town.plain.id, None, None, on)
        said = (await renew(house, session, [waiting], on))[1]["vars"]
    assert (said["hours"], said["all_hours"]) == ("3", "1.5")
