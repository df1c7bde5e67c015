from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from db.audit import AuditEntry
from db.names import BranchRole, OrgLevel
from services.access import Actor, Grant
from services.errors import NotAllowed
from services.house import House
from services.roster import export, importing
from services.roster.export import NobodyHere
from services.roster.importing import Authority
from services.roster.steps import Kind
from tests.services.roster.files import DATA, csv_file, person
from tests.services.roster.imports import do, kinds, look, roster
from tests.services.roster.test_importing import organisation

A = "19900002001"


def rows_of(content: bytes) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content))["党员花名册"]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


async def test_the_form_has_its_columns_in_order(sqlite_house: House) -> None:
    await do(
        sqlite_house,
        roster(
            person("张敏", 联系电话=A, 学历="大学本科", 所在科室="心内科", 党内职务="书记", 所在党小组="第一党小组")
        ),
    )
    made = await export.export(sqlite_house, importing.TERMINAL)
    assert (made.rows, made.name) == (1, "市人民医院党委党员花名册_20261116.xlsx")
    title, heading, header, row, *_ = rows_of(made.content)
    assert title[0] == "市人民医院党委党员花名册"
    assert heading[0] == "单位：市人民医院党委    党支部：内科党支部"
    assert header == [
        "序号", "姓名", "性别", "出生年月", "学历", "所在科室", "职务/职称", "党员类别", "入党时间", "转正时间", "党龄",
        "党内职务", "所在党小组", "联系电话", "在职/离退休", "是否流动", "备注",
    ]  # fmt: skip
    assert [value or "" for value in row] == [
        1, "张敏", "女", "1985.06", "大学本科", "心内科", "", "正式党员", "2010.07.01", "2011.07.01", "15",
        "书记", "第一党小组", A, "在职", "否", "",
    ]  # fmt: skip


async def test_what_may_not_be_stored_is_left_to_the_hand(sqlite_house: House) -> None:
    await do(sqlite_house, roster(person()))
    header = rows_of((await export.export(sqlite_house, importing.TERMINAL, blank_columns=True)).content)[2]
    assert header[-4:] == ["民族", "籍贯", "身份证号码", "家庭住址"]
    row = rows_of((await export.export(sqlite_house, importing.TERMINAL, blank_columns=True)).content)[3]
    assert not any(row[-4:])


async def test_the_whole_roster_comes_back_unchanged(house: House) -> None:
    await do(house, (DATA / "roster_16_branches.xlsx").read_bytes())
    made = await export.export(house, importing.TERMINAL)
    assert made.rows == 485
    seen = await look(house, made.content)
    assert seen.problems == []
    assert set(kinds(seen)) == {Kind.SAME}
    assert (seen.plan.changes_nothing, seen.counts.gone, seen.counts.groups) == (True, 0, 48)


async def test_one_general_branch_comes_back_unchanged(sqlite_house: House) -> None:
    await do(sqlite_house, (DATA / "roster_16_branches.xlsx").read_bytes())
    general = await organisation(sqlite_house, "市中医医院党总支")
    made = await export.export(sqlite_house, Authority("terminal", (general.path,)))
    seen = await look(sqlite_house, made.content)
    assert (made.rows, seen.counts.members) == (91, 91)
    assert (seen.plan.changes_nothing, seen.counts.gone) == (True, 0)


async def test_everything_odd_comes_back_unchanged(house: House) -> None:
    content = csv_file(
        person("张敏", 联系电话=A, 备注="共用电话", 工号="A7", 所属党总支="门诊总支",
               党内职务="党委书记、总支书记、副书记"),
        person("李强", 性别="男", 联系电话=A, 备注="共用电话", 出生年月="1985-01", 所在科室="+1 科", 职称="@主任"),
        person("阿依古丽·买买提", 所属党总支="", 所属党支部="直属党支部", 是否流动="是", 党员类别="预备党员",
               转正时间="", 入党时间="2026-03"),
        person("王芳", 出生年月="", 性别="", 联系电话="0571-88001234", 党内职务="党小组组长", 所在党小组="第一党小组"),
        above=("单位：市卫健委",),
    )  # fmt: skip
    await do(house, content)
    made = await export.export(house, importing.TERMINAL)
    seen = await look(house, made.content)
    assert seen.problems == []
    assert (seen.plan.changes_nothing, seen.counts.gone) == (True, 0)


async def test_nothing_becomes_a_formula(sqlite_house: House) -> None:
    await do(sqlite_house, roster(person("李强", 所在科室="+1 科", 职称="@主任")))
    book = openpyxl.load_workbook(io.BytesIO((await export.export(sqlite_house, importing.TERMINAL)).content))
    cells = [cell for row in book["党员花名册"].iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type in ("s", "n") for cell in cells)
    quoted = [cell for cell in cells if str(cell.value).startswith(("+", "@"))]
    assert [cell.quotePrefix for cell in quoted] == [True, True]
    phones = [cell for cell in cells if cell.column_letter == "N" and cell.row > 3]
    assert all(cell.number_format == "@" for cell in phones)


async def test_it_is_set_up_for_paper(sqlite_house: House) -> None:
    await do(sqlite_house, roster(person()))
    sheet = openpyxl.load_workbook(io.BytesIO((await export.export(sqlite_house, importing.TERMINAL)).content)).active
    assert sheet is not None
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0  # one page wide, as many as it takes
    assert sheet.freeze_panes == "C4"
    assert sheet.print_title_rows == "$1:$3"


async def test_an_empty_roster_says_so(sqlite_house: House) -> None:
    with pytest.raises(NobodyHere):
        await export.export(sqlite_house, importing.TERMINAL)


async def test_leaders_export_their_branch_and_no_other(sqlite_house: House) -> None:
    await do(sqlite_house, roster(person("张敏"), person("李强", 所属党支部="外科党支部")))
    own, other = [await organisation(sqlite_house, name) for name in ("内科党支部", "外科党支部")]
    actor = Actor(1, "k", "zh-CN", consented=True, is_administrator=False, member=None,
                  grants=(Grant(BranchRole.SECRETARY, own.id, own.path),))  # fmt: skip
    made = await export.export_for(sqlite_house, actor, own.id)
    assert (made.rows, own.level) == (1, OrgLevel.BRANCH)
    with pytest.raises(NotAllowed):
        await export.export_for(sqlite_house, actor, other.id)
    async with sqlite_house.db.read() as session:
        last = (await session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))).one()
    assert (last.action, last.actor, last.subject) == ("roster.exported", "account:k", f"organisation:{own.id}")
