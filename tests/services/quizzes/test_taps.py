"""Answers of a crowd: written in one transaction as they are one by one; what is unusual is left to the other way."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, select

from db.quizzes import ItemCount, MissedQuestion, QuizItem
from db.study import StudyEntry
from db.study_names import StudyItem
from services import drafts
from services.access import Actor
from services.drafts import Form
from services.house import House
from services.quizzes import taking, taps
from services.quizzes.attempts import Asking, Ended
from services.quizzes.taps import Tap, Told
from tests.fixtures.houses import NOW, set_clock
from tests.making.item_counts import rebuild
from tests.services.quizzes.exams import QUESTIONS, Exam, make_exam, takes


async def _tap(house: House, exam: Exam, who: Actor, position: int, *places: int, attempt: int = 0) -> Tap:
    assert who.member is not None
    attempts, _ = await exam.rows(house)
    mine = [one.id for one in attempts if one.member_id == who.member.id]
    address = exam.town.accounts[who.member.id].address
    return Tap("telegram", address, attempt or mine[0], position, places, house.now())


async def _written(house: House, *batch: Tap) -> list[Told | Exception | None]:
    async with house.db.write() as session:
        return await taps.write(house, session, batch)


async def test_a_batch_counts_each_tap_once(house: House) -> None:
    exam = await make_exam(house)
    for who in (exam.plain, exam.composer):
        await taking.begin(house, who, exam.quiz_id)
    mine, theirs = [await _tap(house, exam, who, 1, 1) for who in (exam.plain, exam.composer)]
    wrong = await _tap(house, exam, exam.composer, 1, 0)
    told = await _written(house, mine, wrong, mine, theirs)
    assert [one is not None for one in told] == [True, True, False, False]
    first = told[0]
    assert isinstance(first, Told)
    assert first.seen == await taking.where(house, exam.plain, mine.attempt_id)
    assert isinstance(first.seen, Asking)
    assert (first.seen.position, first.seen.asked, first.language) == (2, QUESTIONS[1], "zh-CN")
    assert await _written(house, mine, wrong) == [None, None]
    _, stored = await exam.rows(house)
    assert [(one.attempt_id, one.position, one.chosen, one.is_right) for one in stored] == sorted(
        [(mine.attempt_id, 1, [1], True), (wrong.attempt_id, 1, [0], False)]
    )

    await _counts_as_rebuilt(house)


async def _counts_as_rebuilt(house: House) -> None:
    async def kept() -> list[tuple[object, ...]]:
        async with house.db.read() as session:
            rows = await session.execute(select(*ItemCount.__table__.c).order_by(ItemCount.version_id))
            return [tuple(row) for row in rows]

    before = await kept()
    async with house.db.write() as session:
        await rebuild(session)
    assert await kept() == before


async def test_last_answers_of_a_crowd_end_their_attempts_as_one_by_one(house: House) -> None:
    exam = await make_exam(house)
    async with house.db.write() as session:
        await session.execute(delete(QuizItem).where(QuizItem.position == len(QUESTIONS)))  # none is typed
    people = {exam.plain: "rr", exam.composer: "wr"}
    for who, right in people.items():
        await takes(house, who, exam.quiz_id, right)
    last = [await _tap(house, exam, who, 3, place) for who, place in zip(people, (0, 1), strict=True)]
    told = await _written(house, *last, last[0])
    assert told[2] is None
    for one, who, score in zip(told, people, (100, 33), strict=False):
        assert isinstance(one, Told)
        assert isinstance(one.seen, Ended)
        assert one.seen == await taking.result(house, who, one.seen.attempt_id)
        assert (one.seen.score, one.seen.again) == (score, 1)
    await _counts_as_rebuilt(house)
    assert await _lines(house) == [(exam.town.plain.id, StudyItem.QUIZ_EXCELLENT, NOW.date())]
    async with house.db.read() as session:
        missed = list(await session.scalars(select(MissedQuestion).order_by(MissedQuestion.question_id)))
    assert exam.composer.member is not None
    assert [(one.member_id, one.seen_at) for one in missed] == [(exam.composer.member.id, NOW)] * 2
    # A day later the one who had everything right does it again: what he earned, he earned the day before.
    set_clock(house, NOW + dt.timedelta(days=1))
    await takes(house, exam.plain, exam.quiz_id, "rrr", again=True)
    assert len(await _lines(house)) == 1


async def _lines(house: House) -> list[tuple[int, StudyItem, dt.date]]:
    async with house.db.read() as session:
        rows = await session.scalars(select(StudyEntry).order_by(StudyEntry.id))
        return [(row.member_id, row.item, row.earned_on) for row in rows]


async def test_what_is_unusual_goes_the_ordinary_way_and_nothing_is_written(house: House) -> None:
    exam = await make_exam(house, minutes=10)
    seen = await taking.begin(house, exam.plain, exam.quiz_id)
    assert isinstance(seen, Asking)
    attempt = seen.attempt_id
    stranger = await exam.town.actor(house, exam.town.foreign)
    unusual = [
        await _tap(house, exam, exam.composer, 1, 1, attempt=attempt),  # not his
        await _tap(house, exam, stranger, 1, 1, attempt=attempt),
        await _tap(house, exam, exam.plain, 2, 0),  # not where he is
        await _tap(house, exam, exam.plain, 1, 5),  # no such option
        await _tap(house, exam, exam.plain, 1, 1, attempt=attempt + 99),
        Tap("telegram", "4711", attempt, 1, (1,), NOW),  # nobody
    ]
    assert await _written(house, *unusual) == [None] * len(unusual)
    assert exam.plain.account_id is not None
    async with house.db.write() as session:
        await drafts.put(session, exam.plain.account_id, Form("du", "slip", {}), NOW)
    tap = await _tap(house, exam, exam.plain, 1, 1)
    assert await _written(house, tap) == [None]  # the form is left the ordinary way
    async with house.db.write() as session:
        await drafts.clear(session, exam.plain.account_id)
    set_clock(house, NOW + dt.timedelta(minutes=10))
    assert await _written(house, await _tap(house, exam, exam.plain, 1, 1)) == [None]
    assert (await exam.rows(house))[1] == []


async def test_a_typed_question_is_the_other_way(house: House) -> None:
    exam = await make_exam(house)
    await taking.begin(house, exam.plain, exam.quiz_id)
    for position, places in ((1, (1,)), (2, (0, 2))):
        assert await _written(house, await _tap(house, exam, exam.plain, position, *places)) != [None]
    assert await _written(house, await _tap(house, exam, exam.plain, 3, 0)) == [None]  # what follows is typed
    assert len((await exam.rows(house))[1]) == 2
