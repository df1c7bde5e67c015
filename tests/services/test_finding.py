"""A branch is found by what an operator types."""

from __future__ import annotations

import pytest

from db.names import OrgLevel
from services.finding import BranchAmbiguous, BranchUnknown, find_branch
from services.house import House
from tests.factories import make_branch, make_organisation
from tests.fixtures.houses import NOW


async def test_by_id_by_name_by_part(house: House) -> None:
    async with house.db.write() as session:
        root = await make_organisation(session)
        inner = await make_branch(session, "内科党支部", parent=root)
        first = await make_branch(session, "内科党支部一组联合", parent=root)
        await make_organisation(session, "外科总支", level=OrgLevel.GENERAL_BRANCH, parent=root)
    assert (await find_branch(house, str(inner.id))).name == "内科党支部"
    assert (await find_branch(house, " 内科党支部 ")).id == inner.id, "the whole name goes before a part"
    assert (await find_branch(house, "一组")).id == first.id
    with pytest.raises(BranchAmbiguous) as several:
        await find_branch(house, "内科")
    assert f"（{inner.id}）" in str(several.value.fields["found"])


@pytest.mark.parametrize("typed", ["", "外科", "外科总支", "999", "%"])
async def test_what_is_no_branch_is_unknown(sqlite_house: House, typed: str) -> None:
    async with sqlite_house.db.write() as session:
        root = await make_organisation(session)
        await make_organisation(session, "外科总支", level=OrgLevel.GENERAL_BRANCH, parent=root)
        ended = await make_branch(session, "外科老支部", parent=root)
        ended.ended_at = NOW
    with pytest.raises(BranchUnknown):
        await find_branch(sqlite_house, typed)
