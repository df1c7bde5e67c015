"""What goes up and what stays: the split is exact, a period is noted once; above the branch there are sums alone."""

from __future__ import annotations

import asyncio
import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from db.dues import DuesRemittance
from db.names import BranchRole, OrgLevel
from db.organisations import Organisation, OrgSetting
from services import access
from services.access import OFFICE_CONSENT_VERSION, Actor
from services.dues import exporting, opening, paying, publishing, remitting, rollup, tuning
from services.dues.calculation import split
from services.dues.errors import NoRatio, NotedOtherwise, NotOver
from services.dues.exporting import Sheet
from services.dues.months import Month, span
from services.dues.remitting import Period, period_of
from services.errors import NotAllowed
from services.house import House
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.fixtures.workbooks import rows_of
from tests.services.dues.test_paying import Branch, branch

__all__ = ["branch"]

D = Decimal
JULY, SEPTEMBER, OCTOBER = Month(2026, 7), Month(2026, 9), Month(2026, 10)


def test_the_hospital_s_own_figures() -> None:
    assert (split(D("8709.10"), D("0.70")).remitted, split(D("8709.10"), D("0.70")).retained) == (
        D("6096.37"),
        D("2612.73"),
    )


@given(fen=st.integers(0, 10**9), per_mille=st.integers(0, 1000))
def test_what_goes_up_and_what_stays_are_the_total(fen: int, per_mille: int) -> None:
    total, ratio = D(fen) / 100, D(per_mille) / 1000
    made = split(total, ratio)
    assert made.remitted + made.retained == total
    assert abs(made.remitted - total * ratio) <= D("0.005")


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [("MONTH", (2026, 8), (2026, 8)), ("QUARTER", (2026, 7), (2026, 9)),
     ("HALF_YEAR", (2026, 7), (2026, 12)), ("YEAR", (2026, 1), (2026, 12))],
)  # fmt: skip
def test_periods_of_the_calendar(kind: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    period = period_of(Month(2026, 8), kind)
    assert period == Period(Month(*first), Month(*last))
    assert period.before().after() == period
    assert period.after().first == period.last.plus(1)


async def _ratio(house: House, here: Organisation, value: str = "0.7") -> None:
    async with house.db.write() as session:
        session.add(OrgSetting(organisation_id=here.id, key="dues_remit_ratio", value=value, changed_at=NOW))


def _sheet(content: bytes) -> list[list[Any]]:
    return [row for row in rows_of(content, 3) if any(cell is not None for cell in row)][:-1]


async def test_a_period_is_noted_once_and_sheet_six_says_what_the_ledger_says(house: House, branch: Branch) -> None:
    """180.00 received in September, and 2000.00 of large dues apart."""
    here, keeper, (_, second, third) = branch.here, branch.keeper, branch.members
    set_clock(house, dt.datetime(2026, 9, 20, 2, tzinfo=dt.UTC))
    for number, (member, amount) in enumerate(((second, "90.00"), (third, "90.00"))):
        await paying.take_amount(house, keeper, here.id, member.id, D(amount), str(number))
    await paying.take_large(house, keeper, here.id, second.id, D(2000), "large")
    set_clock(house, dt.datetime(2026, 12, 3, 2, tzinfo=dt.UTC))
    with pytest.raises(NoRatio):
        await remitting.note(house, keeper, here.id, JULY)
    await _ratio(house, here)
    seen = await remitting.account(house, keeper, here.id)
    assert seen.period == Period(JULY, SEPTEMBER)
    assert (seen.sums.collected, seen.sums.large) == (D("180.00"), D("2000.00"))
    assert seen.split == split(D(180), D("0.7"))
    await asyncio.gather(*(remitting.note(house, keeper, here.id, JULY, None, " 0012345 ") for _ in range(2)))
    with pytest.raises(NotOver):
        await remitting.note(house, keeper, here.id, OCTOBER)
    seen = await remitting.account(house, keeper, here.id, SEPTEMBER)
    assert seen.noted is not None
    assert (seen.noted.split.remitted, seen.noted.split.retained) == (D("126.00"), D("54.00"))
    assert (seen.noted.voucher, seen.noted.by, seen.noted.remitted_on) == ("0012345", "党员0", dt.date(2026, 12, 3))
    made = await exporting.export(house, keeper, here.id, Sheet.REMITTANCE, 2026)
    header, *periods, total = _sheet(made.content)
    assert header[:7] == ["期间", "党员人数", "应收", "实收", "上缴比例", "上缴金额", "留存金额"]
    assert header[7:] == ["上缴日期", "凭证号", "经办人", "大额党费（另列）"]
    assert periods[2] == ["2026年7月至9月", "3", 270, 180, "70%", 126, 54, "2026-12-03", "0012345", "党员0", 2000]
    assert [total[column] for column in (3, 5, 6, 10)] == [sum(row[c] for row in periods) for c in (3, 5, 6, 10)]
    async with house.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(DuesRemittance)) == 1
    await tuning.change(house, keeper, here.id, "period", "MONTH")
    with pytest.raises(NotedOtherwise):
        await remitting.note(house, keeper, here.id, SEPTEMBER)
    await tuning.change(house, keeper, here.id, "period", "QUARTER")
    await remitting.annul(house, keeper, here.id, seen.noted.id)
    assert (await remitting.account(house, keeper, here.id, SEPTEMBER)).noted is None
    again = await remitting.note(house, keeper, here.id, JULY)
    assert again.noted is not None
    draft = await publishing.draft(house, keeper, here.id, 2026)
    assert (draft.remitted, draft.retained, draft.noted) == (D("126.00"), D("54.00"), 1)
    assert draft.sums.collected == D("180.00")


async def test_what_was_noted_by_another_length_stays_in_sight_and_no_month_is_left_out(
    house: House, branch: Branch
) -> None:
    """July by itself, then by the quarter: July stays in sight and may be taken back; the rest goes up too."""
    here, keeper, (_, second, third) = branch.here, branch.keeper, branch.members
    await _ratio(house, here)
    await tuning.change(house, keeper, here.id, "period", "MONTH")
    for month, member in ((7, second), (9, third)):
        set_clock(house, dt.datetime(2026, month, 20, 2, tzinfo=dt.UTC))
        await paying.take_amount(house, keeper, here.id, member.id, D("90.00"), f"of {month}")
    set_clock(house, dt.datetime(2026, 12, 3, 2, tzinfo=dt.UTC))
    july = (await remitting.note(house, keeper, here.id, JULY, None, "7")).noted
    await tuning.change(house, keeper, here.id, "period", "QUARTER")
    seen = await remitting.account(house, keeper, here.id, JULY)
    assert (seen.period, seen.noted) == (Period(JULY, JULY), july)
    rest = Period(Month(2026, 8), SEPTEMBER)
    assert (await remitting.account(house, keeper, here.id)).period == rest
    assert (await publishing.draft(house, keeper, here.id, 2026)).remitted == D("63.00")
    for _ in range(2):
        seen = await remitting.note(house, keeper, here.id, rest.first, None, "8-9")
        assert (seen.period, seen.noted is not None) == (rest, True)
    made = await exporting.export(house, keeper, here.id, Sheet.REMITTANCE, 2026)
    _, *rows, total = _sheet(made.content)
    assert [(row[0], row[5], row[8]) for row in rows[2:]] == [
        ("2026年7月", 63, "7"), ("2026年8月至9月", 63, "8-9"), ("2026年10月至12月", 0, "")
    ]  # fmt: skip
    assert total[5] == 126
    assert july is not None
    await remitting.annul(house, keeper, here.id, july.id)
    assert (await remitting.account(house, keeper, here.id, JULY)).noted is None


@given(
    kind=st.sampled_from(["MONTH", "QUARTER", "HALF_YEAR", "YEAR"]),
    before=st.lists(st.tuples(st.integers(1, 12), st.sampled_from(["MONTH", "QUARTER", "HALF_YEAR"])), max_size=4),
)
def test_every_month_goes_up_in_one_period(kind: str, before: list[tuple[int, str]]) -> None:
    noted: list[Period] = []
    for month, length in before:
        one = period_of(Month(2026, month), length)
        if all(one.last < other.first or other.last < one.first for other in noted):
            noted.append(one)
    found = remitting.periods_of(Period(Month(2026, 1), Month(2026, 12)), noted, kind)
    assert [month for one in found for month in span(one.first, one.last)] == span(Month(2026, 1), Month(2026, 12))
    assert set(noted) <= set(found)


async def _office(house: House, here: Organisation) -> Actor:
    async with house.db.write() as session:
        member = await factories.make_member(session, here, "党办")
        committee = await session.get_one(Organisation, here.parent_id)
        await factories.grant_role(session, member, committee, BranchRole.PARTY_OFFICE)
        account = await factories.make_account(session)
        account.office_consent_version = OFFICE_CONSENT_VERSION
        await factories.bind(session, member, account)
    async with house.db.read() as session:
        return await access.identify(session, "telegram", account.address, house.today())


async def test_the_office_reads_sums_and_none_that_is_one_person_s(house: House, branch: Branch) -> None:
    office = await _office(house, branch.here)
    async with house.db.write() as session:
        committee = await session.get_one(Organisation, branch.here.parent_id)
        small = await factories.make_branch(session, "小支部", parent=committee)
        one = await factories.make_member(session, small, "一个人")
        session.add(factories.dues_profile(one, "7777.77"))
    await opening.open_all(house)
    await paying.take(house, branch.keeper, branch.here.id, branch.members[0].id, D(270))
    await paying.take_large(house, branch.keeper, branch.here.id, branch.members[1].id, D(2000), "a")
    seen = await rollup.roll_up(house, office, committee.id, 2026)
    assert [(row.name, row.members, row.charged, row.collected) for row in seen.rows] == [
        (branch.here.name, 3, D("810.00"), D("270.00"))
    ]
    assert (seen.left_out, seen.large) == (1, 1)
    assert seen.total.charged == D("810.00"), "what is left out cannot be reckoned back"
    made = await rollup.export(house, office, committee.id, 2026)
    assert [row[2] for row in _sheet(made.content)] == ["应收", 810, 810]
    assert not any("116.67" in str(cell) or cell == 116.67 for row in _sheet(made.content) for cell in row)
    for actor, place in ((branch.keeper, committee.id), (office, branch.here.id)):
        with pytest.raises(NotAllowed):
            await rollup.roll_up(house, actor, place, 2026)
    assert committee.level is OrgLevel.PARTY_COMMITTEE
