"""Checklists: what is to be done for something, by whom, until when, and whether it is done."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, UTCDateTime, named
from db.names import BranchRole


class Checklist(Base):
    """One list about one thing.

    Attributes:
        subject: What it is about, as messages name it: ``meeting:17``, ``organisation:3``.
        preset: Key of the preset it was made of; ``own`` for an empty one.
        day: What its dates count from (the day of the meeting); null: nothing to count from.
        voided_at: What it is about was called off; nobody is reminded any more. Null again when it takes place again.
    """

    __tablename__ = "checklists"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    subject: Mapped[str] = mapped_column(String(100))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    preset: Mapped[str] = mapped_column(String(24))
    day: Mapped[dt.date | None] = mapped_column(Date)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    voided_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    # A second tap on "make the list" finds the first one. What two branches share has a list in each.
    __table_args__ = (UniqueConstraint("organisation_id", "subject", "preset"),)


class ChecklistItem(Base):
    """One thing to do.

    Attributes:
        key: Its name in the preset, whose words stand in the catalogues; null: ``text`` says it.
        owner_role: Whoever holds it in the organisation does it; with nobody there, who leads.
        owner_id: The member who does it; goes before the role.
        days_before: Due so many days before the list's day; the date moves with it.
        due_on: Due by then, whatever the list's day.
        with_id: A talk: whom the owner talks with. Nothing that is said is kept (``domain_rules.md`` 10, sheet 14).
        note: What came of it, in a sentence.
        source: What it came from, as messages name it: ``meeting:17``, ``suggestion:3``.
        done_by: Who ticked it last; null while it is open.
        done_on: The day it was done, by the wall clock of whoever ticked it.
        removed_at: Taken off the list; history stays.
    """

    __tablename__ = "checklist_items"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    checklist_id: Mapped[int] = mapped_column(ForeignKey("checklists.id"))
    position: Mapped[int] = mapped_column(Integer)
    key: Mapped[str | None] = mapped_column(String(40))
    text: Mapped[str | None] = mapped_column(String(60))
    with_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    note: Mapped[str | None] = mapped_column(String(200))
    source: Mapped[str | None] = mapped_column(String(100))
    owner_role: Mapped[BranchRole] = mapped_column(named(BranchRole))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    days_before: Mapped[int | None] = mapped_column(Integer)
    due_on: Mapped[dt.date | None] = mapped_column(Date)
    done_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    done_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    done_on: Mapped[dt.date | None] = mapped_column(Date)
    removed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        UniqueConstraint("checklist_id", "key"),
        # The same thing of a meeting or a suggestion is put on the board once.
        UniqueConstraint("checklist_id", "source", "text"),
        CheckConstraint(
            "CASE WHEN key IS NULL THEN 0 ELSE 1 END + CASE WHEN text IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN with_id IS NULL THEN 0 ELSE 1 END = 1",
            name="said_once",
        ),
        CheckConstraint("days_before IS NULL OR due_on IS NULL", name="one_date"),
        CheckConstraint("done_at IS NOT NULL OR done_by IS NULL", name="done_by_when_done"),
        CheckConstraint("done_at IS NOT NULL OR (done_on IS NULL AND note IS NULL)", name="told_when_done"),
        Index("ix_checklist_items_checklist_position", "checklist_id", "position"),
    )


class ChecklistTick(Base):
    """History: an item was ticked, or a tick was taken back. Rows are only added."""

    __tablename__ = "checklist_ticks"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("checklist_items.id"), index=True)
    done: Mapped[bool] = mapped_column(Boolean)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
