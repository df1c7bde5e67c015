"""What is tidied by itself: drafts, codes, requests, marks, incidents, jobs, updates, what is kept for months only."""

from __future__ import annotations

import datetime as dt
from weakref import WeakKeyDictionary

from db.session import Database
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

#: The day on which nothing was left to be ended in a database: it is looked through once a day. It only spares work.
_looked_through: WeakKeyDictionary[Database, dt.date] = WeakKeyDictionary()


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
    return ended + await _what_is_over(house)


async def _what_is_over(house: House) -> int:
    if _looked_through.get(house.db) == house.today():
        return 0
    ended = await retention.sweep(house)
    if not ended:
        _looked_through[house.db] = house.today()
    return ended
