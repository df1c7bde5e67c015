"""The tree of organisations, their terms of office, their settings and who holds which role."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, UTCDateTime, named
from db.names import BranchRole, OrgLevel


class Organisation(Base):
    """A party committee, general branch, branch or group; any level above may be missing.

    Attributes:
        path: Ids from the root to this row, ``/1/4/9/``; a scope check is a prefix check.
        contact_name: The contact person (a name, because retired branches may name a colleague outside).
        contact_point: Where that person is found (a room or an office line, not a private number).
    """

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    level: Mapped[OrgLevel] = mapped_column(named(OrgLevel))
    name: Mapped[str] = mapped_column(String(100))
    path: Mapped[str] = mapped_column(String(200), index=True)
    contact_name: Mapped[str | None] = mapped_column(String(40))
    contact_point: Mapped[str | None] = mapped_column(String(100))
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint("parent_id IS NULL OR parent_id <> id", name="not_own_parent"),
        Index(
            "uq_organisations_child_name",
            "parent_id",
            "name",
            unique=True,
            sqlite_where=text("parent_id IS NOT NULL"),
            postgresql_where=text("parent_id IS NOT NULL"),
        ),
        Index(
            "uq_organisations_root_name",
            "name",
            unique=True,
            sqlite_where=text("parent_id IS NULL"),
            postgresql_where=text("parent_id IS NULL"),
        ),
    )


class Term(Base):
    """A term of office of an organisation (``domain_rules.md`` 1.3)."""

    __tablename__ = "terms"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    starts_on: Mapped[dt.date] = mapped_column(Date)
    ends_on: Mapped[dt.date] = mapped_column(Date)

    __table_args__ = (
        UniqueConstraint("organisation_id", "starts_on"),
        CheckConstraint("starts_on < ends_on", name="in_order"),
    )


class OrgSetting(Base):
    """One setting of one organisation; what it does not set it inherits from above (``services.org_settings``)."""

    __tablename__ = "org_settings"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    changed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)


class RoleGrant(Base):
    """A role of a member in an organisation, from a day, to a day. One person may hold several.

    Attributes:
        dated: A human said the first day; of a role that came with a roster it is the day it came in.
    """

    __tablename__ = "role_grants"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    role: Mapped[BranchRole] = mapped_column(named(BranchRole))
    starts_on: Mapped[dt.date] = mapped_column(Date)
    ends_on: Mapped[dt.date | None] = mapped_column(Date)
    dated: Mapped[bool] = mapped_column(Boolean, default=True)

    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name="in_order"),
        Index(
            "uq_role_grants_open",
            "member_id",
            "organisation_id",
            "role",
            unique=True,
            sqlite_where=text("ends_on IS NULL"),
            postgresql_where=text("ends_on IS NULL"),
        ),
        Index(
            "uq_role_grants_one_secretary",
            "organisation_id",
            unique=True,
            sqlite_where=text("ends_on IS NULL AND role = 'SECRETARY'"),
            postgresql_where=text("ends_on IS NULL AND role = 'SECRETARY'"),
        ),
    )


def held_on(day: dt.date) -> ColumnElement[bool]:
    """Whether a role is held on a day, its first and its last included."""
    return (RoleGrant.starts_on <= day) & (RoleGrant.ends_on.is_(None) | (RoleGrant.ends_on >= day))
