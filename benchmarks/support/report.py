"""What every benchmark prints: conditions, bars, and with ``--json`` one object as the last line."""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

Found = dict[str, Any]


def bar(name: str, value: float, limit: float, *, at_least: bool) -> dict[str, Any]:
    """One bar.

    Args:
        name: What is measured, with its unit.
        value: What was found.
        limit: The bar.
        at_least: Whether the value must reach it, or must not exceed it.
    """
    holds = value >= limit if at_least else value <= limit
    return {"name": name, "value": round(value, 3), "bar": limit, "holds": holds}


def spread(values: Sequence[float], digits: int = 1) -> dict[str, Any]:
    """Median and range of rounds."""
    return {
        "median": round(statistics.median(values), digits),
        "range": [round(min(values), digits), round(max(values), digits)],
        "rounds": len(values),
    }


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that so many percent do not exceed; the nearest of those there are.

    Raises:
        ValueError: There are none.
    """
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def calibration() -> float:
    """A fixed loop, seconds: tells a slow machine from slow code."""
    begun = time.perf_counter()
    total = 0
    for number in range(5_000_000):
        total += number & 7
    return time.perf_counter() - begun


def conditions(**more: Any) -> dict[str, Any]:
    """The machine, and what the benchmark adds."""
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "load_average_at_the_end": round(os.getloadavg()[0], 2),
        "calibration_seconds": round(calibration(), 3),
        **more,
    }


def parser(name: str, about: str | None) -> argparse.ArgumentParser:
    """A parser with what every benchmark understands."""
    made = argparse.ArgumentParser(prog=f"benchmarks.{name}", description=about)
    made.add_argument("--json", action="store_true", help="the last line is one JSON object")
    made.add_argument("--quick", action="store_true", help="smaller sizes, for development; not the published figures")
    return made


def run(arguments: argparse.Namespace, measure: Callable[[], Found]) -> None:
    """Measure, print, and end the process: 0 only when every bar holds."""
    # So that children end with us, also when we are told to.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    found = measure()
    if arguments.quick:
        found["conditions"]["quick"] = True
    show(found)
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False))
    sys.stdout.flush()
    sys.exit(0 if all(one["holds"] for one in found["bars"]) else 1)


def show(found: Found) -> None:
    """Print for people."""
    for name, value in found["conditions"].items():
        print(f"{name}: {value}")
    for peer in found["peers"]:
        print(f"peer  {peer}")
    for one in found["bars"]:
        print(f"{'holds' if one['holds'] else 'FAILS'}  {one['name']}: {one['value']} (bar {one['bar']})")
