"""The audit log and the register of erasures."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, UTCDateTime


class AuditEntry(Base):
    """Who did what to whom: keys only, never names; each row carries the hash of the one before.

    Attributes:
        actor: ``account:<key>``, ``system:<job>`` or ``terminal``; never empty.
        subject: ``member:<key>``, ``organisation:<id>``, ``account:<key>`` …
    """

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    actor: Mapped[str] = mapped_column(String(60))
    action: Mapped[str] = mapped_column(String(40), index=True)
    subject: Mapped[str] = mapped_column(String(60), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class Erasure(Base):
    """That a person was erased, by the hash of the random key he had; a restore replays it."""

    __tablename__ = "erasures"

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
