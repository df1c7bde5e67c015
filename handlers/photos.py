"""Photos that people sent, fetched from the messenger for a paper."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import structlog
from telegram.error import BadRequest, TimedOut

from handlers.turn import Turn
from services.minutes.papers import Photo

log = structlog.get_logger(__name__)

#: Seconds for one photo, and bytes of one and of all of one paper: a bot may send files up to 50 MB.
_PATIENCE, _ONE, _ALL = 60, 10_000_000, 40_000_000


async def fetch(turn: Turn, wanted: Iterable[Photo], room: int = _ALL) -> dict[int, bytes]:
    """By entry: its photo. What the messenger no longer gives, or what there is no room for, is left out.

    Args:
        turn: Whose bot asks.
        wanted: The photos, the most wanted first.
        room: Bytes of all together.
    """
    found: dict[int, bytes] = {}
    for one in wanted:
        try:
            handle = await turn.bot.get_file(one.file_id)
            if (handle.file_size or 0) > min(_ONE, room):
                log.info("photo_too_large", entry=one.entry_id)
                continue
            content = bytes(await asyncio.wait_for(handle.download_as_bytearray(), timeout=_PATIENCE))
        except (BadRequest, TimedOut, TimeoutError) as error:
            log.info("photo_not_fetched", entry=one.entry_id, reason=type(error).__name__)
            continue
        found[one.entry_id] = content
        room -= len(content)
    return found
