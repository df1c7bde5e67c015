"""Annual plans (一年早知道): a theme for the year, and one for each of its months; and the addresses of calendars."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, UTCDateTime


class AnnualPlan(Base):
    """What an organisation's year is about.

    Attributes:
        theme: Of the whole year.
        confirmed_at: From then on its meetings carry its themes.
        version: Grows with every change.
    """

    __tablename__ = "annual_plans"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    year: Mapped[int] = mapped_column(Integer)
    theme: Mapped[str | None] = mapped_column(String(100))
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    version: Mapped[int] = mapped_column(Integer)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    changed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        UniqueConstraint("organisation_id", "year"),
        CheckConstraint("year BETWEEN 2000 AND 2199", name="a_year"),
        CheckConstraint("version >= 1", name="version_counts_from_one"),
    )


class MonthTheme(Base):
    """What a month of a plan is about; a month without a row has no theme yet."""

    __tablename__ = "month_themes"

    plan_id: Mapped[int] = mapped_column(ForeignKey("annual_plans.id"), primary_key=True)
    month: Mapped[int] = mapped_column(Integer, primary_key=True)
    theme: Mapped[str] = mapped_column(String(100))

    __table_args__ = (CheckConstraint("month BETWEEN 1 AND 12", name="a_month"),)


class CalendarFeed(Base):
    """An address under which a calendar may be read: an organisation's, or a member's own.

    Attributes:
        secret_hash: Under which the address is looked up.
        secret_sealed: The address's secret, so that it can be shown again (``calendar_feeds.secret:<hash>``).
    """

    __tablename__ = "calendar_feeds"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), unique=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    secret_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    __table_args__ = (CheckConstraint("(organisation_id IS NULL) <> (member_id IS NULL)", name="one_owner"),)
