"""Questions and help between the members of a branch (互助). Taken back, they are gone; hidden, they wait."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, UTCDateTime, named
from db.names import HideReason


class HelpQuestion(Base):
    """What a member asks; those of his branch at that time read it.

    Attributes:
        solved_by: Who said that it is solved: the asker, or whoever looks after the branch's talk.
        hidden_why: A human hid it: only the asker and whoever looks after the talk read it.
    """

    __tablename__ = "help_questions"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    words: Mapped[str] = mapped_column(String(300))
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    solved_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    solved_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    hidden_why: Mapped[HideReason | None] = mapped_column(named(HideReason))

    __table_args__ = (
        CheckConstraint("solved_at IS NOT NULL OR solved_by IS NULL", name="solved_by_when_solved"),
        Index("ix_help_questions_branch", "branch_id", "id"),
    )


class HelpAnswer(Base):
    """What a member says to a question.

    Attributes:
        hidden_why: As of a question; its author reads it still.
    """

    __tablename__ = "help_answers"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("help_questions.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    words: Mapped[str] = mapped_column(String(300))
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    hidden_why: Mapped[HideReason | None] = mapped_column(named(HideReason))

    __table_args__ = (Index("ix_help_answers_question", "question_id", "id"),)
