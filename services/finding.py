"""Find organisations by what an operator types: an id, a name, or a part of a name."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from db.names import OrgLevel
from db.organisations import Organisation
from services.errors import BadInput, Conflict
from services.house import House

_SHOWN = 5


class BranchUnknown(BadInput):
    """No branch is called like that. Fields: ``name``."""

    code = "branch-unknown"


class BranchAmbiguous(Conflict):
    """Several branches are called like that. Fields: ``name``, ``found`` (some of them, with their ids)."""

    code = "branch-ambiguous"


@dataclass(frozen=True)
class Found:
    """A branch that was found."""

    id: int
    name: str


async def find_branch(house: House, typed: str) -> Found:
    """The one branch meant: by id, else by its whole name, else by a part of it.

    Raises:
        BranchUnknown: There is none.
        BranchAmbiguous: There are several.
    """
    wanted = typed.strip()
    query = select(Organisation.id, Organisation.name).where(
        Organisation.level == OrgLevel.BRANCH, Organisation.ended_at.is_(None)
    )
    async with house.db.read() as session:
        branches = [Found(row.id, row.name) for row in await session.execute(query.order_by(Organisation.id))]
    for matches in (
        [one for one in branches if str(one.id) == wanted],
        [one for one in branches if one.name == wanted],
        [one for one in branches if wanted and wanted in one.name],
    ):
        if len(matches) == 1:
            return matches[0]
        if matches:
            found = "、".join(f"{one.name}（{one.id}）" for one in matches[:_SHOWN])
            raise BranchAmbiguous(name=wanted, found=found)
    raise BranchUnknown(name=wanted)
