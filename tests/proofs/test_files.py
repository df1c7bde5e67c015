"""A small fixed sample of ``files``."""

from __future__ import annotations

import pytest

from tests.proofs import files


@pytest.mark.proof
@pytest.mark.timeout(240)
async def test_mutated_files_are_refused_or_read_and_nothing_is_taken_over_by_half() -> None:
    found = await files.prove(40, 11)
    assert (dict(found.unhandled), found.halves) == ({}, [])
    assert found.refused.total() >= 40
    assert found.read, "some are still good enough to be read"
