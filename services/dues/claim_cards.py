"""What who keeps the dues sees of somebody's word that he has paid, and how it ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.dues import DuesClaim
from db.dues_names import DuesClaimState
from db.members import Member
from services import cards, kinds, naming
from services.house import House
from services.kinds import Pending, Policy
from services.org_settings import settings_of
from services.outbox import Button, Payload

CARD, CARD_CLOSED = "dues_claim", "dues_claim_closed"

_KEYS = {
    DuesClaimState.OPEN: "dues-claim-card",
    DuesClaimState.CONFIRMED: "dues-claim-card-confirmed",
    DuesClaimState.DECLINED: "dues-claim-card-declined",
}


def subject_of(claim_id: int) -> str:
    """The outbox subject of a claim."""
    return f"dues-claim:{claim_id}"


async def card_of(house: House, session: AsyncSession, claim: DuesClaim) -> Payload:
    """The card as it stands; buttons only while it waits."""
    member = await session.get_one(Member, claim.member_id)
    mode = (await settings_of(house, session, claim.branch_id)).names_in_chat
    shown = {"who": naming.shown(mode, member.name, member.code), "amount": str(claim.amount)}
    if claim.state is not DuesClaimState.OPEN:
        return Payload(_KEYS[claim.state], shown)
    buttons = (
        Button("dues-button-claim-yes", data=f"du.yes:{claim.branch_id}:{claim.id}"),
        Button("dues-button-claim-no", data=f"du.nay:{claim.branch_id}:{claim.id}"),
    )
    return Payload(_KEYS[claim.state], shown, (buttons,))


async def claimants(session: AsyncSession, ids: Collection[int]) -> set[int]:
    """Members whose word waits for an answer."""
    query = select(DuesClaim.member_id).where(among(DuesClaim.member_id, ids), DuesClaim.state == DuesClaimState.OPEN)
    return set(await session.scalars(query))


async def close(
    house: House,
    session: AsyncSession,
    which: Mapping[int, int | None],
    state: DuesClaimState,
    by: int | None,
    now: dt.datetime,
) -> list[DuesClaim]:
    """End the open claims of some members, and show it on the cards.

    Args:
        house: The house.
        session: The caller's transaction.
        which: Members, each with the payment that was recorded, if any.
        state: What became of them.
        by: The account that decided.
        now: UTC.

    Returns:
        Those that were open.
    """
    ended = list(
        await session.scalars(
            update(DuesClaim)
            .where(among(DuesClaim.member_id, which), DuesClaim.state == DuesClaimState.OPEN)
            .values(state=state, decided_at=now, decided_by=by)
            .returning(DuesClaim)
        )
    )
    for claim in ended:
        claim.payment_id = which[claim.member_id]
        shown = await card_of(house, session, claim)
        await cards.settle(session, subject_of(claim.id), (CARD, CARD_CLOSED), shown, now, "closed")
    await session.flush()
    return ended


async def _stale(house: House, session: AsyncSession, pending: Collection[Pending], now: dt.datetime) -> set[int]:
    """It was answered meanwhile."""
    del house, now
    ids = {one.id: one.about for one in pending}
    query = select(DuesClaim.id).where(among(DuesClaim.id, set(ids.values())), DuesClaim.state == DuesClaimState.OPEN)
    waiting = set(await session.scalars(query))
    return {row for row, claim in ids.items() if claim not in waiting}


kinds.register(CARD, Policy(stale=_stale))
