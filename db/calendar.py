"""Working days that the seed library does not know or has wrong."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Boolean, Date, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class WorkdayOverride(Base):
    """One day of the State Council's yearly notice as an administrator imported it."""

    __tablename__ = "workday_overrides"

    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    is_workday: Mapped[bool] = mapped_column(Boolean)
    source: Mapped[str] = mapped_column(String(200))
