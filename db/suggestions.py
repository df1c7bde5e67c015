"""The suggestion box.

What is signed is a row like any other. What is anonymous has nothing in it, and nothing beside it, that leads to its
sender: random numbers instead of counted ones, days instead of moments, and no place in an order of rows.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, named
from db.suggestion_names import SuggestionState, SuggestionTaker, SuggestionTopic

#: Longest text and answer, characters.
WORDS, ANSWER = 1_000, 1_000


class Suggestion(Base):
    """A suggestion its receivers may read.

    Attributes:
        id: Random, so that it tells no order.
        organisation_id: Whose box it lies in: the branch, or the root for what goes to the office.
        taker: Who reads it there.
        signed: Whether its member signed it; one that was anonymous never names anybody.
        member_id: Who signed it; None when he has been erased.
        received_on: The day it was written; no moment is kept.
        code_hash: Of the code an anonymous sender keeps.
        state_on: The day of the last change of its state.
    """

    __tablename__ = "suggestions"

    id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    taker: Mapped[SuggestionTaker] = mapped_column(named(SuggestionTaker))
    topic: Mapped[SuggestionTopic] = mapped_column(named(SuggestionTopic))
    signed: Mapped[bool] = mapped_column(Boolean)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    words: Mapped[str] = mapped_column(String(WORDS))
    received_on: Mapped[dt.date] = mapped_column(Date)
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    state: Mapped[SuggestionState] = mapped_column(named(SuggestionState))
    state_on: Mapped[dt.date] = mapped_column(Date)
    answer: Mapped[str | None] = mapped_column(String(ANSWER))

    __table_args__ = (
        CheckConstraint("signed OR member_id IS NULL", name="anonymous_names_nobody"),
        CheckConstraint("signed = (code_hash IS NULL)", name="a_code_for_the_anonymous"),
        CheckConstraint("state <> 'ANSWERED' OR answer IS NOT NULL", name="answered_with_words"),
        Index("ix_suggestions_organisation_state", "organisation_id", "state"),
    )


class SuggestionArrival(Base):
    """An anonymous suggestion of today. At the turn of the day all of them move on together, in no order."""

    __tablename__ = "suggestion_arrivals"

    id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    taker: Mapped[SuggestionTaker] = mapped_column(named(SuggestionTaker))
    topic: Mapped[SuggestionTopic] = mapped_column(named(SuggestionTopic))
    words: Mapped[str] = mapped_column(String(WORDS))
    received_on: Mapped[dt.date] = mapped_column(Date)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)


class SuggestionDayKey(Base):
    """The key of a day, sealed; with it, and with nothing else, a mark can be compared with a person."""

    __tablename__ = "suggestion_day_keys"

    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    key_sealed: Mapped[bytes] = mapped_column(LargeBinary)


class SuggestionMark(Base):
    """How often somebody used the anonymous box today, under a keyed hash; gone with the key of its day."""

    __tablename__ = "suggestion_marks"

    mark: Mapped[str] = mapped_column(String(32), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)

    __table_args__ = (CheckConstraint("count > 0", name="counted"), {"sqlite_with_rowid": False})
