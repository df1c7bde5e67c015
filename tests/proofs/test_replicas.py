"""A small sample of ``tests.proofs.replicas``: the one that polls is frozen under load."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proofs.replicas import Plan, prove


@pytest.mark.proof
async def test_a_frozen_poller_is_replaced_and_nothing_is_lost_or_doubled(postgres_url: str, tmp_path: Path) -> None:
    plan = Plan(messages=120, recipients=40, people=3, steps=(("freeze", "holder"),), forked=True)
    report = await prove(plan, postgres_url, tmp_path)
    assert report.faults == []
    assert report.sent >= plan.messages
    assert report.answers > 0
    assert len(report.take_overs) == 1
