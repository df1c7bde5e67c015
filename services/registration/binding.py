"""Binding an account to a member: one account a member and one member an account, by the tables' constraints."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account, Binding
from db.members import Member
from db.names import Lane, RequestState
from db.registration import RegistrationRequest
from services import access, drafts, outbox, tries
from services.access import Actor
from services.house import House
from services.invitations import TRIES
from services.outbox import Message, Payload
from services.registration import cards
from services.registration.facts import bound_account

KIND_MOVED = "registration_moved"


async def bind(
    house: House, session: AsyncSession, account: Account, member: Member, method: str, now: dt.datetime
) -> Actor:
    """Let an account speak for a member. Both rows are locked by the caller, and neither is bound.

    Returns:
        Who the account's person is now.
    """
    session.add(Binding(member_id=member.id, account_id=account.id, method=method, bound_at=now))
    await session.flush()
    await drafts.clear(session, account.id)
    await tries.forget(session, account.id, TRIES)
    actor = await access.identify(session, account.messenger, account.address, house.today())
    await cards.catch_up(house, session, actor)
    return actor


async def move_away(house: House, session: AsyncSession, member: Member, request: RegistrationRequest) -> bool:
    """Unbind the account a member has had, and tell it. Returns whether there was one."""
    binding = await bound_account(session, member.id)
    if binding is None:
        return False
    now = house.now()
    binding.unbound_at = now
    await session.flush()
    subject = cards.subject_of(request.id)
    await outbox.enqueue(
        session,
        [
            Message(
                kind=KIND_MOVED,
                dedupe_key=f"{subject}:moved",
                subject=subject,
                payload=Payload("registration-moved-away"),
                due_at=now,
                account_id=binding.account_id,
                lane=Lane.INTERACTIVE,
                priority=outbox.PRIORITY_NOTICE,
            )
        ],
        now,
    )
    return True


async def end_request(
    house: House, session: AsyncSession, request: RegistrationRequest, state: RequestState, now: dt.datetime
) -> None:
    """End a request, forget what was typed for it, and let the cards show it."""
    request.state = state
    request.typed_name = None
    await session.flush()
    await cards.close(house, session, request, now)
