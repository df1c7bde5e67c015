"""The future in a rehearsal: the real planners and the real delivery, hour by hour, with a sender that only notes."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass

import texts
from scheduler.delivery import DeliveryLoop, Pace
from scheduler.planners import PLANNERS, Planner, Planning
from scheduler.ports import Room
from services import forecast
from services.clock import FixedClock
from services.delivery import Letter, Result
from services.house import House
from services.outcomes import Sent


@dataclass(frozen=True)
class Foreseen:
    """One message that will be sent.

    Attributes:
        at: When, UTC.
        kind: What it is about.
        address: The chat's address at the messenger.
        text: Its words.
    """

    at: dt.datetime
    kind: str
    address: str
    text: str


class _NotingSender:
    """Everything arrives."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.noted: list[Foreseen] = []
        self._number = 0

    def room(self, held: int = 0) -> Room:
        return Room(max(0, 1_000 - held), 0.0)

    def wait_for(self, address: str) -> float:
        del address
        return 0.0

    async def send(self, letter: Letter) -> Result:
        self._number += 1
        words = texts.message_text(letter.language, letter.payload, letter.zone) if letter.payload.get("key") else ""
        self.noted.append(Foreseen(self._house.now(), letter.kind, letter.address, words))
        return Result(letter.id, Sent(), (self._number,))


async def foresee(
    house: House, until: dt.datetime, planners: tuple[Planner, ...] = PLANNERS
) -> AsyncIterator[Foreseen]:
    """Every message the house would send until a moment, in order.

    Args:
        house: A rehearsed house (``services.forecast.rehearsed``); its clock is moved.
        until: UTC; the last moment that is looked at.
        planners: Which planners.

    Raises:
        TypeError: The house is not a rehearsed one.
    """
    clock = house.clock
    if not isinstance(clock, FixedClock):
        raise TypeError("only a rehearsed house may live in another time")
    sender = _NotingSender(house)
    planning = Planning(house, planners)
    loop = DeliveryLoop(house, sender, Pace(concurrency=200))
    await loop.sweep()
    while True:
        await planning.tick()
        await loop.deliver_due()
        for message in sender.noted:
            yield message
        sender.noted.clear()
        following = _midnight(house)
        due = await forecast.next_due(house)
        if due is not None:
            following = min(following, max(due, clock.moment + dt.timedelta(seconds=1)))
        if following > until:
            return
        clock.moment = following


def _midnight(house: House) -> dt.datetime:
    """The next one in the house's zone: planners look at every new day."""
    day = house.now().astimezone(house.zone).date() + dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(), house.zone).astimezone(dt.UTC)
