"""Pay items: what a base was made of. Optional, sealed, the organisation member's alone, and gone when he says so."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Integer, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, UTCDateTime


class DuesPaySlip(Base):
    """What stood on a member's slip when his base was reckoned from it.

    Attributes:
        from_month: The first month the base holds for.
        items_sealed: Yuan by item, as JSON, sealed for the member and the month (``services.dues.pay``).
    """

    __tablename__ = "dues_pay_slips"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    from_month: Mapped[int] = mapped_column(Integer, primary_key=True)
    items_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    __table_args__ = (CheckConstraint("from_month % 100 BETWEEN 1 AND 12", name="from_a_month"),)
