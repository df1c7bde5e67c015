"""The outbox: every intended message, written in the transaction of the fact it announces (``design.md`` 4)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, UTCDateTime, named
from db.names import Lane, OutboxAction, OutboxReason, OutboxState, OutboxTarget


class OutboxMessage(Base):
    """One action in one chat.

    Attributes:
        kind: What it is about (``dues_reminder``); policies go by kind.
        dedupe_key: Rule, person, subject and reference date: the message exists once because this is unique.
        subject: What it depends on (``dues:2026-11``); void and reconcile go by it.
        part_no: Parts of one message go in order, from 1.
        payload: What to render: catalogue key, variables, buttons. No rendered text, no telephone numbers.
        lane: Which lane of the sending budget it takes (``bot.limiter``).
        priority: Among those that are due, smaller goes first.
        due_at: When it should go out by its rule. ``not_before`` moves (quiet hours, back-off); this does not.
        expires_at: After this moment it is useless and is skipped.
        reason: Why it ended as it did, where it was not simply sent.
        attempts: How often sending it failed before anything could arrive.
        unknowns: How often nobody knew whether it had arrived.
        lease_owner, lease_until: Who is sending it and until when the claim holds.
        sent_address: Where it is being sent or went.
        merged_into: The row that carried it, when several became one message (``services.digest``).
        message_ids: The messenger's ids, for edits and withdrawal; while queued, those of the parts already sent.
    """

    __tablename__ = "outbox_messages"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    target: Mapped[OutboxTarget] = mapped_column(named(OutboxTarget))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    chat_id: Mapped[int | None] = mapped_column(ForeignKey("bound_chats.id"), index=True)
    action: Mapped[OutboxAction] = mapped_column(named(OutboxAction))
    part_no: Mapped[int] = mapped_column(Integer, default=1)
    dedupe_key: Mapped[str] = mapped_column(String(200), unique=True)
    subject: Mapped[str] = mapped_column(String(100), index=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    lane: Mapped[Lane] = mapped_column(named(Lane))
    priority: Mapped[int] = mapped_column(Integer)
    due_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    not_before: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    state: Mapped[OutboxState] = mapped_column(named(OutboxState))
    reason: Mapped[OutboxReason | None] = mapped_column(named(OutboxReason))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    unknowns: Mapped[int] = mapped_column(Integer, default=0)
    lease_owner: Mapped[str | None] = mapped_column(String(40))
    lease_until: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    sent_address: Mapped[str | None] = mapped_column(String(64))
    message_ids: Mapped[list[int] | None] = mapped_column(JSON)
    merged_into: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint(
            "(target = 'MEMBER' AND member_id IS NOT NULL) OR (target = 'ACCOUNT' AND account_id IS NOT NULL)"
            " OR (target = 'CHAT' AND chat_id IS NOT NULL)",
            name="has_its_target",
        ),
        CheckConstraint("(state = 'SENDING') = (lease_until IS NOT NULL)", name="lease_while_sending"),
        CheckConstraint(
            "state NOT IN ('SKIPPED', 'UNREACHABLE', 'FAILED') OR reason IS NOT NULL",
            name="ends_with_a_reason",
        ),
        CheckConstraint("part_no >= 1", name="part_counts_from_one"),
        # The due scan: as small as the queue, whatever the history. Priority first: a notice does not wait behind
        # ten thousand reminders, and the scan stops at the first row that is not due.
        Index(
            "ix_outbox_messages_due",
            "priority",
            "not_before",
            "id",
            sqlite_where=text("state = 'QUEUED'"),
            postgresql_where=text("state = 'QUEUED'"),
        ),
        # Who hears more than one thing soon: as small as the queue, too. That somebody is named keeps the due scan,
        # which names nobody, from taking these while the queue is empty.
        Index(
            "ix_outbox_messages_waiting_member",
            "member_id",
            sqlite_where=text("state = 'QUEUED' AND member_id IS NOT NULL"),
            postgresql_where=text("state = 'QUEUED' AND member_id IS NOT NULL"),
        ),
        Index(
            "ix_outbox_messages_waiting_account",
            "account_id",
            sqlite_where=text("state = 'QUEUED' AND account_id IS NOT NULL"),
            postgresql_where=text("state = 'QUEUED' AND account_id IS NOT NULL"),
        ),
        # What waits of the few kinds a planner looks after: as small as the queue, too.
        Index(
            "ix_outbox_messages_queued_kind",
            "kind",
            sqlite_where=text("state = 'QUEUED'"),
            postgresql_where=text("state = 'QUEUED'"),
        ),
        # A day's accounting.
        Index("ix_outbox_messages_due_at", "due_at"),
        # What did not arrive lately, for a human to tell.
        Index(
            "ix_outbox_messages_lost",
            "ended_at",
            sqlite_where=text("state IN ('UNREACHABLE', 'FAILED')"),
            postgresql_where=text("state IN ('UNREACHABLE', 'FAILED')"),
        ),
        Index(
            "ix_outbox_messages_leased",
            "lease_until",
            sqlite_where=text("state = 'SENDING'"),
            postgresql_where=text("state = 'SENDING'"),
        ),
        Index(
            "ix_outbox_messages_unknown",
            "id",
            sqlite_where=text("state = 'UNKNOWN'"),
            postgresql_where=text("state = 'UNKNOWN'"),
        ),
    )
