"""What a meeting has beside its time: types, sittings, agenda, files, people; what a change would do; one like it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from db.meetings import Meeting, MeetingGuest, MeetingItem, MeetingMaterial, MeetingPart, MeetingReply
from db.members import Member
from db.names import Audience, EventType, GuestKind, LeaveType, MaterialKind, OutboxState, PartState
from db.outbox import OutboxMessage
from services import meetings
from services.access import Actor
from services.branch import TooLong
from services.errors import NotAllowed
from services.house import House
from services.leave import acts as leave
from services.meetings import Seen, Wish, details, joining, people, usual
from services.meetings.errors import BadLink, MeetingInPast, MeetingOver, NoSecond, SameTime, TooMany
from services.reminder_rules.errors import BadTitle, TooShort
from tests.fixtures.houses import NOW, set_clock
from tests.services.people import Town, make_town

SHANGHAI = ZoneInfo("Asia/Shanghai")

D, T = dt.date, dt.time
FILE: dict[str, Any] = {
    "kind": MaterialKind.DOCUMENT,
    "file_id": "F1",
    "file_unique_id": "U1",
    "name": "学习材料.pdf",
}
STARTS = dt.datetime(2026, 12, 9, 7, 0, tzinfo=dt.UTC)


@pytest.fixture(name="town")
async def _town(house: House) -> Town:
    return await make_town(house)


async def _planned(house: House, town: Town, **changes: Any) -> tuple[Actor, Seen]:
    secretary = await town.actor(house, town.secretary)
    values: dict[str, Any] = {
        "types": (EventType.STUDY_SESSION,),
        "day": D(2026, 12, 9),
        "start": T(15),
        "minutes": 90,
    }
    return secretary, await meetings.plan(house, secretary, town.inner.id, Wish(**(values | changes)))


async def _queue(house: House, subject: str, kind: str) -> list[OutboxMessage]:
    async with house.db.read() as session:
        query = select(OutboxMessage).where(OutboxMessage.subject == subject, OutboxMessage.kind == kind)
        return list(await session.scalars(query.order_by(OutboxMessage.id)))


async def _invited(house: House, meeting: int) -> set[int]:
    rows = await _queue(house, f"meeting:{meeting}", "meeting_notice")
    return {row.member_id or 0 for row in rows if row.state is OutboxState.QUEUED}


async def _everything(house: House) -> dict[str, list[str]]:
    async with house.db.read() as session:
        return {
            table.__tablename__: [str(row) for row in await session.execute(select(table.__table__))]
            for table in (Meeting, MeetingReply, OutboxMessage)
        }


# --- what it has -----------------------------------------------------------------------------------------------------


async def test_a_meeting_is_several_things_at_once(house: House, town: Town) -> None:
    secretary, seen = await _planned(house, town)
    both = (EventType.STUDY_SESSION, EventType.PARTY_LECTURE)
    changed = await details.set_types(house, secretary, town.inner.id, seen.id, both)
    assert set(changed.types) == set(both)
    assert (changed.hours, changed.credits) == (Decimal("1.5"), Decimal(2))
    with pytest.raises(BadTitle):
        await details.set_types(house, secretary, town.inner.id, seen.id, ())
    short, other = await _planned(house, town, minutes=60, start=T(10))
    with pytest.raises(TooShort):
        await details.set_types(house, short, town.inner.id, other.id, (EventType.CORE_GROUP_STUDY,))
    async with house.db.read() as session:
        assert (await session.get_one(Meeting, seen.id)).pinned


async def test_a_second_sitting_is_news_and_moves_along(house: House, town: Town) -> None:
    secretary, seen = await _planned(house, town)
    with pytest.raises(NoSecond):
        await details.set_second(house, secretary, town.inner.id, seen.id, (D(2026, 12, 9), T(15)))
    two = await details.set_second(house, secretary, town.inner.id, seen.id, (D(2026, 12, 11), T(15)))
    assert [(one.starts_at, one.minutes) for one in two.sessions] == [
        (STARTS, 90),
        (STARTS + dt.timedelta(days=2), 90),
    ]
    moved = await meetings.move(house, secretary, town.inner.id, seen.id, D(2026, 12, 16), T(9))
    assert [one.starts_at for one in moved.sessions] == [
        dt.datetime(2026, 12, 16, 1, tzinfo=dt.UTC),
        dt.datetime(2026, 12, 18, 1, tzinfo=dt.UTC),
    ]
    async with house.db.read() as session:
        assert (await session.get_one(Meeting, seen.id)).version == 3
    one = await details.set_second(house, secretary, town.inner.id, seen.id, None)
    assert len(one.sessions) == 1


async def test_agenda_link_and_what_it_gives(house: House, town: Town) -> None:
    secretary, seen = await _planned(house, town)
    here = town.inner.id
    await details.set_agenda(house, secretary, here, seen.id, ["传达文件", " ", "讨论", "表决"])
    async with house.db.read() as session:
        first = {row.position: row.id for row in await session.scalars(select(MeetingItem))}
    changed = await details.set_agenda(house, secretary, here, seen.id, ["传达文件", "投票"])
    assert changed.items == ("传达文件", "投票")
    async with house.db.read() as session:
        assert {row.position: row.id for row in await session.scalars(select(MeetingItem))} == {
            position: first[position] for position in (1, 2)
        }
    with pytest.raises(TooLong):
        await details.set_agenda(house, secretary, here, seen.id, ["长" * 101])
    with pytest.raises(TooMany):
        await details.set_agenda(house, secretary, here, seen.id, ["项"] * (usual.load().limits.items + 1))
    with pytest.raises(BadLink):
        await details.set_link(house, secretary, here, seen.id, "javascript:alert(1)")
    linked = await details.set_link(house, secretary, here, seen.id, "https://meeting.example/123")
    assert linked.link == "https://meeting.example/123"
    given = await details.set_gives(house, secretary, here, seen.id, hours=Decimal(4), credit=Decimal("0.5"))
    assert (given.hours, given.credits, given.usual_gives) == (Decimal(4), Decimal("0.5"), False)
    with pytest.raises(TooMany):
        await details.set_gives(house, secretary, here, seen.id, hours=Decimal(25), credit=None)
    back = await details.set_gives(house, secretary, here, seen.id, hours=None, credit=None)
    assert (back.hours, back.credits, back.usual_gives) == (Decimal("1.5"), Decimal("1.5"), True)
    invitation = (await _queue(house, f"meeting:{seen.id}", "meeting_notice"))[-1]
    assert invitation.state is OutboxState.QUEUED
    lines = [one["key"] for one in invitation.payload["vars"]["details"]["lines"]]
    assert lines == ["meetings-said-when", "meetings-said-link", "meetings-said-item", "meetings-said-item"]


async def test_until_when_people_answer(house: House, town: Town) -> None:
    secretary, seen = await _planned(house, town)
    here = town.inner.id
    with pytest.raises(MeetingInPast):
        await details.set_answer_by(house, secretary, here, seen.id, (D(2026, 11, 1), T(18)))
    with pytest.raises(MeetingOver):
        await details.set_answer_by(house, secretary, here, seen.id, (D(2026, 12, 10), T(18)))
    until = await details.set_answer_by(house, secretary, here, seen.id, (D(2026, 12, 8), T(18)))
    assert until.answer_by == dt.datetime(2026, 12, 8, 10, tzinfo=dt.UTC)
    moved = await meetings.move(house, secretary, here, seen.id, D(2026, 12, 16), T(15))
    assert moved.answer_by == dt.datetime(2026, 12, 15, 10, tzinfo=dt.UTC)


async def test_a_file_goes_out_with_the_invitation_once(house: House, town: Town) -> None:
    secretary, seen = await _planned(house, town)
    here = town.inner.id
    for _ in range(2):
        seen = await details.add_material(
            house,
            secretary,
            here,
            seen.id,
            kind=MaterialKind.DOCUMENT,
            file_id="F1",
            file_unique_id="u1",
            name="学习材料.pdf",
        )
    assert seen.files == 1
    async with house.db.read() as session:
        assert [row.name for row in await session.scalars(select(MeetingMaterial))] == ["学习材料.pdf"]
    files = await _queue(house, f"meeting:{seen.id}", "meeting_file")
    assert {row.member_id for row in files} == {town.secretary.id, town.plain.id, town.silent.id}
    assert files[0].payload["file"] == {"kind": "DOCUMENT", "id": "F1"}
    assert {row.due_at for row in files} == {dt.datetime(2026, 12, 4, 1, tzinfo=dt.UTC)}
    gone = await details.remove_materials(house, secretary, here, seen.id)
    assert gone.files == 0
    files = await _queue(house, f"meeting:{seen.id}", "meeting_file")
    assert {row.state for row in files} == {OutboxState.SKIPPED}


# --- for whom it is --------------------------------------------------------------------------------------------------


async def test_whom_it_is_for(house: House, town: Town) -> None:
    secretary, seen = await _planned(house, town)
    here = town.inner.id
    assert await _invited(house, seen.id) == {town.secretary.id, town.plain.id, town.silent.id}
    none = await people.set_audience(house, secretary, here, seen.id, None)
    assert (none.audience, none.audience_size) == (None, 0)
    assert await _invited(house, seen.id) == set()
    await people.toggle_part(house, secretary, here, seen.id, town.group.id, meant=True)
    assert await _invited(house, seen.id) == {town.plain.id}
    await people.toggle_person(house, secretary, here, seen.id, town.silent.id, meant=True)
    await people.toggle_person(house, secretary, here, seen.id, town.silent.id, meant=True)
    assert await _invited(house, seen.id) == {town.plain.id, town.silent.id}
    with pytest.raises(NotAllowed):
        await people.toggle_person(house, secretary, here, seen.id, town.foreign.id, meant=True)
    await people.add_guests(house, secretary, here, seen.id, [("钱主任", "医务处"), ("钱主任", None)])
    await people.add_guests(house, secretary, here, seen.id, [("小孙", None)], GuestKind.OBSERVER)
    found = await people.who(house, secretary, here, seen.id)
    assert (found.audience, found.count) == (None, 2)
    assert {(one.name, one.state, one.own) for one in found.parts} == {
        ("第一小组", PartState.AGREED, True),
        ("外科党支部", None, False),
    }
    assert [name for _, name in found.people] == ["欧阳静"]
    assert [(one.name, one.post, one.kind) for one in found.guests] == [
        ("钱主任", None, GuestKind.GUEST),
        ("小孙", None, GuestKind.OBSERVER),
    ] or found.guests[0].post == "医务处"
    await people.remove_guest(house, secretary, here, seen.id, found.guests[0].id)
    async with house.db.read() as session:
        assert [row.name for row in await session.scalars(select(MeetingGuest))] == ["小孙"]
    assert [name for _, name in await people.candidates(house, secretary, here, "静")] == ["欧阳静"]
    officers = await people.set_audience(house, secretary, here, seen.id, Audience.OFFICERS)
    assert officers.audience_size == 3


async def test_another_branch_is_asked_and_comes_along_when_it_agrees(house: House, town: Town) -> None:
    secretary, seen = await _planned(house, town)
    here, foreign = town.inner.id, await town.actor(house, town.foreign)
    await people.toggle_part(house, secretary, here, seen.id, town.surgery.id, meant=True)
    (card,) = await _queue(house, f"part:{seen.id}:{town.surgery.id}", "meeting_part")
    assert (card.member_id, card.payload["vars"]["organisation"]) == (town.foreign.id, "内科党支部")
    assert town.foreign.id not in await _invited(house, seen.id)
    with pytest.raises(NotAllowed):
        await joining.answer(house, secretary, town.surgery.id, seen.id, agree=True)
    joined = await joining.answer(house, foreign, town.surgery.id, seen.id, agree=True)
    assert (joined.done, joined.card.key) == (True, "meetings-part-agreed")
    again = await joining.answer(house, foreign, town.surgery.id, seen.id, agree=False)
    assert (again.done, again.card.key) == (False, "meetings-part-agreed")
    assert {town.foreign.id, town.office.id} <= await _invited(house, seen.id)
    await people.toggle_part(house, secretary, here, seen.id, town.surgery.id, meant=False)
    assert town.foreign.id not in await _invited(house, seen.id)
    async with house.db.read() as session:
        assert list(await session.scalars(select(MeetingPart))) == []
    with pytest.raises(NotAllowed):
        await people.toggle_part(house, secretary, here, seen.id, town.committee.id, meant=True)


async def test_the_office_reaches_every_branch_and_asks_nobody(house: House, town: Town) -> None:
    office = await town.actor(house, town.office)
    seen = await meetings.plan(
        house,
        office,
        town.committee.id,
        Wish((EventType.VISIT,), D(2026, 12, 9), T(9), 180, audience=Audience.OFFICERS),
    )
    await people.toggle_part(house, office, town.committee.id, seen.id, town.inner.id, meant=True)
    async with house.db.read() as session:
        (part,) = await session.scalars(select(MeetingPart))
    assert (part.state, part.decided_by) == (PartState.AGREED, office.account_id)


# --- what a change would do ------------------------------------------------------------------------------------------


async def test_what_a_move_would_do_is_what_it_does(house: House, town: Town) -> None:
    secretary, seen = await _planned(house, town)
    here, plain = town.inner.id, await town.actor(house, town.plain)
    async with house.db.write() as session:
        await session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.dedupe_key.contains(":invite:"), OutboxMessage.member_id != town.silent.id)
            .values(state=OutboxState.SENT, message_ids=[1], ended_at=NOW)
        )
    await leave.come(house, secretary, seen.id)
    await leave.ask(house, plain, seen.id, LeaveType.DUTY)
    before = await _everything(house)
    moving = meetings.moving(D(2026, 12, 10), T(15))
    found = await meetings.foresee(house, secretary, here, seen.id, moving)
    assert (found.changes, found.told, found.reminders, found.moved, found.dropped, found.asked_anew) == (
        True,
        2,
        6,
        6,
        0,
        2,
    )
    assert await _everything(house) == before
    same = await meetings.foresee(house, secretary, here, seen.id, meetings.moving(D(2026, 12, 9), T(15)))
    assert (same.changes, same.told, same.asked_anew) == (False, 0, 0)
    off = await meetings.foresee(house, secretary, here, seen.id, meetings.cancelling)
    assert (off.told, off.dropped, off.moved) == (2, 6, 0)
    assert await _everything(house) == before

    await meetings.move(house, secretary, here, seen.id, D(2026, 12, 10), T(15))
    notices = await _queue(house, f"meeting:{seen.id}", "meeting_notice")
    news = [row for row in notices if ":moved:" in row.dedupe_key and row.state is OutboxState.QUEUED]
    assert len(news) == found.told
    reminders = await _queue(house, f"meeting:{seen.id}", "meeting_reminder")
    assert sum(row.state is OutboxState.QUEUED for row in reminders) == found.moved
    async with house.db.read() as session:
        assert list(await session.scalars(select(MeetingReply))) == []


@pytest.mark.parametrize(
    ("clock", "start", "until", "too_late"),
    [
        ((12, 8, 20), T(15), None, False),
        ((12, 8, 22), T(15), (12, 9), False),  # the evening before: told in the morning
        ((12, 9, 6), T(7), (12, 9), True),  # and by then it would have begun
    ],
)
async def test_who_moves_or_cancels_at_night_hears_when_the_others_do(
    sqlite_house: House, clock: tuple[int, int, int], start: dt.time, until: tuple[int, int] | None, too_late: bool
) -> None:
    house = sqlite_house
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    wish = Wish((EventType.THEMED_PARTY_DAY,), D(2026, 12, 9), start, 120)
    seen = await meetings.plan(house, secretary, town.inner.id, wish)
    async with house.db.write() as session:
        await session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.kind == "meeting_notice")
            .values(state=OutboxState.SENT, ended_at=NOW, message_ids=[1])
        )
    month, day, hour = clock
    set_clock(house, dt.datetime(2026, month, day, hour, tzinfo=SHANGHAI))
    off = await meetings.foresee(house, secretary, town.inner.id, seen.id, meetings.cancelling)
    expected = dt.datetime(2026, *until, 7, 30, tzinfo=SHANGHAI) if until is not None else None
    assert (off.told, off.held_until, off.too_late) == (3, expected, too_late)


async def test_a_move_close_by_drops_what_comes_too_late(house: House, town: Town) -> None:
    secretary, seen = await _planned(house, town)
    found = await meetings.foresee(house, secretary, town.inner.id, seen.id, meetings.moving(D(2026, 11, 16), T(13)))
    assert (found.told, found.reminders, found.moved, found.dropped) == (0, 6, 3, 3)
    with pytest.raises(MeetingInPast):
        await meetings.foresee(house, secretary, town.inner.id, seen.id, meetings.moving(D(2026, 11, 16), T(9)))


# --- one like it, likely dates ---------------------------------------------------------------------------------------


async def test_one_like_it_has_everything_but_answers(house: House, town: Town) -> None:
    secretary, seen = await _planned(house, town, place="三楼", theme="学习党章")
    here = town.inner.id
    await details.set_agenda(house, secretary, here, seen.id, ["传达文件"])
    await details.set_second(house, secretary, here, seen.id, (D(2026, 12, 10), T(15)))
    await people.toggle_part(house, secretary, here, seen.id, town.surgery.id, meant=True)
    await people.toggle_person(house, secretary, here, seen.id, town.silent.id, meant=True)
    await people.add_guests(house, secretary, here, seen.id, [("钱主任", None)])
    await details.add_material(house, secretary, here, seen.id, **FILE)
    await leave.come(house, secretary, seen.id)
    made = await meetings.again(house, secretary, here, seen.id, D(2026, 12, 16), T(15))
    assert (made.place, made.theme, made.items, made.types) == ("三楼", "学习党章", ("传达文件",), seen.types)
    assert [one.starts_at for one in made.sessions] == [
        STARTS + dt.timedelta(days=7),
        STARTS + dt.timedelta(days=8),
    ]
    found = await people.who(house, secretary, here, made.id)
    assert [name for _, name in found.people] == ["欧阳静"]
    assert [(one.name, one.post) for one in found.guests] == [("钱主任", None)]
    async with house.db.read() as session:
        part = await session.get_one(MeetingPart, (made.id, town.surgery.id))
        assert part.state is PartState.ASKED
        files = list(await session.scalars(select(MeetingMaterial).where(MeetingMaterial.meeting_id == made.id)))
        assert [(one.file_id, one.name, one.added_at) for one in files] == [("F1", "学习材料.pdf", NOW)]
        assert [row.meeting_id for row in await session.scalars(select(MeetingReply))] == [seen.id]
    with pytest.raises(SameTime):
        await meetings.again(house, secretary, here, seen.id, D(2026, 12, 16), T(15))
    with pytest.raises(MeetingInPast):
        await meetings.again(house, secretary, here, seen.id, D(2026, 11, 10), T(15))


async def test_likely_dates_are_the_rules_and_never_taken_ones(house: House, town: Town) -> None:
    secretary = await town.actor(house, town.secretary)
    here = town.inner.id
    study = await meetings.likely(house, secretary, here, EventType.STUDY_SESSION)
    assert study == [(D(2026, 11, 27), T(15)), (D(2026, 12, 11), T(15)), (D(2026, 12, 25), T(15))]
    await meetings.plan(house, secretary, here, Wish((EventType.STUDY_SESSION,), D(2026, 11, 27), T(9), 90))
    assert (await meetings.likely(house, secretary, here, EventType.STUDY_SESSION))[0] == (D(2026, 12, 11), T(15))
    election = await meetings.likely(house, secretary, here, EventType.ELECTION)
    assert election == [(D(2026, 11, 20) + dt.timedelta(weeks=week), T(15)) for week in range(4)]
    with pytest.raises(NotAllowed):
        await meetings.likely(house, await town.actor(house, town.foreign), here, EventType.ELECTION)


async def test_earlier_ones_are_listed_newest_first(house: House, town: Town) -> None:
    secretary = await town.actor(house, town.secretary)
    for day in (2, 9):
        await meetings.plan(house, secretary, town.inner.id, Wish((EventType.VISIT,), D(2026, 11, day), T(9), 60))
    page = await meetings.past(house, secretary, town.inner.id)
    assert [one.starts_at.day for one in page.meetings] == [9, 2]


async def test_what_has_begun_is_left_alone(house: House, town: Town) -> None:
    secretary, seen = await _planned(house, town)
    here = town.inner.id
    set_clock(house, STARTS)
    for attempt in (
        details.set_types(house, secretary, here, seen.id, (EventType.VISIT,)),
        details.set_second(house, secretary, here, seen.id, (D(2026, 12, 10), T(15))),
        details.set_link(house, secretary, here, seen.id, "https://a.example"),
        people.set_audience(house, secretary, here, seen.id, None),
        people.toggle_part(house, secretary, here, seen.id, town.group.id, meant=True),
        people.toggle_person(house, secretary, here, seen.id, town.silent.id, meant=True),
        meetings.foresee(house, secretary, here, seen.id, meetings.cancelling),
    ):
        with pytest.raises(MeetingOver):
            await attempt
    late = await details.set_agenda(house, secretary, here, seen.id, ["补记的一项"])
    assert late.items == ("补记的一项",)
    async with house.db.read() as session:
        assert (await session.get_one(Member, town.silent.id)).name == "欧阳静"
