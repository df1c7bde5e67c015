"""The one gate before every send: may this message go out now? A pure function of (facts, now).

::

    expired? ─ gone, no longer true? ─ an address that takes messages? ─ muted? ─ paused? ─ quiet, on shift? ─ go
    SKIPPED         SKIPPED                   UNREACHABLE            SKIPPED  SKIPPED/hold      hold

Catch-up after a downtime and bulk sends pass it like everything else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from db.names import MemberStatus, OutboxReason, OutboxState, OutboxTarget, Reach, ShiftKind
from services.kinds import OnPause, Policy
from services.quiet import Window, is_paused, last_free, next_free, resumes_at, shift_hold

#: Holds that follow each other: two weeks of marks and the nights between them.
_MOST_HOLDS = 40


@dataclass(slots=True)
class Recipient:
    """Whom a message is for, as he is at this moment. Made for every message, so it is not frozen: that costs.

    Attributes:
        target: What kind of recipient.
        address: Where to send; None where there is nothing to send to.
        thread: The topic of a forum group.
        language: For the wording.
        zone: For the dates in it.
        reach: Of the account.
        status: Of the member; None for accounts and chats.
        window: Quiet hours in force, of the person or of the branch the chat belongs to; None: none.
        paused_until: His pause.
        muted: Kinds he has turned off.
        marks: His own on-shift marks, from yesterday on.
        free_at: When a night shift's hold ends on the day after.
        digest: What is due so close together becomes one message; zero: never.
    """

    target: OutboxTarget
    address: str | None
    thread: int | None
    language: str
    zone: ZoneInfo
    reach: Reach = Reach.REACHABLE
    status: MemberStatus | None = None
    window: Window | None = None
    paused_until: dt.date | None = None
    muted: frozenset[str] = frozenset()
    marks: Mapping[dt.date, ShiftKind] = field(default_factory=dict)
    free_at: dt.time = dt.time(14)
    digest: dt.timedelta = dt.timedelta()


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
        answers: It answers the person's own act, or a human has said that it is urgent: neither quiet hours nor a pause
            hold it.
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
    return Go() if answers else _wanted_now(recipient, kind, policy, expires_at, now)


def free_from(recipient: Recipient, moment: dt.datetime) -> dt.datetime:
    """The moment itself where neither quiet hours nor a shift hold it, else the first one after it (UTC)."""
    for _ in range(_MOST_HOLDS):
        later = next_free(moment, recipient.window) if recipient.window is not None else moment
        hold = shift_hold(recipient.marks, later, recipient.zone, recipient.free_at)
        later = hold[1] if hold is not None else later
        if later == moment:
            break
        moment = later
    return moment.astimezone(dt.UTC)


def free_before(recipient: Recipient, moment: dt.datetime) -> dt.datetime:
    """The moment itself where it is free, else the last free minute before what holds it (UTC)."""
    for _ in range(_MOST_HOLDS):
        earlier = last_free(moment, recipient.window) if recipient.window is not None else moment
        hold = shift_hold(recipient.marks, earlier, recipient.zone, recipient.free_at)
        earlier = hold[0] - dt.timedelta(minutes=1) if hold is not None else earlier
        if earlier == moment:
            break
        moment = earlier
    return moment.astimezone(dt.UTC)


def _wanted_now(
    recipient: Recipient, kind: str, policy: Policy, expires_at: dt.datetime | None, now: dt.datetime
) -> Verdict:
    if policy.mutable and kind in recipient.muted:
        return End(OutboxState.SKIPPED, OutboxReason.MUTED)
    paused_until = recipient.paused_until
    if paused_until is not None and is_paused(paused_until, now, recipient.zone):
        if policy.on_pause is OnPause.SKIP:
            return End(OutboxState.SKIPPED, OutboxReason.PAUSED)
        if policy.on_pause is OnPause.HOLD:
            return Hold(resumes_at(paused_until, recipient.zone))
    free = free_from(recipient, now) if policy.keeps_quiet else now
    if free <= now:
        return Go()
    quiet = recipient.window is not None and recipient.window.holds(now)
    if not quiet and expires_at is not None and free >= expires_at:
        return Go()  # only his own mark would hold it, and then it would be lost
    return Hold(free)
