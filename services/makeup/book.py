"""The card of a make-up study, and to whom it is sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Binding
from db.makeups import MakeUp
from db.members import Member, Membership
from db.names import BranchRole, MakeUpState
from db.organisations import Organisation, RoleGrant
from services import escalation, naming, outbox
from services.access import LEADERS, STEWARDS
from services.escalation import Asked
from services.house import House
from services.makeup.planner import CARD, about, subject_of
from services.meetings.expected import Occasion
from services.org_settings import settings_of
from services.outbox import PRIORITY_NOTICE, Button, Message, Payload

#: Who accepts it: the group leader, the publicity member; a steward may too.
DECIDERS = STEWARDS | {BranchRole.GROUP_LEADER, BranchRole.PUBLICITY_MEMBER}
_ASKED = frozenset({BranchRole.GROUP_LEADER, BranchRole.PUBLICITY_MEMBER})
_LADDER = "makeup"


async def ask(house: House, session: AsyncSession, row: MakeUp, seen: Occasion, now: dt.datetime) -> None:
    """Send the card to who decides; with nobody near, it climbs."""
    shown = await card(house, session, row, seen)
    place = (
        await session.execute(
            select(Organisation.id, Organisation.path, Membership.group_id)
            .join(Membership, Membership.branch_id == Organisation.id)
            .where(Membership.member_id == row.member_id, Membership.ends_on.is_(None))
        )
    ).one_or_none()
    if place is None:
        return
    people = await _askable(house, session, place.id, place.group_id, place.path, row.member_id)
    messages = [
        Message(
            kind=CARD,
            dedupe_key=f"{subject_of(row.id)}:card:{one}:{row.times}",
            subject=subject_of(row.id),
            payload=shown,
            due_at=now,
            member_id=one,
            priority=PRIORITY_NOTICE,
        )
        for one in people
    ]
    await outbox.enqueue(session, messages, now)
    asked = [Asked(member_id=one) for one in people]
    await escalation.start(session, _LADDER, subject_of(row.id), place.id, asked, shown, now, asked=str(row.times))


async def _askable(
    house: House, session: AsyncSession, branch_id: int, group_id: int | None, path: str, about_id: int
) -> Sequence[int]:
    """The group's leader and the branch's publicity member; with neither, the branch's leaders, then the office."""
    today = house.today()
    held = list(
        await session.execute(
            select(RoleGrant.member_id, RoleGrant.role, RoleGrant.organisation_id)
            .join(Binding, (Binding.member_id == RoleGrant.member_id) & Binding.unbound_at.is_(None))
            .where(
                RoleGrant.role.in_(DECIDERS),
                RoleGrant.organisation_id.in_([int(part) for part in path.strip("/").split("/")] + [group_id or 0]),
                RoleGrant.starts_on <= today,
                RoleGrant.ends_on.is_(None) | (RoleGrant.ends_on >= today),
                RoleGrant.member_id != about_id,
            )
        )
    )
    near = {one.member_id for one in held if one.role in _ASKED and one.organisation_id in (branch_id, group_id)}
    leaders = {one.member_id for one in held if one.role in LEADERS and one.organisation_id == branch_id}
    office = {one.member_id for one in held if one.role in STEWARDS - LEADERS}
    return sorted(near or leaders or office)


async def card(house: House, session: AsyncSession, row: MakeUp, seen: Occasion) -> Payload:
    """What the card shows now; what was handed in only while it waits for its decision."""
    member = await session.get_one(Member, row.member_id)
    mode = (await settings_of(house, session, seen.organisation_id)).names_in_chat
    shown = about(seen) | {"who": naming.shown(mode, member.name, member.code)}
    if row.state is MakeUpState.SUBMITTED:
        choices = (
            Button("makeup-button-accept", data=f"mku.ok:{row.id}"),
            Button("makeup-button-back", data=f"mku.no:{row.id}"),
        )
        if row.note is None and row.asked is not None:
            counts = {"right": right_of(row.asked), "count": len(row.asked["questions"])}
            return Payload("makeup-card-answers", shown | counts, (choices,))
        return Payload("makeup-card", shown | {"note": row.note or ""}, (choices,))
    key = {
        MakeUpState.ACCEPTED: "makeup-card-accepted",
        MakeUpState.REQUIRED: "makeup-card-returned",
        MakeUpState.EXPIRED: "makeup-card-returned",
        MakeUpState.VOID: "makeup-card-void",
    }[row.state]
    return Payload(key, shown)


def right_of(asked: dict[str, Any]) -> int:
    """How many of the questions somebody knew."""
    return sum(one["right"] is True for one in asked["questions"])
