"""“我已交”: a member's word that he has paid, which the organisation member confirms. It is no payment by itself.

::

    said ──> OPEN, one a member ── a card to who keeps the dues ── confirmed ──> a payment (services.dues.paying)
              │                                                 └─ not received ──> DECLINED, a word to the member
              └── recorded in another way ──> CONFIRMED with it
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.dues import DuesClaim
from db.dues_names import DuesClaimState
from db.inserting import insert_into
from db.members import Member
from services import audit, kinds, organisations, outbox
from services.access import Actor
from services.dues import keepers, paying
from services.dues.bills import Bill, Paid, bill_at
from services.dues.claim_cards import CARD, card_of, close, subject_of
from services.errors import NotAllowed
from services.house import House
from services.kinds import Policy
from services.outbox import PRIORITY_NOTICE, Message, Payload

SLIP, RESULT = "dues_slip", "dues_claim_result"
_NAME = 16


@dataclass(frozen=True)
class Said:
    """What came of somebody's word.

    Attributes:
        claim_id: None: nothing is open, so there is nothing to be confirmed.
        amount: What he says he has paid, yuan.
    """

    claim_id: int | None
    amount: Decimal


@dataclass(frozen=True)
class Answer:
    """What came of a press on the card.

    Attributes:
        card: As it stands now.
        payment: What was recorded by this press; None: nothing.
        bill: What is open, where that is no longer what he said.
    """

    card: Payload
    payment: Paid | None = None
    bill: Bill | None = None


async def say(house: House, actor: Actor) -> Said:
    """The actor says that he has paid everything that is open. Saying it twice is saying it once.

    Raises:
        NotAllowed: He is no member.
    """
    if actor.member is None:
        raise NotAllowed
    now = house.now()
    async with house.db.write() as session:
        place = await keepers.place_of(house, session, actor.member.branch_id)
        await organisations.lock(session, place.id)  # what is being recorded just now is not asked about any more
        member = await session.get_one(Member, actor.member.id)
        seen = await bill_at(session, place, member)
        old = await _open_of(session, member.id)
        if old is not None:
            return Said(old.id, old.amount)
        if not seen.owed:
            return Said(None, seen.open)
        new = insert_into(session, DuesClaim).values(
            member_id=member.id, branch_id=place.id, amount=seen.open, state=DuesClaimState.OPEN, made_at=now
        )
        await session.execute(
            new.on_conflict_do_nothing(index_elements=["member_id"], index_where=DuesClaim.state == DuesClaimState.OPEN)
        )
        claim = await _open_of(session, member.id)
        if claim is None:
            raise NotAllowed
        await _ask(house, session, claim, CARD, "card", await card_of(house, session, claim))
        return Said(claim.id, claim.amount)


async def _open_of(session: AsyncSession, member_id: int) -> DuesClaim | None:
    query = select(DuesClaim).where(DuesClaim.member_id == member_id, DuesClaim.state == DuesClaimState.OPEN)
    return (await session.scalars(query)).one_or_none()


async def _ask(house: House, session: AsyncSession, claim: DuesClaim, kind: str, what: str, payload: Payload) -> None:
    now = house.now()
    messages = [
        Message(
            kind=kind,
            dedupe_key=f"{subject_of(claim.id)}:{what}:{who}",
            subject=subject_of(claim.id),
            payload=payload,
            due_at=now,
            member_id=who,
            priority=PRIORITY_NOTICE,
        )
        for who, _ in await keepers.who_keep(session, claim.branch_id, house.today())
    ]
    await outbox.enqueue(session, messages, now)


async def attach(house: House, actor: Actor, claim_id: int, kind: str, file_id: str) -> bool:
    """Hand a photo or file of the slip on to who keeps the dues; it is not kept with the claim. The same twice is once.

    Returns:
        Whether the claim still waits.

    Raises:
        NotAllowed: It is not his, or there is none.
    """
    async with house.db.write() as session:
        claim = await session.get(DuesClaim, claim_id)
        if claim is None or actor.member is None or claim.member_id != actor.member.id:
            raise NotAllowed
        if claim.state is not DuesClaimState.OPEN:
            return False
        card = await card_of(house, session, claim)
        slip = Payload("dues-claim-slip", card.vars, file={"kind": kind, "id": file_id})
        # A better picture of the slip is another message.
        name = hashlib.sha256(file_id.encode()).hexdigest()[:_NAME]
        await _ask(house, session, claim, SLIP, f"slip:{name}", slip)
        return True


# --- who keeps the dues -----------------------------------------------------------------------------------------------


async def confirm(house: House, actor: Actor, branch_id: int, claim_id: int) -> Answer:
    """He has paid indeed: what is open is recorded, once, however often this is pressed.

    Raises:
        NotAllowed: The actor does not keep the dues there, or there is no such claim.
    """
    async with house.db.write() as session:
        place = await keepers.here(house, session, actor, branch_id)
        await organisations.lock(session, branch_id)
        claim = await _claim(session, branch_id, claim_id)
        if claim.state is not DuesClaimState.OPEN:
            return Answer(await card_of(house, session, claim))
        member = await session.get_one(Member, claim.member_id)
        seen = await bill_at(session, place, member)
        if not seen.owed or seen.open != claim.amount:
            return Answer(await card_of(house, session, claim), bill=seen)
        (paid,) = await paying.store(house, session, actor, place, [(member, seen.owed)])
        await session.refresh(claim)
        return Answer(await card_of(house, session, claim), payment=paid)


async def decline(house: House, actor: Actor, branch_id: int, claim_id: int) -> Answer:
    """Nothing was received; the member gets a word, and reminders go on.

    Raises:
        NotAllowed: The actor does not keep the dues there, or there is no such claim.
    """
    now = house.now()
    async with house.db.write() as session:
        await keepers.here(house, session, actor, branch_id)
        await organisations.lock(session, branch_id)
        claim = await _claim(session, branch_id, claim_id)
        if claim.state is DuesClaimState.OPEN:
            await close(house, session, {claim.member_id: None}, DuesClaimState.DECLINED, actor.account_id, now)
            member = await session.get_one(Member, claim.member_id)
            await outbox.enqueue(session, [_declined(claim, member, house)], now)
            await audit.record(
                session,
                actor=actor.audit_name,
                action="dues.claim_declined",
                subject=f"member:{member.key}",
                now=now,
            )
        return Answer(await card_of(house, session, claim))


def _declined(claim: DuesClaim, member: Member, house: House) -> Message:
    return Message(
        kind=RESULT,
        dedupe_key=f"{subject_of(claim.id)}:result:{member.key}",
        subject=f"{subject_of(claim.id)}:result",
        payload=Payload("dues-claim-declined", {"amount": str(claim.amount)}),
        due_at=house.now(),
        member_id=member.id,
        priority=PRIORITY_NOTICE,
    )


async def _claim(session: AsyncSession, branch_id: int, claim_id: int) -> DuesClaim:
    row = await session.get(DuesClaim, claim_id)
    if row is None or row.branch_id != branch_id or row.state is DuesClaimState.WITHDRAWN:
        raise NotAllowed
    return row


kinds.register(SLIP, Policy())
kinds.register(RESULT, Policy())
