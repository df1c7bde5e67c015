"""What every service is given: the database, the vault, the rules, the clock, the zone and the limits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db.session import Database
from db.vault import Vault
from services.clock import Clock
from services.rules import Rules


@dataclass(frozen=True)
class Limits:
    """Bounds on what people and files may ask of the process. All from settings.

    Attributes:
        roster_file_bytes: Largest roster file.
        roster_unpacked_bytes: Largest unpacked size of a workbook.
        roster_rows, roster_columns: Most rows a sheet and columns a row that are looked at.
        tries: Wrong tries before an account is paused.
        pause_minutes: How long it is paused.
        code_seconds: How long a roll-call's code is shown before the next.
        messages_per_second: The sending budget, for what senders are told about how long something takes.
    """

    roster_file_bytes: int = 10_000_000
    roster_unpacked_bytes: int = 100_000_000
    roster_rows: int = 20_000
    roster_columns: int = 60
    tries: int = 5
    pause_minutes: int = 60
    code_seconds: int = 20
    messages_per_second: float = 30


#: Hands a job (its id, and whose turn it waits for) to the workers, inside the session's transaction.
Defer = Callable[[AsyncSession, int, str], Awaitable[None]]


@dataclass(frozen=True)
class House:
    """The process's own things, handed to every service call; nothing here remembers anything between calls.

    Attributes:
        zone: The wall-clock zone where a branch has not set its own.
        erasure_register: The side file that keeps erasures when the database is lost (``services.erasures``).
        web_url: Where people's own programs reach this house (``https://…``); None: nowhere.
        local_url: Where a browser on this machine reaches it; None: nowhere.
        defer: Hands long work to the workers (``services.jobs``); None: there are none, it is done at once.
    """

    db: Database
    vault: Vault
    rules: Rules
    clock: Clock
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    limits: Limits = field(default_factory=Limits)
    erasure_register: Path | None = None
    web_url: str | None = None
    local_url: str | None = None
    defer: Defer | None = None

    def now(self) -> dt.datetime:
        """The moment, aware, in UTC."""
        return self.clock.now()

    def today(self) -> dt.date:
        """The day in the house's zone."""
        return self.now().astimezone(self.zone).date()
