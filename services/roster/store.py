"""What stands, read for planning, and a plan carried out: everything in the caller's one transaction."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, insert, or_, select, text, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.members import Member, Membership
from db.names import MemberStatus
from db.organisations import Organisation, RoleGrant
from db.vault import Vault
from services import audit, organisations, phones
from services.keys import new_code, new_key
from services.roster.identity import StoredGrant, StoredMember
from services.roster.plan import Standing
from services.roster.steps import Kind, Plan, Step
from services.roster.tree import Node, StoredOrganisation

_IMPORT_LOCK = 7307
_CODE_LENGTH = 5
_CHUNK = 1000


async def one_at_a_time(session: AsyncSession) -> None:
    """Imports take turns; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _IMPORT_LOCK})


def _within(scope: Sequence[str]) -> ColumnElement[bool]:
    if "/" in scope:
        return true()
    return or_(*(Organisation.path.startswith(path, autoescape=True) for path in scope))


async def load(session: AsyncSession, scope: Sequence[str], today: dt.date, *, lock: bool = False) -> Standing:
    """What stands within some paths: their organisations and those above them, and their members, past ones included.

    Args:
        session: Any session.
        scope: Paths; ``/`` is everything.
        today: The day roles are held on.
        lock: Whether the members stay as they are until the transaction ends.
    """
    places = await organisations.tree(session)
    known = [
        StoredOrganisation(one.id, one.parent_id, one.level, one.name, one.path)
        for one in places
        if any(one.path.startswith(path) or path.startswith(one.path) for path in scope)
    ]
    grants = await _grants(session, today)
    query = (
        select(Member, Membership.branch_id, Membership.group_id)
        .outerjoin(Membership, and_(Membership.member_id == Member.id, Membership.ends_on.is_(None)))
        .outerjoin(Organisation, Organisation.id == Membership.branch_id)
        .where(Member.status != MemberStatus.ERASED)
        .order_by(Member.id)
    )
    if "/" not in scope:
        # Those who have left have no branch: they are looked up in the tree they belonged to.
        roots = {int(path.split("/")[1]) for path in scope}
        query = query.where(_within(scope) | and_(Membership.id.is_(None), Member.root_id.in_(roots)))
    if lock:
        query = query.with_for_update(of=Member)
    members = [
        _stored(member, branch_id, group_id, tuple(grants.get(member.id, ())))
        for member, branch_id, group_id in await session.execute(query)
    ]
    return Standing(known, members)


async def _grants(session: AsyncSession, today: dt.date) -> dict[int, list[StoredGrant]]:
    rows = await session.execute(
        select(RoleGrant.member_id, RoleGrant.id, RoleGrant.organisation_id, RoleGrant.role, RoleGrant.starts_on)
        .where(RoleGrant.ends_on.is_(None) | (RoleGrant.ends_on >= today))
        .order_by(RoleGrant.id)
    )
    grants: dict[int, list[StoredGrant]] = defaultdict(list)
    for row in rows:
        grants[row.member_id].append(StoredGrant(row.id, row.organisation_id, row.role, row.starts_on <= today))
    return grants


def _stored(
    member: Member, branch_id: int | None, group_id: int | None, grants: tuple[StoredGrant, ...]
) -> StoredMember:
    return StoredMember(
        id=member.id,
        key=member.key,
        code=member.code,
        root_id=member.root_id,
        name=member.name or "",
        sex=member.sex,
        birth=member.birth,
        staff_number=member.staff_number,
        phone_index=member.phone_index,
        stage=member.stage,
        status=member.status,
        admitted_on=member.admitted_on,
        full_on=member.full_on,
        education=member.education,
        department=member.department,
        post=member.post,
        retired=member.retired,
        mobile=member.mobile,
        branch_id=branch_id,
        group_id=group_id,
        grants=grants,
    )


class Applying:
    """Carries a plan out.

    Args:
        session: The one transaction.
        vault: Seals telephone numbers.
        plan: A plan without problems, made in the same transaction.
        now: UTC.
        today: The day memberships and roles begin.
        actor: For the audit log.
    """

    def __init__(
        self, session: AsyncSession, vault: Vault, plan: Plan, *, now: dt.datetime, today: dt.date, actor: str
    ) -> None:
        if plan.problems:
            raise ValueError("a plan with problems may not be carried out")
        self._session = session
        self._vault = vault
        self._plan = plan
        self._now = now
        self._today = today
        self._actor = actor

    async def run(self, *, mark_gone: bool) -> None:
        """Write everything; the caller's transaction commits or rolls back as a whole."""
        await self._make_organisations()
        await self._end_roles()
        if mark_gone:
            await organisations.mark_left(
                self._session, [one.id for one in self._plan.gone], self._today, self._now, actor=self._actor
            )
        await self._add_members()
        await self._update_members()
        await self._place_members()
        await self._open_roles()

    async def _make_organisations(self) -> None:
        for node in self._plan.made:
            parent_id = node.parent.id if node.parent is not None else None
            made = await organisations.create(
                self._session, parent_id=parent_id, level=node.level, name=node.name, now=self._now
            )
            node.id, node.path = made.id, made.path

    async def _end_roles(self) -> None:
        ids = [grant.id for step in self._plan.steps for grant in step.closed]
        ids += [grant.id for _, grant in self._plan.replaced]
        await organisations.end_roles(self._session, ids, self._today, self._now, actor=self._actor)

    async def _add_members(self) -> None:
        steps = [step for step in self._plan.steps if step.kind is Kind.ADDED]
        codes = set(await self._session.scalars(select(Member.code)))
        rows: list[dict[str, Any]] = []
        self._ids: dict[int, int] = {}
        self._keys: dict[int, str] = {}
        by_key: dict[str, Step] = {}
        for step in steps:
            key = new_key()
            by_key[key] = step
            rows.append(
                {
                    "key": key,
                    "code": _new_code(codes),
                    "root_id": _id(step.branch.root),
                    **step.facts,
                    **self._sealed(key, step.phone),
                    "status": MemberStatus.ACTIVE,
                    "created_at": self._now,
                }
            )
        for start in range(0, len(rows), _CHUNK):
            made = await self._session.execute(
                insert(Member).returning(Member.id, Member.key), rows[start : start + _CHUNK]
            )
            for member_id, key in made:
                self._ids[id(by_key[key])] = member_id
                self._keys[id(by_key[key])] = key

    def _sealed(self, key: str, phone: str | None) -> dict[str, Any]:
        if phone is None:
            return {"phone_sealed": None, "phone_index": None}
        return {
            "phone_sealed": self._vault.seal(phone, phones.place(key)),
            "phone_index": phones.index(self._vault, phone),
        }

    async def _update_members(self) -> None:
        rows: list[dict[str, Any]] = []
        freed: list[int] = []
        for step in self._plan.steps:
            if step.member is None:
                continue
            row: dict[str, Any] = dict(step.facts)
            if step.phone is not None:
                row |= self._sealed(step.member.key, step.phone)
            if step.kind is Kind.RETURNED:
                row |= {"status": MemberStatus.ACTIVE, "left_at": None}
            if _id(step.branch.root) != step.member.root_id:
                row["root_id"] = _id(step.branch.root)
            if not row:
                continue
            if step.member.staff_number is not None and row.keys() & {"staff_number", "root_id"}:
                freed.append(step.member.id)
                row.setdefault("staff_number", step.member.staff_number)
            rows.append({"id": step.member.id, **row})
        # Two people may exchange numbers: neither may stand in the other's way.
        for start in range(0, len(freed), _CHUNK):
            await self._session.execute(
                update(Member).where(Member.id.in_(freed[start : start + _CHUNK])).values(staff_number=None)
            )
        if rows:
            await self._session.execute(update(Member), rows)

    async def _place_members(self) -> None:
        entries: list[audit.Entry] = []
        leaving: list[int] = []
        rows: list[dict[str, Any]] = []
        for step in self._plan.steps:
            if step.kind not in (Kind.ADDED, Kind.RETURNED, Kind.MOVED) and not step.regrouped:
                continue
            branch_id, group_id = _id(step.branch), _id(step.group) if step.group is not None else None
            member_id = self._member_id(step)
            rows.append(
                {"member_id": member_id, "branch_id": branch_id, "group_id": group_id, "starts_on": self._today}
            )
            if step.member is None:
                continue
            leaving.append(member_id)
            if step.kind is Kind.MOVED:
                details = {"from": step.member.branch_id, "to": branch_id}
                entries.append(audit.Entry(self._actor, "member.moved", f"member:{step.member.key}", details))
            elif step.kind is Kind.RETURNED:
                entries.append(
                    audit.Entry(self._actor, "member.returned", f"member:{step.member.key}", {"to": branch_id})
                )
        moved: dict[int, list[int]] = defaultdict(list)
        for step in self._plan.steps:
            if step.kind is Kind.MOVED:
                moved[_id(step.branch)].append(self._member_id(step))
        for branch_id, ids in moved.items():
            await organisations.take_developments_along(self._session, ids, branch_id)
        await organisations.close_memberships(self._session, leaving, self._today)
        for start in range(0, len(rows), _CHUNK):
            await self._session.execute(insert(Membership), rows[start : start + _CHUNK])
        await audit.record_all(self._session, entries, self._now)

    async def _open_roles(self) -> None:
        rows: list[dict[str, Any]] = []
        entries: list[audit.Entry] = []
        for step in self._plan.steps:
            key = step.member.key if step.member is not None else self._keys.get(id(step), "")
            for wanted in step.opened:
                organisation_id = _id(wanted.node)
                rows.append(
                    {
                        "member_id": self._member_id(step),
                        "organisation_id": organisation_id,
                        "role": wanted.role,
                        "starts_on": self._today,
                        "dated": False,  # a roster does not say since when
                    }
                )
                details = {
                    "role": wanted.role.value,
                    "organisation": organisation_id,
                    "from": self._today.isoformat(),
                }
                entries.append(audit.Entry(self._actor, "role.granted", f"member:{key}", details))
        if rows:
            await self._session.execute(insert(RoleGrant), rows)
        await audit.record_all(self._session, entries, self._now)

    def _member_id(self, step: Step) -> int:
        return step.member.id if step.member is not None else self._ids[id(step)]


def _id(node: Node) -> int:
    if node.id is None:
        raise ValueError("the organisation has not been made")
    return node.id


def _new_code(taken: set[str]) -> str:
    while True:
        code = f"M-{new_code(_CODE_LENGTH)}"
        if code not in taken:
            taken.add(code)
            return code
