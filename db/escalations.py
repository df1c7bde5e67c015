"""What waits for an answer, and the tasks for humans that come of it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, UTCDateTime, named
from db.names import Audience, TaskEnd


class Escalation(Base):
    """A question that waits for its answer, on a ladder of the rules.

    Attributes:
        subject: What was asked, as messages name it: ``registration:7``.
        asked: Of whom, where each answers for himself (``m12``); empty: one answer ends it for all.
        task_at: When a human is asked; null: the ladder has no such step.
        ended_at: It was answered, dealt with, or fell away; no step is taken any more.
    """

    __tablename__ = "escalations"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    ladder: Mapped[str] = mapped_column(String(24))
    subject: Mapped[str] = mapped_column(String(100))
    asked: Mapped[str] = mapped_column(String(40))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    started_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    task_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        UniqueConstraint("subject", "ladder", "asked"),
        Index(
            "ix_escalations_waiting",
            "task_at",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )


class HumanTask(Base):
    """Something a human should do, because no message can: 等您处理.

    Attributes:
        kind: A ladder's key, or ``undelivered``.
        asked: What of the subject: see ``Escalation.asked``; for what was not delivered, the messages' common key.
        to: Who should do it, seen from the organisation.
        until: After this it is of no use.
    """

    __tablename__ = "human_tasks"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    subject: Mapped[str] = mapped_column(String(100))
    asked: Mapped[str] = mapped_column(String(200))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    to: Mapped[Audience] = mapped_column(named(Audience))
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    until: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    closed_as: Mapped[TaskEnd | None] = mapped_column(named(TaskEnd))
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    __table_args__ = (
        UniqueConstraint("subject", "kind", "asked", "organisation_id"),
        CheckConstraint("(closed_at IS NULL) = (closed_as IS NULL)", name="closed_whole"),
        Index(
            "ix_human_tasks_open",
            "organisation_id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )
