"""Checking in: by tap, link and code; once; only when it is open; whatever is replayed, old, foreign or forged."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Tries
from db.attendance import Attendance, RollCall
from db.meetings import Meeting
from db.names import AttendanceStatus, ChangeKind, CheckInWay, MeetingState, Sitting
from services import rollcall
from services.errors import DomainError, Paused
from services.house import House
from services.rollcall import codes, presses, scenes
from services.rollcall.errors import (
    MeetingOff,
    NotExpected,
    NothingOpen,
    NotOpenYet,
    NotThereYet,
    OldCode,
    RollCallOver,
    WrongCode,
)
from tests import factories
from tests.fixtures.houses import set_clock
from tests.services.rollcall.hall import START, Hall, another, clock, make_hall

P = AttendanceStatus


@pytest.fixture
async def hall(house: House) -> Hall:
    made = await make_hall(house)
    clock(house, 14, 50)
    return made


async def _open(hall: Hall, meeting: int | None = None) -> int:
    async with hall.house.db.write() as session:
        return await scenes.ensure(session, meeting or hall.meeting, Sitting.A, hall.house.now())


async def _nothing_is_written(hall: Hall, error: type[DomainError], act: object) -> DomainError:
    before = [(row.member_id, row.status) for row in await hall.rows()]
    with pytest.raises(error) as raised:
        await act  # type: ignore[misc] # whatever is to be refused
    assert [(row.member_id, row.status) for row in await hall.rows()] == before
    assert type(raised.value) is error
    return raised.value


# --- a tap ------------------------------------------------------------------------------------------------------------


async def test_a_tap_is_one_row_and_the_second_tap_tells_the_first_result(hall: Hall) -> None:
    zhang = hall.people[0]
    first = await rollcall.tap(hall.house, await hall.actor(zhang), hall.meeting)
    assert (first.status, first.at, first.again, first.own) == (P.PRESENT, hall.house.now(), False, True)
    clock(hall.house, 15, 55)
    second = await rollcall.tap(hall.house, await hall.actor(zhang), hall.meeting)
    assert (second.status, second.at, second.again) == (P.PRESENT, first.at, True)
    (row,) = await hall.rows()
    assert (row.member_id, row.status, row.way, row.came_at) == (zhang.id, P.PRESENT, CheckInWay.BUTTON, first.at)
    assert (row.recorded_by, row.reason, row.leave_type) == (hall.accounts[zhang.id].id, None, None)


async def test_ten_taps_at_once_have_the_effect_of_one(hall: Hall) -> None:
    actor = await hall.actor(hall.people[0])
    results = await asyncio.gather(*[rollcall.tap(hall.house, actor, hall.meeting) for _ in range(10)])
    assert [one.again for one in results].count(False) == 1
    assert len({one.at for one in results}) == 1
    assert len(await hall.rows()) == 1


async def test_the_same_press_an_hour_later_changes_nothing(hall: Hall) -> None:
    actor = await hall.actor(hall.people[0])
    first = await rollcall.tap(hall.house, actor, hall.meeting)
    clock(hall.house, 16, 50)
    again = await rollcall.tap(hall.house, actor, hall.meeting)
    assert (again.at, again.again) == (first.at, True)
    assert len(await hall.rows()) == 1


async def test_early_says_when_it_opens_and_harms_nothing(hall: Hall) -> None:
    clock(hall.house, 14, 39, 59)
    actor = await hall.actor(hall.people[0])
    error = await _nothing_is_written(hall, NotOpenYet, rollcall.tap(hall.house, actor, hall.meeting))
    assert error.fields == {"opens": "14:40", "month": 11, "on_day": 18, "today": 1}
    clock(hall.house, 14, 40)
    assert (await rollcall.tap(hall.house, actor, hall.meeting)).status is P.PRESENT


async def test_the_day_before_it_says_the_day_too(hall: Hall) -> None:
    set_clock(hall.house, START - dt.timedelta(days=1))
    actor = await hall.actor(hall.people[0])
    error = await _nothing_is_written(hall, NotOpenYet, rollcall.tap(hall.house, actor, hall.meeting))
    assert error.fields == {"opens": "14:40", "month": 11, "on_day": 18, "today": 0}


async def test_who_comes_more_than_ten_minutes_after_the_start_is_late(hall: Hall) -> None:
    clock(hall.house, 15, 10)
    assert (await rollcall.tap(hall.house, await hall.actor(hall.people[0]), hall.meeting)).status is P.PRESENT
    clock(hall.house, 15, 10, 1)
    assert (await rollcall.tap(hall.house, await hall.actor(hall.people[1]), hall.meeting)).status is P.LATE


async def test_after_the_end_it_is_over(hall: Hall) -> None:
    clock(hall.house, 16, 0)
    actor = await hall.actor(hall.people[0])
    await _nothing_is_written(hall, RollCallOver, rollcall.tap(hall.house, actor, hall.meeting))


async def test_who_is_not_expected_is_told_so(hall: Hall) -> None:
    actor = await hall.actor(hall.guest)
    await _nothing_is_written(hall, NotExpected, rollcall.tap(hall.house, actor, hall.meeting))
    await _nothing_is_written(hall, NotExpected, rollcall.tap(hall.house, actor, 10**6))


async def test_a_meeting_that_was_called_off_takes_nobody(hall: Hall) -> None:
    async with hall.house.db.write() as session:
        await session.execute(update(Meeting).values(state=MeetingState.CANCELLED))
    actor = await hall.actor(hall.people[0])
    await _nothing_is_written(hall, MeetingOff, rollcall.tap(hall.house, actor, hall.meeting))


async def test_the_window_moves_with_the_meeting(hall: Hall) -> None:
    await _open(hall)
    async with hall.house.db.write() as session:
        await session.execute(update(Meeting).values(starts_at=START + dt.timedelta(hours=1)))
    actor = await hall.actor(hall.people[0])
    error = await _nothing_is_written(hall, NotOpenYet, rollcall.tap(hall.house, actor, hall.meeting))
    assert error.fields["opens"] == "15:40"


async def test_who_comes_after_all_is_there_and_the_mark_is_kept(hall: Hall) -> None:
    zhang = hall.people[0]
    async with hall.house.db.write() as session:
        session.add(factories.attendance_of(hall.meeting, zhang, P.ABSENT, way=CheckInWay.STEWARD, recorded_by=None))
    clock(hall.house, 15, 20)
    done = await rollcall.tap(hall.house, await hall.actor(zhang), hall.meeting)
    assert (done.status, done.again) == (P.LATE, False)
    (row,) = await hall.rows()
    assert (row.status, row.way) == (P.LATE, CheckInWay.BUTTON)
    (was,) = await hall.history()
    assert (was.status, was.way, was.kind, was.changed_by) == (P.ABSENT, CheckInWay.STEWARD, ChangeKind.ARRIVED, None)


async def test_a_steward_s_mark_that_he_is_there_stands(hall: Hall) -> None:
    zhang = hall.people[0]
    async with hall.house.db.write() as session:
        session.add(factories.attendance_of(hall.meeting, zhang, P.LATE, way=CheckInWay.STEWARD, came_at=START))
    done = await rollcall.tap(hall.house, await hall.actor(zhang), hall.meeting)
    assert (done.status, done.again, done.own) == (P.LATE, True, False)
    assert await hall.history() == []


# --- a typed code -----------------------------------------------------------------------------------------------------


async def test_a_typed_code_counts_in_its_slot_and_the_next_and_no_longer(hall: Hall) -> None:
    await _open(hall)
    clock(hall.house, 14, 50, 0)
    code = await hall.code()
    clock(hall.house, 14, 50, 39)
    done = await rollcall.type_code(hall.house, await hall.actor(hall.people[0]), f"{code[:3]} {code[3:]}")
    assert (done.status, done.meeting_id) == (P.PRESENT, hall.meeting)
    (row,) = await hall.rows()
    slot = codes.slot_of(clock(hall.house, 14, 50, 0), 20)
    assert (row.way, row.slot) == (CheckInWay.CODE, slot)
    clock(hall.house, 14, 50, 40)
    late = await hall.actor(hall.people[1])
    await _nothing_is_written(hall, OldCode, rollcall.type_code(hall.house, late, code))
    async with hall.house.db.read() as session:
        assert (await session.scalars(select(Tries))).all() == []  # slow is not wrong


async def test_a_code_typed_again_tells_the_first_result(hall: Hall) -> None:
    await _open(hall)
    actor, code = await hall.actor(hall.people[0]), await hall.code()
    first = await rollcall.type_code(hall.house, actor, code)
    again = await rollcall.type_code(hall.house, actor, code, in_group=True)
    assert (again.at, again.again) == (first.at, True)
    assert [row.way for row in await hall.rows()] == [CheckInWay.CODE]


async def test_a_clock_that_runs_ahead_or_behind_on_the_phone_means_nothing(hall: Hall) -> None:
    """Only our clock counts: a code from two slots ahead is a wrong one."""
    await _open(hall)
    clock(hall.house, 14, 51)
    ahead = await hall.code()
    clock(hall.house, 14, 50)
    actor = await hall.actor(hall.people[0])
    error = await _nothing_is_written(hall, WrongCode, rollcall.type_code(hall.house, actor, ahead))
    assert error.fields == {"left": 4}


async def test_a_code_of_a_meeting_he_is_not_expected_at_is_a_wrong_code(hall: Hall) -> None:
    foreign = await another(hall, hall.other)
    await _open(hall)
    call = await _open(hall, foreign)
    code = await hall.code(call)
    actor = await hall.actor(hall.people[0])
    await _nothing_is_written(hall, WrongCode, rollcall.type_code(hall.house, actor, code))
    assert await hall.rows(foreign) == []
    done = await rollcall.type_code(hall.house, await hall.actor(hall.guest), code)
    assert done.meeting_id == foreign


async def test_with_two_meetings_open_to_him_each_code_is_its_own(hall: Hall) -> None:
    second = await another(hall, hall.branch)
    calls = {hall.meeting: await _open(hall), second: await _open(hall, second)}
    actor = await hall.actor(hall.people[0])
    for meeting, call in calls.items():
        done = await rollcall.type_code(hall.house, actor, await hall.code(call))
        assert done.meeting_id == meeting
    assert [len(await hall.rows(one)) for one in calls] == [1, 1]


async def test_five_wrong_codes_pause_typing_for_ten_minutes_and_nothing_else(hall: Hall) -> None:
    await _open(hall)
    actor, code = await hall.actor(hall.people[0]), await hall.code()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    left = []
    for second in range(4):
        clock(hall.house, 14, 50, second)
        with pytest.raises(WrongCode) as raised:
            await rollcall.type_code(hall.house, actor, wrong)
        left.append(raised.value.fields["left"])
    assert left == [4, 3, 2, 1]
    for _ in range(2):
        with pytest.raises(Paused) as paused:
            await rollcall.type_code(hall.house, actor, wrong)
        assert paused.value.fields == {"minutes": 10}
    await _nothing_is_written(hall, Paused, rollcall.type_code(hall.house, actor, code))
    clock(hall.house, 14, 59)
    await _nothing_is_written(hall, Paused, rollcall.type_code(hall.house, actor, await hall.code()))
    assert (await rollcall.tap(hall.house, actor, hall.meeting)).status is P.PRESENT  # the other ways stand open
    other = await hall.actor(hall.people[1])
    assert (await rollcall.type_code(hall.house, other, await hall.code())).status is P.PRESENT


async def test_the_pause_is_stored_and_ends(hall: Hall) -> None:
    await _open(hall)
    actor, code = await hall.actor(hall.people[0]), await hall.code()
    for _ in range(5):
        with pytest.raises((WrongCode, Paused)):
            await rollcall.type_code(hall.house, actor, f"{(int(code) + 1) % 1_000_000:06d}")
    async with hall.house.db.read() as session:
        row = (await session.scalars(select(Tries))).one()
        assert (row.what, row.wrong, row.paused_until) == ("rollcall", 5, clock(hall.house, 15, 0))
    clock(hall.house, 15, 0, 1)
    assert (await rollcall.type_code(hall.house, actor, await hall.code())).status is P.PRESENT
    async with hall.house.db.read() as session:
        assert (await session.scalars(select(Tries))).all() == []


async def test_wrong_codes_ten_minutes_apart_never_pause(hall: Hall) -> None:
    await _open(hall)
    actor = await hall.actor(hall.people[0])
    for minute in (41, 52, 3, 14, 25, 36):
        clock(hall.house, 14 if minute > 40 else 15, minute)
        wrong = f"{(int(await hall.code()) + 1) % 1_000_000:06d}"
        with pytest.raises(WrongCode) as raised:
            await rollcall.type_code(hall.house, actor, wrong)
        assert raised.value.fields == {"left": 4}


async def test_a_right_code_among_wrong_ones_of_a_batch(hall: Hall) -> None:
    await _open(hall)
    code = await hall.code()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    zhang, li = await hall.actor(hall.people[0]), await hall.actor(hall.people[1])
    results = await asyncio.gather(
        *[rollcall.type_code(hall.house, zhang, wrong) for _ in range(7)],
        rollcall.type_code(hall.house, li, code),
        return_exceptions=True,
    )
    assert [type(one).__name__ for one in results] == ["WrongCode"] * 4 + ["Paused"] * 3 + ["CheckedIn"]
    assert [row.member_id for row in await hall.rows()] == [hall.people[1].id]


async def test_where_nothing_is_open_a_typed_code_says_when_and_is_not_counted(hall: Hall) -> None:
    clock(hall.house, 14, 30)
    actor = await hall.actor(hall.people[0])
    error = await _nothing_is_written(hall, NotOpenYet, rollcall.type_code(hall.house, actor, "123456"))
    assert error.fields["opens"] == "14:40"
    stranger = await hall.actor(hall.guest)
    await _nothing_is_written(hall, NothingOpen, rollcall.type_code(hall.house, stranger, "123456"))
    async with hall.house.db.read() as session:
        assert (await session.scalars(select(Tries))).all() == []


# --- a link -----------------------------------------------------------------------------------------------------------


async def test_a_link_counts_in_its_slot_and_the_next(hall: Hall) -> None:
    call = await _open(hall)
    slot = codes.slot_of(clock(hall.house, 14, 50), 20)
    payload = codes.link_payload(hall.house.vault, call, slot)
    clock(hall.house, 14, 50, 39)
    done = await rollcall.scan(hall.house, await hall.actor(hall.people[0]), payload)
    assert (done.status, done.again) == (P.PRESENT, False)
    clock(hall.house, 14, 50, 40)
    late = await hall.actor(hall.people[1])
    await _nothing_is_written(hall, OldCode, rollcall.scan(hall.house, late, payload))
    # Whoever is recorded hears so, however old the photograph.
    clock(hall.house, 15, 30)
    assert (await rollcall.scan(hall.house, await hall.actor(hall.people[0]), payload)).again
    (row,) = await hall.rows()
    assert (row.way, row.slot) == (CheckInWay.QR, slot)


async def test_forged_and_foreign_links(hall: Hall) -> None:
    await _open(hall)
    slot = codes.slot_of(hall.house.now(), 20)
    actor = await hall.actor(hall.people[0])
    for payload in ("", "A", "A" * 32, codes.page_secret(hall.house.vault, hall.meeting)):
        await _nothing_is_written(hall, OldCode, rollcall.scan(hall.house, actor, payload))
    nowhere = codes.link_payload(hall.house.vault, 10**6, slot)
    await _nothing_is_written(hall, NothingOpen, rollcall.scan(hall.house, actor, nowhere))
    foreign = await _open(hall, await another(hall, hall.other))
    theirs = codes.link_payload(hall.house.vault, foreign, slot)
    await _nothing_is_written(hall, NotExpected, rollcall.scan(hall.house, actor, theirs))


async def test_a_link_of_a_closed_roll_call_is_over(hall: Hall) -> None:
    call = await _open(hall)
    payload = codes.link_payload(hall.house.vault, call, codes.slot_of(hall.house.now(), 20))
    async with hall.house.db.write() as session:
        secretary = hall.accounts[hall.secretary.id].id
        await session.execute(update(RollCall).values(closed_at=hall.house.now(), closed_by=secretary))
    actor = await hall.actor(hall.people[0])
    await _nothing_is_written(hall, RollCallOver, rollcall.scan(hall.house, actor, payload))


# --- going ------------------------------------------------------------------------------------------------------------


async def test_going_before_the_end_is_leaving_early_and_the_first_time_counts(hall: Hall) -> None:
    actor = await hall.actor(hall.people[0])
    await _nothing_is_written(hall, NotThereYet, rollcall.go(hall.house, actor, hall.meeting))
    await rollcall.tap(hall.house, actor, hall.meeting)
    left = clock(hall.house, 15, 30)
    assert (await rollcall.go(hall.house, actor, hall.meeting)).status is P.LEFT_EARLY
    clock(hall.house, 15, 58)
    assert (await rollcall.go(hall.house, actor, hall.meeting)).left_at == left
    (row,) = await hall.rows()
    assert (row.status, row.left_at) == (P.LEFT_EARLY, left)
    assert [one.kind for one in await hall.history()] == [ChangeKind.LEFT]


async def test_going_at_the_end_is_no_leaving_early(hall: Hall) -> None:
    actor = await hall.actor(hall.people[0])
    await rollcall.tap(hall.house, actor, hall.meeting)
    clock(hall.house, 15, 55)
    assert (await rollcall.go(hall.house, actor, hall.meeting)).status is P.PRESENT


# --- what is on for him -----------------------------------------------------------------------------------------------


async def test_what_is_on_for_him(hall: Hall) -> None:
    await another(hall, hall.other)
    actor = await hall.actor(hall.people[0])
    (mine,) = await rollcall.mine(hall.house, actor)
    assert (mine.meeting_id, mine.standing) == (hall.meeting, None)
    await rollcall.tap(hall.house, actor, hall.meeting)
    (mine,) = await rollcall.mine(hall.house, actor)
    assert mine.standing is not None
    set_clock(hall.house, START + dt.timedelta(days=2))
    assert await rollcall.mine(hall.house, actor) == []


# --- the desk ---------------------------------------------------------------------------------------------------------


async def test_many_at_once_share_commits_and_are_all_answered(house: House) -> None:
    hall = await make_hall(house, 40)
    clock(house, 14, 50)
    actors = [await hall.actor(one) for one in hall.people[:-1]]
    before = presses.desk(house).batches
    results = await asyncio.gather(*[rollcall.tap(house, one, hall.meeting) for one in actors for _ in range(3)])
    assert len(results) == 117
    assert [one.again for one in results].count(False) == 39
    assert len(await hall.rows()) == 39
    assert presses.desk(house).batches - before <= 3
    (call,) = await hall.calls()
    assert call.changes == 1  # one batch, one change of the boards


async def test_one_that_breaks_its_batch_breaks_alone(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    real = presses.write

    async def fragile(
        house: House, session: AsyncSession, batch: Sequence[presses.Press]
    ) -> list[rollcall.CheckedIn | Exception]:
        done = await real(house, session, batch)
        if any(one.member_id == hall.people[0].id for one in batch):
            raise RuntimeError("broken")
        return done

    monkeypatch.setattr(presses.desk(hall.house), "_write", fragile)
    actors = [await hall.actor(one) for one in hall.people[:3]]
    results = await asyncio.gather(
        *[rollcall.tap(hall.house, one, hall.meeting) for one in actors], return_exceptions=True
    )
    assert [type(one).__name__ for one in results] == ["RuntimeError", "CheckedIn", "CheckedIn"]
    assert {row.member_id for row in await hall.rows()} == {one.id for one in hall.people[1:3]}


async def test_another_process_that_was_first_has_the_first_result(hall: Hall) -> None:
    """The row appears between reading and writing, as it may with several replicas."""
    zhang = hall.people[0]
    came = hall.house.now() - dt.timedelta(minutes=1)
    press = presses.Press(zhang.id, hall.accounts[zhang.id].id, (1,), CheckInWay.BUTTON, hall.house.now(), hall.meeting)
    async with hall.house.db.write() as session:
        facts = await presses._gather(hall.house, session, [press])
        scene = facts.scenes[hall.meeting]
        session.add(factories.attendance_of(hall.meeting, zhang, P.PRESENT, came_at=came))
        await session.flush()
        answers: list[rollcall.CheckedIn | Exception] = [NothingOpen()]
        await presses._record(session, facts, [(0, press, scene, scene.windows[0])], answers)
    (answer,) = answers
    assert isinstance(answer, rollcall.CheckedIn)
    assert (answer.at, answer.again) == (came, True)
    async with hall.house.db.read() as session:
        assert len((await session.scalars(select(Attendance))).all()) == 1
