"""Records of meetings: who keeps one, what is filed once, and what is never kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from db.audit import AuditEntry
from db.meetings import MeetingItem, MeetingType
from db.minutes import MinuteEntry
from db.names import BranchRole, EventType, MeetingState, MinuteKind
from services import drafts, minutes
from services.branch import TooLong
from services.drafts import Form
from services.errors import NotAllowed
from services.house import House
from services.meetings import details
from services.minutes import Note, rules
from services.minutes.errors import CalledOff, Full, NoContents, NotFilable, TooEarly
from tests import factories
from tests.fixtures.houses import set_clock
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
