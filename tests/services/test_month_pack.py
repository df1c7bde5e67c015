"""A month's pack: what is in it, what is said to be missing, and whom it is offered when."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from docx import Document
from sqlalchemy import select

from db.audit import AuditEntry
from db.meetings import MeetingType
from db.names import EventType, MeetingState, MinuteKind
from db.outbox import OutboxMessage
from services import month_pack
from services.errors import BadInput, NotAllowed
from services.house import House
from services.kinds import Pending, policy_of
from services.month_pack import Month
from tests import factories
from tests.fixtures.houses import set_clock
from tests.services.people import Town, make_town
from tests.services.test_papers import picture

NOVEMBER = Month(2026, 11)
#: 1 December 2026, 09:00 in Shanghai.
OFFERED = dt.datetime(2026, 12, 1, 1, 0, tzinfo=dt.UTC)


async def _held(house: House, town: Town) -> list[int]:
    """Two meetings of one kind on a day, one of a group, and what does not belong to the month."""
    at = dt.datetime(2026, 11, 18, 7, 0, tzinfo=dt.UTC)
    off = MeetingState.CANCELLED
    async with house.db.write() as session:
        rows = [
            factories.meeting_of(town.inner, at),
            factories.meeting_of(town.inner, at + dt.timedelta(hours=2)),
            factories.meeting_of(town.group, at + dt.timedelta(days=1)),
            factories.meeting_of(town.inner, at + dt.timedelta(days=2), state=off),
            factories.meeting_of(town.inner, at - dt.timedelta(days=30)),
            factories.meeting_of(town.surgery, at),
        ]
        session.add_all(rows)
        await session.flush()
        for row in rows[:2]:
            session.add(MeetingType(meeting_id=row.id, type=EventType.THEMED_PARTY_DAY))
        account = town.accounts[town.secretary.id].id
        session.add(factories.minute_of(rows[0].id, account, "", kind=MinuteKind.PHOTO, sent_at=at))
        return [row.id for row in rows]


async def test_the_pack_of_a_month(house: House) -> None:
    town = await make_town(house)
    ids = await _held(house, town)
    set_clock(house, OFFERED)
    wang = await town.actor(house, town.secretary)
    found = await month_pack.contents(house, wang, town.inner.id, NOVEMBER)
    assert [one.held.id for one in found.meetings] == ids[:3]
    (photo,) = found.photos
    made = await month_pack.make(house, wang, found, {photo.entry_id: picture(800, 600, "#334455")})
    assert made.name == "内科党支部2026年11月台账.zip"
    book = zipfile.ZipFile(io.BytesIO(made.content))
    assert sorted(book.namelist()) == sorted(
        [
            "会议记录/内科党支部主题党日会议记录_20261118.docx",
            "会议记录/内科党支部主题党日会议记录_20261118_2.docx",
            "会议记录/第一小组会议记录_20261119.docx",
            "活动报告/内科党支部主题党日活动报告_20261118.docx",
            "活动报告/内科党支部主题党日活动报告_20261118_2.docx",
            "签到表/内科党支部主题党日签到表_20261118.xlsx",
            "签到表/内科党支部主题党日签到表_20261118_2.xlsx",
            "签到表/第一小组签到表_20261119.xlsx",
            "内科党支部考勤汇总表_2026年第4季度.xlsx",
            "内科党支部组织生活落实情况表_2026.xlsx",
            "缺项清单_202611.docx",
        ]
    )
    gaps = [one.text for one in Document(io.BytesIO(book.read("缺项清单_202611.docx"))).paragraphs]
    assert gaps[0] == "内科党支部2026年11月缺项清单"
    assert gaps.count("□ 点名（应到、实到、缺席原因）") == 3
    assert gaps.count("□ 照片") == 2
    record = Document(io.BytesIO(book.read("会议记录/内科党支部主题党日会议记录_20261118.docx")))
    assert len(record.part.package.image_parts) == 1
    async with house.db.read() as session:
        noted = list(await session.scalars(select(AuditEntry.details).where(AuditEntry.action == "month_pack.made")))
    assert noted == [{"month": "202611", "meetings": 3}]
    for actor, place in ((await town.actor(house, town.plain), town.inner), (wang, town.group)):
        with pytest.raises(NotAllowed):
            await month_pack.contents(house, actor, place.id, NOVEMBER)


async def test_the_offer_comes_when_the_month_is_over_and_something_was_held(house: House) -> None:
    town = await make_town(house)
    await _held(house, town)
    set_clock(house, OFFERED - dt.timedelta(days=15))
    assert (await month_pack.reconcile_all(house)).changes == 0
    set_clock(house, OFFERED - dt.timedelta(days=2))
    # Each branch's own leaders; the committee holds no pack.
    assert (await month_pack.reconcile_all(house)).added == 2
    assert (await month_pack.reconcile_all(house)).changes == 0
    async with house.db.write() as session:
        rows = list(await session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "month_pack")))
        assert {one.member_id for one in rows} == {town.secretary.id, town.foreign.id}
        assert {one.due_at for one in rows} == {OFFERED}
        assert rows[0].payload["buttons"][0][0]["data"] == f"mp:{town.inner.id}:202611"
        pending = [
            Pending(one.id, one.kind, one.subject, one.payload, one.member_id, None, None, one.due_at) for one in rows
        ]
        stale = policy_of("month_pack").stale
        assert stale is not None
        assert await stale(house, session, pending, OFFERED) == set()
        assert await stale(house, session, pending, dt.datetime(2026, 11, 1, tzinfo=dt.UTC)) == {one.id for one in rows}
    set_clock(house, OFFERED + dt.timedelta(days=8))
    await month_pack.reconcile_all(house)
    async with house.db.read() as session:
        left = await session.scalars(select(OutboxMessage.state).where(OutboxMessage.kind == "month_pack"))
        assert {one.value for one in left} == {"SKIPPED"}


def test_months_have_their_days() -> None:
    assert (Month(2028, 2).last, Month(2026, 12).key) == (dt.date(2028, 2, 29), "202612")
    assert Month.parse("202601").first == dt.date(2026, 1, 1)
    for text in ("202613", "202600", "2026", "201912", "2026-1", "二〇二六一"):
        with pytest.raises(BadInput):
            Month.parse(text)
