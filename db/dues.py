"""Dues: what each member pays by, from when, and the ledger of what each month came to (``domain_rules.md`` 3).

The ledger is only ever added to: what turns out to be different is reversed by a line of its own. Months are stored as
``202611``. No amount is in any audit entry.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Fen, Key, UTCDateTime, named
from db.dues_names import DuesCategory, DuesClaimState, DuesPaymentKind, ReliefKind, WageRule

_MONTHS = "% 100 BETWEEN 1 AND 12"


class DuesProfile(Base):
    """What a member's dues are reckoned by, from a month on. A change is a new row; the newest of a month is in force.

    Attributes:
        from_month: The first month it holds for.
        wage_rule: Of a monthly wage: which of the pay makes the base.
        base: What the rate is taken of, yuan; a branch need not store it.
        confirmed: The monthly amount the branch confirmed, yuan; nothing is reckoned then.
        quarterly: He pays by the quarter, with the branch's consent (2008 规定 art. 12).
        made_by: The account that entered it.
    """

    __tablename__ = "dues_profiles"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    from_month: Mapped[int] = mapped_column(Integer)
    category: Mapped[DuesCategory] = mapped_column(named(DuesCategory))
    wage_rule: Mapped[WageRule | None] = mapped_column(named(WageRule))
    base: Mapped[Decimal | None] = mapped_column(Fen)
    confirmed: Mapped[Decimal | None] = mapped_column(Fen)
    quarterly: Mapped[bool] = mapped_column(Boolean, default=False)
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    __table_args__ = (
        CheckConstraint(f"from_month {_MONTHS}", name="from_a_month"),
        CheckConstraint("base > 0", name="base_positive"),
        CheckConstraint("confirmed > 0", name="confirmed_positive"),
        Index("ix_dues_profiles_member", "member_id", "from_month"),
    )


class DuesRelief(Base):
    """A reduction or exemption of some months, as it was decided (2008 规定 art. 7). It is only ever withdrawn.

    Attributes:
        amount: What he pays a month instead, yuan; null for an exemption.
        decided_on: The day of the decision.
        by_superior: The superior committee decided; for the retired the branch's agreement is enough.
        withdrawn_at: It was entered by mistake and holds for no month.
    """

    __tablename__ = "dues_reliefs"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    kind: Mapped[ReliefKind] = mapped_column(named(ReliefKind))
    amount: Mapped[Decimal | None] = mapped_column(Fen)
    from_month: Mapped[int] = mapped_column(Integer)
    to_month: Mapped[int] = mapped_column(Integer)
    decided_on: Mapped[dt.date] = mapped_column(Date)
    by_superior: Mapped[bool] = mapped_column(Boolean)
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint(f"from_month {_MONTHS} AND to_month {_MONTHS}", name="of_months"),
        CheckConstraint("from_month <= to_month", name="in_order"),
        CheckConstraint("(kind = 'REDUCTION') = (amount IS NOT NULL)", name="amount_of_reductions"),
        CheckConstraint("amount > 0", name="amount_positive"),
    )


class DuesMonth(Base):
    """A month a branch has opened. Its first one is the first month anything is asked of its members for.

    Attributes:
        entered_at: When the organisation member said that all payments of the month are entered.
    """

    __tablename__ = "dues_months"

    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    month: Mapped[int] = mapped_column(Integer, primary_key=True)
    opened_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    entered_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    __table_args__ = (CheckConstraint(f"month {_MONTHS}", name="a_month"),)


class DuesAssessment(Base):
    """One line of the ledger: what a month of a member comes to, or the reversal of such a line.

    Attributes:
        number: From 1 within the month of the member.
        branch_id: The branch it is owed to.
        amount: Yuan; of a reversal the negative.
        profile_id, relief_id: What it was reckoned from.
        version: Key of the rules it was reckoned by, which the month keeps.
        rate: Of the bracket, ``0.015``; null where none was applied.
        capped: The rules' cap made it less.
        reverses: The number of the line this one takes back.
    """

    __tablename__ = "dues_assessments"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    month: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    amount: Mapped[Decimal] = mapped_column(Fen)
    profile_id: Mapped[int] = mapped_column(ForeignKey("dues_profiles.id"))
    relief_id: Mapped[int | None] = mapped_column(ForeignKey("dues_reliefs.id"))
    category: Mapped[DuesCategory] = mapped_column(named(DuesCategory))
    version: Mapped[str] = mapped_column(String(20))
    rate: Mapped[str | None] = mapped_column(String(8))
    capped: Mapped[bool] = mapped_column(Boolean)
    reverses: Mapped[int | None] = mapped_column(Integer)
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        UniqueConstraint("member_id", "month", "number"),
        # A line is taken back once.
        UniqueConstraint("member_id", "month", "reverses"),
        CheckConstraint(f"month {_MONTHS}", name="a_month"),
        CheckConstraint("number >= 1", name="counts_from_one"),
        CheckConstraint("reverses < number", name="reverses_what_was"),
        CheckConstraint("CASE WHEN reverses IS NULL THEN amount >= 0 ELSE amount <= 0 END", name="signed"),
        Index("ix_dues_assessments_branch", "branch_id", "month"),
    )


class DuesPayment(Base):
    """Money the organisation member says he has received, or the reversal of such an entry. The bot moves none.

    Attributes:
        branch_id: The branch that received it.
        amount: Yuan; of a reversal the negative.
        received_on: The day it was received.
        year, receipt: The receipt's number, counted by branch and year; a reversal has none.
        reverses: The payment this one takes back, once.
        reason: Why it was taken back.
        token: Of an amount that was typed: names the form, so that two taps make one payment.
    """

    __tablename__ = "dues_payments"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    kind: Mapped[DuesPaymentKind] = mapped_column(named(DuesPaymentKind))
    amount: Mapped[Decimal] = mapped_column(Fen)
    received_on: Mapped[dt.date] = mapped_column(Date)
    year: Mapped[int] = mapped_column(Integer)
    receipt: Mapped[int | None] = mapped_column(Integer)
    reverses: Mapped[int | None] = mapped_column(ForeignKey("dues_payments.id"), unique=True)
    reason: Mapped[str | None] = mapped_column(String(100))
    token: Mapped[str | None] = mapped_column(String(40), unique=True)
    recorded_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    __table_args__ = (
        UniqueConstraint("branch_id", "year", "receipt"),
        CheckConstraint("CASE WHEN reverses IS NULL THEN amount > 0 ELSE amount < 0 END", name="signed"),
        CheckConstraint("(reverses IS NULL) = (receipt IS NOT NULL)", name="receipt_of_payments"),
        CheckConstraint("(reverses IS NULL) = (reason IS NULL)", name="reason_of_reversals"),
        Index("ix_dues_payments_branch", "branch_id", "received_on"),
    )


class DuesPart(Base):
    """What of a payment of dues is for which month."""

    __tablename__ = "dues_parts"

    payment_id: Mapped[int] = mapped_column(ForeignKey("dues_payments.id"), primary_key=True)
    month: Mapped[int] = mapped_column(Integer, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    amount: Mapped[Decimal] = mapped_column(Fen)

    __table_args__ = (
        CheckConstraint(f"month {_MONTHS}", name="a_month"),
        CheckConstraint("amount <> 0", name="something"),
        Index("ix_dues_parts_member", "member_id", "month"),
    )


class DuesClaim(Base):
    """A member's word that he has paid, until who keeps the dues answers it. One waits at a time; it is no payment.

    Attributes:
        amount: What was open when he said it, yuan.
        payment_id: What was recorded then.
    """

    __tablename__ = "dues_claims"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    amount: Mapped[Decimal] = mapped_column(Fen)
    state: Mapped[DuesClaimState] = mapped_column(named(DuesClaimState))
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    decided_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("dues_payments.id"))

    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("(state = 'OPEN') = (decided_at IS NULL)", name="decided_with_its_moment"),
        Index(
            "uq_dues_claims_open",
            "member_id",
            unique=True,
            sqlite_where=text("state = 'OPEN'"),
            postgresql_where=text("state = 'OPEN'"),
        ),
    )


class DuesRemittance(Base):
    """Dues of a period that went up, as the sums stood then. It is only ever annulled. The bot moved none of it.

    Attributes:
        branch_id: Whose.
        first_month, last_month: The period.
        members: Who had a line in it.
        charged: What its months came to, yuan.
        collected: What was received in it, without large dues, yuan; remitted and retained together.
        ratio: The part that goes up, ``0.7``.
        large: Large dues received in it, which go up whole, outside the ratio.
        voucher: The number of the receipt from above.
        annulled_at: It was entered by mistake.
    """

    __tablename__ = "dues_remittances"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    first_month: Mapped[int] = mapped_column(Integer)
    last_month: Mapped[int] = mapped_column(Integer)
    members: Mapped[int] = mapped_column(Integer)
    charged: Mapped[Decimal] = mapped_column(Fen)
    collected: Mapped[Decimal] = mapped_column(Fen)
    ratio: Mapped[str] = mapped_column(String(8))
    remitted: Mapped[Decimal] = mapped_column(Fen)
    retained: Mapped[Decimal] = mapped_column(Fen)
    large: Mapped[Decimal] = mapped_column(Fen)
    remitted_on: Mapped[dt.date] = mapped_column(Date)
    voucher: Mapped[str | None] = mapped_column(String(40))
    recorded_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    annulled_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint(f"first_month {_MONTHS} AND last_month {_MONTHS}", name="of_months"),
        CheckConstraint("first_month <= last_month", name="in_order"),
        CheckConstraint("remitted + retained = collected", name="adds_up"),
        Index(
            "uq_dues_remittances_period",
            "branch_id",
            "first_month",
            unique=True,
            sqlite_where=text("annulled_at IS NULL"),
            postgresql_where=text("annulled_at IS NULL"),
        ),
    )
