"""Study: the ledgers of hours and credits, and the schemes credits are given by (``domain_rules.md`` 4).

The ledgers are only ever added to: what turns out to be different is reversed by a line of its own. Amounts are what
the source gave; yearly caps are applied when they are read, so that the order in which lines arrive changes no total.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Hundredths, Key, UTCDateTime, named
from db.names import MaterialKind
from db.study_names import AppealState, StudyBook, StudyItem, StudySource, WorkState


class StudyEntry(Base):
    """One line of a ledger: what a source gave a member, or the reversal of such a line.

    Attributes:
        source_id: Of the meeting, the make-up, the quiz …; of a correction its own number.
        number: From 1 within the member's lines of one source and book; what is granted twice has the same number.
        item: What he did.
        amount: Hours or credits before any cap; of a reversal the negative.
        quantity: Of how many hours, characters or times; null where the amount says it.
        earned_on: The day that decides in which year it counts.
        version: Key of the scheme that paid it: a shipped version, or ``own-<id>``.
        reverses: The number of the line this one takes back.
        note: Of a correction: why, in a human's words.
        made_by: The account behind a correction; null: it followed from its source.
    """

    __tablename__ = "study_entries"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    book: Mapped[StudyBook] = mapped_column(named(StudyBook))
    source: Mapped[StudySource] = mapped_column(named(StudySource))
    source_id: Mapped[int] = mapped_column(Key)
    number: Mapped[int] = mapped_column(Integer)
    item: Mapped[StudyItem] = mapped_column(named(StudyItem))
    amount: Mapped[Decimal] = mapped_column(Hundredths)
    quantity: Mapped[Decimal | None] = mapped_column(Hundredths)
    earned_on: Mapped[dt.date] = mapped_column(Date)
    version: Mapped[str] = mapped_column(String(20))
    reverses: Mapped[int | None] = mapped_column(Integer)
    note: Mapped[str | None] = mapped_column(String(200))
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    __table_args__ = (
        UniqueConstraint("member_id", "book", "source", "source_id", "number"),
        # A line is taken back once.
        UniqueConstraint("member_id", "book", "source", "source_id", "reverses"),
        CheckConstraint("number >= 1", name="counts_from_one"),
        CheckConstraint("reverses < number", name="reverses_what_was"),
        CheckConstraint("CASE WHEN reverses IS NULL THEN amount > 0 ELSE amount < 0 END", name="signed"),
        CheckConstraint("quantity > 0", name="of_something"),
        Index("ix_study_entries_member_earned", "member_id", "earned_on"),
        Index("ix_study_entries_source", "source", "source_id"),
    )


class StudyScheme(Base):
    """A scheme of credits of an organisation, from a day on. A change is a new one; the newest of a day is in force.

    Attributes:
        member_target, committee_target: Credits a year, as information.
        made_by: Who made it.
    """

    __tablename__ = "study_schemes"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    from_on: Mapped[dt.date] = mapped_column(Date)
    member_target: Mapped[Decimal] = mapped_column(Hundredths)
    committee_target: Mapped[Decimal] = mapped_column(Hundredths)
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    __table_args__ = (
        CheckConstraint("member_target >= 0 AND committee_target >= 0", name="targets"),
        Index("ix_study_schemes_organisation", "organisation_id", "from_on"),
    )


class StudySchemeLine(Base):
    """What one activity gives under a scheme.

    Attributes:
        credits: A unit of it; nought: it gives none.
        cap: The most it counts in a year, together with what shares its cap; null: no cap of its own.
    """

    __tablename__ = "study_scheme_lines"

    scheme_id: Mapped[int] = mapped_column(ForeignKey("study_schemes.id"), primary_key=True)
    item: Mapped[StudyItem] = mapped_column(named(StudyItem), primary_key=True)
    credits: Mapped[Decimal] = mapped_column(Hundredths)
    cap: Mapped[Decimal | None] = mapped_column(Hundredths)

    __table_args__ = (CheckConstraint("credits >= 0 AND cap >= 0", name="nothing_below_zero"),)


class StudyMeeting(Base):
    """What of a meeting the ledgers have followed; where it says what the meeting says, there is nothing to do.

    Attributes:
        changes: Of its roll-calls, added up.
        changed_at: Of the meeting.
    """

    __tablename__ = "study_meetings"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    changes: Mapped[int] = mapped_column(Integer)
    changed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)


class StudyExemption(Base):
    """Nothing hard is asked of a member from a day on (教管条例 art. 23). A human says so; why is stored nowhere.

    Attributes:
        ends_on: The last day; null: until further notice.
    """

    __tablename__ = "study_exemptions"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    starts_on: Mapped[dt.date] = mapped_column(Date)
    ends_on: Mapped[dt.date | None] = mapped_column(Date)
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", name="in_order"),
        Index(
            "uq_study_exemptions_open",
            "member_id",
            unique=True,
            sqlite_where=text("ends_on IS NULL"),
            postgresql_where=text("ends_on IS NULL"),
        ),
    )


class StudyAppeal(Base):
    """Somebody says that his hours or credits are not right; a human answers. One waits at a time.

    Attributes:
        year: Which year he means.
        words: What he says.
        answer: What he was answered; a correction is a line of the ledger with this row as its source.
    """

    __tablename__ = "study_appeals"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    year: Mapped[int] = mapped_column(Integer)
    words: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[AppealState] = mapped_column(named(AppealState))
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    answer: Mapped[str | None] = mapped_column(String(200))
    decided_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    __table_args__ = (
        CheckConstraint("(state = 'OPEN') = (decided_at IS NULL)", name="answered_with_its_moment"),
        Index(
            "uq_study_appeals_open",
            "member_id",
            unique=True,
            sqlite_where=text("state = 'OPEN'"),
            postgresql_where=text("state = 'OPEN'"),
        ),
    )


class StudyWork(Base):
    """Something a member hands in: an essay, notes, a training he was at. One draft a member at a time.

    Attributes:
        item: As what it counts.
        words: What he typed.
        characters: Of notes: as counted, or of handwriting as he says; who accepts it has seen it.
        hours: Of a training or a course.
        starts_on, ends_on: When it was done; the same day but for a training of several days.
        times: How often it was handed in.
        returned: Why it was given back last.
    """

    __tablename__ = "study_works"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    item: Mapped[StudyItem] = mapped_column(named(StudyItem))
    state: Mapped[WorkState] = mapped_column(named(WorkState))
    words: Mapped[str | None] = mapped_column(String(4000))
    characters: Mapped[int | None] = mapped_column(Integer)
    hours: Mapped[Decimal | None] = mapped_column(Hundredths)
    starts_on: Mapped[dt.date] = mapped_column(Date)
    ends_on: Mapped[dt.date] = mapped_column(Date)
    times: Mapped[int] = mapped_column(Integer)
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    submitted_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    returned: Mapped[str | None] = mapped_column(String(200))
    decided_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", name="in_order"),
        CheckConstraint("characters >= 0 AND hours > 0", name="of_something"),
        CheckConstraint("state <> 'SUBMITTED' OR submitted_at IS NOT NULL", name="submitted_whole"),
        CheckConstraint("state <> 'ACCEPTED' OR decided_at IS NOT NULL", name="accepted_whole"),
        Index(
            "uq_study_works_draft",
            "member_id",
            unique=True,
            sqlite_where=text("state = 'DRAFT'"),
            postgresql_where=text("state = 'DRAFT'"),
        ),
    )


class StudyWorkFile(Base):
    """A photo or a file of a work, as the messenger keeps it; its contents are never stored here."""

    __tablename__ = "study_work_files"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("study_works.id"))
    kind: Mapped[MaterialKind] = mapped_column(named(MaterialKind))
    file_id: Mapped[str] = mapped_column(String(200))
    file_unique_id: Mapped[str] = mapped_column(String(64))

    __table_args__ = (UniqueConstraint("work_id", "file_unique_id"),)


class StudyMaterial(Base):
    """Something to read (必读篇目) of an organisation, for those in it and below: a text card, a link or a file.

    Attributes:
        source: Where it comes from, as people cite it.
        body: The text of a card.
        link: Where it is online.
        file_id, file_unique_id: As the messenger keeps it; its contents are never stored here.
        category: Of the questions that are asked about it; null: whoever has read it writes a sentence.
        hours: Of study it counts as; null: none.
        ended_at: It was withdrawn; what was read stays read.
    """

    __tablename__ = "study_materials"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    title: Mapped[str] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(String(100))
    body: Mapped[str | None] = mapped_column(String(3000))
    link: Mapped[str | None] = mapped_column(String(300))
    file_kind: Mapped[MaterialKind | None] = mapped_column(named(MaterialKind))
    file_id: Mapped[str | None] = mapped_column(String(200))
    file_unique_id: Mapped[str | None] = mapped_column(String(64))
    category: Mapped[str | None] = mapped_column(String(40))
    hours: Mapped[Decimal | None] = mapped_column(Hundredths)
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    made_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    ended_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint("body IS NOT NULL OR link IS NOT NULL OR file_id IS NOT NULL", name="something_to_read"),
        CheckConstraint("(file_id IS NULL) = (file_kind IS NULL)", name="file_whole"),
        CheckConstraint("hours > 0", name="hours_positive"),
    )


class StudyReading(Base):
    """How far a member is with something to read.

    Attributes:
        asked: The questions drawn for him last, and whether he knew each; what he chose is not kept.
        done_on: The day he had read it, by his branch's wall clock; null: not yet.
    """

    __tablename__ = "study_readings"

    material_id: Mapped[int] = mapped_column(ForeignKey("study_materials.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, index=True)
    asked: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    done_on: Mapped[dt.date | None] = mapped_column(Date)


class StudyCampaign(Base):
    """A campaign of an organisation with several targets, for those in it and below (``domain_rules.md`` 4.3).

    Attributes:
        hours, readings, essays, characters: What is asked of each; null: nothing of this.
        ended_at: It was withdrawn.
    """

    __tablename__ = "study_campaigns"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    title: Mapped[str] = mapped_column(String(40))
    starts_on: Mapped[dt.date] = mapped_column(Date)
    ends_on: Mapped[dt.date] = mapped_column(Date)
    hours: Mapped[Decimal | None] = mapped_column(Hundredths)
    readings: Mapped[int | None] = mapped_column(Integer)
    essays: Mapped[int | None] = mapped_column(Integer)
    characters: Mapped[int | None] = mapped_column(Integer)
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    made_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    ended_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", name="in_order"),
        CheckConstraint("hours > 0 AND readings > 0 AND essays > 0 AND characters > 0", name="targets_positive"),
        CheckConstraint(
            "hours IS NOT NULL OR readings IS NOT NULL OR essays IS NOT NULL OR characters IS NOT NULL",
            name="asks_something",
        ),
    )


class StudyWeekly(Base):
    """A member who wants a word about his study once a week; nobody else gets one."""

    __tablename__ = "study_weeklies"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    since: Mapped[dt.datetime] = mapped_column(UTCDateTime)
