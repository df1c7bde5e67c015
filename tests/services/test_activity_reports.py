"""Activity reports: written by a branch, decided on by the office once, published once in each chat."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from sqlalchemy import select, update

from db.activity_reports import ActivityReport, ReportPhoto
from db.audit import AuditEntry
from db.meetings import MeetingType
from db.names import ChatKind, EventType, MeetingState, MinuteKind, OutboxReason, OutboxState, ReportState
from db.organisations import Organisation, RoleGrant
from db.outbox import OutboxMessage
from services import activity_reports, minutes, privacy
from services.access import Actor
from services.activity_reports import BadText, NoOffice, NotEditable, Report, TooManyPhotos, deciding
from services.errors import BadInput, NotAllowed
from services.house import House
from services.kinds import Pending
from services.privacy.words import BLANK
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.services.people import Town, make_town

WORDS = "在门诊大厅量血压、发宣传单。\n服务群众一百余人次。"


async def _people(house: House) -> tuple[Town, Actor, Actor, int]:
    town = await make_town(house)
    return town, await town.actor(house, town.secretary), await town.actor(house, town.office), town.inner.id


async def _handed_in(house: House, writer: Actor, here: int, photos: int = 0) -> Report:
    made = await activity_reports.begin(house, writer, here, "重阳节义诊", WORDS)
    for number in range(photos):
        await activity_reports.add_photo(house, writer, here, made.id, f"file{number}", f"unique{number}")
    return await activity_reports.hand_in(house, writer, here, made.id)


async def _queue(house: House, kind: str) -> list[OutboxMessage]:
    query = select(OutboxMessage).where(OutboxMessage.kind == kind)
    async with house.db.read() as session:
        return list(await session.scalars(query.order_by(OutboxMessage.priority, OutboxMessage.id)))


async def _chat(house: House, organisation_id: int, address: str, kind: ChatKind = ChatKind.CHANNEL) -> int:
    async with house.db.write() as session:
        row = factories.chat_of(await session.get_one(Organisation, organisation_id), address, kind)
        session.add(row)
        await session.flush()
        return row.id


async def test_the_office_is_reminded_twice_of_what_waits_and_then_no_more(house: House) -> None:
    town, writer, office, here = await _people(house)
    seen = await _handed_in(house, writer, here)
    other = await activity_reports.begin(house, writer, here, "植树", WORDS)
    await activity_reports.hand_in(house, writer, here, other.id)
    told = []
    for hours in (0, 48, 72, 73, 24 * 7, 24 * 7 + 1, 24 * 14):
        set_clock(house, NOW + dt.timedelta(hours=hours))
        added = (await activity_reports.remind_all(house)).added
        told.append((hours, added))
        if hours == 73:
            await activity_reports.accept(house, office, town.committee.id, other.id)
    assert told == [(0, 0), (48, 0), (72, 2), (73, 0), (24 * 7, 1), (24 * 7 + 1, 0), (24 * 14, 0)]
    rows = await _queue(house, activity_reports.WAITING)
    assert [(one.member_id, one.payload["vars"]["days"]) for one in rows] == [
        (town.office.id, days) for days in (3, 3, 7)
    ]
    pending = [
        Pending(one.id, one.kind, one.subject, one.payload, one.member_id, None, None, one.due_at) for one in rows
    ]
    async with house.db.read() as session:
        over = await deciding.DECIDED(house, session, pending, house.now())
    assert over == {one.id for one in rows if one.subject != f"activity-report:{seen.id}"}


async def test_what_was_handed_in_in_the_evening_is_reminded_of_at_the_hour(sqlite_house: House) -> None:
    house = sqlite_house
    _, writer, _, here = await _people(house)
    set_clock(house, NOW + dt.timedelta(hours=11))  # 21:00 in Shanghai
    await _handed_in(house, writer, here)
    nine = NOW + dt.timedelta(days=3, hours=-1)
    added = []
    for moment in (nine - dt.timedelta(minutes=1), nine):
        set_clock(house, moment)
        added.append((await activity_reports.remind_all(house)).added)
    assert added == [0, 1]
    (row,) = await _queue(house, activity_reports.WAITING)
    assert row.due_at == nine


async def test_handed_in_returned_changed_and_accepted(house: House) -> None:
    town, writer, office, here = await _people(house)
    seen = await _handed_in(house, writer, here, photos=2)
    assert (seen.state, seen.photos, seen.editable, seen.recallable, seen.decidable) == (
        *(ReportState.HANDED_IN, ("file0", "file1"), False, True, False),
    )
    await activity_reports.hand_in(house, writer, here, seen.id)
    cards = await _queue(house, activity_reports.CARD)
    assert [(one.member_id, one.payload["vars"]["title"]) for one in cards] == [(town.office.id, "重阳节义诊")]
    with pytest.raises(NotEditable):
        await activity_reports.set_words(house, writer, here, seen.id, "改了")
    with pytest.raises(BadText):
        await activity_reports.send_back(house, office, town.committee.id, seen.id, " ")
    with pytest.raises(NotAllowed):  # the branch decides on nothing of its own
        await activity_reports.accept(house, writer, here, seen.id)
    for _ in range(2):
        await activity_reports.send_back(house, office, town.committee.id, seen.id, "请补上 时间")
    seen = await activity_reports.look(house, writer, here, seen.id)
    assert (seen.state, seen.remark, seen.editable) == (ReportState.RETURNED, "请补上 时间", True)
    above = await activity_reports.look(house, office, town.committee.id, seen.id)
    assert (above.editable, above.decidable) == (False, False)
    with pytest.raises(NotAllowed):  # from above it is looked at, not written
        await activity_reports.set_words(house, office, town.committee.id, seen.id, "党办改的")
    await activity_reports.set_day(house, writer, here, seen.id, NOW.date() - dt.timedelta(days=3))
    await activity_reports.hand_in(house, writer, here, seen.id)
    done = await asyncio.gather(*[activity_reports.accept(house, office, town.committee.id, seen.id) for _ in range(3)])
    assert {one.state for one in done} == {ReportState.ACCEPTED}
    await activity_reports.send_back(house, office, town.committee.id, seen.id, "太晚了")  # changes nothing
    told = await _queue(house, activity_reports.RESULT)
    assert [(one.payload["key"], one.account_id) for one in told] == [
        ("activity-reports-told-returned", writer.account_id),
        ("activity-reports-told-accepted", writer.account_id),
    ]
    # The first card was void before it went; the second too.
    assert {one.state for one in await _queue(house, activity_reports.CARD)} == {OutboxState.SKIPPED}
    async with house.db.read() as session:
        noted = await session.scalars(
            select(AuditEntry.action).where(AuditEntry.action.like("report.%")).order_by(AuditEntry.id)
        )
        assert list(noted) == [f"report.{one}" for one in ("handed_in", "returned", "handed_in", "accepted")]


async def test_taken_back_before_it_was_looked_at_and_thrown_away(house: House) -> None:
    town, writer, office, here = await _people(house)
    seen = await _handed_in(house, writer, here, photos=1)
    assert (await activity_reports.listing(house, office, town.committee.id)).count == 1
    assert (await activity_reports.take_back(house, writer, here, seen.id)).editable
    assert [one.state for one in await _queue(house, activity_reports.CARD)] == [OutboxState.SKIPPED]
    listed = await activity_reports.listing(house, office, town.committee.id)
    assert (listed.count, listed.writes) == (0, False)
    for _ in range(2):
        await activity_reports.discard(house, writer, here, seen.id)
    async with house.db.read() as session:
        assert list(await session.scalars(select(ActivityReport))) == []
        assert list(await session.scalars(select(ReportPhoto))) == []
    assert (await activity_reports.listing(house, writer, here)).count == 0


async def test_published_once_in_each_chat_and_only_when_accepted(house: House) -> None:
    town, writer, office, here = await _people(house)
    own, above = await _chat(house, here, "-1001", ChatKind.GROUP), await _chat(house, town.committee.id, "-1002")
    foreign = await _chat(house, town.surgery.id, "-1003")
    seen = await _handed_in(house, writer, here, photos=2)
    with pytest.raises(NotAllowed):
        await activity_reports.publish(house, office, town.committee.id, seen.id, above)
    accepted = await activity_reports.accept(house, office, town.committee.id, seen.id)
    assert [(one.id, one.posted) for one in accepted.chats] == [(own, False), (above, False)]
    mine = await activity_reports.look(house, writer, here, seen.id)
    assert [one.id for one in mine.chats] == [own]  # the committee's channel is the committee's
    for chat in (above, foreign):
        with pytest.raises(NotAllowed):
            await activity_reports.publish(house, writer, here, seen.id, chat)
    for _ in range(2):
        sent = await activity_reports.publish(house, office, town.committee.id, seen.id, above)
    assert [(one.id, one.posted) for one in sent.chats] == [(own, False), (above, True)]
    [post] = await _queue(house, activity_reports.POST)
    assert (post.chat_id, post.payload["album"]) == (above, ["file0", "file1"])
    assert post.payload["vars"]["words"] == WORDS


async def test_what_got_nowhere_is_not_said_to_be_there_and_can_be_sent_again(house: House) -> None:
    town, writer, office, here = await _people(house)
    above = await _chat(house, town.committee.id, "-1002")
    seen = await _handed_in(house, writer, here, photos=2)
    place = town.committee.id
    await activity_reports.accept(house, office, place, seen.id)
    await activity_reports.publish(house, office, place, seen.id, above)
    async with house.db.write() as session:
        lost = {"state": OutboxState.FAILED, "reason": OutboxReason.REFUSED, "ended_at": NOW}
        await session.execute(update(OutboxMessage).where(OutboxMessage.kind == activity_reports.POST).values(lost))
    looked = await activity_reports.look(house, office, place, seen.id)
    assert [one.posted for one in looked.chats] == [False]
    later = NOW + dt.timedelta(days=3)
    set_clock(house, later)
    again = await asyncio.gather(*[activity_reports.publish(house, office, place, seen.id, above) for _ in range(2)])
    assert [[one.posted for one in sent.chats] for sent in again] == [[True], [True]]
    [post] = await _queue(house, activity_reports.POST)
    assert (post.state, post.not_before, post.expires_at) == (OutboxState.QUEUED, later, later + dt.timedelta(days=2))
    async with house.db.read() as session:
        log = list(await session.scalars(select(AuditEntry.action).where(AuditEntry.action == "report.published")))
    assert len(log) == 2


async def test_of_a_meeting_there_is_one_with_what_its_record_has(house: House) -> None:
    town, writer, _, here = await _people(house)
    async with house.db.write() as session:
        meeting = factories.meeting_of(town.inner, NOW - dt.timedelta(days=2), state=MeetingState.HELD)
        later = factories.meeting_of(town.inner, NOW + dt.timedelta(days=2))
        session.add_all([meeting, later])
        await session.flush()
        session.add(MeetingType(meeting_id=meeting.id, type=EventType.VOLUNTEER))
        account = writer.account_id or 0
        session.add(factories.record_of(meeting.id, account, summary="到社区义诊"))
        session.add(factories.minute_of(meeting.id, account, "", kind=MinuteKind.PHOTO))
        session.add(factories.minute_of(meeting.id, account, "", kind=MinuteKind.PHOTO))
    assert (await minutes.sheet(house, writer, meeting.id)).reports
    for _ in range(2):
        seen = await activity_reports.begin(house, writer, here, "义诊", meeting_id=meeting.id)
    assert (seen.words, len(seen.photos), seen.held_on) == ("到社区义诊", 2, NOW.date() - dt.timedelta(days=2))
    assert (await activity_reports.listing(house, writer, here)).count == 1
    foreign = await town.actor(house, town.foreign)
    for actor, place, which in ((writer, here, later.id), (foreign, town.surgery.id, meeting.id)):
        with pytest.raises(NotAllowed):
            await activity_reports.begin(house, actor, place, "不该有", meeting_id=which)


async def test_bounds_and_who_has_no_business_there(house: House) -> None:
    town, writer, office, here = await _people(house)
    made = await activity_reports.begin(house, writer, here, "重阳节义诊")
    with pytest.raises(BadText):  # nothing in it yet
        await activity_reports.hand_in(house, writer, here, made.id)
    for text in ("  ", "长" * 801, "🎉" * 401):
        with pytest.raises(BadText):
            await activity_reports.set_words(house, writer, here, made.id, text)
    with pytest.raises(BadText):
        await activity_reports.set_title(house, writer, here, made.id, "长" * 61)
    with pytest.raises(BadInput):
        await activity_reports.set_day(house, writer, here, made.id, NOW.date() + dt.timedelta(days=2))
    for number in range(9):
        for _ in range(2):
            await activity_reports.add_photo(house, writer, here, made.id, f"file{number}", f"unique{number}")
    with pytest.raises(TooManyPhotos):
        await activity_reports.add_photo(house, writer, here, made.id, "file9", "unique9")
    assert (await activity_reports.drop_photos(house, writer, here, made.id)).photos == ()
    for actor, place in (
        (await town.actor(house, town.plain), here),
        (await town.actor(house, town.foreign), here),
        (await town.actor(house, town.foreign), town.surgery.id),
        (office, town.committee.id),  # a draft is its branch's
    ):
        with pytest.raises(NotAllowed):
            await activity_reports.look(house, actor, place, made.id)
    with pytest.raises(NotAllowed):  # a committee writes none
        await activity_reports.begin(house, office, town.committee.id, "委员会的")
    async with house.db.write() as session:
        grant = (await session.scalars(select(RoleGrant).where(RoleGrant.member_id == town.office.id))).one()
        grant.ends_on = grant.starts_on
    await activity_reports.set_words(house, writer, here, made.id, WORDS)
    with pytest.raises(NoOffice):
        await activity_reports.hand_in(house, writer, here, made.id)
    assert (await activity_reports.look(house, writer, here, made.id)).state is ReportState.DRAFT


async def test_whoever_is_erased_is_named_in_none(house: House) -> None:
    town, writer, _, here = await _people(house)
    await activity_reports.begin(house, writer, here, "张敏的义诊", "张敏量了血压")
    await privacy.erase(house, await town.actor(house, town.plain))
    async with house.db.read() as session:
        row = (await session.scalars(select(ActivityReport))).one()
    assert (row.title, row.words) == (f"{BLANK}的义诊", f"{BLANK}量了血压")
