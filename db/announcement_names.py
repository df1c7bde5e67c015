"""The stored words of announcements and their receipts."""

from __future__ import annotations

from enum import StrEnum


class AnnouncementKind(StrEnum):
    """``NOTICE``; ``URGENT`` passes quiet hours, with a reason; ``DIGEST_ITEM`` comes with the day's reminders."""

    NOTICE = "NOTICE"
    URGENT = "URGENT"
    DIGEST_ITEM = "DIGEST_ITEM"


class AnnouncementState(StrEnum):
    """Where an announcement is.

    ``CANCELLED`` was never released. ``PAUSED`` is released and sends nothing for the moment; of ``STOPPED`` the rest
    is never sent; of ``WITHDRAWN`` the copies that were sent were deleted where the messenger still does that.
    """

    DRAFT = "DRAFT"
    SCHEDULED = "SCHEDULED"
    CANCELLED = "CANCELLED"
    RELEASED = "RELEASED"
    PAUSED = "PAUSED"
    STOPPED = "STOPPED"
    WITHDRAWN = "WITHDRAWN"


class ReleaseTiming(StrEnum):
    """When it goes out: when its sender says so, at a minute, or from then on at each person's next free hour."""

    NOW = "NOW"
    AT = "AT"
    FREE = "FREE"


class AnnouncementPartKind(StrEnum):
    """What one message of an announcement is."""

    TEXT = "TEXT"
    PHOTO = "PHOTO"
    DOCUMENT = "DOCUMENT"
    VIDEO = "VIDEO"
    ALBUM = "ALBUM"


class CopyState(StrEnum):
    """How one person's copy stands. ``SENT`` means that the messenger has taken it, not that somebody has read it."""

    WAITING = "WAITING"
    SENT = "SENT"
    UNREACHABLE = "UNREACHABLE"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"
    SKIPPED = "SKIPPED"
