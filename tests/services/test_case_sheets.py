"""Sheets 11 and 12, read back as somebody at a desk would read them."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from db.audit import AuditEntry
from db.names import CasePart, CaseState, CaseStep, MembershipStage
from services import development, transfers
from services.cases import exporting
from services.errors import NotAllowed
from services.house import House
from tests.services.people import make_town

D = dt.date


def read(content: bytes) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    (sheet,) = book.worksheets
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"], "a formula"
    return [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]


async def test_the_development_sheet_is_the_paper_form(house: House) -> None:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    here = town.inner.id
    seen = await development.open_case(house, secretary, here, "李明", D(2024, 5, 20), "@心内科")
    typed = {
        CaseStep.TALKED: D(2024, 6, 12),
        CaseStep.ACTIVIST: D(2024, 6, 15),
        CaseStep.PUBLICITY_START: D(2025, 6, 16),
        CaseStep.PUBLICITY_END: D(2025, 6, 24),
        CaseStep.TRAINING_START: D(2025, 7, 1),
        CaseStep.TRAINING_END: D(2025, 7, 3),
        CaseStep.ACCEPTED: D(2025, 8, 31),
        CaseStep.APPROVED: D(2025, 10, 29),
    }
    for step, day in typed.items():
        await development.record(house, secretary, here, seen.id, step, day)
    for day in (D(2024, 12, 15), D(2025, 6, 15)):
        await development.record(house, secretary, here, seen.id, CaseStep.REVIEWED, day)
    await development.record_hours(house, secretary, here, seen.id, "24")
    await development.add_person(house, secretary, here, seen.id, CasePart.MENTOR, town.plain.id)
    gone = await development.open_case(house, secretary, here, "孙停", D(2026, 1, 1))
    await development.end(house, secretary, here, gone.id, CaseState.WITHDRAWN)

    made = await exporting.development_sheet(house, secretary, here)
    assert (made.name, made.rows) == ("内科党支部发展党员台账_20261116.xlsx", 1)
    rows = read(made.content)
    assert rows[0][0] == "内科党支部发展党员台账"
    assert rows[1][0] == "单位：内科党支部"
    names = [name for name, _ in exporting._DEVELOPMENT]
    assert rows[2] == ["序号", *names]
    values = dict(zip(rows[2], rows[3], strict=True))
    assert {name: value for name, value in values.items() if value} == {
        "序号": "1",
        "姓名": "李明",
        "科室": "@心内科",
        "申请日期": "2024.05.20",
        "谈话日期": "2024.06.12",
        "确定积极分子日期": "2024.06.15",
        "培养联系人": "张敏",
        "考察日期（各半年）": "2024.12.15\n2025.06.15",
        "公示起止": "2025.06.16—\n2025.06.24",
        "培训起止/学时": "2025.07.01—\n2025.07.03\n24学时",
        "支部大会日期": "2025.08.31",
        "审批日期": "2025.10.29",
        "预备期满": "2026.08.31",
    }
    async with house.db.read() as session:
        entry = (await session.scalars(select(AuditEntry).where(AuditEntry.action == "cases.exported"))).one()
    assert "李明" not in str(entry.details)


async def test_the_transfer_sheet_names_the_other_side_as_it_is_seen_from_here(house: House) -> None:
    town = await make_town(house)
    secretary, foreign = await town.actor(house, town.secretary), await town.actor(house, town.foreign)
    office = await town.actor(house, town.office)
    here = town.inner.id
    out = await transfers.open_out(house, secretary, here, town.plain.id, "=省医院党委")
    await transfers.record(house, secretary, here, out.id, CaseStep.LETTER_NUMBER, "介 2026-031")
    await transfers.record(house, secretary, here, out.id, CaseStep.LETTER_ON, D(2026, 11, 10))
    await transfers.record(house, secretary, here, out.id, CaseStep.PAID_THROUGH, "2026-11")
    await transfers.open_in(house, secretary, here, "周新", MembershipStage.FULL, "县医院党支部")
    await transfers.open_out(house, secretary, here, town.silent.id, other_branch_id=town.surgery.id)

    rows = read((await exporting.transfer_sheet(house, secretary, here)).content)
    assert rows[2] == ["序号", *[name for name, _ in exporting._TRANSFERS]]
    assert rows[3] == [
        "1", "张敏", "转出", "=省医院党委", "介 2026-031", "2026.11.10", "2027.02.08", "2026.11", "", "",
    ]  # fmt: skip
    assert [row[1:4] for row in rows[4:6]] == [["周新", "转入", "县医院党支部"], ["欧阳静", "转出", "外科党支部"]]
    theirs = read((await exporting.transfer_sheet(house, foreign, town.surgery.id)).content)
    assert [row[1:4] for row in theirs[3:4]] == [["欧阳静", "转入", "内科党支部"]]
    assert (await exporting.transfer_sheet(house, office, town.committee.id)).rows == 3
    for sheet in (exporting.transfer_sheet, exporting.development_sheet):
        with pytest.raises(NotAllowed):
            await sheet(house, foreign, here)
