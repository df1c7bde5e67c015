"""The library: found by category and word, a branch's own talk about a material, one card a week by a human's tap."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from db.library import StudyRemark, StudyWeekCard
from db.names import BranchRole, ChatKind, MaterialKind, OutboxState
from db.outbox import OutboxMessage
from services import privacy
from services.errors import NotAllowed
from services.house import House
from services.privacy.scrubbing import scrub_member
from services.privacy.words import BLANK
from services.study import cards, library, materials, remarks
from services.study.cards import OtherCard
from services.study.library import BadWord
from services.study.materials import BadCategory
from services.study.remarks import BadRemark, ManyRemarks
from services.study.rules import load
from services.study.works import Sent
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.services.people import Town, make_town


@pytest.fixture(name="town")
async def _town(house: House) -> Town:
    return await make_town(house)


async def _put(house: House, town: Town, title: str, category: str | None, text: str = "第一条") -> int:
    secretary = await town.actor(house, town.secretary)
    return (await materials.put(house, secretary, town.inner.id, (title, "2019年印发"), text, None, category)).id


def test_a_category_is_a_short_name() -> None:
    assert materials.category_of(" 党章  党规 ") == "党章 党规"
    for text in (" ", "长" * 21):
        with pytest.raises(BadCategory):
            materials.category_of(text)


async def test_by_category_and_by_word(house: House, town: Town) -> None:
    rules = await _put(house, town, "纪律处分条例", "党章党规")
    more = await _put(house, town, "党章", "党章党规", "总纲 ……ＡＢＣ")
    loose = await _put(house, town, "院史故事", None)
    plain = await town.actor(house, town.plain)
    found = await library.categories(house, plain)
    assert [(one.name, one.count, one.of) for one in found] == [("党章党规", 2, rules), (None, 1, loose)]
    assert [one.material.id for one in await library.alike(house, plain, more)] == [rules, more]
    assert await materials.categories(house, await town.actor(house, town.secretary), town.inner.id) == ["党章党规"]
    for word, ids in (
        ("处分", [rules]),
        ("abc", [more]),
        ("党章 条例", [rules]),
        ("2019", [rules, more, loose]),
        ("没有", []),
    ):
        assert [one.material.id for one in await library.search(house, plain, word)] == ids
    for word in (" ", "长" * 41):
        with pytest.raises(BadWord):
            await library.search(house, plain, word)
    foreign = await town.actor(house, town.foreign)
    assert await library.search(house, foreign, "2019") == []
    with pytest.raises(NotAllowed):
        await library.alike(house, foreign, rules)


async def test_a_branch_talks_among_itself(house: House, town: Town) -> None:
    card = await _put(house, town, "党章", None)
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    for _ in range(2):
        said = await remarks.write(house, plain, card, " 第一条  写得好 ")
    assert [(one.name, one.words, one.removable) for one in said.remarks] == [("张敏", "第一条 写得好", True)]
    both = await remarks.write(house, secretary, card, "张敏说得对")
    assert [(one.name, one.removable) for one in both.remarks] == [("王建国", True), ("张敏", True)]
    seen = await remarks.thread(house, plain, card)
    assert [one.removable for one in seen.remarks] == [False, True]
    for text in ("", "长" * 201):
        with pytest.raises(BadRemark):
            await remarks.write(house, plain, card, text)
    with pytest.raises(NotAllowed):  # another branch's member
        await remarks.thread(house, await town.actor(house, town.foreign), card)
    with pytest.raises(NotAllowed):  # somebody else's
        await remarks.remove(house, plain, card, both.remarks[0].id)
    for _ in range(2):
        left = await remarks.remove(house, secretary, card, said.remarks[0].id)
    assert [one.words for one in left.remarks] == ["张敏说得对"]
    assert await remarks.one(house, secretary, card, said.remarks[0].id) is None


async def test_a_committee_s_material_has_a_talk_in_each_branch(house: House, town: Town) -> None:
    async with house.db.write() as session:
        row = factories.material_of(town.committee, town.accounts[town.plain.id].id)
        session.add(row)
    plain, foreign = await town.actor(house, town.plain), await town.actor(house, town.foreign)
    await remarks.write(house, plain, row.id, "内科的话")
    assert (await remarks.write(house, foreign, row.id, "外科的话")).count == 1
    with pytest.raises(NotAllowed):
        await remarks.remove(house, foreign, row.id, (await remarks.thread(house, plain, row.id)).remarks[0].id)


async def test_many_words_are_too_many_and_pages_turn(house: House, town: Town) -> None:
    card, plain = await _put(house, town, "党章", None), await town.actor(house, town.plain)
    for number in range(load().reading.remarks_each):
        await remarks.write(house, plain, card, f"第 {number} 句")
    with pytest.raises(ManyRemarks):
        await remarks.write(house, plain, card, "还有一句")
    last = await remarks.thread(house, plain, card, 99)
    assert (last.page, last.pages, last.remarks[-1].words) == (4, 4, "第 0 句")


async def test_what_he_said_goes_with_him(house: House, town: Town) -> None:
    card = await _put(house, town, "党章", None)
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    await remarks.write(house, plain, card, "我的话")
    await remarks.write(house, secretary, card, "张敏说得对")
    copy = await privacy.copy_of(house, plain)
    assert [row["words"] for row in copy.sections["study_remarks"]] == ["我的话"]
    async with house.db.write() as session:
        await scrub_member(session, await session.get_one(type(town.plain), town.plain.id), NOW, NOW.date())
        assert list(await session.scalars(select(StudyRemark.words))) == [f"{BLANK}说得对"]


async def test_one_card_a_week_each_by_a_tap(house: House, town: Town) -> None:
    async with house.db.write() as session:
        await factories.grant_role(session, town.plain, town.inner, BranchRole.PUBLICITY_MEMBER)
        group = factories.chat_of(town.inner)
        channel = factories.chat_of(town.inner, address="-100777", kind=ChatKind.CHANNEL)
        other = factories.chat_of(town.surgery, address="-100888")
        session.add_all([group, channel, other])
    card, later = await _put(house, town, "党章", None), await _put(house, town, "条例", None)
    publicity, here = await town.actor(house, town.plain), town.inner.id
    first = await cards.offer(house, publicity, here, card)
    assert (first.other, first.people, first.people_sent, [one.sent for one in first.chats]) == (
        None,
        3,
        False,
        [False, False],
    )
    for _ in range(2):
        sent = await cards.to_members(house, publicity, here, card)
    assert sent.people_sent
    for _ in range(2):
        sent = await cards.to_chat(house, publicity, here, card, group.id)
    assert [one.sent for one in sent.chats] == [True, False]
    with pytest.raises(OtherCard):
        await cards.to_chat(house, publicity, here, later, channel.id)
    with pytest.raises(NotAllowed):
        await cards.to_chat(house, publicity, here, card, other.id)
    with pytest.raises(NotAllowed):
        await cards.to_members(house, await town.actor(house, town.foreign), here, card)
    assert (await cards.offer(house, publicity, here, later)).other == "党章"
    async with house.db.read() as session:
        rows = list(await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))
        assert [(one.kind, one.member_id is not None, one.payload["key"]) for one in rows] == [
            *[("study_card", True, "study-card-new")] * 3,
            ("study_card_chat", False, "study-card-text"),
        ]
    # Withdrawn, it is not sent any more, and the week is free for another.
    await materials.withdraw(house, publicity, here, card)
    async with house.db.read() as session:
        assert set(await session.scalars(select(OutboxMessage.state))) == {OutboxState.SKIPPED}
    with pytest.raises(NotAllowed):
        await cards.offer(house, publicity, here, card)
    assert (await cards.to_members(house, publicity, here, later)).people_sent
    set_clock(house, NOW + dt.timedelta(days=7))
    again = await cards.offer(house, publicity, here, later)
    assert (again.other, again.people_sent) == (None, False)
    await cards.to_members(house, publicity, here, later)
    async with house.db.read() as session:
        assert len(list(await session.scalars(select(StudyWeekCard.week_on)))) == 2


async def test_a_chat_reads_a_link_or_gets_the_file(house: House, town: Town) -> None:
    secretary, here = await town.actor(house, town.secretary), town.inner.id
    async with house.db.write() as session:
        group = factories.chat_of(town.inner)
        session.add(group)
    link = await _put(house, town, "网页", None, "https://www.12371.cn/x")
    title, sent = ("课件", "党校"), Sent(MaterialKind.DOCUMENT, "f", "u")
    file = await materials.put(house, secretary, here, title, "", sent, None)
    await cards.to_chat(house, secretary, here, link, group.id)
    set_clock(house, NOW + dt.timedelta(days=7))
    await cards.to_chat(house, secretary, here, file.id, group.id)
    async with house.db.read() as session:
        rows = list(await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))
        assert [(one.payload["key"], one.payload.get("file")) for one in rows] == [
            ("study-card-link", None),
            ("study-card-file", {"kind": "DOCUMENT", "id": "f"}),
        ]
