"""Invitations and requests to be registered."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, UTCDateTime, named
from db.names import RequestKind, RequestState


class Invitation(Base):
    """A door to one branch: signed in its link, expiring, for a limited number of people."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    max_uses: Mapped[int] = mapped_column(Integer)
    uses: Mapped[int] = mapped_column(Integer, default=0)
    created_by: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (CheckConstraint("uses <= max_uses", name="within_uses"),)


class RegistrationRequest(Base):
    """A person without a matching telephone number asks; the secretaries of the branch decide, once.

    Attributes:
        branch_id: The branch that decides; null where no such branch exists: the person waits all the same, because
            existing and unknown branches must look alike to him.
        typed_name: The name as typed; cleared when the request has ended.
        member_id: The one candidate on the roster, or null: existing and unknown names look the same to the person.
    """

    __tablename__ = "registration_requests"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    kind: Mapped[RequestKind] = mapped_column(named(RequestKind))
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitations.id"))
    typed_name: Mapped[str | None] = mapped_column(String(40))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    state: Mapped[RequestState] = mapped_column(named(RequestState))
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint(
            "state IN ('PENDING', 'WITHDRAWN', 'EXPIRED') OR decided_by IS NOT NULL",
            name="decided_by_someone",
        ),
        CheckConstraint("state = 'PENDING' OR typed_name IS NULL", name="typed_name_while_pending"),
        Index(
            "uq_registration_requests_pending",
            "account_id",
            unique=True,
            sqlite_where=text("state = 'PENDING'"),
            postgresql_where=text("state = 'PENDING'"),
        ),
    )
