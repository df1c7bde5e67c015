"""What a person sees and sets about himself: branch, roles, language, quiet hours, pause, on-shift marks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account
from db.members import ShiftMark
from db.names import BranchRole, Reach, ShiftKind
from db.organisations import Organisation, RoleGrant, held_on
from services import audit, retired_contact
from services.access import Actor, MemberRef
from services.errors import BadInput, NotAllowed
from services.house import House
from services.naming import shown
from services.org_settings import settings_of
from services.tree_order import BY_BRANCH

#: Languages a person may choose; the catalogues have exactly these (a test compares).
LANGUAGES = ("zh-CN", "en")
#: How many days ahead, from today, can be marked as on shift.
SHIFT_DAYS = 14
#: The longest pause, days. After it reminders come back by themselves.
LONGEST_PAUSE_DAYS = 366


class PauseOutOfRange(BadInput):
    """The day is not after today, or too far away. Fields: ``days`` (the longest pause)."""

    code = "pause-range"


class DayOutOfRange(BadInput):
    """The day is not among those that can be marked. Fields: ``days``."""

    code = "shift-range"


@dataclass(frozen=True)
class HeldRole:
    """A role held today and where."""

    role: BranchRole
    organisation: str


@dataclass(frozen=True)
class Profile:
    """A person as he sees himself.

    Attributes:
        member: None for an administrator who is no member.
        name: His name as his branch names people in chat; empty without a member.
        group: Name of his party group, if he has one.
        quiet_start, quiet_end: The quiet hours in force, wall time; equal means none.
        quiet_own: Whether they are his own; otherwise the branch's.
        paused_until: The day reminders come again; None when they are not paused today.
        contact_name, contact_point: Whom to ask, of the nearest organisation that names somebody.
        retired_contact: Whom retired members may ask; None for who is not retired.
    """

    member: MemberRef | None
    name: str
    group: str | None
    roles: tuple[HeldRole, ...]
    reach: Reach
    language: str
    quiet_start: dt.time
    quiet_end: dt.time
    quiet_own: bool
    paused_until: dt.date | None
    marks: dict[dt.date, ShiftKind]
    contact_name: str | None
    contact_point: str | None
    retired_contact: str | None = None


async def _account(session: AsyncSession, actor: Actor) -> Account:
    if actor.account_id is None:
        raise NotAllowed
    return await session.get_one(Account, actor.account_id)


def _member(actor: Actor) -> MemberRef:
    if actor.member is None:
        raise NotAllowed
    return actor.member


async def contact_of(session: AsyncSession, path: str) -> tuple[str | None, str | None]:
    """Contact person and contact point of the nearest organisation at or above a path that names one."""
    chain = [int(part) for part in path.strip("/").split("/") if part]
    rows = {
        row.id: (row.contact_name, row.contact_point)
        for row in await session.execute(
            select(Organisation.id, Organisation.contact_name, Organisation.contact_point).where(
                Organisation.id.in_(chain)
            )
        )
    }
    for organisation_id in reversed(chain):
        name, point = rows.get(organisation_id, (None, None))
        if name or point:
            return name, point
    return None, None


async def _roles(session: AsyncSession, member_id: int, today: dt.date) -> tuple[HeldRole, ...]:
    rows = await session.execute(
        select(RoleGrant.role, Organisation.name)
        .join(Organisation, Organisation.id == RoleGrant.organisation_id)
        .where(
            RoleGrant.member_id == member_id,
            held_on(today),
        )
        .order_by(*BY_BRANCH, RoleGrant.id)
    )
    return tuple(HeldRole(role, name) for role, name in rows)


async def _group(session: AsyncSession, member: MemberRef) -> str | None:
    last = int(member.branch_path.strip("/").split("/")[-1])
    if last == member.branch_id:
        return None
    return await session.scalar(select(Organisation.name).where(Organisation.id == last))


async def view(house: House, actor: Actor) -> Profile:
    """The person's own profile, as it is now.

    Raises:
        NotAllowed: The bot has never met him.
    """
    today = house.today()
    async with house.db.read() as session:
        account = await _account(session, actor)
        member = actor.member
        start, end = house.rules.calendar.quiet_start, house.rules.calendar.quiet_end
        name = ""
        contact: tuple[str | None, str | None] = (None, None)
        marks: dict[dt.date, ShiftKind] = {}
        if member is not None:
            settings = await settings_of(house, session, member.branch_id)
            start, end = settings.quiet_start, settings.quiet_end
            name = shown(settings.names_in_chat, member.name, member.code)
            contact = await contact_of(session, member.branch_path)
            marks = await marks_of(session, member.id, today)
        own = account.quiet_start is not None and account.quiet_end is not None
        if account.quiet_start is not None and account.quiet_end is not None:
            start, end = account.quiet_start, account.quiet_end
        paused = account.paused_until
        return Profile(
            member=member,
            name=name,
            group=await _group(session, member) if member else None,
            roles=await _roles(session, member.id, today) if member else (),
            reach=account.reach,
            language=account.language,
            quiet_start=start,
            quiet_end=end,
            quiet_own=own,
            paused_until=paused if paused is not None and paused > today else None,
            marks=marks,
            contact_name=contact[0],
            contact_point=contact[1],
            retired_contact=await retired_contact.mine(house, session, member.id, member.branch_path)
            if member
            else None,
        )


async def choose_language(house: House, actor: Actor, language: str) -> None:
    """Set the language the bot speaks to him.

    Raises:
        BadInput: There is no such language.
        NotAllowed: The bot has never met him.
    """
    if language not in LANGUAGES:
        raise BadInput
    async with house.db.write() as session:
        (await _account(session, actor)).language = language


async def set_quiet_hours(house: House, actor: Actor, hours: tuple[dt.time, dt.time] | None) -> None:
    """Set his own quiet hours.

    Args:
        house: The house.
        actor: Who.
        hours: Start and end, wall time of his branch; equal means none; None goes back to the branch's.
    """
    async with house.db.write() as session:
        account = await _account(session, actor)
        account.quiet_start, account.quiet_end = hours if hours is not None else (None, None)


async def pause(house: House, actor: Actor, until: dt.date) -> None:
    """Pause reminders until a day. Official notices of meetings are never paused (``domain_rules.md`` 12.8).

    Args:
        house: The house.
        actor: Who.
        until: The day reminders come again.

    Raises:
        PauseOutOfRange: Not after today, or further than ``LONGEST_PAUSE_DAYS``.
    """
    today = house.today()
    if not today < until <= today + dt.timedelta(days=LONGEST_PAUSE_DAYS):
        raise PauseOutOfRange(days=LONGEST_PAUSE_DAYS)
    async with house.db.write() as session:
        account = await _account(session, actor)
        account.paused_until = until
        await audit.record(
            session,
            actor=actor.audit_name,
            action="profile.paused",
            subject=f"account:{account.key}",
            now=house.now(),
            details={"until": until.isoformat()},
        )


async def resume(house: House, actor: Actor) -> None:
    """End a pause at once; without one nothing changes."""
    async with house.db.write() as session:
        account = await _account(session, actor)
        if account.paused_until is None:
            return
        account.paused_until = None
        await audit.record(
            session,
            actor=actor.audit_name,
            action="profile.resumed",
            subject=f"account:{account.key}",
            now=house.now(),
        )


async def marks_of(session: AsyncSession, member_id: int, today: dt.date) -> dict[dt.date, ShiftKind]:
    """The on-shift marks of a member for the days that can be marked, from today."""
    rows = await session.execute(
        select(ShiftMark.day, ShiftMark.kind).where(
            ShiftMark.member_id == member_id,
            ShiftMark.day >= today,
            ShiftMark.day < today + dt.timedelta(days=SHIFT_DAYS),
        )
    )
    return {row.day: row.kind for row in rows}


async def mark(house: House, actor: Actor, day: dt.date, kind: ShiftKind | None) -> None:
    """Mark one day of his own as on shift, or clear it; the same mark twice changes nothing.

    Raises:
        DayOutOfRange: Before today or past the ``SHIFT_DAYS`` that can be marked.
        NotAllowed: He is no member.
    """
    member = _member(actor)
    today = house.today()
    if not today <= day < today + dt.timedelta(days=SHIFT_DAYS):
        raise DayOutOfRange(days=SHIFT_DAYS)
    async with house.db.write() as session:
        row = await session.get(ShiftMark, (member.id, day), with_for_update=True)
        if kind is None:
            if row is not None:
                await session.delete(row)
        elif row is None:
            session.add(ShiftMark(member_id=member.id, day=day, kind=kind))
        else:
            row.kind = kind


async def clear_marks(house: House, actor: Actor) -> None:
    """Forget all his on-shift marks.

    Raises:
        NotAllowed: He is no member.
    """
    member = _member(actor)
    async with house.db.write() as session:
        await session.execute(delete(ShiftMark).where(ShiftMark.member_id == member.id))


async def sweep_marks(session: AsyncSession, today: dt.date) -> int:
    """Delete marks of days that are over; they are no record of work. Yesterday's stays: its night ends today.

    Returns:
        How many were deleted.
    """
    result = await session.execute(
        delete(ShiftMark).where(ShiftMark.day < today - dt.timedelta(days=1)).returning(ShiftMark.member_id)
    )
    return len(result.all())
