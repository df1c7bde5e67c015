"""A small fixed sample of ``restores``."""

from __future__ import annotations

import pytest

from tests.proofs import restores


@pytest.mark.proof
async def test_killed_restores_leave_the_database_whole() -> None:
    figures = await restores.prove(1, *restores.SAMPLE, forked=True)
    assert figures["left as before"] or figures["left restored"]
