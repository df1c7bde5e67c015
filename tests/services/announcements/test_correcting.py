"""What is out is corrected and taken back, also where only a part of it has arrived."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from db.announcements import AnnouncementPart
from services import receipts as receipts_of
from services.announcements import correcting, drafts, steering
from services.announcements.content import words
from services.announcements.counts import Counts
from services.announcements.errors import (
    AnnouncementOver,
    PartTooLong,
)
from services.delivery import Letter
from services.house import House
from services.names import AnnouncementState, CopyState
from services.outcomes import Flooded, Outcome, Partly, Refused, Sent
from services.receipts import Answer
from tests.fixtures.houses import NOW, set_clock
from tests.services.announcements.world import World, counts_of, make_world

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
async def world(house: House) -> World:
    return await make_world(house)


def _half(letter: Letter) -> Outcome:
    """Of a copy only its first message goes out; the chat takes the rest later."""
    if letter.kind != "announcement_copy":
        return Sent()
    return Flooded(MINUTE) if letter.parts_sent else Partly()


async def test_a_correction_edits_what_is_out_and_the_rest_goes_out_corrected(world: World) -> None:
    house, actor = world.house, world.actors["secretary"]
    here = await world.draft("周五交")
    await world.send(here)
    zhang = world.people["zhang"].id
    first = await world.deliver(lambda one: Sent() if one.member_id != zhang else Refused())
    assert first
    done = await correcting.correct(house, actor, here, 1, words("周四交"), 1)
    again = await correcting.correct(house, actor, here, 1, words("周三交"), 1)
    assert (done.version, done.edits, again.edits) == (2, 1, 0)
    await steering.resend(house, actor, here, (CopyState.FAILED,))
    letters = await world.deliver()
    assert {(one.kind, one.payload["notice"]["parts"][0].words.text) for one in letters} == {
        ("announcement_edit", "周四交"),
        ("announcement_copy", "周四交"),
    }
    (edit,) = [one for one in letters if one.kind == "announcement_edit"]
    assert edit.of_ids
    async with house.db.read() as session:
        kept = await session.scalars(select(AnnouncementPart).order_by(AnnouncementPart.version))
        assert [part.content["text"] for part in kept] == ["周五交", "周四交"], "the words sent are kept as sent"
    with pytest.raises(PartTooLong):
        await correcting.correct(house, actor, here, 1, words("长" * 4000), 2)


async def _with_halves(world: World) -> int:
    """An announcement of two messages of which everybody has the first."""
    here = await world.draft()
    await drafts.add_text(world.house, world.actors["secretary"], here, words("另：请带笔。"))
    await world.send(here)
    await world.deliver(_half)
    return here


async def test_a_correction_reaches_a_copy_of_which_only_a_part_has_arrived(world: World) -> None:
    house, actor = world.house, world.actors["secretary"]
    here = await _with_halves(world)
    await steering.pause(house, actor, here)
    done = await correcting.correct(house, actor, here, 1, words("请于周四前交学习笔记。"), 1)
    assert done.edits == 2
    assert not await world.deliver(), "the correction waits behind the rest of its copy"
    await steering.resume(house, actor, here)
    set_clock(house, NOW + 2 * MINUTE)
    letters = await world.deliver()
    assert [(one.kind, len(one.parts_sent), len(one.of_ids)) for one in letters] == [
        *[("announcement_copy", 1, 0)] * 2,
        *[("announcement_edit", 0, 2)] * 2,
    ]
    assert await counts_of(world, here) == Counts(people=4, sent=2, unreachable=2)


@pytest.mark.parametrize("stopped", [False, True])
async def test_a_withdrawal_takes_away_what_has_arrived_of_a_copy(world: World, stopped: bool) -> None:
    house, actor = world.house, world.actors["secretary"]
    here = await _with_halves(world)
    if stopped:
        await steering.stop(house, actor, here)
    done = await correcting.withdraw(house, actor, here)
    assert (done.deletions, done.too_old) == (2, 0)
    letters = [one for one in await world.deliver() if one.kind == "announcement_withdrawal"]
    assert [len(one.of_ids) for one in letters] == [1, 1]
    assert await counts_of(world, here) == Counts(people=4, unreachable=2, skipped=2)


async def test_a_withdrawal_deletes_what_is_young_enough_and_is_recorded(world: World) -> None:
    house, actor = world.house, world.actors["secretary"]
    here = await world.draft()
    await world.send(here)
    await world.deliver()
    await receipts_of.confirm(house, world.actors["zhang"], here)
    set_clock(house, NOW + dt.timedelta(hours=47))
    done = await correcting.withdraw(house, actor, here)
    twice = await correcting.withdraw(house, actor, here)
    assert (done.deletions, done.too_old, twice.deletions) == (2, 0, 0)
    letters = [one for one in await world.deliver() if one.kind == "announcement_withdrawal"]
    assert all(one.of_ids for one in letters)
    assert len(letters) == 2
    row = await world.row(here)
    assert (row.state, row.withdrawn_at) == (AnnouncementState.WITHDRAWN, house.now())
    assert (await counts_of(world, here)).confirmed == 1, "what was confirmed stays on record"
    assert await receipts_of.confirm(house, world.actors["secretary"], here) is Answer.WITHDRAWN
    with pytest.raises(AnnouncementOver):
        await correcting.correct(house, actor, here, 1, words("周一"), 1)


async def test_what_is_older_than_48_hours_stays(world: World) -> None:
    here = await world.draft()
    await world.send(here)
    await world.deliver()
    set_clock(world.house, NOW + dt.timedelta(hours=49))
    done = await correcting.withdraw(world.house, world.actors["secretary"], here)
    assert (done.deletions, done.too_old) == (0, 2)
