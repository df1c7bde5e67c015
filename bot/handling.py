"""Working on one update: its handler, the boundary for what nobody expected, and patience with the database.

::

    update ── dispatcher ──┬─ done
                           ├─ the claim is lost ──> nothing more is said from here
                           ├─ the database is in trouble ──> again when it takes writes (``patient``), or by its inbox
                           └─ anything else ──> ``boundary.report``: apology, incident, update kept

Whatever was pressed while the disk was full or the server away is answered afterwards: an update has the effect of one,
however often it is begun.
"""

from __future__ import annotations

import structlog
from telegram import Bot, Update

from bot import boundary
from db.trouble import is_trouble
from handlers.dispatch import Dispatcher
from services import health
from services.fence import ClaimLost
from services.house import House

log = structlog.get_logger(__name__)

#: How often an update is begun before what it does to the database counts as its own fault.
_TRIES = 3


class DatabaseAway(Exception):
    """The database is in trouble: the update is not done, and has to be begun again."""


class Handling:
    """Works on updates.

    Args:
        house: The house.
        bot: The messenger.
        dispatcher: Finds and runs their handlers.
        patient: Wait here for a database that is in trouble; False where an inbox brings the update again.
    """

    def __init__(self, house: House, bot: Bot, dispatcher: Dispatcher, *, patient: bool) -> None:
        self._house = house
        self._bot = bot
        self._dispatcher = dispatcher
        self._patient = patient

    async def handle(self, update: Update) -> None:
        """Work on one update to its end.

        Raises:
            DatabaseAway: It has to be begun again; never where this is patient.
        """
        for left in reversed(range(_TRIES)):
            try:
                await self._dispatcher.handle(update, self._bot)
            except ClaimLost:
                return  # the process was frozen: another one is working on it
            except Exception as error:
                if not is_trouble(error) or (self._patient and not left):
                    await boundary.report(self._house, self._bot, update, error)
                    return
                log.warning("database_away", update_id=update.update_id, kind=type(error).__name__)
                if not self._patient:
                    raise DatabaseAway from error
                await health.until_it_writes(self._house.db)
            else:
                return
