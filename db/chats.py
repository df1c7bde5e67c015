"""Group chats and channels bound to organisations."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, UTCDateTime, named
from db.names import ChatKind


class BoundChat(Base):
    """A group or channel of an organisation. No personal data is ever posted there.

    Attributes:
        address: The messenger's id of the chat, as text; changes when a group becomes a supergroup.
        thread: The forum topic the code was typed in, if any.
        may_post: Whether the bot may write there, as last seen.
        sees_all: Whether the bot sees every message (privacy mode off or administrator), as last seen.
    """

    __tablename__ = "bound_chats"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[ChatKind] = mapped_column(named(ChatKind))
    messenger: Mapped[str] = mapped_column(String(16))
    address: Mapped[str] = mapped_column(String(64))
    thread: Mapped[int | None] = mapped_column(Integer)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    may_post: Mapped[bool] = mapped_column(Boolean, default=True)
    sees_all: Mapped[bool] = mapped_column(Boolean, default=False)
    bound_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    bound_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    unbound_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        Index(
            "uq_bound_chats_address",
            "messenger",
            "address",
            unique=True,
            sqlite_where=text("unbound_at IS NULL"),
            postgresql_where=text("unbound_at IS NULL"),
        ),
    )


class BindCode(Base):
    """A code that binds the chat it is typed in: one organisation, one use, soon over."""

    __tablename__ = "bind_codes"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    created_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    expires_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
