"""The forms of a year: their sums are the ledger's, read back from the file; names stay text."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from db.dues import DuesAssessment, DuesPart
from db.members import Member
from services.dues import exporting, looking, opening, paying
from services.dues.exporting import Sheet
from services.errors import NotAllowed
from services.house import House
from tests.fixtures.houses import set_clock
from tests.fixtures.workbooks import rows_of, sheet_of
from tests.services.dues.test_paying import Branch, branch
from tests.services.people import make_town

__all__ = ["branch"]

D = Decimal


def _rows(content: bytes) -> list[list[Any]]:
    return rows_of(content, 3)


def _yuan(value: Any) -> Decimal:
    return D(str(value or 0))


async def _a_year(house: House, here: Branch) -> None:
    """One paid all, one a part and large dues, one nothing; over the turn of the year two made good."""
    place, (first, second, third) = here.here.id, here.members
    await paying.take(house, here.keeper, place, first.id, D(270))
    await paying.take_amount(house, here.keeper, place, second.id, D(100), "a")
    done = await paying.take_large(house, here.keeper, place, second.id, D(2000), "b")
    mistake = await paying.take(house, here.keeper, place, third.id, D(270))
    assert done.payment is not None
    assert mistake.payment is not None
    await paying.reverse(house, here.keeper, place, mistake.payment.id, "记错了")
    async with house.db.write() as session:
        (await session.get_one(Member, third.id)).name = "=1+1"
    for month in (12, 13):
        set_clock(house, dt.datetime(2026 + month // 13, month % 12 or 12, 5, tzinfo=dt.UTC))
        await opening.open_all(house)
    await paying.take_amount(house, here.keeper, place, second.id, D(350), "c")


async def test_the_sums_of_the_sheets_are_the_ledger_s(house: House, branch: Branch) -> None:
    await _a_year(house, branch)
    for year, charged in ((2026, D(1080)), (2027, D(270))):
        made = await exporting.export(house, branch.keeper, branch.here.id, Sheet.DETAIL, year)
        header, *people, total = [row for row in _rows(made.content) if any(cell is not None for cell in row)][:-1]
        assert header[4:6] == ["1月", "2月"]
        for row in people:
            assert sum(map(_yuan, row[4:17])) == _yuan(row[17])
        for column in range(4, 18):
            assert sum(_yuan(row[column]) for row in people) == _yuan(total[column])
        detail = _yuan(total[17])
        made = await exporting.export(house, branch.keeper, branch.here.id, Sheet.LEDGER, year)
        _, *people, total = [row for row in _rows(made.content) if any(cell is not None for cell in row)][:-1]
        assert sum(_yuan(row[5]) for row in people) == _yuan(total[5]) == charged
        assert {row[3] for row in people} == {"1.5%"}
        async with house.db.read() as session:
            of_year = (year * 100 + 1, year * 100 + 12)
            lines = select(func.sum(DuesAssessment.amount)).where(DuesAssessment.month.between(*of_year))
            parts = select(func.sum(DuesPart.amount)).where(DuesPart.month.between(*of_year))
            assert await session.scalar(lines) == charged
            assert _yuan(total[6]) == (await session.scalar(parts) or 0)
        made_good = sum(_yuan(row[6]) for row in people)
        assert detail == made_good + (D(260) if year == 2027 else 0)


async def test_a_name_that_looks_like_a_formula_stays_a_name_and_no_base_is_in_the_detail_sheet(
    house: House, branch: Branch
) -> None:
    await _a_year(house, branch)
    detail = await exporting.export(house, branch.keeper, branch.here.id, Sheet.DETAIL, 2026)
    cells = [cell for row in _rows(detail.content) for cell in row]
    assert "=1+1" in cells
    assert 6000 not in cells
    assert all(cell.data_type != "f" for row in sheet_of(detail.content).iter_rows() for cell in row)
    ledger = await exporting.export(house, branch.keeper, branch.here.id, Sheet.LEDGER, 2026)
    assert 6000 in [cell for row in _rows(ledger.content) for cell in row]
    assert any("大额党费 2000.00 元另列" in str(cell) for row in _rows(ledger.content) for cell in row)


async def test_people_stand_in_the_order_of_the_roster(house: House, branch: Branch) -> None:
    names = ["王一", "李二", "张三"]  # by their signs it would be the other way round
    async with house.db.write() as session:
        for one, name in zip(branch.members, names, strict=True):
            (await session.get_one(Member, one.id)).name = name
    desk = await looking.glance(house, branch.keeper, branch.here.id)
    assert [row.name for row in desk.rows if row.name in names] == names
    for kind, column in ((Sheet.DETAIL, 1), (Sheet.LEDGER, 1)):
        made = await exporting.export(house, branch.keeper, branch.here.id, kind, 2026)
        assert [row[column] for row in _rows(made.content) if row[column] in names] == names


async def test_only_who_keeps_the_dues_gets_a_sheet(sqlite_house: House) -> None:
    town = await make_town(sqlite_house)
    for actor in (await town.actor(sqlite_house, town.office), await town.actor(sqlite_house, town.foreign)):
        with pytest.raises(NotAllowed):
            await exporting.export(sqlite_house, actor, town.inner.id, Sheet.LEDGER, 2026)
