"""Campaigns: what was done in their days against several targets; who sees what."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select

from db.names import MaterialKind
from db.study import StudyEntry, StudyReading
from db.study_names import StudyBook, StudyItem, StudySource, WorkState
from services.errors import NotAllowed
from services.house import House
from services.study import campaigns, judging, ledger, works
from services.study.campaigns import BadDays, BadTargets, BadTitle
from services.study.doing import Done, Targets
from services.study.ledger import Due
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.services.people import Town, make_town

DAY = dt.date(2026, 11, 16)
SAMPLE = Targets(Decimal(40), 30, 2, 3000)


def test_what_lacks_of_each_target_and_when_it_is_met() -> None:
    assert Done(Decimal("39.5"), 30, 3, 0).lacks(SAMPLE) == Targets(Decimal("0.5"), None, None, 3000)
    assert Done(Decimal(40), 30, 2, 3000).meets(SAMPLE)
    assert Done().meets(Targets(None, None, None, None))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("40 30 2 3000", SAMPLE),
        ("0 0 2 0", Targets(None, None, 2, None)),
        ("1.5 0 0 0", Targets(Decimal("1.5"), *[None] * 3)),
    ],
)
def test_targets_as_people_type_them(text: str, expected: Targets) -> None:
    assert campaigns.targets_of(text) == expected


@pytest.mark.parametrize(
    "text", ["", "40", "0 0 0 0", "40 30 2", "1.3 0 0 0", "-1 1 1 1", "1 -1 0 0", "NaN 1 1 1", "x 1 1 1"]
)
def test_what_are_no_targets(text: str) -> None:
    with pytest.raises(BadTargets):
        campaigns.targets_of(text)


@pytest.mark.parametrize(
    "text", ["", "2026-11-01", "2026-11-20 2026-11-19", "2026-01-01 2026-11-15", "2026-11-01 2028-01-01", "a b"]
)
def test_what_are_no_days(text: str) -> None:
    with pytest.raises(BadDays):
        campaigns.days_of(text, DAY)


@pytest.fixture(name="town")
async def _town(house: House) -> Town:
    return await make_town(house)


async def test_progress_for_the_person_and_gaps_for_the_keeper(house: House, town: Town) -> None:
    secretary, plain = await town.actor(house, town.secretary), await town.actor(house, town.plain)
    days = "2026-11-01 2026-12-31"
    made = await campaigns.begin(house, secretary, town.inner.id, " 冬季  轮训 ", days, "2 1 1 500")
    account = town.accounts[town.secretary.id].id
    async with house.db.write() as session:
        material = factories.material_of(town.inner, account)
        session.add(material)
        await session.flush()
        session.add(StudyReading(material_id=material.id, member_id=town.plain.id, done_on=DAY))
        for number, (day, hours) in enumerate([(DAY, "1.5"), (DAY, "1"), (dt.date(2026, 10, 31), "8")], 1):
            due = Due(StudyBook.HOURS, StudyItem.ATTEND, Decimal(hours), day, "2026-11")
            await ledger.follow(session, StudySource.MEETING, number, {town.plain.id: [due]}, NOW)
        await ledger.follow(session, StudySource.MEETING, 2, {town.plain.id: []}, NOW)  # put right meanwhile
        for item, characters in ((StudyItem.ESSAY, None), (StudyItem.NOTES, 499)):
            work = factories.work_of(town.plain, item=item)
            work.state, work.decided_at, work.characters = WorkState.ACCEPTED, NOW, characters
            session.add(work)
    (own,) = await campaigns.mine(house, plain)
    assert (own.campaign.title, own.done) == ("冬季 轮训", Done(Decimal("1.5"), 1, 1, 499))
    board = await campaigns.board(house, secretary, town.inner.id, made.id)
    assert (board.people, board.met) == (3, 0)
    assert [one.name for one in board.gaps] == ["王建国", "张敏", "欧阳静"]
    assert board.gaps[1].lacks == Targets(Decimal("0.5"), None, None, 1)
    for _ in range(2):
        await campaigns.withdraw(house, secretary, town.inner.id, made.id)
    assert await campaigns.mine(house, plain) == []


async def test_an_essay_counts_on_the_day_it_is_handed_in_whenever_it_was_begun(house: House, town: Town) -> None:
    secretary, plain = await town.actor(house, town.secretary), await town.actor(house, town.plain)
    begun = await works.begin(house, plain, StudyItem.ESSAY)
    set_clock(house, NOW + dt.timedelta(days=2))
    first = DAY + dt.timedelta(days=1)
    await campaigns.begin(house, secretary, town.inner.id, "冬季轮训", f"{first} 2026-12-31", "0 0 1 0")
    await works.add(house, plain, begun.id, "", works.Sent(MaterialKind.PHOTO, "f", "u"))
    await judging.hand_in(house, plain, begun.id)
    await judging.accept(house, secretary, begun.id)
    (own,) = await campaigns.mine(house, plain)
    assert own.done == Done(essays=1)
    async with house.db.read() as session:
        assert list(await session.scalars(select(StudyEntry.earned_on))) == [DAY + dt.timedelta(days=2)]


async def test_who_may(house: House, town: Town) -> None:
    office, secretary = await town.actor(house, town.office), await town.actor(house, town.secretary)
    days = "2026-11-01 2026-12-31"
    above = await campaigns.begin(house, office, town.committee.id, "全院轮训", days, "40 30 2 3000")
    assert (await campaigns.board(house, office, town.committee.id, above.id)).gaps == ()
    assert [one.campaign.id for one in await campaigns.mine(house, secretary)] == [above.id]
    for who, where in ((town.plain, town.inner), (town.foreign, town.inner), (town.secretary, town.committee)):
        with pytest.raises(NotAllowed):
            await campaigns.begin(house, await town.actor(house, who), where.id, "x", days, "1 0 0 0")
    with pytest.raises(NotAllowed):
        await campaigns.board(house, secretary, town.inner.id, above.id)
    with pytest.raises(BadTitle):
        await campaigns.begin(house, secretary, town.inner.id, "", days, "1 0 0 0")
