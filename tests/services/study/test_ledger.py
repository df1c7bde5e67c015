"""Lines of the ledgers: keyed to their source, granted once, taken back by lines of their own."""

from __future__ import annotations

import asyncio
import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select

from db.study import StudyEntry, StudyScheme, StudySchemeLine
from db.study_names import StudyBook, StudyItem, StudySource
from services.house import House
from services.study import ledger, schemes
from services.study.counting import Sum, count
from services.study.ledger import Due, QuizResult
from services.study.rules import load, shipped
from tests.fixtures.houses import NOW
from tests.services.people import Town, make_town

DAY = dt.date(2026, 11, 16)


@pytest.fixture(name="town")
async def _town(house: House) -> Town:
    return await make_town(house)


async def _rows(house: House, member_id: int) -> list[StudyEntry]:
    async with house.db.read() as session:
        query = select(StudyEntry).where(StudyEntry.member_id == member_id)
        return list(await session.scalars(query.order_by(StudyEntry.book, StudyEntry.number)))


async def _year(house: House, member_id: int, book: StudyBook = StudyBook.CREDITS) -> Sum:
    async with house.db.read() as session:
        lines = (await ledger.entries_of(session, [member_id], 2026))[member_id]
        return count(lines, book, 2026, await schemes.named(session, {one.version for one in lines}))


async def _quiz(house: House, member_id: int, result: QuizResult, quiz_id: int = 7) -> int:
    async with house.db.write() as session:
        done = await ledger.quiz_taken(house, session, quiz_id, {member_id: result}, on=DAY)
        return done.added


async def test_a_quiz_gives_its_credits_once_and_a_better_result_replaces_them(house: House, town: Town) -> None:
    said = [QuizResult.NOT_PASSED, QuizResult.PASSED, QuizResult.PASSED, QuizResult.EXCELLENT, QuizResult.EXCELLENT]
    assert [await _quiz(house, town.plain.id, one) for one in said] == [0, 1, 0, 2, 0]
    rows = await _rows(house, town.plain.id)
    assert [(one.number, int(one.amount), one.reverses) for one in rows] == [(1, 1, None), (2, -1, 1), (3, 2, None)]
    assert {(one.source, one.source_id, one.version) for one in rows} == {(StudySource.QUIZ, 7, load().version)}
    assert (await _year(house, town.plain.id)).total == 2


async def test_two_at_once_grant_one(house: House, town: Town) -> None:
    await asyncio.gather(*(_quiz(house, town.plain.id, QuizResult.PASSED) for _ in range(4)))
    assert len(await _rows(house, town.plain.id)) == 1


async def test_what_a_whole_source_no_longer_names_is_taken_back(house: House, town: Town) -> None:
    due = [Due(StudyBook.HOURS, StudyItem.ATTEND, Decimal("1.5"), DAY, "2026-11")]
    for members in ([town.plain.id, town.silent.id], [town.silent.id], [town.silent.id]):
        async with house.db.write() as session:
            await ledger.follow(session, StudySource.MEETING, 3, dict.fromkeys(members, due), NOW, whole=True)
    assert [one.amount for one in await _rows(house, town.plain.id)] == [Decimal("1.5"), Decimal("-1.5")]
    assert [one.amount for one in await _rows(house, town.silent.id)] == [Decimal("1.5")]
    assert (await _year(house, town.silent.id, StudyBook.HOURS)).total == Decimal("1.5")


async def _scheme(house: House, organisation_id: int, from_on: dt.date, credits_: str, cap: str) -> str:
    async with house.db.write() as session:
        row = StudyScheme(
            organisation_id=organisation_id,
            from_on=from_on,
            member_target=Decimal(40),
            committee_target=Decimal(56),
            made_at=NOW,
        )
        session.add(row)
        await session.flush()
        line = {"credits": Decimal(credits_), "cap": Decimal(cap)}
        session.add(StudySchemeLine(scheme_id=row.id, item=StudyItem.QUIZ, **line))
        return schemes.version_of(row.id)


async def test_the_nearest_scheme_of_the_day_pays_and_the_line_keeps_it(house: House, town: Town) -> None:
    above = await _scheme(house, town.committee.id, DAY, "3", "4")
    later = await _scheme(house, town.committee.id, DAY + dt.timedelta(days=1), "9", "9")
    own = await _scheme(house, town.surgery.id, dt.date(2026, 1, 1), "5", "12")
    async with house.db.read() as session:
        of = await schemes.of_members(session, [town.plain.id, town.foreign.id], DAY)
        assert [of[one.id].version for one in (town.plain, town.foreign)] == [above, own]
        assert (await schemes.in_force(session, town.inner.path, DAY + dt.timedelta(days=1))).version == later
        assert await schemes.in_force(session, town.inner.path, DAY - dt.timedelta(days=1)) is shipped()
    for quiz in (1, 2):
        await _quiz(house, town.plain.id, QuizResult.PASSED, quiz)
    year = await _year(house, town.plain.id)
    assert [(int(one.entry.amount), int(one.counted), int(one.cap or 0)) for one in year.lines] == [
        (3, 3, 4),
        (3, 1, 4),
    ]
    assert {one.entry.version for one in year.lines} == {above}
