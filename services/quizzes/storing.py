"""Answers are written: of one person or of a crowd, in the transaction of whoever lets them in.

::

    answers, attempts (the last answer ends one) ──> what follows from those that ended (ending.conclude), counts
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from sqlalchemy import Insert, Table, Update, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import rows
from db.quizzes import Answer, Attempt
from services.house import House
from services.names import AttemptState
from services.quizzes import ending
from services.quizzes.counts import Changes
from services.quizzes.ending import Over, Standing

_ATTEMPTS, _ANSWERS = (cast("Table", one.__table__) for one in (Attempt, Answer))


@dataclass(frozen=True)
class Given:
    """An answer to the question an attempt is at.

    Attributes:
        standing: Of the attempt, held by the transaction.
        chosen: Places of the options in the wording's own order.
        typed: Of a fill-in question.
        at: UTC, before the attempt's end.
    """

    standing: Standing
    chosen: Sequence[int]
    typed: str | None
    right: bool
    at: dt.datetime

    @property
    def version_id(self) -> int:
        """The wording that is answered."""
        return self.standing.version_ids[self.standing.answered]


_STEP = ("answered", "right_many", "state", "finished_at", "score")


# Written once, and one parameter for a whole crowd: row by row they would cost more than the rest.


@cache
def _inserting() -> Insert:
    new = rows("new", *_ANSWERS.c)
    return insert(_ANSWERS).from_select(list(_ANSWERS.c.keys()), select(*new.c))


@cache
def _moving() -> Update:
    steps = rows("steps", _ATTEMPTS.c.id, *(_ATTEMPTS.c[name] for name in _STEP))
    return update(_ATTEMPTS).where(_ATTEMPTS.c.id == steps.c.id).values({name: steps.c[name] for name in _STEP})


async def store(house: House, session: AsyncSession, given: Sequence[Given]) -> dict[int, Standing]:
    """Write answers, at most one of an attempt; the last one ends it.

    Args:
        house: The house.
        session: The caller's transaction; it holds the attempts, and they are open.
        given: In the order of their attempts, so that two who write crowds wait for each other and never both.

    Returns:
        By attempt, how it stands now.
    """
    if not given:
        return {}
    changes, moved, over = Changes(), {}, []
    for one in given:
        changes.note(one.standing, one.version_id, one.chosen, right=one.right)
        now = moved[one.standing.attempt_id] = one.standing.moved_on(right=one.right)
        if now.state is AttemptState.DONE:
            over.append(Over(now, one.at))
    connection = await session.connection()
    await connection.execute(_inserting(), {"new": [_answer(one) for one in given]})
    await connection.execute(_moving(), {"steps": [_move(moved[one.standing.attempt_id], one.at) for one in given]})
    await ending.conclude(house, session, over, changes)
    return moved


def _answer(one: Given) -> dict[str, Any]:
    return {
        "attempt_id": one.standing.attempt_id,
        "position": one.standing.answered + 1,
        "version_id": one.version_id,
        "chosen": sorted(one.chosen),
        "typed": one.typed,
        "is_right": one.right,
        "answered_at": one.at,
    }


def _move(now: Standing, at: dt.datetime) -> dict[str, Any]:
    done = now.state is AttemptState.DONE
    return {
        "id": now.attempt_id,
        "answered": now.answered,
        "right_many": now.right,
        "state": now.state,
        "finished_at": at if done else None,
        "score": now.score if done else None,
    }
