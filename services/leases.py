"""One process at a time: leases in the database, and what a holder may believe about its own.

::

    take ──┬─ nobody, given back, or run out ──> held, token + 1
           ├─ one's own ───────────────────────> renewed
           └─ another's ───────────────────────> None

Time is the database's: machines' clocks differ, and the house's clock jumps (playground, tests), which must not make
two holders. Where that clock is set back, a lease with more left than any is given for counts as run out, or a dead
holder would keep it until the clock is where it was. Tests pass ``now``. A holder reckons with its own monotonic clock
from *before* it asked, so it never believes longer than the row says; that clock goes on while a process is frozen, so
a thawed one knows at once.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

from sqlalchemy import case, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.inserting import insert_into
from db.leases import Lease
from services.house import House

#: No lease or claim is that long: one that has more left was given before the clock was set back.
LONGEST = dt.timedelta(minutes=10)

_LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


async def database_now(session: AsyncSession) -> dt.datetime:
    """The database's clock: one for all machines. SQLite has none of its own but this machine's."""
    if session.get_bind().dialect.name == "sqlite":
        return dt.datetime.now(dt.UTC)
    moment = await session.scalar(select(func.clock_timestamp()))
    assert isinstance(moment, dt.datetime), "clock_timestamp() is a moment"  # noqa: S101 - tells the type checker
    return moment


async def take_within(
    session: AsyncSession, name: str, holder: str, length: dt.timedelta, now: dt.datetime, *, force: bool = False
) -> int | None:
    """``take`` inside another's transaction."""
    new = insert_into(session, Lease).values(name=name, holder=holder, until=now + length, token=1)
    changed = case((Lease.holder == new.excluded.holder, 0), else_=1)
    mine_or_free = or_(Lease.holder == holder, Lease.until <= now, Lease.until > now + LONGEST)
    return await session.scalar(
        new.on_conflict_do_update(
            index_elements=[Lease.name],
            set_={"holder": new.excluded.holder, "until": new.excluded.until, "token": Lease.token + changed},
            where=true() if force else mine_or_free,
        ).returning(Lease.token),
        execution_options={"populate_existing": True},
    )


async def lock_within(session: AsyncSession, name: str) -> None:
    """Let one transaction at a time go on from here, on every database; until its end."""
    await take_within(session, name, "", dt.timedelta(), _LONG_AGO, force=True)


async def take(
    house: House,
    name: str,
    holder: str,
    length: dt.timedelta,
    *,
    now: dt.datetime | None = None,
    force: bool = False,
) -> int | None:
    """Take a lease, or renew one's own; one statement.

    Args:
        house: The house.
        name: Of what.
        holder: The asking process, at most 64 characters, new at every start.
        length: How long it holds from now.
        now: UTC; the database's clock by default.
        force: Take it from whoever has it: for the newest process where there can be but one machine.

    Returns:
        The token, which grows with every change of the holder; None when another process holds it.
    """
    async with house.db.write() as session:
        return await take_within(session, name, holder, length, now or await database_now(session), force=force)


async def release(house: House, name: str, holder: str) -> None:
    """Give a lease back, so that the next holder need not wait; nothing when it is another's."""
    async with house.db.write() as session:
        await session.execute(
            update(Lease).where(Lease.name == name, Lease.holder == holder).values(holder="", until=_LONG_AGO)
        )


class Tenure:
    """A process's own lease, as far as it may believe in it.

    Args:
        house: The house.
        name: Of what.
        holder: This process.
        seconds: How long the lease is.
        newest_wins: Take it from another holder the first time: for SQLite, where a second process is a restart.
        clock: A monotonic clock in seconds that goes on while the process is frozen.
    """

    def __init__(
        self,
        house: House,
        name: str,
        holder: str,
        seconds: float,
        *,
        newest_wins: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.holder = holder
        self.token: int | None = None
        self._house = house
        self._name = name
        self._length = dt.timedelta(seconds=seconds)
        self._force = newest_wins
        self._clock = clock
        self._until = -float("inf")

    @property
    def left(self) -> float:
        """Seconds for which it is certainly ours; negative when it is not, or nobody knows."""
        return self._until - self._clock()

    async def ensure(self, seconds: float) -> bool:
        """Whether it is ours for at least so many seconds more, taking or renewing it where it is not."""
        if self.left >= seconds:
            return True
        asked = self._clock()
        token = await take(self._house, self._name, self.holder, self._length, force=self._force)
        self._force = False
        if token is None:
            self._until = -float("inf")
            return False
        self.token = token
        self._until = asked + self._length.total_seconds()
        return self.left >= seconds

    def doubt(self) -> None:
        """Ask the database at the next occasion: something said that another process holds it."""
        self._until = -float("inf")

    async def release(self) -> None:
        """Give it back."""
        self._until = -float("inf")
        await release(self._house, self._name, self.holder)
