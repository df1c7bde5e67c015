"""A small fixed sample of ``dues``: some of the statements; the command tries every one."""

from __future__ import annotations

import os

import pytest

from tests.proofs import dues

FULL = os.environ.get("ZHIBU_PROOF") == "full"


@pytest.mark.proof
@pytest.mark.timeout(600)
async def test_killed_while_opening_or_recording_nothing_is_lost_or_doubled(database_url: str) -> None:
    opened, recorded = await dues.prove(database_url, step=1 if FULL else 9)
    assert opened.kills > 1
    assert recorded.kills > 1
    assert opened.wrong == recorded.wrong == ()
