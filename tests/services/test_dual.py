"""Double organisational life: noted once, counted by year, seen by the leader and his secretary."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from sqlalchemy import select, update

from db.attendance import Attendance, RollCall
from db.audit import AuditEntry
from db.dual import DualLeader, DualRecord
from db.meetings import Meeting, MeetingType
from db.members import Member
from db.names import AttendanceStatus, BranchRole, DualPart, EventType, MeetingState
from db.organisations import Organisation
from services import dual, privacy
from services.access import Actor
from services.branch import TooLong
from services.dual import DualDayOutOfRange, Tally
from services.errors import BadInput, DomainError, NotAllowed
from services.house import House
from tests import factories
from tests.fixtures.houses import NOW
from tests.services.people import Town, make_town

D = dt.date
BEFORE = dt.datetime(2026, 11, 6, 7, tzinfo=dt.UTC)


async def _ready(house: House) -> tuple[Town, Actor, int, int]:
    """A town, its secretary, and a meeting of the branch and one of the committee, both held."""
    town = await make_town(house)
    return (
        town,
        await town.actor(house, town.secretary),
        await _meeting(house, town.inner, EventType.THEMED_PARTY_DAY),
        await _meeting(house, town.committee, EventType.CORE_GROUP_STUDY),
    )


async def _meeting(
    house: House,
    place: Organisation,
    what: EventType,
    at: dt.datetime = BEFORE,
    state: MeetingState = MeetingState.HELD,
) -> int:
    async with house.db.write() as session:
        row = factories.meeting_of(place, at, state=state)
        session.add(row)
        await session.flush()
        session.add(MeetingType(meeting_id=row.id, type=what))
        return row.id


async def _records(house: House) -> list[DualRecord]:
    async with house.db.read() as session:
        return list(await session.scalars(select(DualRecord).order_by(DualRecord.id)))


async def test_both_lives_are_counted_and_a_second_tap_counts_nothing(house: House) -> None:
    town, secretary, own, above = await _ready(house)
    zhang = town.plain.id
    await asyncio.gather(
        *[dual.note_meeting(house, secretary, zhang, own, DualPart.MEMBER) for _ in range(4)],
        dual.note_meeting(house, secretary, zhang, above, DualPart.CHAIR),
    )
    await dual.note_activity(house, secretary, zhang, D(2026, 11, 5), " 义诊 ")
    sheet = await dual.note_activity(house, secretary, zhang, D(2026, 11, 5), "义诊")
    assert sheet.tally == Tally(branch=2, group=1)
    assert [(one.day, one.words, one.part) for one in sheet.noted] == [
        (D(2026, 11, 6), None, one) for one in (sheet.noted[0].part, sheet.noted[1].part)
    ] + [(D(2026, 11, 5), "义诊", DualPart.MEMBER)]
    assert len(await _records(house)) == 3
    changed = await dual.note_meeting(house, secretary, zhang, own, DualPart.SPEAKER)
    assert DualPart.SPEAKER in {one.part for one in changed.noted}
    assert len(await _records(house)) == 3


async def test_a_roll_call_that_has_ended_needs_no_second_entry(house: House) -> None:
    town, secretary, own, above = await _ready(house)
    zhang = town.plain
    await _called(house, own, zhang, AttendanceStatus.LATE, ended=True)
    await _called(house, above, zhang, AttendanceStatus.PRESENT, ended=False)
    sheet = await dual.of_member(house, secretary, zhang.id)
    assert (sheet.tally, await _records(house)) == (Tally(branch=1, group=0), [])
    assert [(one.id, one.day, one.part) for one in sheet.noted] == [(None, D(2026, 11, 6), None)]
    assert [one.meeting_id for one in await dual.choices(house, secretary, zhang.id)] == [above]
    # How he took part may still be noted; it counts once.
    sheet = await dual.note_meeting(house, secretary, zhang.id, own, DualPart.SPEAKER)
    assert (sheet.tally, [one.part for one in sheet.noted]) == (Tally(1, 0), [DualPart.SPEAKER])
    async with house.db.write() as session:
        await session.execute(update(Attendance).values(status=AttendanceStatus.ABSENT))
        await session.execute(update(RollCall).values(closed_at=NOW, closed_by=secretary.account_id))
    assert (await dual.of_member(house, secretary, zhang.id)).tally == Tally(1, 0)


async def _called(house: House, meeting: int, member: Member, status: AttendanceStatus, *, ended: bool) -> None:
    async with house.db.write() as session:
        row = await factories.end_roll_call(session, await session.get_one(Meeting, meeting))
        if not ended:
            row.closed_at = row.closed_by = None
        session.add(factories.attendance_of(meeting, member, status, came_at=BEFORE))


async def test_what_was_noted_by_mistake_is_annulled_and_can_be_noted_again(house: House) -> None:
    town, secretary, own, _ = await _ready(house)
    await dual.note_meeting(house, secretary, town.plain.id, own, DualPart.MEMBER)
    (record,) = await _records(house)
    for _ in range(2):
        assert (await dual.annul(house, secretary, town.plain.id, record.id)).tally == Tally(0, 0)
    with pytest.raises(NotAllowed):
        await dual.annul(house, secretary, town.silent.id, record.id)
    assert (await dual.note_meeting(house, secretary, town.plain.id, own, DualPart.MEMBER)).tally == Tally(1, 0)
    rows = await _records(house)
    assert [one.annulled_at is not None for one in rows] == [True, False]
    async with house.db.read() as session:
        actions = list(
            await session.scalars(
                select(AuditEntry.action).where(AuditEntry.action.like("dual.%")).order_by(AuditEntry.id)
            )
        )
    assert actions == ["dual.noted", "dual.annulled", "dual.noted"]


async def test_leaders_are_those_with_the_role_and_those_named(house: House) -> None:
    town, secretary, own, _ = await _ready(house)
    assert await dual.board(house, secretary, town.inner.id) == ("内科党支部", ())
    for _ in range(2):
        await dual.name_leader(house, secretary, town.plain.id, leader=True)
    async with house.db.write() as session:
        await factories.grant_role(session, town.silent, town.committee, BranchRole.COMMITTEE_SECRETARY)
    await dual.note_meeting(house, secretary, town.plain.id, own, DualPart.MEMBER)
    _, leaders = await dual.board(house, secretary, town.inner.id)
    assert [(one.name, one.named, one.tally) for one in leaders] == [
        ("张敏", True, Tally(1, 0)),
        ("欧阳静", False, Tally(0, 0)),
    ]
    zhang = await town.actor(house, town.plain)
    assert await dual.is_leader(house, zhang)
    mine = await dual.mine(house, zhang)
    assert (mine.name, mine.tally, mine.year) == ("", Tally(1, 0), 2026)
    await dual.name_leader(house, secretary, town.plain.id, leader=False)
    assert not await dual.is_leader(house, zhang)
    async with house.db.read() as session:
        assert [row.ended_at for row in await session.scalars(select(DualLeader))] == [house.now()]


async def test_only_meetings_that_were_held_in_his_own_chain_are_offered(house: House) -> None:
    town, secretary, own, above = await _ready(house)
    foreign = await _meeting(house, town.surgery, EventType.PARTY_LECTURE)
    off = await _meeting(house, town.inner, EventType.PARTY_LECTURE, state=MeetingState.CANCELLED)
    ahead = await _meeting(house, town.inner, EventType.PARTY_LECTURE, dt.datetime(2026, 12, 1, tzinfo=dt.UTC))
    found = await dual.choices(house, secretary, town.plain.id)
    assert {one.meeting_id for one in found} == {own, above}
    for meeting in (foreign, off, ahead, 9_999):
        with pytest.raises(NotAllowed):
            await dual.note_meeting(house, secretary, town.plain.id, meeting, DualPart.MEMBER)
    assert await _records(house) == []


@pytest.mark.parametrize(
    ("day", "words", "error"),
    [
        (D(2026, 11, 17), "义诊", DualDayOutOfRange),
        (D(2025, 11, 1), "义诊", DualDayOutOfRange),
        (D(2026, 11, 5), "  ", BadInput),
        (D(2026, 11, 5), "长" * 41, TooLong),
    ],
    ids=["ahead", "long ago", "empty", "too long"],
)
async def test_what_cannot_be_noted_changes_nothing(house: House, day: D, words: str, error: type[DomainError]) -> None:
    town, secretary, _, _ = await _ready(house)
    with pytest.raises(error):
        await dual.note_activity(house, secretary, town.plain.id, day, words)
    assert await _records(house) == []


async def test_nobody_else_sees_or_notes_it(house: House) -> None:
    town, _, own, _ = await _ready(house)
    for member in (town.foreign, town.plain):
        actor = await town.actor(house, member)
        for act in (
            dual.board(house, actor, town.inner.id),
            dual.of_member(house, actor, town.silent.id),
            dual.note_meeting(house, actor, town.silent.id, own, DualPart.MEMBER),
            dual.name_leader(house, actor, town.silent.id, leader=True),
        ):
            with pytest.raises(NotAllowed):
                await act
    assert await _records(house) == []


async def test_an_erased_leader_s_records_go(house: House) -> None:
    town, secretary, own, _ = await _ready(house)
    await dual.name_leader(house, secretary, town.plain.id, leader=True)
    await dual.note_meeting(house, secretary, town.plain.id, own, DualPart.MEMBER)
    zhang = await town.actor(house, town.plain)
    sections = (await privacy.copy_of(house, zhang)).sections
    assert len(sections["dual_leaders"]) == len(sections["dual_records"]) == 1
    await privacy.erase(house, zhang)
    assert await _records(house) == []
