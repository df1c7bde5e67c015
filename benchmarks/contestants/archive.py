"""The process beside years of attendance: one fills a database, another opens boards and exports a branch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

import texts
from benchmarks.support import children, hall
from benchmarks.support.server import TOKEN
from bot import logs
from bot.app import running
from bot.process import settle_memory
from db.accounts import Account, Binding
from db.attendance import Attendance, RollCall
from db.meetings import Meeting, MeetingType
from db.members import Membership
from db.names import AttendanceStatus, Audience, BranchRole, CheckInWay, EventType, MeetingState, OrgLevel, Sitting
from db.organisations import Organisation, RoleGrant
from services import access, attendance, rollcall
from services.access import OFFICE_CONSENT_VERSION
from services.attendance import Span
from services.house import House

_CHUNK = 20_000
_WEEK = dt.timedelta(days=7)


async def fill(house: House, members: int, rows: int, a_branch: int, first: int) -> None:
    """Branches of members, each with a meeting today and so many weekly ones behind it that the rows come together."""
    await hall.fill(house, range(first, first + members), a_branch=a_branch)
    async with house.db.read() as session:
        branches = list(
            await session.scalars(
                select(Organisation.id).where(Organisation.level == OrgLevel.BRANCH).order_by(Organisation.id)
            )
        )
        people: dict[int, list[int]] = {one: [] for one in branches}
        for row in await session.execute(select(Membership.branch_id, Membership.member_id)):
            people[row.branch_id].append(row.member_id)
    past = -(-rows // members)
    async with house.db.write() as session:
        meetings = list(
            await session.execute(
                insert(Meeting).returning(Meeting.id, Meeting.organisation_id, Meeting.starts_at),
                [_meeting(branch, week) for branch in branches for week in range(past + 1)],
            )
        )
        await session.execute(
            insert(MeetingType), [{"meeting_id": one.id, "type": EventType.BRANCH_GENERAL_MEETING} for one in meetings]
        )
        held = [one for one in meetings if one.starts_at < hall.NOW]
        await session.execute(insert(RollCall), [_called(one.id, one.starts_at) for one in held])
    for chunk in _chunks(held, people):
        async with house.db.write() as session:
            await (await session.connection()).execute(insert(Attendance), chunk)


def _meeting(branch: int, week: int) -> dict[str, Any]:
    return {
        "organisation_id": branch,
        "starts_at": hall.NOW + dt.timedelta(minutes=5) - week * _WEEK,
        "minutes": 60,
        "audience": Audience.MEMBERS,
        "state": MeetingState.HELD if week else MeetingState.PLANNED,
        "version": 1,
        "pinned": True,
        "changed_at": hall.NOW,
    }


def _called(meeting: int, starts_at: dt.datetime) -> dict[str, Any]:
    ended = starts_at + dt.timedelta(hours=1)
    return {
        "meeting_id": meeting,
        "sitting": Sitting.A,
        "closed_at": ended,
        "closed_by": 1,
        "changes": 1,
        "created_at": starts_at,
    }


def _chunks(held: list[Any], people: dict[int, list[int]]) -> Iterator[list[dict[str, Any]]]:
    chunk: list[dict[str, Any]] = []
    for one in held:
        for number, member in enumerate(people[one.organisation_id]):
            there = (number + one.id) % 11 != 0
            chunk.append(
                {
                    "meeting_id": one.id,
                    "member_id": member,
                    "sitting": Sitting.A,
                    "status": AttendanceStatus.PRESENT if there else AttendanceStatus.ABSENT,
                    "way": CheckInWay.BUTTON if there else CheckInWay.CLOSING,
                    "came_at": one.starts_at if there else None,
                    "recorded_at": one.starts_at,
                }
            )
        if len(chunk) >= _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


async def _secretaries(house: House, many: int) -> list[tuple[int, int, str]]:
    """The first branches with today's meeting, each with a secretary: branch, meeting, address."""
    found = []
    async with house.db.write() as session:
        rows = await session.execute(
            select(Meeting.id, Meeting.organisation_id)
            .where(Meeting.starts_at > hall.NOW)
            .order_by(Meeting.organisation_id)
            .limit(many)
        )
        for row in list(rows):
            member, account = (
                await session.execute(
                    select(Binding.member_id, Account)
                    .join(Account, Account.id == Binding.account_id)
                    .join(Membership, Membership.member_id == Binding.member_id)
                    .where(Membership.branch_id == row.organisation_id)
                    .limit(1)
                )
            ).one()
            account.office_consent_version = OFFICE_CONSENT_VERSION
            session.add(
                RoleGrant(
                    member_id=member,
                    organisation_id=row.organisation_id,
                    role=BranchRole.SECRETARY,
                    starts_on=dt.date(2020, 1, 1),
                )
            )
            found.append((row.organisation_id, row.id, account.address))
    return found


async def _open(house: House, branch: int, meeting: int, address: str) -> int:
    """What a secretary does who calls the roll: begin, and look at the board."""
    async with house.db.read() as session:
        actor = await access.identify(session, "telegram", address, house.today())
    await rollcall.begin(house, actor, branch, meeting)
    seen = await rollcall.view(house, actor, branch, meeting)
    return len(texts.message_text("zh-CN", rollcall.board.payload(seen).as_json(), seen.scene.zone))


async def _main() -> None:
    given = children.settings()
    settings = hall.settings(given["api"], TOKEN, data_dir=given["folder"], send_per_second=1_000_000)
    logs.configure(settings)
    async with hall.house(Path(given["folder"]) / "zhibu.db", clock=hall.RunningClock()) as house:

        async def filled(members: int, rows: int, a_branch: int, first: int) -> dict[str, Any]:
            await fill(house, members, rows, a_branch, first)
            return {}

        async def work(boards: int) -> dict[str, Any]:
            # Planning is measured by ``benchmarks.punctuality``; here it would take ten minutes of every run.
            async with running(house, settings, long_poll=5, by_itself=False) as process:
                assert process is not None
                settle_memory()  # as `zhibu run` does when it is built
                begun = _peak()
                secretaries = await _secretaries(house, boards)
                with children.Meter() as meter:
                    for branch, meeting, address in secretaries:
                        assert await _open(house, branch, meeting, address) > 0
                branch, _, address = secretaries[0]
                async with house.db.read() as session:
                    actor = await access.identify(session, "telegram", address, house.today())
                with children.Meter() as export:
                    made = await attendance.summary(house, actor, branch, Span(hall.NOW.year, 0))
            return {
                "at_start_mb": begun,
                "peak_mb": _peak(),
                "bytes": len(made.content),
                "board_ms": meter.cpu / len(secretaries) * 1e3,
                "export_ms": export.cpu * 1e3,
            }

        await children.obey({"fill": filled, "work": work})


def _peak() -> float:
    """Most memory the process ever held, MB; ``ru_maxrss`` would count its parent's before it began."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) * 1024 / 1e6


if __name__ == "__main__":
    children.run(_main)
