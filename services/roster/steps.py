"""What an import would do, step by step: the outcome of ``plan``, and what ``store`` carries out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from services.roster.codes import Problem
from services.roster.identity import StoredGrant, StoredMember
from services.roster.roles import Wanted
from services.roster.rows import Record
from services.roster.tree import Node
from services.roster.vocabulary import Field

#: Attributes of a member and the columns they come from. Telephone and place are handled by themselves.
FIELD_OF = {
    "name": Field.NAME,
    "sex": Field.SEX,
    "birth": Field.BIRTH,
    "staff_number": Field.STAFF_NUMBER,
    "education": Field.EDUCATION,
    "department": Field.DEPARTMENT,
    "post": Field.POST,
    "stage": Field.STAGE,
    "admitted_on": Field.ADMITTED,
    "full_on": Field.FULL,
    "retired": Field.RETIRED,
    "mobile": Field.MOBILE,
}


class Kind(StrEnum):
    """What happens to a person."""

    ADDED = "ADDED"
    RETURNED = "RETURNED"
    MOVED = "MOVED"
    CHANGED = "CHANGED"
    SAME = "SAME"


@dataclass
class Step:
    """What one row does.

    Attributes:
        member: Whom it means; None for somebody new.
        facts: New values by attribute of ``StoredMember``; all of them for somebody new.
        old: The values they replace.
        phone: The new telephone number, where it changes.
        group: The party group; where the file has none, the one he is in.
        opened, closed: Roles that begin and end.
    """

    record: Record
    member: StoredMember | None
    kind: Kind
    branch: Node
    group: Node | None
    facts: dict[str, Any]
    old: dict[str, Any]
    phone: str | None
    opened: list[Wanted] = field(default_factory=list)
    closed: list[StoredGrant] = field(default_factory=list)
    regrouped: bool = False

    @property
    def changed_fields(self) -> list[Field]:
        """What changes, for people to read; in the order of the form."""
        changed = {FIELD_OF[name] for name in self.facts}
        if self.phone is not None:
            changed.add(Field.PHONE)
        if self.opened or self.closed:
            changed.add(Field.ROLE)
        if self.regrouped:
            changed.add(Field.GROUP)
        return [one for one in Field if one in changed]


@dataclass(frozen=True)
class Counts:
    """What the file holds and what it would do."""

    party_committees: int = 0
    general_branches: int = 0
    branches: int = 0
    groups: int = 0
    members: int = 0
    men: int = 0
    women: int = 0
    added: int = 0
    changed: int = 0
    moved: int = 0
    gone: int = 0


@dataclass
class Plan:
    """Everything an import would do.

    Attributes:
        steps: One a row, in the order of the file.
        gone: Members of what the file speaks for (``_tops``) whom no row means.
        gone_branches: Branches among them that the file does not name at all.
        replaced: Roles of others that end because the file names somebody new (a secretary is one).
        made: Organisations to be made, those above first.
        problems: Rows that ask; with any the plan may not be carried out.
    """

    steps: list[Step]
    gone: list[StoredMember]
    gone_branches: int
    replaced: list[tuple[StoredMember, StoredGrant]]
    made: list[Node]
    counts: Counts
    problems: list[Problem]
    fingerprint: str

    @property
    def changes_nothing(self) -> bool:
        """Whether the roster is already as the file says, leaving aside those who are gone."""
        return not self.made and not self.replaced and all(step.kind is Kind.SAME for step in self.steps)
