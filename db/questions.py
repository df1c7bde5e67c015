"""The question bank: questions, and every wording one has had."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, UTCDateTime, named
from db.question_names import Difficulty, QuestionKind, QuestionState


class Question(Base):
    """A question of an organisation's bank; those below may ask it too.

    Attributes:
        likeness: What a question is recognised by: its stem and options, normalised and hashed.
        version: Number of the wording in force.
    """

    __tablename__ = "questions"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    likeness: Mapped[str] = mapped_column(String(64))
    state: Mapped[QuestionState] = mapped_column(named(QuestionState))
    version: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        UniqueConstraint("organisation_id", "likeness"),
        CheckConstraint("version >= 1", name="version_counts_from_one"),
        Index("ix_questions_organisation_id_state", "organisation_id", "state"),
    )


class QuestionVersion(Base):
    """One wording of a question; never changed: an attempt keeps the version it saw.

    Attributes:
        options: Texts of the options; none for true/false and fill-in.
        right: Places of the right options; of true/false 0 for true, 1 for false.
        accepted: Texts a fill-in question accepts.
        made_by: The account that typed or imported it.
    """

    __tablename__ = "question_versions"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[QuestionKind] = mapped_column(named(QuestionKind))
    stem: Mapped[str] = mapped_column(String(1_000))
    options: Mapped[list[str]] = mapped_column(JSON)
    right: Mapped[list[int]] = mapped_column(JSON)
    accepted: Mapped[list[str]] = mapped_column(JSON)
    explanation: Mapped[str] = mapped_column(String(1_000))
    source: Mapped[str] = mapped_column(String(200))
    category: Mapped[str] = mapped_column(String(40))
    difficulty: Mapped[Difficulty | None] = mapped_column(named(Difficulty))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        UniqueConstraint("question_id", "number"),
        CheckConstraint("number >= 1", name="number_counts_from_one"),
    )
