"""What a soak showed: its samples, the slope of its memory, its bars, and how all that is printed."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from benchmarks.support import report

#: Share of the hours that is not looked at: everything has happened once by then.
WARM = 0.2
#: Bars: MB an hour of real time; open files more than after the warm-up; an answer's p95 against the first part's.
_SLOPE, _FILES = 2.0, 8
_ANSWERS = (2.0, 0.05)


@dataclass(frozen=True)
class Sample:
    """One look at the process.

    Attributes:
        at: Real seconds since the beginning.
        resident, own: Memory, MB; ``own`` is what it shares with nobody.
        files, threads: Open ones.
        database: Bytes of the database and its log.
        waiting: Messages that are due and not on their way.
        cpu: Seconds of CPU used so far.
    """

    at: float
    resident: float
    own: float
    files: int
    threads: int
    database: int
    waiting: int
    cpu: float


@dataclass
class Found:
    """What a soak showed.

    Attributes:
        hours: Simulated.
        lost: Rows that are called sent and that no phone got; announcements that somebody did not get.
        doubled: What a phone got more often than it was sent.
        states: Of the outbox, with the reasons.
        rows: Of all tables, at the beginning and at the end.
    """

    hours: float
    speed: float
    samples: list[Sample] = field(default_factory=list)
    first_waits: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    unanswered: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    states: dict[str, int] = field(default_factory=dict)
    rows: tuple[int, int] = (0, 0)
    incidents: int = 0
    exit_status: int | None = None
    done: dict[str, Any] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    requests: int = 0

    @property
    def later(self) -> list[Sample]:
        """The samples after the warm-up, up to when people stopped."""
        ends = self.hours * 3_600 / self.speed
        return [one for one in self.samples if ends * WARM <= one.at <= ends]

    def slope(self, what: Callable[[Sample], float]) -> float:
        """Least squares of a figure after the warm-up, an hour of real time."""
        seen = self.later
        if len(seen) < 2:
            return 0.0
        return statistics.linear_regression([one.at / 3_600 for one in seen], [what(one) for one in seen]).slope

    def gained(self, what: Callable[[Sample], float]) -> float:
        """How much more a figure is in the last tenth than in the first one after the warm-up; medians of each."""
        seen = [what(one) for one in self.later] or [0.0]
        part = max(1, len(seen) // 10)
        return statistics.median(seen[-part:]) - statistics.median(seen[:part])

    @property
    def sound(self) -> bool:
        """Whether nothing was lost, doubled, left or unexpected; says nothing of time and memory."""
        return not (self.lost or self.doubled or self.failed or self.incidents or self.unanswered or self.exit_status)

    def bars(self) -> list[dict[str, Any]]:
        """What must hold."""
        first = report.percentile(self.first_waits or [0.0], 95)
        limit = _ANSWERS[0] * first + _ANSWERS[1]
        found = [
            ("memory, MB an hour", self.slope(lambda one: one.resident), _SLOPE),
            ("open files more at the end", self.gained(lambda one: one.files), _FILES),
            ("p95 of an answer, ms", report.percentile(self.waits or [0.0], 95) * 1_000, round(limit * 1_000, 1)),
            ("presses nobody answered", self.unanswered, 0),
            ("lost", len(self.lost), 0),
            ("doubled", len(self.doubled), 0),
            ("incidents", self.incidents, 0),
            ("conversations that broke off", len(self.failed), 0),
            ("exit status", abs(self.exit_status or 0), 0),
        ]
        return [report.bar(name, value, limit, at_least=False) for name, value, limit in found]


def show(found: Found) -> None:
    """Print for people."""
    lines = [f"{what}: {getattr(found, what)}" for what in ("done", "states", "refused", "requests")]
    lines += [*found.lost[:20], *found.doubled[:20], *found.failed[:20], ""]
    lines += ["| what | value | bar | holds |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {one['name']} | {one['value']} | {one['bar']} | {'yes' if one['holds'] else '**no**'} |"
        for one in found.bars()
    ]
    first, last = found.later[0], found.later[-1]
    rows = max(1, found.rows[1] - found.rows[0])
    grown = found.samples[-1].database - found.samples[0].database
    figures = {
        "memory after the warm-up, at the end, MB": f"{first.resident}, {last.resident}",
        "the same, its own alone": f"{first.own}, {last.own}",
        "memory, MB a simulated hour": round(found.slope(lambda one: one.resident) / found.speed, 3),
        "memory of its own, MB an hour": round(found.slope(lambda one: one.own), 2),
        "open files, threads": f"{first.files}, {last.files}; {first.threads}, {last.threads}",
        "answers, p50 and p95 ms": f"{len(found.waits)}, "
        + ", ".join(f"{report.percentile(found.waits or [0.0], percent) * 1_000:.1f}" for percent in (50, 95)),
        "CPU, share of a core": round((last.cpu - first.cpu) / max(1.0, last.at - first.at), 2),
        "database, KB a simulated hour": round(grown / 1_000 / found.hours, 1),
        "database, bytes a row": round(grown / rows),
        "rows": rows,
    }
    lines += [f"| {name} | {value} | | |" for name, value in figures.items()]
    print("\n".join(lines), flush=True)  # noqa: T201 - a command
