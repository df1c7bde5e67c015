"""Answers of a crowd: whoever they are, they are let in and written in one transaction; each sees what comes next.

::

    tap ── earlier updates of his still wait? ── a plain member, no form open? ── his attempt, at this very question?
                 │ yes                               │ no                            │ no, or late, or a text comes next
                 └────────── None: the ordinary way (taking.answer), which has a sentence for it ──────────┘

The gate is the one of the button ``q.a`` (status: member; his own attempt): it is asked inside the transaction that
writes. Rows are locked in the order of their numbers, attempts before counts before members, as ``taking`` does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among_given
from db.quizzes import Attempt, Quiz
from services.house import House
from services.names import AttemptState, QuestionKind, QuizState
from services.passing import Passer, let_in
from services.questions.shapes import Asked
from services.quizzes import scoring
from services.quizzes.attempts import STANDING, Asking, Ended, asking_of, results, wordings_of
from services.quizzes.ending import Standing
from services.quizzes.storing import Given, store
from services.together import Together, one_a_loop

#: Written once: building it costs more than asking it.
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
    """The question that comes next, or the result after the last one, and in which language he reads it."""

    seen: Asking | Ended
    language: str


def desk(house: House) -> Together[Tap, Told | None]:
    """Where this process's answers queue up for their transaction."""
    return _desks(house)


async def write(house: House, session: AsyncSession, taps: Sequence[Tap]) -> list[Told | Exception | None]:
    """Write a batch of answers; None: this one goes the ordinary way, nothing of it was written."""
    everybody = await let_in(session, taps)
    known = {address: passer for address, passer in everybody.items() if not passer.filling}
    standings = await _standings(session, {tap.attempt_id for tap in taps if tap.address in known})
    going: dict[int, tuple[int, Tap, Passer, Standing]] = {}
    for number, tap in enumerate(taps):
        passer, standing = known.get(tap.address), standings.get(tap.attempt_id)
        if passer is not None and standing is not None and _is_next(tap, passer, standing):
            going.setdefault(tap.attempt_id, (number, tap, passer, standing))
    wordings = await wordings_of(
        session, {one for _, tap, _, standing in going.values() for one in _seen(tap, standing)}, house
    )
    given = {
        attempt_id: Given(
            standing, tap.places, None, scoring.is_right(wordings[_seen(tap, standing)[0]], tap.places, None), tap.at
        )
        for attempt_id, (_, tap, _, standing) in sorted(going.items())
        if _is_plain(wordings, tap, standing)
    }
    moved = await store(house, session, list(given.values()))
    done = [one for one, standing in moved.items() if standing.state is AttemptState.DONE]
    ends = await results(session, done, max((tap.at for tap in taps), default=house.now()), house)
    told: list[Told | Exception | None] = [None] * len(taps)
    for attempt_id, standing in moved.items():
        number, tap, passer, _ = going[attempt_id]
        seen = ends.get(attempt_id) or asking_of(standing, wordings[standing.version_ids[standing.answered]], tap.at)
        told[number] = Told(seen, passer.language)
    return told


async def _standings(session: AsyncSession, ids: Collection[int]) -> dict[int, Standing]:
    if not ids:
        return {}
    rows = await session.execute(_STANDINGS, {"ids": sorted(ids)})
    return {row["attempt_id"]: Standing(**row) for row in rows.mappings()}


def _is_next(tap: Tap, passer: Passer, standing: Standing) -> bool:
    """Whether the tap answers the question its attempt is at, in time."""
    return (
        standing.member_id == passer.member_id
        and standing.state is AttemptState.OPEN
        and standing.quiz_state is QuizState.OPEN
        and tap.at < standing.ends_at
        and tap.position == standing.answered + 1
    )


def _seen(tap: Tap, standing: Standing) -> Sequence[int]:
    """The wording that is answered, and the one after it."""
    return standing.version_ids[tap.position - 1 : tap.position + 1]


def _is_plain(wordings: Mapping[int, Asked], tap: Tap, standing: Standing) -> bool:
    """Whether it needs nothing else: a text that is typed needs its form, and what no screen offers its refusal."""
    asked, *after = [wordings[one] for one in _seen(tap, standing)]
    return scoring.is_possible(asked, tap.places, None) and all(one.kind is not QuestionKind.FILL_IN for one in after)


_desks = one_a_loop(lambda house: Together(house, write))
