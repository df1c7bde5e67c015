"""Somebody stands in for the secretary for a time: a deputy's role with a first and a last day; it ends by itself."""

from __future__ import annotations

import datetime as dt

from db.names import BranchRole
from db.organisations import Organisation
from services import access, roles
from services.access import STEWARD_OF, Actor
from services.errors import NotAllowed
from services.handover.acts import may_deputise
from services.handover.errors import DeputyTooLong
from services.handover.rules import load
from services.house import House
from services.roles import ROLES_AT, RoleNotHere


async def name_deputy(house: House, actor: Actor, organisation_id: int, member_id: int, days: int) -> dt.date:
    """Name a member to stand in from today on.

    Args:
        house: The house.
        actor: The secretary himself, or the office above.
        organisation_id: Where.
        member_id: Who.
        days: For how many days, today included.

    Returns:
        The last day.

    Raises:
        NotAllowed: The actor names nobody there.
        RoleNotHere: There is no such role, or the person is no member there.
        RoleHeld: He is deputy already.
        DeputyTooLong: For so long nobody stands in.
    """
    if not 0 < days <= load().deputy.most_days:
        raise DeputyTooLong(days=load().deputy.most_days)
    today = house.today()
    last = today + dt.timedelta(days=days - 1)
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        here = await session.get_one(Organisation, organisation_id)
        if BranchRole.DEPUTY_SECRETARY not in ROLES_AT[here.level]:
            raise RoleNotHere
        if not may_deputise(actor, here):
            raise NotAllowed
        member = await roles.candidate(session, here, member_id)
        await roles.give(house, session, actor, here, BranchRole.DEPUTY_SECRETARY, member, (today, last))
    return last
