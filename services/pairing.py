"""Two branches that work together (结对共建): one asks, the other agrees, and both have the same list, each its own.

::

    ask ──> ASKED ── a card to who leads the other ──> AGREED ── a list in each, of the shared template
                                                        │           └─ one more thing goes on both
                                                    DECLINED         end ──> ENDED, both lists rest
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.checklists import Checklist, ChecklistItem
from db.names import OrgLevel, PairingState
from db.organisations import Organisation
from db.pairing import Pairing
from services import access, audiences, audit, cards, checklists, kinds, outbox
from services.access import STEWARD_OF, Actor
from services.errors import Conflict, NotAllowed
from services.escalation import Asked
from services.house import House
from services.kinds import Policy
from services.outbox import PRIORITY_NOTICE, Button, Message, Payload
from services.paging import page_of

#: Kinds: the card for who decides and its edits; what became of it, for the other side.
CARD, CLOSED, NOTICE = "pairing", "pairing_closed", "pairing_notice"
#: Branches on a page.
PAGE = 10

_OPEN = (PairingState.ASKED, PairingState.AGREED)


class Unled(Conflict):
    """Nobody leads the other branch, here or above, who could answer."""

    code = "pairing-unled"


@dataclass(frozen=True)
class Pair:
    """A pair as one of the two sees it.

    Attributes:
        other: The other branch.
        asks: The reader's branch is asked, and has not answered.
        checklist_id: Its own list; None: there is none yet.
    """

    id: int
    here: int
    other: str
    state: PairingState
    asks: bool
    checklist_id: int | None


@dataclass(frozen=True)
class Branches:
    """A page of the branches one may ask."""

    branches: tuple[tuple[int, str], ...]
    page: int
    pages: int


def subject_of(pairing_id: int) -> str:
    """The outbox subject, and what the two lists are about."""
    return f"pairing:{pairing_id}"


async def pairs(house: House, actor: Actor, branch_id: int) -> tuple[str, tuple[Pair, ...]]:
    """The branch's name, and its pairs that are asked for or agreed.

    Raises:
        NotAllowed: The actor does not lead it, or it is no branch.
    """
    async with house.db.read() as session:
        here = await _branch(session, actor, branch_id)
        rows = await session.scalars(
            select(Pairing).where(_of(branch_id), Pairing.state.in_(_OPEN)).order_by(Pairing.id)
        )
        return here.name, tuple([await _pair(session, row, branch_id) for row in rows])


async def look(house: House, actor: Actor, branch_id: int, pairing_id: int) -> Pair:
    """One of them.

    Raises:
        NotAllowed: There is none there for him.
    """
    async with house.db.read() as session:
        return await _pair(session, await _reach(session, actor, branch_id, pairing_id), branch_id)


async def others(house: House, actor: Actor, branch_id: int, page: int = 1) -> Branches:
    """The branches of the same committee one is not paired with and has not asked.

    Raises:
        NotAllowed: The actor does not lead the branch, or it is no branch.
    """
    async with house.db.read() as session:
        here = await _branch(session, actor, branch_id)
        taken = {
            one
            for row in await session.scalars(select(Pairing).where(_of(branch_id), Pairing.state.in_(_OPEN)))
            for one in (row.asking_id, row.asked_id)
        }
        root = f"/{here.path.strip('/').split('/')[0]}/"
        rows = [
            (row.id, row.name)
            for row in await session.execute(
                select(Organisation.id, Organisation.name)
                .where(
                    Organisation.level == OrgLevel.BRANCH,
                    Organisation.ended_at.is_(None),
                    Organisation.path.startswith(root),
                    Organisation.id != branch_id,
                )
                .order_by(Organisation.id)
            )
            if row.id not in taken
        ]
        page, pages = page_of(page, len(rows), PAGE)
        return Branches(tuple(rows[(page - 1) * PAGE : page * PAGE]), page, pages)


async def ask(house: House, actor: Actor, branch_id: int, other_id: int) -> Pair:
    """Ask another branch; whoever leads it gets a card. Asking again, or being asked back, is the same pair.

    Raises:
        NotAllowed: The actor does not lead the branch, or there is no such other one.
        Unled: Nobody could answer.
    """
    now = house.now()
    async with house.db.write() as session:
        here = await _branch(session, actor, branch_id)
        # Both rows are locked in their order, so that of two who ask each other at once the second finds the first.
        found = await session.scalars(
            select(Organisation)
            .where(Organisation.id.in_((branch_id, other_id)))
            .order_by(Organisation.id)
            .with_for_update(key_share=True)
        )
        other = next((one for one in found if one.id != branch_id), None)
        if other is None or other.level is not OrgLevel.BRANCH or other.ended_at is not None:
            raise NotAllowed
        if other.path.split("/")[1] != here.path.split("/")[1] or actor.account_id is None:
            raise NotAllowed
        there = await session.scalars(select(Pairing).where(_of(branch_id), _of(other_id), Pairing.state.in_(_OPEN)))
        row = there.one_or_none()
        if row is None:
            row = Pairing(
                asking_id=branch_id,
                asked_id=other_id,
                state=PairingState.ASKED,
                asked_by=actor.account_id,
                asked_at=now,
            )
            session.add(row)
            await session.flush()
            await _deal(house, session, row, here, other, now)
            await _note(session, actor, row, branch_id, "asked", now)
        return await _pair(session, row, branch_id)


async def decide(house: House, actor: Actor, branch_id: int, pairing_id: int, *, agreed: bool) -> Pair:
    """Agree, or do not; agreeing makes the list in both branches. Twice is once.

    Raises:
        NotAllowed: The actor does not lead the branch that is asked.
    """
    now = house.now()
    async with house.db.write() as session:
        row = await _reach(session, actor, branch_id, pairing_id, lock=True)
        if row.asked_id != branch_id:
            raise NotAllowed
        state = PairingState.AGREED if agreed else PairingState.DECLINED
        changed = await session.execute(
            update(Pairing)
            .where(Pairing.id == row.id, Pairing.state == PairingState.ASKED)
            .values(state=state, decided_by=actor.account_id, decided_at=now)
            .returning(Pairing.id)
        )
        if changed.first() is not None:
            await session.refresh(row)
            if agreed:
                for one in (row.asking_id, row.asked_id):
                    new = Checklist(subject=subject_of(row.id), organisation_id=one, preset=checklists.PAIRING)
                    await checklists.lay_out(house, session, actor, new)
            await _settle(house, session, row, branch_id, now)
            await _note(session, actor, row, branch_id, state.value.lower(), now)
        return await _pair(session, row, branch_id)


async def add(house: House, actor: Actor, branch_id: int, pairing_id: int, text: str) -> Pair:
    """Put one more thing on the lists of both; each ticks its own.

    Raises:
        NotAllowed: There is no such pair for him, or it is not agreed.
        BadInput: No words. TooLong: Too many. ChecklistFull: One of the lists is full.
    """
    words, now = checklists.words_of(text), house.now()
    async with house.db.write() as session:
        row = await _reach(session, actor, branch_id, pairing_id, lock=True)
        if row.state is not PairingState.AGREED:
            raise NotAllowed
        lists = await session.scalars(
            select(Checklist).where(Checklist.subject == subject_of(row.id)).order_by(Checklist.id).with_for_update()
        )
        for one in list(lists):
            await checklists.put(house, session, actor, one, ChecklistItem(text=words), now)
        return await _pair(session, row, branch_id)


async def end(house: House, actor: Actor, branch_id: int, pairing_id: int) -> Pair:
    """End it, from either side; both lists rest, and the other side is told. What was not answered is taken back.

    Raises:
        NotAllowed: There is no such pair for him.
    """
    now = house.now()
    async with house.db.write() as session:
        row = await _reach(session, actor, branch_id, pairing_id, lock=True)
        changed = await session.execute(
            update(Pairing)
            .where(Pairing.id == row.id, Pairing.state.in_(_OPEN))
            .values(state=PairingState.ENDED, ended_at=now)
            .returning(Pairing.id)
        )
        if changed.first() is not None:
            await session.refresh(row)
            ground = await checklists.grounds(house, session, {row.asking_id, row.asked_id})
            await checklists.follow(session, ground, {subject_of(row.id): None}, now)
            await _settle(house, session, row, branch_id, now)
            await _note(session, actor, row, branch_id, "ended", now)
        return await _pair(session, row, branch_id)


# --- rows and messages ------------------------------------------------------------------------------------------------


def _of(branch_id: int) -> ColumnElement[bool]:
    return or_(Pairing.asking_id == branch_id, Pairing.asked_id == branch_id)


async def _branch(session: AsyncSession, actor: Actor, branch_id: int) -> Organisation:
    await access.check(session, actor, STEWARD_OF, branch_id)
    row = await session.get_one(Organisation, branch_id)
    if row.level is not OrgLevel.BRANCH:
        raise NotAllowed
    return row


async def _reach(
    session: AsyncSession, actor: Actor, branch_id: int, pairing_id: int, *, lock: bool = False
) -> Pairing:
    await access.check(session, actor, STEWARD_OF, branch_id)
    row = await session.get(Pairing, pairing_id, with_for_update={"key_share": True} if lock else None)
    if row is None or branch_id not in (row.asking_id, row.asked_id):
        raise NotAllowed
    return row


async def _pair(session: AsyncSession, row: Pairing, here: int) -> Pair:
    other = await session.get_one(Organisation, row.asked_id if row.asking_id == here else row.asking_id)
    mine = await session.scalar(
        select(Checklist.id).where(Checklist.subject == subject_of(row.id), Checklist.organisation_id == here)
    )
    asks = row.state is PairingState.ASKED and row.asked_id == here
    return Pair(row.id, here, other.name, row.state, asks, mine)


async def _leaders(house: House, session: AsyncSession, branch: Organisation) -> list[Asked]:
    chain = [int(part) for part in branch.path.strip("/").split("/")]
    roles = await audiences.roles_on(session, house.today(), chain)
    return [Asked(member_id=one.id) for one in roles.leaders(chain)]


async def _deal(
    house: House, session: AsyncSession, row: Pairing, here: Organisation, other: Organisation, now: dt.datetime
) -> None:
    people = await _leaders(house, session, other)
    if not people:
        raise Unled
    look = Button("pairing-button-look", data=f"pr.at:{other.id}:{row.id}")
    card = Payload("pairing-card", {"other": here.name, "branch": other.name}, ((look,),))
    await outbox.enqueue(session, cards.deal(CARD, subject_of(row.id), card, people, now), now)


async def _settle(house: House, session: AsyncSession, row: Pairing, from_id: int, now: dt.datetime) -> None:
    """The card says how it stands, and the side that did not press is told."""
    asking = await session.get_one(Organisation, row.asking_id)
    asked = await session.get_one(Organisation, row.asked_id)
    state = row.state.value.lower()
    # Whoever pressed on the card goes on from there.
    onward = Button("pairing-button-look", data=f"pr.at:{asked.id}:{row.id}")
    card = Payload(f"pairing-card-{state}", {"other": asking.name, "branch": asked.name}, ((onward,),))
    await cards.settle(session, subject_of(row.id), (CARD, CLOSED), card, now, state)
    here, other = (asking, asked) if from_id == asked.id else (asked, asking)
    look = Button("pairing-button-look", data=f"pr.at:{here.id}:{row.id}")
    notices = [
        Message(
            kind=NOTICE,
            dedupe_key=f"{subject_of(row.id)}:{state}:{one.word}",
            subject=subject_of(row.id),
            payload=Payload(f"pairing-told-{state}", {"other": other.name}, ((look,),)),
            due_at=now,
            member_id=one.member_id,
            priority=PRIORITY_NOTICE,
        )
        for one in await _leaders(house, session, here)
    ]
    await outbox.enqueue(session, notices, now)


async def _note(
    session: AsyncSession, actor: Actor, row: Pairing, branch_id: int, action: str, now: dt.datetime
) -> None:
    await audit.record(
        session,
        actor=actor.audit_name,
        action=f"pairing.{action}",
        subject=f"organisation:{branch_id}",
        now=now,
        details={"pairing": row.id},
    )


kinds.register(CARD, Policy(stale=kinds.over_unless(Pairing.id, Pairing.state == PairingState.ASKED)))
