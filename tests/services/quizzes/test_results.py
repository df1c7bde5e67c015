"""The figures of a quiz: the pass rate is over takers; retired people are not demanded; the sheet says the same."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest
from sqlalchemy import delete, select

from db.outbox import OutboxMessage
from db.quizzes import Quiz, QuizPerson
from services import truth
from services.errors import NotAllowed
from services.house import House
from services.names import AttemptState
from services.quizzes import results
from services.quizzes.results import Figures, said
from tests import factories
from tests.fixtures.houses import NOW
from tests.services.quizzes.exams import make_exam, takes


@pytest.mark.parametrize(
    ("figures", "participation", "rate", "average"),
    [
        # domain_rules.md 4.3: 34 of 35 took it, all of them passed.
        (Figures(35, 34, 34, 20, 0, 34 * 88), "97.1", "100", "88"),
        (Figures(35, 34, 33, 0, 0, 2_500), "97.1", "97.1", "73.5"),
        (Figures(3, 1, 0, 0, 1, 50), "33.3", "0", "50"),
        (Figures(8, 0, 0, 0, 0, 0), "0", "—", "—"),
        (Figures(0, 0, 0, 0, 2, 0), "—", "—", "—"),
    ],
)
def test_rates(figures: Figures, participation: str, rate: str, average: str) -> None:
    shown = said(figures)
    assert (shown["participation"], shown["rate"], shown["average"]) == (participation, rate, average)


def test_half_a_tenth_goes_up() -> None:
    assert Figures(2_000, 971, 971, 0, 0, 0).participation == Decimal("48.6")  # 48.55


async def test_34_of_35_from_the_rows(house: House) -> None:
    exam = await make_exam(house)
    done = {"state": AttemptState.DONE, "answered": 4, "finished_at": NOW}
    async with house.db.write() as session:
        quiz = await session.get_one(Quiz, exam.quiz_id)
        await session.execute(delete(QuizPerson))
        people = [await factories.make_member(session, exam.town.inner, f"党员{number}") for number in range(35)]
        retired = await factories.make_member(session, exam.town.inner, "老党员", retired=True)
        await factories.expect_at_quiz(session, quiz.id, people)
        session.add(QuizPerson(quiz_id=quiz.id, member_id=retired.id, expected=False))
        for one in [*people[:34], retired]:
            session.add(factories.attempt_of(quiz, one, [1, 2, 3, 4], score=75, right_many=3, **done))
        # A second attempt that went worse does not count; one without an answer is none.
        session.add(factories.attempt_of(quiz, people[0], [1, 2, 3, 4], number=2, score=25, right_many=1, **done))
        blank = {**done, "answered": 0}
        session.add(factories.attempt_of(quiz, people[34], [1, 2, 3, 4], score=0, right_many=0, **blank))
    found = await results.look(house, exam.composer, exam.quiz_id)
    assert found.figures == Figures(35, 34, 34, 0, 1, 34 * 75)
    assert (found.missing, said(found.figures)["participation"], said(found.figures)["rate"]) == (1, "97.1", "100")
    async with house.db.read() as session:
        ids = [one.id for one in people]
        taken = await results.taken_in_year(session, ids, NOW, NOW + dt.timedelta(days=1))
        assert len(taken) == 34
        assert taken[people[0].id] == (1, Decimal("75.0"))
        assert await results.taken_in_year(session, ids, NOW - dt.timedelta(days=1), NOW) == {}
    made = await results.export(house, exam.composer, exam.quiz_id)
    sheet = openpyxl.load_workbook(io.BytesIO(made.content)).worksheets[0]
    assert [cell.value for cell in sheet[4]][:7] == ["十一月测试", "35", "34", "97.1%", "34", "100%", "75.0"]
    assert sheet.max_row >= 6 + 36
    with pytest.raises(NotAllowed):
        await results.export(house, exam.plain, exam.quiz_id)


async def test_only_those_who_have_not_taken_it_are_reminded(house: House) -> None:
    exam = await make_exam(house)
    await takes(house, exam.plain, exam.quiz_id, "rrrr")
    async with house.db.read() as session:
        rows = list(await session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "quiz_reminder")))
        assert {one.not_before for one in rows} == {dt.datetime(2026, 11, 22, 4, 15, tzinfo=dt.UTC)}
        stale = await truth.untrue(house, session, rows, NOW)
    assert exam.plain.member is not None
    assert {one.member_id for one in rows if one.id in stale} == {exam.plain.member.id}
    assert len(rows) == 3
