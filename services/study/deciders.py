"""Who looks at what members hand in: the group's leader and the branch's publicity member, else who leads."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Binding
from db.members import Membership
from db.names import BranchRole
from db.organisations import Organisation, RoleGrant, held_on
from services import cards, escalation, outbox
from services.access import LEADERS, STEWARDS
from services.escalation import Asked
from services.house import House
from services.outbox import Payload

#: Who accepts it: the group leader, the publicity member; a steward may too.
DECIDERS = STEWARDS | {BranchRole.GROUP_LEADER, BranchRole.PUBLICITY_MEMBER}
_ASKED = frozenset({BranchRole.GROUP_LEADER, BranchRole.PUBLICITY_MEMBER})


@dataclass(frozen=True)
class Question:
    """What is asked of them about a member.

    Attributes:
        kind: Of the cards.
        ladder: Climbed while nobody answers.
        subject: Of the cards.
        member_id: Whom it is about.
        times: The how-manieth time; 0: it is asked once.
    """

    kind: str
    ladder: str
    subject: str
    member_id: int
    times: int = 0


async def ask(house: House, session: AsyncSession, question: Question, card: Payload, now: dt.datetime) -> None:
    """Send a card to who decides; with nobody near, it climbs. Nobody is asked where the member has no branch."""
    place = await _askable(house, session, question.member_id)
    if place is None:
        return
    branch_id, people = place
    again = f":{question.times}" if question.times else ""
    dealt = cards.deal(question.kind, question.subject, card, people, now, once_more=again)
    await outbox.enqueue(session, dealt, now)
    asked = str(question.times) if question.times else ""
    await escalation.start(session, question.ladder, question.subject, branch_id, people, card, now, asked=asked)


async def _askable(house: House, session: AsyncSession, member_id: int) -> tuple[int, list[Asked]] | None:
    """Whose branch it is, and who is asked; None where he belongs to none.

    The group's leader and the branch's publicity member; with neither, the branch's leaders, then the office. Nobody is
    asked about himself.
    """
    place = (
        await session.execute(
            select(Organisation.id, Organisation.path, Membership.group_id)
            .join(Membership, Membership.branch_id == Organisation.id)
            .where(Membership.member_id == member_id, Membership.ends_on.is_(None))
        )
    ).one_or_none()
    if place is None:
        return None
    today = house.today()
    held = list(
        await session.execute(
            select(RoleGrant.member_id, RoleGrant.role, RoleGrant.organisation_id)
            .join(Binding, (Binding.member_id == RoleGrant.member_id) & Binding.unbound_at.is_(None))
            .where(
                RoleGrant.role.in_(DECIDERS),
                RoleGrant.organisation_id.in_(
                    [int(part) for part in place.path.strip("/").split("/")] + [place.group_id or 0]
                ),
                held_on(today),
                RoleGrant.member_id != member_id,
            )
        )
    )
    near = {one.member_id for one in held if one.role in _ASKED and one.organisation_id in (place.id, place.group_id)}
    leaders = {one.member_id for one in held if one.role in LEADERS and one.organisation_id == place.id}
    office = {one.member_id for one in held if one.role in STEWARDS - LEADERS}
    return place.id, [Asked(member_id=one) for one in sorted(near or leaders or office)]
