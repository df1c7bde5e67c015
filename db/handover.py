"""Handing a secretary's work over: offered by one, accepted by the other."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, UTCDateTime, named
from db.names import HandoverState


class Handover(Base):
    """One handing over of a secretary's post and what goes with it; the accepted ones are the record.

    Attributes:
        giver_id: Who hands over; null: he is gone, and the office began it.
        taker_id: Who takes over.
        offered_by: The giver, or whoever of the office.
        contents: What was handed over, counted when it was accepted: ``{"meetings": 3, ...}``.
    """

    __tablename__ = "handovers"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    giver_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    taker_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    state: Mapped[HandoverState] = mapped_column(named(HandoverState))
    offered_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    offered_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    answered_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    contents: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    __table_args__ = (
        CheckConstraint("giver_id <> taker_id", name="between_two"),
        CheckConstraint("(state = 'OFFERED') = (answered_at IS NULL)", name="answered_with_its_moment"),
        CheckConstraint("(state = 'ACCEPTED') = (contents IS NOT NULL)", name="accepted_with_its_contents"),
        Index(
            "uq_handovers_open",
            "organisation_id",
            unique=True,
            sqlite_where=text("state = 'OFFERED'"),
            postgresql_where=text("state = 'OFFERED'"),
        ),
    )
