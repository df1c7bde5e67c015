"""What first attempts say about the wordings of a quiz, kept in the transaction of each answer; a rebuild equals it.

Whoever ends an attempt changes the rows of all its questions: each transaction changes its rows once, in the order of
their numbers, so that two who end at once wait for each other and never both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, cast

from sqlalchemy import Table, Update, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import rows
from db.inserting import insert_into
from db.quizzes import ItemCount

if TYPE_CHECKING:
    from services.quizzes.ending import Standing

_TABLE = cast("Table", ItemCount.__table__)
#: Columns of the options, in their order.
CHOSEN = tuple(_TABLE.c[f"chosen_{letter}"] for letter in "abcdefgh")
#: A wording nobody has answered.
ZEROES = {column.name: 0 for column in _TABLE.c if not column.primary_key}


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
        [{"quiz_id": quiz_id, "version_id": one, **ZEROES} for one in new],
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
            found = self._by[quiz_id, version_id] = {"quiz_id": quiz_id, "version_id": version_id, **ZEROES}
        return found

    async def write(self, session: AsyncSession) -> None:
        """Add them all."""
        if self._by:
            await (await session.connection()).execute(_adding(), {"more": list(self._by.values())})
