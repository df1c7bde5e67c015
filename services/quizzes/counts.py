"""What first attempts say about the wordings of a quiz, kept in the transaction of each answer; a rebuild equals it.

Whoever ends an attempt changes the rows of all its questions: they are locked in the order of their numbers, before the
last answer's own, so that two who end at once wait for each other and never both.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Integer, Table, bindparam, case, delete, func, insert, select, update
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from db.quizzes import Answer, Attempt, ItemCount
from services.names import AttemptState

if TYPE_CHECKING:
    from services.quizzes.ending import Standing

_TABLE = cast("Table", ItemCount.__table__)
#: Columns of the options, in their order.
CHOSEN = tuple(_TABLE.c[f"chosen_{letter}"] for letter in "abcdefgh")
_ZEROES = {column.name: 0 for column in _TABLE.c if not column.primary_key}


async def prepare(session: AsyncSession, quiz_id: int, version_ids: Sequence[int]) -> None:
    """Rows for the wordings of an attempt that begins; those that are there stay."""
    known = set(
        await session.scalars(
            select(ItemCount.version_id).where(ItemCount.quiz_id == quiz_id, ItemCount.version_id.in_(version_ids))
        )
    )
    new = [one for one in sorted(version_ids) if one not in known]
    if not new:
        return
    add = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    await (await session.connection()).execute(
        add(_TABLE).on_conflict_do_nothing(),
        [{"quiz_id": quiz_id, "version_id": one, **_ZEROES} for one in new],
    )


async def note(session: AsyncSession, quiz_id: int, version_id: int, chosen: Sequence[int], *, right: bool) -> None:
    """Count an answer."""
    values: dict[Any, Any] = {"answers": _TABLE.c.answers + 1}
    if right:
        values["right_many"] = _TABLE.c.right_many + 1
    for place in chosen:
        values[CHOSEN[place].name] = CHOSEN[place] + 1
    await (await session.connection()).execute(
        update(_TABLE).where(_TABLE.c.quiz_id == quiz_id, _TABLE.c.version_id == version_id).values(values)
    )


async def lock(session: AsyncSession, standing: Standing) -> None:
    """Hold every row an attempt's end changes, in one order for all; SQLite has one writer anyway."""
    if standing.number != 1 or session.get_bind().dialect.name != "postgresql":
        return
    await session.execute(
        select(ItemCount.version_id)
        .where(ItemCount.quiz_id == standing.quiz_id, ItemCount.version_id.in_(standing.version_ids))
        .order_by(ItemCount.version_id)
        .with_for_update()
    )


#: What an end adds to a wording, past the session's bookkeeping.
_END = (
    update(_TABLE)
    .where(_TABLE.c.quiz_id == bindparam("of_quiz"), _TABLE.c.version_id == bindparam("of_version"))
    .values(
        ended=_TABLE.c.ended + 1,
        ended_right=_TABLE.c.ended_right + bindparam("one"),
        rest=_TABLE.c.rest + bindparam("more"),
        rest_squared=_TABLE.c.rest_squared + bindparam("squared"),
        rest_right=_TABLE.c.rest_right + bindparam("of_right"),
    )
)


async def note_end(session: AsyncSession, standing: Standing) -> None:
    """Count the answers of a first attempt that has ended."""
    await lock(session, standing)
    rows = await session.execute(
        select(Answer.version_id, Answer.is_right)
        .where(Answer.attempt_id == standing.attempt_id)
        .order_by(Answer.version_id)
    )
    changes = []
    for row in rows:
        one = int(row.is_right)
        rest = standing.right - one
        changes.append(
            {
                "of_quiz": standing.quiz_id,
                "of_version": row.version_id,
                "one": one,
                "more": rest,
                "squared": rest * rest,
                "of_right": rest * one,
            }
        )
    await (await session.connection()).execute(_END, changes)


async def rebuild(session: AsyncSession, quiz_id: int | None = None) -> int:
    """Make the counts anew from the answers, of one quiz or of all; gives how many wordings there are.

    For administrators and for the test that compares.
    """
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

    rows = await session.execute(
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
        row["version_id"]: _ZEROES | {name: int(value) for name, value in row.items()} | {"quiz_id": quiz_id}
        for row in rows.mappings()
    }
    firsts = select(Attempt.version_ids).where(Attempt.quiz_id == quiz_id, Attempt.number == 1)
    for version_ids in await session.scalars(firsts):
        for version_id in version_ids:
            found.setdefault(version_id, _ZEROES | {"quiz_id": quiz_id, "version_id": version_id})
    await _choices(session, quiz_id, found)
    return [found[one] for one in sorted(found)]


async def _choices(session: AsyncSession, quiz_id: int, found: dict[int, dict[str, Any]]) -> None:
    rows = await session.execute(
        select(Answer.version_id, Answer.chosen)
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .where(Attempt.quiz_id == quiz_id, Attempt.number == 1)
    )
    for row in rows:
        for place in row.chosen:
            found[row.version_id][CHOSEN[place].name] += 1
