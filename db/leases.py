"""What one process at a time may do: leases with an expiry, and shares of a budget (``design.md`` 5)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, UTCDateTime


class Lease(Base):
    """One thing that one process does at a time.

    Attributes:
        name: What it is (``poller:<bot id>``).
        holder: The process, empty when it was given back.
        until: From then on anybody may take it; by the database's clock.
        token: Grows with every change of the holder.
    """

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    holder: Mapped[str] = mapped_column(String(64))
    until: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    token: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))


class BudgetShare(Base):
    """What one process may send of a budget that several share.

    Attributes:
        budget: Which budget (``send:<bot id>``).
        share: Messages a second that count against the budget; the process sends at most as many.
        hungry: Whether it could have used more.
        until: From then on the share is free; by the database's clock.
    """

    __tablename__ = "budget_shares"

    budget: Mapped[str] = mapped_column(String(80), primary_key=True)
    holder: Mapped[str] = mapped_column(String(64), primary_key=True)
    share: Mapped[int] = mapped_column(Integer)
    hungry: Mapped[bool]
    until: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    __table_args__ = (CheckConstraint("share >= 0", name="share_is_no_debt"),)
