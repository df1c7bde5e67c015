"""Activity reports: what a branch hands in about an activity, what the party office says, where it was published."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, UTCDateTime, named
from db.names import ReportState


class ActivityReport(Base):
    """One report.

    Attributes:
        meeting_id: The meeting it began from; a second tap finds it again.
        held_on: The day of the activity.
        remark: What the office said when it was returned.
        times: How often it was handed in; each time the office is asked anew.
    """

    __tablename__ = "activity_reports"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id"), unique=True)
    title: Mapped[str] = mapped_column(String(60))
    words: Mapped[str] = mapped_column(String(800))
    held_on: Mapped[dt.date] = mapped_column(Date)
    state: Mapped[ReportState] = mapped_column(named(ReportState))
    remark: Mapped[str | None] = mapped_column(String(200))
    times: Mapped[int] = mapped_column(Integer, default=0)
    made_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    handed_in_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint("state <> 'RETURNED' OR remark IS NOT NULL", name="returned_with_a_word"),
        CheckConstraint("(times = 0) = (handed_in_at IS NULL)", name="handed_in_with_its_moment"),
        Index("ix_activity_reports_branch", "branch_id", "id"),
    )


class ReportPhoto(Base):
    """A photo of a report, as the messenger keeps it."""

    __tablename__ = "report_photos"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("activity_reports.id"))
    file_id: Mapped[str] = mapped_column(String(200))
    unique_id: Mapped[str] = mapped_column(String(64))

    # The same photo again is no second one.
    __table_args__ = (UniqueConstraint("report_id", "unique_id"),)


class ReportPost(Base):
    """Where a report was published, by whom; once in each chat."""

    __tablename__ = "report_posts"

    report_id: Mapped[int] = mapped_column(ForeignKey("activity_reports.id"), primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("bound_chats.id"), primary_key=True)
    posted_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    posted_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
