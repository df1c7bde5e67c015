"""Confirmations of a crowd: whoever they are, they are let in and written in one transaction.

::

    tap ── earlier updates of his still wait? ── a plain member? ── a receipt of his, not withdrawn? ── 已确认
                 │ yes                              │ no                │ no, or just being written by a delivery
                 └────────────── None: the ordinary way (receipts.confirm), which has a sentence for it ──────┘

The gate is the one of the button ``rp.ok`` (status: member; his own receipt): it is asked inside the transaction that
writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from services.house import House
from services.passing import Tap, let_in
from services.receipts import acts
from services.together import Together, one_a_loop


@dataclass(frozen=True)
class Told:
    """He has confirmed, now or before; and the language he reads that in."""

    language: str


def desk(house: House) -> Together[Tap, Told | None]:
    """Where this process's confirmations queue up for their transaction."""
    return _desks(house)


async def write(house: House, session: AsyncSession, taps: Sequence[Tap]) -> list[Told | Exception | None]:
    """Write a batch of confirmations; None: this one goes the ordinary way, nothing of it was written."""
    del house
    known = await let_in(session, taps)
    members: dict[int, set[int]] = {}
    for tap in taps:
        if tap.address in known:
            members.setdefault(tap.about, set()).add(known[tap.address].member_id)
    now = max(tap.at for tap in taps)
    done = {
        (announcement_id, member_id)
        for announcement_id, pressed in sorted(members.items())
        for member_id in await acts.confirm_some(session, announcement_id, pressed, now, waits=False)
    }
    return [
        Told(passer.language)
        if (passer := known.get(tap.address)) is not None and (tap.about, passer.member_id) in done
        else None
        for tap in taps
    ]


_desks = one_a_loop(lambda house: Together(house, write))
