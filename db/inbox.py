"""Updates that are durable but not worked on yet: what several replicas share (``design.md`` 5)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, UTCDateTime

_OPEN = text("done_at IS NULL")


class InboxUpdate(Base):
    """One update of the messenger. Its key makes it exist once, however often it is delivered.

    Attributes:
        bot_id: Which bot's numbering ``update_id`` belongs to.
        person: Whose order it keeps; 0 once it is done.
        payload_sealed: The update as JSON, sealed; None once it is done.
        lease_owner, lease_until: Who works on it, by the database's clock.
        attempts: How often it was begun; a process that dies of it does not take the others along for ever.
        done_at: Kept for a while, without its content, so that a late second copy is recognised.
    """

    __tablename__ = "inbox_updates"

    bot_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    person: Mapped[int] = mapped_column(BigInteger)
    payload_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    received_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    done_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint("(done_at IS NULL) = (payload_sealed IS NOT NULL)", name="emptied_when_done"),
        Index("ix_inbox_updates_open", "bot_id", "update_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_inbox_updates_order", "bot_id", "person", "update_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index(
            "ix_inbox_updates_done",
            "done_at",
            sqlite_where=text("done_at IS NOT NULL"),
            postgresql_where=text("done_at IS NOT NULL"),
        ),
    )
