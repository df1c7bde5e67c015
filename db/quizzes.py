"""Quizzes, who was asked to take them, attempts, answers, and what the answers say about the questions."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, UTCDateTime, named
from db.question_names import Difficulty
from db.quiz_names import AttemptState, QuizState


class Quiz(Base):
    """A quiz of an organisation.

    Attributes:
        organisation_id: Whose question bank and whose quiz it is.
        audience_id: Whose members are asked: the organisation or one below it.
        category, difficulty: What it was drawn from; None: everything.
        many: How many questions are drawn.
        pass_mark, excellent_mark: Of 100.
        opens_in_days: From the day it is sent out; 0: at once.
        days: How many days it is open.
        minutes: For one attempt; None: as long as it is open.
        retries: Attempts beyond the first.
        opens_at, closes_at: Of one that was sent out.
    """

    __tablename__ = "quizzes"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    audience_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    title: Mapped[str] = mapped_column(String(60))
    state: Mapped[QuizState] = mapped_column(named(QuizState))
    category: Mapped[str | None] = mapped_column(String(40))
    difficulty: Mapped[Difficulty | None] = mapped_column(named(Difficulty))
    many: Mapped[int] = mapped_column(Integer)
    pass_mark: Mapped[int] = mapped_column(Integer)
    excellent_mark: Mapped[int] = mapped_column(Integer)
    opens_in_days: Mapped[int] = mapped_column(Integer)
    days: Mapped[int] = mapped_column(Integer)
    minutes: Mapped[int | None] = mapped_column(Integer)
    retries: Mapped[int] = mapped_column(Integer)
    shuffle: Mapped[bool] = mapped_column(Boolean)
    for_credit: Mapped[bool] = mapped_column(Boolean)
    opens_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    closes_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint("0 < pass_mark AND pass_mark <= excellent_mark AND excellent_mark <= 100", name="marks"),
        CheckConstraint("retries >= 0 AND many > 0 AND days > 0", name="counts"),
        CheckConstraint(
            "state NOT IN ('OPEN', 'CLOSED') OR (opens_at IS NOT NULL AND closes_at IS NOT NULL)", name="sent_out_whole"
        ),
        CheckConstraint("(state = 'CLOSED') = (closed_at IS NOT NULL)", name="closed_with_its_moment"),
        Index("ix_quizzes_organisation_id_state", "organisation_id", "state"),
        Index("ix_quizzes_state_closes_at", "state", "closes_at"),
    )


class QuizItem(Base):
    """A question of a quiz, in the order it was put together."""

    __tablename__ = "quiz_items"

    quiz_id: Mapped[int] = mapped_column(ForeignKey("quizzes.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))

    __table_args__ = (
        UniqueConstraint("quiz_id", "question_id"),
        CheckConstraint("position >= 1", name="position_counts_from_one"),
    )


class QuizPerson(Base):
    """Who is asked to take a quiz: the audience as it was when the quiz was sent out.

    Attributes:
        expected: Counted as 应考; of the retired nothing is demanded (教管条例 art. 23), they may take it.
    """

    __tablename__ = "quiz_people"

    quiz_id: Mapped[int] = mapped_column(ForeignKey("quizzes.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, index=True)
    expected: Mapped[bool] = mapped_column(Boolean)


class Attempt(Base):
    """One go at a quiz.

    Attributes:
        number: 1 for the first; the rest are retries.
        seed: Shuffles the options of every question.
        version_ids: The wordings it asks, in its own order; later corrections do not change them.
        answered: How many of them have an answer; the next one is at this place.
        right_many: How many answers are right.
        ends_at: Later answers do not count.
        score: Of 100.
    """

    __tablename__ = "attempts"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quizzes.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[AttemptState] = mapped_column(named(AttemptState))
    seed: Mapped[int] = mapped_column(BigInteger)
    version_ids: Mapped[list[int]] = mapped_column(JSON)
    answered: Mapped[int] = mapped_column(Integer)
    right_many: Mapped[int] = mapped_column(Integer)
    started_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    finished_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    score: Mapped[int | None] = mapped_column(Integer)

    __table_args__ = (
        UniqueConstraint("quiz_id", "member_id", "number"),
        CheckConstraint("0 <= right_many AND right_many <= answered", name="right_of_answered"),
        CheckConstraint("(state = 'DONE') = (score IS NOT NULL)", name="score_when_done"),
        CheckConstraint("(state = 'DONE') = (finished_at IS NOT NULL)", name="done_with_its_moment"),
        Index(
            "uq_attempts_open",
            "quiz_id",
            "member_id",
            unique=True,
            sqlite_where=text("state = 'OPEN'"),
            postgresql_where=text("state = 'OPEN'"),
        ),
        Index(
            "ix_attempts_open_ends_at",
            "ends_at",
            sqlite_where=text("state = 'OPEN'"),
            postgresql_where=text("state = 'OPEN'"),
        ),
    )


class Answer(Base):
    """One answer; the key counts a double tap once.

    Attributes:
        position: Its place in the attempt, from 1.
        chosen: Places of the options in the wording's own order.
        typed: Of a fill-in question.
    """

    __tablename__ = "answers"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("question_versions.id"))
    chosen: Mapped[list[int]] = mapped_column(JSON)
    typed: Mapped[str | None] = mapped_column(String(200))
    is_right: Mapped[bool] = mapped_column(Boolean)
    answered_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    __table_args__ = (CheckConstraint("position >= 1", name="position_counts_from_one"),)


class ItemCount(Base):
    """What the first attempts at a quiz say about a wording; kept in the transaction of each answer.

    Attributes:
        answers, right_many: Every answer.
        chosen_a … chosen_h: How often each option was chosen; of true/false A and B.
        ended: Answers of attempts that are done; the sums below are over these.
        ended_right: How many of them are right.
        rest, rest_squared: Sums of what the rest of their attempts has right, and of its squares.
        rest_right: The sum of the rest over the right ones.
    """

    __tablename__ = "item_counts"

    quiz_id: Mapped[int] = mapped_column(ForeignKey("quizzes.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("question_versions.id"), primary_key=True, index=True)
    answers: Mapped[int] = mapped_column(Integer, default=0)
    right_many: Mapped[int] = mapped_column(Integer, default=0)
    chosen_a: Mapped[int] = mapped_column(Integer, default=0)
    chosen_b: Mapped[int] = mapped_column(Integer, default=0)
    chosen_c: Mapped[int] = mapped_column(Integer, default=0)
    chosen_d: Mapped[int] = mapped_column(Integer, default=0)
    chosen_e: Mapped[int] = mapped_column(Integer, default=0)
    chosen_f: Mapped[int] = mapped_column(Integer, default=0)
    chosen_g: Mapped[int] = mapped_column(Integer, default=0)
    chosen_h: Mapped[int] = mapped_column(Integer, default=0)
    ended: Mapped[int] = mapped_column(Integer, default=0)
    ended_right: Mapped[int] = mapped_column(Integer, default=0)
    rest: Mapped[int] = mapped_column(Integer, default=0)
    rest_squared: Mapped[int] = mapped_column(BigInteger, default=0)
    rest_right: Mapped[int] = mapped_column(Integer, default=0)

    __table_args__ = (CheckConstraint("right_many <= answers AND ended_right <= ended", name="right_of_answers"),)


class MissedQuestion(Base):
    """A question somebody has missed: when it should come back, and what FSRS knows of it.

    Attributes:
        seen_at: When he answered it last.
    """

    __tablename__ = "missed_questions"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    stability: Mapped[float] = mapped_column(Float)
    difficulty: Mapped[float] = mapped_column(Float)
    seen_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    __table_args__ = (Index("ix_missed_questions_member_id_due_at", "member_id", "due_at"),)


class GroupPoll(Base):
    """A question asked of a group as a native poll, one a day and chat; it says nothing of marks.

    Attributes:
        for_credit: Whoever answers it rightly earns credits; whoever sent it chose so.
        order: Places of the wording's options as the poll shows them.
        poll_id: The messenger's name for it; None: it is being sent, or nobody knows whether it was.
    """

    __tablename__ = "group_polls"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("bound_chats.id"))
    day: Mapped[dt.date] = mapped_column(Date)
    version_id: Mapped[int] = mapped_column(ForeignKey("question_versions.id"))
    order: Mapped[list[int]] = mapped_column(JSON)
    for_credit: Mapped[bool] = mapped_column(Boolean)
    poll_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    __table_args__ = (UniqueConstraint("chat_id", "day"),)


class GroupPollAnswer(Base):
    """What a member answered first; a vote that is taken back changes nothing here."""

    __tablename__ = "group_poll_answers"

    poll_id: Mapped[int] = mapped_column(ForeignKey("group_polls.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, index=True)
    chosen: Mapped[list[int]] = mapped_column(JSON)
    is_right: Mapped[bool] = mapped_column(Boolean)
    answered_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
