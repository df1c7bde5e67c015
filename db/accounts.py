"""Accounts of a messenger, and which member each belongs to."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Time,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, UTCDateTime, named
from db.names import Reach


class Account(Base):
    """A user of a messenger who has written to the bot.

    Attributes:
        key: Opaque random key for audit rows; set anew when the person erases himself.
        messenger: ``telegram``; others may come.
        address: The messenger's own id of the person, as text; ``erased:<key>`` after erasing.
        consent_version: Which consent text he agreed to; nothing but the consent screen works before that.
        office_consent_version: Which warning to the office he confirmed; roles of the office rest before that.
        paused_until: The day on which reminders come again.
        heard_on: The last day he pressed or wrote anything, the day alone, at most one write a day; after the upgrade
            that began to keep it, the day of the upgrade. Null: nothing since he came (``services.reachability``).
        commands_shown: Which command menu his chat shows, as ``bot.commands`` set it; null before the first time.
        quiet_start: His own quiet hours, wall time of his branch's zone; null means the branch's. Equal means none.
        birthday_greeting: He agreed to a private greeting on his political birthday (``domain_rules.md`` 7).
    """

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    messenger: Mapped[str] = mapped_column(String(16))
    address: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8), default="zh-CN")
    reach: Mapped[Reach] = mapped_column(named(Reach))
    reach_changed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    is_administrator: Mapped[bool] = mapped_column(Boolean, default=False)
    consent_version: Mapped[int | None] = mapped_column(Integer)
    consented_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    office_consent_version: Mapped[int | None] = mapped_column(Integer)
    office_consented_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    quiet_start: Mapped[dt.time | None] = mapped_column(Time)
    quiet_end: Mapped[dt.time | None] = mapped_column(Time)
    paused_until: Mapped[dt.date | None] = mapped_column(Date)
    heard_on: Mapped[dt.date | None] = mapped_column(Date)
    commands_shown: Mapped[str | None] = mapped_column(String(40))
    birthday_greeting: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        UniqueConstraint("messenger", "address"),
        CheckConstraint("(quiet_start IS NULL) = (quiet_end IS NULL)", name="quiet_whole"),
    )


class Binding(Base):
    """Which account speaks for which member: one account a member and one member an account at a time."""

    __tablename__ = "bindings"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    method: Mapped[str] = mapped_column(String(20))
    bound_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    unbound_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        Index(
            "uq_bindings_member",
            "member_id",
            unique=True,
            sqlite_where=text("unbound_at IS NULL"),
            postgresql_where=text("unbound_at IS NULL"),
        ),
        Index(
            "uq_bindings_account",
            "account_id",
            unique=True,
            sqlite_where=text("unbound_at IS NULL"),
            postgresql_where=text("unbound_at IS NULL"),
        ),
    )


class Tries(Base):
    """Wrong tries of an account at something guessable, and until when it is paused."""

    __tablename__ = "tries"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    what: Mapped[str] = mapped_column(String(20), primary_key=True)
    wrong: Mapped[int] = mapped_column(Integer)
    first_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    paused_until: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)


class Draft(Base):
    """What a person has begun to fill in: one at a time, with an expiry; a restart in the middle loses nothing.

    Attributes:
        standing: What his messages are while no other form is open (the record of a meeting); other screens leave it.
    """

    __tablename__ = "drafts"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    standing: Mapped[bool] = mapped_column(Boolean, primary_key=True, default=False, server_default=false())
    kind: Mapped[str] = mapped_column(String(40))
    step: Mapped[str] = mapped_column(String(40))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    expires_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, index=True)


class MutedKind(Base):
    """A kind of message that is no duty and that a person does not want (``services.mutes``)."""

    __tablename__ = "muted_kinds"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    muted_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)


class AdminCode(Base):
    """A code that makes its user the administrator: kept as a hash, 30 minutes, once."""

    __tablename__ = "admin_codes"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
