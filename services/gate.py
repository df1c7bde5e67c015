"""The one gate before every send: may this message go out now? A pure function of (facts, now).

::

    expired? ─ gone, no longer true? ─ an address that takes messages? ─ muted? ─ paused? ─ quiet, on shift? ─ go
    SKIPPED         SKIPPED                   UNREACHABLE            SKIPPED  SKIPPED/hold      hold

Catch-up after a downtime and bulk sends pass it like everything else.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from db.names import MemberStatus, OutboxReason, OutboxState, OutboxTarget, Reach
from services.kinds import OnPause, Policy
from services.quiet import Window, is_paused, next_free, resumes_at


@dataclass(frozen=True)
class Recipient:
    """Whom a message is for, as he is at this moment.

    Attributes:
        target: What kind of recipient.
        address: Where to send; None where there is nothing to send to.
        thread: The topic of a forum group.
        language: For the wording.
        zone: For the dates in it.
        account_id, chat_id: Whose address it is.
        reach: Of the account.
        status: Of the member; None for accounts and chats.
        window: Quiet hours in force, of the person or of the branch the chat belongs to; None: none.
        paused_until: His pause.
        muted: Kinds he has turned off.
    """

    target: OutboxTarget
    address: str | None
    thread: int | None
    language: str
    zone: ZoneInfo
    account_id: int | None = None
    chat_id: int | None = None
    reach: Reach = Reach.REACHABLE
    status: MemberStatus | None = None
    window: Window | None = None
    paused_until: dt.date | None = None
    muted: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Go:
    """Send it."""


@dataclass(frozen=True)
class End:
    """It ends here, unsent."""

    state: OutboxState
    reason: OutboxReason


@dataclass(frozen=True)
class Hold:
    """Not before that moment."""

    until: dt.datetime


Verdict = Go | End | Hold

_REACH_REASON = {Reach.BLOCKED: OutboxReason.BLOCKED, Reach.DEACTIVATED: OutboxReason.DEACTIVATED}


def pass_gate(
    recipient: Recipient,
    kind: str,
    policy: Policy,
    *,
    expires_at: dt.datetime | None,
    stale: bool,
    answers: bool,
    now: dt.datetime,
) -> Verdict:
    """Whether a due message may go out now.

    Args:
        recipient: Whom it is for.
        kind: What kind it is.
        policy: How its kind behaves.
        expires_at: From when on it is useless.
        stale: What it says is no longer true.
        answers: It answers the person's own act, so neither quiet hours nor a pause hold it.
        now: UTC.
    """
    if expires_at is not None and now >= expires_at:
        return End(OutboxState.SKIPPED, OutboxReason.EXPIRED)
    if recipient.status is MemberStatus.ERASED:
        return End(OutboxState.SKIPPED, OutboxReason.ERASED)
    if stale or recipient.status is MemberStatus.LEFT:
        return End(OutboxState.SKIPPED, OutboxReason.NOT_TRUE)
    if recipient.address is None:
        gone = recipient.target is OutboxTarget.CHAT
        return End(OutboxState.UNREACHABLE, OutboxReason.CHAT_GONE if gone else OutboxReason.NEVER_STARTED)
    if recipient.reach in _REACH_REASON:
        return End(OutboxState.UNREACHABLE, _REACH_REASON[recipient.reach])
    return Go() if answers else _wanted_now(recipient, kind, policy, now)


def _wanted_now(recipient: Recipient, kind: str, policy: Policy, now: dt.datetime) -> Verdict:
    if policy.mutable and kind in recipient.muted:
        return End(OutboxState.SKIPPED, OutboxReason.MUTED)
    paused_until = recipient.paused_until
    if paused_until is not None and is_paused(paused_until, now, recipient.zone):
        if policy.on_pause is OnPause.SKIP:
            return End(OutboxState.SKIPPED, OutboxReason.PAUSED)
        if policy.on_pause is OnPause.HOLD:
            return Hold(resumes_at(paused_until, recipient.zone))
    if policy.keeps_quiet and recipient.window is not None and recipient.window.holds(now):
        return Hold(next_free(now, recipient.window))
    return Go()
