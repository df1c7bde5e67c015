"""Appeals: one at a time, answered once by a human who is not the person himself; they climb when nobody answers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from db.audit import AuditEntry
from db.escalations import Escalation
from db.names import BranchRole
from db.outbox import OutboxMessage
from db.study import StudyAppeal, StudyEntry
from db.study_names import AppealState, StudyBook, StudyItem
from services.errors import NotAllowed
from services.house import House
from services.study import appeals, looking
from services.study.appeals import BadAmount, BadWords, OwnAppeal
from tests import factories
from tests.services.people import Town, make_town

HOURS, CREDITS = StudyBook.HOURS, StudyBook.CREDITS


@pytest.fixture(name="town")
async def _town(house: House) -> Town:
    return await make_town(house)


async def test_one_waits_and_is_corrected_once(house: House, town: Town) -> None:
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    made = await appeals.write(house, plain, 2025, "去年的党课没有记")
    assert (await appeals.write(house, plain, 2026, "又一句")) == made == await appeals.waiting(house, plain)
    for _ in range(2):
        done = await appeals.correct(house, secretary, made.id, HOURS, StudyItem.LECTURE_ATTEND, Decimal(2), "漏登")
        assert not done.open
    async with house.db.read() as session:
        row = (await session.scalars(select(StudyEntry))).one()
        assert (row.amount, row.earned_on.isoformat(), row.note) == (Decimal(2), "2025-12-31", "漏登")
        assert (await session.scalars(select(StudyAppeal.state))).one() is AppealState.ANSWERED
        results = await session.scalars(select(OutboxMessage).where(OutboxMessage.kind == appeals.RESULT))
        assert [one.payload["key"] for one in results] == ["study-appeal-corrected-hours"]
        actions = set(await session.scalars(select(AuditEntry.action)))
        assert "study.corrected" in actions
        assert (await session.scalars(select(Escalation.ended_at))).one() is not None
    assert (await looking.own(house, plain, 2025)).totals.hours.total == 2
    assert await appeals.waiting(house, plain) is None


async def test_nobody_answers_himself_nor_across_branches_and_bounds_hold(house: House, town: Town) -> None:
    async with house.db.write() as session:
        await factories.grant_role(session, town.plain, town.inner, BranchRole.PUBLICITY_MEMBER)
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    foreign = await town.actor(house, town.foreign)
    with pytest.raises(BadWords):
        await appeals.write(house, plain, 2026, "  ")
    with pytest.raises(NotAllowed):
        await appeals.write(house, plain, 2027, "明年的")
    made = await appeals.write(house, plain, 2026, "不对")
    with pytest.raises(OwnAppeal):
        await appeals.answer(house, plain, made.id, "对")
    with pytest.raises(NotAllowed):
        await appeals.answer(house, foreign, made.id, "对")
    for amount in ("0", "-1", "0.3", "25"):
        with pytest.raises(BadAmount):
            await appeals.correct(house, secretary, made.id, HOURS, StudyItem.ATTEND, Decimal(amount), "x")
    with pytest.raises(NotAllowed):
        await appeals.correct(house, secretary, made.id, HOURS, StudyItem.QUIZ, Decimal(1), "x")
    for text in ("NaN x", "Infinity x", "一 x", ""):
        with pytest.raises(BadAmount):
            appeals.typed(CREDITS, text)
    assert appeals.typed(CREDITS, "1.5 漏记 一次") == (Decimal("1.5"), "漏记 一次")
    async with house.db.read() as session:
        assert (await session.scalars(select(StudyEntry))).all() == []
