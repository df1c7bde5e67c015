"""Records of meetings: who keeps one, what is filed once, and what is never kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from db.audit import AuditEntry
from db.meetings import Meeting, MeetingItem, MeetingType
from db.minutes import MinuteEntry
from db.names import BranchRole, EventType, MeetingState, MinuteKind, OutboxState
from db.outbox import OutboxMessage
from services import drafts, minutes, org_settings
from services.branch import TooLong
from services.drafts import Form
from services.errors import NotAllowed
from services.house import House
from services.kinds import Pending, policy_of
from services.meetings import details
from services.minutes import Field, Figure, Note, Part, rules
from services.minutes.errors import BadFigure, BadMoment, CalledOff, Full, NoContents, NotFilable, NotYet, TooEarly
from services.minutes.facts import Fields
from services.minutes.lacking import lacks, paper_lacks
from tests import factories
from tests.fixtures.houses import set_clock
from tests.services import test_papers as papers
from tests.services.people import Town, make_town

START = dt.datetime(2026, 11, 18, 7, 0, tzinfo=dt.UTC)


@dataclass
class Hall:
    """A branch that meets; two items are on its agenda.

    Attributes:
        items: Their ids, in order.
    """

    town: Town
    meeting: int
    items: list[int]


async def make_hall(house: House, *types: EventType, **changes: object) -> Hall:
    """The town, with a meeting of its inner branch that began ten minutes ago."""
    town = await make_town(house)
    set_clock(house, START + dt.timedelta(minutes=10))
    async with house.db.write() as session:
        meeting = factories.meeting_of(town.inner, START, **changes)
        session.add(meeting)
        await session.flush()
        session.add_all([MeetingType(meeting_id=meeting.id, type=one) for one in types])
        items = [MeetingItem(meeting_id=meeting.id, position=place, title=f"议题{place}") for place in (1, 2)]
        session.add_all(items)
        await session.flush()
        return Hall(town, meeting.id, [one.id for one in items])


async def make_meeting(house: House, town: Town, *types: EventType) -> int:
    """One more meeting of the inner branch, an hour later."""
    async with house.db.write() as session:
        meeting = factories.meeting_of(town.inner, START + dt.timedelta(hours=1))
        session.add(meeting)
        await session.flush()
        session.add_all([MeetingType(meeting_id=meeting.id, type=one) for one in types])
        return meeting.id


def note(text: str = "发言", number: int = 1, kind: MinuteKind = MinuteKind.TEXT, minute: int = 10) -> Note:
    """Something sent so many minutes after the start."""
    file_id = None if kind is MinuteKind.TEXT else f"file-{number}"
    return Note(kind, text, START + dt.timedelta(minutes=minute), number, file_id, file_id)


async def _rows(house: House) -> list[MinuteEntry]:
    async with house.db.read() as session:
        return list(await session.scalars(select(MinuteEntry).order_by(MinuteEntry.id)))


async def test_filed_once_moved_and_taken_out(house: House) -> None:
    hall = await make_hall(house, EventType.THEMED_PARTY_DAY)
    wang = await hall.town.actor(house, hall.town.secretary)
    first = await minutes.file(house, wang, hall.meeting, hall.items[0], note())
    again = await minutes.file(house, wang, hall.meeting, hall.items[1], note())
    assert (first.new, again.new, again.entry_id) == (True, False, first.entry_id)
    photo = await minutes.file(house, wang, hall.meeting, 999, note("", 2, MinuteKind.PHOTO, minute=5))
    assert (photo.desk.loose, photo.desk.counts) == (1, {MinuteKind.TEXT: 1, MinuteKind.PHOTO: 1})
    assert (photo.desk.after(None), photo.desk.after(hall.items[1])) == (photo.desk.items[0], None)
    await minutes.move(house, wang, hall.meeting, photo.entry_id, hall.items[0])
    _, found = await minutes.entries(house, wang, hall.meeting)
    assert [(one.kind, one.item_id, one.who) for one in found] == [
        (MinuteKind.PHOTO, hall.items[0], "王建国"),
        (MinuteKind.TEXT, hall.items[0], "王建国"),
    ]
    assert await minutes.remove(house, wang, hall.meeting, photo.entry_id)
    assert not await minutes.remove(house, wang, hall.meeting, photo.entry_id)
    assert [one.text for one in await _rows(house)] == ["发言"]
    async with house.db.read() as session:
        noted = list(await session.scalars(select(AuditEntry.details).where(AuditEntry.action == "minutes.removed")))
    assert noted == [{"meeting": hall.meeting, "entry": photo.entry_id}]


async def test_an_item_that_goes_leaves_what_was_filed_under_it(house: House) -> None:
    hall = await make_hall(house, EventType.THEMED_PARTY_DAY)
    wang = await hall.town.actor(house, hall.town.secretary)
    await minutes.file(house, wang, hall.meeting, hall.items[1], note())
    await details.set_agenda(house, wang, hall.town.inner.id, hall.meeting, ["改了名"])
    (row,) = await _rows(house)
    assert row.item_id is None
    added = await minutes.add_item(house, wang, hall.meeting, " 新议题 ")
    assert await minutes.add_item(house, wang, hall.meeting, "新议题") == added
    desk = await minutes.desk(house, wang, hall.meeting)
    assert [(one.number, one.title) for one in desk.items] == [(1, "改了名"), (2, "新议题")]
    with pytest.raises(NotFilable):
        await minutes.add_item(house, wang, hall.meeting, " ")
    with pytest.raises(TooLong):
        await minutes.add_item(house, wang, hall.meeting, "长" * 101)


async def test_whoever_calls_the_roll_keeps_it_and_whom_it_names_for_a_while(house: House) -> None:
    hall = await make_hall(house, EventType.THEMED_PARTY_DAY)
    zhang, zhao = await hall.town.actor(house, hall.town.plain), await hall.town.actor(house, hall.town.foreign)
    for actor in (zhang, zhao):
        with pytest.raises(NotAllowed):
            await minutes.desk(house, actor, hall.meeting)
        with pytest.raises(NotAllowed):
            await minutes.file(house, actor, hall.meeting, None, note())
        with pytest.raises(NotAllowed):
            await minutes.add_item(house, actor, hall.meeting, "议题")
    async with house.db.write() as session:
        account = hall.town.accounts[hall.town.plain.id].id
        session.add(factories.record_of(hall.meeting, account, recorder_id=hall.town.plain.id))
    await minutes.file(house, zhang, hall.meeting, None, note())
    set_clock(house, START + dt.timedelta(days=rules.load().recorder_days + 1))
    with pytest.raises(NotAllowed):
        await minutes.desk(house, zhang, hall.meeting)
    office = await hall.town.actor(house, hall.town.office)
    assert (await minutes.desk(house, office, hall.meeting)).total == 1


async def test_what_is_not_kept(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house = sqlite_house
    hall = await make_hall(house, EventType.THEMED_PARTY_DAY, EventType.DEMOCRATIC_REVIEW)
    wang = await hall.town.actor(house, hall.town.secretary)
    assert not (await minutes.desk(house, wang, hall.meeting)).keeps_contents
    for refused in (
        note(),
        note("", 2, MinuteKind.VOICE),
        note("", 3, MinuteKind.FILE),
        note("谁说了什么", 4, MinuteKind.PHOTO),
    ):
        with pytest.raises(NoContents):
            await minutes.file(house, wang, hall.meeting, None, refused)
    await minutes.file(house, wang, hall.meeting, None, note("", 5, MinuteKind.PHOTO))
    few = rules.load().model_copy(update={"most_photos": 1})
    monkeypatch.setattr(rules, "load", lambda: few)
    with pytest.raises(Full):
        await minutes.file(house, wang, hall.meeting, None, note("", 6, MinuteKind.PHOTO))
    with pytest.raises(NotFilable):
        await minutes.file(house, wang, hall.meeting, None, note(" "))
    set_clock(house, START - dt.timedelta(hours=3))
    with pytest.raises(TooEarly):
        await minutes.file(house, wang, hall.meeting, None, note("", 7, MinuteKind.PHOTO))
    assert len(await _rows(house)) == 1


async def test_nothing_is_filed_of_what_was_called_off(sqlite_house: House) -> None:
    hall = await make_hall(sqlite_house, EventType.THEMED_PARTY_DAY, state=MeetingState.CANCELLED)
    wang = await hall.town.actor(sqlite_house, hall.town.secretary)
    with pytest.raises(CalledOff):
        await minutes.file(sqlite_house, wang, hall.meeting, None, note())
    with pytest.raises(CalledOff):
        await minutes.add_item(sqlite_house, wang, hall.meeting, "议题")


async def test_the_leader_of_a_group_keeps_the_record_of_his_group_only(sqlite_house: House) -> None:
    house = sqlite_house
    hall = await make_hall(house, EventType.THEMED_PARTY_DAY)
    async with house.db.write() as session:
        own = factories.meeting_of(hall.town.group, START)
        session.add(own)
        await session.flush()
        await factories.grant_role(session, hall.town.plain, hall.town.group, BranchRole.GROUP_LEADER)
    zhang = await hall.town.actor(house, hall.town.plain)
    assert (await minutes.desk(house, zhang, own.id)).total == 0
    with pytest.raises(NotAllowed):
        await minutes.desk(house, zhang, hall.meeting)


async def test_a_standing_form_waits_behind_the_open_one(house: House) -> None:
    async with house.db.write() as session:
        account = (await factories.make_account(session)).id
        until = START + dt.timedelta(hours=1)
        await drafts.put(session, account, Form("mn", "note", {"meeting": 1}, standing=True), START, until)
        await drafts.put(session, account, Form("mt", "place", {}), START)
    async with house.db.write() as session:
        assert (await drafts.get(session, account, START)) == Form("mt", "place", {})
        assert await drafts.clear(session, account)
        assert (await drafts.get(session, account, START)) == Form("mn", "note", {"meeting": 1}, standing=True)
        assert await drafts.get(session, account, until) is None
        assert not await drafts.clear(session, account)
        assert await drafts.sweep(session, until) == 1


# --- the form ---------------------------------------------------------------------------------------------------------


def test_what_a_record_lacks_is_read_off_its_facts() -> None:
    whole = papers.facts()
    assert [(one.field, one.count) for one in lacks(whole)] == [(Field.RECORDER, 0), (Field.NOTES, 1)]
    nothing = papers.facts(fields=Fields(), items=(), entries=(), called=False, votes=())
    of_record = [one for one in Field if one not in (Field.SUMMARY, Field.FIGURES)]
    assert [one.field for one in lacks(nothing)] == [
        one for one in of_record if one not in (Field.PLACE, Field.REASONS)
    ]
    talk = replace(papers.occasion(), types=(EventType.ORG_LIFE_MEETING,))
    asked = {one.field for one in lacks(papers.facts(held=talk, entries=(), votes=(), fields=Fields()))}
    assert not asked & {Field.NOTES, Field.VOTES, Field.NUMBER}


def test_a_report_lacks_its_figures() -> None:
    assert [one.field for one in paper_lacks(papers.service())] == [Field.END, Field.FIGURES]
    bare = papers.facts(held=papers.service().held, fields=Fields(), entries=(), called=False)
    assert [one.field for one in paper_lacks(bare)] == [
        Field.END,
        Field.RECORDER,
        Field.ROLL,
        Field.PHOTOS,
        Field.SUMMARY,
        Field.FIGURES,
    ]
    # A themed day has both papers; what both lack is said once, as the record says it.
    day = papers.facts(held=replace(papers.occasion(), types=(EventType.THEMED_PARTY_DAY,)), fields=Fields())
    assert [one.field for one in paper_lacks(day)] == [Field.END, Field.CHAIR, Field.RECORDER, Field.NOTES]


def test_the_words_of_the_list_name_every_field() -> None:
    assert set(rules.load().lacking) == {one.value for one in Field}


async def test_what_is_called_off_or_moved_far_away_is_not_told_of(sqlite_house: House) -> None:
    house = sqlite_house
    hall = await make_hall(house, EventType.THEMED_PARTY_DAY, EventType.VISIT)
    trip = await make_meeting(house, hall.town, EventType.VISIT)
    set_clock(house, START - dt.timedelta(days=10))

    async def planned() -> list[tuple[str, str]]:
        await minutes.reconcile_all(house)
        async with house.db.read() as session:
            rows = await session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "minutes_lacks"))
            return [(one.subject, one.state.value) for one in rows]

    own = f"minutes:{hall.meeting}:lacks"
    assert trip != hall.meeting
    assert await planned() == [(own, "QUEUED")]
    async with house.db.write() as session:
        (await session.get_one(Meeting, hall.meeting)).starts_at = START + dt.timedelta(days=30)
    assert await planned() == [(own, "SKIPPED")]
    async with house.db.write() as session:
        (await session.get_one(Meeting, hall.meeting)).starts_at = START
    assert await planned() == [(own, "QUEUED")]
    async with house.db.write() as session:
        (await session.get_one(Meeting, hall.meeting)).state = MeetingState.CANCELLED
    assert await planned() == [(own, "SKIPPED")]


async def test_fields_are_said_and_the_recorder_is_told_once(house: House) -> None:
    hall = await make_hall(house, EventType.BRANCH_GENERAL_MEETING, minutes=60)
    wang, zhang = await hall.town.actor(house, hall.town.secretary), await hall.town.actor(house, hall.town.plain)
    chosen = await minutes.candidates(house, wang, hall.meeting)
    assert [one.name for one in chosen] == ["王建国", "欧阳静", "张敏"]
    await minutes.set_part(house, wang, hall.meeting, Part.CHAIR, hall.town.secretary.id)
    for _ in range(2):
        seen = await minutes.set_part(house, wang, hall.meeting, Part.RECORDER, hall.town.plain.id)
    assert (seen.fields.chair, seen.fields.recorder, seen.counted) == ("王建国", "张敏", 1)
    with pytest.raises(NotAllowed):
        await minutes.set_part(house, wang, hall.meeting, Part.CHAIR, hall.town.foreign.id)
    await minutes.set_number(house, zhang, hall.meeting, 4)
    set_clock(house, START + dt.timedelta(minutes=70))
    with pytest.raises(NotYet):
        await minutes.set_end(house, zhang, hall.meeting, dt.time(16, 30))
    with pytest.raises(BadMoment):  # before it began, so it would be tomorrow
        await minutes.set_end(house, zhang, hall.meeting, dt.time(14, 30))
    await minutes.set_end(house, zhang, hall.meeting, dt.time(16, 5))
    seen = await minutes.set_undecided(house, zhang, hall.meeting, undecided=True)
    assert (seen.fields.number, seen.fields.undecided) == (4, True)
    assert seen.fields.ended_at == START + dt.timedelta(minutes=65)
    assert [one.field for one in seen.lacks] == [Field.PLACE, Field.ROLL, Field.NOTES, Field.PHOTOS]
    async with house.db.read() as session:
        told = list(await session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "minutes_recorder")))
    assert [one.member_id for one in told] == [hall.town.plain.id]


async def test_figures_of_service(sqlite_house: House) -> None:
    hall = await make_hall(sqlite_house, EventType.VOLUNTEER)
    wang = await hall.town.actor(sqlite_house, hall.town.secretary)
    seen = await minutes.sheet(sqlite_house, wang, hall.meeting)
    assert seen.figures == tuple(Figure)
    for figure, typed in ((Figure.HOURS, "12.5"), (Figure.CONSULTATIONS, " 85 "), (Figure.MASSES, "0")):
        seen = await minutes.set_figure(sqlite_house, wang, hall.meeting, figure, typed)
    assert (seen.fields.hours, seen.fields.consultations, seen.fields.masses) == (Decimal("12.5"), 85, 0)
    for figure, typed in (
        (Figure.HOURS, "12.55"),
        (Figure.MASSES, "1.5"),
        (Figure.MASSES, "-1"),
        (Figure.MASSES, "十"),
        (Figure.CONSULTATIONS, "NaN"),
        (Figure.CONSULTATIONS, "100001"),
    ):
        with pytest.raises(BadFigure):
            await minutes.set_figure(sqlite_house, wang, hall.meeting, figure, typed)


async def test_who_writes_on_paper_is_not_reminded(house: House) -> None:
    hall = await make_hall(house, EventType.THEMED_PARTY_DAY, minutes=60)
    set_clock(house, START + dt.timedelta(hours=0.5))

    async def waiting() -> int:
        await minutes.reconcile_all(house)
        async with house.db.read() as session:
            query = select(OutboxMessage).where(
                OutboxMessage.kind == "minutes_lacks", OutboxMessage.state == OutboxState.QUEUED
            )
            return len(list(await session.scalars(query)))

    assert await waiting() == 1
    for on_paper, many in ((True, 0), (False, 1)):
        async with house.db.write() as session:
            await org_settings.change(session, hall.town.inner.id, "minutes_on_paper", value=on_paper, now=house.now())
        assert await waiting() == many


async def test_one_is_reminded_once_of_what_lacks_within_a_day(house: House) -> None:
    hall = await make_hall(house, EventType.THEMED_PARTY_DAY, minutes=60)
    wang, kind = await hall.town.actor(house, hall.town.secretary), "minutes_lacks"

    async def told(hours: float) -> list[tuple[int | None, str]]:
        set_clock(house, START + dt.timedelta(hours=hours))
        await minutes.reconcile_all(house)
        async with house.db.read() as session:
            rows = await session.scalars(
                select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
            )
            return [(one.member_id, one.state.value) for one in rows]

    assert await told(0.5) == [(hall.town.secretary.id, "QUEUED")]
    await minutes.set_part(house, wang, hall.meeting, Part.RECORDER, hall.town.plain.id)
    assert await told(2) == [(hall.town.secretary.id, "SKIPPED"), (hall.town.plain.id, "QUEUED")]
    assert (await minutes.reconcile_all(house)).changes == 0
    await minutes.set_part(house, wang, hall.meeting, Part.CHAIR, hall.town.secretary.id)
    policy = policy_of(kind)
    assert policy.stale is not None
    assert policy.renew is not None
    async with house.db.write() as session:
        (row,) = await session.scalars(
            select(OutboxMessage).where(OutboxMessage.member_id == hall.town.plain.id, OutboxMessage.kind == kind)
        )
        assert (row.due_at, row.expires_at) == (START + dt.timedelta(hours=17), START + dt.timedelta(hours=25))
        pending = Pending(row.id, row.kind, row.subject, row.payload, row.member_id, None, None, row.due_at)
        # What it says is read when it is sent.
        said = (await policy.renew(house, session, [pending], house.now()))[row.id]
        assert [one["key"] for one in said["vars"]["lines"]["lines"]] == [
            "minutes-lack-end",
            "minutes-lack-place",
            "minutes-lack-roll",
            "minutes-lack-notes",
            "minutes-lack-photos",
        ]
        assert await policy.stale(house, session, [pending], house.now()) == set()
        row.state, row.ended_at = OutboxState.SENT, house.now()
    # Told once: whoever keeps it from now on hears nothing more.
    await minutes.set_part(house, wang, hall.meeting, Part.RECORDER, hall.town.secretary.id)
    assert [state for _, state in await told(20)] == ["SKIPPED", "SENT"]
    async with house.db.write() as session:
        (meeting,) = await session.scalars(select(Meeting).where(Meeting.id == hall.meeting))
        meeting.state = MeetingState.CANCELLED
        await session.flush()
        assert await policy.stale(house, session, [pending], house.now()) == {pending.id}
