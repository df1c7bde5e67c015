"""House-keeping that needs the settings: old backups go, erasures are published, the file is written anew after one."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable

from bot.settings import Settings
from services import backup, erasures, privacy
from services.house import House

#: Seconds between two looks.
UPKEEP_EVERY = 3600.0


def upkeep(house: House, settings: Settings) -> Callable[[], Awaitable[object]]:
    """The job: may run twice, and by several processes at once."""

    async def run() -> int:
        # Files keep the machine's time, whatever clock the services follow.
        now = dt.datetime.now(dt.UTC)
        gone = await asyncio.to_thread(backup.sweep, settings.data_dir / "backups", settings.backup_keep_days, now)
        return len(gone) + await erasures.publish(house) + await privacy.rewrite(house)

    return run
