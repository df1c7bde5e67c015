"""Five months of the golden year on a host in New York, with five restarts; ``make prove``: whole years, a hundred."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent

#: From New Year over the Spring Festival and New York's summer time to the middle of May.
_SAMPLE = ("--restarts", "5", "--seed", "5", "--plan-every", "6", "--days", "150")


@pytest.mark.proof
@pytest.mark.timeout(500)
def test_five_restarts_and_a_host_in_new_york_change_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.proofs.restarts", *_SAMPLE],
        cwd=ROOT,
        env={**os.environ, "TZ": "America/New_York", "ZHIBU_PROOFS": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert "1 | 5 |" in done.stdout, "five of them"
