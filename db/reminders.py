"""Rules that make meetings and reminders. What a row does not exist for follows the presets that ship."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, Date, ForeignKey, Integer, String, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, UTCDateTime, named
from db.names import Audience, RuleKind, Shift


class ReminderRule(Base):
    """A preset as an organisation changed it, for itself and what is below; or a rule of its own.

    Attributes:
        preset: Key of the preset it replaces; null: a rule of its own.
        types: Names of ``EventType``; a meeting is all of them at once.
        title: What people read instead of the type's name; a rule of its own has one.
        recurrence: JSON of ``services.recurrence``.
        start_time, minutes: Wall time and length of a meeting.
        leads: How long before, as ``services.reminder_rules.leads`` writes it: ``5d@09:00``, ``2h``.
        valid_from, valid_until: First and last date of the series that count.
        version: Grows with every change; an editor that saw an older one is shown the newer.
    """

    __tablename__ = "reminder_rules"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    preset: Mapped[str | None] = mapped_column(String(24))
    kind: Mapped[RuleKind] = mapped_column(named(RuleKind))
    types: Mapped[list[str]] = mapped_column(JSON)
    title: Mapped[str | None] = mapped_column(String(40))
    recurrence: Mapped[dict[str, Any]] = mapped_column(JSON)
    start_time: Mapped[dt.time | None] = mapped_column(Time)
    minutes: Mapped[int | None] = mapped_column(Integer)
    leads: Mapped[list[str]] = mapped_column(JSON)
    audience: Mapped[Audience] = mapped_column(named(Audience))
    shift: Mapped[Shift] = mapped_column(named(Shift))
    valid_from: Mapped[dt.date | None] = mapped_column(Date)
    valid_until: Mapped[dt.date | None] = mapped_column(Date)
    enabled: Mapped[bool] = mapped_column(Boolean)
    version: Mapped[int] = mapped_column(Integer)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    changed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        UniqueConstraint("organisation_id", "preset"),
        UniqueConstraint("organisation_id", "title"),
        CheckConstraint("preset IS NOT NULL OR title IS NOT NULL", name="has_a_name"),
        CheckConstraint("kind <> 'MEETING' OR (start_time IS NOT NULL AND minutes > 0)", name="meeting_has_its_time"),
        CheckConstraint(
            "valid_from IS NULL OR valid_until IS NULL OR valid_from <= valid_until", name="valid_in_order"
        ),
        CheckConstraint("version >= 1", name="version_counts_from_one"),
    )
