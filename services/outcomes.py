"""What can come of a send, and what it makes of the row: the state machine of ``design.md`` 4 as a pure function.

::

    SENDING ──┬─ Sent ───────────────────────────────> SENT
              ├─ Partly ─────────────────────────────> QUEUED   with what arrived; at once, as its chat's pace allows
              ├─ Flooded, Postponed ─────────────────> QUEUED   not_before moves, no attempt burnt
              ├─ NotWritten, ServerFailed ───────────> QUEUED   back-off with jitter, attempts + 1 … FAILED (EXHAUSTED)
              ├─ Migrated ───────────────────────────> QUEUED   at the new address, at once
              ├─ Unreachable ────────────────────────> UNREACHABLE (BLOCKED | DEACTIVATED | CHAT_GONE | NEVER_STARTED)
              ├─ Refused, Unrenderable ──────────────> FAILED   (REFUSED | UNRENDERABLE)
              └─ Ambiguous, or the lease ran out ────> UNKNOWN  unknowns + 1, then by the kind's policy
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.names import OutboxReason, OutboxState
from services.kinds import OnUnknown, Policy

if TYPE_CHECKING:
    from services.claiming import Letter

#: The first pause after a failure, and the longest.
BACKOFF_FIRST = dt.timedelta(seconds=2)
BACKOFF_LONGEST = dt.timedelta(minutes=30)
_DOUBLINGS = 12


@dataclass(frozen=True)
class Sent:
    """The messenger accepted it."""


@dataclass(frozen=True)
class Flooded:
    """The messenger said to wait (429).

    Attributes:
        wait: How long.
    """

    wait: dt.timedelta


@dataclass(frozen=True)
class Postponed:
    """It was claimed but not sent: the process stops, or the claim grew too old."""


@dataclass(frozen=True)
class Partly:
    """Some of its messages arrived, and the rest follows when its chat's pace allows: others go meanwhile."""


@dataclass(frozen=True)
class NotWritten:
    """The network failed before anything of the request left this machine."""


@dataclass(frozen=True)
class ServerFailed:
    """The messenger answered that it could not (5xx)."""


@dataclass(frozen=True)
class Migrated:
    """The group became a supergroup.

    Attributes:
        address: Its new address.
    """

    address: str


@dataclass(frozen=True)
class Unreachable:
    """It cannot reach that person or chat.

    Attributes:
        reason: BLOCKED, DEACTIVATED, CHAT_GONE or NEVER_STARTED.
    """

    reason: OutboxReason


@dataclass(frozen=True)
class Refused:
    """The messenger refused it for good (another 400)."""


@dataclass(frozen=True)
class Unrenderable:
    """A sentence or one of its variables is missing: a defect of ours."""


@dataclass(frozen=True)
class Ambiguous:
    """The request was written and no answer came: it may have arrived."""


Outcome = (
    Sent
    | Partly
    | Flooded
    | Postponed
    | NotWritten
    | ServerFailed
    | Migrated
    | Unreachable
    | Refused
    | Unrenderable
    | Ambiguous
)


@dataclass(frozen=True)
class Result:
    """What came of one claimed message.

    Attributes:
        id: The row.
        outcome: What came of it.
        message_ids: The messenger's ids of what was sent of it so far, this time and before. A long text is several
            messages; when it is sent again, those are not repeated.
        letter: The claim it answers, where that is at hand: it spares a look at the row.
    """

    id: int
    outcome: Outcome
    message_ids: tuple[int, ...] = ()
    letter: Letter | None = None


@dataclass(frozen=True)
class Next:
    """What a row becomes.

    Attributes:
        state: The new state.
        reason: Why, where it was not simply sent.
        not_before: When it may be tried again; None leaves it.
        attempts, unknowns: The new counts.
    """

    state: OutboxState
    reason: OutboxReason | None
    not_before: dt.datetime | None
    attempts: int
    unknowns: int


def backoff(attempts: int, rng: random.Random) -> dt.timedelta:
    """The pause after so many failures: doubling, bounded, spread so that a crowd does not return at once."""
    doubled: dt.timedelta = BACKOFF_FIRST * (1 << min(attempts, _DOUBLINGS))
    return min(doubled, BACKOFF_LONGEST) * rng.uniform(0.5, 1.0)


def after(outcome: Outcome, attempts: int, unknowns: int, policy: Policy, now: dt.datetime, rng: random.Random) -> Next:
    """What a row becomes after an outcome.

    Args:
        outcome: What came of the send.
        attempts: Failures so far.
        unknowns: How often it was unknown so far.
        policy: How its kind behaves.
        now: UTC.
        rng: For the jitter of the back-off.
    """
    match outcome:
        case Flooded(wait):
            return Next(OutboxState.QUEUED, None, now + wait, attempts, unknowns)
        case Partly() | Postponed():
            # What has begun keeps its place in the queue: the person gets the rest as soon as his chat takes it.
            at = None if isinstance(outcome, Partly) else now
            return Next(OutboxState.QUEUED, None, at, attempts, unknowns)
        case NotWritten() | ServerFailed() | Migrated() if attempts + 1 >= policy.attempts:
            return Next(OutboxState.FAILED, OutboxReason.EXHAUSTED, None, attempts + 1, unknowns)
        case NotWritten() | ServerFailed() | Migrated():
            # A group that moved is waiting at its new address; there is nothing to back off from.
            pause = dt.timedelta() if isinstance(outcome, Migrated) else backoff(attempts, rng)
            return Next(OutboxState.QUEUED, None, now + pause, attempts + 1, unknowns)
        case Ambiguous():
            return Next(OutboxState.UNKNOWN, OutboxReason.CRASHED, None, attempts, unknowns + 1)
        case _:
            state, reason = _end(outcome)
            return Next(state, reason, None, attempts, unknowns)


def _end(outcome: Sent | Unreachable | Refused | Unrenderable) -> tuple[OutboxState, OutboxReason | None]:
    match outcome:
        case Sent():
            return OutboxState.SENT, None
        case Unreachable(reason):
            return OutboxState.UNREACHABLE, reason
        case Refused():
            return OutboxState.FAILED, OutboxReason.REFUSED
        case Unrenderable():
            return OutboxState.FAILED, OutboxReason.UNRENDERABLE


def may_resend(unknowns: int, policy: Policy) -> bool:
    """Whether an unknown message is sent again without asking a human."""
    return policy.on_unknown is OnUnknown.RESEND and unknowns <= policy.resends
