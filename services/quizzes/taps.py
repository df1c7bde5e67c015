"""Answers of a crowd: whoever they are, they are let in and written in one transaction; each sees what comes next.

::

    tap ── earlier updates of his still wait? ── a plain member, no form open? ── his attempt, at this very question?
                 │ yes                               │ no                            │ no, or the last question, or late
                 └────────── None: the ordinary way (taking.answer), which has a sentence for it ──────────┘

The gate is the one of the button ``q.a`` (status: member; his own attempt): it is asked inside the transaction that
writes. Rows are locked in the order of their numbers, attempts before counts, as ``taking`` and ``counts`` do.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Draft
from db.among import among_given
from db.quizzes import Answer, Attempt, ItemCount, Quiz
from services import inbox
from services.house import House
from services.names import AttemptState, QuestionKind, QuizState
from services.passing import Passer, members_at
from services.quizzes import counts, scoring
from services.quizzes.attempts import STANDING, Asking, asking_of, wordings_of
from services.quizzes.ending import Standing
from services.together import Together, one_a_loop

_ATTEMPTS, _ANSWERS, _COUNTS = (cast("Table", one.__table__) for one in (Attempt, Answer, ItemCount))


#: Written once: building them costs more than asking them.
_FILLING = select(Draft.account_id).where(among_given(Draft.account_id, "ids"), Draft.standing.is_(False))
_STANDINGS = (
    select(*STANDING)
    .join(Quiz, Quiz.id == Attempt.quiz_id)
    .where(among_given(Attempt.id, "ids"))
    .order_by(Attempt.id)
    .with_for_update(of=Attempt)
)


@dataclass(frozen=True)
class Tap:
    """A press of a button that answers, as the messenger told it.

    Attributes:
        address: Of who pressed; the messenger's id.
        places: The options it chooses.
        at: When it arrived, UTC.
        inbox_of: The bot in whose inbox earlier updates of his may still wait; None: there is no inbox.
    """

    messenger: str
    address: str
    attempt_id: int
    position: int
    places: tuple[int, ...]
    at: dt.datetime
    inbox_of: int | None = None


@dataclass(frozen=True)
class Told:
    """The question that comes next, and in which language he reads it."""

    seen: Asking
    language: str


def desk(house: House) -> Together[Tap, Told | None]:
    """Where this process's answers queue up for their transaction."""
    return _desks(house)


async def write(house: House, session: AsyncSession, taps: Sequence[Tap]) -> list[Told | Exception | None]:
    """Write a batch of answers; None: this one goes the ordinary way, nothing of it was written."""
    del house
    known = await _let_in(session, taps)
    standings = await _standings(session, {tap.attempt_id for tap in taps if tap.address in known})
    going: dict[int, tuple[int, Tap, Passer, Standing]] = {}
    for number, tap in enumerate(taps):
        passer, standing = known.get(tap.address), standings.get(tap.attempt_id)
        if passer is not None and standing is not None and _is_next(tap, passer, standing):
            going.setdefault(tap.attempt_id, (number, tap, passer, standing))
    wanted = {one for _, tap, _, standing in going.values() for one in _asked_now(tap, standing)}
    wordings = await wordings_of(session, sorted(wanted))
    told: list[Told | Exception | None] = [None] * len(taps)
    rows, moves, changes = [], [], _Changes()
    for number, tap, passer, standing in going.values():
        version_id, next_id = _asked_now(tap, standing)
        asked, after = wordings[version_id], wordings[next_id]
        # A text that is typed needs its form, and what no screen offers its refusal.
        if after.kind is QuestionKind.FILL_IN or not scoring.is_possible(asked, tap.places, None):
            continue
        right = scoring.is_right(asked, tap.places, None)
        moved = standing.moved_on(right=right)
        rows.append(_answer(tap, version_id, right=right))
        moves.append({"of_attempt": tap.attempt_id, "to": moved.answered, "right": moved.right})
        if standing.number == 1:
            changes.note(standing.quiz_id, version_id, tap.places, right=right)
        told[number] = Told(asking_of(moved, after, tap.at), passer.language)
    if rows:
        connection = await session.connection()
        await connection.execute(insert(_ANSWERS), rows)
        await connection.execute(_MOVE, moves)
        await changes.write(session)
    return told


async def _let_in(session: AsyncSession, taps: Sequence[Tap]) -> dict[str, Passer]:
    known: dict[str, Passer] = {}
    for messenger in {tap.messenger for tap in taps}:
        known |= await members_at(session, messenger, {tap.address for tap in taps if tap.messenger == messenger})
    for bot_id in {tap.inbox_of for tap in taps if tap.inbox_of is not None}:
        waiting = await inbox.waiting_of(session, bot_id, [int(address) for address in known])
        known = {address: passer for address, passer in known.items() if int(address) not in waiting}
    ids = [passer.account_id for passer in known.values()]
    filling = set(await session.scalars(_FILLING, {"ids": sorted(ids)}))
    return {address: passer for address, passer in known.items() if passer.account_id not in filling}


async def _standings(session: AsyncSession, ids: Collection[int]) -> dict[int, Standing]:
    if not ids:
        return {}
    rows = await session.execute(_STANDINGS, {"ids": sorted(ids)})
    return {row["attempt_id"]: Standing(**row) for row in rows.mappings()}


def _is_next(tap: Tap, passer: Passer, standing: Standing) -> bool:
    """Whether the tap answers the question its attempt is at, in time, and another one follows."""
    return (
        standing.member_id == passer.member_id
        and standing.state is AttemptState.OPEN
        and standing.quiz_state is QuizState.OPEN
        and tap.at < standing.ends_at
        and tap.position == standing.answered + 1 < len(standing.version_ids)
    )


def _asked_now(tap: Tap, standing: Standing) -> tuple[int, int]:
    """The wording that is answered, and the one after it."""
    return standing.version_ids[tap.position - 1], standing.version_ids[tap.position]


def _answer(tap: Tap, version_id: int, *, right: bool) -> dict[str, Any]:
    return {
        "attempt_id": tap.attempt_id,
        "position": tap.position,
        "version_id": version_id,
        "chosen": sorted(tap.places),
        "typed": None,
        "is_right": right,
        "answered_at": tap.at,
    }


_MOVE = (
    update(_ATTEMPTS)
    .where(_ATTEMPTS.c.id == bindparam("of_attempt"))
    .values(answered=bindparam("to"), right_many=bindparam("right"))
)
_ADD = (
    update(_COUNTS)
    .where(_COUNTS.c.quiz_id == bindparam("of_quiz"), _COUNTS.c.version_id == bindparam("of_version"))
    .values(
        answers=_COUNTS.c.answers + bindparam("more"),
        right_many=_COUNTS.c.right_many + bindparam("right"),
        **{column.name: column + bindparam(f"to_{column.name}") for column in counts.CHOSEN},
    )
)


class _Changes:
    """What a batch adds to the counts: one change a wording, in the order of their numbers."""

    def __init__(self) -> None:
        self._by: dict[tuple[int, int], dict[str, int]] = defaultdict(
            lambda: {"more": 0, "right": 0, **{f"to_{column.name}": 0 for column in counts.CHOSEN}}
        )

    def note(self, quiz_id: int, version_id: int, places: Sequence[int], *, right: bool) -> None:
        """Count an answer."""
        change = self._by[quiz_id, version_id]
        change["more"] += 1
        change["right"] += right
        for place in places:
            change[f"to_{counts.CHOSEN[place].name}"] += 1

    async def write(self, session: AsyncSession) -> None:
        """Add them all."""
        if self._by:
            await (await session.connection()).execute(
                _ADD, [{"of_quiz": of[0], "of_version": of[1], **self._by[of]} for of in sorted(self._by)]
            )


_desks = one_a_loop(lambda house: Together(house, write))
