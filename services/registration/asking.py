"""The second way: name and branch, and a request the branch decides on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account
from db.members import Member
from db.names import RequestKind, RequestState
from db.registration import RegistrationRequest
from services import audit, drafts, invitations, tries
from services.access import Actor
from services.drafts import Form
from services.errors import NotAllowed
from services.house import House
from services.invitations import TRIES, InvitationUseless
from services.registration import cards
from services.registration.binding import end_request
from services.registration.errors import AlreadyRegistered, RequestPending
from services.registration.facts import (
    ON_ROSTER,
    REQUEST_LIFETIME,
    bound_account,
    bound_member,
    branch_members,
    branch_of,
    lock_account,
    pending_of,
)
from services.registration.typed import find_branches, read_name, same_name


@dataclass(frozen=True)
class Waiting:
    """A request that waits, as its author sees it."""

    since: dt.datetime
    until: dt.datetime


@dataclass(frozen=True)
class _Meant:
    """Whom a typed name means: nobody, one member, or several."""

    branch_id: int | None
    members: tuple[Member, ...] = ()


async def ask(
    house: House,
    session: AsyncSession,
    account_id: int,
    *,
    kind: RequestKind,
    branch_id: int | None,
    member_id: int | None = None,
    typed_name: str | None = None,
    invitation_id: int | None = None,
) -> RegistrationRequest:
    """Store a request and queue its cards, in the caller's transaction; the account is locked by the caller."""
    now = house.now()
    request = RegistrationRequest(
        account_id=account_id,
        kind=kind,
        branch_id=branch_id,
        invitation_id=invitation_id,
        typed_name=typed_name,
        member_id=member_id,
        state=RequestState.PENDING,
        created_at=now,
        expires_at=now + REQUEST_LIFETIME,
    )
    session.add(request)
    await session.flush()
    await drafts.clear(session, account_id)
    await cards.tell_deciders(house, session, request, now)
    return request


async def choose_name_way(house: House, actor: Actor) -> str:
    """He would rather type his name than share his number.

    Returns:
        What is asked for next: ``branch``, or ``name`` where an invitation or a shared number has named the branch.
    """
    if actor.account_id is None:
        raise NotAllowed
    async with house.db.write() as session:
        form = await drafts.get(session, actor.account_id, house.now())
        known = dict(form.data) if form is not None and form.kind == "registration" else {}
        step = "name" if known.get("invitation_id") or known.get("sharers") else "branch"
        await drafts.put(session, actor.account_id, Form("registration", step, known), house.now())
        return step


async def submit(
    house: House,
    actor: Actor,
    typed_name: str,
    *,
    typed_branch: str = "",
    invitation_id: int | None = None,
    sharers: Sequence[int] = (),
) -> None:
    """Pass a name on to whoever decides in the branch. The answer is the same whoever and whatever was named.

    Every submission counts as a try, right or wrong, so that the pause tells nothing either.

    Args:
        house: The process's things.
        actor: Who asks, consented.
        typed_name: His name as typed.
        typed_branch: His branch as typed, where nothing else names it.
        invitation_id: The invitation he came with.
        sharers: Members who share the telephone number he has proved to be his.

    Raises:
        NameUnusable: It is no name.
        InvitationUseless: The invitation has closed meanwhile.
        AlreadyRegistered: His account speaks for a member.
        RequestPending: An earlier request is waiting.
        Paused: Too many tries.
    """
    if actor.account_id is None or not actor.consented:
        raise NotAllowed
    name = read_name(typed_name)
    now = house.now()
    async with house.db.write() as session:
        await tries.check(house, session, actor.account_id, TRIES)
        account = await _free_account(session, actor.account_id)
        if sharers:
            meant = await _among(session, sharers, name)
        else:
            meant = await _in_branches(session, await _branches(session, typed_branch, invitation_id, now), name)
        only = meant.members[0] if len(meant.members) == 1 else None
        moving = only is not None and await bound_account(session, only.id) is not None
        await tries.wrong(house, session, account.id, TRIES)
        request = await ask(
            house,
            session,
            account.id,
            kind=RequestKind.REBIND if moving else RequestKind.REGISTER,
            branch_id=meant.branch_id,
            member_id=only.id if only is not None else None,
            typed_name=name,
            invitation_id=invitation_id,
        )
        await audit.record(
            session,
            actor=actor.audit_name,
            action="registration.asked",
            subject=cards.subject_of(request.id),
            now=now,
            details={"way": "name", "branch": meant.branch_id, "candidates": len(meant.members)},
        )


async def _free_account(session: AsyncSession, account_id: int) -> Account:
    """The account, locked, where it speaks for nobody and nothing of it waits."""
    account = await lock_account(session, account_id)
    if await bound_member(session, account.id) is not None:
        raise AlreadyRegistered
    if await pending_of(session, account.id) is not None:
        raise RequestPending
    return account


async def _branches(session: AsyncSession, typed_branch: str, invitation_id: int | None, now: dt.datetime) -> list[int]:
    """The branch of an invitation, which is used by this, else those that what was typed may mean."""
    if invitation_id is None:
        return await find_branches(session, typed_branch)
    door = await invitations.door(session, invitation_id, now)
    if door is None or not await invitations.use(session, invitation_id, now):
        raise InvitationUseless
    return [door.branch_id]


async def _among(session: AsyncSession, sharers: Sequence[int], name: str) -> _Meant:
    """The member meant among those who share a number; a name that fits none goes to the first one's branch."""
    people = [await session.get(Member, member_id) for member_id in sharers]
    alive = [person for person in people if person is not None and person.status in ON_ROSTER]
    fitting = [person for person in alive if same_name(person.name, name)]
    branches = [await branch_of(session, person.id) for person in (fitting or alive)]
    branch_id = branches[0] if branches else None
    same = [person for person, branch in zip(fitting, branches, strict=False) if branch == branch_id]
    return _Meant(branch_id, tuple(same))


async def _in_branches(session: AsyncSession, branch_ids: Sequence[int], name: str) -> _Meant:
    """The members of that name; of several branches that may be meant, the only one that has such a member."""
    found = []
    for branch_id in branch_ids:
        fitting = [one for one in await branch_members(session, branch_id) if same_name(one.name, name)]
        found.append(_Meant(branch_id, tuple(fitting)))
    if len(found) == 1:
        return found[0]
    with_members = [meant for meant in found if meant.members]
    return with_members[0] if len(with_members) == 1 else _Meant(None)


async def waiting(house: House, actor: Actor) -> Waiting | None:
    """The person's request that waits for a decision, or None."""
    if actor.account_id is None:
        return None
    async with house.db.read() as session:
        request = await pending_of(session, actor.account_id)
        if request is None or request.expires_at <= house.now():
            return None
        return Waiting(request.created_at, request.expires_at)


async def withdraw(house: House, actor: Actor) -> bool:
    """Take the waiting request back. Returns whether there was one."""
    if actor.account_id is None:
        return False
    now = house.now()
    async with house.db.write() as session:
        request = await pending_of(session, actor.account_id, lock=True)
        if request is None:
            return False
        await end_request(house, session, request, RequestState.WITHDRAWN, now)
        await audit.record(
            session,
            actor=actor.audit_name,
            action="registration.withdrawn",
            subject=cards.subject_of(request.id),
            now=now,
        )
        return True
