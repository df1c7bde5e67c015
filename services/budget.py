"""One token's sending budget, shared by several processes: each leases a share of it.

::

    renew (every second) ── lock the budget ── drop shares that ran out ── divide ── write mine
                                                                             │
                     mine grows only into what nobody's row counts ──────────┤
                     mine shrinks in the row only after I have kept to less for a whole window

The sum of the rows never exceeds the budget, and no process sends more than its row says, so the budget is held whoever
dies, freezes or joins. A share that ran out was not used for a whole window before (``LocalShare``), so whoever gets it
next adds nothing to the seconds in which it was.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.inserting import insert_into
from db.leases import BudgetShare
from services import leases
from services.house import House

#: Seconds over which Telegram counts, and room for clocks and answers on their way.
WINDOW = 1.25
#: This part of the budget is divided evenly, whoever wants more: an answer to a tap must not wait for a new division.
_EVEN_PART = 4


@dataclass(frozen=True)
class Share:
    """What one process may do until its next renewal.

    Attributes:
        rate: Messages a second.
        rank: Its place among ``of`` processes that share the budget, from 0; they take different chats.
    """

    rate: int
    rank: int
    of: int


@dataclass(frozen=True)
class Kept:
    """What a process has kept to by itself.

    Attributes:
        rate: Messages a second.
        seconds: For how long.
    """

    rate: int
    seconds: float


def divide(total: int, hungry: Mapping[str, bool]) -> dict[str, int]:
    """Divide a budget: a quarter evenly, the rest among those who could use more.

    Args:
        total: Messages a second.
        hungry: Process → whether it could have used more.

    Returns:
        Process → messages a second; they sum to ``total``. Where there are more processes than messages, some get none.
    """
    if not hungry:
        return {}
    names = sorted(hungry)
    even = total // (_EVEN_PART * len(names)) or min(1, total // len(names))
    shares = dict.fromkeys(names, even)
    takers = [name for name in names if hungry[name]] or names
    rest = total - even * len(names)
    for place, name in enumerate(takers):
        shares[name] += rest // len(takers) + (place < rest % len(takers))
    return shares


def next_share(total: int, others: int, ideal: int, counted: int, kept: Kept) -> tuple[int, int]:
    """What a process may send from now on, and what its row must count.

    Args:
        total: The budget.
        others: What the others' rows count.
        ideal: What it should have.
        counted: What its own row counts.
        kept: What it has kept to.

    Returns:
        Its rate, and what counts: not less than what it may have sent within the last window.
    """
    rate = max(0, min(ideal, total - others))
    recent = min(kept.rate, counted) if kept.seconds >= WINDOW else counted
    return rate, max(rate, recent)


async def renew(
    house: House,
    budget: str,
    holder: str,
    total: int,
    *,
    kept: Kept,
    hungry: bool,
    length: dt.timedelta,
    now: dt.datetime | None = None,
) -> Share:
    """Renew a process's share, or take a first one.

    Args:
        house: The house.
        budget: Which budget.
        holder: The process.
        total: Messages a second in all.
        kept: The rate it has really kept to, and for how long.
        hungry: Whether it could have used more.
        length: How long the share holds.
        now: UTC; the database's clock by default.
    """
    async with house.db.write() as session:
        await leases.lock_within(session, f"budget:{budget}")  # the sum is made by one at a time
        moment = now or await leases.database_now(session)
        over = or_(BudgetShare.until <= moment, BudgetShare.until > moment + leases.LONGEST)
        await session.execute(delete(BudgetShare).where(BudgetShare.budget == budget, over))
        query = select(BudgetShare.holder, BudgetShare.share, BudgetShare.hungry).where(BudgetShare.budget == budget)
        rows = {row.holder: row for row in await session.execute(query)}
        wants = {name: bool(row.hungry) for name, row in rows.items()} | {holder: hungry}
        others = sum(row.share for name, row in rows.items() if name != holder)
        counted = rows[holder].share if holder in rows else 0
        rate, share = next_share(total, others, divide(total, wants)[holder], counted, kept)
        await _write(session, budget, holder, share, hungry=hungry, until=moment + length)
        return Share(rate, sorted(wants).index(holder), len(wants))


async def _write(
    session: AsyncSession, budget: str, holder: str, share: int, *, hungry: bool, until: dt.datetime
) -> None:
    new = insert_into(session, BudgetShare).values(
        budget=budget, holder=holder, share=share, hungry=hungry, until=until
    )
    await session.execute(
        new.on_conflict_do_update(
            index_elements=[BudgetShare.budget, BudgetShare.holder],
            set_={"share": new.excluded.share, "hungry": new.excluded.hungry, "until": new.excluded.until},
        )
    )


async def leave(house: House, budget: str, holder: str, *, now: dt.datetime | None = None) -> None:
    """Send nothing more and give a share back; it is free when what was sent last no longer counts."""
    async with house.db.write() as session:
        moment = now or await leases.database_now(session)
        await session.execute(
            update(BudgetShare)
            .where(BudgetShare.budget == budget, BudgetShare.holder == holder)
            .values(until=moment + dt.timedelta(seconds=WINDOW))
        )


class LocalShare:
    """A process's own share, as far as it may believe in it.

    Args:
        house: The house.
        budget: Which budget.
        holder: This process.
        total: Messages a second in all.
        seconds: How long a share holds.
        clock: A monotonic clock in seconds that goes on while the process is frozen.
    """

    def __init__(
        self,
        house: House,
        budget: str,
        holder: str,
        total: int,
        *,
        seconds: float = 5.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.share = Share(0, 0, 1)
        self.until = -float("inf")
        self._house = house
        self._budget = budget
        self._holder = holder
        self._total = total
        self._seconds = seconds
        self._clock = clock
        self._since = -float("inf")

    @property
    def rate(self) -> int:
        """Messages a second that may be sent now."""
        return self.share.rate if self._clock() < self.until else 0

    async def renew(self, *, hungry: bool, now: dt.datetime | None = None) -> Share:
        """Renew it; afterwards ``share`` and ``until`` are in force.

        Args:
            hungry: Whether more could have been used.
            now: UTC; the database's clock by default.
        """
        asked = self._clock()
        expired = asked >= self.until
        kept = Kept(0, asked - self.until) if expired else Kept(self.share.rate, asked - self._since)
        share = await renew(
            self._house,
            self._budget,
            self._holder,
            self._total,
            kept=kept,
            hungry=hungry,
            length=dt.timedelta(seconds=self._seconds),
            now=now,
        )
        applied = self._clock()
        if share.rate != self.rate:
            self._since = applied
        self.share = share
        # Nothing is sent in the last window of the lease: whoever gets the share then starts with a clean second.
        self.until = asked + self._seconds - WINDOW
        return share

    async def leave(self) -> None:
        """Send nothing more and give it back."""
        self.share, self.until = Share(0, 0, 1), -float("inf")
        await leave(self._house, self._budget, self._holder)
