"""Defaults and limits of announcements, as data with sources (``services/rules_data/announcements.toml``)."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Choices(_Section):
    """What the sender's buttons offer."""

    confirm_hours: tuple[int, ...]
    expires_days: tuple[int, ...]


class AnnouncementRules(_Section):
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
    text = (resources.files("services") / "rules_data" / "announcements.toml").read_text(encoding="utf-8")
    return AnnouncementRules.model_validate(tomllib.loads(text))
