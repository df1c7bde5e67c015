"""Leave from meetings: a record of its own, linked to the meeting and the member, never an edited attendance."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, UTCDateTime, named
from db.names import LeaveState, LeaveType


class LeaveRequest(Base):
    """A member has asked leave from a meeting. One at a time is open; the others are history.

    Attributes:
        type: Null once the reason has been forgotten: it is plain leave then (``services.leave.folding``).
        late: It came after the last moment for it.
        asked_by: Himself, or a steward who wrote it down for him.
        decided_by: Null where there was nobody who could decide, and it was approved by itself.
        folded_at: When the reason was forgotten.
    """

    __tablename__ = "leave_requests"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    type: Mapped[LeaveType | None] = mapped_column(named(LeaveType))
    state: Mapped[LeaveState] = mapped_column(named(LeaveState))
    late: Mapped[bool] = mapped_column(Boolean)
    asked_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    asked_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    folded_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint("(type IS NULL) = (folded_at IS NOT NULL)", name="plain_when_folded"),
        CheckConstraint("state NOT IN ('APPROVED', 'REFUSED') OR decided_at IS NOT NULL", name="decided_whole"),
        Index("ix_leave_requests_meeting", "meeting_id"),
        Index(
            "uq_leave_requests_open",
            "meeting_id",
            "member_id",
            unique=True,
            sqlite_where=text("state IN ('PENDING', 'APPROVED')"),
            postgresql_where=text("state IN ('PENDING', 'APPROVED')"),
        ),
    )
