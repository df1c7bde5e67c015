"""Since when somebody holds a role: of one that came with a roster nobody has said it yet."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.members import Member
from db.names import BranchRole
from db.organisations import Organisation, RoleGrant
from services import audit
from services.access import Actor


async def say_since(
    session: AsyncSession,
    actor: Actor,
    organisation: Organisation,
    role: BranchRole,
    member: Member,
    starts_on: dt.date,
    now: dt.datetime,
) -> bool:
    """Note the first day of a role he holds and of which nobody has said it; whether there was one."""
    query = select(RoleGrant).where(
        RoleGrant.organisation_id == organisation.id,
        RoleGrant.role == role,
        RoleGrant.member_id == member.id,
        RoleGrant.ends_on.is_(None),
        RoleGrant.dated.is_(False),
        RoleGrant.starts_on >= starts_on,
    )
    row = (await session.scalars(query)).one_or_none()
    if row is None:
        return False
    row.starts_on, row.dated = starts_on, True
    await audit.record(
        session,
        actor=actor.audit_name,
        action="role.dated",
        subject=f"member:{member.key}",
        now=now,
        details={"role": role.value, "organisation": organisation.id, "from": starts_on.isoformat()},
    )
    return True
