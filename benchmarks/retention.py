"""A year of missed questions that come back: FSRS against asking at random and against fixed intervals.

Every simulated member meets questions he gets wrong, reads the explanation, and is asked five of them again in every
session; sessions and questions are the same for all three methods, and so is how many are asked. What he forgets is
told by a model that is not FSRS's: activation of Pavlik and Anderson (2005), in which every meeting leaves a trace that
decays by a power of time, the faster the fresher the memory was (which makes spacing pay). The chance to know one
is a logistic function of its activation. What counts is the share of all his questions he would know on day 365.

The interval is that of the mean difference over seeds (Student's t, 95 %), methods paired within each seed.
"""

from __future__ import annotations

import datetime as dt
import math
import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from benchmarks.support import report
from services.quizzes import spacing
from services.quizzes.spacing import Memory

_START = dt.datetime(2026, 1, 1, 4, tzinfo=dt.UTC)
_DAYS = 365
#: Days between sessions, each a few days early or late; questions missed at first, and in every session.
_EVERY, _JITTER, _AT_FIRST, _NEW = 14, 3, 10, 2
#: Of the forgetting model, in days: decay = SCALE * exp(A) + BASE; chance = 1 / (1 + exp((THRESHOLD - A) / NOISE)).
_SCALE, _BASE, _THRESHOLD, _NOISE = 0.217, 0.3, -1.0, 0.4
#: Standard deviations of the threshold among members, and among questions.
_AMONG_MEMBERS, _AMONG_QUESTIONS = 0.3, 0.5
#: Fixed intervals, days: after so many meetings in a row answered rightly; a wrong answer begins again.
_FIXED = (1, 7, 30, 90, 180)
#: Two-sided 95 % of Student's t, by degrees of freedom.
_T95 = {3: 3.182, 19: 2.093}


@dataclass
class Question:
    """A question somebody has missed, as his memory has it.

    Attributes:
        traces: When it was met, days, and how fast that trace decays.
        threshold: The activation at which he knows it every other time.
    """

    threshold: float
    traces: list[tuple[float, float]] = field(default_factory=list)

    def activation(self, day: float) -> float:
        """How present it is."""
        total = sum(max(day - at, 0.01) ** -decay for at, decay in self.traces)
        return math.log(total) if total > 0 else -math.inf

    def known(self, day: float) -> float:
        """The chance that he knows it."""
        return 1 / (1 + math.exp(min(50.0, (self.threshold - self.activation(day)) / _NOISE)))

    def meet(self, day: float) -> None:
        """He meets it: a new trace."""
        before = self.activation(day) if self.traces else -math.inf
        self.traces.append((day, _SCALE * math.exp(before) + _BASE))


class Method(Protocol):
    """Chooses what comes back, and hears how it was answered."""

    name: str

    def missed(self, number: int, day: float) -> None:
        """A question was missed for the first time."""
        ...

    def choose(self, day: float, dice: random.Random) -> list[int]:
        """Five questions."""
        ...

    def answered(self, number: int, day: float, *, right: bool) -> None:
        """One of them was answered."""
        ...


class AtRandom:
    """Any five."""

    name = "random"

    def __init__(self) -> None:
        self._numbers: list[int] = []

    def missed(self, number: int, day: float) -> None:
        """It is one of them from now on."""
        del day
        self._numbers.append(number)

    def choose(self, day: float, dice: random.Random) -> list[int]:
        """Any five."""
        del day
        return dice.sample(self._numbers, spacing.MOST)

    def answered(self, number: int, day: float, *, right: bool) -> None:
        """Nothing is learned from it."""


class FixedIntervals:
    """Those that are most overdue after 1, 7, 30, 90, 180 days; a wrong answer begins again."""

    name = "fixed intervals"

    def __init__(self) -> None:
        self._boxes: dict[int, tuple[int, float]] = {}

    def missed(self, number: int, day: float) -> None:
        """It is due a day later."""
        self._boxes[number] = (0, day + _FIXED[0])

    def choose(self, day: float, dice: random.Random) -> list[int]:
        """The most overdue."""
        del dice, day
        return sorted(self._boxes, key=lambda number: (self._boxes[number][1], number))[: spacing.MOST]

    def answered(self, number: int, day: float, *, right: bool) -> None:
        """One box further, or back to the first."""
        box = min(self._boxes[number][0] + 1, len(_FIXED) - 1) if right else 0
        self._boxes[number] = (box, day + _FIXED[box])


class ByFsrs:
    """As the product chooses (``services.quizzes.spacing``)."""

    name = "FSRS"

    def __init__(self) -> None:
        self._memories: dict[int, Memory] = {}

    def missed(self, number: int, day: float) -> None:
        """Its first meeting went wrong."""
        self._memories[number] = spacing.after(None, _moment(day), right=False)

    def choose(self, day: float, dice: random.Random) -> list[int]:
        """Those due first."""
        del day, dice
        return spacing.chosen(self._memories)

    def answered(self, number: int, day: float, *, right: bool) -> None:
        """What is known of it has changed."""
        self._memories[number] = spacing.after(self._memories[number], _moment(day), right=right)


METHODS: tuple[Callable[[], Method], ...] = (ByFsrs, AtRandom, FixedIntervals)


def _moment(day: float) -> dt.datetime:
    return _START + dt.timedelta(days=day)


def _year(make: Callable[[], Method], seed: int) -> tuple[float, int]:
    """One member's year; the share he knows at its end, and how many questions he was asked again."""
    world, dice = random.Random(seed), random.Random(seed + 1)
    method, able = make(), world.gauss(_THRESHOLD, _AMONG_MEMBERS)
    days = [float(day + world.randint(-_JITTER, _JITTER)) for day in range(_EVERY, _DAYS - _JITTER, _EVERY)]
    questions: list[Question] = []

    def miss(day: float) -> None:
        one = Question(able + world.gauss(0, _AMONG_QUESTIONS))
        one.meet(day)
        questions.append(one)
        method.missed(len(questions) - 1, day)

    for _ in range(_AT_FIRST):
        miss(0.0)
    asked = 0
    for day in days:
        for number in method.choose(day, dice):
            right = dice.random() < questions[number].known(day)
            questions[number].meet(day)  # whoever is wrong reads the explanation
            method.answered(number, day, right=right)
            asked += 1
        for _ in range(_NEW):
            miss(day)
    return statistics.fmean(one.known(float(_DAYS)) for one in questions), asked


def simulate(members: int, seeds: int) -> tuple[dict[str, list[float]], set[int]]:
    """The mean recall of each method in each seed, and how many questions anybody was asked in all."""
    found: dict[str, list[float]] = {make().name: [] for make in METHODS}
    asked: set[int] = set()
    for seed in range(seeds):
        for make in METHODS:
            years = [_year(make, 1_000_003 * seed + 2 * member) for member in range(members)]
            found[make().name].append(statistics.fmean(recall for recall, _ in years))
            asked |= {many for _, many in years}
    return found, asked


def interval(differences: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of their mean (Student's t)."""
    mean = statistics.fmean(differences)
    half = _T95[len(differences) - 1] * statistics.stdev(differences) / math.sqrt(len(differences))
    return mean - half, mean + half


def measure(members: int, seeds: int) -> dict[str, Any]:
    """Run the simulation."""
    found, asked = simulate(members, seeds)
    ours = found[ByFsrs.name]
    bars = []
    peers: list[dict[str, Any]] = [
        {"name": name, "recall_at_day_365": report.spread(values, 4)} for name, values in found.items()
    ]
    for name in (AtRandom.name, FixedIntervals.name):
        low, high = interval([one - other for one, other in zip(ours, found[name], strict=True)])
        peers.append({"name": f"FSRS minus {name}", "interval_95": [round(low, 4), round(high, 4)]})
        bars.append(report.bar(f"FSRS over {name}, lower end of the 95 % interval", low, 0.0, at_least=True))
    bars.append(report.bar("different numbers of questions asked", len(asked), 1, at_least=False))
    return {
        "name": "retention",
        "conditions": report.conditions(
            members=members,
            seeds=seeds,
            days=_DAYS,
            session_every_days=f"{_EVERY} ± {_JITTER}",
            questions_missed=f"{_AT_FIRST} at first, {_NEW} in every session",
            asked_again_a_session=spacing.MOST,
            asked_again_a_year=sorted(asked),
            forgetting=(
                f"Pavlik and Anderson, days: decay {_SCALE} * exp(A) + {_BASE}, threshold {_THRESHOLD} "
                f"(members ± {_AMONG_MEMBERS}, questions ± {_AMONG_QUESTIONS}), noise {_NOISE}"
            ),
            fixed_intervals=_FIXED,
        ),
        "peers": peers,
        "bars": bars,
    }


def main() -> None:
    """Simulate and print."""
    arguments = report.parser("retention", __doc__).parse_args()
    members, seeds = (50, 4) if arguments.quick else (500, 20)
    report.run(arguments, lambda: measure(members, seeds))


if __name__ == "__main__":
    main()
