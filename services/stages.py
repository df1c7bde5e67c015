"""Where a member stands: applicant … full member. Every change is in the audit log; one who joins gets his row here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.base import PartialDate
from db.members import Member, Membership
from db.names import MembershipStage, MemberStatus
from db.organisations import Organisation
from services import audit
from services.keys import new_code, new_key

_CODE_LENGTH = 5


@dataclass(frozen=True)
class Joining:
    """Somebody who comes onto the roster; what is not known yet the next roster file brings."""

    name: str
    department: str | None
    stage: MembershipStage
    admitted_on: dt.date | None = None
    full_on: dt.date | None = None


def partial(day: dt.date | None) -> PartialDate | None:
    """A day as the roster keeps it."""
    return PartialDate(day.year, day.month, day.day) if day is not None else None


async def join(
    session: AsyncSession, branch_id: int, who: Joining, today: dt.date, now: dt.datetime, *, actor: str
) -> Member:
    """Put somebody on the roster of a branch, in the caller's transaction.

    Args:
        session: The caller's transaction.
        branch_id: His branch.
        who: What is known of him.
        today: The day his membership here begins.
        now: UTC.
        actor: For the audit log.
    """
    branch = await session.get_one(Organisation, branch_id)
    member = Member(
        key=new_key(),
        code=await _free_code(session),
        root_id=int(branch.path.split("/")[1]),
        name=who.name,
        department=who.department,
        stage=who.stage,
        status=MemberStatus.ACTIVE,
        admitted_on=partial(who.admitted_on),
        full_on=partial(who.full_on),
        retired=False,
        mobile=False,
        not_counted_in_due=False,
        created_at=now,
    )
    session.add(member)
    await session.flush()
    session.add(Membership(member_id=member.id, branch_id=branch_id, starts_on=today))
    await audit.record(
        session,
        actor=actor,
        action="member.joined",
        subject=f"member:{member.key}",
        now=now,
        details={"to": branch_id, "stage": who.stage.value},
    )
    return member


async def _free_code(session: AsyncSession) -> str:
    while True:
        code = f"M-{new_code(_CODE_LENGTH)}"
        if await session.scalar(select(Member.id).where(Member.code == code)) is None:
            return code


async def change(
    session: AsyncSession,
    member_id: int,
    stage: MembershipStage,
    now: dt.datetime,
    *,
    actor: str,
    admitted_on: dt.date | None = None,
    full_on: dt.date | None = None,
) -> bool:
    """Write where a member stands now, in the caller's transaction; days that are not given stay as they are.

    Args:
        session: The caller's transaction.
        member_id: Who.
        stage: The new stage.
        now: UTC.
        actor: For the audit log.
        admitted_on: The branch meeting that admitted him.
        full_on: The day his standing counts from; taken away from whoever is no full member.

    Returns:
        Whether anything changed.
    """
    member = (await session.scalars(select(Member).where(Member.id == member_id).with_for_update())).one()
    before = (member.stage, member.admitted_on, member.full_on)
    old = member.stage
    member.stage = stage
    if admitted_on is not None:
        member.admitted_on = partial(admitted_on)
    if stage is not MembershipStage.FULL:
        member.full_on = None
    elif full_on is not None:
        member.full_on = partial(full_on)
    if (member.stage, member.admitted_on, member.full_on) == before:
        return False
    await session.flush()
    await audit.record(
        session,
        actor=actor,
        action="member.stage_changed",
        subject=f"member:{member.key}",
        now=now,
        details={"from": old.value, "to": stage.value},
    )
    return True
