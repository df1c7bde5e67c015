"""A clock that was set back: what messages lost to a time that never came, they get again.

While a clock is ahead, messages run out of their time (EXPIRED), or what they say is over (NOT_TRUE), and what may not
go out yet is put off to a morning after that. Whoever ended in the future, or waits for it, is looked at again by the
gate, which ends or holds him anew where he deserves it.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import update

from db.names import OutboxReason, OutboxState
from db.outbox import OutboxMessage
from services import settled
from services.house import House
from services.settling import IS_QUEUED

#: No message is worth sending so long after its time: how far back the rows are looked through.
_LONGEST = dt.timedelta(days=62)
#: The gate holds nothing longer than a person's quiet hours last.
_LONGEST_HOLD = dt.timedelta(days=1)


async def revive(house: House) -> int:
    """Queue again what ended in the future for no other reason than the time it was then.

    To be called at a start, and when the clock was set back.

    Returns:
        How many messages.
    """
    async with house.db.write() as session:
        now = house.now()
        subjects = await session.scalars(
            update(OutboxMessage)
            .where(
                OutboxMessage.due_at > now - _LONGEST,
                OutboxMessage.state == OutboxState.SKIPPED,
                OutboxMessage.reason.in_((OutboxReason.EXPIRED, OutboxReason.NOT_TRUE)),
                OutboxMessage.ended_at > now,
            )
            .values(state=OutboxState.QUEUED, reason=None, ended_at=None, not_before=now)
            .returning(OutboxMessage.subject)
            .execution_options(synchronize_session=False)
        )
        revived = subjects.all()
        settled.doubt(session, set(revived))
        return len(revived)


async def hasten(house: House, by: dt.timedelta) -> int:
    """Look again at what is due and was put off, maybe to a morning that is too late.

    A message that backs off after a failure is tried at once: where a chat is still closed, the sender knows. What a
    human has put off waits much longer, and goes on to wait.

    Args:
        house: The house.
        by: By how much the clock was set back.

    Returns:
        How many messages.
    """
    async with house.db.write() as session:
        now = house.now()
        found = await session.execute(
            update(OutboxMessage)
            .where(
                IS_QUEUED,
                OutboxMessage.due_at <= now,
                OutboxMessage.not_before > now,
                OutboxMessage.not_before < now + min(by, _LONGEST) + _LONGEST_HOLD,
            )
            .values(not_before=now)
            .returning(OutboxMessage.id)
            .execution_options(synchronize_session=False)
        )
        return len(found.all())
