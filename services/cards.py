"""Cards in several chats about one thing: when it changes, every card shows how it stands.

A card is an outbox row of its feature's kind, keyed ``<subject>:card:<who>``. Cards that wait are voided, those that
were sent are edited, once a change (``<subject>:<word>:<who>``); one on its way shows the new state if it goes again.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.names import Lane, OutboxAction, OutboxReason, OutboxState
from db.outbox import OutboxMessage
from services import outbox
from services.outbox import Message, Payload

#: What stands in a card's dedupe key between its subject and whose it is.
CARD = ":card:"
_SEEN = (OutboxState.SENT, OutboxState.SENDING, OutboxState.UNKNOWN)


async def settle(
    session: AsyncSession, subject: str, kinds: tuple[str, str], payload: Payload, now: dt.datetime, word: str
) -> None:
    """Show on every card of a subject how it stands; nothing of what they said before stays stored.

    Args:
        session: The caller's transaction.
        subject: The subject's queue.
        kinds: The kind of its cards, and the kind of the edits.
        payload: What they show from now on.
        now: UTC.
        word: What has happened; the same word twice edits once.
    """
    card, edit = kinds
    await session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.subject == subject, OutboxMessage.kind == card, OutboxMessage.state == OutboxState.QUEUED)
        .values(state=OutboxState.SKIPPED, reason=OutboxReason.VOID, ended_at=now)
    )
    await session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.subject == subject, OutboxMessage.kind == card)
        .values(payload=payload.as_json())
    )
    rows = await session.scalars(
        select(OutboxMessage).where(OutboxMessage.subject == subject, OutboxMessage.kind == card)
    )
    edits = [
        Message(
            kind=edit,
            dedupe_key=row.dedupe_key.replace(CARD, f":{word}:"),
            subject=subject,
            payload=Payload(payload.key, payload.vars, payload.buttons, silent=True, of=row.dedupe_key),
            due_at=now,
            member_id=row.member_id,
            account_id=row.account_id,
            lane=Lane.INTERACTIVE,
            priority=outbox.PRIORITY_ANSWER,
            action=OutboxAction.EDIT,
        )
        for row in rows
        if row.state in _SEEN
    ]
    await outbox.enqueue(session, edits, now)
