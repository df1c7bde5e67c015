"""Three questions in the place of a note: one at a time, by buttons; what was answered stays answered.

::

    begin ── draws a round ──> question 1 ── answer ──> 2 ── answer ──> 3 ── enough right ──> handed in
       ▲                                                                └── too few: told so, other questions ──┐
       └────────────────────────────────────────────────────────────────────────────────────────────────────────┘
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from db.makeups import MakeUp
from services.access import Actor
from services.errors import Conflict, NotAllowed
from services.house import House
from services.makeup import drawing, evidence, own
from services.makeup.own import OPEN, Task
from services.makeup.rounds import Verdict, answered, next_of, right_of, verdict_of
from services.questions.shapes import Asked


class NoQuestions(Conflict):
    """The bank of the branch has too few questions by now: a note is written instead."""

    code = "makeup-no-questions"


@dataclass(frozen=True)
class Step:
    """Where somebody is with his questions.

    Attributes:
        task: His make-up study.
        number: Of the round.
        place: Of the question that is asked now, from 0.
        of: How many there are.
        right: How many he has known so far.
        question: What is asked now; None: the round is over, or nothing is asked any more.
        verdict: On the answer that was just given.
    """

    task: Task
    number: int
    place: int
    of: int
    right: int
    question: Asked | None
    verdict: Verdict | None = None


async def begin(house: House, actor: Actor, makeup_id: int) -> Step:
    """The question that is to be answered; a round that is over is followed by another.

    Raises:
        NotAllowed: It is not his, or there is none.
        NoQuestions: The bank has too few.
    """
    async with house.db.write() as session:
        row = await own.row_of(session, actor, makeup_id, lock=True)
        if actor.member is None:
            raise NotAllowed
        if row.state in OPEN and next_of(row.asked) is None:
            before = row.asked or {"round": 0, "questions": []}
            number, known = before["round"] + 1, {one["question"] for one in before["questions"]}
            drawn = await drawing.draw(session, actor.member.branch_path, row.id, number, known)
            if not drawn:
                raise NoQuestions
            row.asked = {"round": number, "questions": drawn}
            await session.flush()
        return await _step(house, session, actor, row)


async def answer(house: House, actor: Actor, makeup_id: int, number: int, place: int, choice: int) -> Step:
    """Take an answer; the first one to a question counts, and any later press shows where he is.

    Args:
        house: The house.
        actor: Whose it is.
        makeup_id: Which.
        number: Of the round.
        place: Of the question, from 0.
        choice: Of the option, from 0; of a true/false question 0 is true.

    Raises:
        NotAllowed: It is not his, or there is none.
        BadInput: There is no such option.
    """
    now = house.now()
    async with house.db.write() as session:
        row = await own.row_of(session, actor, makeup_id, lock=True)
        asked = row.asked
        if asked is None or asked["round"] != number or not 0 <= place < len(asked["questions"]):
            return await _step(house, session, actor, row)
        one = asked["questions"][place]
        question = await drawing.worded(session, one["question"], one["version"])
        if row.state in OPEN and place == next_of(asked):
            asked = row.asked = answered(asked, place, choice, question)
            if next_of(asked) is None and right_of(asked) >= evidence.load().questions_right:
                row.note = None
                await own.submit(house, session, row, now)
            await session.flush()
        return await _step(house, session, actor, row, verdict_of(asked, place, question))


async def _step(house: House, session: AsyncSession, actor: Actor, row: MakeUp, verdict: Verdict | None = None) -> Step:
    task = await own.task(session, actor, row, house.now())
    asked = row.asked or {"round": 0, "questions": []}
    place = next_of(asked) if row.state in OPEN else None
    question = None
    if place is not None:
        one = asked["questions"][place]
        question = await drawing.worded(session, one["question"], one["version"])
    count = len(asked["questions"])
    return Step(task, asked["round"], place or 0, count, right_of(asked), question, verdict)
