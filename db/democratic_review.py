"""The yearly democratic review of a branch: how many came, forms, and how many got which grade. Nobody's grade."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, UTCDateTime


class DemocraticReview(Base):
    """One review; every number is typed by a human who counted (``domain_rules.md`` 8, 10.15).

    Attributes:
        held_on: The day of the meeting; the dates of its checklist move with it.
        expected, present: Members who should come, and who came.
        sent, returned, valid: Forms.
        assessed: Members who were graded; the four grades add up to it.
    """

    __tablename__ = "democratic_reviews"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    year: Mapped[int] = mapped_column(Integer)
    held_on: Mapped[dt.date] = mapped_column(Date)
    expected: Mapped[int | None] = mapped_column(Integer)
    present: Mapped[int | None] = mapped_column(Integer)
    sent: Mapped[int | None] = mapped_column(Integer)
    returned: Mapped[int | None] = mapped_column(Integer)
    valid: Mapped[int | None] = mapped_column(Integer)
    assessed: Mapped[int | None] = mapped_column(Integer)
    excellent: Mapped[int | None] = mapped_column(Integer)
    qualified: Mapped[int | None] = mapped_column(Integer)
    basically_qualified: Mapped[int | None] = mapped_column(Integer)
    unqualified: Mapped[int | None] = mapped_column(Integer)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    changed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        UniqueConstraint("organisation_id", "year"),
        CheckConstraint("present >= 0 AND present <= expected", name="present_of_expected"),
        CheckConstraint("sent <= present", name="a_form_each"),
        CheckConstraint("valid >= 0 AND valid <= returned AND returned <= sent", name="forms_in_order"),
        CheckConstraint("assessed <= expected", name="assessed_of_expected"),
        CheckConstraint("excellent + qualified + basically_qualified + unqualified = assessed", name="grades_add_up"),
        CheckConstraint(
            "excellent >= 0 AND qualified >= 0 AND basically_qualified >= 0 AND unqualified >= 0", name="grades_counted"
        ),
    )
