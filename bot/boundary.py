"""The one boundary for the unexpected: an apology with an incident id, the same id in the log, the update kept."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any

import structlog
from telegram import Bot, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

import texts
from bot.reading import Unreadable
from services import incidents
from services.house import House

log = structlog.get_logger(__name__)


async def report(house: House, bot: Bot, update: Update, error: Exception) -> str:
    """Log an unexpected error, keep its update sealed for the operator, and apologise to the person.

    Returns:
        The incident id both see.
    """
    incident = secrets.token_hex(4)
    log.error("unexpected", incident=incident, update_id=update.update_id, kind=type(error).__name__, exc_info=error)
    try:
        away = isinstance(error, NetworkError | RetryAfter) and not isinstance(error, BadRequest)
        await incidents.keep(house, incident, type(error).__name__, update.to_json(), quietly=away)
    except Exception:  # the person is told all the same
        log.exception("incident_not_kept", incident=incident)
    chat, user = update.effective_chat, update.effective_user
    if chat is not None and user is not None:
        language = texts.language_of(user.language_code)
        try:
            await bot.send_message(
                chat.id, texts.say(language, "error-unexpected", incident=incident), parse_mode=ParseMode.HTML
            )
        except TelegramError as refused:
            log.warning("apology_not_sent", incident=incident, reason=type(refused).__name__)
    return incident


async def unreadable(house: House, raw: Mapping[str, Any], error: Unreadable) -> str:
    """Log an update that nothing can be built of and keep it sealed; whoever sent it is not known for certain.

    Returns:
        The incident id the log has.
    """
    incident = secrets.token_hex(4)
    log.error("update_unreadable", incident=incident, update_id=raw.get("update_id"), why=error.why)
    await incidents.keep(house, incident, type(error).__name__, json.dumps(raw, ensure_ascii=False))
    return incident
