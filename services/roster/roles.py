"""Which roles a row asks for, and which it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.names import BranchRole, OrgLevel
from services.roster.codes import BadCell, Code
from services.roster.identity import StoredGrant, StoredMember
from services.roster.rows import Role
from services.roster.tree import Node, Tree
from services.roster.vocabulary import vocabulary

#: Held above the branches. A file opens them and never closes them: most rosters do not list them.
ABOVE = frozenset({BranchRole.COMMITTEE_SECRETARY, BranchRole.PARTY_OFFICE})


@dataclass(frozen=True)
class Wanted:
    """A role and the organisation it is to be held in."""

    node: Node
    role: BranchRole

    @property
    def label(self) -> str:
        """As rosters write it."""
        return label_of(self.role, self.node.level)


def label_of(role: BranchRole, level: OrgLevel) -> str:
    """A role as rosters write it: 书记, or 党总支书记 where it is the general branch's."""
    words = vocabulary()
    if level is OrgLevel.GENERAL_BRANCH and role.value in words.general_role_labels:
        return words.general_role_labels[role.value]
    return words.role_labels[role.value]


def wanted_roles(roles: Sequence[Role] | None, branch: Node, group: Node | None) -> list[Wanted]:
    """The roles of a row, each with its organisation; none where the file has no such column.

    Raises:
        BadCell: A role of the general branch where there is none.
    """
    return list(dict.fromkeys(Wanted(_held_in(role, branch, group), role.role) for role in roles or ()))


def _held_in(role: Role, branch: Node, group: Node | None) -> Node:
    above = {node.level: node for node in reversed(list(branch.ancestors()))}
    if role.general:
        found = next((node for node in branch.ancestors() if node.level is OrgLevel.GENERAL_BRANCH), None)
        if found is None:
            raise BadCell(Code.ROLE_WITHOUT_GENERAL, word=label_of(role.role, OrgLevel.GENERAL_BRANCH))
        return found
    if role.role in ABOVE:
        return above.get(OrgLevel.PARTY_COMMITTEE) or above.get(OrgLevel.GENERAL_BRANCH) or branch
    if role.role is BranchRole.GROUP_LEADER and group is not None:
        return group
    return branch


def closed_roles(
    member: StoredMember, wanted: Sequence[Wanted], branch: Node, tree: Tree, *, said: bool
) -> list[StoredGrant]:
    """The open roles of a member that a row ends.

    Args:
        member: Whose.
        wanted: The roles the row names.
        branch: The row's branch.
        tree: The organisations.
        said: Whether the file has a role column. With one, what it does not name in his branch, its groups and the
            general branch above ends; without one, only what he held where he leaves. In another tree he keeps none.
    """
    if member.branch_id is None:
        return []
    old = tree.node(member.branch_id)
    keep = {(one.node.id, one.role) for one in wanted}
    # Roles that begin later were entered by hand and are no business of today's roster.
    open_ = [one for one in member.grants if one.begun and (one.organisation_id, one.role) not in keep]
    if old.root is not branch.root:
        return open_
    local = {node.id for node in (old, *old.children)}
    general = {node.id for node in old.ancestors() if node.level is OrgLevel.GENERAL_BRANCH}
    if not said:
        general -= {node.id for node in branch.ancestors()}
        local = set() if old is branch else local
    return [grant for grant in open_ if grant.role not in ABOVE and grant.organisation_id in local | general]
