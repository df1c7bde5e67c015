"""Attendance: roll-calls, one row a member and meeting, what it was before, the screens about it, and decisions."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, UTCDateTime, named
from db.names import AttendanceStatus, ChangeKind, CheckInWay, LeaveType, QuorumKind, ScreenKind, Sitting


class RollCall(Base):
    """The roll-call of one sitting of a meeting; made when it is first needed.

    Its window follows the meeting's time, so that a meeting that moves takes it along; only what a human said of it
    stands here.

    Attributes:
        opened_at: A human opened it before it would have opened by itself.
        extended_until: A human lets people check in longer than the meeting lasts.
        changes: Grows with whatever its boards show.
    """

    __tablename__ = "roll_calls"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    sitting: Mapped[Sitting] = mapped_column(named(Sitting))
    opened_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    extended_until: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    changes: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        UniqueConstraint("meeting_id", "sitting"),
        CheckConstraint("(opened_at IS NULL) = (opened_by IS NULL)", name="opened_whole"),
        CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name="closed_whole"),
        Index(
            "ix_roll_calls_open",
            "meeting_id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )


class Attendance(Base):
    """What is recorded of one member at one meeting: one row, whichever sitting he came to.

    Attributes:
        sitting: Which sitting it was recorded in.
        leave_type: As a steward marked it; an approved leave keeps its type in its own record.
        came_at, left_at: Null where he was not there, or nobody noted it.
        recorded_by: Whose tap it was: his own account, or a steward's.
        reason: Why somebody else recorded it, or why it was corrected.
        slot: Which time slot the code he used was shown in (``services.rollcall.codes``).
    """

    __tablename__ = "attendance"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    sitting: Mapped[Sitting] = mapped_column(named(Sitting))
    status: Mapped[AttendanceStatus] = mapped_column(named(AttendanceStatus))
    leave_type: Mapped[LeaveType | None] = mapped_column(named(LeaveType))
    way: Mapped[CheckInWay] = mapped_column(named(CheckInWay))
    came_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    left_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    recorded_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    reason: Mapped[str | None] = mapped_column(String(100))
    slot: Mapped[int | None] = mapped_column(Integer)

    __table_args__ = (
        UniqueConstraint("meeting_id", "member_id"),
        CheckConstraint("leave_type IS NULL OR status = 'LEAVE'", name="type_of_a_leave"),
        CheckConstraint("way <> 'BEHALF' OR reason IS NOT NULL", name="behalf_with_reason"),
        CheckConstraint("left_at IS NULL OR came_at IS NOT NULL", name="left_after_coming"),
    )


class AttendanceChange(Base):
    """An attendance as it was before it changed; never edited.

    Attributes:
        changed_by: Whose act; null: his own arrival, after a steward had marked him.
        why: In a steward's words.
    """

    __tablename__ = "attendance_changes"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    kind: Mapped[ChangeKind] = mapped_column(named(ChangeKind))
    sitting: Mapped[Sitting] = mapped_column(named(Sitting))
    status: Mapped[AttendanceStatus] = mapped_column(named(AttendanceStatus))
    leave_type: Mapped[LeaveType | None] = mapped_column(named(LeaveType))
    way: Mapped[CheckInWay] = mapped_column(named(CheckInWay))
    came_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    left_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    recorded_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    reason: Mapped[str | None] = mapped_column(String(100))
    changed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    why: Mapped[str | None] = mapped_column(String(100))

    __table_args__ = (Index("ix_attendance_changes_meeting_member", "meeting_id", "member_id"),)


class RollCallScreen(Base):
    """A message about a meeting's roll-call that is edited while it changes: a board, or the picture of the code.

    Attributes:
        account_id, chat_id: Whose private chat, or which bound group.
        page: Which page of the names it shows.
        posts: How often it was posted anew; the outbox row of a group's board is named by it.
        message_id: The messenger's; null while it waits in the outbox.
        seen: Fingerprint of what it shows.
        edited_at: When it was last edited, or somebody set out to.
        not_before: The messenger asked to wait until then.
    """

    __tablename__ = "roll_call_screens"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    kind: Mapped[ScreenKind] = mapped_column(named(ScreenKind))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    chat_id: Mapped[int | None] = mapped_column(ForeignKey("bound_chats.id"))
    page: Mapped[int] = mapped_column(Integer)
    posts: Mapped[int] = mapped_column(Integer)
    message_id: Mapped[int | None] = mapped_column(Integer)
    seen: Mapped[str | None] = mapped_column(String(32))
    edited_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    not_before: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        UniqueConstraint("meeting_id", "kind", "account_id"),
        UniqueConstraint("meeting_id", "kind", "chat_id"),
        CheckConstraint("(account_id IS NULL) <> (chat_id IS NULL)", name="one_chat"),
    )


class Decision(Base):
    """A decision of a meeting: counts a human typed, beside who was there at that moment (``domain_rules.md`` 2.2).

    Attributes:
        expected, present: 应到 and 实到, frozen.
        due_voters, present_voters: Of them with the right to vote, frozen.
    """

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    kind: Mapped[QuorumKind] = mapped_column(named(QuorumKind))
    title: Mapped[str] = mapped_column(String(100))
    ayes: Mapped[int] = mapped_column(Integer)
    noes: Mapped[int] = mapped_column(Integer)
    abstentions: Mapped[int] = mapped_column(Integer)
    expected: Mapped[int] = mapped_column(Integer)
    present: Mapped[int] = mapped_column(Integer)
    due_voters: Mapped[int] = mapped_column(Integer)
    present_voters: Mapped[int] = mapped_column(Integer)
    recorded_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    recorded_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))

    __table_args__ = (
        UniqueConstraint("meeting_id", "title"),
        CheckConstraint("ayes >= 0 AND noes >= 0 AND abstentions >= 0", name="counts"),
    )
