"""Queues that were found to be what a plan wants, so that planners need not look at them again."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, UTCDateTime


class SettledQueue(Base):
    """The queue of a subject that was found to be what its plan wants.

    Whatever changes the queue but sends from it deletes the row (``services.settled``).

    Attributes:
        fingerprint: Of everything the plan was made of.
        settled_at: The moment the plan was made for.
    """

    __tablename__ = "settled_queues"

    subject: Mapped[str] = mapped_column(String(100), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(32))
    settled_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
