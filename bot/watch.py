"""Looks after the process itself, and tells the administrators what is wrong with it: once for a fault.

::

    every few seconds ── the database in trouble?  ── tried; lasts ──> said directly, because nothing can be queued
                      ├─ Telegram silent?          ── lasts ──> queued: goes out when it is back
                      ├─ another program polls?    ── three times ──> queued
                      └─ a job that stands still?  ──> queued
    the machine's clock was set ──> queued

What is over before anybody could do something (``TROUBLE_SECONDS``) is in the log and is not told.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import structlog
from telegram.constants import ParseMode
from telegram.error import TelegramError

import texts
from bot.limiter import Alarm
from bot.telegram_bot import TelegramBot
from db.names import OutboxTarget
from db.trouble import Trouble
from services import health, recipients, troubles
from services.gate import Recipient
from services.house import House

log = structlog.get_logger(__name__)

#: Seconds between two looks, and after which it is asked anew who the administrators are.
_LOOK, _REMEMBER = 5.0, 600.0
#: So many clashes with another poller within so many seconds are no take-over.
_CLASHES, _CLASHES_WITHIN = 3, 600.0
#: What a time server corrects is no news.
_STEP = 60.0


class Ear(Protocol):
    """What listens to Telegram, as it is watched."""

    on_duty: bool

    def failing(self) -> float | None:
        """Seconds since Telegram began not to answer; None: it answers."""
        ...

    def clashes(self, seconds: float) -> int:
        """How often another program polled within the last seconds."""
        ...


class Watch:
    """Watches until it is cancelled.

    Args:
        house: The house.
        bot: For what cannot be queued.
        ear: What listens to Telegram.
        late: Jobs that have not ended well for too long, with the seconds.
        patience: Seconds something must last before it is told.
        look: Seconds between two looks.
    """

    def __init__(
        self,
        house: House,
        bot: TelegramBot,
        ear: Ear,
        late: Callable[[], Mapping[str, float]],
        *,
        patience: float,
        look: float = _LOOK,
    ) -> None:
        self._house = house
        self._bot = bot
        self._ear = ear
        self._late = late
        self._patience = patience
        self._look = min(look, patience)
        self._people: list[Recipient] = []
        self._remembered = -float("inf")
        self._ill: Trouble | None = None
        self._well_since = time.monotonic()
        self._told: set[str] = set()

    async def run(self) -> None:
        """Look every few seconds."""
        while True:
            try:
                await self.look()
            except Exception:  # the next look comes by itself
                log.exception("watch_failed")
            await asyncio.sleep(self._look)

    async def look(self) -> None:
        """Look once."""
        await self._database()
        if self._house.db.trouble is not None:
            return  # what follows would be queued
        if time.monotonic() - self._remembered > _REMEMBER:
            self._people, self._remembered = await self._administrators(), time.monotonic()
        since = self._ear.failing() if self._ear.on_duty else None
        await self._while(
            "telegram", since is not None and since > self._patience, {"since": self._moment(since or 0.0)}
        )
        await self._while("second", self._ear.clashes(_CLASHES_WITHIN) >= _CLASHES, {})
        # After a trouble of the database, they have their turns to catch up.
        well = time.monotonic() - self._well_since
        for job, seconds in self._late().items():
            if well > seconds:
                await self._while(f"job:{job}", True, {"job": job, "minutes": round(seconds / 60)})
        for name in [one for one in self._told if one.startswith("job:") and one[4:] not in self._late()]:
            self._told.discard(name)

    async def stepped(self, seconds: float) -> None:
        """The machine's clock was set."""
        if abs(seconds) >= _STEP:
            said = {"minutes": round(abs(seconds) / 60), "direction": "back" if seconds < 0 else "forward"}
            await troubles.try_to_tell(self._house, "clock", said)

    async def _while(self, name: str, wrong: bool, variables: Mapping[str, Any]) -> None:
        """Tell of what is wrong when it begins to be, and forget it when it is over."""
        if not wrong:
            self._told.discard(name)
        elif name not in self._told:
            log.warning("trouble", name=name)
            async with self._house.db.write() as session:
                await troubles.tell(session, name, variables, self._house.now())
            self._told.add(name)

    async def _database(self) -> None:
        trouble = self._house.db.trouble
        if trouble is None and self._ill is None:
            return
        if trouble is not None:
            self._ill = Trouble(trouble.ill, self._ill.since if self._ill else trouble.since)
            if not await health.writes_again(self._house.db):
                if self._ill.lasts > self._patience and "database" not in self._told and await self._say(self._ill):
                    self._told.add("database")
                return
        ill, self._ill, self._well_since = self._ill, None, time.monotonic()
        if ill is None:
            return
        log.warning("database_well_again", after=round(ill.lasts))
        if ill.lasts > self._patience and "database" not in self._told:
            await troubles.try_to_tell(self._house, "database-over", self._about(ill))
        self._told.discard("database")

    def _about(self, ill: Trouble) -> dict[str, Any]:
        return {"since": self._moment(ill.lasts), "ill": {"key": f"trouble-ill-{ill.ill.value}"}}

    def _moment(self, ago: float) -> dict[str, str]:
        return {"time": (self._house.now() - dt.timedelta(seconds=ago)).isoformat()}

    async def _say(self, ill: Trouble) -> bool:
        """Say it to whoever may be written to now; whether somebody was told."""
        said = False
        payload = {"key": "trouble-database", "vars": self._about(ill)}
        for person in self._people:
            if person.address is None or (person.window is not None and person.window.holds(self._house.now())):
                continue
            words = texts.message_text(person.language, payload, person.zone, clocks=True)
            try:
                body = {"chat_id": int(person.address), "text": words, "parse_mode": ParseMode.HTML}
                await self._bot.call("sendMessage", body, Alarm.NOW)
            except TelegramError as error:
                log.warning("trouble_not_said", reason=type(error).__name__)
            else:
                said = True
        return said

    async def _administrators(self) -> list[Recipient]:
        async with self._house.db.read() as session:
            keys = {(OutboxTarget.ACCOUNT, row.id) for row in await troubles.administrators(session)}
            return list((await recipients.load(self._house, session, keys)).values()) if keys else []
