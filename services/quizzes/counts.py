"""What first attempts say about the wordings of a quiz, kept in the transaction of each answer; a rebuild equals it.

Whoever ends an attempt changes the rows of all its questions: each transaction changes its rows once, in the order of
their numbers, so that two who end at once wait for each other and never both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Integer, Table, Update, case, delete, func, insert, select, update
from sqlalchemy import cast as sql_cast
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import rows
from db.inserting import insert_into
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
    await (await session.connection()).execute(
        insert_into(session, _TABLE).on_conflict_do_nothing(),
        [{"quiz_id": quiz_id, "version_id": one, **_ZEROES} for one in new],
    )


_KEY = ("quiz_id", "version_id")
_ADDED = tuple(column.name for column in _TABLE.c if column.name not in _KEY)


@cache
def _adding() -> Update:
    """Add rows to rows, held before in the order of their keys: whoever writes others waits, and never both.

    Written once, and one parameter whatever the number of wordings.
    """
    more = rows("more", *_TABLE.c)
    held = (
        select(*(_TABLE.c[name] for name in _KEY))
        .where(_TABLE.c.quiz_id == more.c.quiz_id, _TABLE.c.version_id == more.c.version_id)
        .order_by(*(_TABLE.c[name] for name in _KEY))
        .with_for_update(of=_TABLE)
        .cte("held")
    )
    again = rows("more", *_TABLE.c)
    return (
        update(_TABLE)
        .where(*(_TABLE.c[name] == held.c[name] for name in _KEY), *(_TABLE.c[name] == again.c[name] for name in _KEY))
        .values({name: _TABLE.c[name] + again.c[name] for name in _ADDED})
    )


class Changes:
    """What one transaction adds to the counts: one change a wording."""

    def __init__(self) -> None:
        self._by: dict[tuple[int, int], dict[str, int]] = {}

    def note(self, standing: Standing, version_id: int, chosen: Sequence[int], *, right: bool) -> None:
        """Count an answer; that of a retry says nothing about its question."""
        if standing.number != 1:
            return
        change = self._of(standing.quiz_id, version_id)
        change["answers"] += 1
        change["right_many"] += right
        for place in chosen:
            change[CHOSEN[place].name] += 1

    def note_end(self, standing: Standing, answers: Iterable[tuple[int, bool]]) -> None:
        """Count the answers of an attempt that has ended.

        Args:
            standing: As it ended.
            answers: Of each its wording, and whether it is right.
        """
        if standing.number != 1:
            return
        for version_id, is_right in answers:
            change, one = self._of(standing.quiz_id, version_id), int(is_right)
            rest = standing.right - one
            change["ended"] += 1
            change["ended_right"] += one
            change["rest"] += rest
            change["rest_squared"] += rest * rest
            change["rest_right"] += rest * one

    def _of(self, quiz_id: int, version_id: int) -> dict[str, int]:
        found = self._by.get((quiz_id, version_id))
        if found is None:
            found = self._by[quiz_id, version_id] = {"quiz_id": quiz_id, "version_id": version_id, **_ZEROES}
        return found

    async def write(self, session: AsyncSession) -> None:
        """Add them all."""
        if self._by:
            await (await session.connection()).execute(_adding(), {"more": list(self._by.values())})


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
        row["version_id"]: _ZEROES | {name: int(value) for name, value in row.items()} | {"quiz_id": quiz_id}
        for row in counted.mappings()
    }
    firsts = select(Attempt.version_ids).where(Attempt.quiz_id == quiz_id, Attempt.number == 1)
    for version_ids in await session.scalars(firsts):
        for version_id in version_ids:
            found.setdefault(version_id, _ZEROES | {"quiz_id": quiz_id, "version_id": version_id})
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
