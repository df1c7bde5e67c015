"""Members on the roster and their memberships. A member may never use the messenger."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, PartialDate, PartialDateType, UTCDateTime, named
from db.names import MembershipStage, MemberStatus, Sex, ShiftKind


class Member(Base):
    """A person on the roster: only what ``domain_rules.md`` 12 allows.

    Attributes:
        key: Opaque random key. Audit rows and encrypted columns name the person by it; erasing the person sets it
            anew, so that older rows can no longer be tied to him.
        code: Short member code shown in chat where names are not.
        root_id: The root of the tree he belongs to; he is looked up inside it.
        phone_sealed: The telephone number, sealed for ``members.phone:<key>``.
        phone_index: Its keyed hash. Not unique: a couple may share a telephone.
        not_counted_in_due: 不计入应到会, a human's mark, never inferred (``domain_rules.md`` 2.2).
    """

    __tablename__ = "members"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    root_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    name: Mapped[str | None] = mapped_column(String(40))
    sex: Mapped[Sex | None] = mapped_column(named(Sex))
    birth: Mapped[PartialDate | None] = mapped_column(PartialDateType)
    staff_number: Mapped[str | None] = mapped_column(String(30))
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[str | None] = mapped_column(String(32), index=True)
    stage: Mapped[MembershipStage] = mapped_column(named(MembershipStage))
    status: Mapped[MemberStatus] = mapped_column(named(MemberStatus))
    admitted_on: Mapped[PartialDate | None] = mapped_column(PartialDateType)
    full_on: Mapped[PartialDate | None] = mapped_column(PartialDateType)
    education: Mapped[str | None] = mapped_column(String(30))
    department: Mapped[str | None] = mapped_column(String(60))
    post: Mapped[str | None] = mapped_column(String(60))
    retired: Mapped[bool] = mapped_column(Boolean)
    mobile: Mapped[bool] = mapped_column(Boolean)
    not_counted_in_due: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    left_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint("status = 'ERASED' OR name IS NOT NULL", name="has_a_name"),
        CheckConstraint("(phone_sealed IS NULL) = (phone_index IS NULL)", name="phone_whole"),
        Index("ix_members_name_birth_sex", "root_id", "name", "birth", "sex"),
        Index(
            "uq_members_staff_number",
            "root_id",
            "staff_number",
            unique=True,
            sqlite_where=text("staff_number IS NOT NULL"),
            postgresql_where=text("staff_number IS NOT NULL"),
        ),
    )


class Membership(Base):
    """Where a member's membership is kept, from when to when. One is open at a time; the closed ones are history."""

    __tablename__ = "memberships"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    starts_on: Mapped[dt.date] = mapped_column(Date)
    ends_on: Mapped[dt.date | None] = mapped_column(Date)

    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name="in_order"),
        Index(
            "uq_memberships_open",
            "member_id",
            unique=True,
            sqlite_where=text("ends_on IS NULL"),
            postgresql_where=text("ends_on IS NULL"),
        ),
    )


class ShiftMark(Base):
    """A member's own mark for a day: 夜班 / 下夜班 / 休息. Old marks are deleted, they are no record of work."""

    __tablename__ = "shift_marks"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    kind: Mapped[ShiftKind] = mapped_column(named(ShiftKind))
