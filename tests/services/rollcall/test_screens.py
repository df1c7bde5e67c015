"""Boards and pictures: what they show, when they are edited, and that the last edit is exact whatever happens."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

import texts
from db.attendance import RollCallScreen
from db.chats import BoundChat
from db.names import ChatKind, OutboxState, ScreenKind
from db.outbox import OutboxMessage
from services import org_settings, rollcall
from services.house import House
from services.outcomes import Flooded, Migrated, Refused, Sent, Unreachable
from services.rollcall import board as boards
from services.rollcall import keeping
from services.rollcall.pacing import SPACING, next_edit
from tests.fixtures.houses import NOW, set_clock
from tests.services.rollcall.hall import SHANGHAI, Hall, clock, make_hall


@pytest.fixture
async def hall(house: House) -> Hall:
    made = await make_hall(house)
    clock(house, 14, 50)
    return made


async def _board(hall: Hall, kind: ScreenKind = ScreenKind.BOARD) -> None:
    """The secretary has a board, as handlers post one."""
    actor = await hall.actor(hall.secretary)
    await rollcall.begin(hall.house, actor, hall.branch.id, hall.meeting)
    seen = await rollcall.fingerprint(hall.house, hall.meeting, kind)
    await rollcall.show(hall.house, actor, hall.branch.id, hall.meeting, kind, message_id=7, seen=seen)


async def _screens(hall: Hall) -> list[RollCallScreen]:
    async with hall.house.db.read() as session:
        return list(await session.scalars(select(RollCallScreen).order_by(RollCallScreen.id)))


async def _round(hall: Hall, outcome: Any = None) -> list[keeping.Edit]:
    found = await keeping.begin_round(hall.house)
    for one in found.edits:
        await keeping.note(hall.house, one, outcome or Sent())
    return list(found.edits)


# --- pace, in virtual time --------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 120_000), min_size=1, max_size=200))
def test_coalescing_keeps_the_budget_and_the_last_edit_shows_everything(moments: list[int]) -> None:
    """Changes at any moments (milliseconds): the first is shown at once, the rest at most once in five seconds."""
    changes = sorted(NOW + dt.timedelta(milliseconds=one) for one in moments)
    edits: list[tuple[dt.datetime, int]] = []
    shown, last = 0, None
    now = changes[0]
    while shown < len(changes):
        happened = sum(one <= now for one in changes)
        if happened > shown:
            when = next_edit(last, None, now)
            if when <= now:
                edits.append((now, happened))
                shown, last = happened, now
                continue
            upcoming = [when]
        else:
            upcoming = []
        now = min([*upcoming, *[one for one in changes if one > now]])
    assert edits[0] == (changes[0], sum(one <= changes[0] for one in changes))
    assert edits[-1][1] == len(changes)
    assert edits[-1][0] <= changes[-1] + SPACING
    stamps = [at for at, _ in edits]
    assert all(later - earlier >= SPACING for earlier, later in itertools.pairwise(stamps))
    minute = dt.timedelta(minutes=1)
    assert max(sum(start <= one < start + minute for one in stamps) for start in stamps) <= 12


def test_a_flooded_chat_is_left_alone_until_it_may_be_edited() -> None:
    later = NOW + dt.timedelta(seconds=40)
    assert next_edit(NOW - dt.timedelta(minutes=1), later, NOW) == later
    assert next_edit(None, None, NOW) == NOW


# --- rounds -----------------------------------------------------------------------------------------------------------


async def test_a_quiet_board_is_not_edited(hall: Hall) -> None:
    await _board(hall)
    clock(hall.house, 14, 51)
    assert await _round(hall) == []


async def test_a_minute_of_check_ins_is_few_edits_and_the_last_is_exact(house: House) -> None:
    hall = await make_hall(house, 30)
    start = clock(house, 14, 50)
    await _board(hall)
    edits: list[keeping.Edit] = []
    for second, member in enumerate(hall.people[:-1], 1):
        clock(house, 14, 50, second * 2 % 60)
        set_to = start + dt.timedelta(seconds=second * 2)
        house.clock.moment = set_to  # type: ignore[attr-defined] # a standing clock
        await rollcall.tap(house, await hall.actor(member), hall.meeting)
        edits += await _round(hall)
    house.clock.moment += dt.timedelta(seconds=5)  # type: ignore[attr-defined] # a standing clock
    edits += await _round(hall)
    assert 2 <= len(edits) <= 13
    assert edits[-1].payload.vars["came"] == 29
    assert await _round(hall) == []


async def test_an_edit_that_was_claimed_and_never_made_is_made_later(hall: Hall) -> None:
    """The process died between claim and edit: five seconds later another makes it."""
    await _board(hall)
    clock(hall.house, 14, 50, 10)
    await rollcall.tap(hall.house, await hall.actor(hall.people[0]), hall.meeting)
    (lost,) = (await keeping.begin_round(hall.house)).edits
    assert (await keeping.begin_round(hall.house)).edits == ()
    clock(hall.house, 14, 50, 16)
    (again,) = await _round(hall)
    assert again.payload == lost.payload
    assert await _round(hall) == []


async def test_what_changes_while_it_is_edited_is_shown_next(hall: Hall) -> None:
    await _board(hall)
    clock(hall.house, 14, 50, 10)
    await rollcall.tap(hall.house, await hall.actor(hall.people[0]), hall.meeting)
    (first,) = (await keeping.begin_round(hall.house)).edits
    await rollcall.tap(hall.house, await hall.actor(hall.people[1]), hall.meeting)
    await keeping.note(hall.house, first, Sent())
    clock(hall.house, 14, 50, 15)
    (second,) = await _round(hall)
    assert (first.payload.vars["came"], second.payload.vars["came"]) == (1, 2)


async def test_the_picture_of_the_code_changes_with_every_slot_and_ends_with_the_roll_call(hall: Hall) -> None:
    await _board(hall, ScreenKind.CODE)
    pictures = []
    for second in (0, 20, 30, 40):
        clock(hall.house, 14, 51, second)
        pictures += [one.picture for one in await _round(hall)]
    assert len(pictures) == len(set(pictures)) == 3
    clock(hall.house, 15, 5)
    actor = await hall.actor(hall.secretary)
    await rollcall.close(hall.house, actor, hall.branch.id, hall.meeting, confirmed=True)
    (last,) = await _round(hall)
    assert (last.picture, last.payload.vars["phase"]) == (None, "over")
    await _round(hall)
    assert await _screens(hall) == []


@pytest.mark.parametrize("outcome", [Refused(), Unreachable("BLOCKED")])  # type: ignore[arg-type] # any reason
async def test_a_private_board_that_is_gone_is_forgotten(hall: Hall, outcome: Any) -> None:
    await _board(hall)
    clock(hall.house, 14, 50, 10)
    await rollcall.tap(hall.house, await hall.actor(hall.people[0]), hall.meeting)
    await _round(hall, outcome)
    assert await _screens(hall) == []


async def test_a_flood_is_waited_out(hall: Hall) -> None:
    await _board(hall)
    clock(hall.house, 14, 50, 10)
    await rollcall.tap(hall.house, await hall.actor(hall.people[0]), hall.meeting)
    assert len(await _round(hall, Flooded(dt.timedelta(seconds=30)))) == 1
    clock(hall.house, 14, 50, 39)
    assert await _round(hall) == []
    clock(hall.house, 14, 50, 41)
    assert len(await _round(hall)) == 1


async def test_screens_of_people_out_of_reach_are_forgotten_days_after(hall: Hall) -> None:
    await _board(hall)
    async with hall.house.db.write() as session:
        assert await keeping.sweep(session, hall.house.now() + dt.timedelta(days=1)) == 0
        assert await keeping.sweep(session, hall.house.now() + dt.timedelta(days=3)) == 1
    assert await _screens(hall) == []


# --- groups -----------------------------------------------------------------------------------------------------------


async def _group(hall: Hall) -> int:
    async with hall.house.db.write() as session:
        chat = BoundChat(
            kind=ChatKind.GROUP,
            messenger="telegram",
            address="-1001",
            organisation_id=hall.branch.id,
            bound_at=NOW,
        )
        session.add(chat)
        await org_settings.change(session, hall.branch.id, "rollcall_in_group", value=True, now=NOW)
        await session.flush()
        return chat.id


async def _sent(hall: Hall) -> None:
    async with hall.house.db.write() as session:
        values = {"state": OutboxState.SENT, "message_ids": [41], "ended_at": hall.house.now()}
        await session.execute(update(OutboxMessage).where(OutboxMessage.kind == "rollcall_group").values(**values))


async def test_a_group_sees_counts_and_never_a_name(hall: Hall) -> None:
    await _group(hall)
    await rollcall.begin(hall.house, await hall.actor(hall.secretary), hall.branch.id, hall.meeting)
    await _round(hall)
    await _sent(hall)
    await rollcall.tap(hall.house, await hall.actor(hall.people[0]), hall.meeting)
    await _round(hall)  # it was sent: from here on it is edited
    clock(hall.house, 14, 50, 10)
    (edit,) = await _round(hall)
    assert (edit.address, edit.message_id) == ("-1001", 41)
    shown = texts.message_text("zh-CN", edit.payload.as_json(), SHANGHAI)
    assert "实到 <b>1</b>" in shown
    async with hall.house.db.read() as session:
        stored = str(list(await session.scalars(select(OutboxMessage.payload))))
    for one in (hall.secretary, hall.deputy, *hall.people):
        assert (one.name or "") not in shown + stored


async def test_two_hundred_in_a_minute_are_few_edits_and_the_last_is_exact(
    sqlite_house: House,
) -> None:
    """``telegram_and_users.md`` 4, number 20: at most twenty edits, the board exact, the full list within reach."""
    house = sqlite_house
    hall = await make_hall(house, 200)
    start = clock(house, 14, 50)
    await _group(hall)
    await _board(hall)
    await _round(hall)
    await _sent(hall)
    await _round(hall)
    edits: list[keeping.Edit] = []
    for second in range(1, 61):
        set_clock(house, start + dt.timedelta(seconds=second))
        for member in hall.people[(second - 1) * 199 // 60 : second * 199 // 60]:
            await rollcall.tap(house, await hall.actor(member), hall.meeting)
        edits += await _round(hall)
    set_clock(house, start + dt.timedelta(seconds=65))
    edits += await _round(hall)
    for address, seen in (("-1001", "group"), (hall.accounts[hall.secretary.id].address, "private")):
        mine = [one for one in edits if one.address == address]
        assert 2 <= len(mine) <= 13, seen
        assert mine[-1].payload.vars["came"] == 199, seen
    board = await rollcall.view(house, await hall.actor(hall.secretary), hall.branch.id, hall.meeting)
    assert (len(board.lines), board.pages) == (202, 7)


async def test_a_group_that_moved_gets_its_board_anew_at_the_new_address(hall: Hall) -> None:
    chat = await _group(hall)
    await rollcall.begin(hall.house, await hall.actor(hall.secretary), hall.branch.id, hall.meeting)
    await _round(hall)
    await _sent(hall)
    await _round(hall)
    await rollcall.tap(hall.house, await hall.actor(hall.people[0]), hall.meeting)
    clock(hall.house, 14, 50, 10)
    assert len(await _round(hall, Migrated("-100777"))) == 1
    await _round(hall)
    async with hall.house.db.read() as session:
        assert (await session.get_one(BoundChat, chat)).address == "-100777"
        keys = await session.scalars(select(OutboxMessage.dedupe_key).where(OutboxMessage.state == OutboxState.QUEUED))
        assert list(keys) == [f"rollcall:{hall.meeting}:group:{chat}:2"]


async def test_without_the_setting_a_group_hears_nothing(hall: Hall) -> None:
    await _group(hall)
    async with hall.house.db.write() as session:
        await org_settings.change(session, hall.branch.id, "rollcall_in_group", value=False, now=NOW)
    await rollcall.begin(hall.house, await hall.actor(hall.secretary), hall.branch.id, hall.meeting)
    assert await _round(hall) == []
    assert await _screens(hall) == []


# --- what a board shows -----------------------------------------------------------------------------------------------


async def test_sixty_names_are_one_page_and_more_are_turned(house: House) -> None:
    hall = await make_hall(house, 40)
    clock(house, 14, 50)
    actor = await hall.actor(hall.secretary)
    seen = await rollcall.view(house, actor, hall.branch.id, hall.meeting)
    assert (len(seen.lines), seen.pages) == (42, 1)
    many = boards.Board(seen.scene, seen.lines + seen.lines[:25], seen.phase, 0)
    assert many.pages == 3
    assert [len(boards.table(many, page).splitlines()) for page in (1, 2, 3)] == [30, 30, 7]
    rows = boards.table(seen, 1).splitlines()
    assert len(rows) == 21, "nobody is there yet: the missing stand in both columns"
    assert all(row.startswith("○ ") and row.count("○") == 2 for row in rows)


def test_names_stand_side_by_side() -> None:
    assert boards.cells("张敏 a") == 6
