"""Who may see which receipts of an announcement: names for whoever has to call, sums above, nothing for others.

::

    leads what sent it (or holds its office) ──> everybody it went to
    leads a branch, or a group, it went to ────> its own people: they are his to call
    the office above what sent it ─────────────> sums without names
    everybody else, a former leader included ──> there is no such thing
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.announcement_names import AnnouncementState
from db.announcements import Announcement, AnnouncementPart, Receipt
from db.names import BranchRole
from db.organisations import Organisation
from services.access import LEADERS, OFFICE, STEWARDS, Actor
from services.errors import NotAllowed

#: Whoever makes calls: leaders, the office, and a group's leader for his group.
CALLERS = STEWARDS | {BranchRole.GROUP_LEADER}
#: Longest piece of an announcement's words that names it.
_EXCERPT = 24

_RELEASED = (
    AnnouncementState.RELEASED,
    AnnouncementState.PAUSED,
    AnnouncementState.STOPPED,
    AnnouncementState.WITHDRAWN,
)


@dataclass(frozen=True)
class View:
    """What of an announcement's receipts somebody may see.

    Attributes:
        whole: Every name.
        branches, groups: Else the names of those who were in these at the release.
        excerpt: The beginning of its words; empty: it has none.
    """

    announcement: Announcement
    organisation: str
    chain: tuple[int, ...]
    excerpt: str
    whole: bool
    branches: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()

    @property
    def names(self) -> bool:
        """Whether he sees any names."""
        return self.whole or bool(self.branches or self.groups)

    @property
    def mine(self) -> ColumnElement[bool]:
        """The receipts he sees, for a query.

        Raises:
            NotAllowed: He sees sums only.
        """
        if self.whole:
            return true()
        if not self.names:
            raise NotAllowed
        return or_(Receipt.branch_id.in_(self.branches), Receipt.group_id.in_(self.groups))

    def over(self, now: dt.datetime) -> bool:
        """Whether nobody needs to hear of it any more."""
        row = self.announcement
        return row.state is AnnouncementState.WITHDRAWN or (row.expires_at is not None and row.expires_at <= now)


async def view_of(session: AsyncSession, actor: Actor, announcement_id: int, *, lock: bool = False) -> View:
    """What the actor may see of an announcement's receipts.

    Args:
        session: Any session.
        actor: Who looks.
        announcement_id: Which.
        lock: Whether the announcement waits for the end of this transaction, so that acts on it come one by one.

    Raises:
        NotAllowed: There is no such announcement, it was not released, or he has no business with it.
    """
    query = (
        select(Announcement, Organisation.name, Organisation.path)
        .join(Organisation, Organisation.id == Announcement.organisation_id)
        .where(Announcement.id == announcement_id, Announcement.state.in_(_RELEASED))
    )
    row = (await session.execute(query.with_for_update(of=Announcement) if lock else query)).one_or_none()
    if row is None:
        raise NotAllowed
    announcement, name, path = row
    chain = tuple(int(part) for part in path.strip("/").split("/"))
    at_root = actor.is_administrator and len(chain) == 1
    whole = at_root or any(
        g.organisation_id == announcement.organisation_id and g.role in CALLERS for g in actor.grants
    )
    below = [g for g in actor.grants if g.path.startswith(path) and g.path != path]
    branches, groups = await _reached(
        session,
        announcement_id,
        [g.organisation_id for g in below if g.role in LEADERS],
        [g.organisation_id for g in below if g.role is BranchRole.GROUP_LEADER],
    )
    view = View(announcement, name, chain, await excerpt_of(session, announcement_id), whole, branches, groups)
    if not view.names and not actor.reaches(path, OFFICE):
        raise NotAllowed
    return view


async def _reached(
    session: AsyncSession, announcement_id: int, branches: list[int], groups: list[int]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Of some branches and groups, those it went to."""
    found: list[tuple[int, ...]] = []
    for column, ids in ((Receipt.branch_id, branches), (Receipt.group_id, groups)):
        query = select(column).where(Receipt.announcement_id == announcement_id, column.in_(ids)).distinct()
        found.append(tuple(one for one in await session.scalars(query) if one is not None) if ids else ())
    return found[0], found[1]


async def excerpt_of(session: AsyncSession, announcement_id: int) -> str:
    """The beginning of an announcement's words, below its files too, as they stand now; empty: it has none."""
    query = (
        select(AnnouncementPart.content)
        .where(AnnouncementPart.announcement_id == announcement_id)
        .order_by(AnnouncementPart.position, AnnouncementPart.version.desc())
    )
    for content in await session.scalars(query):
        said = [content.get("text", ""), *(file.get("text", "") for file in content.get("files", ()))]
        words = next((one for one in (" ".join(str(text).split()) for text in said) if one), "")
        if words:
            return words if len(words) <= _EXCERPT else f"{words[:_EXCERPT]}…"
    return ""
