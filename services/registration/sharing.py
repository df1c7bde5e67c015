"""The first way to prove who one is: the messenger vouches for the person's own telephone number."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sqlalchemy.ext.asyncio import AsyncSession

from db.members import Member
from db.names import RequestKind, RequestState
from services import audit, invitations, tries
from services.access import Actor
from services.errors import DomainError, NotAllowed
from services.house import House
from services.invitations import TRIES
from services.registration.asking import ask
from services.registration.binding import bind, end_request
from services.registration.errors import AlreadyRegistered, ContactNotYours, RequestPending
from services.registration.facts import (
    ON_ROSTER,
    bound_account,
    bound_member,
    branch_of,
    lock_account,
    lock_member,
    members_with_phone,
    pending_of,
)


class Shared(Enum):
    """What a shared number led to."""

    BOUND = "bound"
    ASKED = "asked"
    ASK_NAME = "ask_name"
    NO_MATCH = "no_match"


@dataclass(frozen=True)
class Sharing:
    """What a shared number led to.

    Attributes:
        outcome: BOUND: he is registered; ASKED: the secretary decides on a re-binding; ASK_NAME: several members share
            the number, the secretary decides once he has typed his name; NO_MATCH: nobody on the roster has it.
        actor: Who he is now, after BOUND.
        sharers: Ids of the members who share the number, after ASK_NAME.
    """

    outcome: Shared
    actor: Actor | None = None
    sharers: tuple[int, ...] = ()


async def share(house: House, actor: Actor, phone: str, *, own: bool, invitation_id: int | None = None) -> Sharing:
    """Look the sender's own number up on the rosters.

    Args:
        house: The process's things.
        actor: Who shares, consented.
        phone: The number as the messenger gives it.
        own: Whether the messenger vouches that it is his.
        invitation_id: The invitation he came with.

    Raises:
        ContactNotYours: It is somebody else's contact; counted as a wrong try.
        Paused: Too many wrong tries.
        AlreadyRegistered: His account speaks for a member.
        RequestPending: The number needs a decision, and another request of his is waiting.
    """
    if actor.account_id is None or not actor.consented:
        raise NotAllowed
    wrong: DomainError | None = None
    async with house.db.write() as session:
        await tries.check(house, session, actor.account_id, TRIES)
        if await bound_member(session, actor.account_id) is not None:
            raise AlreadyRegistered
        found = await members_with_phone(house, session, phone) if own else []
        if not found:
            counted = await tries.wrong(house, session, actor.account_id, TRIES)
            wrong = counted.error or (None if own else ContactNotYours())
            sharing = Sharing(Shared.NO_MATCH)
        elif len(found) > 1:
            sharing = Sharing(Shared.ASK_NAME, sharers=tuple(member.id for member in found))
        else:
            sharing = await _claim(house, session, actor, found[0].id, invitation_id)
        member = found[0] if sharing.outcome is Shared.BOUND else None
        await audit.record(
            session,
            actor=actor.audit_name,
            action="registration.bound" if member else "registration.tried",
            subject=f"member:{member.key}" if member else actor.audit_name,
            now=house.now(),
            details={"way": "contact", "own": own, "outcome": sharing.outcome.value},
        )
    if wrong is not None:
        raise wrong
    return sharing


async def _claim(
    house: House, session: AsyncSession, actor: Actor, member_id: int, invitation_id: int | None
) -> Sharing:
    """One member has the number: bind him, or ask for the re-binding."""
    if actor.account_id is None:
        raise NotAllowed
    now = house.now()
    request = await pending_of(session, actor.account_id, lock=True)
    member = await lock_member(session, member_id)
    account = await lock_account(session, actor.account_id)
    if member is None or member.status not in ON_ROSTER:
        return Sharing(Shared.NO_MATCH)
    if await bound_member(session, account.id) is not None:
        raise AlreadyRegistered
    if await bound_account(session, member.id) is None:
        if request is not None:
            await end_request(house, session, request, RequestState.WITHDRAWN, now)
        if invitation_id is not None:
            # The number proves who he is; a door that has closed meanwhile is no hindrance.
            await invitations.use(session, invitation_id, now)
        return Sharing(Shared.BOUND, actor=await bind(house, session, account, member, "CONTACT", now))
    if request is not None:
        raise RequestPending
    await _ask_to_move(house, session, account.id, member)
    return Sharing(Shared.ASKED)


async def _ask_to_move(house: House, session: AsyncSession, account_id: int, member: Member) -> None:
    await ask(
        house,
        session,
        account_id,
        kind=RequestKind.REBIND,
        branch_id=await branch_of(session, member.id),
        member_id=member.id,
    )
