"""Delivery from the side of the rows: claim what is due, write what came of it, take over what a crash left.

One writing transaction a turn, the same statements on SQLite and PostgreSQL (where rows are claimed with FOR UPDATE
SKIP LOCKED):

::

    turn ── settle(results) ── claim(want)
                                 │  page of due rows, most urgent first
                                 ├─ recipients as they are now ── kind's facts as they are now ── gate
                                 │        SKIPPED / UNREACHABLE / not_before moved
                                 └─ SENDING, leased to the owner ──> letters, whose requests are opened at once

SENDING means "claimed": its request is open or follows soon, one a chat. Which requests are open when a process is
killed is noted beside the database (``scheduler.flights``). Change the drawing with the code.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from db.outbox import OutboxMessage
from services import endings
from services.claiming import Letter, WaitFor, claim
from services.house import House
from services.outcomes import Result
from services.settling import Ended, Recovered, Swept, recover, settle, sweep, take_back
from services.shards import WHOLE, Shard

__all__ = [
    "Ended",
    "Letter",
    "Recovered",
    "Result",
    "Swept",
    "Turn",
    "WaitFor",
    "accounting",
    "recover",
    "sweep",
    "turn",
]


@dataclass(frozen=True)
class Turn:
    """What one turn did.

    Attributes:
        letters: Claimed; their requests are opened now.
        ended: Rows that ended in this turn, sent or not.
        more: There may be more that is due now.
        next_at: When the next row's time comes; None: no row waits for its time.
        chat_wait: Seconds until a due row's chat may be written to; None: no due row waits for its chat.
    """

    letters: list[Letter]
    ended: list[Ended]
    more: bool = False
    next_at: dt.datetime | None = None
    chat_wait: float | None = None


def _never(_address: str) -> float:
    return 0.0


async def turn(  # noqa: PLR0913 - what the loop knows, by name
    house: House,
    owner: str,
    *,
    results: Sequence[Result] = (),
    want: int = 0,
    lease: dt.timedelta = dt.timedelta(seconds=60),
    wait_for: WaitFor = _never,
    rng: random.Random | None = None,
    shard: Shard = WHOLE,
    careful: bool = False,
    held: Collection[int] | None = None,
) -> Turn:
    """Write what came of earlier letters and claim new ones, in one transaction.

    Args:
        house: The house.
        owner: The claiming process, at most 40 characters, new at every start.
        results: What came of letters claimed before.
        want: How many may be sent this moment.
        lease: How long the claim holds.
        wait_for: Asked for every address; a chat that may not be written to yet is not claimed.
        rng: For the jitter of back-offs.
        shard: Which chats are this process's; all by default.
        careful: The turn before failed: what makes a feature fail is set aside, so that it holds up nobody else.
        held: After a turn that failed, whose commit may have been done all the same: the messages the owner knows to be
            his. What else is claimed in his name was never sent, and is queued again.
    """
    async with house.db.write() as session:
        now = house.now()
        rng = rng or random.Random()
        ended = await settle(session, owner, results, now, rng)
        if held is not None:
            await take_back(session, owner, held, now, rng)
        if want <= 0:
            await endings.tell(session, now, careful=careful)
            return Turn([], ended, more=True)
        claimed = await claim(
            house, session, owner, want=want, lease=lease, wait_for=wait_for, shard=shard, careful=careful
        )
        await endings.tell(session, now, careful=careful)
        return Turn(claimed.letters, ended + claimed.ended, claimed.more, claimed.next_at, claimed.chat_wait)


async def accounting(house: House, first: dt.datetime, last: dt.datetime) -> dict[str, dict[str, int]]:
    """Intended against ended: for messages due in ``[first, last)``, how many ended how, by kind.

    Returns:
        Kind → ``STATE`` or ``STATE/REASON`` → how many. What is still QUEUED, SENDING or UNKNOWN long after its time is
        the gap; the target is none.
    """
    query = (
        select(OutboxMessage.kind, OutboxMessage.state, OutboxMessage.reason, func.count().label("many"))
        .where(OutboxMessage.due_at >= first, OutboxMessage.due_at < last)
        .group_by(OutboxMessage.kind, OutboxMessage.state, OutboxMessage.reason)
    )
    found: dict[str, dict[str, int]] = {}
    async with house.db.read() as session:
        for row in await session.execute(query):
            name = row.state.value if row.reason is None else f"{row.state.value}/{row.reason.value}"
            found.setdefault(row.kind, {})[name] = row.many
    return found
