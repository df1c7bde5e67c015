"""Why Telegram did not do what was asked of it, in its own words: the text of a 400 or a 403."""

from __future__ import annotations

from enum import Enum

from telegram.error import BadRequest, Forbidden

from services.names import Reach


class NotEdited(Enum):
    """Why a message stays as it is."""

    SAME = "same"
    GONE = "gone"


def why_not_edited(error: BadRequest) -> NotEdited | None:
    """Whether the message shows that already (a second tap), or can no longer be changed; None: something else."""
    reason = error.message.lower()
    if "not modified" in reason:
        return NotEdited.SAME
    if "can't be edited" in reason or "message to edit not found" in reason:
        return NotEdited.GONE
    return None


def is_deleted(error: BadRequest) -> bool:
    """Whether a message that was to be deleted is gone already."""
    return "message to delete not found" in error.message.lower()


def can_not_be_deleted(error: BadRequest) -> bool:
    """Whether a message is too old to be deleted, or not the bot's to delete."""
    return "can't be deleted" in error.message.lower()


def reach_after(error: Forbidden) -> Reach:
    """What a refusal to deliver says of the account."""
    return Reach.DEACTIVATED if "deactivated" in error.message.lower() else Reach.BLOCKED
