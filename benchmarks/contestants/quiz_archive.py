"""A bank with many quizzes behind it: what counting costs there, and how long a large file takes to come in."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import statistics
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from benchmarks.contestants.quiz_bot import keeper, questions
from benchmarks.support import children, hall
from db.members import Member
from db.question_names import QuestionKind
from db.questions import QuestionVersion
from db.quiz_names import AttemptState, QuizState
from db.quizzes import Answer, Attempt, ItemCount, Quiz, QuizItem, QuizPerson
from services.access import Actor
from services.house import House
from services.questions import banking, reading, sheet
from services.questions.shapes import Asked
from services.quizzes import items, results, scoring
from tests.making.item_counts import rebuild

_PEOPLE, _QUESTIONS, _FIRST = 1_000, 20, 1_000_000
_ROUNDS = 7


async def _fill(house: House, actor: Actor, branch: int, attempts: int) -> dict[str, Any]:
    """So many first attempts, a thousand a quiz, every answer stored and counted."""
    asked = reading.bank_of([("", n, one) for n, one in enumerate(questions(_QUESTIONS), 1)], [])
    await banking.apply(house, actor, branch, asked)
    dice = random.Random(7)
    async with house.db.read() as session:
        members = list(await session.scalars(select(Member.id).order_by(Member.id)))
        versions = list(await session.execute(select(QuestionVersion.id, QuestionVersion.question_id)))
    ids = [row.id for row in versions]
    for number in range(-(-attempts // _PEOPLE)):
        async with house.db.write() as session:
            quiz = Quiz(
                organisation_id=branch,
                audience_id=branch,
                title=f"测试 {number}",
                state=QuizState.CLOSED,
                many=_QUESTIONS,
                pass_mark=60,
                excellent_mark=90,
                opens_in_days=0,
                days=7,
                retries=1,
                shuffle=False,
                for_credit=False,
                opens_at=hall.NOW,
                closes_at=hall.NOW + dt.timedelta(days=7),
                closed_at=hall.NOW + dt.timedelta(days=7),
                made_at=hall.NOW,
            )
            session.add(quiz)
            await session.flush()
            rows = [
                {"quiz_id": quiz.id, "position": place, "question_id": row.question_id}
                for place, row in enumerate(versions, 1)
            ]
            await session.execute(insert(QuizItem), rows)
            await session.execute(
                insert(QuizPerson), [{"quiz_id": quiz.id, "member_id": one, "expected": True} for one in members]
            )
            await _attempts(session, quiz.id, members, ids, dice)
            await rebuild(session, quiz.id)
    return {}


async def _attempts(session: Any, quiz_id: int, members: list[int], ids: list[int], dice: random.Random) -> None:
    made, given = [], []
    for member in members:
        skill = dice.gauss(0, 0.2)
        chosen = [1 if dice.random() < 0.6 + skill else dice.choice((0, 2, 3)) for _ in ids]
        right = chosen.count(1)
        made.append(
            {
                "quiz_id": quiz_id,
                "member_id": member,
                "number": 1,
                "state": AttemptState.DONE,
                "seed": 1,
                "version_ids": ids,
                "answered": len(ids),
                "right_many": right,
                "started_at": hall.NOW,
                "ends_at": hall.NOW,
                "finished_at": hall.NOW,
                "score": scoring.score(right, len(ids)),
            }
        )
        given.append(chosen)
    numbers = list(await session.scalars(insert(Attempt).returning(Attempt.id, sort_by_parameter_order=True), made))
    await session.execute(
        insert(Answer),
        [
            {
                "attempt_id": number,
                "position": place,
                "version_id": ids[place - 1],
                "chosen": [one],
                "typed": None,
                "is_right": one == 1,
                "answered_at": hall.NOW,
            }
            for number, chosen in zip(numbers, given, strict=True)
            for place, one in enumerate(chosen, 1)
        ],
    )


async def _ms(work: Callable[[], Awaitable[Any]]) -> float:
    """Milliseconds it takes, the median of several."""
    found = []
    for _ in range(_ROUNDS):
        begun = time.perf_counter()
        await work()
        found.append((time.perf_counter() - begun) * 1000)
    return statistics.median(found)


async def _differ(house: House) -> int:
    """How many wordings of the last quiz a rebuild counts otherwise."""
    query = select(*ItemCount.__table__.c).order_by(ItemCount.quiz_id, ItemCount.version_id)
    async with house.db.write() as session:
        before = [tuple(row) for row in await session.execute(query)]
        last = before[-1][0]
        await rebuild(session, last)
        after = [tuple(row) for row in await session.execute(query)]
    return sum(one != other for one, other in zip(before, after, strict=True))


async def _main() -> None:
    given = children.settings()
    async with hall.house(Path(given["folder"]) / "archive.db") as house:
        await hall.fill(house, range(_FIRST, _FIRST + _PEOPLE), a_branch=_PEOPLE)
        actor, branch = await keeper(house, _FIRST)

        async def fill(attempts: int) -> dict[str, Any]:
            return await _fill(house, actor, branch, attempts)

        async def count() -> dict[str, Any]:
            async with house.db.read() as session:
                quiz = await session.scalar(select(Quiz.id).order_by(Quiz.id.desc()).limit(1)) or 0
            return {
                "quiz_ms": await _ms(lambda: items.of_quiz(house, actor, quiz)),
                "bank_ms": await _ms(lambda: items.of_bank(house, actor, branch)),
                "figures_ms": await _ms(lambda: results.look(house, actor, quiz)),
                "differ": await _differ(house),
            }

        async def bring(many: int) -> dict[str, Any]:
            every = [
                Asked(
                    QuestionKind.SINGLE, f"第 {number} 号问题怎么答？", (f"甲{number}", "乙", "丙", "丁"), (number % 4,)
                )
                for number in range(many)
            ]
            content = await asyncio.to_thread(sheet.write, every, "题库")
            begun = time.perf_counter()
            read = await banking.open_file(house, content)
            done = await banking.apply(house, actor, branch, read)
            assert len(done.new) == many
            return {"import_s": time.perf_counter() - begun}

        await children.obey({"fill": fill, "count": count, "bring": bring})


if __name__ == "__main__":
    children.run(_main)
