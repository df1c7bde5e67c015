"""The product as an operator runs it, with a branch of members who meet again and again."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from benchmarks.support import children, hall
from bot import logs
from bot.app import running
from bot.process import settle_memory
from db.accounts import Account, Binding
from db.attendance import Attendance
from db.meetings import Meeting, MeetingType
from db.members import Membership
from db.names import Audience, BranchRole, EventType, MeetingState, OutboxState
from db.organisations import RoleGrant
from db.outbox import OutboxMessage
from services import access, rollcall
from services.access import OFFICE_CONSENT_VERSION
from services.house import House
from services.rollcall.kinds import ASK

#: Seconds the buttons may take to reach everybody.
_PATIENCE = 60.0


async def _lead(house: House, address: int) -> int:
    """Make somebody the secretary of his branch; the branch."""
    async with house.db.write() as session:
        account = (await session.scalars(select(Account).where(Account.address == str(address)))).one()
        account.office_consent_version = OFFICE_CONSENT_VERSION
        member = (await session.scalars(select(Binding.member_id).where(Binding.account_id == account.id))).one()
        branch = (await session.scalars(select(Membership.branch_id).where(Membership.member_id == member))).one()
        session.add(
            RoleGrant(
                member_id=member, organisation_id=branch, role=BranchRole.SECRETARY, starts_on=dt.date(2020, 1, 1)
            )
        )
        return branch


async def _meet(house: House, branch: int, secretary: int) -> dict[str, Any]:
    """A meeting that takes check-ins from now on; everybody expected is sent his button."""
    async with house.db.write() as session:
        meeting = Meeting(
            organisation_id=branch,
            starts_at=house.now() + dt.timedelta(minutes=5),
            minutes=90,
            audience=Audience.MEMBERS,
            state=MeetingState.PLANNED,
            version=1,
            pinned=True,
            changed_at=house.now(),
        )
        session.add(meeting)
        await session.flush()
        session.add(MeetingType(meeting_id=meeting.id, type=EventType.BRANCH_GENERAL_MEETING))
        number = meeting.id
    async with house.db.read() as session:
        actor = await access.identify(session, "telegram", str(secretary), house.today())
    await rollcall.begin(house, actor, branch, number)
    told = (await rollcall.tell(house, actor, branch, number)).sent
    query = select(func.count()).where(
        OutboxMessage.kind == ASK,
        OutboxMessage.subject == f"rollcall:{number}",
        OutboxMessage.state == OutboxState.SENT,
    )
    async with asyncio.timeout(_PATIENCE):
        while True:
            async with house.db.read() as session:
                if await session.scalar(query) == told:
                    break
            await asyncio.sleep(0.1)
    return {"meeting": number, "told": told, "branch": branch}


async def _main() -> None:
    given = children.settings()
    settings = hall.settings(
        given["api"],
        given["token"],
        data_dir=given["folder"],
        send_per_second=1_000_000,
        send_concurrency=64,
        **given["settings"],
    )
    logs.configure(settings)
    first, people = given["first"], given["people"]
    url = given["database"] or Path(given["folder"]) / "zhibu.db"
    async with hall.house(url, clock=hall.RunningClock()) as house:
        await hall.fill(house, range(first, first + people), a_branch=people)
        secretary = first + people - 1
        branch = await _lead(house, secretary)
        async with running(house, settings, long_poll=5) as process:
            assert process is not None
            settle_memory()  # as `zhibu run` does when it is built

            async def meet() -> dict[str, Any]:
                return await _meet(house, branch, secretary)

            async def rows(meeting: int) -> dict[str, Any]:
                async with house.db.read() as session:
                    query = select(func.count()).where(Attendance.meeting_id == meeting)
                    return {"rows": int(await session.scalar(query) or 0)}

            await children.obey({"meet": meet, **children.stopwatch(), "rows": rows})


if __name__ == "__main__":
    children.run(_main)
