"""Cards in several chats about one thing: when it changes, every card shows how it stands.

A card is an outbox row of its feature's kind, keyed ``<subject>:card:<who>``. Cards that wait are voided, those that
were sent are edited, once a change (``<subject>:<word>:<who>``); one on its way shows the new state if it goes again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Protocol

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.names import Lane, OutboxAction, OutboxReason, OutboxState
from db.outbox import OutboxMessage
from services import outbox
from services.outbox import Message, Payload

#: What stands in a card's dedupe key between its subject and whose it is.
CARD = ":card:"
_SEEN = (OutboxState.SENT, OutboxState.SENDING, OutboxState.UNKNOWN)


class Asked(Protocol):
    """Who is asked: a member, or an account that is nobody's."""

    @property
    def member_id(self) -> int | None:
        """The member who is asked."""

    @property
    def account_id(self) -> int | None:
        """The account that is asked where there is no member."""

    @property
    def word(self) -> str:
        """For dedupe keys."""


def deal(
    kind: str,
    subject: str,
    payload: Payload,
    asked: Iterable[Asked],
    now: dt.datetime,
    *,
    expires_at: dt.datetime | None = None,
    once_more: str = "",
) -> list[Message]:
    """A card for each who is asked.

    Args:
        kind: The cards' kind.
        subject: The subject's queue.
        payload: What they show.
        asked: Who gets one.
        now: UTC.
        expires_at: When nobody needs it any more.
        once_more: What makes it another question when the same was asked before; empty: it is asked once.
    """
    return [
        Message(
            kind=kind,
            dedupe_key=f"{subject}{CARD}{one.word}{once_more}",
            subject=subject,
            payload=payload,
            due_at=now,
            member_id=one.member_id,
            account_id=one.account_id,
            expires_at=expires_at,
            lane=Lane.INTERACTIVE,
            priority=outbox.PRIORITY_NOTICE,
        )
        for one in asked
    ]


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
