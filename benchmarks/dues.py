"""Opening a month of dues for a crowd, on both databases: seconds, memory, growth, and a run with nothing to do.

Branches of 50 members, each with what he pays by. A month is opened from an empty ledger and again on the 1st of the
next month, as it is in life; after each, the same runs once more and must change nothing. A quarter of the members is
opened in a house of their own, for how the time grows. Memory is the peak of a process that does nothing else; another
one has filled the database.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from benchmarks.punctuality import Counting
from benchmarks.support import hall, report
from benchmarks.support.server import CLIENT_CORE, pin
from db.dues import DuesAssessment, DuesProfile
from db.dues_names import DuesCategory, WageRule
from db.members import Member
from services.clock import FixedClock
from services.dues import opening
from services.house import House
from tests.proofs.clusters import postgres_of_its_own

FIRST = 2_000_000
OPEN_SECONDS_BAR, AGAIN_SECONDS_BAR, MB_BAR = 30.0, 10.0, 300.0
#: Four times the members may cost so many times the seconds: linear, and noise.
GROWTH, GROWTH_BAR = 4, 5.0
#: Just after midnight of 1 November and of 1 December in Shanghai.
_MONTHS = (dt.datetime(2026, 10, 31, 16, 5, tzinfo=dt.UTC), dt.datetime(2026, 11, 30, 16, 5, tzinfo=dt.UTC))
#: Fen by place: every bracket, and every edge.
_BASES = (180_000, 300_000, 300_001, 477_750, 500_000, 500_001, 810_645, 1_000_000, 1_000_001, 6_000_000)
_CHUNK = 5_000

Found = dict[str, Any]


async def _fill(url: str, members: int) -> None:
    """Members in branches, and what each pays by."""
    async with hall.house(url) as house:
        await hall.fill(house, range(FIRST, FIRST + members))
        async with house.db.read() as session:
            ids = list(await session.scalars(select(Member.id).order_by(Member.id)))
        for start in range(0, len(ids), _CHUNK):
            rows = [_profile(number, member) for number, member in enumerate(ids[start : start + _CHUNK])]
            async with house.db.write() as session:
                await session.execute(insert(DuesProfile), rows)


def _profile(number: int, member_id: int) -> dict[str, Any]:
    return {
        "member_id": member_id,
        "from_month": 202601,
        "category": DuesCategory.MONTHLY_WAGE,
        "wage_rule": WageRule.INSTITUTION,
        "base": Decimal(_BASES[number % len(_BASES)]) / 100,
        "quarterly": False,
        "made_at": hall.NOW,
    }


async def _run(house: House, counting: Counting) -> Found:
    begun, used, asked = time.perf_counter(), time.process_time(), counting.statements
    done = await opening.open_all(house)
    return {
        "seconds": time.perf_counter() - begun,
        "cpu_seconds": time.process_time() - used,
        "statements": counting.statements - asked,
        "changes": done.changes,
    }


async def _open(url: str) -> Found:
    """Open two months, and run twice more with nothing to do."""
    async with hall.house(url) as made:
        clock = FixedClock(_MONTHS[0])
        house = dataclasses.replace(made, clock=clock)
        counting = Counting(house)
        first, again = await _run(house, counting), await _run(house, counting)
        clock.moment = _MONTHS[1]
        second, last = await _run(house, counting), await _run(house, counting)
        async with house.db.read() as session:
            lines = await session.scalar(select(func.count()).select_from(DuesAssessment))
        return {"first": first, "next": second, "again": again, "again_next": last, "lines": lines}


def _child(work: Callable[..., Any], arguments: tuple[Any, ...], pipe: Any) -> None:
    pin(0, CLIENT_CORE)
    found = asyncio.run(work(*arguments))
    pipe.send((found, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
    pipe.close()


def _apart(work: Callable[..., Any], *arguments: Any) -> tuple[Any, float]:
    """Run something in a process of its own; what it found, and its peak memory in MB."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(work, arguments, theirs))
    process.start()
    theirs.close()
    try:
        found: tuple[Any, float] = ours.recv()
    except EOFError as error:
        raise RuntimeError("the process ended without an answer") from error
    finally:
        process.join()
    return found


def measure(members: int) -> report.Found:
    """Run the benchmark.

    Args:
        members: Of the larger house; the smaller one has a quarter of them.
    """
    figures: Found = {}
    bars: list[dict[str, Any]] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(postgres_of_its_own())
        for kind in ("sqlite", "postgresql"):
            found: dict[int, Found] = {}
            for size in (members // GROWTH, members):
                url = f"sqlite:///{folder / f'{size}.db'}" if kind == "sqlite" else server.create()
                _apart(_fill, url, size)
                found[size], peak = _apart(_open, url)
                found[size]["peak_mb"] = peak
            figures[kind] = {str(size): one for size, one in found.items()}
            bars += _bars(kind, found[members // GROWTH], found[members], members)
    return {
        "name": "dues",
        "conditions": report.conditions(members=members, branches=-(-members // 50), figures=_rounded(figures)),
        "peers": [],
        "bars": bars,
    }


def _bars(kind: str, small: Found, large: Found, members: int) -> list[dict[str, Any]]:
    slowest = max(large[one]["seconds"] for one in ("first", "next"))
    again = max(large[one]["seconds"] for one in ("again", "again_next"))
    growth = max(large[one]["cpu_seconds"] / small[one]["cpu_seconds"] for one in ("first", "next"))
    changed = sum(large[one]["changes"] for one in ("again", "again_next"))
    return [
        report.bar(f"{kind}: s to open a month of {members}", slowest, OPEN_SECONDS_BAR, at_least=False),
        report.bar(f"{kind}: MB of the process that opens", large["peak_mb"], MB_BAR, at_least=False),
        report.bar(f"{kind}: times the CPU for {GROWTH} times the members", growth, GROWTH_BAR, at_least=False),
        report.bar(f"{kind}: s of a run with nothing to do", again, AGAIN_SECONDS_BAR, at_least=False),
        report.bar(f"{kind}: changes of a run with nothing to do", changed, 0, at_least=False),
        report.bar(f"{kind}: lines of two months", large["lines"], 2 * members, at_least=True),
    ]


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    return round(value, 2) if isinstance(value, float) else value


def main() -> None:
    """Measure and print."""
    arguments = report.parser("dues", __doc__).parse_args()
    report.run(arguments, lambda: measure(4_000 if arguments.quick else 100_000))


if __name__ == "__main__":
    main()
