"""The library beside what there is to read: the card of the week, and what a branch says about a material."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, UTCDateTime


class StudyWeekCard(Base):
    """The card of a week of an organisation: the one a human sent first.

    Attributes:
        week_on: Its Monday, by the organisation's wall clock.
        people_at: It was sent to the members; null: only to groups so far.
    """

    __tablename__ = "study_week_cards"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    week_on: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    material_id: Mapped[int] = mapped_column(ForeignKey("study_materials.id"))
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    made_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    people_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)


class StudyRemark(Base):
    """What a member says about a material; those of his branch at that time read it. Taken away, it is gone.

    Attributes:
        branch_id: The branch that talks.
        words: What he says.
    """

    __tablename__ = "study_remarks"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    material_id: Mapped[int] = mapped_column(ForeignKey("study_materials.id"))
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    words: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    __table_args__ = (Index("ix_study_remarks_material_branch", "material_id", "branch_id", "id"),)
