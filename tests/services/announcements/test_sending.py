"""An announcement goes out once, to those it is for, and every copy comes to a stated end."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from sqlalchemy import select

from db.accounts import Account, Binding
from db.audit import AuditEntry
from db.names import AttendanceStatus, MembershipStage, OutboxReason, OutboxState, Reach
from services import accounts
from services import receipts as receipts_of
from services.announcements import choosing, drafts, looking, progress, releasing, steering
from services.announcements.audience import Audience, people
from services.announcements.content import File, words
from services.announcements.counts import Counts
from services.announcements.errors import (
    AnnouncementOut,
    EmptyAnnouncement,
    NotForDigest,
    ReasonLength,
    ReleaseInPast,
    SendButtonOld,
)
from services.errors import NotAllowed
from services.house import House
from services.names import AnnouncementKind, AnnouncementState, CopyState, ReleaseTiming
from services.outcomes import Ambiguous, Partly, Refused, Sent
from services.receipts import Answer
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.services.announcements.world import World, counts_of, make_world

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
async def world(house: House) -> World:
    return await make_world(house)


async def test_it_goes_out_once_and_everybody_has_a_receipt(world: World) -> None:
    house, actor = world.house, world.actors["secretary"]
    here = await world.draft()
    seen = await drafts.look(house, actor, here)
    assert (seen.crowd.people, seen.crowd.never, seen.crowd.blocked, seen.messages) == (4, 1, 1, 1)
    made = await releasing.preview(house, actor, here)
    both = await asyncio.gather(*[releasing.release(house, actor, here, made.token) for _ in range(2)])
    assert [one.state for one in both] == [AnnouncementState.RELEASED] * 2
    assert len(await world.rows("announcement_copy")) == 4
    letters = await world.deliver()
    assert [letter.kind for letter in letters] == ["announcement_preview", "announcement_copy", "announcement_copy"]
    assert [part.words.text for part in letters[1].payload["notice"]["parts"]] == ["请于周五前交学习笔记。"]
    assert all("请于" not in str(row.payload) for row in await world.rows("announcement_copy")), (
        "no row holds the words"
    )
    receipts = await world.receipts(here)
    assert {name: (one.copy, one.reason) for name, one in receipts.items()} == {
        "王建国": (CopyState.SENT, None),
        "张敏": (CopyState.SENT, None),
        "陈退休": (CopyState.UNREACHABLE, OutboxReason.NEVER_STARTED),
        "周拦": (CopyState.UNREACHABLE, OutboxReason.BLOCKED),
    }
    assert receipts["张敏"].group_id == world.group.id
    assert await counts_of(world, here) == Counts(people=4, sent=2, unreachable=2)
    assert await receipts_of.confirm(house, world.actors["zhang"], here) is Answer.CONFIRMED
    assert (await counts_of(world, here)).confirmed == 1


async def test_the_button_that_sends_is_good_once_and_not_for_long(world: World) -> None:
    house, actor = world.house, world.actors["secretary"]
    here = await world.draft()
    old = await releasing.preview(house, actor, here)
    new = await releasing.preview(house, actor, here)
    for token in (old.token, "", "0" * 12):
        with pytest.raises(SendButtonOld):
            await releasing.release(house, actor, here, token)
    await drafts.change(house, actor, here, protect=True)
    with pytest.raises(SendButtonOld):  # what was shown was another
        await releasing.release(house, actor, here, new.token)
    restarted = await releasing.preview(house, actor, here)
    await releasing.forget_buttons(house)
    with pytest.raises(SendButtonOld):
        await releasing.release(house, actor, here, restarted.token)
    late = await releasing.preview(house, actor, here)
    set_clock(house, NOW + 31 * MINUTE)
    with pytest.raises(SendButtonOld):
        await releasing.release(house, actor, here, late.token)
    assert (await world.row(here)).state is AnnouncementState.DRAFT
    assert not await world.rows("announcement_copy")


async def test_an_empty_one_is_not_sent_and_a_released_one_is_not_edited(world: World) -> None:
    house, actor = world.house, world.actors["secretary"]
    one = await drafts.start(house, actor, world.branch.id)
    with pytest.raises(EmptyAnnouncement):
        await releasing.preview(house, actor, one.id)
    await drafts.add_text(house, actor, one.id, words("一"))
    await world.send(one.id)
    with pytest.raises(AnnouncementOut):
        await drafts.add_text(house, actor, one.id, words("二"))
    with pytest.raises(AnnouncementOut):
        await drafts.cancel(house, actor, one.id)


async def test_photos_of_an_album_are_one_message_and_the_button_follows_in_its_own(world: World) -> None:
    house, actor = world.house, world.actors["secretary"]
    here = await world.draft()
    for number in range(3):
        one = await drafts.add_file(house, actor, here, File("PHOTO", f"photo-{number}", words("合影")), album="a1")
    assert [(part.kind.value, len(part.files)) for part in one.parts] == [("TEXT", 0), ("ALBUM", 3)]
    assert one.messages == 5, "a text, three photos, and the button"
    assert (await drafts.drop_last(house, actor, here)).messages == 1


async def test_it_goes_out_at_its_minute_and_its_sender_hears_how_it_went(world: World) -> None:
    house, actor = world.house, world.actors["secretary"]
    here = await world.draft()
    at = NOW + 95 * MINUTE
    await drafts.change(house, actor, here, timing=ReleaseTiming.AT, release_at=at)
    await world.send(here)
    assert (await world.row(here)).state is AnnouncementState.SCHEDULED
    await looking.look_after(house)
    assert not await world.rows("announcement_copy")
    set_clock(house, at)
    await looking.look_after(house)
    await looking.look_after(house)
    assert len(await world.rows("announcement_copy")) == 4
    await world.deliver()
    await looking.look_after(house)
    await looking.look_after(house)
    (report,) = await world.rows("announcement_report")
    assert report.account_id == actor.account_id
    assert [line["key"] for line in report.payload["vars"]["lines"]["lines"]] == [
        "announcements-report-blocked",
        "announcements-report-never-started",
    ]
    offered = [button["key"] for row in report.payload["buttons"] for button in row]
    assert offered == ["announcements-button-receipts", "announcements-button-open"], "a call helps, a copy does not"
    assert (await world.row(here)).finished_at == at


async def test_a_scheduled_one_can_be_taken_back_and_thrown_away(world: World) -> None:
    house, actor = world.house, world.actors["secretary"]
    here = await world.draft()
    await drafts.change(house, actor, here, timing=ReleaseTiming.AT, release_at=NOW + MINUTE)
    await world.send(here)
    assert (await drafts.reopen(house, actor, here)).state is AnnouncementState.DRAFT
    await world.send(here)
    assert (await drafts.cancel(house, actor, here)).state is AnnouncementState.CANCELLED
    set_clock(house, NOW + 2 * MINUTE)
    await looking.look_after(house)
    assert not await world.rows("announcement_copy")


@pytest.mark.parametrize(
    "values",
    [
        {"timing": ReleaseTiming.AT, "release_at": NOW},
        {"confirm_by": NOW - MINUTE},
        {"timing": ReleaseTiming.AT, "release_at": NOW + 9 * MINUTE, "confirm_by": NOW + MINUTE},
        {"confirm_by": NOW + 9 * MINUTE, "expires_at": NOW + MINUTE},
    ],
)
async def test_moments_follow_each_other(world: World, values: dict[str, object]) -> None:
    with pytest.raises(ReleaseInPast):
        await drafts.change(world.house, world.actors["secretary"], await world.draft(), **values)


async def test_at_night_a_notice_waits_and_an_urgent_one_does_not(world: World) -> None:
    house, actor = world.house, world.actors["secretary"]
    night = NOW.replace(hour=15)  # 23:00 in Shanghai
    set_clock(house, night)
    notice, urgent = await world.draft("明天"), await world.draft("停电")
    with pytest.raises(ReasonLength):
        await drafts.set_kind(house, actor, urgent, AnnouncementKind.URGENT, " 急 ")
    await drafts.set_kind(house, actor, urgent, AnnouncementKind.URGENT, "今晚停电，马上要知道")
    await world.send(notice)
    await world.send(urgent)
    sent = [letter for letter in await world.deliver() if letter.kind == "announcement_copy"]
    assert {letter.payload["notice"]["id"] for letter in sent} == {urgent}
    async with house.db.read() as session:
        entries = await session.scalars(select(AuditEntry).where(AuditEntry.action == "announcement.released"))
        assert "今晚停电，马上要知道" in str([entry.details for entry in entries])


async def test_at_everybodys_free_hour_a_pause_and_the_night_are_respected(world: World) -> None:
    house, actor = world.house, world.actors["secretary"]
    set_clock(house, NOW.replace(hour=13, minute=10))  # 21:10 in Shanghai: the next full hour is quiet
    here = await world.draft()
    await drafts.change(house, actor, here, timing=ReleaseTiming.FREE)
    await world.send(here)
    due = {row.due_at for row in await world.rows("announcement_copy")}
    assert due == {NOW.replace(hour=23, minute=30)}, "07:30 of the next day"


async def test_an_item_is_one_short_text_and_comes_with_the_morning(world: World) -> None:
    house, actor = world.house, world.actors["secretary"]
    here = await world.draft("周三义诊，报名找小李。")
    one = await drafts.set_kind(house, actor, here, AnnouncementKind.DIGEST_ITEM)
    assert not one.confirm
    with pytest.raises(NotForDigest):
        await drafts.add_text(house, actor, here, words("还有"))
    await world.send(here)
    rows = await world.rows("announcement_item")
    assert {row.due_at for row in rows} == {dt.datetime(2026, 11, 17, 1, tzinfo=dt.UTC)}, "09:00 in Shanghai"
    set_clock(house, rows[0].due_at)
    await world.deliver()
    assert (await counts_of(world, here)).sent == 2


async def test_an_item_asks_for_no_confirmation_whatever_an_old_screen_says(world: World) -> None:
    house, actor = world.house, world.actors["secretary"]
    here = await world.draft()
    await drafts.set_kind(house, actor, here, AnnouncementKind.DIGEST_ITEM)
    one = await drafts.change(house, actor, here, confirm=True, confirm_by=NOW + dt.timedelta(days=1))
    assert (one.confirm, one.confirm_by) == (False, None)
    one = await drafts.set_kind(house, actor, here, AnnouncementKind.NOTICE)
    assert one.confirm, "pressed by mistake, it is what it was"
    one = await drafts.change(house, actor, here, confirm=False)
    assert not (await drafts.set_kind(house, actor, here, AnnouncementKind.NOTICE)).confirm


async def test_a_notice_of_files_is_named_by_the_words_below_them(world: World) -> None:
    house, actor = world.house, world.actors["secretary"]
    one = await drafts.start(house, actor, world.branch.id)
    await drafts.add_file(house, actor, one.id, File("PHOTO", "f1"))
    await drafts.add_file(house, actor, one.id, File("PHOTO", "f2", words("周五义诊的安排，请互相转告并带好听诊器。")))
    await world.send(one.id)
    await world.deliver()
    board = await receipts_of.board(house, actor, one.id)
    assert board.excerpt == "周五义诊的安排，请互相转告并带好听诊器。"
    set_clock(house, NOW + dt.timedelta(days=1))
    await receipts_of.remind(house, actor, one.id)
    rows = await world.rows("receipt_reminder")
    assert {(row.payload["key"], row.payload["vars"]["words"]) for row in rows} == {("receipts-remind", board.excerpt)}


async def test_only_meetings_at_which_somebody_was_missing_are_offered(world: World) -> None:
    house, actor = world.house, world.actors["secretary"]
    async with house.db.write() as session:
        ids = []
        for days, status in (
            (1, AttendanceStatus.PRESENT),
            (2, AttendanceStatus.ABSENT),
            (70, AttendanceStatus.ABSENT),
        ):
            meeting = factories.meeting_of(world.branch, NOW - dt.timedelta(days=days))
            session.add(meeting)
            await session.flush()
            session.add(factories.attendance_of(meeting.id, world.people["zhang"], status))
            ids.append(meeting.id)
    here = await world.draft()
    assert [one.id for one in await choosing.meetings(house, actor, here)] == [ids[1]]
    one = await drafts.set_audience(house, actor, here, Audience(world.branch.id, absent_of=ids[1]))
    assert one.crowd.people == 1
    assert [one.chosen for one in await choosing.meetings(house, actor, here)] == [True]


async def test_audiences_by_filters(world: World) -> None:
    house, office = world.house, world.actors["office"]
    here = await world.draft()
    earlier = here
    await world.send(earlier)
    await receipts_of.confirm(house, world.actors["zhang"], earlier)
    one = await drafts.start(house, office, world.committee.id)
    everybody = {"王建国", "张敏", "陈退休", "周拦", "李预", "赵办"}
    names = {member.id: member.name for member in world.people.values()}
    top = world.committee.id
    for audience, wanted in (
        (Audience(top), everybody),
        (Audience(top, places=(world.group.id, world.other.id)), {"张敏", "李预", "赵办"}),
        (Audience(top, stage=MembershipStage.PROBATIONARY), {"李预"}),
        (Audience(top, retired=True), {"陈退休"}),
        (Audience(top, retired=False, places=(world.branch.id,)), {"王建国", "张敏", "周拦"}),
        (Audience(top, unconfirmed_of=earlier), {"王建国", "陈退休", "周拦"}),
        (Audience(top, members=(world.people["li"].id,)), {"李预"}),
    ):
        seen = await drafts.set_audience(house, office, one.id, audience)
        assert seen.audience == audience
        async with house.db.read() as session:
            found = await people(session, audience, house.today())
        assert {names[person.id] for person in found} == wanted
        assert seen.crowd.people == len(wanted)


async def test_nobody_speaks_beyond_his_reach(world: World) -> None:
    house = world.house
    office_only = await drafts.start(house, world.actors["office"], world.committee.id)
    here = await world.draft()
    secretary, plain = world.actors["secretary"], world.actors["zhang"]
    for actor, announcement_id in ((secretary, office_only.id), (plain, here), (secretary, 10**6)):
        with pytest.raises(NotAllowed):
            await drafts.look(house, actor, announcement_id)
    for audience in (Audience(world.committee.id), Audience(world.other.id)):
        with pytest.raises(NotAllowed):
            await drafts.set_audience(house, secretary, here, audience)


async def test_pause_resume_and_stop(world: World) -> None:
    house, actor = world.house, world.actors["secretary"]
    here = await world.draft()
    await world.send(here)
    await steering.pause(house, actor, here)
    assert not [one for one in await world.deliver() if one.kind == "announcement_copy"]
    await steering.resume(house, actor, here)
    assert len([one for one in await world.deliver(lambda _: Refused()) if one.kind == "announcement_copy"]) == 2
    assert await counts_of(world, here) == Counts(people=4, failed=2, unreachable=2)
    assert await steering.resend(house, actor, here, (CopyState.FAILED,)) == 2
    assert await counts_of(world, here) == Counts(people=4, unreachable=2)
    await steering.stop(house, actor, here)
    await steering.stop(house, actor, here)
    assert not await world.deliver()
    assert await counts_of(world, here) == Counts(people=4, unreachable=2, skipped=2)
    assert (await progress.look(house, actor, here)).state is AnnouncementState.STOPPED


async def test_an_unknown_copy_is_asked_about_and_sent_again_only_then(world: World) -> None:
    house, actor = world.house, world.actors["secretary"]
    here = await world.draft()
    await world.send(here)
    await world.deliver(lambda one: Ambiguous() if one.member_id == world.people["zhang"].id else Sent())
    assert (await counts_of(world, here)).unknown == 1
    await looking.look_after(house)
    await looking.look_after(house)
    (question,) = await world.rows("announcement_unknown")
    (letter,) = [one for one in await world.deliver() if one.kind == "announcement_unknown"]
    assert letter.payload["vars"]["names"]["lines"][0]["vars"] == {"name": "张敏"}
    assert "张敏" not in str(question.payload)
    assert await steering.resend(house, actor, here, (CopyState.UNKNOWN,)) == 1
    assert await steering.resend(house, actor, here, (CopyState.UNKNOWN,)) == 0
    await world.deliver()
    assert await counts_of(world, here) == Counts(people=4, sent=2, unreachable=2)


async def test_an_unknown_copy_may_be_let_be(world: World) -> None:
    house, actor = world.house, world.actors["secretary"]
    here = await world.draft()
    await world.send(here)
    await world.deliver(lambda one: Ambiguous() if one.member_id == world.people["zhang"].id else Sent())
    assert await steering.let_be(house, actor, here) == 1
    assert await steering.let_be(house, actor, here) == 0
    assert (await counts_of(world, here)).unknown == 1
    assert not [row for row in await world.rows("announcement_copy") if row.state is OutboxState.UNKNOWN]


async def test_the_rest_of_a_copy_follows_what_has_arrived(world: World) -> None:
    here = await world.draft()
    await world.send(here)
    letters = await world.deliver(lambda one: Sent() if one.parts_sent or one.kind != "announcement_copy" else Partly())
    copies = [one for one in letters if one.kind == "announcement_copy"]
    assert [len(one.parts_sent) for one in copies] == [0, 0, 1, 1]
    assert [len(row.message_ids or ()) for row in await world.rows("announcement_copy") if row.sent_address] == [2, 2]
    assert await counts_of(world, here) == Counts(people=4, sent=2, unreachable=2)


async def test_what_is_paused_until_it_is_worth_nothing_ends_as_that(world: World) -> None:
    house, actor = world.house, world.actors["secretary"]
    here = await world.draft()
    await drafts.change(house, actor, here, expires_at=NOW + dt.timedelta(days=3))
    await world.send(here)
    await steering.pause(house, actor, here)
    set_clock(house, NOW + dt.timedelta(days=3) - MINUTE)
    assert [one.kind for one in await world.deliver() if one.kind != "announcement_preview"] == []
    assert (await counts_of(world, here)).waiting == 4
    set_clock(house, NOW + dt.timedelta(days=3))
    assert await world.deliver() == []
    rows = await world.rows("announcement_copy")
    assert {(row.state, row.reason) for row in rows} == {(OutboxState.SKIPPED, OutboxReason.EXPIRED)}
    assert (await counts_of(world, here)).skipped == 4


async def test_somebody_who_comes_back_is_reached_by_sending_again(world: World) -> None:
    house, actor = world.house, world.actors["secretary"]
    here = await world.draft()
    await world.send(here)
    await world.deliver()
    async with house.db.write() as session:
        address = await session.scalar(
            select(Account.address)
            .join(Binding, Binding.account_id == Account.id)
            .where(Binding.member_id == world.people["zhou"].id)
        )
        assert address is not None
        await accounts.set_reach(session, "telegram", address, Reach.REACHABLE, house.now())
    assert await steering.resend(house, actor, here, (CopyState.FAILED, CopyState.UNREACHABLE)) == 2
    await world.deliver()
    assert await counts_of(world, here) == Counts(people=4, sent=3, unreachable=1)
