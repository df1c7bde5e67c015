"""A fixed sample of the kill test; ``make prove`` runs it at full size (``tests.proofs.kill``)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.proofs import kill

FULL = os.environ.get("ZHIBU_PROOF") == "full"


@pytest.mark.proof
@pytest.mark.timeout(600)
async def test_killed_at_random_moments_nothing_is_lost_and_nothing_doubled(database_url: str, tmp_path: Path) -> None:
    kills, per_second = (20, 60) if FULL else (10, 250)
    rounds = kill.prove(database_url, tmp_path, kills=kills, seed=11, per_second=per_second, forked=not FULL)
    (done,) = [one async for one in rounds]
    assert done.lost == []
    assert done.doubled == []
    assert done.beyond == []
    # Only what was open is unknown, and what was answered so late that nobody was there to read it.
    assert all(unknown <= opened + answered for opened, answered, unknown in done.open_at_kill), done.open_at_kill
