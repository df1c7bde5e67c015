"""A penalty of the messenger that is longer than an hour is told to the administrators, once a day.

Nothing is lost by it: what was to go out has its time moved to the penalty's end. But hours of silence that nobody
knows of would look as if it were (complaint 3 of ``telegram_and_users.md`` 4; penalties of a day have been seen).
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account
from services import kinds, outbox
from services.kinds import Policy
from services.outbox import PRIORITY_NOTICE, Message, Payload

KIND = "long_penalty"

#: What is shorter ends before anybody could do something.
LONG = dt.timedelta(hours=1)


async def tell(session: AsyncSession, wait: dt.timedelta, now: dt.datetime) -> int:
    """Queue the word about a penalty, where it is a long one.

    Args:
        session: The transaction in which the penalty moves a message.
        wait: How long the messenger said to wait.
        now: UTC.

    Returns:
        How many administrators are told; those who were told today already are not told again.
    """
    if wait <= LONG:
        return 0
    administrators = await session.execute(
        select(Account.id, Account.key).where(Account.is_administrator, Account.consented_at.is_not(None))
    )
    subject = f"penalty:{now:%Y-%m-%d}"
    messages = [
        Message(
            kind=KIND,
            dedupe_key=f"{subject}:{row.key}",
            subject=subject,
            payload=Payload("penalty-long", {"until": {"time": (now + wait).isoformat()}}),
            due_at=now,
            account_id=row.id,
            expires_at=now + max(wait, dt.timedelta(days=1)),
            priority=PRIORITY_NOTICE,
        )
        for row in administrators
    ]
    return await outbox.enqueue(session, messages, now)


kinds.register(KIND, Policy())
