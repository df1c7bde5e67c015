"""What is tidied by itself: drafts, codes, requests, marks, incidents, jobs, updates, what is kept for months only."""

from __future__ import annotations

from services import (
    drafts,
    groups,
    handover,
    inbox,
    incidents,
    jobs,
    profile,
    registration,
    retention,
    settled,
    suggestions,
    tries,
)
from services.house import House
from services.leave import folding
from services.rollcall import keeping


async def tidy(house: House) -> int:
    """Run every sweeper once.

    Returns:
        How many rows were deleted or ended.
    """
    ended = await registration.expire(house) + await inbox.forget(house) + await handover.expire(house)
    now = house.now()
    async with house.db.write() as session:
        ended += await drafts.sweep(session, now)
        ended += await groups.sweep_codes(session, now)
        ended += await incidents.sweep(session, now)
        ended += await jobs.sweep(session, now)
        ended += await profile.sweep_marks(session, house.today())
        ended += await tries.sweep(house, session)
        ended += await keeping.sweep(session, now)
        ended += await folding.fold(session, now)
        ended += await settled.sweep(session, now)
        ended += await suggestions.sweep(session, house.today())
        ended += await retention.sweep(session, now)
    return ended
