"""Updates of which nothing may remain: they are worked on where they arrive, and go past whatever keeps updates.

::

    raw update ── about a question of handlers.prompts? ──no──> inbox, lanes, the ordinary way
                     │ yes
                     ▼
    worked on at once ── failed ──> the person is told that nothing was taken;  no incident is kept
                                    the log has the class of the error, and nothing of the update

It is worked on before its batch is confirmed, so a crash brings it again; it has the effect of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from telegram import Bot, Update
from telegram.constants import ParseMode
from telegram.error import TelegramError

import texts
from bot.reading import update_of
from handlers import prompts
from handlers.dispatch import Dispatcher

log = structlog.get_logger(__name__)


class Confidential:
    """Works on such updates.

    Args:
        dispatcher: Finds and runs their handlers.
        bot: The messenger.
    """

    def __init__(self, dispatcher: Dispatcher, bot: Bot) -> None:
        self._dispatcher = dispatcher
        self._bot = bot

    def recognises(self, raw: Mapping[str, Any]) -> bool:
        """Whether an update, as it came, is one of them."""
        return prompts.recognised(raw)

    async def take(self, raw: Mapping[str, Any]) -> None:
        """Work on one to its end; whatever goes wrong is told to its sender alone."""
        update: Update | None = None
        try:
            update = update_of(raw, self._bot)
            await self._dispatcher.handle(update, self._bot, trace=False)
        except Exception as error:  # noqa: BLE001 - the boundary would keep the update; here its class is all that is kept
            log.error("confidential_failed", kind=type(error).__name__)  # noqa: TRY400 - a traceback may show the words
            if update is not None:
                await self._apologise(update)

    async def _apologise(self, update: Update) -> None:
        chat, user = update.effective_chat, update.effective_user
        if chat is None or user is None:
            return
        words = texts.say(texts.language_of(user.language_code), "error-confidential")
        try:
            await self._bot.send_message(chat.id, words, parse_mode=ParseMode.HTML)
        except TelegramError as refused:
            log.warning("apology_not_sent", reason=type(refused).__name__)
