"""Work that a person asked for and a worker does (``services.jobs``)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, UTCDateTime


class Job(Base):
    """One thing asked for; it exists until its result has been given.

    Attributes:
        kind: What it is (``roster.preview``).
        asked: What exactly: the second press of one button is no second job.
        args: What the kind needs to know; the messenger's ids of messages and files, never content.
        result: What was done, stored in the transaction that did it; a second begin tells it and does nothing.
        attempts: How often it was begun. Who began it as another number has lost it.
    """

    __tablename__ = "jobs"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    asked: Mapped[str] = mapped_column(String(80))
    args: Mapped[dict[str, Any]] = mapped_column(JSON)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, index=True)

    __table_args__ = (UniqueConstraint("account_id", "kind", "asked"),)
