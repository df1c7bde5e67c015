"""A secretary's post goes from one to the other in one flow; both confirm.

::

    the holder offers it ──────────────┐                       ┌─ accepts ──> role, names, a dated record for both
    nobody holds it, or the holder ────┴─> OFFERED (7 days) ───┼─ declines ─> DECLINED, whoever offered it is told
    has gone: the office offers it             └ taken back    └─ nobody answers: EXPIRED, likewise

Until it is accepted nothing changes: a branch is never between two secretaries.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account, Binding
from db.handover import Handover
from db.members import Member
from db.names import BranchRole, HandoverState, MemberStatus, OrgLevel
from db.organisations import Organisation, RoleGrant
from services import access, audiences, audit, outbox, roles
from services.access import OFFICE, STEWARD_OF, Actor, Need, Scope, Status
from services.errors import NotAllowed
from services.handover import contents
from services.handover.errors import HandoverOpen, HandoverOver, HolderStarts
from services.handover.rules import load
from services.house import House
from services.naming import shown
from services.org_settings import settings_of
from services.outbox import PRIORITY_NOTICE, Button, Message, Payload
from services.roles import Choice, RoleNotHere

#: Who was offered a post is known by the offer: the gate looks at the person, ``_offer`` at the rest.
TAKER = Need(Status.MEMBER, scope=Scope.OWN)

_KIND = "handover"
_WITH_SECRETARY = (OrgLevel.BRANCH, OrgLevel.GENERAL_BRANCH)
#: How long word of it is worth sending.
_PATIENCE = dt.timedelta(days=14)


@dataclass(frozen=True)
class Open:
    """An offer that waits.

    Attributes:
        mine: The actor may take it back.
    """

    id: int
    taker: str
    expires_at: dt.datetime
    mine: bool


@dataclass(frozen=True)
class Desk:
    """What a branch's handing over looks like.

    Attributes:
        holder: Who holds the post; None: nobody who is on the roster.
        there: The holder can begin himself.
        starts: The actor may offer it.
        deputises: The actor may name somebody to stand in for a time.
        found: What goes with it, by name.
        done: Those that were accepted, the latest first: id, who took over, day.
    """

    organisation_id: int
    organisation: str
    holder: str | None
    there: bool
    starts: bool
    deputises: bool
    found: dict[str, int]
    open: Open | None
    done: tuple[tuple[int, str, dt.date], ...]


@dataclass(frozen=True)
class Offer:
    """An offer as the successor sees it.

    Attributes:
        giver: Who hands over; empty: the office began it.
        found: What goes with it, by name.
    """

    id: int
    organisation: str
    giver: str
    state: HandoverState
    expires_at: dt.datetime
    found: dict[str, int]


@dataclass(frozen=True)
class _Post:
    """A secretary's post today.

    Attributes:
        grant, holder: Who holds it; None: nobody.
        there: The holder can be spoken to: on the roster, with an account.
    """

    organisation: Organisation
    grant: RoleGrant | None
    holder: Member | None
    there: bool


async def _post(session: AsyncSession, actor: Actor, organisation_id: int, today: dt.date) -> _Post:
    await access.check(session, actor, STEWARD_OF, organisation_id)
    organisation = await session.get_one(Organisation, organisation_id)
    if organisation.level not in _WITH_SECRETARY:
        raise RoleNotHere
    grant = await roles.secretary_of(session, organisation_id, today)
    holder = await session.get(Member, grant.member_id) if grant is not None else None
    there = False
    if holder is not None and holder.status in audiences.PRESENT:
        bound = select(Binding.id).where(Binding.member_id == holder.id, Binding.unbound_at.is_(None))
        there = await session.scalar(bound) is not None
    return _Post(organisation, grant, holder, there)


def _may_offer(actor: Actor, post: _Post) -> bool:
    """The holder himself; where he cannot, the office above."""
    if post.there and post.holder is not None:
        return actor.member is not None and actor.member.id == post.holder.id
    return actor.reaches(post.organisation.path, OFFICE)


async def desk(house: House, actor: Actor, organisation_id: int) -> Desk:
    """How a branch's handing over stands.

    Raises:
        NotAllowed: The actor does not reach it.
        RoleNotHere: It has no secretary.
    """
    now, today = house.now(), house.today()
    async with house.db.read() as session:
        post = await _post(session, actor, organisation_id, today)
        mode = (await settings_of(house, session, organisation_id)).names_in_chat
        holder = post.holder if post.holder is not None and post.holder.status in audiences.PRESENT else None
        rows = await session.execute(
            select(Handover, Member.name, Member.code)
            .join(Member, Member.id == Handover.taker_id)
            .where(
                Handover.organisation_id == organisation_id,
                Handover.state.in_((HandoverState.OFFERED, HandoverState.ACCEPTED)),
            )
            .order_by(Handover.id.desc())
            .limit(6)
        )
        waiting: Open | None = None
        done = []
        for row, name, code in rows:
            called = shown(mode, name, code)
            if row.state is HandoverState.ACCEPTED:
                done.append((row.id, called, (row.answered_at or now).astimezone(house.zone).date()))
            elif row.expires_at > now:
                mine = row.offered_by == actor.account_id or actor.reaches(post.organisation.path, OFFICE)
                waiting = Open(row.id, called, row.expires_at, mine)
        return Desk(
            organisation_id,
            post.organisation.name,
            shown(mode, holder.name, holder.code) if holder is not None else None,
            post.there,
            _may_offer(actor, post) and waiting is None,
            may_deputise(actor, post.organisation),
            await contents.counted(session, organisation_id, post.holder.id if post.holder is not None else None, now),
            waiting,
            tuple(done),
        )


def may_deputise(actor: Actor, organisation: Organisation) -> bool:
    """The secretary himself, and the office above."""
    own = any(g.organisation_id == organisation.id and g.role is BranchRole.SECRETARY for g in actor.grants)
    return own or actor.reaches(organisation.path, OFFICE)


async def people(house: House, actor: Actor, organisation_id: int, number: int = 1) -> Choice:
    """Members who may take over or stand in, a page at a time.

    Raises:
        NotAllowed: The actor may offer the post to nobody, and name nobody.
        RoleNotHere: It has no secretary.
    """
    async with house.db.read() as session:
        post = await _post(session, actor, organisation_id, house.today())
        if not _may_offer(actor, post) and not may_deputise(actor, post.organisation):
            raise NotAllowed
        holder = post.holder.id if post.holder is not None else 0
        return await roles.choice_of(house, session, post.organisation, number, but=holder)


async def offer(house: House, actor: Actor, organisation_id: int, member_id: int) -> None:
    """Offer the post to a member, who is asked.

    Raises:
        NotAllowed: The actor does not reach it.
        RoleNotHere: It has no secretary, or the person is none of its members.
        HolderStarts: Whoever holds it begins himself.
        HandoverOpen: It is offered to somebody already.
    """
    now, today = house.now(), house.today()
    async with house.db.write() as session:
        post = await _post(session, actor, organisation_id, today)
        here = post.organisation
        await session.execute(select(Organisation.id).where(Organisation.id == here.id).with_for_update())
        mode = (await settings_of(house, session, here.id)).names_in_chat
        if not _may_offer(actor, post):
            if post.holder is None:
                raise NotAllowed
            raise HolderStarts(name=shown(mode, post.holder.name, post.holder.code))
        taker = await roles.candidate(session, here, member_id)
        if post.holder is not None and taker.id == post.holder.id:
            raise RoleNotHere
        await _expire(session, now, Handover.organisation_id == here.id)
        twin = select(Handover.id).where(Handover.organisation_id == here.id, Handover.state == HandoverState.OFFERED)
        if await session.scalar(twin) is not None:
            raise HandoverOpen
        row = Handover(
            organisation_id=here.id,
            giver_id=post.holder.id if post.holder is not None else None,
            taker_id=taker.id,
            state=HandoverState.OFFERED,
            offered_by=actor.account_id,
            offered_at=now,
            expires_at=now + dt.timedelta(days=load().offer.days),
        )
        session.add(row)
        await session.flush()
        await _log(session, actor, "handover.offered", taker, here.id, now)
        button = Button("handover-button-see", data=f"ho.see:{row.id}")
        words = Payload("handover-offered", {"organisation": here.name}, ((button,),))
        await outbox.enqueue(session, [_to(row, "offered", words, now, member_id=taker.id)], now)


async def _offer(session: AsyncSession, actor: Actor, handover_id: int, *, lock: bool = False) -> Handover:
    """An offer to the actor.

    Raises:
        NotAllowed: There is none.
    """
    query = select(Handover).where(Handover.id == handover_id)
    row = (await session.scalars(query.with_for_update() if lock else query)).one_or_none()
    if row is None or actor.member is None or row.taker_id != actor.member.id:
        raise NotAllowed
    return row


async def see(house: House, actor: Actor, handover_id: int) -> Offer:
    """What somebody is offered.

    Raises:
        NotAllowed: It was not offered to him.
    """
    now = house.now()
    async with house.db.read() as session:
        row = await _offer(session, actor, handover_id)
        here = await session.get_one(Organisation, row.organisation_id)
        mode = (await settings_of(house, session, here.id)).names_in_chat
        giver = await session.get(Member, row.giver_id) if row.giver_id is not None else None
        late = row.state is HandoverState.OFFERED and row.expires_at <= now
        return Offer(
            row.id,
            here.name,
            shown(mode, giver.name, giver.code) if giver is not None else "",
            HandoverState.EXPIRED if late else row.state,
            row.expires_at,
            row.contents or await contents.counted(session, here.id, row.giver_id, now),
        )


async def accept(house: House, actor: Actor, handover_id: int) -> None:
    """Take the post over: the role, whatever named the predecessor, and a record for both. Again it changes nothing.

    Raises:
        NotAllowed: It was not offered to the actor.
        HandoverOver: It was taken back, is too old, or the post has another holder by now.
        RoleNotHere: The actor is no member there any more.
    """
    now, today = house.now(), house.today()
    async with house.db.write() as session:
        row = await _offer(session, actor, handover_id, lock=True)
        if row.state is HandoverState.ACCEPTED:
            return
        here = await session.get_one(Organisation, row.organisation_id)
        grant = await roles.secretary_of(session, here.id, today)
        same = (grant.member_id if grant is not None else None) == row.giver_id
        if row.state is not HandoverState.OFFERED or row.expires_at <= now or not same or actor.account_id is None:
            raise HandoverOver
        taker = await roles.candidate(session, here, row.taker_id)
        row.contents = await contents.counted(session, here.id, row.giver_id, now)
        row.state, row.answered_at = HandoverState.ACCEPTED, now
        await roles.give(house, session, actor, here, BranchRole.SECRETARY, taker, (today, None), hand_over=True)
        await contents.pass_on(session, here.id, row.giver_id, taker.id, actor.account_id, now)
        await outbox.void(session, _subject(row.id), now)
        await _log(session, actor, "handover.accepted", taker, here.id, now)
        await _tell_done(house, session, row, here, taker, now)


async def _tell_done(
    house: House, session: AsyncSession, row: Handover, here: Organisation, taker: Member, now: dt.datetime
) -> None:
    """The predecessor and the successor get the record, the office above a word."""
    mode = (await settings_of(house, session, here.id)).names_in_chat
    lines = [
        {"key": f"handover-line-{name}", "vars": {"count": many}}
        for name, many in ((name, (row.contents or {}).get(name, 0)) for name in contents.NAMES)
        if many
    ]
    facts = {
        "organisation": here.name,
        "name": shown(mode, taker.name, taker.code),
        "date": {"date": now.astimezone(house.zone).date().isoformat(), "year": True},
        "lines": {"lines": lines or [{"key": "handover-line-none", "vars": {}}]},
    }
    button = Button("handover-button-record", data=f"ho.rec:{row.id}")
    record = Payload("handover-done", facts, ((button,),))
    messages = [_to(row, "done", record, now, member_id=taker.id)]
    giver = await session.get(Member, row.giver_id) if row.giver_id is not None else None
    if giver is not None and giver.status is not MemberStatus.ERASED:
        messages.append(_to(row, "done", record, now, member_id=giver.id))
    held = await audiences.roles_on(session, house.today(), [int(part) for part in here.path.strip("/").split("/")])
    above = {
        one.person.id
        for place in held.held.values()
        for one in place
        if one.role in OFFICE and one.person.id not in (taker.id, row.giver_id)
    }
    words = Payload("handover-office", {"organisation": here.name, "name": facts["name"]})
    messages += [_to(row, "office", words, now, member_id=one) for one in sorted(above)]
    await outbox.enqueue(session, messages, now)


async def decline(house: House, actor: Actor, handover_id: int) -> None:
    """Say no; whoever offered it is told. Again it changes nothing.

    Raises:
        NotAllowed: It was not offered to the actor.
    """
    now = house.now()
    async with house.db.write() as session:
        row = await _offer(session, actor, handover_id, lock=True)
        if row.state is not HandoverState.OFFERED:
            return
        row.state, row.answered_at = HandoverState.DECLINED, now
        taker = await session.get_one(Member, row.taker_id)
        await _log(session, actor, "handover.declined", taker, row.organisation_id, now)
        await _tell_offerer(session, row, "handover-declined", now)


async def take_back(house: House, actor: Actor, organisation_id: int, handover_id: int) -> None:
    """Take an offer back; what was answered meanwhile stays as it is.

    Raises:
        NotAllowed: Neither did the actor offer it, nor is he the office above.
    """
    now = house.now()
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        row = (
            await session.scalars(
                select(Handover)
                .where(Handover.id == handover_id, Handover.organisation_id == organisation_id)
                .with_for_update()
            )
        ).one_or_none()
        here = await session.get_one(Organisation, organisation_id)
        if row is None or not (row.offered_by == actor.account_id or actor.reaches(here.path, OFFICE)):
            raise NotAllowed
        if row.state is not HandoverState.OFFERED:
            return
        row.state, row.answered_at = HandoverState.WITHDRAWN, now
        await outbox.void(session, _subject(row.id), now)
        taker = await session.get_one(Member, row.taker_id)
        await _log(session, actor, "handover.withdrawn", taker, organisation_id, now)


async def expire(house: House) -> int:
    """End offers nobody has answered in time, and tell whoever made them. Returns how many."""
    now = house.now()
    async with house.db.write() as session:
        return await _expire(session, now)


async def _expire(session: AsyncSession, now: dt.datetime, *conditions: ColumnElement[bool]) -> int:
    ended = await session.execute(
        update(Handover)
        .where(Handover.state == HandoverState.OFFERED, Handover.expires_at <= now, *conditions)
        .values(state=HandoverState.EXPIRED, answered_at=now)
        .returning(Handover.id)
    )
    ids = list(ended.scalars())
    for number in ids:
        row = await session.get_one(Handover, number)
        await outbox.void(session, _subject(number), now)
        await _tell_offerer(session, row, "handover-expired", now)
    return len(ids)


async def _tell_offerer(session: AsyncSession, row: Handover, key: str, now: dt.datetime) -> None:
    account = await session.get(Account, row.offered_by) if row.offered_by is not None else None
    if account is None:
        return
    here = await session.get_one(Organisation, row.organisation_id)
    button = Button("handover-button-open", data=f"ho:{here.id}")
    words = Payload(key, {"organisation": here.name}, ((button,),))
    await outbox.enqueue(session, [_to(row, "answer", words, now, account_id=account.id)], now)


def _subject(handover_id: int) -> str:
    return f"handover:{handover_id}"


def _to(
    row: Handover,
    what: str,
    payload: Payload,
    now: dt.datetime,
    *,
    member_id: int | None = None,
    account_id: int | None = None,
) -> Message:
    who = f"m{member_id}" if member_id is not None else f"a{account_id}"
    return Message(
        kind=_KIND,
        dedupe_key=f"{_subject(row.id)}:{what}:{who}",
        subject=_subject(row.id),
        payload=payload,
        due_at=now,
        member_id=member_id,
        account_id=account_id,
        expires_at=now + _PATIENCE,
        priority=PRIORITY_NOTICE,
    )


async def _log(
    session: AsyncSession, actor: Actor, action: str, taker: Member, organisation_id: int, now: dt.datetime
) -> None:
    await audit.record(
        session,
        actor=actor.audit_name,
        action=action,
        subject=f"member:{taker.key}",
        now=now,
        details={"organisation": organisation_id},
    )
