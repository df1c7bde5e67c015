"""A quiz run in a meeting: question by question on the projector page and the phones."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, Boolean, CheckConstraint, ForeignKey, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, UTCDateTime


class LiveQuiz(Base):
    """A quiz as it runs in a meeting; one at a time in each.

    Attributes:
        version_ids: The wordings it asks, in order; later corrections do not change them.
        position: The question that is asked or was shown last, from 1; 0: none yet.
        asked_at: When its copies were queued.
        seconds: A person has from the moment his copy was taken.
        shown: How all answered is on the page; nobody answers any more.
    """

    __tablename__ = "live_quizzes"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quizzes.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    version_ids: Mapped[list[int]] = mapped_column(JSON)
    position: Mapped[int] = mapped_column(Integer)
    asked_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    seconds: Mapped[int] = mapped_column(Integer)
    shown: Mapped[bool] = mapped_column(Boolean)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint("position >= 0 AND seconds > 0", name="counts"),
        CheckConstraint("(position = 0) = (asked_at IS NULL)", name="asked_with_its_moment"),
        Index(
            "uq_live_quizzes_running",
            "meeting_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )


class LiveAnswer(Base):
    """What somebody pressed first; the key counts a double tap once. Only its numbers are ever shown.

    Attributes:
        choice: The place of the option in the wording's own order.
    """

    __tablename__ = "live_answers"

    live_id: Mapped[int] = mapped_column(ForeignKey("live_quizzes.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, index=True)
    choice: Mapped[int] = mapped_column(Integer)
    answered_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
