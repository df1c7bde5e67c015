"""Taps of a crowd: whoever they are, they are let in and written in one transaction.

::

    tap ── earlier updates of his still wait? ── a plain member? ── presses.write ── recorded, or how he stands
                 │ yes                              │ no              │ anything else
                 └──────────────── None: the ordinary way, which has a sentence for it ─────────┘

The gate is the one of the button ``ck`` (status: member; nobody else's things): it is asked inside the transaction that
writes, so that nobody passes on what was true a moment ago.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from db.names import CheckInWay
from services.house import House
from services.passing import Passer, Tap, let_in
from services.rollcall import presses
from services.rollcall.presses import CheckedIn, Press
from services.together import Together, one_a_loop


@dataclass(frozen=True)
class Told:
    """How somebody stands, and in which language he is told."""

    done: CheckedIn
    language: str


def desk(house: House) -> Together[Tap, Told | None]:
    """Where this process's taps queue up for their transaction."""
    return _desks(house)


async def write(house: House, session: AsyncSession, taps: Sequence[Tap]) -> list[Told | Exception | None]:
    """Write a batch of taps; None: this one goes the ordinary way, nothing of it was written."""
    known = await let_in(session, taps)
    going: list[tuple[int, Passer, Press]] = []
    for number, tap in enumerate(taps):
        passer = known.get(tap.address)
        if passer is not None:
            press = Press(
                passer.member_id, passer.account_id, passer.chain, CheckInWay.BUTTON, tap.at, meeting_id=tap.about
            )
            going.append((number, passer, press))
    answers = await presses.write(house, session, [press for _, _, press in going])
    told: list[Told | Exception | None] = [None] * len(taps)
    for (number, passer, _), answer in zip(going, answers, strict=True):
        if isinstance(answer, CheckedIn):
            told[number] = Told(answer, passer.language)
    return told


_desks = one_a_loop(lambda house: Together(house, write))
