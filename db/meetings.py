"""Meetings: what is planned, when, where and for whom; who said he comes. Attendance and leave are other tables."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, Tenths, UTCDateTime, named
from db.names import Audience, EventType, GuestKind, MaterialKind, MeetingState, PartState, Sitting


class Meeting(Base):
    """One gathering of an organisation.

    Attributes:
        rule: Which rule made it: ``own-7``, or a preset's key; null: a human planned it.
        reference_on: The date of that rule it stands for, wherever it has moved since.
        title: What people read instead of the names of its types.
        link: Where it is online, or where those join who cannot come.
        audience: Of its organisation; null: nobody but whom ``meeting_parts`` and ``meeting_people`` name.
        answer_by: Until when people answer; null: as the rules have it (``rules_data/leave.toml``).
        second_starts_at: When its second sitting (B) begins, the same contents for people on shifts; null: none.
        hours, credits: What it gives; null: what is usual for its types (``rules_data/meetings.toml``).
        theme_by_plan: The annual plan gave it its theme; a theme a human wrote is left alone.
        themed_at: When its theme came to be what it is.
        announced_at: When a human had its invitations sent, before they were due; null: nobody has.
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
    theme_by_plan: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    themed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    starts_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, index=True)
    minutes: Mapped[int] = mapped_column(Integer)
    place: Mapped[str | None] = mapped_column(String(60))
    link: Mapped[str | None] = mapped_column(String(300))
    audience: Mapped[Audience | None] = mapped_column(named(Audience))
    answer_by: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    second_starts_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    second_minutes: Mapped[int | None] = mapped_column(Integer)
    second_place: Mapped[str | None] = mapped_column(String(60))
    hours: Mapped[Decimal | None] = mapped_column(Tenths)
    credits: Mapped[Decimal | None] = mapped_column(Tenths)
    announced_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
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
        CheckConstraint("(second_starts_at IS NULL) = (second_minutes IS NULL)", name="second_whole"),
        CheckConstraint("second_place IS NULL OR second_starts_at IS NOT NULL", name="second_place"),
        CheckConstraint("second_starts_at > starts_at AND second_minutes > 0", name="second_after_first"),
        CheckConstraint("hours >= 0 AND credits >= 0", name="gives_nothing_below_zero"),
        CheckConstraint("version >= 1", name="version_counts_from_one"),
        Index("ix_meetings_organisation_starts", "organisation_id", "starts_at"),
    )


class MeetingType(Base):
    """One of the things a meeting is."""

    __tablename__ = "meeting_types"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    type: Mapped[EventType] = mapped_column(named(EventType), primary_key=True)


class MeetingPart(Base):
    """An organisation whose members a meeting is for as well: a group of its own, or another branch of a joint meeting.

    Attributes:
        decided_by: Who agreed or declined: a leader of that organisation, or whoever reaches it; null while asked.
    """

    __tablename__ = "meeting_parts"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True, index=True)
    state: Mapped[PartState] = mapped_column(named(PartState))
    asked_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (CheckConstraint("(state = 'ASKED') = (decided_at IS NULL)", name="decided_whole"),)


class MeetingPerson(Base):
    """A member a meeting is for by name."""

    __tablename__ = "meeting_people"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, index=True)


class MeetingGuest(Base):
    """Somebody who is there without being expected (列席, 旁听): a name and a post, never on the roster, no voter."""

    __tablename__ = "meeting_guests"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    kind: Mapped[GuestKind] = mapped_column(named(GuestKind))
    name: Mapped[str] = mapped_column(String(40))
    post: Mapped[str | None] = mapped_column(String(60))

    __table_args__ = (UniqueConstraint("meeting_id", "name"),)


class MeetingItem(Base):
    """One item of a meeting's agenda."""

    __tablename__ = "meeting_items"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    position: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(100))

    __table_args__ = (
        UniqueConstraint("meeting_id", "position"),
        CheckConstraint("position >= 1", name="position_counts_from_one"),
    )


class MeetingMaterial(Base):
    """A file that goes out with the invitation, as the messenger keeps it; its contents are never stored here.

    Attributes:
        file_id: The messenger's, by which it sends the file again.
        file_unique_id: The messenger's name of the contents: the same file sent twice is one row.
    """

    __tablename__ = "meeting_materials"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    kind: Mapped[MaterialKind] = mapped_column(named(MaterialKind))
    file_id: Mapped[str] = mapped_column(String(200))
    file_unique_id: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(100))
    added_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    added_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    __table_args__ = (UniqueConstraint("meeting_id", "file_unique_id"),)


class MeetingReply(Base):
    """Somebody has said that he comes. It is no attendance, and whoever asks leave has none.

    Attributes:
        sitting: Which of two sittings he comes to.
        answered_by: Himself, or a steward who wrote it down for him.
    """

    __tablename__ = "meeting_replies"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, index=True)
    sitting: Mapped[Sitting] = mapped_column(named(Sitting))
    answered_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    answered_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
