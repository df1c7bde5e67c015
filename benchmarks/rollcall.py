"""A hall full of people who check in: the whole path against a bare aiogram handler, on both databases, both ways in.

Every round 500 members press the button they were sent four times each, all at one moment: first those of the product
(gate, transaction, answer, board), then those of the peer (one insert, one answer), in processes of their own on the
same core. A press is answered when the server has what the person is told; what is told follows the commit. Then, more
slowly, everybody once at 100 presses a second. Ratios are taken inside a round.

Last, the memory of a process that works beside 100,000 members and 1,000,000 rows of attendance, and what a board and a
branch's summary cost there against a house with nothing but their own branches.
"""

from __future__ import annotations

import itertools
import statistics
import tempfile
from collections.abc import Sequence
from typing import Any

from benchmarks.support import report
from benchmarks.support.children import Child
from benchmarks.support.crowd import Pressed
from benchmarks.support.evening import BOARD_SPACING, CONNECTIONS, FIRST, PER_SECOND, Case, Size, cases
from benchmarks.support.server import CLIENT_CORE, SERVER_CORE, serving

RATE_BAR, P99_BAR, P95_BAR = 3.0, 0.5, 1.0
BOARD_A_MINUTE = 12
MEMORY_BAR_MB, GROWTH_BAR = 250.0, 1.5
#: Of the archive: members of a branch, and boards that are opened.
_BRANCH, _BOARDS = 50, 50
#: How much sooner than the spacing an edit may arrive: the clock of the claim is not the server's.
_JITTER = 0.25


def archive(members: int, rows: int) -> dict[str, Any]:
    """What a process costs that works beside so much; another one has filled the database."""
    with serving(messages=1_000) as server, tempfile.TemporaryDirectory() as folder:
        settings = {"folder": folder, "api": server.url}
        office = Child("benchmarks.contestants.archive", settings)
        office.tell("fill", members=members, rows=rows, a_branch=_BRANCH, first=FIRST)
        office.stop()
        child = Child("benchmarks.contestants.archive", settings)
        found = child.tell("work", boards=_BOARDS)
        child.stop()
    return found


def bars_of_archive(large: dict[str, Any], small: dict[str, Any]) -> list[dict[str, Any]]:
    """The bars of memory, and of what does not grow."""
    board, export = (large[one] / small[one] for one in ("board_ms", "export_ms"))
    return [
        report.bar("peak memory beside the archive, MB", large["peak_mb"], MEMORY_BAR_MB, at_least=False),
        report.bar("CPU of a board beside the archive, times alone", board, GROWTH_BAR, at_least=False),
        report.bar("CPU of a branch's summary beside it, times alone", export, GROWTH_BAR, at_least=False),
    ]


def _ms(one: Pressed, percent: float) -> float:
    return report.percentile(one.answers, percent) * 1000


def fullest_minute(moments: Sequence[float]) -> int:
    """The most edits in any minute."""
    return max((sum(start <= one < start + 60 for one in moments) for start in moments), default=0)


def shortest_gap(moments: Sequence[float]) -> float:
    """Seconds between the two edits that follow each other soonest."""
    return min((after - before for before, after in itertools.pairwise(moments)), default=BOARD_SPACING)


def bars_of(case: Case, size: Size) -> list[dict[str, Any]]:
    """The bars of one case."""
    rate = statistics.median(ours.rate / theirs.rate for ours, theirs in case.rounds)
    p99 = statistics.median(_ms(ours, 99) / _ms(theirs, 99) for ours, theirs in case.rounds)
    p95 = statistics.median(_ms(ours, 95) / _ms(theirs, 95) for ours, theirs in case.paced)
    lost = sum(ours.unanswered for ours, _ in (*case.rounds, *case.paced))
    wrong = sum(rows != size.people for rows in case.rows)
    late = BOARD_SPACING - _JITTER
    return [
        report.bar(f"{case.name}: presses a second, times the peer", rate, RATE_BAR, at_least=True),
        report.bar(f"{case.name}: p99 of the burst, share of the peer's", p99, P99_BAR, at_least=False),
        report.bar(f"{case.name}: p95 at {PER_SECOND}/s, share of the peer's", p95, P95_BAR, at_least=False),
        report.bar(f"{case.name}: presses nobody answered", lost, 0, at_least=False),
        report.bar(f"{case.name}: bursts whose rows are not {size.people}", wrong, 0, at_least=False),
        report.bar(f"{case.name}: board edits in a minute", fullest_minute(case.board), BOARD_A_MINUTE, at_least=False),
        report.bar(f"{case.name}: seconds between board edits", shortest_gap(case.board), late, at_least=True),
        report.bar(f"{case.name}: boards that did not end exact", case.exact.count(False), 0, at_least=False),
    ]


def shown(case: Case) -> dict[str, Any]:
    """The figures of one case."""
    found: dict[str, Any] = {"name": case.name}
    for place, who in enumerate(("zhibu", "aiogram")):
        bursts, paced = [one[place] for one in case.rounds], [one[place] for one in case.paced]
        found[who] = {
            "presses_a_second": report.spread([one.rate for one in bursts], 0),
            "p50_ms": report.spread([_ms(one, 50) for one in bursts], 0),
            "p99_ms": report.spread([_ms(one, 99) for one in bursts], 0),
            "cpu_us_a_press": report.spread([one[place] for one in case.cpu], 0),
            "paced_p95_ms": report.spread([_ms(one, 95) for one in paced]),
        }
    found["last_screen_s"] = report.spread([ours.screens for ours, _ in case.rounds], 2)
    found["server_share_of_its_core"] = report.spread(case.server, 2)
    return found


def measure(size: Size, only: Sequence[str]) -> report.Found:
    """Run the benchmark."""
    found = cases(size, only)
    # The same branches with the same rows of their own, and nobody else.
    weeks = -(-size.rows // size.members)
    own = _BOARDS * _BRANCH
    large, small = archive(size.members, size.rows), archive(own, own * weeks)
    return {
        "name": "rollcall",
        "conditions": report.conditions(
            members=size.people,
            presses_of_a_burst=size.presses,
            rounds=size.rounds,
            cores=f"server, crowd and PostgreSQL {SERVER_CORE}, contestants {CLIENT_CORE}, in turn",
            databases="SQLite WAL with synchronous FULL; PostgreSQL with its defaults (fsync on)",
            webhook_connections=CONNECTIONS,
            event_loop="uvloop for both",
            archive={"members": size.members, "rows": size.rows}
            | {name: round(value, 1) for name, value in large.items()},
            alone={name: round(value, 1) for name, value in small.items()},
        ),
        "peers": [shown(case) for case in found],
        "bars": [bar for case in found for bar in bars_of(case, size)] + bars_of_archive(large, small),
    }


def main() -> None:
    """Measure and print."""
    parser = report.parser("rollcall", __doc__)
    parser.add_argument("--only", action="append", default=[], help="a case, such as 'SQLite, polling'")
    arguments = parser.parse_args()
    size = Size(100, 400, 2, 10_000, 100_000) if arguments.quick else Size(500, 2_000, 5, 100_000, 1_000_000)
    report.run(arguments, lambda: measure(size, arguments.only))


if __name__ == "__main__":
    main()
