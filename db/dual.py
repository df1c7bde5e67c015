"""Double organisational life (双重组织生活): who is a leader, and what he took part in."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, UTCDateTime, named
from db.names import DualPart


class DualLeader(Base):
    """A member of a leading group, named by hand; whoever holds one of the roles of the rules needs no row."""

    __tablename__ = "dual_leaders"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    named_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    named_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        Index(
            "uq_dual_leaders_open",
            "member_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )


class DualRecord(Base):
    """A leader took part in organisational life.

    Attributes:
        organisation_id: Whose life: his branch, or an organisation above it with a leading group.
        meeting_id: In which meeting; null: an activity noted by its words.
        annulled_at: Noted by mistake; the row stays and no longer counts.
    """

    __tablename__ = "dual_records"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id"))
    activity: Mapped[str | None] = mapped_column(String(40))
    held_on: Mapped[dt.date] = mapped_column(Date)
    part: Mapped[DualPart] = mapped_column(named(DualPart))
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    noted_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    annulled_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint("(meeting_id IS NULL) <> (activity IS NULL)", name="meeting_or_words"),
        # A second tap notes nothing twice.
        Index(
            "uq_dual_records_meeting",
            "member_id",
            "meeting_id",
            unique=True,
            sqlite_where=text("annulled_at IS NULL AND meeting_id IS NOT NULL"),
            postgresql_where=text("annulled_at IS NULL AND meeting_id IS NOT NULL"),
        ),
        Index(
            "uq_dual_records_activity",
            "member_id",
            "held_on",
            "activity",
            unique=True,
            sqlite_where=text("annulled_at IS NULL AND meeting_id IS NULL"),
            postgresql_where=text("annulled_at IS NULL AND meeting_id IS NULL"),
        ),
        Index("ix_dual_records_member_held", "member_id", "held_on"),
    )
