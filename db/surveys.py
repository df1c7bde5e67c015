"""Surveys and nominations inside a branch. They are no formal ballots.

Of an anonymous one there are two tables that share nothing but the survey: who has answered, and what was answered.
Neither has a moment or an order; answers have random numbers, one row a question, so that nobody's rows hang together.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, Boolean, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, UTCDateTime, named
from db.survey_names import AskedFor, SurveyKind, SurveyState

TITLE, QUESTION, WORDS = 60, 200, 300
#: Characters of the number of a screen on which options are marked.
SHEET = 12


class Survey(Base):
    """A survey or a nomination.

    Attributes:
        closes_at: When it ends by the clock; null while it is being made.
    """

    __tablename__ = "surveys"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    kind: Mapped[SurveyKind] = mapped_column(named(SurveyKind))
    anonymous: Mapped[bool] = mapped_column(Boolean)
    title: Mapped[str] = mapped_column(String(TITLE))
    state: Mapped[SurveyState] = mapped_column(named(SurveyState))
    days: Mapped[int] = mapped_column(Integer)
    closes_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    made_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint("(state = 'DRAFT') = (closes_at IS NULL)", name="ends_once_sent"),
        Index("ix_surveys_state_closes", "state", "closes_at"),
    )


class SurveyQuestion(Base):
    """One question.

    Attributes:
        options: Words of the options; ids of members where people are asked for; empty where words are.
        most: How many of them one may choose.
    """

    __tablename__ = "survey_questions"

    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    asks: Mapped[AskedFor] = mapped_column(named(AskedFor))
    text: Mapped[str] = mapped_column(String(QUESTION))
    options: Mapped[list[str | int]] = mapped_column(JSON)
    most: Mapped[int] = mapped_column(Integer)

    __table_args__ = (CheckConstraint("most > 0", name="something_to_choose"),)


class SurveyPerson(Base):
    """Somebody whom a survey is for, and how many of its questions he has answered; not when."""

    __tablename__ = "survey_people"

    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, index=True)
    answered: Mapped[int] = mapped_column(Integer)

    __table_args__ = (CheckConstraint("answered >= 0", name="counted"), {"sqlite_with_rowid": False})


class SurveyMark(Base):
    """An option that is marked on somebody's screen and not handed in yet; whose screen it is, no row knows.

    Attributes:
        sheet: The random number of the screen, which its buttons carry.
        place: Of the option, from 0.
    """

    __tablename__ = "survey_marks"

    sheet: Mapped[str] = mapped_column(String(SHEET), primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)

    __table_args__ = ({"sqlite_with_rowid": False},)


class SurveyAnswer(Base):
    """What somebody answered to a question of an anonymous survey: nobody's.

    Attributes:
        id: Random. When the survey closes, all its answers get new ones and are written anew together.
        choices: Places of the options, from 0; empty where words were asked for.
    """

    __tablename__ = "survey_answers"

    id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    choices: Mapped[list[int]] = mapped_column(JSON)
    words: Mapped[str | None] = mapped_column(String(WORDS))


class SurveyNamedAnswer(Base):
    """What a member answered to a question of a named survey; his until it closes."""

    __tablename__ = "survey_named_answers"

    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, index=True)
    choices: Mapped[list[int]] = mapped_column(JSON)
    words: Mapped[str | None] = mapped_column(String(WORDS))
