"""How each kind of message behaves: one policy a kind, registered by the feature that writes the messages.

A kind nobody registered follows ``DEFAULT``: it keeps quiet hours, is not held by a pause, and is sent again after a
crash. A feature whose messages must not be sent twice without a human (announcements) registers ``OnUnknown.ASK``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from db.names import OutboxReason, OutboxState

if TYPE_CHECKING:
    from services.house import House


class OnPause(Enum):
    """What a person's pause does to a message."""

    IGNORE = "ignore"
    SKIP = "skip"
    HOLD = "hold"


class OnUnknown(Enum):
    """What is done with a message of which nobody knows whether it arrived."""

    RESEND = "resend"
    ASK = "ask"


@dataclass(frozen=True)
class Pending:
    """A message about to be sent, for the functions that look whether it is still true."""

    id: int
    kind: str
    subject: str
    payload: dict[str, Any]
    member_id: int | None
    account_id: int | None
    chat_id: int | None
    due_at: dt.datetime

    @property
    def about(self) -> int:
        """The row its subject names: ``kind:row`` or ``kind:row:…``."""
        return int(self.subject.split(":")[1])


@dataclass(frozen=True, slots=True)
class Followed:
    """A message that came to an end, or of which nobody knows whether it arrived.

    Attributes:
        reason: None when it was sent.
    """

    id: int
    subject: str
    member_id: int | None
    state: OutboxState
    reason: OutboxReason | None


#: Given messages of one kind that are due, the ids of those that are no longer true. Runs in the claim's transaction.
StaleOf = Callable[["House", AsyncSession, Sequence[Pending], dt.datetime], Awaitable[set[int]]]


#: The same for what they say now: by id, the payload of those whose words have changed meanwhile.
RenewOf = Callable[["House", AsyncSession, Sequence[Pending], dt.datetime], Awaitable[dict[int, dict[str, Any]]]]


#: Told what came of messages of one kind, in the transaction that writes it (``services.endings``).
EndedOf = Callable[[AsyncSession, Sequence[Followed], dt.datetime], Awaitable[None]]


@dataclass(frozen=True)
class Policy:
    """How a kind behaves.

    Attributes:
        keeps_quiet: Waits for the end of quiet hours. False for what answers the person's own act; a message whose
            priority is ``outbox.PRIORITY_ANSWER`` does not wait either.
        on_pause: What a person's pause does to it. Invitations to meetings are never paused (``domain_rules.md`` 12.8).
        on_unknown: What is done after a crash or a time-out in the middle of its request.
        resends: How often it is sent again after such a thing before a human is asked. Each one may double it.
        attempts: How many times sending may fail before it ends as failed; with back-off, 60 is a day.
        stale: Looks at the facts again when it is due; None: it is always true.
        renew: Says it with the facts of the moment it is sent; None: as it was written.
        ended: Counts what came of it; None: nobody does.
        mutable: A person may turn it off. Never true of what is a duty: dues, invitations to meetings.
        merges: Several of such kinds to one person become one message (``services.digest``).
        snoozes: It carries buttons that bring it back later (``services.snooze``).
        says_late: Where nothing held it and it comes an hour late all the same, it says when it was due. Not for what
            is made after its time, like the invitation of somebody new.
        may_be_urgent: A human may let a message of it pass quiet hours and shifts (``outbox.Payload.urgent``). True for
            announcements alone; the feature asks for a reason, stores it and logs it.
        remembers: What is planned of a subject depends on whether its person was sent one (``services.settled``).
        news: Whether one is wanted is what depends on it; where one waits for somebody while he is sent another of the
            same subject, the queue is doubted.
        important: Whoever it does not reach is told by a human: a task for the branch (``services.tasks``). Its dedupe
            keys end with the person, and ``tasks-undelivered-<catalogue key>`` says what did not arrive.
    """

    keeps_quiet: bool = True
    on_pause: OnPause = OnPause.IGNORE
    on_unknown: OnUnknown = OnUnknown.RESEND
    resends: int = 2
    attempts: int = 60
    stale: StaleOf | None = None
    renew: RenewOf | None = None
    ended: EndedOf | None = None
    mutable: bool = False
    merges: bool = False
    snoozes: bool = False
    says_late: bool = False
    may_be_urgent: bool = False
    important: bool = False
    remembers: bool = False
    news: bool = False


DEFAULT = Policy()

_policies: dict[str, Policy] = {}


def register(kind: str, policy: Policy) -> None:
    """Say how a kind behaves; once, when the feature's module is imported.

    Raises:
        ValueError: Another policy is registered for it.
    """
    if _policies.setdefault(kind, policy) != policy:
        raise ValueError(f"kind {kind!r} has another policy")


def over_unless(row_id: InstrumentedAttribute[int], *still: ColumnElement[bool]) -> StaleOf:
    """What is no longer true once the row it is about (``Pending.about``) has gone or meets the conditions no more."""

    async def stale(house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime) -> set[int]:
        del house, now
        query = select(row_id).where(row_id.in_(sorted({one.about for one in pending})), *still)
        true = set(await session.scalars(query))
        return {one.id for one in pending if one.about not in true}

    return stale


def mutable_kinds() -> list[str]:
    """Every kind a person may turn off, in alphabetical order."""
    return sorted(kind for kind, policy in _policies.items() if policy.mutable)


def merging_kinds() -> list[str]:
    """Every kind of which several become one message."""
    return sorted(kind for kind, policy in _policies.items() if policy.merges)


def news_kinds() -> list[str]:
    """Every kind that is wanted or not by what its person was sent of its subject."""
    return sorted(kind for kind, policy in _policies.items() if policy.news)


def important_kinds() -> list[str]:
    """Every kind of which a human tells those whom it does not reach."""
    return sorted(kind for kind, policy in _policies.items() if policy.important)


def policy_of(kind: str) -> Policy:
    """How a kind behaves."""
    return _policies.get(kind, DEFAULT)
