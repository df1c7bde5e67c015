"""What stewards do with a roll-call as a whole: open it before its time, tell people, let it run longer, end it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.attendance import Attendance, RollCall, RollCallScreen
from db.chats import BoundChat
from db.inserting import insert_into
from db.meetings import Meeting
from db.names import AttendanceStatus, BranchRole, ChatKind, CheckInWay, Lane, MeetingState, ScreenKind
from services import access, audit, outbox
from services.access import STEWARDS, Actor, Need, Scope, Status
from services.errors import NotAllowed
from services.house import House
from services.outbox import PRIORITY_NOTICE, Button, Message, Payload
from services.rollcall import board as boards
from services.rollcall import people, scenes
from services.rollcall.board import Board
from services.rollcall.errors import MeetingOff, NotBegun, RollCallOver, StillUnmarked
from services.rollcall.kinds import ASK
from services.rollcall.scenes import Scene
from services.rollcall.windows import Phase, Window, to_use

#: Who calls the roll: the stewards of the organisation, and the leader of a group at its own meetings.
CALLER_OF = Need(Status.CONSENTED, STEWARDS | {BranchRole.GROUP_LEADER}, Scope.ORGANISATION)


async def at(house: House, session: AsyncSession, actor: Actor, organisation_id: int, meeting_id: int) -> Scene:
    """The scene of a meeting whose roll the actor may call.

    Raises:
        NotAllowed: He may not, or the organisation has no such meeting.
    """
    await access.check(session, actor, CALLER_OF, organisation_id)
    return await scenes.one(house, session, meeting_id, organisation_id)


async def view(house: House, actor: Actor, organisation_id: int, meeting_id: int) -> Board:
    """The board of a meeting.

    Raises:
        NotAllowed: The actor may not call its roll.
    """
    async with house.db.read() as session:
        return await boards.look(house, session, await at(house, session, actor, organisation_id, meeting_id))


async def begin(
    house: House, actor: Actor, organisation_id: int, meeting_id: int, *, now_already: bool = False
) -> Board:
    """Make the roll-call of the sitting that counts now; where it has not opened by itself, only if that is wished.

    Args:
        house: The house.
        actor: Who calls the roll.
        organisation_id: Whose meeting.
        meeting_id: Which.
        now_already: Take check-ins from now on, before the usual time.

    Raises:
        NotAllowed: The actor may not call its roll.
        MeetingOff: The meeting was called off.
    """
    now = house.now()
    async with house.db.write() as session:
        scene = await at(house, session, actor, organisation_id, meeting_id)
        if scene.state is MeetingState.CANCELLED:
            raise MeetingOff
        window = to_use(scene.windows, now)
        number = await scenes.ensure(session, meeting_id, window.sitting, now)
        if now_already and window.phase(now) is Phase.EARLY:
            opened = update(RollCall).where(RollCall.id == number, RollCall.opened_at.is_(None))
            await session.execute(
                opened.values(opened_at=now, opened_by=actor.account_id, changes=RollCall.changes + 1)
            )
            await _note(session, actor, scene, "opened", now, sitting=window.sitting.value)
        scene = await scenes.one(house, session, meeting_id)
        if to_use(scene.windows, now).phase(now) is Phase.OPEN:
            await _show_in_groups(session, scene)
        return await boards.look(house, session, scene)


async def _show_in_groups(session: AsyncSession, scene: Scene) -> None:
    """Post the counts in the groups of the meeting's organisation, where it has set that; each group once."""
    if not scene.settings.rollcall_in_group:
        return
    query = select(BoundChat).where(
        BoundChat.organisation_id == scene.organisation_id,
        BoundChat.kind == ChatKind.GROUP,
        BoundChat.unbound_at.is_(None),
        BoundChat.may_post,
    )
    there = set(
        await session.scalars(
            select(RollCallScreen.chat_id).where(
                RollCallScreen.meeting_id == scene.meeting_id, RollCallScreen.chat_id.is_not(None)
            )
        )
    )
    chats = [one for one in await session.scalars(query) if one.id not in there]
    for chat in chats:
        row = RollCallScreen(meeting_id=scene.meeting_id, kind=ScreenKind.BOARD, chat_id=chat.id, page=1, posts=1)
        session.add(row)
        await session.flush()
    if chats:
        scenes.announce(session)


@dataclass(frozen=True)
class Asked:
    """Whom a message with the button goes to.

    Attributes:
        sent: Messages that are new and have somebody to go to.
        unreached: People who are not recorded and have no chat the bot may write to: a human tells them.
    """

    sent: int
    unreached: int


async def tell(house: House, actor: Actor, organisation_id: int, meeting_id: int) -> Asked:
    """Send whoever is not recorded yet a message with the button; each gets it once, however often this is asked.

    Raises:
        NotAllowed: The actor may not call its roll.
        RollCallOver: It takes no check-ins now.
    """
    now = house.now()
    async with house.db.write() as session:
        scene = await at(house, session, actor, organisation_id, meeting_id)
        window = to_use(scene.windows, now)
        if window.phase(now) is not Phase.OPEN or scene.state is MeetingState.CANCELLED:
            raise RollCallOver
        seen = await boards.look(house, session, scene)
        near = await people.reachable_among(session, [one.member_id for one in seen.unexplained])
        to_ask = [one for one in seen.unexplained if one.member_id in near]
        messages = [_ask(scene, window, one.member_id, one.key, now) for one in to_ask]
        return Asked(await outbox.enqueue(session, messages, now), len(seen.unexplained) - len(to_ask))


def _ask(scene: Scene, window: Window, member_id: int, key: str, now: dt.datetime) -> Message:
    return Message(
        kind=ASK,
        dedupe_key=f"{scene.subject}:{window.sitting.value}:ask:{key}",
        subject=scene.subject,
        payload=Payload(
            "rollcall-ask",
            boards.words(scene),
            buttons=((Button("checkin-button-here", data=f"ck:{scene.meeting_id}:s"),),),
        ),
        due_at=now,
        member_id=member_id,
        expires_at=window.closes_at,
        lane=Lane.BULK,
        priority=PRIORITY_NOTICE,
    )


async def extend(house: House, actor: Actor, organisation_id: int, meeting_id: int, minutes: int) -> Board:
    """Take check-ins for so many more minutes from now, or to the end, whichever is later.

    Raises:
        NotAllowed: The actor may not call its roll.
        RollCallOver: It was closed.
    """
    now = house.now()
    async with house.db.write() as session:
        scene = await at(house, session, actor, organisation_id, meeting_id)
        window = to_use(scene.windows, now)
        if window.closed:
            raise RollCallOver
        number = await scenes.ensure(session, meeting_id, window.sitting, now)
        until = now + dt.timedelta(minutes=minutes)
        if until > window.closes_at:
            await session.execute(
                update(RollCall).where(RollCall.id == number).values(extended_until=until, changes=RollCall.changes + 1)
            )
            await _note(session, actor, scene, "extended", now, minutes=minutes)
        return await boards.look(house, session, await scenes.one(house, session, meeting_id))


async def close(house: House, actor: Actor, organisation_id: int, meeting_id: int, *, confirmed: bool = False) -> Board:
    """End the roll-call of the sitting that has begun last. With the last sitting everybody expected gets his row.

    An approved leave becomes a row that says leave and nothing more; its reason stays in its own record. Whoever is
    unmarked is absent, once somebody has confirmed that. Twice changes nothing.

    Raises:
        NotAllowed: The actor may not call its roll.
        NotBegun: The sitting has not begun.
        StillUnmarked: Somebody is unmarked and it was not confirmed. Fields: ``count``.
    """
    now = house.now()
    async with house.db.write() as session:
        scene = await at(house, session, actor, organisation_id, meeting_id)
        window = next((one for one in scene.windows if not one.closed), None)
        if window is None:
            return await boards.look(house, session, scene)
        if now < window.starts_at or scene.state is MeetingState.CANCELLED:
            raise NotBegun
        number = await scenes.ensure(session, meeting_id, window.sitting, now)
        row = (await session.scalars(select(RollCall).where(RollCall.id == number).with_for_update())).one()
        if row.closed_at is None:
            if window is scene.windows[-1]:
                await _settle(house, session, actor, scene, window, confirmed=confirmed)
            row.closed_at, row.closed_by, row.changes = now, actor.account_id, row.changes + 1
            await session.flush()
            await outbox.void(session, scene.subject, now)
            await _note(session, actor, scene, "closed", now, sitting=window.sitting.value)
            scenes.announce(session)
        return await boards.look(house, session, await scenes.one(house, session, meeting_id))


async def _settle(
    house: House, session: AsyncSession, actor: Actor, scene: Scene, window: Window, *, confirmed: bool
) -> None:
    """A row for everybody who has none, so that what was expected that day stays known."""
    now = house.now()
    seen = await boards.look(house, session, scene)
    if seen.unexplained and not confirmed:
        raise StillUnmarked(count=len(seen.unexplained))
    on_leave = await people.on_leave(session, scene.meeting_id)
    rows = [
        {
            "meeting_id": scene.meeting_id,
            "member_id": one.member_id,
            "sitting": window.sitting,
            "status": AttendanceStatus.LEAVE if one.member_id in on_leave else AttendanceStatus.ABSENT,
            "way": CheckInWay.LEAVE if one.member_id in on_leave else CheckInWay.CLOSING,
            "recorded_at": now,
            "recorded_by": actor.account_id,
        }
        for one in seen.lines
        if not one.recorded
    ]
    if rows:
        new = insert_into(session, Attendance)
        written = new.on_conflict_do_update(
            index_elements=["meeting_id", "member_id"],
            set_={name: new.excluded[name] for name in rows[0]},
            # Whoever pressed in this very moment is there.
            where=Attendance.status == AttendanceStatus.UNMARKED,
        )
        await (await session.connection()).execute(written, rows)
    await session.execute(
        update(Meeting)
        .where(Meeting.id == scene.meeting_id, Meeting.state.in_((MeetingState.PLANNED, MeetingState.MOVED)))
        .values(state=MeetingState.HELD)
    )


async def _note(
    session: AsyncSession, actor: Actor, scene: Scene, action: str, now: dt.datetime, **details: str | int
) -> None:
    if actor.account_id is None:
        raise NotAllowed
    await audit.record(
        session,
        actor=actor.audit_name,
        action=f"rollcall.{action}",
        subject=f"organisation:{scene.organisation_id}",
        now=now,
        details={"meeting": scene.meeting_id, **details},
    )
