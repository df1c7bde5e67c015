"""The tree of organisations, and where a member's membership is kept.

::

    membership ── transfer ──> closed (history) + a new one          roles held where he leaves end with it
        └─────── leave ──────> closed; the member is LEFT, his account unbound, his waiting messages void

They belong to a transaction of somebody else (an import, a transfer), who has asked the gate.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Binding
from db.among import among
from db.cases import Case
from db.members import Member, Membership
from db.names import BranchRole, CaseKind, CaseState, MemberStatus, OrgLevel, OutboxReason, OutboxState
from db.organisations import Organisation, RoleGrant
from db.outbox import OutboxMessage
from services import audit, settled
from services.errors import BadInput, Conflict

#: Roles held above the branches stay with a member who moves inside one tree.
ABOVE_THE_BRANCHES = frozenset({BranchRole.COMMITTEE_SECRETARY, BranchRole.PARTY_OFFICE})

NAME_LENGTH = 100
_DAY = dt.timedelta(days=1)
_CHUNK = 500
_ORDER = list(OrgLevel)


class NameTaken(Conflict):
    """There is one of that name in the same place. Fields: ``name``."""

    code = "organisation-name-taken"


class WrongLevel(BadInput):
    """An organisation stands under one of a lower or the same level."""

    code = "organisation-level"


@dataclass(frozen=True)
class Place:
    """An organisation of the tree.

    Attributes:
        path: Ids from the root to it, ``/1/4/9/``.
    """

    id: int
    parent_id: int | None
    level: OrgLevel
    name: str
    path: str


def last_day(starts_on: dt.date, today: dt.date) -> dt.date:
    """The last day of what ends now: yesterday, or its own first day when that was today."""
    return max(starts_on, today - _DAY)


async def tree(session: AsyncSession, under: str = "/") -> list[Place]:
    """The live organisations at and below a path, parents before children."""
    found = await session.execute(
        select(Organisation.id, Organisation.parent_id, Organisation.level, Organisation.name, Organisation.path).where(
            Organisation.ended_at.is_(None), Organisation.path.startswith(under, autoescape=True)
        )
    )
    return sorted((Place(*row) for row in found), key=lambda place: (place.path.count("/"), place.id))


async def find(session: AsyncSession, words: str) -> list[Place]:
    """Live organisations by their id, or by their name written in full or as its end."""
    text = "".join(words.split())
    everything = await tree(session)
    if text.isdecimal():
        return [place for place in everything if place.id == int(text)]
    return [place for place in everything if place.name == text] or [
        place for place in everything if place.name.endswith(text)
    ]


async def create(
    session: AsyncSession, *, parent_id: int | None, level: OrgLevel, name: str, now: dt.datetime
) -> Organisation:
    """Make an organisation in the caller's transaction; one of that name that had ended comes back.

    Raises:
        NameTaken: There is a live one of that name in the same place.
        WrongLevel: The parent is of a lower or the same level (a committee may stand under a committee).
    """
    parent = await session.get_one(Organisation, parent_id) if parent_id is not None else None
    if parent is not None and not _may_stand_under(level, parent.level):
        raise WrongLevel
    there = (
        await session.scalars(
            select(Organisation).where(
                Organisation.parent_id.is_not_distinct_from(parent_id), Organisation.name == name
            )
        )
    ).one_or_none()
    if there is not None:
        if there.ended_at is None or there.level is not level:
            raise NameTaken(name=name)
        there.ended_at = None
        return there
    made = Organisation(parent_id=parent_id, level=level, name=name, path="", created_at=now)
    session.add(made)
    await session.flush()
    made.path = f"{parent.path if parent is not None else '/'}{made.id}/"
    await session.flush()
    return made


def _may_stand_under(level: OrgLevel, parent: OrgLevel) -> bool:
    if level is OrgLevel.PARTY_COMMITTEE:
        return parent is OrgLevel.PARTY_COMMITTEE
    return _ORDER.index(parent) < _ORDER.index(level)


async def move(
    session: AsyncSession,
    member: Member,
    branch: Organisation,
    group_id: int | None,
    today: dt.date,
    now: dt.datetime,
    *,
    actor: str,
) -> bool:
    """Move a member to another branch in the caller's transaction; the gate has been asked.

    Returns:
        Whether anything changed.
    """
    member_id = member.id
    open_ = (
        await session.scalars(select(Membership).where(Membership.member_id == member_id, Membership.ends_on.is_(None)))
    ).one()
    if (open_.branch_id, open_.group_id) == (branch.id, group_id):
        return False
    left = await session.get_one(Organisation, open_.branch_id)
    open_.ends_on = last_day(open_.starts_on, today)
    await session.flush()
    session.add(Membership(member_id=member_id, branch_id=branch.id, group_id=group_id, starts_on=today))
    member.root_id = int(branch.path.split("/")[1])
    if left.id != branch.id:
        ending = await _roles_left_behind(session, member_id, left, branch)
        await end_roles(session, ending, today, now, actor=actor)
    await audit.record(
        session,
        actor=actor,
        action="member.moved",
        subject=f"member:{member.key}",
        now=now,
        details={"from": left.id, "to": branch.id, "group": group_id},
    )
    return True


async def take_developments_along(session: AsyncSession, member_ids: Collection[int], branch_id: int) -> list[int]:
    """The open developments of people who have moved to a branch are kept there from now on. Returns their cases."""
    moved = await session.scalars(
        update(Case)
        .where(
            among(Case.member_id, member_ids),
            Case.kind == CaseKind.DEVELOPMENT,
            Case.state == CaseState.OPEN,
            Case.branch_id != branch_id,
        )
        .values(branch_id=branch_id)
        .returning(Case.id)
    )
    return sorted(moved)


async def _roles_left_behind(session: AsyncSession, member_id: int, left: Organisation, new: Organisation) -> list[int]:
    held = await session.execute(
        select(RoleGrant.id, RoleGrant.role, Organisation.path)
        .join(Organisation, Organisation.id == RoleGrant.organisation_id)
        .where(RoleGrant.member_id == member_id, RoleGrant.ends_on.is_(None))
    )
    same_tree = left.path.split("/")[1] == new.path.split("/")[1]
    return [
        grant_id
        for grant_id, role, path in held
        if not same_tree
        or (role not in ABOVE_THE_BRANCHES and not new.path.startswith(path) and _belongs(path, left.path))
    ]


def _belongs(path: str, branch: str) -> bool:
    """Whether a role's organisation is the branch, one of its groups, or above it."""
    return path.startswith(branch) or branch.startswith(path)


async def end_roles(
    session: AsyncSession, grant_ids: Sequence[int], today: dt.date, now: dt.datetime, *, actor: str
) -> None:
    """End roles as of yesterday in the caller's transaction; one that began today is annulled.

    What waits to be said about them is void; the audit log keeps each.
    """
    entries: list[audit.Entry] = []
    for start in range(0, len(grant_ids), _CHUNK):
        ids = list(grant_ids[start : start + _CHUNK])
        rows = await session.execute(
            select(RoleGrant.id, RoleGrant.role, RoleGrant.organisation_id, RoleGrant.starts_on, Member.key)
            .join(Member, Member.id == RoleGrant.member_id)
            .where(RoleGrant.id.in_(ids))
            .order_by(RoleGrant.id)
        )
        for row in rows:
            action = "role.annulled" if row.starts_on >= today else "role.ended"
            details = {
                "role": row.role.value,
                "organisation": row.organisation_id,
                "until": (today - _DAY).isoformat(),
            }
            entries.append(audit.Entry(actor, action, f"member:{row.key}", details))
        subjects = [f"role:{one}" for one in ids]
        await _void(session, OutboxMessage.subject.in_(subjects), now)
        await session.execute(delete(RoleGrant).where(RoleGrant.id.in_(ids), RoleGrant.starts_on >= today))
        await session.execute(update(RoleGrant).where(RoleGrant.id.in_(ids)).values(ends_on=today - _DAY))
    await audit.record_all(session, entries, now)


async def mark_left(
    session: AsyncSession, member_ids: Sequence[int], today: dt.date, now: dt.datetime, *, actor: str
) -> None:
    """Mark members as left in the caller's transaction; nothing about them is deleted.

    Their membership and roles end, their accounts are unbound, and messages that wait for them are void.
    """
    for start in range(0, len(member_ids), _CHUNK):
        ids = list(member_ids[start : start + _CHUNK])
        grants = await session.scalars(
            select(RoleGrant.id).where(
                RoleGrant.member_id.in_(ids), RoleGrant.ends_on.is_(None) | (RoleGrant.ends_on >= today)
            )
        )
        await end_roles(session, list(grants), today, now, actor=actor)
        await close_memberships(session, ids, today)
        await session.execute(update(Member).where(Member.id.in_(ids)).values(status=MemberStatus.LEFT, left_at=now))
        await session.execute(
            update(Binding).where(Binding.member_id.in_(ids), Binding.unbound_at.is_(None)).values(unbound_at=now)
        )
        await _void(session, OutboxMessage.member_id.in_(ids), now)
        keys = await session.scalars(select(Member.key).where(Member.id.in_(ids)).order_by(Member.id))
        await audit.record_all(session, [audit.Entry(actor, "member.left", f"member:{key}", {}) for key in keys], now)


async def close_memberships(session: AsyncSession, member_ids: Sequence[int], today: dt.date) -> None:
    """Close the open memberships of some members as of yesterday (one that began today: as of today)."""
    for start in range(0, len(member_ids), _CHUNK):
        mine = Membership.member_id.in_(member_ids[start : start + _CHUNK]), Membership.ends_on.is_(None)
        await session.execute(
            update(Membership).where(*mine, Membership.starts_on >= today).values(ends_on=Membership.starts_on)
        )
        await session.execute(update(Membership).where(*mine).values(ends_on=today - _DAY))


async def _void(session: AsyncSession, which: ColumnElement[bool], now: dt.datetime) -> None:
    subjects = await session.scalars(
        update(OutboxMessage)
        .where(which, OutboxMessage.state == OutboxState.QUEUED)
        .values(state=OutboxState.SKIPPED, reason=OutboxReason.VOID, ended_at=now)
        .returning(OutboxMessage.subject)
    )
    settled.doubt(session, set(subjects))


async def lock(session: AsyncSession, organisation_id: int) -> None:
    """Whoever plans for an organisation, or changes its meetings, takes turns; SQLite has one writer anyway."""
    await lock_some(session, [organisation_id])


async def lock_some(session: AsyncSession, ids: Collection[int]) -> None:
    """The same for several, in one order for everybody."""
    # Not the key: rows of others may go on pointing at the organisation.
    query = select(Organisation.id).where(Organisation.id.in_(sorted(ids))).order_by(Organisation.id)
    await session.execute(query.with_for_update(key_share=True))
