"""Make-up study: what somebody studies for a meeting he was not at. A record of its own, never an attendance."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, Tenths, UTCDateTime, named
from db.names import MakeUpState


class MakeUp(Base):
    """The make-up study of one member for one meeting; the constraint grants its hours once.

    Attributes:
        due_on: By then, that day included.
        times: How often it was handed in.
        note: What he wrote; questions that were answered need none.
        asked: The questions that were drawn for him last, and whether he knew each; what he chose is not kept:
            ``{"round": 1, "questions": [{"question": 7, "version": 1, "right": true}, ...]}``.
        returned: Why it was given back last, in a word.
        hours: Granted when it was accepted; the ledger of hours reads them by the key ``makeup:<id>``.
    """

    __tablename__ = "make_ups"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    state: Mapped[MakeUpState] = mapped_column(named(MakeUpState))
    due_on: Mapped[dt.date] = mapped_column(Date)
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    times: Mapped[int] = mapped_column(Integer)
    note: Mapped[str | None] = mapped_column(String(1000))
    asked: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    submitted_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    returned: Mapped[str | None] = mapped_column(String(100))
    decided_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    hours: Mapped[Decimal | None] = mapped_column(Tenths)

    __table_args__ = (
        UniqueConstraint("meeting_id", "member_id"),
        CheckConstraint("(state = 'ACCEPTED') = (hours IS NOT NULL)", name="hours_when_accepted"),
        CheckConstraint("state <> 'SUBMITTED' OR submitted_at IS NOT NULL", name="submitted_whole"),
        CheckConstraint("state <> 'ACCEPTED' OR decided_at IS NOT NULL", name="accepted_whole"),
    )
