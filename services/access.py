"""Who may do what: an ``Actor`` is identified once an update; one gate compares him with what a handler declares.

A handler declares a ``Need``: a status, optionally roles, and a scope. ``Scope`` names what the handler acts on; the
gate looks the thing up and asks whether one of the actor's roles reaches it. A thing that does not exist and a thing
out of reach get the same answer (``errors.NotAllowed``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.accounts import Account, Binding
from db.announcements import Announcement
from db.chats import BoundChat
from db.leave import LeaveRequest
from db.makeups import MakeUp
from db.members import Member, Membership
from db.names import BranchRole, MemberStatus, OrgLevel, Reach
from db.organisations import Organisation, RoleGrant, held_on
from db.quizzes import Quiz
from db.registration import RegistrationRequest
from db.study import StudyAppeal, StudyWork
from services.errors import DomainError, NotAllowed

#: The consent text in force; a newer one asks everybody again.
CONSENT_VERSION = 1
#: The warning to the office in force; until it is confirmed, roles of the office rest.
OFFICE_CONSENT_VERSION = 1

#: Roles that lead a branch: they decide on its members.
LEADERS = frozenset({BranchRole.SECRETARY, BranchRole.DEPUTY_SECRETARY})
#: Roles above the branches.
OFFICE = frozenset({BranchRole.PARTY_OFFICE, BranchRole.COMMITTEE_SECRETARY})
#: Whoever may act for a branch: its leaders and the office above it.
STEWARDS = LEADERS | OFFICE


class Status(IntEnum):
    """How far a person has come; each includes the ones before."""

    ANYONE = 0
    CONSENTED = 1
    MEMBER = 2


class Scope(Enum):
    """What a handler acts on. All but the first two are named by the first argument of its button data."""

    NONE = "none"
    OWN = "own"
    ORGANISATION = "organisation"
    MEMBER = "member"
    REQUEST = "request"
    CHAT = "chat"
    LEAVE = "leave"
    MAKE_UP = "make_up"
    STUDY_APPEAL = "study_appeal"
    STUDY_WORK = "study_work"
    QUIZ = "quiz"
    ANNOUNCEMENT = "announcement"

    @property
    def names_a_subject(self) -> bool:
        """Whether the first argument of the button names what is acted on."""
        return self not in (Scope.NONE, Scope.OWN)


@dataclass(frozen=True)
class Need:
    """What a handler demands.

    Attributes:
        status: The least status.
        roles: One of these roles is needed (an administrator counts as ``PARTY_OFFICE`` of every root); empty: none.
        scope: What the role must reach.
    """

    status: Status
    roles: frozenset[BranchRole] = frozenset()
    scope: Scope = Scope.NONE

    def __post_init__(self) -> None:
        if self.scope.names_a_subject and not self.roles:
            raise ValueError("a scope over others needs roles")


#: Of a steward: of his own, of an organisation he is one of, and of a member there.
STEWARD = Need(Status.CONSENTED, STEWARDS)
STEWARD_OF = Need(Status.CONSENTED, STEWARDS, Scope.ORGANISATION)
STEWARD_OF_MEMBER = Need(Status.CONSENTED, STEWARDS, Scope.MEMBER)


@dataclass(frozen=True)
class Grant:
    """A role held now, and the path of the organisation it is held in; it reaches everything below."""

    role: BranchRole
    organisation_id: int
    path: str


@dataclass(frozen=True)
class MemberRef:
    """The member behind an account.

    Attributes:
        branch_path: Path of the branch (or of the group, where he has one).
    """

    id: int
    key: str
    code: str
    name: str
    branch_id: int
    branch_name: str
    branch_path: str


@dataclass(frozen=True)
class Actor:
    """Who is acting. ``account_id`` is None for somebody the bot has never met.

    Attributes:
        grants: Roles held now; those of the office only after its warning was confirmed.
        office_warning_due: He would act for the office, once he has confirmed its warning.
        reachable: Whether messages reached him, as last seen.
        heard_on: The last day he pressed or wrote anything, as noted.
    """

    account_id: int | None
    account_key: str | None
    language: str
    consented: bool
    is_administrator: bool
    member: MemberRef | None
    grants: tuple[Grant, ...]
    office_warning_due: bool = False
    reachable: bool = True
    heard_on: dt.date | None = None

    @property
    def status(self) -> Status:
        """How far he has come. An administrator who is no member counts as consented."""
        if not self.consented:
            return Status.ANYONE
        return Status.MEMBER if self.member else Status.CONSENTED

    @property
    def audit_name(self) -> str:
        """``account:<key>`` for the audit log.

        Raises:
            NotAllowed: The bot has never met him.
        """
        if self.account_key is None:
            raise NotAllowed
        return f"account:{self.account_key}"

    def holds(self, roles: frozenset[BranchRole]) -> bool:
        """Whether he holds one of the roles anywhere."""
        return (self.is_administrator and BranchRole.PARTY_OFFICE in roles) or any(g.role in roles for g in self.grants)

    def reaches(self, path: str, roles: frozenset[BranchRole]) -> bool:
        """Whether one of the roles, held here or above, reaches the organisation at ``path``."""
        if self.is_administrator and BranchRole.PARTY_OFFICE in roles:
            return True
        return any(g.role in roles and path.startswith(g.path) for g in self.grants)

    def roots(self, roles: frozenset[BranchRole]) -> tuple[str, ...]:
        """Paths of the organisations in which he holds one of the roles (an administrator: ``/``, everything)."""
        if self.is_administrator and BranchRole.PARTY_OFFICE in roles:
            return ("/",)
        return tuple(sorted({g.path for g in self.grants if g.role in roles}))


Asked = TypeVar("Asked", LeaveRequest, MakeUp, StudyAppeal, StudyWork)

#: What a member has asked or handed in, and somebody near him decides.
_ASKED: dict[Scope, type[LeaveRequest | MakeUp | StudyAppeal | StudyWork]] = {
    Scope.LEAVE: LeaveRequest,
    Scope.MAKE_UP: MakeUp,
    Scope.STUDY_APPEAL: StudyAppeal,
    Scope.STUDY_WORK: StudyWork,
}

#: What belongs to an organisation: its id, the organisation's, and what must be true of the two for it to be there.
_KEPT: dict[Scope, tuple[Any, Any, *tuple[ColumnElement[bool], ...]]] = {
    Scope.REQUEST: (RegistrationRequest.id, RegistrationRequest.branch_id),
    Scope.QUIZ: (Quiz.id, Quiz.organisation_id, Organisation.ended_at.is_(None)),
    Scope.ANNOUNCEMENT: (Announcement.id, Announcement.organisation_id, Organisation.ended_at.is_(None)),
    Scope.CHAT: (BoundChat.id, BoundChat.organisation_id, BoundChat.unbound_at.is_(None)),
}

STRANGER = Actor(None, None, "zh-CN", consented=False, is_administrator=False, member=None, grants=())


async def identify(session: AsyncSession, messenger: str, address: str, today: dt.date) -> Actor:
    """Who stands behind an address of a messenger; ``STRANGER`` when nobody is known there. Writes nothing.

    Args:
        session: Any session.
        messenger: ``telegram``.
        address: The messenger's id of the person.
        today: The day roles must be held on.
    """
    account = (
        await session.scalars(select(Account).where(Account.messenger == messenger, Account.address == address))
    ).one_or_none()
    if account is None:
        return STRANGER
    row = (
        await session.execute(
            select(Member, Organisation, Membership.group_id)
            .join(Binding, Binding.member_id == Member.id)
            .join(Membership, Membership.member_id == Member.id)
            .join(Organisation, Organisation.id == Membership.branch_id)
            .where(
                Binding.account_id == account.id,
                Binding.unbound_at.is_(None),
                Membership.ends_on.is_(None),
                Member.status.in_((MemberStatus.ACTIVE, MemberStatus.TRANSFER_PENDING)),
            )
        )
    ).one_or_none()
    member: MemberRef | None = None
    grants: tuple[Grant, ...] = ()
    if row is not None:
        person, branch, group_id = row
        path = f"{branch.path}{group_id}/" if group_id else branch.path
        member = MemberRef(person.id, person.key, person.code, person.name or "", branch.id, branch.name, path)
        held = await session.execute(
            select(RoleGrant.role, Organisation.id, Organisation.path)
            .join(Organisation, Organisation.id == RoleGrant.organisation_id)
            .where(
                RoleGrant.member_id == person.id,
                held_on(today),
            )
        )
        grants = tuple(Grant(role, org_id, org_path) for role, org_id, org_path in held)
    return actor_of(account, member, grants)


#: What ``actor_of`` reads of an account, for those who ask for rows of many.
ACTOR_COLUMNS = (
    Account.id,
    Account.key,
    Account.language,
    Account.reach,
    Account.is_administrator,
    Account.consent_version,
    Account.office_consent_version,
    Account.heard_on,
)


def actor_of(account: Account, member: MemberRef | None, grants: tuple[Grant, ...]) -> Actor:
    """The actor an account makes with its member and the roles held today.

    Roles of the office rest until its warning has been confirmed.
    """
    consented = account.consent_version == CONSENT_VERSION
    warned = account.office_consent_version == OFFICE_CONSENT_VERSION
    for_office = account.is_administrator or any(grant.role in OFFICE for grant in grants)
    return Actor(
        account.id,
        account.key,
        account.language,
        consented,
        account.is_administrator and consented and warned,
        member,
        grants if warned else tuple(grant for grant in grants if grant.role not in OFFICE),
        office_warning_due=for_office and consented and not warned,
        reachable=account.reach is Reach.REACHABLE,
        heard_on=account.heard_on,
    )


async def path_of(session: AsyncSession, scope: Scope, subject_id: int) -> str | None:
    """The organisation path of what a button acts on, or None when there is no such thing."""
    if scope is Scope.ORGANISATION:
        query = select(Organisation.path).where(Organisation.id == subject_id, Organisation.ended_at.is_(None))
    elif scope is Scope.MEMBER:
        query = (
            select(Organisation.path)
            .join(Membership, Membership.branch_id == Organisation.id)
            .where(Membership.member_id == subject_id, Membership.ends_on.is_(None))
        )
    elif scope in _ASKED:
        # A group leader reaches his group, and nothing beside it.
        group = aliased(Organisation)
        asked = _ASKED[scope]
        query = (
            select(func.coalesce(group.path, Organisation.path))
            .select_from(asked)
            .join(Membership, Membership.member_id == asked.member_id)
            .join(Organisation, Organisation.id == Membership.branch_id)
            .outerjoin(group, group.id == Membership.group_id)
            .where(asked.id == subject_id, Membership.ends_on.is_(None))
        )
    elif scope in _KEPT:
        row_id, organisation_id, *living = _KEPT[scope]
        query = (
            select(Organisation.path)
            .join_from(Organisation, row_id.class_, organisation_id == Organisation.id)
            .where(row_id == subject_id, *living)
        )
    else:
        raise ValueError(f"{scope} names no subject")
    return await session.scalar(query)


async def check(session: AsyncSession, actor: Actor, need: Need, subject_id: int | None = None) -> None:
    """The one authorisation gate.

    Args:
        session: Any session.
        actor: Who acts.
        need: What the handler declares.
        subject_id: What it acts on, where the scope names something.

    Raises:
        NotAllowed: Status, role or scope does not suffice, or there is no such thing.
    """
    if actor.status < need.status:
        raise NotAllowed
    if need.roles and not actor.holds(need.roles):
        raise NotAllowed
    if not need.scope.names_a_subject:
        return
    path = await path_of(session, need.scope, subject_id) if subject_id is not None else None
    if path is None or not actor.reaches(path, need.roles):
        raise NotAllowed


async def to_decide(
    session: AsyncSession, actor: Actor, need: Need, table: type[Asked], row_id: int, own: type[DomainError]
) -> Asked:
    """What a member has asked or handed in, for whoever decides on it.

    Args:
        session: Any session.
        actor: Who decides.
        need: What deciding demands.
        table: Of what was asked.
        row_id: Which.
        own: What it is to decide on one's own.

    Raises:
        NotAllowed: There is none, or its person is out of reach.
        DomainError: ``own``, where it is the actor's.
    """
    await check(session, actor, need, row_id)
    row = await session.get(table, row_id)
    if row is None:
        raise NotAllowed
    if actor.member is not None and actor.member.id == row.member_id:
        raise own
    return row


async def leaders_of(session: AsyncSession, branch_id: int, today: dt.date) -> list[int]:
    """Ids of the members who lead a branch today: secretary and deputy; with neither, the office above it."""
    branch = await session.get_one(Organisation, branch_id)
    holders = list(
        await session.execute(
            select(RoleGrant.member_id, RoleGrant.role, Organisation.path, Organisation.level)
            .join(Organisation, Organisation.id == RoleGrant.organisation_id)
            .where(
                RoleGrant.role.in_(STEWARDS),
                held_on(today),
            )
            .order_by(RoleGrant.member_id)
        )
    )
    own = {
        m for m, role, path, level in holders if role in LEADERS and path == branch.path and level is OrgLevel.BRANCH
    }
    return sorted(own or {m for m, role, path, _ in holders if role in OFFICE and branch.path.startswith(path)})
