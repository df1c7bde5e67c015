"""Which screens are to be edited now, and what came of it.

::

    posted ── what it shows differs from what is ── its chat's pace allows ── claimed ── edited ── noted as seen
       ▲                                                                        │ crash: after five seconds again
       └── gone (deleted, or the group moved): a group's board is posted anew ──┘

What a screen shows is known by a fingerprint of numbers that are cheap to read, so a quiet hall costs a few queries.
Nothing is remembered here: after a restart the rows say what is to be done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account
from db.attendance import RollCall, RollCallScreen
from db.chats import BoundChat
from db.leave import LeaveRequest
from db.meetings import Meeting
from db.names import Lane, LeaveState, OutboxState, Reach, ScreenKind
from db.outbox import OutboxMessage
from services import groups, outbox
from services.house import House
from services.outbox import PRIORITY_NOTICE, Message, Payload
from services.outcomes import Flooded, Migrated, Outcome, Refused, Sent, Unreachable
from services.rollcall import board as boards
from services.rollcall import codes, scenes
from services.rollcall.kinds import GROUP
from services.rollcall.pacing import SPACING, next_edit
from services.rollcall.scenes import Scene
from services.rollcall.screens import code_of, code_payload
from services.rollcall.windows import Phase, to_use

#: A screen of a roll-call nobody closed is left alone so long after the meeting.
_FORGOTTEN = dt.timedelta(hours=12)
_LONG_OVER = dt.timedelta(days=2)
_GROUP_LANGUAGE = "zh-CN"
#: Where a message to a group has ended without being sent.
_LOST = (OutboxState.SKIPPED, OutboxState.UNREACHABLE, OutboxState.FAILED)


@dataclass(frozen=True)
class Edit:
    """One edit to be made.

    Attributes:
        message_id: Of the message, in the chat at the address.
        picture: The payload of the deep link its picture shows; None: it is a text.
        seen: The fingerprint of what it will show.
    """

    screen_id: int
    messenger: str
    address: str
    message_id: int
    language: str
    payload: Payload
    picture: str | None
    zone: ZoneInfo
    seen: str


@dataclass(frozen=True)
class Round:
    """What is to be done now, and when to look again at the latest; None: when something happens."""

    edits: tuple[Edit, ...]
    again: dt.datetime | None


@dataclass(frozen=True)
class _Screen:
    row: RollCallScreen
    messenger: str
    address: str
    language: str


async def begin_round(house: House) -> Round:
    """Claim the edits that are due, and tidy up what is done. Whoever claims one makes it, or another does so later."""
    now = house.now()
    async with house.db.read() as session:
        screens = await _screens(session)
        if not screens:
            return Round((), None)
        known = await scenes.load(house, session, {one.row.meeting_id for one in screens})
        prints = await _fingerprints(house, session, known)
    again: list[dt.datetime] = []
    due: list[_Screen] = []
    done: list[int] = []
    for one in screens:
        scene = known[one.row.meeting_id]
        if _finished(one.row, scene, prints, now):
            done.append(one.row.id)
        elif one.row.message_id is None:
            due.append(one)
        elif one.row.seen != _fingerprint(one.row, prints):
            when = _when(one, screens, now)
            (due.append(one) if when <= now else again.append(when))
        again += _next_change(house, one.row, scene, now)
    edits = await _claim(house, due, done, known, prints) if due or done else []
    return Round(tuple(edits), min(again, default=None))


async def _screens(session: AsyncSession) -> list[_Screen]:
    mine = await session.execute(
        select(RollCallScreen, Account.messenger, Account.address, Account.language)
        .join(Account, Account.id == RollCallScreen.account_id)
        .where(Account.reach == Reach.REACHABLE)
        .order_by(RollCallScreen.id)
    )
    theirs = await session.execute(
        select(RollCallScreen, BoundChat.messenger, BoundChat.address)
        .join(BoundChat, BoundChat.id == RollCallScreen.chat_id)
        .where(BoundChat.unbound_at.is_(None))
        .order_by(RollCallScreen.id)
    )
    found = [_Screen(row.RollCallScreen, row.messenger, row.address, row.language) for row in mine]
    return found + [_Screen(row.RollCallScreen, row.messenger, row.address, _GROUP_LANGUAGE) for row in theirs]


async def sweep(session: AsyncSession, now: dt.datetime) -> int:
    """Forget the screens nobody keeps any more: of people and chats out of reach, days after. Returns how many."""
    old = select(Meeting.id).where(Meeting.starts_at < now - _LONG_OVER)
    gone = delete(RollCallScreen).where(RollCallScreen.meeting_id.in_(old)).returning(RollCallScreen.id)
    return len((await session.execute(gone)).all())


# --- what there is to show --------------------------------------------------------------------------------------------


async def _fingerprints(
    house: House, session: AsyncSession, known: dict[int, Scene]
) -> dict[tuple[int, ScreenKind], str]:
    """Of what boards and pictures of some meetings should show, pages apart."""
    now, ids = house.now(), sorted(known)
    changes = await session.execute(
        select(RollCall.meeting_id, func.sum(RollCall.changes).label("sum"))
        .where(RollCall.meeting_id.in_(ids))
        .group_by(RollCall.meeting_id)
    )
    counted = {row.meeting_id: int(row.sum) for row in changes}
    approved = await session.execute(
        select(LeaveRequest.meeting_id, func.count().label("many"), func.max(LeaveRequest.id).label("newest"))
        .where(LeaveRequest.meeting_id.in_(ids), LeaveRequest.state == LeaveState.APPROVED)
        .group_by(LeaveRequest.meeting_id)
    )
    leave = {row.meeting_id: f"{row.many}-{row.newest}" for row in approved}
    found: dict[tuple[int, ScreenKind], str] = {}
    for scene in known.values():
        phase = "closed" if scene.closed else to_use(scene.windows, now).phase(now).value
        numbers = f"{counted.get(scene.meeting_id, 0)}.{leave.get(scene.meeting_id, 0)}.{phase}"
        found[scene.meeting_id, ScreenKind.BOARD] = numbers
        slot = codes.slot_of(now, house.limits.code_seconds)
        found[scene.meeting_id, ScreenKind.CODE] = f"{slot}" if phase == Phase.OPEN.value else phase
    return found


def _fingerprint(row: RollCallScreen, prints: dict[tuple[int, ScreenKind], str]) -> str:
    found = prints[row.meeting_id, row.kind]
    return f"{found}.{row.page}" if row.kind is ScreenKind.BOARD else found


def _finished(row: RollCallScreen, scene: Scene, prints: dict[tuple[int, ScreenKind], str], now: dt.datetime) -> bool:
    """Whether it shows how it ended, or belongs to yesterday."""
    if now >= max(one.closes_at for one in scene.windows) + _FORGOTTEN:
        return True
    return scene.closed and row.seen == _fingerprint(row, prints)


def _next_change(house: House, row: RollCallScreen, scene: Scene, now: dt.datetime) -> list[dt.datetime]:
    """When something changes by itself: the code, the phase."""
    moments = [moment for one in scene.windows for moment in (one.opens_at, one.closes_at) if moment > now]
    if row.kind is ScreenKind.CODE and to_use(scene.windows, now).phase(now) is Phase.OPEN:
        seconds = house.limits.code_seconds
        moments.append(codes.slot_start(codes.slot_of(now, seconds) + 1, seconds))
    return moments


def _when(one: _Screen, screens: Sequence[_Screen], now: dt.datetime) -> dt.datetime:
    """When a screen may be edited: boards of one chat share its pace, a code's picture waits for nobody."""
    if one.row.kind is ScreenKind.CODE:
        claimed = one.row.edited_at + SPACING if one.row.edited_at is not None and one.row.seen is None else now
        return max(now, claimed, one.row.not_before or now)
    stamps = [
        other.row.edited_at
        for other in screens
        if other.address == one.address and other.row.kind is ScreenKind.BOARD and other.row.edited_at is not None
    ]
    return next_edit(max(stamps, default=None), one.row.not_before, now)


async def fingerprint(house: House, meeting_id: int, kind: ScreenKind, page: int = 1) -> str:
    """What a screen shows that is made from now on, at least; take it before what it shows is read."""
    async with house.db.read() as session:
        prints = await _fingerprints(house, session, await scenes.load(house, session, [meeting_id]))
    found = prints.get((meeting_id, kind), "")
    return f"{found}.{page}" if kind is ScreenKind.BOARD else found


# --- claiming ---------------------------------------------------------------------------------------------------------


async def _claim(
    house: House,
    due: Sequence[_Screen],
    done: Sequence[int],
    known: dict[int, Scene],
    prints: dict[tuple[int, ScreenKind], str],
) -> list[Edit]:
    now = house.now()
    edits: list[Edit] = []
    chats: set[str] = set()
    async with house.db.write() as session:
        if done:
            await session.execute(delete(RollCallScreen).where(RollCallScreen.id.in_(done)))
        for one in due:
            row, scene = one.row, known[one.row.meeting_id]
            if row.message_id is None:
                await _posted(house, session, row, scene)
                continue
            if row.kind is ScreenKind.BOARD and one.address in chats:
                continue  # another board of this chat is edited in this round
            mine = update(RollCallScreen).where(
                RollCallScreen.id == row.id,
                RollCallScreen.edited_at.is_(None)
                if row.edited_at is None
                else RollCallScreen.edited_at == row.edited_at,
            )
            if (await session.execute(mine.values(edited_at=now).returning(RollCallScreen.id))).first() is None:
                continue  # another process was faster
            edits.append(await _edit(house, session, one, scene, _fingerprint(row, prints)))
            if row.kind is ScreenKind.BOARD:
                chats.add(one.address)
    return edits


async def _edit(house: House, session: AsyncSession, one: _Screen, scene: Scene, seen: str) -> Edit:
    row, picture = one.row, None
    if row.kind is ScreenKind.CODE:
        code = await code_of(house, session, scene)
        payload, picture = code_payload(scene, code), code.payload
    else:
        board = await boards.look(house, session, scene)
        payload = boards.payload(board, row.page) if row.chat_id is None else boards.group_payload(board)
    return Edit(
        screen_id=row.id,
        messenger=one.messenger,
        address=one.address,
        message_id=row.message_id or 0,
        language=one.language,
        payload=payload,
        picture=picture or None,
        zone=scene.zone,
        seen=seen,
    )


async def _posted(house: House, session: AsyncSession, row: RollCallScreen, scene: Scene) -> None:
    """See a group's board through the outbox: queued once, followed once it was sent."""
    now = house.now()
    key = f"rollcall:{row.meeting_id}:group:{row.chat_id}:{row.posts}"
    query = select(OutboxMessage.state, OutboxMessage.message_ids).where(OutboxMessage.dedupe_key == key)
    there = (await session.execute(query)).one_or_none()
    if there is None and not scene.closed:
        board = await boards.look(house, session, scene)
        message = Message(
            kind=GROUP,
            dedupe_key=key,
            subject=f"{scene.subject}:group",
            payload=boards.group_payload(board),
            due_at=now,
            chat_id=row.chat_id,
            expires_at=max(one.closes_at for one in scene.windows),
            lane=Lane.BULK,
            priority=PRIORITY_NOTICE,
        )
        await outbox.enqueue(session, [message], now)
    elif there is not None and there.state is OutboxState.SENT and there.message_ids:
        values = {"message_id": there.message_ids[-1], "edited_at": now}
        await session.execute(update(RollCallScreen).where(RollCallScreen.id == row.id).values(**values))
    elif there is None or there.state in _LOST:
        await session.execute(delete(RollCallScreen).where(RollCallScreen.id == row.id))


# --- what came of it --------------------------------------------------------------------------------------------------


async def note(house: House, edit: Edit, outcome: Outcome) -> None:
    """Write down what came of an edit.

    Args:
        house: The house.
        edit: As it was claimed.
        outcome: The messenger's; what is unknown counts as not done, an edit may be made twice.
    """
    now = house.now()
    this = update(RollCallScreen).where(RollCallScreen.id == edit.screen_id)
    async with house.db.write() as session:
        match outcome:
            case Sent():
                await session.execute(this.values(seen=edit.seen, not_before=None))
            case Flooded(wait):
                await session.execute(this.values(not_before=now + wait))
            case Migrated(address):
                # The messages of the old group stay behind there: its board is posted anew.
                await groups.migrate(session, edit.messenger, edit.address, address, now)
                await _anew(session, edit)
            case Refused():
                await _anew(session, edit)
            case Unreachable():
                await session.execute(delete(RollCallScreen).where(RollCallScreen.id == edit.screen_id))
            case _:
                await session.execute(this.values(not_before=now + SPACING))


async def _anew(session: AsyncSession, edit: Edit) -> None:
    """The message is gone: a group's board is posted again, a private one is asked for again by who wants it."""
    row = await session.get(RollCallScreen, edit.screen_id)
    if row is None:
        return
    if row.chat_id is None:
        await session.delete(row)
    else:
        row.message_id, row.seen, row.posts = None, None, row.posts + 1
    await session.flush()
