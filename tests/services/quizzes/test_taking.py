"""A quiz is taken: each answer stored once before the next question, gone on with from anywhere, over by the clock."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from sqlalchemy import select

from db.outbox import OutboxMessage
from db.questions import Question, QuestionVersion
from db.quizzes import ItemCount
from db.study import StudyEntry
from services.errors import BadInput, NotAllowed
from services.house import House
from services.names import AttemptState, OutboxState
from services.quizzes import closing, taking
from services.quizzes.attempts import Asking, Ended
from services.quizzes.errors import NoMoreTries, QuizNotYet, QuizOver
from tests.fixtures.houses import NOW, set_clock
from tests.making.item_counts import rebuild
from tests.services.quizzes.exams import CLOSES, QUESTIONS, Exam, answers, make_exam, takes


@pytest.fixture(name="exam")
async def _exam(house: House) -> Exam:
    return await make_exam(house)


async def test_an_attempt_from_the_first_question_to_its_credits(house: House, exam: Exam) -> None:
    first = await taking.begin(house, exam.plain, exam.quiz_id)
    assert isinstance(first, Asking)
    assert (first.position, first.total, first.asked, first.limited) == (1, 4, QUESTIONS[0], False)
    seen = await answers(house, exam.plain, first, "rrrw")
    assert isinstance(seen, Ended)
    assert (seen.score, seen.right, seen.total, seen.passed, seen.again) == (75, 3, 4, True, 1)
    assert [(one.position, one.typed) for one in seen.missed] == [(4, "40")]
    attempts, stored = await exam.rows(house)
    assert [(one.state, one.answered, one.right_many, one.score) for one in attempts] == [(AttemptState.DONE, 4, 3, 75)]
    assert [(one.position, one.chosen, one.is_right) for one in stored] == [
        (1, [1], True),
        (2, [0, 2], True),
        (3, [0], True),
        (4, [], False),
    ]
    again = await takes(house, exam.plain, exam.quiz_id, "rrrr", again=True)
    assert isinstance(again, Ended)
    assert (again.score, again.again) == (100, 0)
    async with house.db.read() as session:
        lines = [str(one.amount) for one in await session.scalars(select(StudyEntry).order_by(StudyEntry.id))]
    assert lines == ["1.00", "-1.00", "2.00"]
    with pytest.raises(NoMoreTries):
        await taking.begin(house, exam.plain, exam.quiz_id, again=True)
    best = await taking.begin(house, exam.plain, exam.quiz_id)
    assert isinstance(best, Ended)
    assert best.score == 100


async def test_ten_taps_are_one_and_an_old_screen_shows_where_he_is(house: House, exam: Exam) -> None:
    first = await taking.begin(house, exam.plain, exam.quiz_id)
    assert isinstance(first, Asking)
    taps = [taking.answer(house, exam.plain, first.attempt_id, 1, (place % 3,), None) for place in range(10)]
    seen = await asyncio.gather(*taps)
    assert {one.position for one in seen if isinstance(one, Asking)} == {2}
    again = await asyncio.gather(*[taking.begin(house, exam.plain, exam.quiz_id, again=True) for _ in range(3)])
    assert {one.attempt_id for one in again} == {first.attempt_id}
    _, stored = await exam.rows(house)
    assert [one.position for one in stored] == [1]
    old = await taking.answer(house, exam.plain, first.attempt_id, 1, (1,), None)
    assert isinstance(old, Asking)
    assert old.position == 2
    assert len((await exam.rows(house))[1]) == 1


async def test_what_no_screen_offers_is_refused_and_nothing_changes(house: House, exam: Exam) -> None:
    first = await taking.begin(house, exam.plain, exam.quiz_id)
    assert isinstance(first, Asking)
    for chosen, typed in (((), None), ((0, 1), None), ((3,), None), ((), "每季度")):
        with pytest.raises(BadInput):
            await taking.answer(house, exam.plain, first.attempt_id, 1, chosen, typed)
    stranger = await exam.town.actor(house, exam.town.foreign)
    with pytest.raises(NotAllowed):
        await taking.answer(house, stranger, first.attempt_id, 1, (1,), None)
    with pytest.raises(NotAllowed):
        await taking.begin(house, stranger, exam.quiz_id)
    with pytest.raises(NotAllowed):
        await taking.result(house, exam.plain, first.attempt_id)
    assert (await exam.rows(house))[1] == []


async def test_a_late_answer_does_not_count_and_what_was_answered_stays(house: House) -> None:
    exam = await make_exam(house, minutes=10)
    seen = await takes(house, exam.plain, exam.quiz_id, "rr")
    assert isinstance(seen, Asking)
    assert seen.limited
    set_clock(house, NOW + dt.timedelta(minutes=10))
    late = await taking.answer(house, exam.plain, seen.attempt_id, seen.position, (0,), None)
    assert isinstance(late, Ended)
    assert (late.late, late.score, late.answered) == (True, 50, 2)
    assert len((await exam.rows(house))[1]) == 2
    again = await taking.answer(house, exam.plain, seen.attempt_id, seen.position, (0,), None)
    assert isinstance(again, Ended)
    assert not again.late


async def test_the_clock_ends_attempts_and_the_quiz(house: House, exam: Exam) -> None:
    await takes(house, exam.plain, exam.quiz_id, "rrr")
    set_clock(house, CLOSES - dt.timedelta(seconds=1))
    assert (await closing.close_all(house)).changes == 0
    set_clock(house, CLOSES)
    assert (await closing.close_all(house)).added == 1  # the secretary composed it and leads
    assert (await closing.close_all(house)).added == 0
    attempts, _ = await exam.rows(house)
    assert [(one.state, one.score, one.finished_at) for one in attempts] == [(AttemptState.DONE, 75, CLOSES)]
    for again in (False, True):
        if again:
            with pytest.raises(QuizOver):
                await taking.begin(house, exam.composer, exam.quiz_id)
        else:
            seen = await taking.begin(house, exam.plain, exam.quiz_id)
            assert isinstance(seen, Ended)
            assert seen.again == 0
    async with house.db.read() as session:
        rows = list(await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))
    assert {one.state for one in rows if one.kind != "quiz_result"} == {OutboxState.SKIPPED}
    (told,) = [one for one in rows if one.kind == "quiz_result"]
    facts = told.payload["vars"]
    assert (facts["due"], facts["taken"], facts["participation"], facts["rate"]) == (3, 1, "33.3", "100")


async def test_a_quiz_that_opens_later_says_when(house: House) -> None:
    exam = await make_exam(house, opens_in_days=1)
    with pytest.raises(QuizNotYet) as refused:
        await taking.begin(house, exam.plain, exam.quiz_id)
    assert refused.value.fields == {"opens": "11-17 09:00"}
    set_clock(house, dt.datetime(2026, 11, 17, 1, 0, tzinfo=dt.UTC))
    assert isinstance(await taking.begin(house, exam.plain, exam.quiz_id), Asking)


async def test_an_attempt_keeps_the_wording_it_began_with(house: House, exam: Exam) -> None:
    seen = await taking.begin(house, exam.plain, exam.quiz_id)
    async with house.db.write() as session:
        old = (await session.scalars(select(QuestionVersion).where(QuestionVersion.stem == QUESTIONS[0].stem))).one()
        session.add(
            QuestionVersion(
                question_id=old.question_id,
                number=2,
                kind=old.kind,
                stem=old.stem,
                options=old.options,
                right=[0],
                accepted=[],
                explanation="",
                source="",
                category="",
                made_at=NOW,
            )
        )
        (await session.get_one(Question, old.question_id)).version = 2
    done = await answers(house, exam.plain, seen, "r")
    assert isinstance(done, Asking)
    other = await takes(house, exam.composer, exam.quiz_id, "r")
    assert isinstance(other, Asking)
    _, stored = await exam.rows(house)
    assert [one.is_right for one in stored] == [True, False]


async def test_counts_of_the_questions_equal_a_rebuild(house: House, exam: Exam) -> None:
    await takes(house, exam.plain, exam.quiz_id, "rwrr")
    await takes(house, exam.plain, exam.quiz_id, "wwww", again=True)
    await takes(house, exam.composer, exam.quiz_id, "wr")

    async def kept() -> list[dict[str, object]]:
        async with house.db.read() as session:
            rows = await session.execute(select(*ItemCount.__table__.c).order_by(ItemCount.version_id))
            return [dict(row) for row in rows.mappings()]

    before = await kept()
    assert [(one["answers"], one["right_many"], one["ended"]) for one in before] == [
        (2, 1, 1),
        (2, 1, 1),
        (1, 1, 1),
        (1, 1, 1),
    ]
    async with house.db.write() as session:
        await rebuild(session)
    assert await kept() == before
