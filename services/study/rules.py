"""Targets of hours and the shipped scheme of credits (``rules_data/study.toml``, ``domain_rules.md`` 4.1, 4.2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache

from pydantic import Field

from db.names import BranchRole, EventType
from db.study_names import StudyItem
from services.shipped import Section, read


class Unit(StrEnum):
    """What one unit of an activity is: an hour of study, once, a thousand characters."""

    HOUR = "HOUR"
    TIME = "TIME"
    THOUSAND = "THOUSAND"


class HourTarget(Section):
    """Hours a year from a year on, by role."""

    from_year: int
    member: Decimal
    committee: Decimal


class HourRule(Section):
    """How a target of part of a year is rounded, and whose target is the committee's."""

    step: Decimal
    committee: frozenset[BranchRole]


class AppealRule(Section):
    """Bounds of an appeal and of the correction that may follow it.

    Attributes:
        words_most: Characters.
        hours_step, credits_step: A correction is a multiple of this.
    """

    words_most: int = Field(le=200)
    hours_most: Decimal
    credits_most: Decimal
    hours_step: Decimal
    credits_step: Decimal


class WorkRule(Section):
    """Bounds of what members hand in.

    Attributes:
        text_most, essay_least, characters_most: Characters.
        hours_a_day: Of a training or a course.
        days_most: Of one training.
        back_days: How long ago it may have been.
    """

    text_most: int = Field(le=4000)
    essay_least: int
    files_most: int
    characters_most: int
    hours_a_day: Decimal
    hours_step: Decimal
    days_most: int
    back_days: int


class ReadingRule(Section):
    """Something to read, and the step that shows it was read.

    Attributes:
        questions, questions_right: Asked, and at least known.
        note_least: Characters of the sentence in their place.
        body_most: Characters of a text card.
        hours_offered: What one may count as.
        remark_most: Characters of a remark in a branch's thread.
        remarks_each: What one member may say about one material.
    """

    questions: int
    questions_right: int
    note_least: int
    body_most: int = Field(le=3000)
    hours_offered: tuple[Decimal, ...]
    remark_most: int = Field(le=200)
    remarks_each: int


class PollRule(Section):
    """A question of the day for a group; ``part``: of a quiz that is passed, where it gives credits at all."""

    part: Decimal = Field(gt=0, le=1)


class WeeklyRule(Section):
    """When the word a week comes; ``weekday``: 1 is Monday, ``at``: wall time."""

    weekday: int = Field(ge=1, le=7)
    at: dt.time


class CampaignRule(Section):
    """Bounds of a campaign's targets; ``sample``: as they are typed."""

    sample: str
    hours_most: Decimal
    count_most: int
    characters_most: int
    days_most: int


class MeetingRule(Section):
    """What a meeting gives.

    Attributes:
        hours: Columns of sheet 7 by type; the first that fits.
        credits: Lines of the scheme by type; the one that gives most.
        split_step: The old year's part of a meeting over New Year is rounded down to this.
    """

    hours: tuple[tuple[EventType, StudyItem], ...]
    credits: dict[EventType, StudyItem]
    split_step: Decimal


class SchemeBounds(Section):
    """What an organisation may set: credits a unit, a yearly cap or target, and what both are multiples of."""

    credits_most: Decimal
    cap_most: Decimal
    step: Decimal


class ShippedLine(Section):
    """A line of the shipped scheme.

    Attributes:
        unit: What the credits are for.
        cap: A year.
        shares: It counts under the cap of this one.
    """

    item: StudyItem
    credits: Decimal
    unit: Unit
    cap: Decimal | None = None
    shares: StudyItem | None = None


class ShippedScheme(Section):
    """The scheme that holds where nobody has made one."""

    member_target: Decimal
    committee_target: Decimal
    line: tuple[ShippedLine, ...]


class Study(Section):
    """The file."""

    version: str
    hours: tuple[HourTarget, ...]
    hours_rule: HourRule
    appeal: AppealRule
    work: WorkRule
    reading: ReadingRule
    poll: PollRule
    weekly: WeeklyRule
    campaign: CampaignRule
    meeting: MeetingRule
    scheme_bounds: SchemeBounds
    scheme: ShippedScheme

    def hours_of(self, year: int) -> HourTarget:
        """The targets of a year; before the first they are the first."""
        return max((one for one in self.hours if one.from_year <= year), key=lambda one: one.from_year)


@dataclass(frozen=True)
class Rate:
    """What one activity gives: credits a unit, and the yearly cap of its pool (None: none)."""

    credits: Decimal
    cap: Decimal | None


@dataclass(frozen=True)
class Scheme:
    """A scheme as it holds.

    Attributes:
        version: Its key: ``2026-11`` as shipped, ``own-<id>``.
        organisation_id: Whose it is; None: shipped.
    """

    version: str
    organisation_id: int | None
    rates: Mapping[StudyItem, Rate]
    member_target: Decimal
    committee_target: Decimal

    def cap_of(self, item: StudyItem) -> Decimal | None:
        """The yearly cap an activity counts under, with all that share it."""
        rate = self.rates.get(pool_of(item))
        return rate.cap if rate is not None else None

    def pays(self, item: StudyItem, units: Decimal) -> Decimal:
        """Credits for so many units of an activity, before any cap."""
        rate = self.rates.get(item)
        return rate.credits * units if rate is not None else Decimal(0)


@cache
def load() -> Study:
    """Read what ships.

    Raises:
        pydantic.ValidationError: The file has an unknown or a malformed entry.
    """
    return read(Study, "study")


@cache
def shipped() -> Scheme:
    """The scheme that holds where nobody has made one."""
    found = load()
    rates = {one.item: Rate(one.credits, one.cap) for one in found.scheme.line}
    return Scheme(found.version, None, rates, found.scheme.member_target, found.scheme.committee_target)


@cache
def units() -> Mapping[StudyItem, Unit]:
    """What a unit of each activity of a scheme is."""
    return {one.item: one.unit for one in load().scheme.line}


@cache
def _pools() -> Mapping[StudyItem, StudyItem]:
    return {one.item: one.shares for one in load().scheme.line if one.shares is not None}


def pool_of(item: StudyItem) -> StudyItem:
    """The activity under whose cap this one counts: its own, or the one it shares."""
    return _pools().get(item, item)


def meeting_credits(scheme: Scheme, types: Collection[EventType], hours: Decimal) -> Decimal:
    """Credits a meeting gives under a scheme, before any cap: of its types the one that gives most."""
    return max((scheme.pays(item, many) for item, many in of_meeting(types, hours)), default=Decimal(0))


def of_meeting(types: Collection[EventType], hours: Decimal) -> list[tuple[StudyItem, Decimal]]:
    """As what a meeting of some types may count, and of how many units."""
    items = {load().meeting.credits[one] for one in types if one in load().meeting.credits}
    return [(one, hours if units()[one] is Unit.HOUR else Decimal(1)) for one in sorted(items)]
