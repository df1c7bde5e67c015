"""What is orphaned today: posts nobody holds any more, and what still bears the name of somebody who is gone.

::

    a branch that had a secretary or deputy, and has none ──> LEADER
    an open thing to do of somebody who left ───────────────> ITEM
    a meeting ahead that somebody who left chairs, records ─> RECORD
    a group or channel bound by an account of nobody ───────> CHAT
    a scheduled notice whose sender nobody can tell how ────> NOTICE      it went

Rules, meetings, quizzes and notices belong to the branch, so they stay where they are. A branch that never had anybody
is no orphan: its screen says so from the first day.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account, Binding
from db.announcement_names import AnnouncementState
from db.announcements import Announcement
from db.chats import BoundChat
from db.checklists import Checklist, ChecklistItem
from db.meetings import Meeting
from db.members import Member
from db.minutes import MeetingRecord
from db.names import MeetingState, OrgLevel
from db.organisations import Organisation, RoleGrant, held_on
from services.access import LEADERS
from services.audiences import PRESENT
from services.outbox import Button

#: The kind of the task.
KIND = "orphans"


class What(StrEnum):
    """What is orphaned."""

    LEADER = "LEADER"
    ITEM = "ITEM"
    RECORD = "RECORD"
    CHAT = "CHAT"
    NOTICE = "NOTICE"


@dataclass(frozen=True, order=True)
class Orphan:
    """One thing nobody looks after.

    Attributes:
        mark: Which: its id; of a post, since when.
    """

    organisation_id: int
    what: What
    mark: str


async def found(session: AsyncSession, today: dt.date, now: dt.datetime) -> list[Orphan]:
    """Everything that is orphaned.

    Args:
        session: Any session.
        today: The day roles must be held on.
        now: UTC.
    """
    gone = select(Member.id).where(Member.status.not_in(PRESENT))
    speaks = select(Binding.account_id).where(Binding.unbound_at.is_(None))
    bound = speaks.union(select(Account.id).where(Account.is_administrator))
    queries: dict[What, Any] = {
        What.ITEM: select(Checklist.organisation_id, ChecklistItem.id)
        .join(ChecklistItem, ChecklistItem.checklist_id == Checklist.id)
        .where(
            Checklist.voided_at.is_(None),
            ChecklistItem.owner_id.in_(gone),
            ChecklistItem.done_at.is_(None),
            ChecklistItem.removed_at.is_(None),
        ),
        What.RECORD: select(Meeting.organisation_id, Meeting.id)
        .join(MeetingRecord, MeetingRecord.meeting_id == Meeting.id)
        .where(
            MeetingRecord.chair_id.in_(gone) | MeetingRecord.recorder_id.in_(gone),
            Meeting.state.in_((MeetingState.PLANNED, MeetingState.MOVED)),
            Meeting.starts_at > now,
        ),
        What.CHAT: select(BoundChat.organisation_id, BoundChat.id).where(
            BoundChat.unbound_at.is_(None), BoundChat.bound_by.not_in(bound)
        ),
        What.NOTICE: select(Announcement.organisation_id, Announcement.id).where(
            Announcement.state == AnnouncementState.SCHEDULED, Announcement.released_by.not_in(bound)
        ),
    }
    orphans = await _leaderless(session, today)
    for what, query in queries.items():
        orphans += [Orphan(place, what, str(number)) for place, number in (await session.execute(query)).all()]
    return sorted(orphans)


async def _leaderless(session: AsyncSession, today: dt.date) -> list[Orphan]:
    """Branches that were led and are not, and since when."""
    now = held_on(today)
    led = (
        select(RoleGrant.organisation_id)
        .join(Member, Member.id == RoleGrant.member_id)
        .where(RoleGrant.role.in_(LEADERS), now, Member.status.in_(PRESENT))
    )
    rows = await session.execute(
        select(Organisation.id, func.max(RoleGrant.ends_on).label("last"))
        .join(RoleGrant, RoleGrant.organisation_id == Organisation.id)
        .where(
            Organisation.level == OrgLevel.BRANCH,
            Organisation.ended_at.is_(None),
            RoleGrant.role.in_(LEADERS),
            RoleGrant.starts_on <= today,
            Organisation.id.not_in(led),
        )
        .group_by(Organisation.id)
    )
    return [Orphan(row.id, What.LEADER, str(row.last)) for row in rows]


def asked_of(orphans: Sequence[Orphan]) -> str:
    """What a task about some orphans of one place is told apart by: another one makes another task."""
    if all(one.what is What.LEADER for one in orphans):
        return f"leader:{orphans[0].mark}"
    words = " ".join(f"{one.what.value}:{one.mark}" for one in orphans)
    return f"things:{hashlib.sha256(words.encode()).hexdigest()[:16]}"


async def described(
    session: AsyncSession, organisation_id: int, organisation: str, asked: str, today: dt.date, now: dt.datetime
) -> tuple[str, dict[str, Any], Button | None]:
    """A task in words, and what leads to the place: counts and kinds, no name of whoever left."""
    mine = [one for one in await found(session, today, now) if one.organisation_id == organisation_id]
    if asked.startswith("leader:"):
        return (
            "tasks-orphans-leader",
            {"organisation": organisation},
            Button("branch-button-roles", f"role:{organisation_id}"),
        )
    many = Counter[What](one.what for one in mine if one.what is not What.LEADER)
    lines = [
        {"key": f"tasks-orphans-{what.value.lower()}", "vars": {"count": many[what]}} for what in What if many[what]
    ]
    if not lines:
        return "tasks-orphans-none", {"organisation": organisation}, None
    door = Button("tasks-button-place", f"br.at:{organisation_id}")
    return "tasks-orphans-things", {"organisation": organisation, "lines": {"lines": lines}}, door
