"""Somebody is erased, and others are called like him: what stands where only they can be meant stays theirs.

A branch is spared where somebody else bears the name, or a longer one that holds it, and where he who is erased never
was: not as a member, not with an office there or above, not at a meeting, not in a transfer. Everywhere else it cannot
be told whose name it is, and it goes: better that than the reverse.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, false, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Binding
from db.attendance import Attendance
from db.cases import Case, CasePerson
from db.chats import BoundChat
from db.meetings import Meeting, MeetingPerson, MeetingReply
from db.members import Member, Membership
from db.names import MemberStatus
from db.organisations import Organisation, RoleGrant
from db.outbox import OutboxMessage


@dataclass(frozen=True)
class Tree:
    """Everything below an uppermost organisation; rows that hang on nothing belong to it as well."""

    root_id: int
    loose = True

    def organisations(self, table: Table) -> ColumnElement[bool]:
        """Its organisations."""
        found: ColumnElement[bool] = table.columns["path"].startswith(f"/{self.root_id}/")
        return found

    def members(self, table: Table) -> ColumnElement[bool]:
        """Its members."""
        found: ColumnElement[bool] = table.columns["root_id"] == self.root_id
        return found


@dataclass(frozen=True)
class Spared:
    """Branches in which a name is somebody else's, with their groups and their people; mostly none.

    Attributes:
        branches: Their numbers.
        paths: As organisations have them.
    """

    branches: tuple[int, ...] = ()
    paths: tuple[str, ...] = ()
    loose = False

    def organisations(self, table: Table) -> ColumnElement[bool]:
        """The branches and what is below them."""
        return or_(false(), *(table.columns["path"].startswith(path, autoescape=True) for path in self.paths))

    def members(self, table: Table) -> ColumnElement[bool]:
        """Whoever is in one of them today."""
        return table.columns["id"].in_(self._people())

    def _people(self) -> Select[Any]:
        return select(Membership.member_id).where(Membership.branch_id.in_(self.branches), Membership.ends_on.is_(None))

    def messages(self) -> ColumnElement[bool]:
        """Messages to their people and in their chats."""
        accounts = select(Binding.account_id).where(Binding.unbound_at.is_(None), Binding.member_id.in_(self._people()))
        chats = select(BoundChat.id).join(Organisation, Organisation.id == BoundChat.organisation_id)
        theirs = (
            (OutboxMessage.member_id, self._people()),
            (OutboxMessage.account_id, accounts),
            (OutboxMessage.chat_id, chats.where(or_(false(), *(Organisation.path.startswith(p) for p in self.paths)))),
        )
        return or_(*(and_(column.is_not(None), column.in_(whose)) for column, whose in theirs))


#: Nobody else is called like him.
NOWHERE = Spared()


async def spared(session: AsyncSession, member: Member) -> Spared:
    """The branches in which the name of a member, who is not erased yet, can only be somebody else's."""
    if not member.name:
        return NOWHERE
    theirs = (
        select(Membership.branch_id)
        .join(Member, Member.id == Membership.member_id)
        .where(
            Member.root_id == member.root_id,
            Member.id != member.id,
            Member.status != MemberStatus.ERASED,
            Member.name.contains(member.name, autoescape=True),
        )
    )
    query = select(Organisation.id, Organisation.path).where(
        Organisation.id.in_(theirs), Organisation.id.not_in(_where_he_was(member.id))
    )
    rows = (await session.execute(query.order_by(Organisation.id))).all()
    offices = select(Organisation.path).join(RoleGrant, RoleGrant.organisation_id == Organisation.id)
    held = tuple(await session.scalars(offices.where(RoleGrant.member_id == member.id))) if rows else ()
    found = [row for row in rows if not row.path.startswith(held)]
    return Spared(tuple(row.id for row in found), tuple(row.path for row in found))


def _where_he_was(member_id: int) -> Select[Any]:
    """Branches in which he was, met somebody, or was on his way to or from."""
    met = [
        select(Meeting.organisation_id).join(table, table.meeting_id == Meeting.id).where(table.member_id == member_id)
        for table in (Attendance, MeetingPerson, MeetingReply)
    ]
    accompanied = select(CasePerson.case_id).where(CasePerson.member_id == member_id)
    his = (Case.member_id == member_id) | Case.id.in_(accompanied)
    places = union(
        select(Membership.branch_id.label("place")).where(Membership.member_id == member_id),
        *met,
        select(Case.branch_id).where(his),
        select(Case.other_branch_id).where(his, Case.other_branch_id.is_not(None)),
    ).subquery()
    return select(places.c.place)
