"""Half of the lines of the fault matrix; ``make prove`` lives through all of them on both databases."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.proofs import faults
from tests.proofs.__main__ import PARTS

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "reliability.md"

#: What takes a moment. Neither a full disk, which would be this process's too, nor a server that is stopped.
SAMPLE = {
    "sqlite": (
        "API name does not resolve for an hour",
        "429 storm",
        "answers lost after acceptance",
        "another program polls (409)",
        "database read-only",
        "database locked for a moment",
        "clock an hour ahead",
        "clock a day back",
        "an update that always fails",
        "a message that always fails",
    ),
    "postgresql": (
        "connections reset for an hour",
        "slow answers",
        "database read-only",
        "connections ended and refused",
        "database locked for a moment",
        "clock an hour back",
        "an update that always fails",
        "a message that always fails",
    ),
}


@pytest.mark.proof
@pytest.mark.timeout(300)
async def test_nothing_is_lost_or_doubled_and_the_administrator_is_told_once(database_url: str, tmp_path: Path) -> None:
    sample = SAMPLE["sqlite" if database_url.startswith("sqlite") else "postgresql"]
    found = [one async for one in faults.prove(database_url, tmp_path, faults.named(*sample))]
    assert [one.fault for one in found] == list(sample)
    assert [one for one in found if not one.holds] == []


def _matrix() -> list[list[str]]:
    lines = PAGE.read_text(encoding="utf-8").partition("## Fault matrix")[2].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return rows[2:]


def test_every_line_of_the_matrix_names_what_shows_it_and_that_exists() -> None:
    there = {
        f"{path.name}::{name}"
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    there |= {part.name for part in PARTS} | {fault.name for fault in faults.MATRIX}
    rows = _matrix()
    assert len(rows) > 20
    for row in rows:
        named = re.findall(r"`([^`]+)`", row[-1])
        assert named, row
        assert set(named) <= there, set(named) - there


def test_every_fault_of_the_proof_is_in_the_matrix() -> None:
    shown = " ".join(row[-1] for row in _matrix())
    assert [fault.name for fault in faults.MATRIX if f"`{fault.name}`" not in shown] == []
