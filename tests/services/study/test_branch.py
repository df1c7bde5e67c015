"""The study of a branch for its keepers: gaps in roster order, who is free of them, the study sheet."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest
from sqlalchemy import select

from db.study import StudyExemption
from db.study_names import StudyBook, StudyItem, StudySource, WorkState
from services.errors import BadInput, NotAllowed
from services.house import House
from services.study import branch, ledger
from services.study.ledger import Due
from tests import factories
from tests.fixtures.houses import NOW
from tests.services.people import Town, make_town

DAY = dt.date(2026, 11, 16)
H, C = StudyBook.HOURS, StudyBook.CREDITS


@pytest.fixture(name="town")
async def _town(house: House) -> Town:
    return await make_town(house)


async def _give(house: House, member_id: int, *dues: tuple[StudyBook, StudyItem, str, str | None]) -> None:
    async with house.db.write() as session:
        for number, (book, item, amount, of) in enumerate(dues, 1):
            due = Due(book, item, Decimal(amount), DAY, "2026-11", Decimal(of) if of else None)
            await ledger.follow(session, StudySource.WORK, number, {member_id: [due]}, NOW)


async def test_gaps_stand_in_roster_order_and_above_only_counts(house: House, town: Town) -> None:
    async with house.db.write() as session:
        await factories.make_member(session, town.inner, "老同志", retired=True)
    await _give(house, town.plain.id, (H, StudyItem.ATTEND, "32", None))
    seen = await branch.board(house, await town.actor(house, town.secretary), town.inner.id)
    assert [one.name for one in seen.people] == ["王建国", "张敏", "欧阳静"]
    assert [one.totals.gap(H) for one in seen.people] == [56, 0, 32]
    assert (seen.places[0].asked, seen.places[0].hours_met, seen.places[0].credits_met, seen.free) == (3, 1, 0, 1)
    above = await branch.board(house, await town.actor(house, town.office), town.committee.id)
    assert [(one.name, one.asked, one.hours_met) for one in above.places] == [
        ("内科党支部", 3, 1),
        ("外科党支部", 2, 0),
    ]
    assert above.people == ()
    for who, year, error in (
        (town.plain, None, NotAllowed),
        (town.foreign, None, NotAllowed),
        (town.office, 2020, BadInput),
    ):
        with pytest.raises(error):
            await branch.board(house, await town.actor(house, who), town.inner.id, year)


async def test_a_steward_says_that_nothing_hard_is_asked_and_takes_it_back(house: House, town: Town) -> None:
    secretary = await town.actor(house, town.secretary)
    for free, asked in ((True, None), (True, None), (False, Decimal(32))):
        seen = await branch.set_free(house, secretary, town.silent.id, free=free)
        assert (seen.marked, seen.totals.target.hours) == (free, asked)
    async with house.db.read() as session:
        assert (await session.scalars(select(StudyExemption))).all() == []
    with pytest.raises(NotAllowed):
        await branch.set_free(house, await town.actor(house, town.foreign), town.silent.id, free=True)


async def test_the_study_sheet_says_what_the_ledgers_say(house: House, town: Town) -> None:
    async with house.db.write() as session:
        (await session.get_one(type(town.plain), town.plain.id)).name = "=张敏"
        await factories.make_member(session, town.inner, "老同志", retired=True)
    await _give(
        house,
        town.plain.id,
        (H, StudyItem.ATTEND, "20.5", None),
        (H, StudyItem.MAKEUP, "12", None),
        (C, StudyItem.ESSAY, "2", "1"),
        (C, StudyItem.NOTES, "3.2", "3.2"),
    )
    async with house.db.write() as session:
        for item, characters in ((StudyItem.ESSAY, None), (StudyItem.NOTES, 3240), (StudyItem.NOTES, 60)):
            work = factories.work_of(town.plain, item=item)
            work.state, work.decided_at, work.characters = WorkState.ACCEPTED, NOW, characters
            session.add(work)
        session.add(factories.work_of(town.plain))  # one that waits counts for nothing
    made = await branch.export(house, await town.actor(house, town.office), town.committee.id)
    assert made.name == "市人民医院党委党员学时学分登记表2026年.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    assert book.sheetnames == ["内科党支部", "外科党支部"]
    rows = [[one.value for one in row] for row in book["内科党支部"].iter_rows(min_row=3)]
    assert " ".join(str(one).replace("\n", "") for one in rows[0]) == (
        "序号 姓名 身份 年度目标学时 集中学习 党课 主题党日 培训班 网络 补学 合计学时 "
        "必读篇数 心得篇数 笔记字数 测试次数 平均分 学分合计 是否达标"
    )
    assert rows[1][:4] == [1, "王建国", "书记", 56]
    assert rows[2] == [2, "=张敏", "党员", 32, 20.5, 0, 0, 0, 0, 12, 32.5, 0, 1, 3300, 0, "", 5, "是"]
    assert book["内科党支部"].cell(5, 2).data_type == "s"
    assert rows[4][1:4] == ["老同志", "党员", "—"]
    assert rows[4][-1] == "不作硬性要求"
