"""Where a keeper begins: his organisations, and how much is open in each."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.cases import Case
from db.names import CaseKind, CaseState, OrgLevel
from services import organisations
from services.access import Actor
from services.cases import store
from services.cases.facts import Where
from services.house import House
from services.organisations import Place


@dataclass(frozen=True)
class Hub:
    """One organisation of a keeper.

    Attributes:
        is_branch: Whether cases may be opened here.
        children: Organisations below that have members of their own: id, name, open cases.
        open: Open cases here and below, by kind.
    """

    id: int
    name: str
    is_branch: bool
    parent_id: int | None
    children: tuple[tuple[int, str, int], ...]
    open: dict[CaseKind, int]


async def roots(house: House, actor: Actor) -> list[tuple[int, str]]:
    """The organisations in which he keeps cases, the topmost ones: id and name."""
    async with house.db.read() as session:
        mine = actor.roots(store.KEEPERS)
        places = [one for one in await organisations.tree(session) if one.level is not OrgLevel.PARTY_GROUP]
        here = [one for one in places if any(one.path.startswith(path) for path in mine)]
        ids = {one.id for one in here}
        return [(one.id, one.name) for one in here if one.parent_id not in ids]


async def hub(house: House, actor: Actor, organisation_id: int) -> Hub:
    """One organisation with what is open in it.

    Raises:
        NotAllowed: He keeps no cases there.
    """
    async with house.db.read() as session:
        here = await store.where(house, session, actor, organisation_id)
        places = await organisations.tree(session, here.path)
        parent = next((one.parent_id for one in places if one.id == here.id), None)
        children = [one for one in places if one.parent_id == here.id and one.level is not OrgLevel.PARTY_GROUP]
        return Hub(
            here.id,
            here.name,
            any(one.id == here.id and one.level is OrgLevel.BRANCH for one in places),
            parent if parent is not None and await _reaches(session, actor, parent) else None,
            tuple([(one.id, one.name, await _open_below(session, actor, one)) for one in children]),
            {kind: await _open(session, actor, kind, here) for kind in CaseKind},
        )


async def _reaches(session: AsyncSession, actor: Actor, organisation_id: int) -> bool:
    return any(
        one.id == organisation_id and actor.reaches(one.path, store.KEEPERS)
        for one in await organisations.tree(session)
    )


async def _open(session: AsyncSession, actor: Actor, kind: CaseKind, here: Where | Place) -> int:
    which = store.of_here(kind, here) & store.not_himself(actor) & (Case.state == CaseState.OPEN)
    return int(await session.scalar(select(func.count()).select_from(Case).where(which)) or 0)


async def _open_below(session: AsyncSession, actor: Actor, place: Place) -> int:
    return sum([await _open(session, actor, kind, place) for kind in CaseKind])
