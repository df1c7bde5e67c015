"""A few simulated minutes of a soak; ``python -m tests.proofs.soak --hours 20`` lives through all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proofs import soak, soak_found


@pytest.mark.proof
@pytest.mark.timeout(300)
async def test_what_is_sent_in_a_few_fast_minutes_arrives_once(tmp_path: Path) -> None:
    found = await soak.prove(tmp_path, 0.05, roster="roster_sheet_per_branch.xlsx", seed=11, forked=True)
    assert (found.lost, found.doubled, found.failed) == ([], [], [])
    assert (found.incidents, found.unanswered, found.exit_status) == (0, 0, 0)
    # Whoever watches has something to see: memory, files and answers; people have pressed what they were sent.
    assert found.samples
    assert all(one.resident > 0 and one.files > 0 and one.database > 0 for one in found.samples)
    assert found.waits
    assert {"rp.ok", "ck", "q.go", "q.a", "du.said"} <= set(found.done["pressed"])


def test_the_slope_is_that_of_the_time_after_the_warm_up() -> None:
    found = soak_found.Found(hours=1.0, speed=1.0)
    for at in range(0, 3_600, 60):
        grown = 50.0 * at / 720 if at < 720 else 50.0 + 3.0 * (at - 720) / 3_600
        found.samples.append(soak_found.Sample(at, 100 + grown, 0, 10 + (at >= 3_300), 1, 0, 0, 0))
    assert found.slope(lambda one: one.resident) == pytest.approx(3.0)
    assert found.gained(lambda one: one.files) == 1
    holds = {one["name"]: one["holds"] for one in found.bars()}
    assert not holds["memory, MB an hour"]
    assert holds["open files more at the end"]
