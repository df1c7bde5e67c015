"""What answers say about questions, counted anew from the answers themselves."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, case, delete, func, insert, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.ext.asyncio import AsyncSession

from db.quizzes import Answer, Attempt, ItemCount
from services.names import AttemptState
from services.quizzes.counts import CHOSEN, ZEROES


async def rebuild(session: AsyncSession, quiz_id: int | None = None) -> int:
    """Make the counts anew from the answers, of one quiz or of all; gives how many wordings there are."""
    ids = [quiz_id] if quiz_id is not None else sorted(await session.scalars(select(Attempt.quiz_id).distinct()))
    await session.execute(delete(ItemCount).where(ItemCount.quiz_id.in_(ids)))
    many = 0
    for one in ids:
        found = await _counted(session, one)
        if found:
            await session.execute(insert(ItemCount), found)
        many += len(found)
    return many


async def _counted(session: AsyncSession, quiz_id: int) -> list[dict[str, Any]]:
    one = sql_cast(Answer.is_right, Integer)
    rest = Attempt.right_many - one
    done = Attempt.state == AttemptState.DONE

    def over(value: Any) -> Any:
        return func.coalesce(func.sum(case((done, value), else_=0)), 0)

    counted = await session.execute(
        select(
            Answer.version_id,
            func.count().label("answers"),
            func.sum(one).label("right_many"),
            over(1).label("ended"),
            over(one).label("ended_right"),
            over(rest).label("rest"),
            over(rest * rest).label("rest_squared"),
            over(rest * one).label("rest_right"),
        )
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .where(Attempt.quiz_id == quiz_id, Attempt.number == 1)
        .group_by(Answer.version_id)
    )
    found = {
        row["version_id"]: ZEROES | {name: int(value) for name, value in row.items()} | {"quiz_id": quiz_id}
        for row in counted.mappings()
    }
    firsts = select(Attempt.version_ids).where(Attempt.quiz_id == quiz_id, Attempt.number == 1)
    for version_ids in await session.scalars(firsts):
        for version_id in version_ids:
            found.setdefault(version_id, ZEROES | {"quiz_id": quiz_id, "version_id": version_id})
    await _choices(session, quiz_id, found)
    return [found[one] for one in sorted(found)]


async def _choices(session: AsyncSession, quiz_id: int, found: dict[int, dict[str, Any]]) -> None:
    answers = await session.execute(
        select(Answer.version_id, Answer.chosen)
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .where(Attempt.quiz_id == quiz_id, Attempt.number == 1)
    )
    for row in answers:
        for place in row.chosen:
            found[row.version_id][CHOSEN[place].name] += 1
