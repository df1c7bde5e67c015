"""Announcements, the words they were sent with, and one receipt for each person they are for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.announcement_names import (
    AnnouncementKind,
    AnnouncementPartKind,
    AnnouncementState,
    CopyState,
    ReleaseTiming,
)
from db.base import Base, Key, UTCDateTime, named
from db.names import OutboxReason


class Announcement(Base):
    """Something an organisation tells its people.

    Attributes:
        organisation_id: Who speaks.
        audience: Whom it is for, as data (``services.announcements.audience``); until it is released, nobody is fixed.
        confirm: Everybody is asked to confirm with a press.
        confirm_by: Until when he is asked to.
        expires_at: From then on it is useless: copies that wait are dropped, who joins later does not get it.
        timing, release_at: When it goes out; ``release_at`` of what is scheduled.
        protect: The messenger's apps do not let people forward or save it.
        previews: Links show a preview.
        urgent_reason: Why it passes quiet hours.
        version: Of its words; grows with each correction after the release.
        token, token_until: What the one button that releases it carries, and until when. It is taken with the release,
            and forgotten when a process starts.
        asked_unknown: How many copies nobody knows the fate of its sender was asked about.
        finished_at: No copy waits any more, and its sender was told how it went.
    """

    __tablename__ = "announcements"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    kind: Mapped[AnnouncementKind] = mapped_column(named(AnnouncementKind))
    state: Mapped[AnnouncementState] = mapped_column(named(AnnouncementState))
    audience: Mapped[dict[str, Any]] = mapped_column(JSON)
    confirm: Mapped[bool] = mapped_column(Boolean)
    confirm_by: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    expires_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    timing: Mapped[ReleaseTiming] = mapped_column(named(ReleaseTiming))
    release_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    protect: Mapped[bool] = mapped_column(Boolean)
    previews: Mapped[bool] = mapped_column(Boolean)
    urgent_reason: Mapped[str | None] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(Integer)
    token: Mapped[str | None] = mapped_column(String(32))
    token_until: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    released_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    released_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    asked_unknown: Mapped[int] = mapped_column(Integer)
    finished_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint("(token IS NULL) = (token_until IS NULL)", name="token_with_its_end"),
        CheckConstraint(
            "(state IN ('DRAFT', 'SCHEDULED', 'CANCELLED')) = (released_at IS NULL)", name="released_with_its_moment"
        ),
        CheckConstraint("state <> 'SCHEDULED' OR release_at IS NOT NULL", name="scheduled_with_its_moment"),
        CheckConstraint(
            "kind <> 'URGENT' OR released_at IS NULL OR urgent_reason IS NOT NULL", name="urgent_with_its_reason"
        ),
        CheckConstraint("(state = 'WITHDRAWN') = (withdrawn_at IS NOT NULL)", name="withdrawn_with_its_moment"),
        CheckConstraint("version >= 1 AND asked_unknown >= 0", name="counts"),
        Index("ix_announcements_organisation_id_state", "organisation_id", "state"),
        # What the clock looks after: as small as what is on its way.
        Index(
            "ix_announcements_scheduled",
            "release_at",
            sqlite_where=text("state = 'SCHEDULED'"),
            postgresql_where=text("state = 'SCHEDULED'"),
        ),
        Index(
            "ix_announcements_unfinished",
            "id",
            sqlite_where=text("released_at IS NOT NULL AND finished_at IS NULL"),
            postgresql_where=text("released_at IS NOT NULL AND finished_at IS NULL"),
        ),
    )


class AnnouncementPart(Base):
    """One message of an announcement, as it was said in one version; once it is released, rows are only added.

    Attributes:
        position: Its place, from 1.
        version: Of the announcement, from which on it is said so.
        content: ``text`` and ``entities`` as the messenger gave them, and ``files`` by the messenger's names.
    """

    __tablename__ = "announcement_parts"

    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcements.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[AnnouncementPartKind] = mapped_column(named(AnnouncementPartKind))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    __table_args__ = (CheckConstraint("position >= 1 AND version >= 1", name="counts_from_one"),)


class Receipt(Base):
    """One person an announcement is for: the audience as it was at the release, and how each stands to it.

    Attributes:
        branch_id, group_id: Where he was at the release.
        late: He joined later and got it all the same.
        copy, reason, copied_at: How his copy stands, why where it was not simply sent, and since when.
        confirmed_at: He pressed the button.
        told_at, told_by, told_by_name: Somebody told him by telephone or in person; the name as it was then.
        reminders, reminded_at: How often he was reminded, and when last.
    """

    __tablename__ = "receipts"

    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcements.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, index=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    late: Mapped[bool] = mapped_column(Boolean)
    copy: Mapped[CopyState] = mapped_column(named(CopyState))
    reason: Mapped[OutboxReason | None] = mapped_column(named(OutboxReason))
    copied_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    told_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    told_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    told_by_name: Mapped[str | None] = mapped_column(String(40))
    reminders: Mapped[int] = mapped_column(Integer)
    reminded_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint("(told_at IS NULL) = (told_by_name IS NULL)", name="told_by_somebody"),
        CheckConstraint("(copy = 'WAITING') = (copied_at IS NULL)", name="copy_with_its_moment"),
        CheckConstraint("(reminders = 0) = (reminded_at IS NULL)", name="reminded_with_its_moment"),
        # The sender's first screen, in its order: who has neither confirmed nor been told.
        Index(
            "ix_receipts_open",
            "announcement_id",
            "branch_id",
            "group_id",
            "member_id",
            sqlite_where=text("confirmed_at IS NULL AND told_at IS NULL"),
            postgresql_where=text("confirmed_at IS NULL AND told_at IS NULL"),
        ),
    )


class AnnouncementCount(Base):
    """The receipts of an announcement in numbers, kept in the transactions that change them.

    Attributes:
        people: Receipts.
        sent, unreachable, failed, unknown, skipped: By ``Receipt.copy``; the rest is still waiting.
        confirmed: With ``confirmed_at``.
        told: With ``told_at`` and without ``confirmed_at``.
        closed_unreached: Of both, those whose copy did not reach them: unreachable, failed or skipped.
    """

    __tablename__ = "announcement_counts"

    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcements.id"), primary_key=True)
    people: Mapped[int] = mapped_column(Integer)
    sent: Mapped[int] = mapped_column(Integer)
    unreachable: Mapped[int] = mapped_column(Integer)
    failed: Mapped[int] = mapped_column(Integer)
    unknown: Mapped[int] = mapped_column(Integer)
    skipped: Mapped[int] = mapped_column(Integer)
    confirmed: Mapped[int] = mapped_column(Integer)
    told: Mapped[int] = mapped_column(Integer)
    closed_unreached: Mapped[int] = mapped_column(Integer)

    __table_args__ = (
        CheckConstraint(
            "people >= 0 AND sent >= 0 AND unreachable >= 0 AND failed >= 0 AND unknown >= 0 AND skipped >= 0"
            " AND confirmed >= 0 AND told >= 0 AND confirmed + told <= people"
            " AND sent + unreachable + failed + unknown + skipped <= people",
            name="counts",
        ),
        CheckConstraint(
            "closed_unreached >= 0 AND closed_unreached <= confirmed + told"
            " AND closed_unreached <= unreachable + failed + skipped",
            name="closed_unreached",
        ),
    )


class AnnouncementScreen(Base):
    """The one message in which a sender follows an announcement; it is edited.

    Attributes:
        seen: A fingerprint of what it shows.
        edited_at, not_before: For its pace.
    """

    __tablename__ = "announcement_screens"

    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcements.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True, index=True)
    message_id: Mapped[int] = mapped_column(Key)
    seen: Mapped[str | None] = mapped_column(String(60))
    edited_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    not_before: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
