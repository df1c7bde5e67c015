"""Cases: somebody's way into the party, a membership on its way elsewhere. Only what ``domain_rules.md`` 12 allows.

What is typed into a case is never changed: a correction is a new entry, the one before it stays with the moment it
was replaced.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, UTCDateTime, named
from db.names import CaseKind, CasePart, CaseState, CaseStep, MembershipStage, TransferWay


class Case(Base):
    """One case of a branch.

    Attributes:
        code: Short code shown in chat where names are not; of somebody on the roster his own code is shown.
        branch_id: The branch that keeps it.
        member_id: Who it is about, where he is on the roster; his name is then his own row's.
        name, department: Of somebody who is not on the roster (an applicant, one who comes from elsewhere).
        rule_set: The version of the rules its dates are reckoned by; whoever keeps the case chose it.
        way: Of a transfer: where to.
        other_branch_id: The receiving branch of a transfer ``WITHIN``.
        other_name: The other organisation of a transfer from or to elsewhere.
        stage: Of a transfer ``IN``: as which member he comes.
    """

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    kind: Mapped[CaseKind] = mapped_column(named(CaseKind))
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    name: Mapped[str | None] = mapped_column(String(40))
    department: Mapped[str | None] = mapped_column(String(60))
    rule_set: Mapped[str] = mapped_column(String(20))
    state: Mapped[CaseState] = mapped_column(named(CaseState))
    way: Mapped[TransferWay | None] = mapped_column(named(TransferWay))
    other_branch_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    other_name: Mapped[str | None] = mapped_column(String(100))
    stage: Mapped[MembershipStage | None] = mapped_column(named(MembershipStage))
    opened_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint("(kind = 'TRANSFER') = (way IS NOT NULL)", name="way_of_transfers"),
        CheckConstraint("(state = 'OPEN') = (ended_at IS NULL)", name="ended_with_its_moment"),
        CheckConstraint("state <> 'OPEN' OR member_id IS NOT NULL OR name IS NOT NULL", name="about_somebody"),
        CheckConstraint("member_id IS NULL OR (name IS NULL AND department IS NULL)", name="named_once"),
        CheckConstraint("way IS NULL OR (way = 'WITHIN') = (other_branch_id IS NOT NULL)", name="other_branch"),
        CheckConstraint("other_branch_id IS NULL OR other_branch_id <> branch_id", name="another_branch"),
        CheckConstraint("way IS NULL OR way = 'WITHIN' OR other_name IS NOT NULL", name="other_name"),
        CheckConstraint("way IS NULL OR way <> 'IN' OR stage IS NOT NULL", name="comes_as"),
        Index("ix_cases_branch_kind_state", "branch_id", "kind", "state"),
        # One case of a kind at a time: what is begun twice is one.
        Index(
            "uq_cases_open_member",
            "member_id",
            "kind",
            unique=True,
            sqlite_where=text("state = 'OPEN' AND member_id IS NOT NULL"),
            postgresql_where=text("state = 'OPEN' AND member_id IS NOT NULL"),
        ),
    )


class CaseEntry(Base):
    """One thing typed into a case: a day, or a short text (a number of hours, a letter's number, a month).

    Attributes:
        number: From 1; more than 1 for what happens again and again (reviews, reports).
        replaced_at: When it was corrected or taken back; null: it is in force.
    """

    __tablename__ = "case_entries"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    step: Mapped[CaseStep] = mapped_column(named(CaseStep))
    number: Mapped[int] = mapped_column(Integer)
    day: Mapped[dt.date | None] = mapped_column(Date)
    words: Mapped[str | None] = mapped_column(String(60))
    entered_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    replaced_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint("(day IS NULL) <> (words IS NULL)", name="day_or_words"),
        CheckConstraint("number >= 1", name="counts_from_one"),
        Index("ix_case_entries_case", "case_id"),
        Index(
            "uq_case_entries_in_force",
            "case_id",
            "step",
            "number",
            unique=True,
            sqlite_where=text("replaced_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL"),
        ),
    )


class CasePerson(Base):
    """A member who accompanies a development: 培养联系人 or 入党介绍人."""

    __tablename__ = "case_people"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    part: Mapped[CasePart] = mapped_column(named(CasePart), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, index=True)
    added_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
