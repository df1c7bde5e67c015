"""An import goes in whole or not at all, whatever is sent and whenever it breaks."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db.audit import AuditEntry
from db.members import Member, Membership
from db.organisations import Organisation, RoleGrant
from services.house import House
from services.roster import importing
from services.roster.codes import Code, RosterRefused
from services.roster.importing import HasProblems
from services.roster.store import Applying
from tests.services.roster.files import csv_file, person
from tests.services.roster.imports import (
    COMMITTEE_LINE,
    do,
    look,
    members,
    roster,
)

A, B = "19900002001", "19900002002"


# --- all or nothing -------------------------------------------------------------------------------------------------

STAGES = (
    "_make_organisations",
    "_end_roles",
    "_add_members",
    "_update_members",
    "_place_members",
    "_open_roles",
)


@pytest.mark.parametrize("stage", STAGES)
async def test_an_import_that_breaks_in_the_middle_has_not_begun(
    house: House, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await do(house, roster(person("张敏", 联系电话=A, 党内职务="书记"), person("李强"), person("王芳")))
    before = await everything(house)
    seen = await look(
        house,
        roster(
            person("张敏", 联系电话=B),
            person("李强", 党内职务="书记", 所属党支部="外科党支部"),
            person("赵静", 党内职务="书记"),
        ),
    )
    whole = getattr(Applying, stage)

    async def breaks(self: Applying) -> None:
        await whole(self)
        raise RuntimeError("the power went out")

    monkeypatch.setattr(Applying, stage, breaks)
    with pytest.raises(RuntimeError):
        await importing.apply(house, importing.TERMINAL, seen.document, seen.plan.fingerprint, mark_gone=True)
    assert await everything(house) == before
    monkeypatch.undo()
    await importing.apply(house, importing.TERMINAL, seen.document, seen.plan.fingerprint, mark_gone=True)
    assert await everything(house) != before


async def everything(house: House) -> list[list[tuple[object, ...]]]:
    """Every row an import may touch."""
    tables = (Member, Membership, Organisation, RoleGrant, AuditEntry)
    async with house.db.read() as session:
        return [
            [tuple(row) for row in await session.execute(select(table.__table__).order_by(table.__table__.c.id))]
            for table in tables
        ]


# --- whatever is sent -----------------------------------------------------------------------------------------------

ROWS = st.builds(
    lambda name, branch, phone, role, stage: person(
        name, 所属党支部=branch, 联系电话=phone, 党内职务=role, 党员类别=stage
    ),
    st.sampled_from(["张敏", "李强", "王芳", "=1", ""]),
    st.sampled_from(["内科党支部", "外科党支部", ""]),
    st.sampled_from([A, B, "", "1990"]),
    st.sampled_from(["", "", "书记", "组织委员", "?"]),
    st.sampled_from(["正式党员", "正式党员", "党员"]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROWS, min_size=1, max_size=5))
async def test_a_file_goes_in_whole_or_not_at_all_and_once(sqlite_house: House, rows: list[dict[str, str]]) -> None:
    before = [(one.key, one.name, one.phone_index) for one in await members(sqlite_house)]
    content = csv_file(*rows, above=COMMITTEE_LINE)
    seen = await look(sqlite_house, content)
    if seen.problems:
        with pytest.raises(HasProblems):
            await importing.apply(sqlite_house, importing.TERMINAL, seen.document)
        assert [(one.key, one.name, one.phone_index) for one in await members(sqlite_house)] == before
        return
    await importing.apply(sqlite_house, importing.TERMINAL, seen.document, seen.plan.fingerprint)
    again = await look(sqlite_house, content)
    assert again.plan.changes_nothing
    assert (again.counts.added, again.counts.changed, again.counts.moved) == (0, 0, 0)


SAMPLE = csv_file(
    *(person(f"{family}敏", 联系电话=f"1990000{number:04d}", 备注="好") for number, family in enumerate("张王李赵")),
    above=COMMITTEE_LINE,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
async def test_a_damaged_file_never_loses_a_row_in_silence(sqlite_house: House, data: st.DataObject) -> None:
    content = bytearray(SAMPLE)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(
            st.sampled_from(b'",\n\r;\t') | st.integers(0, 255)
        )
    try:
        seen = await look(sqlite_house, bytes(content))
    except RosterRefused:  # refused as a whole; any other error fails
        return
    rows = {record.row for record in seen.document.records} | {one.row for one in seen.problems}
    whole_sheet = any(one.code is Code.COLUMN_MISSING for one in seen.problems)
    assert whole_sheet or len(rows) + seen.document.notes.skipped_rows >= 4
