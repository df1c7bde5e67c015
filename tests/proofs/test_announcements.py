"""Five of the sixty kills; ``make prove`` makes all of them on both databases (``tests.proofs.announcements``)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proofs import announcements


@pytest.mark.proof
@pytest.mark.timeout(300)
async def test_killed_at_any_message_everybody_has_one_copy_or_the_secretary_is_asked(
    database_url: str, tmp_path: Path
) -> None:
    moments = (1, 14, 30, 47, 60)
    found = [one async for one in announcements.prove(database_url, tmp_path, moments, forked=True)]
    assert [one for one in found if not one.holds] == []
    assert [one.at for one in found] == list(moments)
