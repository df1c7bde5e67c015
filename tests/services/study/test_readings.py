"""Reading: questions of the material's category, or a sentence; read once, granted once, never for a press."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select, update

from db.names import MaterialKind
from db.questions import QuestionVersion
from db.study import StudyEntry, StudyMaterial, StudyReading
from db.study_names import StudyBook
from services.errors import BadInput, NotAllowed
from services.house import House
from services.study import materials, readings
from services.study.materials import BadBody, BadTitle
from services.study.readings import ShortNote, Step
from services.study.works import Sent
from tests import factories
from tests.services.people import Town, make_town

TITLE = ("党员教育管理工作条例", "2019年5月")
NOTE = "读完以后深受启发，回到岗位要把病人放在心上，把学习和工作结合起来。"


@pytest.fixture(name="town")
async def _town(house: House) -> Town:
    return await make_town(house)


async def _entries(house: House, member_id: int) -> list[tuple[StudyBook, str]]:
    async with house.db.read() as session:
        query = select(StudyEntry).where(StudyEntry.member_id == member_id).order_by(StudyEntry.book)
        return [(one.book, f"{one.amount.normalize():f}") for one in await session.scalars(query)]


def test_a_title_and_its_source_are_two_lines() -> None:
    assert materials.titled(" 条例 \n\n 2019年5月 ") == ("条例", "2019年5月")
    for text in ("", "条例", "一\n二\n三", "长" * 61 + "\n出处"):
        with pytest.raises(BadTitle):
            materials.titled(text)


async def test_a_text_a_link_or_a_file(house: House, town: Town) -> None:
    secretary, plain = await town.actor(house, town.secretary), await town.actor(house, town.plain)
    here = town.inner.id
    card = await materials.put(house, secretary, here, TITLE, "第一条 ……", None, None)
    link = await materials.put(house, secretary, here, TITLE, "https://www.12371.cn/x", None, None)
    file = await materials.put(house, secretary, here, TITLE, "", Sent(MaterialKind.DOCUMENT, "f", "u"), None)
    assert (card.body, card.link, link.link, link.body) == ("第一条 ……", None, "https://www.12371.cn/x", None)
    assert file.file == Sent(MaterialKind.DOCUMENT, "f", "u")
    for text in ("", "长" * 3001):
        with pytest.raises(BadBody):
            await materials.put(house, secretary, here, TITLE, text, None, None)
    with pytest.raises(NotAllowed):
        await materials.put(house, plain, here, TITLE, "x", None, None)
    with pytest.raises(NotAllowed):
        await materials.withdraw(house, await town.actor(house, town.foreign), town.surgery.id, card.id)
    await materials.withdraw(house, secretary, here, card.id)
    assert [one.material.id for one in await readings.mine(house, plain)] == [link.id, file.id]
    with pytest.raises(NotAllowed):
        await readings.write(house, plain, card.id, NOTE)
    with pytest.raises(NotAllowed):
        await readings.look(house, await town.actor(house, town.foreign), link.id)


async def test_a_sentence_counts_once_and_is_not_kept(house: House, town: Town) -> None:
    secretary, plain = await town.actor(house, town.secretary), await town.actor(house, town.plain)
    one = await materials.put(house, secretary, town.inner.id, TITLE, "第一条", None, None)
    with pytest.raises(BadInput):
        await materials.set_hours(house, secretary, town.inner.id, one.id, Decimal(9))
    await materials.set_hours(house, secretary, town.inner.id, one.id, Decimal("0.5"))
    with pytest.raises(ShortNote):
        await readings.write(house, plain, one.id, "好")
    for _ in range(2):
        assert (await readings.write(house, plain, one.id, NOTE)).done
    assert await _entries(house, town.plain.id) == [(StudyBook.CREDITS, "0.2"), (StudyBook.HOURS, "0.5")]
    async with house.db.read() as session:
        row = (await session.scalars(select(StudyReading))).one()
        assert (row.asked, row.done_on is not None) == (None, True)


async def _bank(house: House, town: Town) -> None:
    async with house.db.write() as session:
        for number in range(6):
            await factories.make_question(session, town.committee, f"第 {number} 条说什么？")
        await session.execute(update(QuestionVersion).values(category="条例"))


async def _round(house: House, town: Town, step: Step, right: int) -> Step:
    """Answer a round: so many right, the rest wrong."""
    plain = await town.actor(house, town.plain)
    for place in range(step.of):
        assert step.question is not None
        known = step.question.right[0]
        wrong = next(one for one in range(len(step.question.options) or 2) if one != known)
        choice = known if place < right else wrong
        for _ in range(2):  # a double tap counts once
            step = await readings.answer(house, plain, step.item.material.id, step.number, place, choice)
    return step


async def test_questions_of_its_category_until_enough_are_known(house: House, town: Town) -> None:
    await _bank(house, town)
    secretary, plain = await town.actor(house, town.secretary), await town.actor(house, town.plain)
    assert await materials.categories(house, secretary, town.inner.id) == ["条例"]
    one = await materials.put(house, secretary, town.inner.id, TITLE, "第一条", None, "条例")
    first = await readings.begin(house, plain, one.id)
    assert (first.number, first.place, first.of) == (1, 0, 3)
    with pytest.raises(BadInput):
        await readings.answer(house, plain, one.id, 1, 0, 99)
    failed = await _round(house, town, first, right=1)
    assert (failed.item.done, failed.right, failed.question) == (False, 1, None)
    await readings.write(house, plain, one.id, NOTE)  # no way round the questions
    assert await _entries(house, town.plain.id) == []
    second = await readings.begin(house, plain, one.id)
    assert second.number == 2
    passed = await _round(house, town, second, right=2)
    assert passed.item.done
    await readings.begin(house, plain, one.id)
    assert await _entries(house, town.plain.id) == [(StudyBook.CREDITS, "0.2")]
    async with house.db.read() as session:
        assert (await session.scalars(select(StudyMaterial.category))).one() == "条例"
