"""Wrong tries at something guessable: five of them pause the account for an hour (``House.limits``).

A wrong try must be counted although its answer is an error, and an error rolls the transaction back. So a service
counts in its transaction, lets that commit, and raises afterwards::

    async with house.db.write() as session:
        await tries.check(house, session, account_id, "registration")     # Paused: nothing was written
        found = ...
        wrong = None if found else await tries.wrong(house, session, account_id, "registration")
    if wrong:
        raise wrong.error or CodeUnknown(left=wrong.left)
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account, Tries
from services.errors import Paused
from services.house import House


@dataclass(frozen=True)
class Wrong:
    """What a wrong try led to.

    Attributes:
        left: How many more there are before the pause; 0 when it has just begun.
        error: The pause to raise once the count is committed, or None.
    """

    left: int
    error: Paused | None


def _minutes(until: dt.datetime, now: dt.datetime) -> int:
    return max(1, math.ceil((until - now).total_seconds() / 60))


async def check(house: House, session: AsyncSession, account_id: int, what: str) -> None:
    """Refuse an account that is paused.

    Args:
        house: The process's things.
        session: Any session.
        account_id: Whose try.
        what: What is guessed at (``registration``, ``admin``); kinds are counted apart. At most 20 characters.

    Raises:
        Paused: Too many wrong tries; fields: ``minutes``.
    """
    row = await session.get(Tries, (account_id, what))
    now = house.now()
    if row is not None and row.paused_until is not None and row.paused_until > now:
        raise Paused(minutes=_minutes(row.paused_until, now))


async def wrong(
    house: House,
    session: AsyncSession,
    account_id: int,
    what: str,
    *,
    allowed: int | None = None,
    minutes: int | None = None,
) -> Wrong:
    """Count a wrong try; the last one allowed begins the pause. Tries older than a pause are forgotten.

    Args:
        house: The process's things.
        session: The transaction of the try, which must commit (see the module's text).
        account_id: Whose try.
        what: What is guessed at.
        allowed: Wrong tries before the pause; as the operator has set it by default.
        minutes: How long the pause is, and how long tries are remembered; no longer than the operator's pause.
    """
    now = house.now()
    pause = dt.timedelta(minutes=minutes if minutes is not None else house.limits.pause_minutes)
    # Two wrong tries at once must count as two: the account's row is the turnstile.
    await session.get(Account, account_id, with_for_update={"key_share": True})
    row = await session.get(Tries, (account_id, what), populate_existing=True)
    if row is None:
        row = Tries(account_id=account_id, what=what, wrong=0, first_at=now)
        session.add(row)
    elif row.first_at <= now - pause or (row.paused_until is not None and row.paused_until <= now):
        row.wrong, row.first_at, row.paused_until = 0, now, None
    row.wrong += 1
    left = max(0, (allowed if allowed is not None else house.limits.tries) - row.wrong)
    if left == 0 and row.paused_until is None:
        row.paused_until = now + pause
    await session.flush()
    return Wrong(left, Paused(minutes=_minutes(row.paused_until, now)) if row.paused_until else None)


async def forget(session: AsyncSession, account_id: int, what: str) -> None:
    """Forget the wrong tries of an account at one thing: it has got it right."""
    await session.execute(delete(Tries).where(Tries.account_id == account_id, Tries.what == what))


async def sweep(house: House, session: AsyncSession) -> int:
    """Delete counts that no longer matter. Returns how many."""
    pause = dt.timedelta(minutes=house.limits.pause_minutes)
    result = await session.execute(
        delete(Tries)
        .where(
            Tries.first_at <= house.now() - pause,
            (Tries.paused_until.is_(None)) | (Tries.paused_until <= house.now()),
        )
        .returning(Tries.account_id)
    )
    return len(result.all())
