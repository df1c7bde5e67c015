"""One bad fact holds up nobody else: work on many that fails is done again in halves, down to the one that fails.

::

    all ── fails ──> every even id ── done
                     every odd id ─── fails ──> … ──> number 17 ── set aside, told; tried again at the next turn

Halves cost about as much as the whole did, twice. Where several fail apart from each other, it is the work itself that
is wrong, and so it is where the database is in trouble: then there is nothing to narrow down.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog

from db.trouble import is_trouble
from services import troubles
from services.house import House
from services.outbox import Reconciled
from services.shards import WHOLE, Shard

log = structlog.get_logger(__name__)

#: Work for some organisations, meetings, lists …: it may run any time, twice, and for any part of them.
Work = Callable[[House, Shard], Awaitable[Reconciled]]

#: Parts so small that each has one, of any number ids reach here.
_FINEST = 1 << 20
#: So many may be set aside at a time.
_MOST = 3


async def around(house: House, name: str, work: Work, shard: Shard = WHOLE) -> Reconciled:
    """Do work for a shard, around what makes it fail; that is logged, and the administrators are told once a day.

    Args:
        house: The house.
        name: What the work is called in logs, and to the administrators.
        work: What to do.
        shard: For whom.

    Raises:
        Exception: What the work raised, where the whole of it fails.
    """
    try:
        return await work(house, shard)
    except Exception as error:
        if is_trouble(error):
            raise
        log.exception("work_narrowed", name=name)
        failed: list[int] = []
        done = await _halves(house, work, shard, failed)
        if done is None:
            raise
    for number in failed:
        log.error("work_set_aside", name=name, number=number)
        said = {"job": name, "number": number}
        await troubles.try_to_tell(house, f"planner:{name}", said, again=troubles.DAILY)
    return done


async def _halves(house: House, work: Work, shard: Shard, failed: list[int]) -> Reconciled | None:
    """Both halves of a shard that failed; None: too many fail."""
    if shard.of >= _FINEST:
        failed.append(shard.rank)
        return Reconciled(0, 0) if len(failed) <= _MOST else None
    done = Reconciled(0, 0)
    for half in (Shard(shard.rank, 2 * shard.of), Shard(shard.rank + shard.of, 2 * shard.of)):
        try:
            found: Reconciled | None = await work(house, half)
        except Exception as error:  # logged by whoever narrows down
            if is_trouble(error):
                raise
            found = await _halves(house, work, half, failed)
        if found is None:
            return None
        done += found
    return done
