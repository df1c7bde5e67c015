"""What members hand in: bounds, the one decision, hours and credits by rule, over New Year as well."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from db.names import MaterialKind
from db.outbox import OutboxMessage
from db.study import StudyEntry, StudyWork, StudyWorkFile
from db.study_names import StudyBook, StudyItem, WorkState
from services.errors import NotAllowed
from services.house import House
from services.study import judging, works
from services.study.appeals import BadWords
from services.study.judging import OwnWork
from services.study.rules import shipped
from services.study.works import BadCount, BadSpan, NothingYet, Sent, Span, TooMuch, by_days, dues_of, span_of
from tests.services.people import Town, make_town

TODAY = dt.date(2026, 11, 16)
I = StudyItem  # noqa: E741 - the tables below are read by column
LONG = "学习以后深受启发，回到岗位要把病人放在心上。" * 12


@given(st.integers(-40, 40), st.integers(0, 29), st.integers(1, 400))
def test_a_training_is_split_by_its_days_and_nothing_is_lost(start: int, more: int, halves: int) -> None:
    first = dt.date(2026, 1, 1) + dt.timedelta(days=start)
    span = Span(first, first + dt.timedelta(days=more), Decimal(halves) / 2)
    parts = by_days(span)
    assert sum(part for _, part in parts) == span.hours
    assert {day.year for day, _ in parts} == {span.starts_on.year, span.ends_on.year}
    assert all(part >= 0 and part % Decimal("0.5") == 0 for _, part in parts)


def test_days_and_hours_as_people_type_them() -> None:
    assert span_of("2026-11-10 4", TODAY) == Span(dt.date(2026, 11, 10), dt.date(2026, 11, 10), Decimal(4))
    over = span_of("2025/12/30 2026/01/02  24", TODAY)
    assert by_days(over) == [(dt.date(2025, 12, 31), Decimal(12)), (dt.date(2026, 1, 1), Decimal(12))]


@pytest.mark.parametrize(
    "text",
    [
        *("", "4", "2026-11-10", "2026-11-17 4", "2026-11-10 9", "2026-11-10 0.3", "2026-11-10 NaN", "2024-11-10 4"),
        *("2026-11-10 2026-11-09 4", "2026-09-01 2026-10-15 40", "2026-13-01 4", "a b c d"),
    ],
)
def test_what_are_no_days_and_hours(text: str) -> None:
    with pytest.raises(BadSpan):
        span_of(text, TODAY)


@pytest.mark.parametrize(
    ("item", "span", "characters", "expected"),
    [
        (I.ESSAY, None, None, ["2"]),
        (I.NOTES, None, 3240, ["3.24"]),
        (I.NOTES, None, 4, []),
        (I.LECTURE_GIVE, None, None, ["4"]),
        (I.VOLUNTEER, None, None, ["1"]),
        (I.ONLINE, Span(TODAY, TODAY, Decimal("1.5")), None, ["1.5", "0.75"]),
        (I.TRAINING, Span(TODAY, TODAY, Decimal(8)), None, ["8"]),
    ],
)
def test_what_a_work_gives(item: I, span: Span | None, characters: int | None, expected: list[str]) -> None:
    assert [one.amount for one in dues_of(item, span, characters, TODAY, shipped())] == [
        Decimal(one) for one in expected
    ]


@pytest.fixture(name="town")
async def _town(house: House) -> Town:
    return await make_town(house)


async def test_an_essay_is_given_back_and_accepted_and_counts_once(house: House, town: Town) -> None:
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    await works.begin(house, plain, I.NOTES)
    one = await works.begin(house, plain, I.ESSAY)
    assert [work.item for work in await works.mine(house, plain)] == [I.ESSAY]
    with pytest.raises(NothingYet):
        await judging.hand_in(house, plain, one.id)
    await works.add(house, plain, one.id, LONG, None)
    with pytest.raises(TooMuch):
        await works.add(house, plain, one.id, "长" * 4000, None)
    photo = Sent(MaterialKind.PHOTO, "f1", "u1")
    assert [(await works.add(house, plain, one.id, "", photo)).files for _ in range(2)] == [1, 1]
    for _ in range(2):
        assert (await judging.hand_in(house, plain, one.id)).state is WorkState.SUBMITTED
    assert (await works.add(house, plain, one.id, "再添一句", None)).typed < 1000
    with pytest.raises(BadWords):
        await judging.give_back(house, secretary, one.id, " ")
    assert (await judging.give_back(house, secretary, one.id, "写写岗位")).done
    assert not (await judging.accept(house, secretary, one.id)).done
    assert (await works.take_up(house, plain, one.id)).typed == 0
    await works.add(house, plain, one.id, "", photo)
    await judging.hand_in(house, plain, one.id)
    assert [(await judging.accept(house, secretary, one.id)).done for _ in range(2)] == [True, False]
    async with house.db.read() as session:
        row = (await session.scalars(select(StudyWork))).one()
        assert (row.state, row.times) == (WorkState.ACCEPTED, 2)
        assert len((await session.scalars(select(StudyWorkFile))).all()) == 1
        line = (await session.scalars(select(StudyEntry))).one()
        assert (line.book, line.item, int(line.amount), line.earned_on) == (StudyBook.CREDITS, I.ESSAY, 2, TODAY)
        results = select(OutboxMessage.payload).where(OutboxMessage.kind == judging.RESULT).order_by(OutboxMessage.id)
        words = (await session.scalars(results)).all()
        assert [one["key"] for one in words] == ["study-work-returned", "study-work-accepted"]


async def test_who_decides_and_what_is_counted(house: House, town: Town) -> None:
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    foreign = await town.actor(house, town.foreign)
    notes = await works.begin(house, plain, I.NOTES)
    with pytest.raises(NotAllowed):  # a draft is nobody's but his
        await judging.view(house, secretary, notes.id)
    await works.add(house, plain, notes.id, "", Sent(MaterialKind.PHOTO, "f1", "u1"))
    with pytest.raises(NothingYet):
        await judging.hand_in(house, plain, notes.id)
    for text in ("", "很多", "0", "50001", "-5", "１2.5"):
        with pytest.raises(BadCount):
            await works.set_characters(house, plain, notes.id, text)
    await works.set_characters(house, plain, notes.id, "3200")
    await judging.hand_in(house, plain, notes.id)
    for actor, error in ((foreign, NotAllowed), (plain, NotAllowed)):
        with pytest.raises(error):
            await judging.accept(house, actor, notes.id)
    own = await works.begin(house, secretary, I.VOLUNTEER)
    await works.add(house, secretary, own.id, "门诊义诊半天", None)
    await judging.hand_in(house, secretary, own.id)
    with pytest.raises(OwnWork):
        await judging.accept(house, secretary, own.id)
    await judging.accept(house, secretary, notes.id)
    async with house.db.read() as session:
        line = (await session.scalars(select(StudyEntry))).one()
        assert (line.item, line.quantity, line.amount) == (I.NOTES, Decimal("3.2"), Decimal("3.2"))
