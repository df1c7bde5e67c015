"""Who is expected at a meeting, who votes, and what a roll-call needs to know of it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from db.base import PartialDate
from db.meetings import Meeting, MeetingPart, MeetingPerson
from db.members import Member, Membership
from db.names import (
    Audience,
    BranchRole,
    EventType,
    GuestKind,
    MembershipStage,
    MemberStatus,
    OrgLevel,
    PartState,
    Sitting,
)
from db.organisations import Organisation, OrgSetting
from db.outbox import OutboxMessage
from services import meetings
from services.errors import NotAllowed
from services.house import House
from services.meetings import planner, usual
from services.study.rules import meeting_credits, shipped
from tests import factories
from tests.fixtures.houses import NOW
from tests.services.people import Town, make_town

NEXT_MONTH = dt.datetime(2026, 12, 9, 7, 0, tzinfo=dt.UTC)


async def _meeting(
    house: House, organisation: Organisation, starts_at: dt.datetime = NEXT_MONTH, **changes: Any
) -> int:
    async with house.db.write() as session:
        row = factories.meeting_of(organisation, starts_at, **changes)
        session.add(row)
        await session.flush()
        return row.id


async def _names(house: House, meeting_id: int) -> list[str]:
    async with house.db.read() as session:
        return [one.name for one in await meetings.expected(session, meeting_id)]


async def _told(house: House, organisation: Organisation, meeting_id: int) -> set[int]:
    """Whom the planner tells of a meeting."""
    async with house.db.write() as session:
        scene = await planner.scene_for(house, session, organisation.id)
        await planner.tell(session, scene, [await session.get_one(Meeting, meeting_id)], house.now())
    async with house.db.read() as session:
        rows = await session.scalars(select(OutboxMessage).where(OutboxMessage.subject == f"meeting:{meeting_id}"))
        return {row.member_id or 0 for row in rows}


@pytest.fixture(name="town")
async def _town(house: House) -> Town:
    return await make_town(house)


async def test_everybody_of_the_branch_is_expected_and_full_members_vote(house: House, town: Town) -> None:
    async with house.db.write() as session:
        new = await factories.make_member(session, town.inner, "小预备", stage=MembershipStage.PROBATIONARY)
        away = await factories.make_member(session, town.inner, "长病假")
        away.not_counted_in_due = True
        await factories.make_member(session, town.inner, "积极分子", stage=MembershipStage.ACTIVIST)
    meeting = await _meeting(house, town.inner)
    async with house.db.read() as session:
        found = {one.name: one for one in await meetings.expected(session, meeting)}
    assert set(found) == {"王建国", "张敏", "欧阳静", "小预备", "长病假"}
    assert {name for name, one in found.items() if not one.votes} == {"小预备", "长病假"}
    assert [name for name, one in found.items() if one.probationary] == ["小预备"]
    assert (found["张敏"].group, found["王建国"].group) == ("第一小组", None)
    assert found["小预备"].member_id == new.id
    assert {one.organisation for one in found.values()} == {"内科党支部"}


async def test_the_roster_counts_as_it_was_on_that_day(house: House, town: Town) -> None:
    meeting = await _meeting(house, town.inner, NOW - dt.timedelta(days=10))
    async with house.db.write() as session:
        gone = await session.get_one(Member, town.silent.id)
        gone.status, gone.left_at = MemberStatus.LEFT, NOW - dt.timedelta(days=2)
        membership = (await session.scalars(select(Membership).where(Membership.member_id == gone.id))).one()
        membership.ends_on = dt.date(2026, 11, 14)
        late = await factories.make_member(session, town.inner, "后来的")
        came = (await session.scalars(select(Membership).where(Membership.member_id == late.id))).one()
        came.starts_on = dt.date(2026, 11, 12)
        plain = await session.get_one(Member, town.plain.id)
        plain.full_on = PartialDate(2026, 11, 8)  # the meeting was on the 6th
    async with house.db.read() as session:
        found = await meetings.expected(session, meeting)
    assert {one.name for one in found} == {"王建国", "张敏", "欧阳静"}
    assert [one.name for one in found if not one.votes] == ["张敏"]


async def test_groups_other_branches_and_people_by_name(house: House, town: Town) -> None:
    async with house.db.write() as session:
        other = await factories.make_organisation(session, "第二小组", level=OrgLevel.PARTY_GROUP, parent=town.inner)
        await factories.make_member(session, town.inner, "二组的", group=other)
        third = await factories.make_branch(session, "后勤党支部", parent=town.committee)
        await factories.make_member(session, third, "后勤的")
    meeting = await _meeting(house, town.inner, audience=None)
    async with house.db.write() as session:
        session.add_all(
            [
                MeetingPart(meeting_id=meeting, organisation_id=one, state=state, asked_at=NOW, decided_at=at)
                for one, state, at in (
                    (town.group.id, PartState.AGREED, NOW),
                    (town.surgery.id, PartState.AGREED, NOW),
                    (third.id, PartState.ASKED, None),
                    (other.id, PartState.DECLINED, NOW),
                )
            ]
        )
        session.add(MeetingPerson(meeting_id=meeting, member_id=town.secretary.id))
        session.add(MeetingPerson(meeting_id=meeting, member_id=town.plain.id))
    assert await _names(house, meeting) == ["王建国", "张敏", "李办", "赵外"]
    assert await _told(house, town.inner, meeting) == {
        town.secretary.id,
        town.plain.id,
        town.office.id,
        town.foreign.id,
    }


async def test_an_audience_of_officers_counts_who_held_a_role_then(house: House, town: Town) -> None:
    async with house.db.write() as session:
        await factories.grant_role(
            session, town.plain, town.inner, BranchRole.PUBLICITY_MEMBER, starts_on=dt.date(2026, 12, 1)
        )
    before = await _meeting(house, town.inner, NOW - dt.timedelta(days=10), audience=Audience.OFFICERS)
    after = await _meeting(house, town.inner, NEXT_MONTH, audience=Audience.OFFICERS)
    assert await _names(house, before) == ["王建国"]
    assert set(await _names(house, after)) == {"王建国", "张敏"}


async def test_guests_are_apart(house: House, town: Town) -> None:
    meeting = await _meeting(house, town.inner)
    async with house.db.write() as session:
        session.add(factories.guest_of(meeting, "钱主任", post="医务处"))
        session.add(factories.guest_of(meeting, "小孙", kind=GuestKind.OBSERVER))
    async with house.db.read() as session:
        found = await meetings.guests(session, meeting)
        assert [(one.name, one.post, one.kind) for one in found] == [
            ("钱主任", "医务处", GuestKind.GUEST),
            ("小孙", None, GuestKind.OBSERVER),
        ]
    assert "钱主任" not in await _names(house, meeting)


async def test_a_second_sitting_and_what_the_meeting_gives(house: House, town: Town) -> None:
    second = NEXT_MONTH + dt.timedelta(days=1)
    meeting = await _meeting(
        house, town.inner, minutes=90, place="三楼", second_starts_at=second, second_minutes=60, hours=Decimal("1.5")
    )
    async with house.db.write() as session:
        await planner.set_types(session, meeting, [EventType.PARTY_LECTURE])
        session.add(OrgSetting(organisation_id=town.committee.id, key="timezone", value="Asia/Urumqi", changed_at=NOW))
    async with house.db.read() as session:
        seen = await meetings.occasion(session, meeting)
    assert [(one.sitting, one.starts_at, one.minutes, one.place) for one in seen.sessions] == [
        (Sitting.A, NEXT_MONTH, 90, "三楼"),
        (Sitting.B, second, 60, "三楼"),
    ]
    assert (seen.starts_at, seen.ends_at) == (NEXT_MONTH, second + dt.timedelta(hours=1))
    assert seen.hours == Decimal("1.5")
    assert (seen.types, seen.zone.key) == ((EventType.PARTY_LECTURE,), "Asia/Urumqi")


@pytest.mark.parametrize(
    ("types", "minutes", "hours", "credits_"),
    [
        ([EventType.STUDY_SESSION], 90, "1.5", "1.5"),
        ([EventType.STUDY_SESSION], 89, "1", "1"),
        ([EventType.THEMED_PARTY_DAY, EventType.PARTY_LECTURE], 120, "2", "2"),
        ([EventType.BRANCH_COMMITTEE_MEETING], 120, "0", "0"),
        ([EventType.VOLUNTEER], 180, "0", "1"),
        ([EventType.STUDY_SESSION], 600, "8", "8"),
        ([], 60, "0", "0"),
    ],
)
def test_what_is_usual(types: list[EventType], minutes: int, hours: str, credits_: str) -> None:
    found = usual.hours(types, minutes)
    assert (found, meeting_credits(shipped(), types, found)) == (Decimal(hours), Decimal(credits_))


async def test_nobody_is_expected_at_no_meeting(house: House) -> None:
    async with house.db.read() as session:
        with pytest.raises(NotAllowed):
            await meetings.expected(session, 7)
        with pytest.raises(NotAllowed):
            await meetings.occasion(session, 7)


@pytest.mark.parametrize(
    "wrong",
    [
        {"second_starts_at": NEXT_MONTH - dt.timedelta(days=1), "second_minutes": 60},
        {"second_starts_at": NEXT_MONTH + dt.timedelta(days=1)},
        {"second_place": "三楼"},
        {"hours": Decimal(-1)},
    ],
)
async def test_the_table_refuses_half_a_sitting(house: House, town: Town, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        await _meeting(house, town.inner, **wrong)
