"""Whose roster: of one committee (the topmost organisation) one import or export is worked on at a time."""

from __future__ import annotations

from services import access
from services.access import OFFICE, Actor, Scope
from services.errors import NotAllowed
from services.house import House


def _topmost(path: str) -> str:
    return f"roster:{path.strip('/').split('/')[0]}"  # an administrator's "/" is everything: "roster:"


def of_office(actor: Actor) -> str:
    """The committee an office imports for.

    Raises:
        NotAllowed: He is no office.
    """
    roots = actor.roots(OFFICE)
    if not roots:
        raise NotAllowed
    return _topmost(roots[0])


async def of_organisation(house: House, organisation_id: int) -> str:
    """The committee above an organisation.

    Raises:
        NotAllowed: There is no such organisation.
    """
    async with house.db.read() as session:
        path = await access.path_of(session, Scope.ORGANISATION, organisation_id)
    if path is None:
        raise NotAllowed
    return _topmost(path)
