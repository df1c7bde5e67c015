"""The stored words of study: its two books and what fills them (``domain_rules.md`` 4)."""

from __future__ import annotations

from enum import StrEnum


class StudyBook(StrEnum):
    """The two ledgers: 学时, which the regulations ask for, and 学分 of the local scheme. They never mix."""

    HOURS = "HOURS"
    CREDITS = "CREDITS"


class StudySource(StrEnum):
    """What an entry comes from; together with an id it is the entry's key."""

    MEETING = "MEETING"
    MAKE_UP = "MAKE_UP"
    QUIZ = "QUIZ"
    POLL = "POLL"
    READING = "READING"
    WORK = "WORK"
    CORRECTION = "CORRECTION"


class StudyItem(StrEnum):
    """What somebody did: of credits a line of the scheme (4.2), of hours a column of sheet 7 (10.7)."""

    ATTEND = "ATTEND"
    THEMED_DAY = "THEMED_DAY"
    LECTURE_ATTEND = "LECTURE_ATTEND"
    LECTURE_GIVE = "LECTURE_GIVE"
    TRAINING = "TRAINING"
    ONLINE = "ONLINE"
    VOLUNTEER = "VOLUNTEER"
    QUIZ = "QUIZ"
    QUIZ_EXCELLENT = "QUIZ_EXCELLENT"
    ESSAY = "ESSAY"
    NOTES = "NOTES"
    READING = "READING"
    MAKEUP = "MAKEUP"
    MAKEUP_DUTY = "MAKEUP_DUTY"


class AppealState(StrEnum):
    """A question about one's own hours or credits, until a human has answered it."""

    OPEN = "OPEN"
    ANSWERED = "ANSWERED"


class WorkState(StrEnum):
    """How far something handed in has come; a draft is still being put together."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    ACCEPTED = "ACCEPTED"
    RETURNED = "RETURNED"
