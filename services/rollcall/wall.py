"""What the screen in the hall shows: the code and two counts, nobody's name. Whoever knows the address sees it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from db.names import EventType, MeetingState
from services.access import Actor
from services.errors import Unavailable
from services.house import House
from services.rollcall import board as boards
from services.rollcall import codes, scenes
from services.rollcall.running import at
from services.rollcall.screens import Code, code_of
from services.rollcall.windows import Phase, to_use

#: The first part of the address.
PATH = "/projector"
#: A page is of no use so long after the meeting.
_OVER = dt.timedelta(hours=12)


class NoAddress(Unavailable):
    """No web address is set, and nobody listens on this machine."""

    code = "rollcall-no-address"


@dataclass(frozen=True)
class Wall:
    """The hall's screen at one moment.

    Attributes:
        opens: ``14:40``, by the organisation's wall clock.
        seconds: Until the next code.
    """

    meeting_id: int
    types: tuple[EventType, ...]
    title: str | None
    organisation: str
    code: Code
    opens: str
    seconds: float
    expected: int
    came: int


async def address(house: House, actor: Actor, organisation_id: int, meeting_id: int) -> str:
    """The address of a meeting's page; its secret is made from the meeting and stored nowhere.

    Raises:
        NotAllowed: The actor may not call the roll.
        NoAddress: Nobody could open it.
    """
    async with house.db.read() as session:
        await at(house, session, actor, organisation_id, meeting_id)
    found = address_of(house, meeting_id)
    if found is None:
        raise NoAddress
    return found


def address_of(house: House, meeting_id: int) -> str | None:
    """The address for whoever is known to may have it; None: nobody could open it."""
    base = house.web_url or house.local_url
    return f"{base}{PATH}/{codes.page_secret(house.vault, meeting_id)}" if base is not None else None


async def wall(house: House, secret: str) -> Wall | None:
    """What the page with a secret shows; None: there is no such page, or it is over."""
    meeting_id = codes.read_page_secret(house.vault, secret)
    if meeting_id is None:
        return None
    now = house.now()
    async with house.db.read() as session:
        scene = (await scenes.load(house, session, [meeting_id])).get(meeting_id)
    if scene is None or scene.state is MeetingState.CANCELLED:
        return None
    if now > max(one.closes_at for one in scene.windows) + _OVER:
        return None
    window = to_use(scene.windows, now)
    if window.phase(now) is Phase.OPEN and window.roll_call_id is None:
        async with house.db.write() as session:
            await scenes.ensure(session, meeting_id, window.sitting, now)
    async with house.db.read() as session:
        scene = await scenes.one(house, session, meeting_id)
        counts = (await boards.look(house, session, scene)).counts
        code = await code_of(house, session, scene)
    return Wall(
        meeting_id=meeting_id,
        types=scene.types,
        title=scene.title,
        organisation=scene.organisation,
        code=code,
        opens=f"{code.opens_at.astimezone(scene.zone):%H:%M}",
        seconds=(code.until - now).total_seconds(),
        expected=counts.expected,
        came=counts.present,
    )
