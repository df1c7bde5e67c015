"""A penalty of the messenger that is longer than an hour is told to the administrators, once a day.

Nothing is lost by it: what was to go out has its time moved to the penalty's end. But hours of silence that nobody
knows of would look as if it were (complaint 3 of ``telegram_and_users.md`` 4; penalties of a day have been seen).
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from services import troubles

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
    said = {"until": {"time": (now + wait).isoformat()}}
    return await troubles.tell(session, "penalty", said, now, again=troubles.DAILY)
