"""What is wrong with the house itself is told to the administrators: once for a fault, not once for each attempt.

A fault is known by its name (``telegram``, ``database``, ``clock`` …). Whoever meets it says so as often as he likes;
while it was told lately nothing more is said. The words are an ordinary message of the outbox, so they keep quiet
hours and wait where the messenger is the trouble. Where the outbox cannot be written, ``bot.watch`` says them directly.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

import structlog
from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account
from db.outbox import OutboxMessage
from services import kinds, outbox
from services.house import House
from services.kinds import Policy
from services.outbox import PRIORITY_NOTICE, Message, Payload

log = structlog.get_logger(__name__)

KIND = "trouble"

#: What comes and goes within an hour is one fault.
SOON: Final = dt.timedelta(hours=1)
#: A defect that many people meet is one fault for a day.
DAILY: Final = dt.timedelta(days=1)


async def tell(
    session: AsyncSession, name: str, variables: Mapping[str, Any], now: dt.datetime, *, again: dt.timedelta = SOON
) -> int:
    """Queue the word about a fault, where it was not told lately.

    Args:
        session: The transaction in which it is noticed.
        name: Of the fault; its catalogue key is ``trouble-<name>``, up to a colon.
        variables: Of the text.
        now: UTC.
        again: How long the same fault is not told again.

    Returns:
        How many administrators are told.
    """
    subject = f"{KIND}:{name}"
    # A clock that was set back has left rows of the future, which say nothing about now.
    lately = OutboxMessage.created_at.between(now - again, now + again)
    if await session.scalar(select(OutboxMessage.id).where(OutboxMessage.subject == subject, lately).limit(1)):
        return 0
    payload = Payload(f"trouble-{name.partition(':')[0]}", dict(variables))
    # Two processes that notice it together say it once.
    moment = int(now.timestamp() // again.total_seconds())
    messages = [
        Message(
            kind=KIND,
            dedupe_key=f"{subject}:{moment}:{row.key}",
            subject=subject,
            payload=payload,
            due_at=now,
            account_id=row.id,
            expires_at=now + dt.timedelta(days=2),
            priority=PRIORITY_NOTICE,
        )
        for row in await administrators(session)
    ]
    return await outbox.enqueue(session, messages, now)


async def try_to_tell(house: House, name: str, variables: Mapping[str, Any], *, again: dt.timedelta = SOON) -> int:
    """The same in a transaction of its own, for whoever has a fault of his own to report: a failure is logged."""
    try:
        async with house.db.write() as session:
            return await tell(session, name, variables, house.now(), again=again)
    except Exception:  # the log has both; what the caller has to say matters more
        log.exception("trouble_not_told", name=name)
        return 0


async def administrators(session: AsyncSession) -> Sequence[Row[int, str]]:
    """Whoever is told: the ``id`` and ``key`` of each administrator's account, in order."""
    rows = await session.execute(
        select(Account.id, Account.key)
        .where(Account.is_administrator, Account.consented_at.is_not(None))
        .order_by(Account.id)
    )
    return rows.all()


kinds.register(KIND, Policy())
