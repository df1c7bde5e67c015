"""The card of a make-up study, and to whom it is sent."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from db.makeups import MakeUp
from db.members import Member
from db.names import MakeUpState
from services import naming
from services.house import House
from services.makeup.planner import CARD, about, subject_of
from services.makeup.rounds import right_of
from services.meetings.expected import Occasion
from services.org_settings import settings_of
from services.outbox import Button, Payload
from services.study import deciders

_LADDER = "makeup"


async def ask(house: House, session: AsyncSession, row: MakeUp, seen: Occasion, now: dt.datetime) -> None:
    """Send the card to who decides; with nobody near, it climbs."""
    question = deciders.Question(CARD, _LADDER, subject_of(row.id), row.member_id, row.times)
    await deciders.ask(house, session, question, await card(house, session, row, seen), now)


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
