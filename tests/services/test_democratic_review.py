"""The democratic review: numbers that agree, four steps that move with the day, and nobody's grade."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from db.audit import AuditEntry
from db.checklists import Checklist
from db.democratic_review import DemocraticReview
from services import checklists, democratic_review
from services.access import Actor
from services.democratic_review import Part, WrongNumbers, WrongOrder, WrongSum, checking
from services.errors import BadInput, NotAllowed
from services.house import House
from tests.services.people import Town, make_town

DAY = dt.date(2026, 12, 18)
PAIRS = (
    ("present", "expected"),
    ("sent", "present"),
    ("returned", "sent"),
    ("valid", "returned"),
    ("assessed", "expected"),
)
NAMES = ("expected", "present", "sent", "returned", "valid", "assessed", *checking.GRADES)


async def _begun(house: House) -> tuple[Town, Actor]:
    town = await make_town(house)
    actor = await town.actor(house, town.secretary)
    await democratic_review.begin(house, actor, town.inner.id, DAY)
    return town, actor


async def test_it_begins_once_with_its_four_steps_and_they_move_with_the_day(house: House) -> None:
    town, actor = await _begun(house)
    again = await democratic_review.begin(house, actor, town.inner.id, DAY + dt.timedelta(days=2))
    assert again.held_on == dt.date(2026, 12, 20)
    assert again.checklist is not None
    assert again.checklist[1:] == (0, 4)
    (listed,) = await checklists.about(house, actor, town.inner.id, f"review:{again.id}")
    assert [one.words["key"] for one in listed.items] == [
        "checklists-item-self-review",
        "checklists-item-mutual-review",
        "checklists-item-ballot-review",
        "checklists-item-organisation-review",
    ]
    assert {one.due for one in listed.items} == {dt.date(2026, 12, 20)}
    async with house.db.read() as session:
        assert len(list(await session.scalars(select(DemocraticReview)))) == 1
        assert len(list(await session.scalars(select(Checklist)))) == 1
    with pytest.raises(BadInput):
        await democratic_review.begin(house, actor, town.inner.id, dt.date(2020, 1, 1))


async def test_numbers_are_written_down_and_compared(house: House) -> None:
    town, actor = await _begun(house)

    async def types(part: Part, text: str) -> democratic_review.Review:
        return await democratic_review.fill_in(house, actor, town.inner.id, 2026, part, text)

    seen = await types(Part.PEOPLE, "应 ２５ 实 23")
    assert (seen.numbers["expected"], seen.numbers["present"]) == (25, 23)
    with pytest.raises(WrongNumbers):
        await types(Part.FORMS, "23 23")
    for wrong, pair in (
        ("24 23 22", ("sent", "present")),
        ("23 24 22", ("returned", "sent")),
        ("23 22 23", ("valid", "returned")),
    ):
        with pytest.raises(WrongOrder) as caught:
            await types(Part.FORMS, wrong)
        assert (caught.value.fields["small"], caught.value.fields["large"]) == pair
    await types(Part.FORMS, "23 23 22")
    with pytest.raises(WrongSum):
        await types(Part.GRADES, "25 8 16 0 0")
    seen = await types(Part.GRADES, "25 9 15 1 0")
    assert (seen.most_excellent, seen.numbers["excellent"]) == (8, 9), "said, and not refused"
    with pytest.raises(WrongOrder):
        await types(Part.PEOPLE, "25 20")  # fewer than got a form
    async with house.db.read() as session:
        row = (await session.scalars(select(DemocraticReview))).one()
        assert (row.sent, row.returned, row.valid, row.assessed, row.unqualified) == (23, 23, 22, 25, 0)
        entries = await session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        actions = [one.action for one in entries if one.action.startswith("review.")]
    assert actions == ["review.dated", "review.counted_people", "review.counted_forms", "review.counted_grades"]


async def test_the_database_knows_the_rules_too(house: House) -> None:
    await _begun(house)

    async def more_valid_than_returned() -> None:
        async with house.db.write() as session:
            row = (await session.scalars(select(DemocraticReview))).one()
            row.expected, row.present, row.sent, row.returned, row.valid = 5, 5, 5, 4, 5

    with pytest.raises(IntegrityError):
        await more_valid_than_returned()


async def test_only_who_leads_the_branch_sees_it(sqlite_house: House) -> None:
    town, _ = await _begun(sqlite_house)
    for stranger in (town.plain, town.foreign):
        actor = await town.actor(sqlite_house, stranger)
        with pytest.raises(NotAllowed):
            await democratic_review.view(sqlite_house, actor, town.inner.id, 2026)
        with pytest.raises(NotAllowed):
            await democratic_review.fill_in(sqlite_house, actor, town.inner.id, 2026, Part.PEOPLE, "5 5")


async def test_the_sheet_has_the_sums_and_leaves_what_is_of_a_person_blank(sqlite_house: House) -> None:
    town, actor = await _begun(sqlite_house)
    await democratic_review.fill_in(sqlite_house, actor, town.inner.id, 2026, Part.PEOPLE, "3 3")
    made = await democratic_review.export(sqlite_house, actor, town.inner.id, 2026)
    assert made.name == "内科党支部民主评议汇总表_2026.xlsx"
    page = openpyxl.load_workbook(io.BytesIO(made.content)).worksheets[0]
    rows = [list(row) for row in page.values]
    assert rows[2][:5] == ["应参加", "实参加", "发出票", "收回票", "有效票"]
    assert rows[3] == [3, 3, *[None] * 8]
    people = [row for row in rows[6:] if row[1]]
    assert [row[1] for row in people] == ["王建国", "张敏", "欧阳静"]
    assert all(cell is None for row in people for cell in row[3:])


@given(numbers=st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, st.integers(0, 60))))
def test_whatever_passes_agrees(numbers: dict[str, int]) -> None:
    in_order = all(numbers[a] <= numbers[b] for a, b in PAIRS if a in numbers and b in numbers)
    open_ = "assessed" not in numbers or any(one not in numbers for one in checking.GRADES)
    adds_up = open_ or sum(numbers[one] for one in checking.GRADES) == numbers["assessed"]
    try:
        checking.check(numbers)
    except (WrongOrder, WrongSum):
        assert not (in_order and adds_up)
    else:
        assert in_order
        assert adds_up


@given(st.text(max_size=40))
def test_any_text_gives_numbers_or_a_sentence(text: str) -> None:
    try:
        found = checking.numbers_in(text, 3)
    except WrongNumbers:  # the sentence; any other error fails
        return
    assert len(found) == 3
    assert max(found) <= checking.load().most


def test_a_third_of_twenty_five_is_eight() -> None:
    assert [checking.most_excellent(one) for one in (25, 24, 3, 2)] == [8, 8, 1, 0]
