"""What follows from the dates of a development: pure functions of (rules, facts, working days).

::

    typed days ──┬── stage ────── as far as the dates go
                 ├── marks ────── what is open: by when at the latest, from when at the earliest, what is missing
                 ├── next step ── the first of the way that has no date, after the furthest that has one
                 └── doubts ───── dates whose order or distance should be looked at again

Nothing here decides: a doubt asks to look, an earliest day says that something may be discussed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from db.names import CaseStep, MembershipStage
from services.cases.facts import Facts
from services.development.rules import PROBATION_END, Mark, MarkKind, RuleSet, load
from services.recurrence import add_months
from services.workdays import Workdays

#: Steps that may happen more than once.
REPEATED = frozenset({CaseStep.REVIEWED, CaseStep.REPORTED})
#: Steps whose day may lie ahead when it is typed: what is announced or agreed.
AHEAD = frozenset(
    {
        CaseStep.PUBLICITY_START,
        CaseStep.PUBLICITY_END,
        CaseStep.TRAINING_START,
        CaseStep.TRAINING_END,
        CaseStep.EXTENDED_TO,
        CaseStep.LETTER_UNTIL,
    }
)
#: Everything that is typed into a development, in the order of sheet 11.
STEPS: tuple[CaseStep, ...] = tuple(
    one for one in CaseStep if list(CaseStep).index(one) <= list(CaseStep).index(CaseStep.ARCHIVED)
)
#: How many times ahead are reminded of: years, for a case in which nothing is noted.
_MOST_TIMES = 24
#: What is a number, not a day.
NUMBERS = frozenset({CaseStep.TRAINING_HOURS})

_REACHED: tuple[tuple[CaseStep, MembershipStage], ...] = (
    (CaseStep.FULL_APPROVED, MembershipStage.FULL),
    (CaseStep.APPROVED, MembershipStage.PROBATIONARY),
    (CaseStep.DEV_TARGET, MembershipStage.DEV_TARGET),
    (CaseStep.ACTIVIST, MembershipStage.ACTIVIST),
)


@dataclass(frozen=True)
class Open:
    """Something that is open.

    Attributes:
        number: Which time, for what happens again and again.
        base: The day it counts from.
        day: The latest or earliest day; None where none follows.
        most: The furthest day, in special cases.
        provisional: The year's working days are not published yet.
        count: How many people are named, of how many (``MISSING``).
    """

    mark: Mark
    number: int
    base: dt.date
    day: dt.date | None = None
    most: dt.date | None = None
    provisional: bool = False
    count: int = 0
    least: int = 0

    def reminders(self) -> list[tuple[str, dt.date]]:
        """Days to remind on, each with the name of its lead."""
        found = [(f"a{days}", self.base + dt.timedelta(days=days)) for days in self.mark.after]
        if self.day is not None:
            found += [(f"b{days}", self.day - dt.timedelta(days=days)) for days in self.mark.before]
        return found


@dataclass(frozen=True)
class Doubt:
    """Dates that should be looked at again.

    Attributes:
        key: ``order``, ``early``, ``late``, ``training`` or ``extension``.
        step: Of which date.
        other: Of ``order``: the step that should come before it.
        day: Of ``early`` and ``late``: the day that was reckoned.
    """

    key: str
    step: CaseStep
    other: CaseStep | None = None
    day: dt.date | None = None


def stage(facts: Facts) -> MembershipStage:
    """How far the dates go; from the superior's approval on he is a probationary or full member."""
    for step, reached in _REACHED:
        if facts.day(step) is not None:
            return reached
    return MembershipStage.APPLICANT


def probation_end(rules: RuleSet, facts: Facts) -> dt.date | None:
    """When the probation ends: a year from the branch meeting (党章 art. 7), or the day it was extended to."""
    accepted = facts.day(CaseStep.ACCEPTED)
    if accepted is None:
        return None
    return facts.day(CaseStep.EXTENDED_TO) or add_months(accepted, rules.probation_months)


def _base(rules: RuleSet, facts: Facts, base: str) -> dt.date | None:
    if base == PROBATION_END:
        # It runs from the meeting, but is none before the approval.
        return probation_end(rules, facts) if facts.day(CaseStep.APPROVED) is not None else None
    return facts.day(CaseStep(base))


def _reckoned(mark: Mark, base: dt.date, number: int, table: Workdays) -> tuple[dt.date | None, bool]:
    if mark.workdays is not None:
        counted = table.count(base, mark.workdays, count_start=load().publicity_count_start_day)
        return counted.day, counted.provisional
    if mark.months is None:
        return None, False
    # From the base every time: a late review does not move the ones after it.
    return add_months(base, mark.months * number), False


def open_marks(rules: RuleSet, facts: Facts, table: Workdays) -> list[Open]:
    """Everything that is open, in the order of the way."""
    return list(_open(rules, facts, table))


def _open(rules: RuleSet, facts: Facts, table: Workdays) -> Iterator[Open]:
    for mark in rules.mark:
        base = _base(rules, facts, mark.base)
        if base is None or (mark.ends is not None and facts.day(mark.ends) is not None):
            continue
        if mark.part is not None:
            count, least = len(facts.people.get(mark.part, ())), rules.people(mark.part)[0]
            if count < least:
                yield Open(mark, 1, base, count=count, least=least)
            continue
        if mark.step is None:
            continue
        number = 1
        if mark.kind is MarkKind.ROUTINE:
            number = len(facts.times(mark.step)) + 1
        elif facts.day(mark.step) is not None:
            continue
        day, provisional = _reckoned(mark, base, number, table)
        most = add_months(base, mark.most_months) if mark.most_months is not None else None
        yield Open(mark, number, base, day, most, provisional)


def following(one: Open, facts: Facts) -> Iterator[Open]:
    """The times after the next of what comes again and again; those in whose period something was noted are left out.

    They are reminded of too: where one was never noted, the ones after it would not be reminded of any more.
    """
    mark = one.mark
    if mark.kind is not MarkKind.ROUTINE or mark.step is None or mark.months is None:
        return
    noted = facts.times(mark.step)
    for number in range(one.number + 1, one.number + _MOST_TIMES):
        begin, day = (add_months(one.base, mark.months * time) for time in (number - 1, number))
        if not any(begin < found <= day for found in noted):
            yield replace(one, number=number, day=day)


def next_step(rules: RuleSet, facts: Facts) -> CaseStep | None:
    """The first step of the way without a date after the furthest with one; then whatever was left out."""
    done = [place for place, step in enumerate(rules.steps) if facts.day(step) is not None]
    furthest = max(done, default=-1)
    later = [step for step in rules.steps[furthest + 1 :] if facts.day(step) is None]
    return next(iter([*later, *left_out(rules, facts)]), None)


def left_out(rules: RuleSet, facts: Facts) -> list[CaseStep]:
    """Steps before the furthest one that have no date."""
    done = [place for place, step in enumerate(rules.steps) if facts.day(step) is not None]
    return [step for step in rules.steps[: max(done, default=0)] if facts.day(step) is None]


def doubts(rules: RuleSet, facts: Facts, table: Workdays) -> list[Doubt]:
    """What should be looked at again; nothing is refused for it."""
    found = [*_out_of_order(facts), *_out_of_range(rules, facts, table)]
    start, end = facts.day(CaseStep.TRAINING_START), facts.day(CaseStep.TRAINING_END)
    hours = facts.words.get(CaseStep.TRAINING_HOURS)
    if end is not None:
        days = (end - start).days + 1 if start is not None else None
        enough = days is not None and days >= rules.training.days
        enough = enough or (hours is not None and float(hours) >= rules.training.hours)
        if not enough and (days is not None or hours is not None):
            found.append(Doubt("training", CaseStep.TRAINING_END))
    accepted, extended = facts.day(CaseStep.ACCEPTED), facts.day(CaseStep.EXTENDED_TO)
    if accepted is not None and extended is not None:
        plain = add_months(accepted, rules.probation_months)
        least, most = (add_months(plain, months) for months in rules.extension_months)
        if not least <= extended <= most:
            found.append(Doubt("extension", CaseStep.EXTENDED_TO))
    return found


def _out_of_order(facts: Facts) -> Iterator[Doubt]:
    """Neighbours among the typed days that stand the wrong way round."""
    single = [step for step in STEPS if step not in REPEATED and step is not CaseStep.EXTENDED_TO]
    typed = [(step, day) for step in single if (day := facts.day(step)) is not None]
    for (one, before), (other, after) in pairwise(typed):
        if after < before:
            yield Doubt("order", other, one)


def _out_of_range(rules: RuleSet, facts: Facts, table: Workdays) -> Iterator[Doubt]:
    for mark in rules.mark:
        base = _base(rules, facts, mark.base)
        day = facts.day(mark.step) if mark.step is not None and mark.step not in REPEATED else None
        if base is None or day is None or mark.step is None:
            continue
        reckoned, _ = _reckoned(mark, base, 1, table)
        if reckoned is None:
            continue
        if mark.kind is MarkKind.EARLIEST and day < reckoned:
            yield Doubt("early", mark.step, day=reckoned)
        elif mark.kind is MarkKind.LATEST and mark.key != "full-application":
            most = add_months(base, mark.most_months) if mark.most_months is not None else reckoned
            if day > most:
                yield Doubt("late", mark.step, day=most)
