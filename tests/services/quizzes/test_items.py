"""What answers say about questions: counts that equal a rebuild, discrimination, and which should be looked at."""

from __future__ import annotations

import contextlib
import random
import statistics
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from db.quizzes import ItemCount
from services.errors import NotAllowed
from services.house import House
from services.questions import mending, reading
from services.quizzes import closing, items, taking
from services.quizzes.attempts import Asking
from services.quizzes.errors import NoMoreTries
from services.quizzes.items import Sums, Why
from tests import factories
from tests.fixtures.houses import set_clock
from tests.making.item_counts import rebuild
from tests.services.quizzes.exams import CLOSES, QUESTIONS, answers, make_exam, takes

_ANSWERS = st.lists(st.tuples(st.booleans(), st.integers(0, 9)), min_size=2, max_size=60)


def sums_of(answers: list[tuple[bool, int]], others: int = 9) -> Sums:
    """Sums as the counts keep them, of (right, how many of the others are right)."""
    return Sums(
        ended=len(answers),
        right=sum(right for right, _ in answers),
        rest=sum(rest for _, rest in answers),
        rest_squared=sum(rest * rest for _, rest in answers),
        rest_right=sum(rest for right, rest in answers if right),
        others=others,
    )


@given(_ANSWERS)
def test_discrimination_is_the_correlation_with_the_rest(answers: list[tuple[bool, int]]) -> None:
    found = items.discrimination([sums_of(answers)])
    right, rest = [float(one) for one, _ in answers], [float(one) for _, one in answers]
    if len(set(right)) == 1 or len(set(rest)) == 1:
        assert found is None
    else:
        assert found == pytest.approx(statistics.correlation(right, rest), abs=1e-9)


def test_discrimination_is_pooled_within_quizzes() -> None:
    # A hard and an easy quiz: the difference between them says nothing about the question.
    hard, easy = sums_of([(False, 1), (True, 1)] * 10), sums_of([(True, 9), (True, 9)] * 10)
    assert items.discrimination([hard, easy]) is None
    good = sums_of([(False, 1), (True, 5)] * 10)
    assert items.discrimination([good, easy]) == pytest.approx(1)
    assert items.discrimination([Sums(0, 0, 0, 0, 0, 9)]) is None
    assert items.discrimination([sums_of([(True, 0), (False, 0)], others=0)]) is None


@pytest.mark.parametrize(
    ("answers", "right", "spread", "chosen", "why"),
    [
        (19, 0, -1.0, (19, 0, 0), (Why.TOO_FEW,)),
        (20, 12, 0.4, (4, 12, 4), ()),
        (20, 5, 0.3, (4, 5, 11), (Why.TOO_HARD, Why.DISTRACTOR)),
        (100, 30, 0.3, (30, 30, 40), (Why.DISTRACTOR,)),
        (100, 96, None, (4, 96, 0), (Why.TOO_EASY,)),
        (100, 60, -0.2, (20, 60, 20), (Why.WEAK,)),
    ],
)
def test_a_question_to_be_looked_at(
    answers: int, right: int, spread: float | None, chosen: tuple[int, ...], why: tuple[Why, ...]
) -> None:
    assert items.judged(QUESTIONS[0], answers, right, spread, chosen) == why


async def _kept(house: House) -> list[dict[str, Any]]:
    async with house.db.read() as session:
        query = select(*ItemCount.__table__.c).order_by(ItemCount.quiz_id, ItemCount.version_id)
        return [dict(row) for row in (await session.execute(query)).mappings()]


@pytest.mark.parametrize("seed", range(3))
async def test_counts_equal_a_rebuild_whatever_people_do(house: House, seed: int) -> None:
    exam = await make_exam(house, minutes=10)
    dice = random.Random(seed)
    async with house.db.write() as session:
        members = [await factories.make_member(session, exam.town.inner, f"党员{number}") for number in range(6)]
        await factories.expect_at_quiz(session, exam.quiz_id, members)
    me = exam.plain.member
    assert me is not None
    actors = [exam.composer, *(replace(exam.plain, member=replace(me, id=one.id)) for one in members)]
    for _ in range(24):
        actor = dice.choice(actors)
        with contextlib.suppress(NoMoreTries):  # who has none left is told so, and changes nothing
            seen = await taking.begin(house, actor, exam.quiz_id, again=dice.random() < 0.3)
            for _ in range(dice.randint(0, 3)):
                if isinstance(seen, Asking):
                    seen = await answers(house, actor, seen, dice.choice("rw"))
    set_clock(house, CLOSES)
    await closing.close_all(house)
    before = await _kept(house)
    async with house.db.write() as session:
        await rebuild(session)
    assert await _kept(house) == before
    assert sum(row["answers"] for row in before) > 0


async def test_questions_of_a_quiz_and_of_a_bank(house: House) -> None:
    exam = await make_exam(house)
    await takes(house, exam.plain, exam.quiz_id, "wwrr")
    of_quiz = await items.of_quiz(house, exam.composer, exam.quiz_id)
    assert [(one.asked, one.answers, one.right, one.chosen) for one in of_quiz] == [
        (QUESTIONS[0], 1, 0, (1, 0, 0)),
        (QUESTIONS[1], 1, 0, (1, 0, 0)),
        (QUESTIONS[2], 1, 1, (1, 0)),
        (QUESTIONS[3], 1, 1, ()),
    ]
    assert {one.why for one in of_quiz} == {(Why.TOO_FEW,)}
    assert len(await items.of_bank(house, exam.composer, exam.town.inner.id)) == 4
    with pytest.raises(NotAllowed):
        await items.of_bank(house, exam.plain, exam.town.inner.id)


async def test_a_question_is_put_right_as_a_new_version_or_taken_out_of_use(house: House) -> None:
    exam = await make_exam(house)
    await takes(house, exam.plain, exam.quiz_id, "wwrr")
    here = exam.town.inner.id
    first, second = [one.question_id for one in await items.of_quiz(house, exam.composer, exam.quiz_id)][:2]
    one = await mending.look(house, exam.composer, here, first)
    assert (one.asked, one.version, one.retired) == (QUESTIONS[0], 1, False)
    assert await mending.correct(house, exam.composer, here, first, reading.from_text(one.sample)) == one
    mended = one.sample.replace("每半年", "每年")
    done = await mending.correct(house, exam.composer, here, first, reading.from_text(mended))
    assert (done.version, done.asked) == (2, replace(QUESTIONS[0], options=("每月", "每季度", "每年")))
    seen = await items.of_question(house, exam.composer, here, first)
    assert (seen.item, seen.live) == (None, 0)  # the new wording has no answers yet
    assert (await items.of_quiz(house, exam.composer, exam.quiz_id))[0].asked == QUESTIONS[0]
    for retired in (True, True, False):
        found = await mending.retire(house, exam.composer, here, first, retired=retired)
        assert found.retired is retired
    with pytest.raises(mending.OneQuestion):
        await mending.correct(house, exam.composer, here, first, reading.from_text("ANSWER: A"))
    with pytest.raises(mending.QuestionTwin):
        await mending.correct(house, exam.composer, here, second, reading.from_text(mended))
    for who, bank in ((exam.plain, here), (exam.composer, exam.town.committee.id)):
        with pytest.raises(NotAllowed):
            await mending.retire(house, who, bank, first, retired=True)
