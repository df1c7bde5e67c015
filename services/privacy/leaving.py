"""Leaving: the account is unbound; the member stays on the roster and can come back."""

from __future__ import annotations

from sqlalchemy import update

from db.accounts import Binding
from db.names import RequestState
from services import audit, drafts
from services.access import Actor
from services.annual_plan import feeds
from services.errors import NotAllowed
from services.house import House
from services.registration.binding import end_request
from services.registration.facts import pending_of


async def leave(house: House, actor: Actor) -> bool:
    """Unbind the actor's account from his member; messages to him stop. Returns whether it was bound.

    Raises:
        NotAllowed: The bot has never met him.
    """
    if actor.account_id is None:
        raise NotAllowed
    now = house.now()
    async with house.db.write() as session:
        request = await pending_of(session, actor.account_id, lock=True)
        if request is not None:
            await end_request(house, session, request, RequestState.WITHDRAWN, now)
        left = await session.scalar(
            update(Binding)
            .where(Binding.account_id == actor.account_id, Binding.unbound_at.is_(None))
            .values(unbound_at=now)
            .returning(Binding.member_id)
        )
        await drafts.clear(session, actor.account_id)
        await drafts.clear(session, actor.account_id, standing=True)
        if left is None:
            return False
        await feeds.drop(session, left)
        await audit.record(
            session,
            actor=actor.audit_name,
            action="privacy.left",
            subject=f"member:{actor.member.key}" if actor.member is not None else actor.audit_name,
            now=now,
        )
        return True
