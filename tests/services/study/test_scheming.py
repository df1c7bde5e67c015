"""Making the next scheme: from a day on, as what holds but for one line; nothing that was paid changes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from db.study_names import StudyItem
from services.errors import NotAllowed
from services.house import House
from services.study import schemes, scheming
from services.study.rules import Rate, shipped
from services.study.scheming import BadNumbers, From
from tests.fixtures.houses import NOW, set_clock
from tests.services.people import Town, make_town

QUIZ, ESSAY = StudyItem.QUIZ, StudyItem.ESSAY


@pytest.fixture(name="town")
async def _town(house: House) -> Town:
    return await make_town(house)


async def test_a_change_is_a_new_scheme_from_tomorrow_on(house: House, town: Town) -> None:
    office, secretary = await town.actor(house, town.office), await town.actor(house, town.secretary)
    rate = Rate(Decimal(3), Decimal(15))
    seen = await scheming.change(house, office, town.committee.id, From.TOMORROW, rates={QUIZ: rate})
    assert seen.scheme is shipped()
    assert seen.coming is not None
    assert seen.coming[0] == dt.date(2026, 11, 17)
    await scheming.change(house, office, town.committee.id, From.TOMORROW, targets=(Decimal(30), Decimal(50)))
    set_clock(house, NOW + dt.timedelta(days=1))
    own = await scheming.view(house, secretary, town.inner.id)
    assert (own.owner, own.coming, own.scheme.rates[QUIZ]) == ("市人民医院党委", None, rate)
    assert own.scheme.rates[ESSAY] == shipped().rates[ESSAY]
    assert [int(own.scheme.member_target), int(own.scheme.committee_target)] == [30, 50]
    # The branch goes its own way from New Year; above it nothing changes, and shipped numbers come back.
    await scheming.change(house, secretary, town.inner.id, From.NEW_YEAR, as_shipped=True)
    async with house.db.read() as session:
        new_year = dt.date(2027, 1, 1)
        assert (await schemes.in_force(session, town.inner.path, new_year)).rates == dict(shipped().rates)
        assert (await schemes.in_force(session, town.surgery.path, new_year)).rates[QUIZ] == rate
    with pytest.raises(NotAllowed):
        await scheming.change(house, secretary, town.committee.id, From.TOMORROW, rates={QUIZ: rate})


async def test_saying_what_holds_makes_nothing(house: House, town: Town) -> None:
    office = await town.actor(house, town.office)
    same = {QUIZ: shipped().rates[QUIZ]}
    assert (await scheming.change(house, office, town.committee.id, From.TOMORROW, rates=same)).coming is None


@pytest.mark.parametrize(
    ("item", "text", "rate"),
    [
        (QUIZ, "2 12", Rate(Decimal(2), Decimal(12))),
        (QUIZ, "0.5", Rate(Decimal("0.5"), None)),
        (QUIZ, "0", Rate(Decimal(0), None)),
        (StudyItem.MAKEUP, "1", Rate(Decimal(1), None)),
    ],
)
def test_numbers_as_people_type_them(item: StudyItem, text: str, rate: Rate) -> None:
    assert scheming.typed_rate(item, text) == rate


@pytest.mark.parametrize("text", ["", "二", "-1", "21", "1 201", "1 2 3", "0.25", "NaN", "Infinity", "1,5"])
def test_what_are_no_numbers_of_a_scheme(text: str) -> None:
    with pytest.raises(BadNumbers):
        scheming.typed_rate(QUIZ, text)
    with pytest.raises(BadNumbers):
        scheming.typed_targets(text)


def test_what_shares_a_cap_has_none_of_its_own() -> None:
    with pytest.raises(BadNumbers):
        scheming.typed_rate(StudyItem.MAKEUP, "1 5")
