"""Pay items: the sample sheet gives a base and an amount a row; one bad row stops all; kept sealed, for one person."""

from __future__ import annotations

import asyncio
import io
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from db.audit import AuditEntry
from db.dues import DuesAssessment, DuesProfile
from db.dues_pay import DuesPaySlip
from db.members import Member
from db.names import BranchRole
from db.organisations import Organisation
from services import access, privacy
from services.access import Actor
from services.dues import book as rules
from services.dues import opening, pay, pay_sheet
from services.dues.calculation import Rounding
from services.dues.errors import NoPaySheet
from services.dues.months import Month
from services.dues.pay_sheet import Fault
from services.errors import Expired, NotAllowed
from services.house import House, Limits
from services.names import PayItem
from tests import factories
from tests.fixtures.crossing import crossing
from tests.fixtures.workbooks import rows_of

D = Decimal
NOVEMBER = Month(2026, 11)
SAMPLE = Path(__file__).parents[2] / "data" / "pay_items.xlsx"
VERSION = rules.load().at(NOVEMBER)
HEADER = ["姓名", "联系电话", "人员类别", "岗位工资", "薪级工资", "个人所得税", "核定基数（人工）"]


def workbook(*rows: list[Any], header: list[str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (header or HEADER, *rows):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(*rows: list[Any], header: list[str] | None = None) -> pay_sheet.Sheet:
    return pay_sheet.read(workbook(*rows, header=header), Limits(), VERSION, Rounding())


def test_the_sample_gives_one_base_and_one_amount_a_row() -> None:
    sheet = pay_sheet.read(SAMPLE.read_bytes(), Limits(), VERSION, Rounding())
    assert sheet.problems == []
    assert len(sheet.slips) == 40
    first, second, third = sheet.slips[:3]
    assert (first.name, first.base, first.computed.amount) == ("陈护士", D("4777.50"), D("47.78"))
    assert (second.name, second.base, second.computed.amount) == ("李退休", D("4128.50"), D("20.64"))
    assert first.worked is not None
    assert [item for item, _ in first.worked.plus] == [PayItem.POST, PayItem.GRADE, PayItem.BASIC_PERFORMANCE]
    assert first.worked.ignored == ((PayItem.REWARD_PERFORMANCE, D("3800.00")),)
    assert second.worked is None
    assert third.base == D("5200") + D("4100") + D("12500") - sum(map(D, ("2100", "300", "1600", "800", "100", "900")))
    for slip, row in zip(sheet.slips, rows_of(SAMPLE, 2), strict=True):
        given = [D(str(one or 0)) for one in row[4:14]]
        by_hand = sum(given[:3]) - sum(given[4:]) if row[14] is None else D(str(row[14]))
        assert slip.base == by_hand
        assert slip.computed.bracket is not None
        assert slip.computed.amount == Rounding().of(by_hand * slip.computed.bracket.rate)


@pytest.mark.parametrize(
    ("row", "fault", "column"),
    [
        ([None, None, "在编", 5000, 0, 0, None], Fault.NO_NAME, "姓名"),
        (["甲", None, None, 5000, 0, 0, None], Fault.NO_CATEGORY, "人员类别"),
        (["甲", None, "外星人", 5000, 0, 0, None], Fault.UNKNOWN_CATEGORY, "人员类别"),
        (["甲", None, "在编", "五千", 0, 0, None], Fault.NO_NUMBER, "岗位工资"),
        (["甲", None, "在编", 5000.123, 0, 0, None], Fault.NO_NUMBER, "岗位工资"),
        (["甲", None, "在编", -5000, 0, 0, None], Fault.NEGATIVE, "岗位工资"),
        (["甲", None, "在编", "=1+1", 0, 0, None], Fault.NOT_COMPUTED, "岗位工资"),
        (["甲", None, "在编", 10, 0, 10, None], Fault.NO_BASE, ""),
        (["甲", None, "离退休", None, None, None, None], Fault.NO_BASE, "核定基数（人工）"),
        (["甲", None, "离退休", None, None, None, 0], Fault.NO_BASE, "核定基数（人工）"),
        (["甲", None, "离退休", None, None, None, 10**8], Fault.TOO_MUCH, "核定基数（人工）"),
        (["甲", None, "在编", True, 0, 0, None], Fault.NO_NUMBER, "岗位工资"),
    ],
)
def test_what_is_wrong_with_a_row_is_said(row: list[Any], fault: Fault, column: str) -> None:
    sheet = read(["好", None, "在编", 5000, 0, 0, None], row)
    assert [one.name for one in sheet.slips] == ["好"]
    assert [(one.row, one.fault, one.column) for one in sheet.problems] == [(3, fault, column)]


def test_what_arithmetic_leaves_behind_is_no_fault_and_another_file_is_refused() -> None:
    assert read(["甲", None, "在编", 2244.8999999999996, 0, 0, None]).slips[0].base == D("2244.90")
    with pytest.raises(NoPaySheet):
        read(["甲", 1], header=["姓名", "年龄"])


# --- against the database ---------------------------------------------------------------------------------------------


@dataclass
class Ward:
    """A branch with an organisation member and a secretary."""

    here: Organisation
    members: dict[str, Member]
    paymaster: Actor
    secretary: Actor


@pytest.fixture
async def ward(house: House) -> Ward:
    async with house.db.write() as session:
        here = await factories.make_branch(session)
        members = {}
        for name, phone in (("组织", None), ("书记", None), ("陈护士", "13800138001"), ("李退休", None)):
            members[name] = await factories.make_member(session, here, name, phone=phone, vault=house.vault)
        for number in (1, 2):
            phone = f"1380013801{number}"
            wang = await factories.make_member(session, here, "王敏", phone=phone, vault=house.vault)
            members[f"王敏{number}"] = wang
        accounts = [await factories.make_account(session) for _ in range(2)]
        for name, account, role in zip(
            ("组织", "书记"), accounts, (BranchRole.ORGANISATION_MEMBER, BranchRole.SECRETARY), strict=True
        ):
            await factories.bind(session, members[name], account)
            await factories.grant_role(session, members[name], here, role)
    await opening.open_all(house)
    async with house.db.read() as session:
        actors = [await access.identify(session, "telegram", one.address, house.today()) for one in accounts]
    return Ward(here, members, *actors)


NURSE = ["陈护士", "138 0013 8001", "在编", 4000, 1000, 222.5, None]
PENSION = ["李退休", None, "离退休", None, None, None, 4128.5]


async def test_one_press_makes_bases_of_all_rows_and_keeps_items_sealed(house: House, ward: Ward) -> None:
    namesake = ["王敏", "13800138012", "编外", 3000, None, None, None]
    offer = await pay.offer(house, ward.paymaster, ward.here.id, workbook(NURSE, PENSION, namesake))
    assert (offer.problems, offer.total) == ((), D("47.78") + D("20.64") + D("15.00"))
    assert "4000" not in offer.sealed
    done = await asyncio.gather(
        *(pay.apply(house, ward.paymaster, ward.here.id, offer.sealed, NOVEMBER, keep=True) for _ in range(2))
    )
    assert sorted(done) == [0, 3], "two presses are one"
    async with house.db.read() as session:
        lines = await session.execute(
            select(Member.id, DuesAssessment.amount).join(Member, Member.id == DuesAssessment.member_id)
        )
        assert dict(lines.all()) == {
            ward.members["陈护士"].id: D("47.78"),
            ward.members["李退休"].id: D("20.64"),
            ward.members["王敏2"].id: D("15.00"),
        }
        slips = list(await session.scalars(select(DuesPaySlip)))
        assert {row.member_id for row in slips} == {ward.members["陈护士"].id, ward.members["王敏2"].id}
        assert not any(b"4000" in row.items_sealed for row in slips)
        details = [row.details for row in await session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
        assert not any("4777" in str(one) or "47.78" in str(one) for one in details)
    found = await pay.of_member(house, ward.paymaster, ward.members["陈护士"].id)
    assert found is not None
    assert found.worked is not None
    assert (found.worked.base, found.items[PayItem.TAX]) == (D("4777.50"), D("222.50"))


async def test_a_sheet_in_any_order_and_the_months_that_open_do_not_wait_for_each_other_forever(
    house: House, ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    namesake = ["王敏", "13800138012", "编外", 3000, None, None, None]
    offer = await pay.offer(house, ward.paymaster, ward.here.id, workbook(namesake, NURSE))
    ids = [ward.members[name].id for name in ("陈护士", "王敏2")]

    async def opens() -> int:
        async with house.db.write() as session:
            return (await opening.follow(house, session, ids, NOVEMBER)).added

    applies = partial(pay.apply, house, ward.paymaster, ward.here.id, offer.sealed, NOVEMBER, keep=True)
    assert await crossing(house, monkeypatch, (pay, "_keep"), applies, opens) == (2, 0)
    async with house.db.read() as session:
        lines = await session.scalars(select(DuesAssessment.amount).order_by(DuesAssessment.member_id))
        assert list(lines) == [D("47.78"), D("15.00")]


async def test_they_are_the_organisation_member_s_alone_and_go_when_he_says_so(house: House, ward: Ward) -> None:
    offer = await pay.offer(house, ward.paymaster, ward.here.id, workbook(NURSE, PENSION))
    nurse = ward.members["陈护士"].id
    for refused in (
        pay.offer(house, ward.secretary, ward.here.id, workbook(NURSE)),
        pay.apply(house, ward.secretary, ward.here.id, offer.sealed, NOVEMBER, keep=True),
        pay.of_member(house, ward.secretary, nurse),
        pay.erase(house, ward.secretary, ward.here.id),
    ):
        with pytest.raises((NotAllowed, Expired)):
            await refused
    await pay.apply(house, ward.paymaster, ward.here.id, offer.sealed, NOVEMBER, keep=True)
    assert await pay.kept(house, ward.paymaster, ward.here.id) == 1
    assert await pay.erase(house, ward.paymaster, ward.here.id) == 1
    assert await pay.of_member(house, ward.paymaster, nurse) is None
    async with house.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(DuesPaySlip)) == 0
        bases = dict((await session.execute(select(DuesProfile.member_id, DuesProfile.base))).all())
    assert bases[nurse] == D("4777.50"), "the base stays"
    offer = await pay.offer(house, ward.paymaster, ward.here.id, workbook(NURSE))
    await pay.apply(house, ward.paymaster, ward.here.id, offer.sealed, NOVEMBER.plus(1), keep=False)
    assert await pay.kept(house, ward.paymaster, ward.here.id) == 0
    with pytest.raises(Expired):
        await pay.apply(house, ward.paymaster, ward.here.id, "AAAA", NOVEMBER, keep=True)


async def test_one_row_that_cannot_be_told_stops_them_all(house: House, ward: Ward) -> None:
    rows: list[list[Any]] = [
        NURSE,
        ["王敏", None, "在编", 5000, 0, 0, None],
        ["没有", None, "在编", 5000, 0, 0, None],
        ["陈护士", "13900000000", "在编", 5000, 0, 0, None],
        PENSION,
        ["李 退休", None, "离退休", None, None, None, 5000],
    ]
    offer = await pay.offer(house, ward.paymaster, ward.here.id, workbook(*rows))
    assert [(one.row, one.fault) for one in offer.problems] == [
        (3, Fault.SEVERAL),
        (4, Fault.NOBODY),
        (5, Fault.OTHER_PHONE),
        (6, Fault.TWICE),
        (7, Fault.TWICE),
    ]
    assert offer.sealed == ""
    async with house.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(DuesProfile)) == 0


async def test_what_is_kept_of_somebody_is_in_his_copy_and_goes_with_him(house: House, ward: Ward) -> None:
    offer = await pay.offer(house, ward.paymaster, ward.here.id, workbook(["组织", None, "在编", 3456.78, 0, 0, None]))
    await pay.apply(house, ward.paymaster, ward.here.id, offer.sealed, NOVEMBER, keep=True)
    copy = await privacy.copy_of(house, ward.paymaster)
    assert copy.sections["dues_pay_slips"][0]["POST"] == "3456.78"
    await privacy.erase(house, ward.paymaster)
    async with house.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(DuesPaySlip)) == 0
