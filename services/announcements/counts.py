"""The receipts of an announcement in numbers, kept in the transactions that change them.

Whoever changes receipts adds here what changed, last in his transaction: the sender's screen then reads one row,
whether there are fifty receipts or five thousand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from db.announcements import AnnouncementCount
from db.names import OutboxState
from services.names import CopyState

#: The column of each state; what waits is the rest.
COLUMN = {
    CopyState.SENT: "sent",
    CopyState.UNREACHABLE: "unreachable",
    CopyState.FAILED: "failed",
    CopyState.UNKNOWN: "unknown",
    CopyState.SKIPPED: "skipped",
}
#: What a row of the outbox means for the copy it is.
OF_OUTBOX = {
    OutboxState.SENT: CopyState.SENT,
    OutboxState.UNREACHABLE: CopyState.UNREACHABLE,
    OutboxState.FAILED: CopyState.FAILED,
    OutboxState.UNKNOWN: CopyState.UNKNOWN,
    OutboxState.SKIPPED: CopyState.SKIPPED,
}
#: Copies that did not reach their people: somebody calls them.
UNREACHED = (CopyState.UNREACHABLE, CopyState.FAILED, CopyState.SKIPPED)
_NAMES = ("people", "sent", "unreachable", "failed", "unknown", "skipped", "confirmed", "told", "closed_unreached")


@dataclass(frozen=True)
class Counts:
    """How an announcement stands.

    Attributes:
        sent: The messenger has taken them; nobody knows who has read them.
        confirmed: People who pressed the button.
        told: People who were told by telephone or in person and have not pressed it.
        closed_unreached: Of both, those whose copy did not reach them.
    """

    people: int = 0
    sent: int = 0
    unreachable: int = 0
    failed: int = 0
    unknown: int = 0
    skipped: int = 0
    confirmed: int = 0
    told: int = 0
    closed_unreached: int = 0

    @property
    def waiting(self) -> int:
        """Copies that are still to be sent."""
        return self.people - self.sent - self.unreachable - self.failed - self.unknown - self.skipped

    @property
    def open(self) -> int:
        """People who have neither confirmed nor been told."""
        return self.people - self.confirmed - self.told

    @property
    def unreached(self) -> int:
        """Of those who are open, people whose copy did not reach them: nobody is counted twice."""
        return self.unreachable + self.failed + self.skipped - self.closed_unreached


async def of(session: AsyncSession, announcement_id: int) -> Counts:
    """The numbers of one; zeros before it is released."""
    row = await session.get(AnnouncementCount, announcement_id, populate_existing=True)
    return Counts() if row is None else Counts(**{name: getattr(row, name) for name in _NAMES})


async def add(session: AsyncSession, announcement_id: int, changes: Mapping[str, int]) -> None:
    """Add what changed.

    Args:
        session: The transaction that changed the receipts.
        announcement_id: Whose.
        changes: Column → by how much, negative where it got less.
    """
    moved = {name: by for name, by in changes.items() if by}
    if moved:
        values = {name: getattr(AnnouncementCount, name) + by for name, by in moved.items()}
        await session.execute(
            update(AnnouncementCount)
            .where(AnnouncementCount.announcement_id == announcement_id)
            .values(**values)
            .execution_options(synchronize_session=False)
        )


def moved(before: Counter[CopyState], after: CopyState, closed: Counter[CopyState]) -> Counter[str]:
    """What changes when copies come from some states into one.

    Args:
        before: How many were in each.
        after: Where all of them are now.
        closed: Of those, how many had confirmed or been told; it may leave out who was not, and is not, unreached.
    """
    found: Counter[str] = Counter()
    for state, many in before.items():
        if state in COLUMN:
            found[COLUMN[state]] -= many
        if after in COLUMN:
            found[COLUMN[after]] += many
    for state, many in closed.items():
        found["closed_unreached"] += many * ((after in UNREACHED) - (state in UNREACHED))
    return found
