"""The one decision on a request: whoever presses first decides, everybody else sees how."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.members import Member
from db.names import RequestState
from db.organisations import Organisation
from db.registration import RegistrationRequest
from services import audit, drafts
from services.access import STEWARDS, Actor
from services.errors import NotAllowed
from services.house import House
from services.outbox import Button, Payload
from services.registration import cards
from services.registration.binding import bind, end_request, move_away
from services.registration.facts import (
    bound_account,
    bound_member,
    candidates_of,
    lock_account,
    lock_member,
)


@dataclass(frozen=True)
class Decision:
    """What a press led to.

    Attributes:
        card: The card as it stands now, to be shown in place of the pressed one.
        done: Whether this press decided; False when it was decided before or the roster says otherwise now.
    """

    card: Payload
    done: bool


@dataclass(frozen=True)
class WaitingCard:
    """A request that waits, in a list; ``who`` as the branch names people."""

    request_id: int
    who: str
    branch_name: str


async def _locked(session: AsyncSession, actor: Actor, request_id: int) -> RegistrationRequest:
    query = (
        select(RegistrationRequest, Organisation.path)
        .join(Organisation, Organisation.id == RegistrationRequest.branch_id)
        .where(RegistrationRequest.id == request_id)
        .with_for_update(of=RegistrationRequest, key_share=True)
    )
    row = (await session.execute(query)).first()
    if row is None or actor.account_id is None or not actor.reaches(row.path, STEWARDS):
        raise NotAllowed
    found: RegistrationRequest = row[0]
    return found


def _open(house: House, request: RegistrationRequest) -> bool:
    return request.state is RequestState.PENDING and request.expires_at > house.now()


async def look(house: House, actor: Actor, request_id: int) -> Payload:
    """The card of a request as it stands now.

    Raises:
        NotAllowed: There is no such request, or it is out of his reach.
    """
    async with house.db.read() as session:
        row = (
            await session.execute(
                select(RegistrationRequest, Organisation.path)
                .join(Organisation, Organisation.id == RegistrationRequest.branch_id)
                .where(RegistrationRequest.id == request_id)
            )
        ).first()
        if row is None or not actor.reaches(row.path, STEWARDS):
            raise NotAllowed
        return await cards.view(house, session, row[0])


async def approve(house: House, actor: Actor, request_id: int, member_id: int, *, rebinding: bool = False) -> Decision:
    """Bind the applicant's account to a member of the branch who may be meant.

    Args:
        house: The process's things.
        actor: Who decides.
        request_id: What about.
        member_id: As whom; one of the candidates on the card.
        rebinding: He has seen that the member is bound to another account, which is unbound at the same moment.

    Raises:
        NotAllowed: There is no such request, or it is out of his reach.
    """
    now = house.now()
    async with house.db.write() as session:
        request = await _locked(session, actor, request_id)
        if not _open(house, request) or member_id not in {one.id for one in await candidates_of(session, request)}:
            return Decision(await cards.view(house, session, request), done=False)
        member = await lock_member(session, member_id)
        account = await lock_account(session, request.account_id)
        taken = await bound_account(session, member_id) is not None
        if member is None or (taken and not rebinding) or await bound_member(session, account.id) is not None:
            return Decision(await cards.view(house, session, request), done=False)
        moved = await move_away(house, session, member, request)
        registered = await bind(house, session, account, member, "SECRETARY", now)
        await _decide(house, session, request, actor, RequestState.APPROVED, now, member)
        branch = registered.member.branch_name if registered.member is not None else ""
        result = Payload("registration-approved", {"branch": branch}, ((Button("button-menu", data="menu"),),))
        await cards.tell_applicant(session, request, result, now)
        card = await cards.view(house, session, request)
        await audit.record(
            session,
            actor=actor.audit_name,
            action="registration.approved",
            subject=f"member:{member.key}",
            now=now,
            details={"request": request.id, "account": account.key, "moved": moved},
        )
        return Decision(card, done=True)


async def refuse(house: House, actor: Actor, request_id: int) -> Decision:
    """Refuse a request.

    Raises:
        NotAllowed: There is no such request, or it is out of his reach.
    """
    now = house.now()
    async with house.db.write() as session:
        request = await _locked(session, actor, request_id)
        if not _open(house, request):
            return Decision(await cards.view(house, session, request), done=False)
        await _decide(house, session, request, actor, RequestState.REFUSED, now)
        again = Button("registration-button-restart", data="reg.go")
        await cards.tell_applicant(session, request, Payload("registration-refused", {}, ((again,),)), now)
        card = await cards.view(house, session, request)
        await audit.record(
            session,
            actor=actor.audit_name,
            action="registration.refused",
            subject=cards.subject_of(request.id),
            now=now,
        )
        return Decision(card, done=True)


async def undo(house: House, actor: Actor, request_id: int) -> Decision:
    """Take an approval back: the wrong person was bound. For a day after it, and while that binding holds.

    Raises:
        NotAllowed: There is no such request, or it is out of his reach.
    """
    now = house.now()
    async with house.db.write() as session:
        request = await _locked(session, actor, request_id)
        member = await lock_member(session, request.member_id) if request.member_id is not None else None
        binding = await cards.binding_made(house, session, request)
        if member is None or binding is None:
            return Decision(await cards.view(house, session, request), done=False)
        binding.unbound_at = now
        await session.flush()
        await drafts.clear(session, request.account_id)
        await cards.tell_undone(session, request, now)
        card = await cards.view(house, session, request)
        await audit.record(
            session,
            actor=actor.audit_name,
            action="registration.undone",
            subject=f"member:{member.key}",
            now=now,
            details={"request": request.id},
        )
        return Decision(card, done=True)


async def _decide(
    house: House,
    session: AsyncSession,
    request: RegistrationRequest,
    actor: Actor,
    state: RequestState,
    now: dt.datetime,
    member: Member | None = None,
) -> None:
    request.decided_by = actor.account_id
    request.decided_at = now
    if member is not None:
        request.member_id = member.id
    await end_request(house, session, request, state, now)


async def list_waiting(house: House, actor: Actor, organisation_id: int) -> list[WaitingCard]:
    """The requests that wait in an organisation and below it, oldest first; only those within the actor's reach."""
    async with house.db.read() as session:
        top = await session.get(Organisation, organisation_id)
        rows = await session.execute(
            select(RegistrationRequest, Organisation.name, Organisation.path)
            .join(Organisation, Organisation.id == RegistrationRequest.branch_id)
            .where(RegistrationRequest.state == RequestState.PENDING, RegistrationRequest.expires_at > house.now())
            .order_by(RegistrationRequest.id)
        )
        out = []
        for request, name, path in rows.all():
            if top is not None and path.startswith(top.path) and actor.reaches(path, STEWARDS):
                shown = (await cards.view(house, session, request)).vars
                out.append(WaitingCard(request.id, shown.get("typed") or shown["who"], name))
        return out
