"""Run every measurement, print a table and write it into ``docs/performance.md``."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DOCUMENT = HERE.parent / "docs" / "performance.md"
OPENING, CLOSING = "<!-- figures -->", "<!-- /figures -->"
#: Seconds a measurement may take.
PATIENCE = 1800


@dataclass(frozen=True)
class Outcome:
    """What one measurement said.

    Attributes:
        name: Of the module.
        found: Its object; None when it broke.
        trouble: Why it broke.
    """

    name: str
    found: dict[str, Any] | None
    trouble: str = ""

    @property
    def holds(self) -> bool:
        """Whether it ran and every bar holds."""
        return self.found is not None and all(bar.get("holds", True) for bar in self.found["bars"])


def names() -> list[str]:
    """Every measurement there is."""
    return sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_"))


def measure(name: str) -> Outcome:
    """Run one measurement in a process of its own."""
    command = [sys.executable, "-m", f"benchmarks.{name}", "--json"]
    try:
        done = subprocess.run(command, cwd=HERE.parent, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return Outcome(name, None, f"took longer than {PATIENCE} s")
    try:
        return Outcome(name, json.loads(done.stdout.splitlines()[-1]))
    except (IndexError, ValueError):
        lines = done.stderr.strip().splitlines()
        return Outcome(name, None, lines[-1] if lines else f"ended with status {done.returncode}")


def table(outcomes: list[Outcome]) -> str:
    """The figures as Markdown."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=HERE.parent, capture_output=True, text=True, check=False,
    ).stdout.strip()  # fmt: skip
    day = dt.datetime.now(dt.UTC).date()
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
    lines = [
        f"Measured on {day} at {commit} ({machine}).",
        "",
        "| what | value | bar | holds |",
        "| --- | --- | --- | --- |",
    ]
    for outcome in outcomes:
        if outcome.found is None:
            lines.append(f"| {outcome.name}: {outcome.trouble} | | | no |")
            continue
        for bar in outcome.found["bars"]:
            holds = "yes" if bar.get("holds", True) else "**no**"
            lines.append(f"| {outcome.name}: {bar['name']} | {bar['value']} | {bar.get('bar', '')} | {holds} |")
    conditions = [
        f"- {outcome.name}: " + "; ".join(f"{name} {value}" for name, value in outcome.found["conditions"].items())
        for outcome in outcomes
        if outcome.found is not None and outcome.found.get("conditions")
    ]
    return "\n".join(lines + (["", "Conditions:", "", *conditions] if conditions else []))


def record(text: str) -> None:
    """Put the figures between the document's markers."""
    before, opening, rest = DOCUMENT.read_text(encoding="utf-8").partition(OPENING + "\n")
    _, closing, after = rest.partition(CLOSING)
    if not opening or not closing:
        raise SystemExit(f"{DOCUMENT} lacks its markers")
    DOCUMENT.write_text(f"{before}{opening}{text}\n{closing}{after}", encoding="utf-8")


def main() -> None:
    """Measure what was asked for, or everything."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*names(), []], help="only these; the document is left alone then")
    arguments = parser.parse_args()
    outcomes = []
    for name in arguments.names or names():
        print(f"== {name}", flush=True)
        outcomes.append(measure(name))
    text = table(outcomes)
    print(text)
    if not arguments.names:
        record(text)
    sys.exit(0 if all(outcome.holds for outcome in outcomes) else 1)


if __name__ == "__main__":
    main()
