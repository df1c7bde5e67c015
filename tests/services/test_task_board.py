"""The task board and the talks: standing lists of the one mechanism of checklists."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from sqlalchemy import func, select

from db.checklists import Checklist, ChecklistItem
from db.names import BranchRole, OutboxState
from db.outbox import OutboxMessage
from services import checklists, privacy
from services.access import Actor
from services.checklists import ChecklistFull, NotAnOwner, NotYet, SamePerson, planner, presets
from services.errors import NotAllowed
from services.house import House
from services.privacy.words import BLANK
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.fixtures.workbooks import sheet_of
from tests.services.people import Town, make_town

TODAY = NOW.date()
DAY = dt.timedelta(days=1)


async def _branch(house: House) -> tuple[Town, Actor, int]:
    town = await make_town(house)
    return town, await town.actor(house, town.secretary), town.inner.id


async def _waiting(house: House) -> set[tuple[int | None, str]]:
    """Who is to be told what."""
    async with house.db.read() as session:
        rows = await session.scalars(select(OutboxMessage).where(OutboxMessage.state == OutboxState.QUEUED))
        return {(row.member_id, row.payload["key"]) for row in rows}


async def test_what_is_never_done_is_not_begun_anew(house: House) -> None:
    town, secretary, here = await _branch(house)
    put = await checklists.pair(house, secretary, here, town.secretary.id, town.plain.id)
    await checklists.tick(house, secretary, put.item_id, done=True)
    seen = await checklists.again(house, secretary, here, put.seen.id)
    assert [one.done_on for one in seen.items] == [TODAY]
    assert (await checklists.talk_sheet(house, secretary, here, TODAY.year)).rows == 1


async def test_there_is_one_board_and_what_a_meeting_left_to_do_is_on_it_once(house: House) -> None:
    town, secretary, here = await _branch(house)
    made = await asyncio.gather(
        *[checklists.from_source(house, secretary, here, " 修好  投影仪 ", "meeting:17") for _ in range(3)]
    )
    assert len({one.item_id for one in made}) == 1
    first = made[0].item_id
    assert [(one.words, one.source, one.role) for one in made[0].seen.items] == [
        ("修好 投影仪", "meeting:17", BranchRole.SECRETARY)
    ]
    # What came from there is not put there again, whatever became of it; what somebody thought of may be.
    await checklists.tick(house, secretary, first, done=True)
    assert (await checklists.from_source(house, secretary, here, "修好 投影仪", "meeting:17")).item_id == first
    other = await checklists.from_source(house, secretary, here, "修好 投影仪", "suggestion:3")
    plain = await checklists.from_source(house, secretary, here, "修好 投影仪")
    assert len({first, other.item_id, plain.item_id}) == 3
    await checklists.tick(house, secretary, plain.item_id, done=True)
    assert (await checklists.from_source(house, secretary, here, "修好 投影仪")).item_id != plain.item_id
    assert await checklists.lists(house, secretary, here) == ("内科党支部", ())  # it has a screen of its own
    assert checklists.BOARD not in await checklists.offered(house, secretary, here)
    async with house.db.read() as session:
        assert await session.scalar(select(func.count(Checklist.id))) == 1
    for member in (town.plain, town.foreign):
        with pytest.raises(NotAllowed):
            await checklists.from_source(house, await town.actor(house, member), here, "不该有的")
    with pytest.raises(NotAnOwner):
        await checklists.from_source(house, secretary, here, "给别人", owner_id=town.foreign.id)


async def test_the_owner_is_reminded_and_the_secretary_learns_of_it_when_it_is_late(house: House) -> None:
    town, secretary, here = await _branch(house)
    put = await checklists.from_source(
        house, secretary, here, "借投影仪", owner_id=town.plain.id, due_on=TODAY + 5 * DAY
    )
    assert await _waiting(house) == {
        (town.plain.id, "checklists-due"),
        (town.plain.id, "checklists-late"),
        (town.secretary.id, "checklists-late-lead"),
    }
    assert (await planner.reconcile_all(house)).changes == 0
    async with house.db.read() as session:
        query = select(OutboxMessage.payload).where(OutboxMessage.member_id == town.secretary.id)
        told = (await session.scalars(query)).one()
    assert (told["vars"]["who"], told["buttons"][0][0]["data"]) == ("张敏", f"tb.at:{here}:{put.item_id}")
    zhang = await town.actor(house, town.plain)
    with pytest.raises(NotAllowed):  # not done yet
        await checklists.note(house, zhang, put.item_id, "借到了")
    await checklists.tick(house, zhang, put.item_id, done=True)
    assert await _waiting(house) == set()
    seen = await checklists.note(house, zhang, put.item_id, " 借到了，  周五还 ")
    assert [(one.note, one.done_on) for one in seen.items] == [("借到了， 周五还", TODAY)]
    back = await checklists.tick(house, zhang, put.item_id, done=False)
    assert (back.items[0].note, back.items[0].done_on) == (None, None)
    await checklists.give_to_member(house, secretary, here, put.item_id, town.secretary.id)
    assert await _waiting(house) == {(town.secretary.id, "checklists-due"), (town.secretary.id, "checklists-late")}


async def test_what_was_done_long_ago_leaves_the_board_and_makes_room(house: House) -> None:
    _, secretary, here = await _branch(house)
    rules = presets.load().defaults
    board = await checklists.board(house, secretary, here)
    async with house.db.write() as session:
        session.add_all(
            [
                ChecklistItem(
                    checklist_id=board.id, position=number, text=f"事 {number}", owner_role=BranchRole.SECRETARY
                )
                for number in range(1, rules.most_open + 1)
            ]
        )
    with pytest.raises(ChecklistFull):
        await checklists.from_source(house, secretary, here, "还有一件")
    first = (await checklists.board(house, secretary, here)).items[0].id
    await checklists.tick(house, secretary, first, done=True)
    await checklists.from_source(house, secretary, here, "还有一件")
    assert len((await checklists.board(house, secretary, here)).items) == rules.most_open + 1
    set_clock(house, NOW + (rules.shown_days + 1) * DAY)
    assert first not in {one.id for one in (await checklists.board(house, secretary, here)).items}


async def test_talks_keep_a_day_and_two_people(house: House) -> None:
    town, secretary, here = await _branch(house)
    for _ in range(2):
        put = await checklists.pair(house, secretary, here, town.secretary.id, town.plain.id)
    assert len(put.seen.items) == 1
    assert put.seen.items[0].words == {"key": "checklists-talk", "vars": {"name": "张敏"}}
    with pytest.raises(SamePerson):
        await checklists.pair(house, secretary, here, town.plain.id, town.plain.id)
    with pytest.raises(NotAnOwner):
        await checklists.pair(house, secretary, here, town.secretary.id, town.foreign.id)
    with pytest.raises(NotAllowed):  # nothing is written about a talk
        await checklists.note(house, secretary, put.item_id, "谈了什么")
    await checklists.set_due(house, secretary, here, put.item_id, TODAY + 5 * DAY)
    assert await _waiting(house) == {(town.secretary.id, "checklists-due"), (town.secretary.id, "checklists-late")}
    mine = await checklists.mine(house, secretary)
    assert [one.words["vars"] for one in mine] == [{"name": "张敏"}]
    with pytest.raises(NotYet):
        await checklists.tick(house, secretary, put.item_id, done=True, on=TODAY + DAY)
    held = await checklists.tick(house, secretary, put.item_id, done=True, on=TODAY - 3 * DAY)
    assert held.items[0].done_on == TODAY - 3 * DAY
    held = await checklists.tick(house, secretary, put.item_id, done=True, on=TODAY - 2 * DAY)
    assert held.items[0].done_on == TODAY - 2 * DAY
    # The next talk of the two is another one.
    assert (await checklists.pair(house, secretary, here, town.secretary.id, town.plain.id)).item_id != put.item_id


async def test_sheet_14_has_the_day_the_two_and_their_kind(house: House) -> None:
    town, secretary, here = await _branch(house)
    async with house.db.write() as session:
        await factories.grant_role(session, town.silent, town.inner, BranchRole.PUBLICITY_MEMBER)
        other = await factories.make_member(session, town.inner, "=李平")
    pairs = ((town.secretary, town.silent), (town.secretary, town.plain), (town.plain, other))
    for number, (talker, with_whom) in enumerate(pairs):
        put = await checklists.pair(house, secretary, here, talker.id, with_whom.id)
        await checklists.tick(house, secretary, put.item_id, done=True, on=TODAY - (3 - number) * DAY)
    await checklists.pair(house, secretary, here, town.silent.id, town.plain.id)  # planned only
    made = await checklists.talk_sheet(house, secretary, here, TODAY.year)
    sheet = sheet_of(made.content)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3, max_row=6, max_col=5)]
    assert rows[0] == ["序号", "时间", "谈话人", "谈话对象", "类型"]
    assert [row[2:] for row in rows[1:]] == [
        ["王建国", "欧阳静", "委员之间"],
        ["王建国", "张敏", "委员与党员"],
        ["张敏", "=李平", "党员之间"],
    ]
    assert (made.rows, rows[3][1]) == (3, f"{TODAY - DAY:%Y.%m.%d}")
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert (await checklists.talk_sheet(house, secretary, here, TODAY.year - 1)).rows == 0
    with pytest.raises(NotAllowed):
        await checklists.talk_sheet(house, await town.actor(house, town.plain), here, TODAY.year)


async def test_who_is_erased_takes_his_talks_along_and_is_named_nowhere(house: House) -> None:
    town, secretary, here = await _branch(house)
    talk = await checklists.pair(house, secretary, here, town.secretary.id, town.plain.id)
    await checklists.tick(house, secretary, talk.item_id, done=True)
    await checklists.pair(house, secretary, here, town.plain.id, town.silent.id)
    task = await checklists.from_source(house, secretary, here, "问张敏要照片", owner_id=town.plain.id)
    await checklists.tick(house, secretary, task.item_id, done=True)
    await checklists.note(house, secretary, task.item_id, "张敏给了")
    zhang = await town.actor(house, town.plain)
    assert len((await privacy.copy_of(house, zhang)).sections["checklist_items"]) == 3
    await privacy.erase(house, zhang)
    async with house.db.read() as session:
        left = list(await session.scalars(select(ChecklistItem)))
    assert [(one.text, one.note, one.owner_id, one.with_id) for one in left] == [
        (f"问{BLANK}要照片", f"{BLANK}给了", None, None)
    ]
