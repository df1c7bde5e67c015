"""A branch with a small bank and a quiz of it that is open: one question of every kind."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from db.quizzes import Answer, Attempt, QuizItem
from services.access import Actor
from services.house import House
from services.names import QuestionKind
from services.questions.shapes import Asked
from services.quizzes import composing, publishing, taking
from services.quizzes.attempts import Asking, Ended
from tests import factories
from tests.fixtures.houses import NOW
from tests.services.people import Town, make_town

#: The quiz closes on its last day at 20:00 in Shanghai.
CLOSES = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
QUESTIONS = (
    Asked(
        QuestionKind.SINGLE,
        "党员大会一般多久一次？",
        ("每月", "每季度", "每半年"),
        (1,),
        explanation="一般每季度召开 1 次。",
        source="支部工作条例第十一条",
    ),
    Asked(QuestionKind.MULTIPLE, "“三会一课”包括哪些？", ("党员大会", "职代会", "党课"), (0, 2)),
    Asked(QuestionKind.TRUE_FALSE, "党小组会一般每月一次。", right=(0,)),
    Asked(QuestionKind.FILL_IN, "党员每年集中学习不少于____学时。", accepted=("32",)),
)
#: What is right, and what is wrong, by the stem.
RIGHT: dict[str, tuple[tuple[int, ...], str | None]] = {
    QUESTIONS[0].stem: ((1,), None),
    QUESTIONS[1].stem: ((0, 2), None),
    QUESTIONS[2].stem: ((0,), None),
    QUESTIONS[3].stem: ((), " ３２ "),
}
WRONG: dict[str, tuple[tuple[int, ...], str | None]] = {
    QUESTIONS[0].stem: ((0,), None),
    QUESTIONS[1].stem: ((0,), None),
    QUESTIONS[2].stem: ((1,), None),
    QUESTIONS[3].stem: ((), "40"),
}


@dataclass
class Exam:
    """A town and its quiz, open for the inner branch: its secretary, a plain member, and one who never registered."""

    town: Town
    quiz_id: int
    composer: Actor
    plain: Actor

    async def rows(self, house: House) -> tuple[list[Attempt], list[Answer]]:
        """What is stored."""
        async with house.db.read() as session:
            attempts = list(await session.scalars(select(Attempt).order_by(Attempt.id)))
            answers = list(await session.scalars(select(Answer).order_by(Answer.attempt_id, Answer.position)))
        return attempts, answers


async def make_exam(house: House, **changes: int) -> Exam:
    """The quiz, sent out at ``NOW`` with these settings of ``composing.set_number`` instead of the usual ones."""
    town = await make_town(house)
    composer = await town.actor(house, town.secretary)
    async with house.db.write() as session:
        ids = [(await factories.make_question(session, town.inner, one.stem, one)).id for one in QUESTIONS]
    draft = await composing.start(house, composer, town.inner.id, "十一月测试")
    for name, value in {"shuffle": 0, **changes}.items():
        await composing.set_number(house, composer, draft.id, name, value)
    async with house.db.write() as session:
        for place, one in enumerate(
            await session.scalars(select(QuizItem).where(QuizItem.quiz_id == draft.id)), len(ids) + 1
        ):
            one.position = place  # out of the way: drawn in any order
        await session.flush()
        for place, question_id in enumerate(ids, 1):
            (await session.scalars(select(QuizItem).where(QuizItem.question_id == question_id))).one().position = place
    await publishing.publish(house, composer, draft.id)
    return Exam(town, draft.id, composer, await town.actor(house, town.plain))


async def answers(house: House, actor: Actor, seen: Asking | Ended, right: str) -> Asking | Ended:
    """Answer as many questions as there are letters: ``r`` rightly, ``w`` wrongly."""
    for letter in right:
        assert isinstance(seen, Asking)
        chosen, typed = (RIGHT if letter == "r" else WRONG)[seen.asked.stem]
        seen = await taking.answer(house, actor, seen.attempt_id, seen.position, chosen, typed)
    return seen


async def takes(house: House, actor: Actor, quiz_id: int, right: str, *, again: bool = False) -> Asking | Ended:
    """Begin, or go on, and answer so many questions."""
    return await answers(house, actor, await taking.begin(house, actor, quiz_id, again=again), right)


__all__ = ["CLOSES", "NOW", "QUESTIONS", "RIGHT", "WRONG", "Exam", "answers", "make_exam", "takes"]
