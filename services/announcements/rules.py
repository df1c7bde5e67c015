"""Defaults and limits of announcements, as data with sources (``services/rules_data/announcements.toml``)."""

from __future__ import annotations

import datetime as dt
from functools import cache

from services import shipped
from services.shipped import Section


class Choices(Section):
    """What the sender's buttons offer."""

    confirm_hours: tuple[int, ...]
    expires_days: tuple[int, ...]


class AnnouncementRules(Section):
    """Everything that ships; see the file for what each number is."""

    version: str
    token_minutes: int
    expires_days: int
    withdraw_hours: int
    digest_at: dt.time
    text_room: int
    caption_room: int
    most_parts: int
    digest_most: int
    reason_least: int
    reason_most: int
    choices: Choices


@cache
def load() -> AnnouncementRules:
    """Read what ships.

    Raises:
        pydantic.ValidationError: The file has an unknown or a malformed entry.
    """
    return shipped.read(AnnouncementRules, "announcements")
