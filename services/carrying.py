"""Carries plans of small queues out: compared in one reading, written one by one where they differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from services import comparing, outbox
from services.comparing import Planned
from services.house import House
from services.outbox import Reconciled


async def carry_out(house: House, plans: Sequence[Planned], now: dt.datetime) -> Reconciled:
    """Make some queues what their plans want; a queue that is right already is not written to.

    Args:
        house: The house.
        plans: Each of a subject of its own.
        now: The moment they were made for, UTC.
    """
    async with house.db.read() as session:
        differs = set(await comparing.differing(session, plans))
    total = Reconciled(0, 0)
    for plan in plans:
        if plan.subject in differs:
            async with house.db.write() as session:
                total += await outbox.reconcile(session, plan.subject, plan.wanted, now, keep=plan.keep)
    return total
