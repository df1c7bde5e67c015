"""Two branches that work together (结对共建): who asked whom, and what became of it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, UTCDateTime, named
from db.names import PairingState

_OPEN = text("state IN ('ASKED', 'AGREED')")


class Pairing(Base):
    """One pair. What they do together stands on a checklist in each of them, about ``pairing:<id>``."""

    __tablename__ = "pairings"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    asking_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    asked_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    state: Mapped[PairingState] = mapped_column(named(PairingState))
    asked_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    asked_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint("asking_id <> asked_id", name="two_branches"),
        Index(
            "uq_pairings_open",
            "asking_id",
            "asked_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )


class RetiredContact(Base):
    """Whom the retired members of an organisation may ask: a member, named by who leads it."""

    __tablename__ = "retired_contacts"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    set_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    set_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
