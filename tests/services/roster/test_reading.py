from __future__ import annotations

import datetime as dt
import io
from collections import Counter
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.house import Limits
from services.names import BranchRole, MembershipStage, OrgLevel, PartialDate, Sex
from services.roster import reading
from services.roster.checks import Labels
from services.roster.codes import (
    Code,
    NoRoster,
    RosterRefused,
)
from services.roster.reading import Document
from services.roster.rows import Record, Role
from tests.services.roster.files import DATA, csv_file, person, sheet_rows, workbook, workbook_of

TODAY = dt.date(2026, 11, 16)
BRANCH, GENERAL, COMMITTEE, GROUP = (
    OrgLevel.BRANCH,
    OrgLevel.GENERAL_BRANCH,
    OrgLevel.PARTY_COMMITTEE,
    OrgLevel.PARTY_GROUP,
)


def read(content: bytes, limits: Limits | None = None) -> Document:
    return reading.read(content, limits or Limits(), TODAY, 18)


def only(document: Document) -> Record:
    assert document.problems == []
    (record,) = document.records
    return record


def codes(document: Document) -> list[tuple[int, str, Code]]:
    return [(one.row, one.column, one.code) for one in document.problems]


# --- the sample files -----------------------------------------------------------------------------------------------


def test_the_roster_of_16_branches_is_read() -> None:
    document = read((DATA / "roster_16_branches.xlsx").read_bytes())
    assert document.problems == []
    assert len(document.records) == 485
    assert Counter(record.sex for record in document.records) == {Sex.MALE: 236, Sex.FEMALE: 249}
    levels = Counter(level for level, _ in {pair for record in document.records for pair in record.organisation})
    assert levels[COMMITTEE] == 1
    assert levels[GENERAL] == 6
    assert len({record.organisation[:3] for record in document.records}) == 16
    assert document.notes.unstored == ["备注"]


def test_a_sheet_for_each_branch_is_read() -> None:
    document = read((DATA / "roster_sheet_per_branch.xlsx").read_bytes())
    assert document.problems == []
    assert len(document.records) == 84
    assert {record.organisation for record in document.records} == {
        ((BRANCH, name),)
        for name in ("行政一支部", "行政二支部", "临床一支部", "临床二支部", "门诊一支部", "门诊二支部", "离退休支部")
    }
    assert document.notes.skipped_rows == 7  # one total a sheet
    wu = next(record for record in document.records if record.name == "吴怡")
    assert (wu.birth, wu.admitted_on, wu.phone) == (PartialDate(1957, 12), PartialDate(1982, 4, 17), "19900002004")
    assert wu.retired


def test_two_good_rows_and_eleven_bad_ones() -> None:
    document = read((DATA / "roster_with_errors.xlsx").read_bytes())
    # The twelfth row is a second secretary: that is found when the plan is made.
    assert sorted(codes(document)) == [
        (4, "姓名", Code.NAME_MISSING),
        (5, "出生年月", Code.DATE_UNREADABLE),
        (6, "所属党支部", Code.BRANCH_MISSING),
        (7, "党员类别", Code.STAGE_UNKNOWN),
        (8, "转正时间", Code.FULL_BEFORE_ADMITTED),
        (9, "联系电话", Code.PHONE_DIGITS),
        (10, "联系电话", Code.PHONE_REPEATED),
        (11, "入党时间", Code.TOO_YOUNG),
        (13, "姓名", Code.NAME_FORMULA),
        (14, "入党时间", Code.DATE_FUTURE),
    ]
    assert [record.row for record in document.records] == [2, 3, 12]


# --- where things stand in a sheet ----------------------------------------------------------------------------------


def test_headers_may_be_broken_spaced_and_named_otherwise() -> None:
    rows: list[list[Any]] = [
        ["贵安医院内科党支部党员花名册"],
        [],
        ["姓 名", "性　别", "出生\n年月", "党员类别\n（正式/预备）", "入党日期", "手机号码（11位）", "是否退休"],
        ["张敏", "女", "1985.06", "正式", "2010.07", "19900002001", "否"],
    ]
    record = only(read(workbook(表=rows)))
    assert (record.name, record.sex, record.birth) == ("张敏", Sex.FEMALE, PartialDate(1985, 6))
    assert record.stage is MembershipStage.FULL
    assert record.phone == "19900002001"
    assert record.retired is False
    assert record.organisation == ((BRANCH, "贵安医院内科党支部"),)


def test_a_header_of_two_rows_is_read_through_its_merged_cells() -> None:
    rows: list[list[Any]] = [
        ["姓名", "性别", "党内信息", None, None, "所属党支部"],
        [None, None, "党员类别", "入党时间", "转正时间", None],
        ["张敏", "女", "正式党员", "2010.07", "2011.07", "内科党支部"],
    ]
    record = only(read(workbook_of({"表": rows}, {"表": ["A1:A2", "B1:B2", "C1:E1", "F1:F2"]})))
    assert (record.row, record.name, record.sex) == (3, "张敏", Sex.FEMALE)
    assert record.full_on == PartialDate(2011, 7)


def test_a_branch_merged_over_its_rows_is_each_rows_branch() -> None:
    rows = sheet_rows(person("张敏"), person("李强", 所属党支部=None), person("王芳", 所属党支部="外科党支部"))
    document = read(workbook_of({"表": rows}, {"表": ["A2:A3"]}))
    assert document.problems == []
    assert [dict(record.organisation)[BRANCH] for record in document.records] == [
        "内科党支部",
        "内科党支部",
        "外科党支部",
    ]


def test_a_blank_branch_that_is_not_merged_is_a_bad_row() -> None:
    document = read(csv_file(person("张敏"), person("李强", 所属党支部="")))
    assert codes(document) == [(3, "所属党支部", Code.BRANCH_MISSING)]


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (("单位：××市卫健委党委    统计日期：2026年11月1日",), {COMMITTEE: "××市卫健委党委"}),
        (("单位： 市人民医院党总支",), {GENERAL: "市人民医院党总支"}),
        (("党委：市卫健委", "党总支：市医院总支"), {COMMITTEE: "市卫健委", GENERAL: "市医院总支"}),
        (("填报单位：贵安医院",), {COMMITTEE: "贵安医院"}),
        (("中共贵安医院委员会2026年党员花名册",), {COMMITTEE: "中共贵安医院委员会"}),
        (("××市公立医院党员花名册", "填报人：组织委员"), {}),
    ],
)
def test_the_organisation_above_the_header_is_the_rows(lines: tuple[str, ...], names: dict[OrgLevel, str]) -> None:
    record = only(read(csv_file(person(), above=lines)))
    assert dict(record.organisation) == {**names, BRANCH: "内科党支部"}


def test_a_column_goes_before_what_stands_above_the_header() -> None:
    row = person(所属党委="市中医院党委")
    record = only(read(csv_file(row, above=("单位：市人民医院党委",))))
    assert dict(record.organisation)[COMMITTEE] == "市中医院党委"


def test_a_sheet_whose_title_and_heading_name_different_branches_asks() -> None:
    row = person()
    del row["所属党支部"]
    document = read(workbook(外科党支部=sheet_rows(row, above=("贵安医院内科党支部党员花名册",))))
    assert codes(document) == [(1, "所属党支部", Code.BRANCH_CONTRADICTION)]
    assert document.records == []


def test_a_sheet_that_names_no_branch_at_all_asks_for_each_row() -> None:
    row = person()
    del row["所属党支部"]
    assert codes(read(csv_file(row))) == [(2, "所属党支部", Code.BRANCH_MISSING)]


def test_rows_that_are_nobody_are_passed_over_and_counted() -> None:
    header = ["序号", "姓名", "党员类别", "所属党支部"]
    rows: list[list[Any]] = [
        header,
        [1, "张敏", "正式", "内科党支部"],
        [],
        [2, None, None, None],
        ["小计", "1人"],
        header,
        [3, "李强", "正式", "内科党支部"],
        ["合　计：2 人"],
        ["填表人：王芳", None, None, "审核人：赵静"],
        ["注：本表一式两份"],
    ]
    document = read(workbook(表=rows))
    assert document.problems == []
    assert [record.name for record in document.records] == ["张敏", "李强"]
    assert document.notes.skipped_rows == 6


def test_sheets_that_are_no_roster_are_named() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(
            workbook(内科=sheet_rows(person()), 填表说明=[["请按要求填写"], ["姓名写全名"]], 空表=[], 选项=[["姓名"]])
        )
    )
    book["选项"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    document = read(out.getvalue())
    assert only(document).name == "张敏"
    assert document.notes.skipped_sheets == ["填表说明"]
    assert document.notes.hidden_sheets == ["选项"]


def test_a_roster_without_a_needed_column_asks_for_it() -> None:
    row = person()
    del row["党员类别"]
    document = read(csv_file(row))
    assert codes(document) == [(1, "党员类别", Code.COLUMN_MISSING)]
    assert document.records == []


def test_two_columns_of_one_name_ask() -> None:
    rows = sheet_rows(person())
    for line in rows:
        line.append(line[1])
    assert codes(read(workbook(表=rows))) == [(1, "姓名", Code.COLUMN_TWICE)]


def test_the_better_of_two_names_for_a_column_wins_and_the_other_is_named() -> None:
    document = read(csv_file(person(政治面貌="群众", 职务="科长", 职称="主任医师")))
    assert only(document).stage is MembershipStage.FULL
    assert only(document).post == "科长/主任医师"
    assert document.notes.unstored == ["政治面貌"]


def test_a_file_without_any_header_is_refused() -> None:
    with pytest.raises(NoRoster):
        read("张敏,女,1985\n李强,男,1980\n".encode())


# --- what may not be stored -----------------------------------------------------------------------------------------


def test_forbidden_columns_are_dropped_unread_and_named() -> None:
    row = person(
        身份证号码="110101199001011234", 民族="汉族", 籍贯="浙江", 家庭住址="某路 1 号", 宗教信仰="无", 爱好="书法"
    )
    document = read(csv_file(row))
    record = only(document)
    assert document.notes.forbidden == ["身份证号码", "民族", "籍贯", "家庭住址", "宗教信仰"]
    assert document.notes.unstored == ["爱好"]
    assert not any(secret in repr(record) for secret in ("110101", "汉族", "浙江", "某路", "书法"))


def test_staff_numbers_that_are_identity_card_numbers_are_dropped_with_their_column() -> None:
    document = read(csv_file(person(工号="110101199001011234"), person("李强", 工号="A007")))
    assert document.notes.forbidden == ["工号"]
    assert [record.staff_number for record in document.records] == [None, None]


def test_an_identity_card_number_in_another_column_is_a_bad_row_and_not_shown() -> None:
    document = read(csv_file(person(联系电话="110101199001011234")))
    assert codes(document) == [(2, "联系电话", Code.ID_NUMBER)]
    assert document.problems[0].value == "…"


def test_notes_are_looked_at_for_the_mark_only() -> None:
    record = only(read(csv_file(person(备注="与爱人共用电话"))))
    assert record.shared_phone
    assert "爱人" not in repr(record)


# --- cells ----------------------------------------------------------------------------------------------------------


def test_dates_telephones_and_roles_of_a_workbook() -> None:
    row = person(联系电话=None, 党内职务="书记、组织委员兼青年委员")
    rows = sheet_rows(row)
    rows[1][rows[0].index("联系电话")] = 19900002001.0
    rows[1][rows[0].index("出生年月")] = 1985.06
    rows[1][rows[0].index("入党时间")] = dt.date(2010, 7, 1)
    record = only(read(workbook(表=rows)))
    assert record.phone == "19900002001"
    assert record.birth == PartialDate(1985, 6)
    assert record.admitted_on == PartialDate(2010, 7, 1)
    assert record.roles == (
        Role(BranchRole.SECRETARY),
        Role(BranchRole.ORGANISATION_MEMBER),
        Role(BranchRole.YOUTH_MEMBER),
    )


@pytest.mark.parametrize(
    ("written", "roles"),
    [
        ("", ()),
        ("无", ()),
        ("普通党员", ()),
        ("党支部书记", (Role(BranchRole.SECRETARY),)),
        ("副书记，纪检委员", (Role(BranchRole.DEPUTY_SECRETARY), Role(BranchRole.DISCIPLINE_MEMBER))),
        ("组织委员 宣传委员", (Role(BranchRole.ORGANISATION_MEMBER), Role(BranchRole.PUBLICITY_MEMBER))),
        ("第一党小组组长", (Role(BranchRole.GROUP_LEADER),)),
        ("党小组长/党办", (Role(BranchRole.GROUP_LEADER), Role(BranchRole.PARTY_OFFICE))),
        ("党务干事", (Role(BranchRole.PARTY_OFFICE),)),
        ("党委书记", (Role(BranchRole.COMMITTEE_SECRETARY),)),
        ("党总支书记", (Role(BranchRole.SECRETARY, general=True),)),
    ],
)
def test_roles_as_they_are_written(written: str, roles: tuple[Role, ...]) -> None:
    assert only(read(csv_file(person(党内职务=written)))).roles == roles


def test_a_role_nobody_knows_asks_and_one_nothing_depends_on_is_named() -> None:
    document = read(csv_file(person(党内职务="统战委员"), person("李强", 党内职务="协调员")))
    assert codes(document) == [(3, "党内职务", Code.ROLE_UNKNOWN)]
    assert document.notes.roles_not_kept == ["统战委员"]


@pytest.mark.parametrize(
    ("header", "written", "retired"),
    [
        ("在职/离退休", "离退休", True),
        ("在职/离退休", "在职", False),
        ("是否退休", "是", True),
        ("是否退休", "否", False),
        ("是否在职", "是", False),
        ("是否在职", "否", True),
        ("在职/离退休", "离休", True),
        ("在职/离退休", "", None),
    ],
)
def test_retired_is_read_by_its_header(header: str, written: str, retired: bool | None) -> None:
    assert only(read(csv_file(person(**{header: written})))).retired is retired


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"性别": "未知"}, "性别", Code.SEX_UNKNOWN),
        ({"党员类别": ""}, "党员类别", Code.STAGE_MISSING),
        ({"党员类别": "积极分子"}, "党员类别", Code.STAGE_UNKNOWN),
        ({"党员类别": "预备党员"}, "转正时间", Code.PROBATIONARY_WITH_FULL_DATE),
        ({"转正时间": "2010-06"}, "转正时间", Code.FULL_BEFORE_ADMITTED),
        ({"转正时间": "2010-06-30"}, "转正时间", Code.FULL_BEFORE_ADMITTED),
        ({"出生年月": "2012-01"}, "入党时间", Code.BORN_AFTER_ADMITTED),
        ({"出生年月": "1992-07-02", "入党时间": "2010-07-01"}, "入党时间", Code.TOO_YOUNG),
        ({"转正时间": "2026-12"}, "转正时间", Code.DATE_FUTURE),
        ({"转正时间": "2026-11-17"}, "转正时间", Code.DATE_FUTURE),
        ({"在职/离退休": "休假"}, "在职/离退休", Code.RETIRED_UNKNOWN),
        ({"是否流动": "也许"}, "是否流动", Code.MOBILE_UNKNOWN),
        ({"学历": "很" * 31}, "学历", Code.TOO_LONG),
        ({"所在科室": "=1+1"}, "所在科室", Code.TEXT_FORMULA),
    ],
)
def test_a_row_that_cannot_be_true_says_where(changes: dict[str, str], column: str, code: Code) -> None:
    document = read(csv_file(person(**changes)))
    assert codes(document) == [(2, column, code)]
    assert document.records == []


@pytest.mark.parametrize(
    "changes",
    [
        {"出生年月": "1992-07-01", "入党时间": "2010-07-01"},
        {"出生年月": "1992-07", "入党时间": "2010-07"},
        {"出生年月": "1992-02-29", "入党时间": "2010-03-01"},
        {"转正时间": "2026-11-16"},
        {"转正时间": "2026-11"},
        {"转正时间": "2010-07"},
        {"入党时间": "", "转正时间": ""},
    ],
)
def test_a_row_at_the_edge_is_good(changes: dict[str, str]) -> None:
    only(read(csv_file(person(**changes))))


def test_every_problem_of_a_file_is_listed_the_first_time() -> None:
    document = read(
        csv_file(
            person("张敏", 联系电话="19900002001", 出生年月="去年"),
            person("李强", 联系电话="19900002001", 性别="?"),
            person("王芳", 工号="A1"),
            person("赵静", 工号="a1"),
        )
    )
    assert sorted(codes(document)) == [
        (2, "出生年月", Code.DATE_UNREADABLE),
        (3, "性别", Code.SEX_UNKNOWN),
        (3, "联系电话", Code.PHONE_REPEATED),
        (5, "工号", Code.STAFF_REPEATED),
    ]


def test_a_shared_telephone_needs_the_mark() -> None:
    rows = person("张敏", 联系电话="19900002001"), person("李强", 性别="男", 联系电话="19900002001", 备注="共用电话")
    assert len(read(csv_file(*rows)).records) == 2


def test_two_people_nothing_tells_apart_ask() -> None:
    document = read(csv_file(person("张敏", 联系电话="19900002001"), person("张敏", 所属党支部="外科党支部")))
    assert codes(document) == [(3, "姓名", Code.TWINS)]
    assert read(csv_file(person(联系电话="19900002001"), person(联系电话="19900002002"))).problems == []


# --- formulas -------------------------------------------------------------------------------------------------------


def test_a_formula_is_read_by_its_result_and_one_without_asks() -> None:
    rows = sheet_rows(person())
    rows[1][rows[0].index("出生年月")] = "=DATE(1985,6,1)"
    # openpyxl computes nothing: the result is missing.
    document = read(workbook(表=rows))
    assert codes(document) == [(2, "出生年月", Code.FORMULA_EMPTY)]
    assert document.problems[0].value == "=DATE(1985,6,1)"


# --- whatever is sent -----------------------------------------------------------------------------------------------

CELLS = st.one_of(
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12),
    st.sampled_from(
        ["张敏", "1985.06", "19900002001", "正式", "女", "内科党支部", "书记", "合计", "1981.1", "=1", '"']
    ),
)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=9), max_size=6), st.sampled_from(["utf-8", "gb18030"]))
def test_no_text_file_makes_the_reader_fall_over(rows: list[list[str]], encoding: str) -> None:
    lines = [",".join(person()), *(",".join(row) for row in rows)]
    content = "\n".join(lines).encode(encoding)
    try:
        document = read(content)
    except RosterRefused as refusal:
        document = Document([], [], reading.Notes(), Labels())
        assert refusal.code.startswith("roster-")  # noqa: PT017 - either outcome is right, another error is not
    bad = {(one.sheet, one.row) for one in document.problems}
    assert not any((record.sheet, record.row) in bad for record in document.records)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.lists(
            st.one_of(
                st.none(),
                st.integers(-(10**18), 10**18),
                st.floats(allow_nan=False, allow_infinity=False),
                st.booleans(),
                st.dates(dt.date(1900, 1, 1)),
                CELLS,
            ),
            max_size=9,
        ),
        max_size=4,
    )
)
def test_no_workbook_makes_the_reader_fall_over(rows: list[list[object]]) -> None:
    document = read(workbook(表=[list(person()), *rows]))
    bad = {(one.sheet, one.row) for one in document.problems}
    assert not any((record.sheet, record.row) in bad for record in document.records)
