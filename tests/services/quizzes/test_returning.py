"""Missed questions come back: remembered when an attempt ends, at most five, each answer once."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from db.question_names import QuestionState
from db.questions import Question
from db.quizzes import MissedQuestion
from services.errors import BadInput, NotAllowed
from services.house import House
from services.quizzes import returning
from tests.fixtures.crossing import crossing
from tests.fixtures.houses import NOW, set_clock
from tests.services.quizzes.exams import QUESTIONS, RIGHT, WRONG, make_exam, takes

LATER = NOW + dt.timedelta(days=3)


async def _rows(house: House) -> list[MissedQuestion]:
    async with house.db.read() as session:
        return list(await session.scalars(select(MissedQuestion).order_by(MissedQuestion.question_id)))


async def test_what_was_wrong_is_remembered_and_comes_back_once_answered(house: House) -> None:
    exam = await make_exam(house)
    await takes(house, exam.plain, exam.quiz_id, "wrrw")
    assert [(one.question_id, one.seen_at) for one in await _rows(house)] == [(1, NOW), (4, NOW)]
    assert await returning.waiting(house, exam.plain) == 0  # not within the hours after
    set_clock(house, LATER)
    assert await returning.waiting(house, exam.plain) == 2
    assert await returning.waiting(house, exam.composer) == 0
    again = await returning.ask(house, exam.plain)
    assert again is not None
    assert again.asked == QUESTIONS[0]
    for counted in (True, False):  # a second tap
        said = await returning.answer(house, exam.plain, again.question_id, again.stamp, *RIGHT[again.asked.stem])
        assert (said.right, said.counted, said.more) == (True, counted, 1)
    before = await _rows(house)
    assert [one.seen_at for one in before] == [LATER, NOW]
    typed = await returning.ask(house, exam.plain)
    assert typed is not None
    said = await returning.answer(house, exam.plain, typed.question_id, typed.stamp, *WRONG[typed.asked.stem])
    assert (said.right, said.more) == (False, 0)
    assert await returning.ask(house, exam.plain) is None
    after = await _rows(house)
    assert after[0].due_at > after[1].due_at > LATER


async def test_what_nobody_was_asked_is_refused_and_a_retired_question_rests(house: House) -> None:
    exam = await make_exam(house)
    await takes(house, exam.plain, exam.quiz_id, "wrrr")
    set_clock(house, LATER)
    again = await returning.ask(house, exam.plain)
    assert again is not None
    with pytest.raises(NotAllowed):
        await returning.answer(house, exam.plain, again.question_id + 1, again.stamp, (0,), None)
    with pytest.raises(NotAllowed):
        await returning.answer(house, exam.composer, again.question_id, again.stamp, (0,), None)
    with pytest.raises(BadInput):
        await returning.answer(house, exam.plain, again.question_id, again.stamp, (7,), None)
    async with house.db.write() as session:
        (await session.get_one(Question, again.question_id)).state = QuestionState.RETIRED
    assert await returning.ask(house, exam.plain) is None
    assert [one.seen_at for one in await _rows(house)] == [NOW]


async def test_what_another_quiz_of_his_remembers_at_the_same_moment_is_remembered_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    exam = await make_exam(house)
    missed = returning.Answered(exam.plain.member.id if exam.plain.member else 0, 1, is_right=False, at=NOW)

    async def ends() -> None:
        async with house.db.write() as session:
            await returning.remember(session, [missed])
            await returning.waiting(house, exam.plain)

    assert await crossing(house, monkeypatch, (returning, "waiting"), ends, ends) == (None, None)
    assert [one.question_id for one in await _rows(house)] == [1]
