"""A feature that counts what came of its messages is told in the transaction that writes it (``Policy.ended``).

Noted while a turn settles and claims, told once at its end: the feature's rows are locked as late and as briefly as can
be, and always in one order.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.names import OutboxReason, OutboxState
from db.trouble import is_trouble
from services.kinds import Followed, policy_of

log = structlog.get_logger(__name__)

#: Where a transaction keeps what has ended in it (``AsyncSession.info``).
_NOTED = "followed"


def note(
    session: AsyncSession,
    row: Any,
    state: OutboxState,
    reason: OutboxReason | None = None,
) -> None:
    """Note that a message has come to an end, or is unknown.

    Args:
        session: The transaction that writes it.
        row: Its row, or the letter of its claim.
        state: What it became.
        reason: Why, where it was not simply sent.
    """
    if policy_of(row.kind).ended is not None:
        noted: dict[str, list[Followed]] = session.info.setdefault(_NOTED, {})
        noted.setdefault(row.kind, []).append(Followed(row.id, row.subject, row.member_id, state, reason))


async def tell(session: AsyncSession, now: dt.datetime, *, careful: bool = False) -> None:
    """Tell the features; to be called last in the transaction.

    Args:
        session: The transaction.
        now: UTC.
        careful: A turn has failed: a feature that cannot take what it is told holds up nobody else's messages.
    """
    noted: dict[str, list[Followed]] = session.info.pop(_NOTED, {})
    for kind in sorted(noted):
        ended = policy_of(kind).ended
        if ended is None:
            continue
        if not careful:
            await ended(session, noted[kind], now)
            continue
        try:
            async with session.begin_nested():
                await ended(session, noted[kind], now)
        except Exception as error:
            if is_trouble(error):
                raise
            log.exception("ending_not_told", kind=kind, messages=len(noted[kind]))
