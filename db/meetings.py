"""Meetings: what is planned, when and where. Attendance and records are other tables."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, UTCDateTime, named
from db.names import Audience, EventType, MeetingState


class Meeting(Base):
    """One gathering of an organisation.

    Attributes:
        rule: Which rule made it: ``own-7``, or a preset's key; null: a human planned it.
        reference_on: The date of that rule it stands for, wherever it has moved since.
        title: What people read instead of the names of its types.
        version: Grows when what people were told changes: time, place, state. Messages carry it in their keys.
        pinned: A human chose its time or called it off: its rule leaves it alone from then on.
        changed_by: Who touched it last; null: no human has.
    """

    __tablename__ = "meetings"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    rule: Mapped[str | None] = mapped_column(String(24))
    reference_on: Mapped[dt.date | None] = mapped_column(Date)
    title: Mapped[str | None] = mapped_column(String(40))
    theme: Mapped[str | None] = mapped_column(String(100))
    starts_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, index=True)
    minutes: Mapped[int] = mapped_column(Integer)
    place: Mapped[str | None] = mapped_column(String(60))
    audience: Mapped[Audience] = mapped_column(named(Audience))
    state: Mapped[MeetingState] = mapped_column(named(MeetingState))
    version: Mapped[int] = mapped_column(Integer)
    pinned: Mapped[bool] = mapped_column(Boolean)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    changed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        # A preset is inherited: each organisation has its own meeting of a date. NULLs are distinct.
        UniqueConstraint("organisation_id", "rule", "reference_on"),
        CheckConstraint("(rule IS NULL) = (reference_on IS NULL)", name="rule_with_its_date"),
        CheckConstraint("rule IS NOT NULL OR pinned", name="human_or_rule"),
        CheckConstraint("minutes > 0", name="takes_time"),
        CheckConstraint("version >= 1", name="version_counts_from_one"),
        Index("ix_meetings_organisation_starts", "organisation_id", "starts_at"),
    )


class MeetingType(Base):
    """One of the things a meeting is."""

    __tablename__ = "meeting_types"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    type: Mapped[EventType] = mapped_column(named(EventType), primary_key=True)
