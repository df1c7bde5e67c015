"""Which messages show a roll-call: boards and pictures of codes. ``keeping`` keeps them up to date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.attendance import RollCallScreen
from db.names import MeetingState, ScreenKind
from services import outbox
from services.access import Actor
from services.errors import NotAllowed
from services.house import House
from services.outbox import Payload
from services.rollcall import board as boards
from services.rollcall import codes, scenes
from services.rollcall.errors import MeetingOff, RollCallOver
from services.rollcall.presses import early
from services.rollcall.running import at
from services.rollcall.scenes import Scene, open_calls
from services.rollcall.windows import Phase, to_use


@dataclass(frozen=True)
class Code:
    """What a screen in the hall shows of a sitting.

    Attributes:
        payload: Of the deep link.
        until: When the next code is shown, UTC.
    """

    digits: str
    payload: str
    until: dt.datetime
    opens_at: dt.datetime
    phase: Phase


# --- codes ------------------------------------------------------------------------------------------------------------


async def code_of(house: House, session: AsyncSession, scene: Scene) -> Code:
    """The code of the sitting that counts now; outside its window there is none, and the digits are empty."""
    now = house.now()
    window = to_use(scene.windows, now)
    seconds = house.limits.code_seconds
    slot = codes.slot_of(now, seconds)
    until = codes.slot_start(slot + 1, seconds)
    phase = window.phase(now)
    if phase is not Phase.OPEN or window.roll_call_id is None:
        return Code("", "", until, window.opens_at, phase)
    root = f"/{scene.path.strip('/').split('/')[0]}/"
    shown = codes.shown_in(slot, (await open_calls(house, session, root)).closed_in)
    digits = codes.codes_in(codes.key_of(house.vault), {*shown, window.roll_call_id}, slot)[window.roll_call_id]
    link = codes.link_payload(house.vault, window.roll_call_id, slot)
    return Code(codes.spelled(digits), link, until, window.opens_at, phase)


@dataclass(frozen=True)
class Shown:
    """A code as a caller of the roll is given it.

    Attributes:
        payload: What stands under its picture.
    """

    code: Code
    payload: Payload
    zone: ZoneInfo


async def show_code(house: House, actor: Actor, organisation_id: int, meeting_id: int) -> Shown:
    """The code that is shown now; its roll-call is made when nobody has needed it.

    Raises:
        NotAllowed: The actor may not call the roll.
        MeetingOff: The meeting was called off.
        NotOpenYet, RollCallOver: There is no code now.
    """
    async with house.db.write() as session:
        scene = await at(house, session, actor, organisation_id, meeting_id)
        if scene.state is MeetingState.CANCELLED:
            raise MeetingOff
        now = house.now()
        window = to_use(scene.windows, now)
        if window.phase(now) is Phase.EARLY:
            raise early(scene, window, now)
        if window.phase(now) is Phase.OVER:
            raise RollCallOver
        await scenes.ensure(session, meeting_id, window.sitting, now)
        scene = await scenes.one(house, session, meeting_id)
        code = await code_of(house, session, scene)
        return Shown(code, code_payload(scene, code), scene.zone)


def code_payload(scene: Scene, code: Code) -> Payload:
    """What stands under the picture of a code."""
    here = f"{scene.organisation_id}:{scene.meeting_id}"
    shown = boards.words(scene) | {"code": f"{code.digits[:3]} {code.digits[3:]}", "phase": code.phase.value}
    return Payload("rollcall-code", shown, buttons=((outbox.Button("rollcall-button-board", data=f"rc:{here}"),),))


# --- keeping them -----------------------------------------------------------------------------------------------------


async def show(
    house: House,
    actor: Actor,
    organisation_id: int,
    meeting_id: int,
    kind: ScreenKind,
    *,
    message_id: int,
    page: int = 1,
    seen: str | None = None,
) -> int | None:
    """Remember the message that shows a board or a code in the actor's private chat; one of each kind a meeting.

    Args:
        house: The house.
        actor: Whose chat.
        organisation_id: Whose meeting.
        meeting_id: Which.
        kind: What it shows.
        message_id: The messenger's.
        page: Of the names.
        seen: What it shows by its fingerprint; None: it is looked at again soon.

    Returns:
        The message that showed it before, which nobody keeps up to date any more; None: there was none.

    Raises:
        NotAllowed: The actor may not call its roll.
    """
    now = house.now()
    if actor.account_id is None:
        raise NotAllowed
    async with house.db.write() as session:
        await at(house, session, actor, organisation_id, meeting_id)
        query = select(RollCallScreen).where(
            RollCallScreen.meeting_id == meeting_id,
            RollCallScreen.kind == kind,
            RollCallScreen.account_id == actor.account_id,
        )
        row = (await session.scalars(query.with_for_update())).one_or_none()
        before = row.message_id if row is not None else None
        if row is None:
            row = RollCallScreen(meeting_id=meeting_id, kind=kind, account_id=actor.account_id, posts=1)
            session.add(row)
        row.page, row.message_id, row.seen, row.edited_at, row.not_before = page, message_id, seen, now, None
        await session.flush()
        scenes.announce(session)
        return before if before != message_id else None


async def is_shown(house: House, actor: Actor, meeting_id: int, message_id: int) -> bool:
    """Whether a message is the board of a meeting in the actor's chat, so that it may be changed in place."""
    async with house.db.read() as session:
        query = select(RollCallScreen.id).where(
            RollCallScreen.meeting_id == meeting_id,
            RollCallScreen.kind == ScreenKind.BOARD,
            RollCallScreen.account_id == actor.account_id,
            RollCallScreen.message_id == message_id,
        )
        return (await session.scalar(query)) is not None
