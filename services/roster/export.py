"""The roster as a workbook: sheet 党员花名册 (``domain_rules.md`` 10.1), ready to print and to import again.

What may not be stored (民族, 籍贯, 身份证号码, 家庭住址) has no column, or on request an empty one to fill in by hand.
Every text is written as text, so that nothing becomes a formula or loses digits.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.base import PartialDate
from db.members import Member, Membership
from db.names import BranchRole, MembershipStage, MemberStatus, OrgLevel, Sex
from db.organisations import Organisation, RoleGrant, held_on
from db.vault import Vault
from services import access, audit, organisations, phones
from services.access import STEWARDS, Actor, Need, Scope, Status
from services.errors import BadInput
from services.files import Made
from services.house import House
from services.organisations import Place
from services.roster.importing import Authority
from services.roster.roles import ABOVE, label_of
from services.roster.sheet import FIELD_OF_LEVEL, Line, Shape, write
from services.roster.vocabulary import Field, vocabulary
from services.tree_order import BY_BRANCH

_ROLE_ORDER = list(BranchRole)


class NobodyHere(BadInput):
    """There is nobody to export."""

    code = "roster-nobody"


#: A member, his branch, his group, and the roles he holds, each with its organisation.
_Stored = tuple[Member, int, int | None, list[tuple[BranchRole, int]]]


async def export_for(house: House, actor: Actor, organisation_id: int) -> Made:
    """The roster of one organisation, for its leaders and the office above it.

    Raises:
        NotAllowed: The actor does not reach it.
        NobodyHere: There is nobody on it.
    """
    async with house.db.read() as session:
        await access.check(session, actor, Need(Status.CONSENTED, STEWARDS, Scope.ORGANISATION), organisation_id)
        path = await access.path_of(session, Scope.ORGANISATION, organisation_id)
    return await export(house, Authority(actor.audit_name, (path or "",), organisation_id))


async def export(house: House, authority: Authority, *, blank_columns: bool = False) -> Made:
    """The roster of what an authority covers.

    Args:
        house: The house.
        authority: Its ``base`` and what is below it, or everything in its scope.
        blank_columns: Whether to add the columns that are filled in by hand.

    Raises:
        NobodyHere: There is nobody on it.
    """
    today = house.today()
    async with house.db.read() as session:
        places = await _places(session, authority)
        members = await _members(session, places, today)
    if not members:
        raise NobodyHere
    async with house.db.write() as session:
        await audit.record(
            session,
            actor=authority.name,
            action="roster.exported",
            subject=f"organisation:{authority.base}" if authority.base is not None else "roster",
            now=house.now(),
            details={"members": len(members), "scope": " ".join(authority.scope)},
        )
    content, title = await asyncio.to_thread(_made, house, authority, places, members, blank_columns=blank_columns)
    return Made(content, f"{title}_{today:%Y%m%d}.xlsx", len(members))


def _made(
    house: House,
    authority: Authority,
    places: dict[int, Place],
    members: Sequence[_Stored],
    *,
    blank_columns: bool,
) -> tuple[bytes, str]:
    numbers = Counter(member.phone_index for member, *_ in members if member.phone_index is not None)
    form = _Form(house.vault, places, house.today(), {one for one, count in numbers.items() if count > 1})
    lines = [form.line(*stored) for stored in members]
    title = f"{_name_of(authority, places, lines)}党员花名册"
    return write(Shape(lines, title, blank_columns=blank_columns), lines, house.today()), title


def _name_of(authority: Authority, places: dict[int, Place], lines: Sequence[Line]) -> str:
    """What the roster is of: what was asked for, else the topmost organisation everybody is under."""
    asked = (
        [authority.base]
        if authority.base is not None
        else [int(path.strip("/").split("/")[-1]) for path in authority.scope if path != "/"]
    )
    if len(asked) == 1 and asked[0] in places:
        return places[asked[0]].name
    for one in FIELD_OF_LEVEL.values():
        names = {line.values.get(one, "") for line in lines}
        if len(names) == 1 and (name := names.pop()):
            return name
    return ""


async def _places(session: AsyncSession, authority: Authority) -> dict[int, Place]:
    """The organisations covered, and those above them for their names."""
    everything = await organisations.tree(session)
    paths = [place.path for place in everything if place.id == authority.base] or list(authority.scope)
    return {
        place.id: place
        for place in everything
        if any(place.path.startswith(path) or path.startswith(place.path) for path in paths)
    }


async def _members(session: AsyncSession, places: dict[int, Place], today: dt.date) -> list[_Stored]:
    rows = await session.execute(
        select(Member, Membership.branch_id, Membership.group_id)
        .join(Membership, Membership.member_id == Member.id)
        .join(Organisation, Organisation.id == Membership.branch_id)
        .where(
            Membership.ends_on.is_(None),
            Member.status.in_((MemberStatus.ACTIVE, MemberStatus.TRANSFER_PENDING)),
        )
        .order_by(*BY_BRANCH, Member.id)
    )
    held = await session.execute(
        select(RoleGrant.member_id, RoleGrant.role, RoleGrant.organisation_id).where(held_on(today))
    )
    roles: dict[int, list[tuple[BranchRole, int]]] = defaultdict(list)
    for member_id, role, organisation_id in held:
        roles[member_id].append((role, organisation_id))
    return [
        (member, branch_id, group_id, roles[member.id])
        for member, branch_id, group_id in rows
        if branch_id in places and places[branch_id].level is OrgLevel.BRANCH
    ]


class _Form:
    """Facts as the form writes them."""

    def __init__(self, vault: Vault, places: dict[int, Place], today: dt.date, shared: set[str]) -> None:
        self._vault = vault
        self._places = places
        self._today = today
        self._shared = shared

    def line(
        self, member: Member, branch_id: int, group_id: int | None, roles: Sequence[tuple[BranchRole, int]]
    ) -> Line:
        chain = self.chain(branch_id)
        return Line(
            {
                **{FIELD_OF_LEVEL[level]: place.name for level, place in chain.items()},
                Field.GROUP: self._places[group_id].name if group_id in self._places else "",
                Field.NAME: member.name or "",
                Field.STAFF_NUMBER: member.staff_number or "",
                Field.SEX: {Sex.MALE: "男", Sex.FEMALE: "女", None: ""}[member.sex],
                Field.BIRTH: _date(member.birth),
                Field.EDUCATION: member.education or "",
                Field.DEPARTMENT: member.department or "",
                Field.POST: member.post or "",
                Field.STAGE: "预备党员" if member.stage is MembershipStage.PROBATIONARY else "正式党员",
                Field.ADMITTED: _date(member.admitted_on),
                Field.FULL: _date(member.full_on),
                Field.STANDING: self._standing(member.full_on),
                Field.ROLE: self._roles(chain, group_id, roles),
                Field.PHONE: self._phone(member),
                Field.RETIRED: "离退休" if member.retired else "在职",
                Field.MOBILE: "是" if member.mobile else "否",
                Field.NOTE: vocabulary().shared_phone_label if member.phone_index in self._shared else "",
            }
        )

    def chain(self, branch_id: int) -> dict[OrgLevel, Place]:
        """The branch and the nearest organisation of each level above it."""
        chain: dict[OrgLevel, Place] = {}
        place: Place | None = self._places[branch_id]
        while place is not None:
            chain.setdefault(place.level, place)
            place = self._places.get(place.parent_id) if place.parent_id is not None else None
        return chain

    def _phone(self, member: Member) -> str:
        return self._vault.open(member.phone_sealed, phones.place(member.key)) if member.phone_sealed else ""

    def _standing(self, full: PartialDate | None) -> str:
        """Whole years since the full date (``domain_rules.md`` 7)."""
        if full is None:
            return ""
        months = (self._today.year - full.year) * 12 + self._today.month - full.month
        years = (months - (1 if full.day and self._today.day < full.day else 0)) // 12
        return str(years) if years >= 0 else ""

    def _roles(
        self, chain: dict[OrgLevel, Place], group_id: int | None, roles: Sequence[tuple[BranchRole, int]]
    ) -> str:
        """The roles a row of this member would be read as; others (in another branch) are no part of his row."""
        branch, general = chain[OrgLevel.BRANCH], chain.get(OrgLevel.GENERAL_BRANCH)
        top = chain.get(OrgLevel.PARTY_COMMITTEE) or general or branch
        words = []
        for role, organisation_id in sorted(roles, key=lambda one: _ROLE_ORDER.index(one[0])):
            if role in ABOVE:
                place = top if organisation_id == top.id else None
            elif role is BranchRole.GROUP_LEADER:
                place = branch if organisation_id == (group_id or branch.id) else None
            else:
                place = next((one for one in (branch, general) if one is not None and one.id == organisation_id), None)
            if place is not None:
                words.append(label_of(role, place.level))
        return "、".join(words)


def _date(day: PartialDate | None) -> str:
    return str(day).replace("-", ".") if day is not None else ""
