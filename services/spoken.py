"""What members of a branch say where all of it read: of a material, of a question. Its words, whose they are, a page.

What is said stays in its feature's own table; here is what every one of them does alike.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.members import Member
from services import naming
from services.access import Actor, MemberRef
from services.errors import NotAllowed
from services.house import House
from services.org_settings import settings_of


class Said(Protocol):
    """A row of what somebody said."""

    id: int
    member_id: int
    words: str
    made_at: dt.datetime


@dataclass(frozen=True)
class Line:
    """Something said, for who reads it.

    Attributes:
        name: As the branch names people in chat.
        on: By the branch's wall clock.
    """

    name: str
    words: str
    on: dt.date


def speaker(actor: Actor) -> MemberRef:
    """The member who speaks.

    Raises:
        NotAllowed: He is none.
    """
    if actor.member is None:
        raise NotAllowed
    return actor.member


def tidy(text: str) -> str:
    """Typed words in one line."""
    return " ".join(text.split())


async def lines(house: House, session: AsyncSession, branch_id: int, rows: Sequence[Said]) -> list[Line]:
    """What was said in a branch, in the order given."""
    if not rows:
        return []
    settings = await settings_of(house, session, branch_id)
    zone, mode = ZoneInfo(settings.timezone), settings.names_in_chat
    found = await session.execute(
        select(Member.id, Member.name, Member.code).where(Member.id.in_({row.member_id for row in rows}))
    )
    people = {row.id: (row.name, row.code) for row in found}
    names = dict(zip(people, naming.shown_apart(mode, list(people.values())), strict=True))
    return [Line(names[row.member_id], row.words, row.made_at.astimezone(zone).date()) for row in rows]
