"""The record of a meeting (会议记录): what its recorder sends in, and fields of the form that nothing else knows."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, Tenths, UTCDateTime, named
from db.names import MinuteKind


class MeetingRecord(Base):
    """What the record of one meeting says beside what is sent in; ``domain_rules.md`` 2.3 and sheet 10.

    Attributes:
        number: Which meeting of its kind it is (次数).
        chair_id, recorder_id: Who chairs and who writes; whoever writes may send in and look.
        ended_at: When it was over.
        undecided: Nothing was put to the vote.
        summary: What the activity was about, for the report.
        members, activists, masses: Who took part; members only where no roll was called.
        hours: Hours of service.
        consultations: Free consultations (义诊人次).
    """

    __tablename__ = "meeting_records"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    number: Mapped[int | None] = mapped_column(Integer)
    chair_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    recorder_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    undecided: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    summary: Mapped[str | None] = mapped_column(String(1000))
    members: Mapped[int | None] = mapped_column(Integer)
    activists: Mapped[int | None] = mapped_column(Integer)
    masses: Mapped[int | None] = mapped_column(Integer)
    hours: Mapped[Decimal | None] = mapped_column(Tenths)
    consultations: Mapped[int | None] = mapped_column(Integer)
    changed_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    changed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint("number >= 1", name="number_counts_from_one"),
        CheckConstraint(
            "members >= 0 AND activists >= 0 AND masses >= 0 AND hours >= 0 AND consultations >= 0", name="figures"
        ),
    )


class MinuteEntry(Base):
    """One thing that was sent in for a meeting's record: a text, or a file as the messenger keeps it.

    Attributes:
        item_id: The item of the agenda it is filed under; null: none of them.
        text: What was typed, or what stands under a file.
        file_id: The messenger's, by which it gives or sends the file again.
        file_unique_id: The messenger's name of its contents.
        seconds: Length of a voice note.
        sent_at: When it was sent, by the messenger.
        message_id: The messenger's, in the private chat of who sent it: the same message again is no second entry.
    """

    __tablename__ = "minute_entries"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_items.id"), index=True)
    kind: Mapped[MinuteKind] = mapped_column(named(MinuteKind))
    text: Mapped[str | None] = mapped_column(String(4096))
    file_id: Mapped[str | None] = mapped_column(String(200))
    file_unique_id: Mapped[str | None] = mapped_column(String(64))
    name: Mapped[str | None] = mapped_column(String(100))
    seconds: Mapped[int | None] = mapped_column(Integer)
    sent_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    filed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    filed_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    message_id: Mapped[int] = mapped_column(Integer)

    __table_args__ = (
        UniqueConstraint("filed_by", "message_id"),
        CheckConstraint("(kind = 'TEXT') = (file_id IS NULL)", name="file_of_its_kind"),
        CheckConstraint("kind <> 'TEXT' OR text IS NOT NULL", name="text_of_its_kind"),
    )
