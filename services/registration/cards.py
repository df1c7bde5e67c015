"""The card a branch's leaders decide on: what it shows, who gets it, and how it changes when the request ends."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Binding
from db.members import Member
from db.names import Lane, RequestState
from db.organisations import Organisation
from db.registration import RegistrationRequest
from services import cards, escalation, naming, outbox
from services.access import STEWARDS, Actor
from services.house import House
from services.org_settings import NamesInChat, settings_of
from services.outbox import Button, Message, Payload
from services.registration.facts import bound_account, bound_member, candidates_of, deciders_of

KIND = "registration_card"
KIND_CLOSED = "registration_card_closed"
KIND_RESULT = "registration_result"
KIND_UNDONE = "registration_undone"

#: How long an approval can be taken back by its button.
UNDO_WITHIN = dt.timedelta(days=1)

_ENDED = {
    RequestState.REFUSED: "registration-card-refused",
    RequestState.WITHDRAWN: "registration-card-withdrawn",
    RequestState.EXPIRED: "registration-card-expired",
}


def subject_of(request_id: int) -> str:
    """The outbox subject of everything about a request."""
    return f"registration:{request_id}"


def _details(mode: NamesInChat, member: Member) -> Any:
    """What tells namesakes apart: department and post in full, the department masked, nothing beside codes."""
    known = {
        NamesInChat.FULL: (member.department, member.post),
        NamesInChat.MASKED: (member.department,),
        NamesInChat.CODE: (),
    }[mode]
    text = " · ".join(part for part in known if part)
    return text or {"key": "registration-no-details"}


async def view(house: House, session: AsyncSession, request: RegistrationRequest) -> Payload:
    """What the card of a request shows now. A request without a branch has no card."""
    branch = await session.get_one(Organisation, request.branch_id)
    mode = (await settings_of(house, session, branch.id)).names_in_chat
    if request.state is RequestState.PENDING and request.expires_at <= house.now():
        return Payload(_ENDED[RequestState.EXPIRED], {"branch": branch.name})
    if request.state is RequestState.PENDING:
        return await _open(session, request, branch, mode)
    if request.state is RequestState.APPROVED:
        return await _approved(house, session, request, branch, mode)
    shown = {"branch": branch.name}
    if request.state is RequestState.REFUSED:
        shown["by"] = await _decider(session, request, mode)
    return Payload(_ENDED[request.state], shown)


async def _approved(
    house: House, session: AsyncSession, request: RegistrationRequest, branch: Organisation, mode: NamesInChat
) -> Payload:
    member = await session.get_one(Member, request.member_id)
    shown = {
        "who": naming.shown(mode, member.name, member.code),
        "branch": branch.name,
        "by": await _decider(session, request, mode),
    }
    if await binding_made(house, session, request) is None:
        return Payload("registration-card-approved", shown)
    back = Button("registration-button-undo", data=f"reg.undo:{request.id}")
    return Payload("registration-card-approved", shown, ((back,),))


async def binding_made(house: House, session: AsyncSession, request: RegistrationRequest) -> Binding | None:
    """The binding an approval has made, while it holds and can be taken back."""
    decided = request.decided_at
    if request.state is not RequestState.APPROVED or decided is None or house.now() >= decided + UNDO_WITHIN:
        return None
    binding = await bound_member(session, request.account_id)
    if binding is None or binding.member_id != request.member_id or binding.bound_at != decided:
        return None
    return binding


async def _decider(session: AsyncSession, request: RegistrationRequest, mode: NamesInChat) -> Any:
    binding = await bound_member(session, request.decided_by) if request.decided_by is not None else None
    member = await session.get(Member, binding.member_id) if binding is not None else None
    return naming.shown(mode, member.name, member.code) if member else {"key": "registration-administrator"}


async def _open(
    session: AsyncSession, request: RegistrationRequest, branch: Organisation, mode: NamesInChat
) -> Payload:
    found = await candidates_of(session, request)
    bound = {member.id for member in found if await bound_account(session, member.id) is not None}
    no = Button("registration-button-refuse", data=f"reg.no:{request.id}")
    shown: dict[str, Any] = {"branch": branch.name}
    if request.typed_name is not None:
        shown["typed"] = request.typed_name if mode is NamesInChat.FULL else naming.masked(request.typed_name)
    if not found:
        again = Button("registration-button-again", data=f"reg.see:{request.id}")
        return Payload("registration-card-none", shown, ((again,), (no,)))
    if len(found) > 1:
        rows = [(_pick(request, member, mode, bound=member.id in bound),) for member in found]
        return Payload("registration-card-several", shown, (*rows, (no,)))
    only = found[0]
    shown |= {"who": naming.shown(mode, only.name, only.code), "details": _details(mode, only)}
    if only.id not in bound:
        yes = Button("registration-button-approve", data=f"reg.ok:{request.id}:{only.id}")
        return Payload("registration-card-one", shown, ((yes, no),))
    yes = Button("registration-button-rebind", data=f"reg.rb:{request.id}:{only.id}")
    key = "registration-card-rebind" if "typed" in shown else "registration-card-rebind-phone"
    return Payload(key, shown, ((yes,), (no,)))


def _pick(request: RegistrationRequest, member: Member, mode: NamesInChat, *, bound: bool) -> Button:
    key, name = ("registration-pick-bound", "reg.rb") if bound else ("registration-pick", "reg.ok")
    who = naming.shown(mode, member.name, member.code)
    return Button(key, data=f"{name}:{request.id}:{member.id}", vars={"who": who, "details": _details(mode, member)})


async def tell_deciders(house: House, session: AsyncSession, request: RegistrationRequest, now: dt.datetime) -> int:
    """Queue the card for everybody who should have it and has not. Returns for how many."""
    if request.branch_id is None:
        return 0
    branch = await session.get_one(Organisation, request.branch_id)
    payload = await view(house, session, request)
    subject = subject_of(request.id)
    deciders = [
        one
        for one in await deciders_of(house, session, branch.id, branch.path, request.member_id)
        if one.account_id != request.account_id
    ]
    dealt = cards.deal(KIND, subject, payload, deciders, now, expires_at=request.expires_at)
    added = await outbox.enqueue(session, dealt, now)
    look = Button("registration-button-look", data=f"reg.see:{request.id}")
    await escalation.start(
        session,
        "registration",
        subject,
        branch.id,
        [escalation.Asked(one.member_id, one.account_id) for one in deciders],
        Payload("registration-still-waiting", {"branch": branch.name}, ((look,),)),
        now,
    )
    return added


async def catch_up(house: House, session: AsyncSession, actor: Actor) -> None:
    """Give somebody who may decide from now on the cards that wait for him."""
    if not actor.holds(STEWARDS):
        return
    rows = await session.execute(
        select(RegistrationRequest, Organisation.path)
        .join(Organisation, Organisation.id == RegistrationRequest.branch_id)
        .where(RegistrationRequest.state == RequestState.PENDING)
        .order_by(RegistrationRequest.id)
    )
    for request, path in rows.all():
        if actor.reaches(path, STEWARDS):
            await tell_deciders(house, session, request, house.now())


async def close(house: House, session: AsyncSession, request: RegistrationRequest, now: dt.datetime) -> None:
    """A request has ended: no stored card holds the typed name any more, and sent cards show how it ended."""
    if request.branch_id is None:
        return
    payload = await view(house, session, request)
    await escalation.acknowledged(session, subject_of(request.id), now)
    await cards.settle(session, subject_of(request.id), (KIND, KIND_CLOSED), payload, now, "closed")


async def tell_applicant(
    session: AsyncSession, request: RegistrationRequest, payload: Payload, now: dt.datetime
) -> None:
    """Queue the result for the person who asked."""
    await _tell(session, request, KIND_RESULT, "result", payload, now)


async def tell_undone(session: AsyncSession, request: RegistrationRequest, now: dt.datetime) -> None:
    """Tell the person that his registration was taken back."""
    again = Button("registration-button-restart", data="reg.go")
    await _tell(session, request, KIND_UNDONE, "undone", Payload("registration-undone", {}, ((again,),)), now)


async def _tell(
    session: AsyncSession, request: RegistrationRequest, kind: str, word: str, payload: Payload, now: dt.datetime
) -> None:
    subject = subject_of(request.id)
    message = Message(
        kind=kind,
        dedupe_key=f"{subject}:{word}",
        subject=subject,
        payload=payload,
        due_at=now,
        account_id=request.account_id,
        lane=Lane.INTERACTIVE,
        priority=outbox.PRIORITY_ANSWER,
    )
    await outbox.enqueue(session, [message], now)
