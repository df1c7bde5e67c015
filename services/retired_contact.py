"""The contact person of retired members: named by who leads their organisation, seen by them and by the office."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.inserting import insert_into
from db.members import Member
from db.organisations import Organisation
from db.pairing import RetiredContact
from services import access, audiences, audit, naming
from services.access import STEWARD_OF, Actor
from services.checklists.changing import is_here
from services.checklists.errors import NotAnOwner
from services.house import House
from services.org_settings import settings_of


async def choose(house: House, actor: Actor, organisation_id: int, member_id: int | None) -> None:
    """Name him, or nobody; the same again changes nothing.

    Raises:
        NotAllowed: The actor does not lead the organisation.
        NotAnOwner: He is no member of it.
    """
    now = house.now()
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        before = await session.scalar(
            select(RetiredContact.member_id).where(RetiredContact.organisation_id == organisation_id)
        )
        if before == member_id:
            return
        if member_id is None:
            await session.execute(delete(RetiredContact).where(RetiredContact.organisation_id == organisation_id))
        else:
            if not await is_here(session, organisation_id, member_id):
                raise NotAnOwner
            add = insert_into(session, RetiredContact)
            named = {"member_id": member_id, "set_by": actor.account_id, "set_at": now}
            await session.execute(
                add.values(organisation_id=organisation_id, **named).on_conflict_do_update(
                    index_elements=["organisation_id"], set_=named
                )
            )
        await audit.record(
            session,
            actor=actor.audit_name,
            action="retired_contact.named" if member_id is not None else "retired_contact.cleared",
            subject=f"organisation:{organisation_id}",
            now=now,
        )


async def of_path(house: House, session: AsyncSession, path: str) -> str | None:
    """Who it is for an organisation: its own, else the nearest above; None: nobody who is still here.

    Args:
        house: The house.
        session: Any session.
        path: Of the organisation.
    """
    chain = [int(part) for part in path.strip("/").split("/")]
    rows = await session.execute(
        select(RetiredContact.organisation_id, Member.name, Member.code)
        .join(Member, Member.id == RetiredContact.member_id)
        .join(Organisation, Organisation.id == RetiredContact.organisation_id)
        .where(RetiredContact.organisation_id.in_(chain), Member.status.in_(audiences.PRESENT))
        .order_by(Organisation.path.desc())
    )
    nearest = rows.first()
    if nearest is None:
        return None
    settings = await settings_of(house, session, nearest.organisation_id)
    return naming.shown(settings.names_in_chat, nearest.name, nearest.code)


async def named(house: House, actor: Actor, organisation_id: int) -> str | None:
    """Who it is, for who leads the organisation or stands above it.

    Raises:
        NotAllowed: The actor does not reach the organisation.
    """
    async with house.db.read() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        return await of_path(house, session, (await session.get_one(Organisation, organisation_id)).path)


async def mine(house: House, session: AsyncSession, member_id: int, branch_path: str) -> str | None:
    """Who it is for a member who is retired; None for everybody else."""
    retired = await session.scalar(select(Member.retired).where(Member.id == member_id))
    return await of_path(house, session, branch_path) if retired else None
