"""Leave: answered by others, after the meeting changed, with private reasons, and when nobody answers."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from db.audit import AuditEntry
from db.meetings import Meeting, MeetingPart
from db.members import Member
from db.models import metadata
from db.names import (
    Audience,
    LeaveState,
    LeaveType,
    MeetingState,
    OutboxReason,
    OutboxState,
    PartState,
    Sitting,
)
from db.organisations import OrgSetting
from services import housekeeping, leave, meetings, privacy
from services.house import House
from services.leave import acts, deciding, listing, rules, standing
from services.leave.listing import Said
from tests.fixtures.houses import NOW, set_clock
from tests.services.leaving import STARTS, all_sent, meeting_of, outbox, replies, requests
from tests.services.people import Town, make_town


@pytest.fixture(name="town")
async def _town(house: House) -> Town:
    return await make_town(house)


# --- for somebody without a phone ------------------------------------------------------------------------------------


async def test_a_steward_answers_for_somebody(house: House, town: Town) -> None:
    meeting = await meeting_of(house, town)
    secretary = await town.actor(house, town.secretary)
    await acts.come(house, secretary, meeting, member_id=town.silent.id)
    assert await replies(house) == {town.silent.id: Sitting.A}
    await acts.ask(house, secretary, meeting, LeaveType.SICK, member_id=town.silent.id)
    (row,) = await requests(house)
    assert (row.state, row.asked_by, row.decided_by) == (
        LeaveState.APPROVED,
        secretary.account_id,
        secretary.account_id,
    )
    assert await outbox(house, "leave_card") == []
    page = await listing.answers(house, secretary, town.inner.id, meeting)
    assert page.counts == {Said.ASKED: 0, Said.SILENT: 2, Said.AWAY: 1, Said.COMING: 0}
    assert [(one.name, one.said, one.type) for one in page.people if one.said is Said.AWAY] == [
        ("欧阳静", Said.AWAY, None)
    ]
    await acts.withdraw(house, secretary, meeting, member_id=town.silent.id)
    assert [row.state for row in await requests(house)] == [LeaveState.WITHDRAWN]
    async with house.db.read() as session:
        actions = list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert [one for one in actions if one.split(".")[0] in ("leave", "meeting")] == [
        "meeting.reply_entered",
        "leave.entered",
        "leave.withdrawn",
    ]


# --- the meeting changes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "stays"),
    [
        (
            lambda house, actor, town, meeting: meetings.move(
                house, actor, town.inner.id, meeting, dt.date(2026, 12, 9), dt.time(16)
            ),
            True,
        ),
        (
            lambda house, actor, town, meeting: meetings.move(
                house, actor, town.inner.id, meeting, dt.date(2026, 12, 10), dt.time(15)
            ),
            False,
        ),
        (lambda house, actor, town, meeting: meetings.cancel(house, actor, town.inner.id, meeting), False),
    ],
)
async def test_another_day_asks_everybody_anew(
    house: House, town: Town, change: Callable[..., Any], stays: bool
) -> None:
    meeting = await meeting_of(house, town)
    secretary, plain = await town.actor(house, town.secretary), await town.actor(house, town.plain)
    await acts.come(house, secretary, meeting)
    await acts.ask(house, plain, meeting, LeaveType.DUTY)
    await all_sent(house, "leave_card")
    await change(house, secretary, town, meeting)
    assert bool(await replies(house)) is stays
    (row,) = await requests(house)
    assert row.state is (LeaveState.PENDING if stays else LeaveState.VOID)
    assert [one.payload["key"] for one in await outbox(house, "leave_card_closed")] == (
        [] if stays else ["leave-card-void"]
    )


# --- private reasons -------------------------------------------------------------------------------------------------


async def _everything(house: House, *but: str) -> str:
    async with house.db.read() as session:
        found = []
        for table in metadata.sorted_tables:
            if table.name not in but:
                found += [f"{table.name} {tuple(row)!r}" for row in await session.execute(select(table))]
        return "\n".join(found)


@pytest.mark.parametrize("private", [one.name for one in rules.load().type if one.private])
async def test_a_private_reason_stands_in_one_place_and_is_seen_by_two(
    house: House, town: Town, private: LeaveType
) -> None:
    meeting = await meeting_of(house, town)
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    asked = await acts.ask(house, plain, meeting, private)
    assert asked.leave is not None
    assert asked.leave.type is private  # he sees his own
    assert (await deciding.reason(house, secretary, asked.leave.id)).type is private
    card = await deciding.look(house, secretary, asked.leave.id)
    assert card.vars["type"] == {"key": "leave-type-plain"}
    await deciding.decide(house, secretary, asked.leave.id, approve=True)
    word, key = private.value, f"leave-type-{private.value.lower()}"
    stored = await _everything(house, "leave_requests")
    assert word not in stored
    assert key not in stored
    page = await listing.answers(house, secretary, town.inner.id, meeting)
    assert [one.type for one in page.people if one.said is Said.AWAY] == [None]
    async with house.db.read() as session:
        assert [one.type for one in (await leave.leave_of(session, meeting)).values()] == [None]
    theirs = json.dumps((await privacy.copy_of(house, secretary)).as_json(), ensure_ascii=False)
    assert word not in theirs
    his = (await privacy.copy_of(house, plain)).sections["leave_requests"]
    assert [row["type"] for row in his] == [word]


async def test_after_a_year_the_reason_is_forgotten(house: House, town: Town) -> None:
    meeting = await meeting_of(house, town)
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    await acts.ask(house, plain, meeting, LeaveType.SICK)
    await acts.ask(house, secretary, meeting, LeaveType.DUTY)
    set_clock(house, dt.datetime(2027, 12, 9, 6, 59, tzinfo=dt.UTC))
    await housekeeping.tidy(house)
    assert [row.type for row in await requests(house)] == [LeaveType.SICK, LeaveType.DUTY]
    set_clock(house, dt.datetime(2027, 12, 9, 7, 0, tzinfo=dt.UTC))
    await housekeeping.tidy(house)
    await housekeeping.tidy(house)
    rows = await requests(house)
    assert [(row.type, row.folded_at) for row in rows] == [(None, house.now()), (LeaveType.DUTY, None)]
    seen = await standing.look(house, plain, meeting)
    assert seen.leave is not None
    assert seen.leave.type is None


async def test_an_erased_person_leaves_no_reason_behind(house: House, town: Town) -> None:
    meeting = await meeting_of(house, town)
    await acts.ask(house, await town.actor(house, town.plain), meeting, LeaveType.MATERNITY)
    await privacy.erase(house, await town.actor(house, town.plain))
    (row,) = await requests(house)
    assert (row.type, row.folded_at) == (None, NOW)
    async with house.db.read() as session:
        assert (await session.get_one(Member, town.plain.id)).name is None
    assert "张敏" not in await _everything(house)


# --- his own list ----------------------------------------------------------------------------------------------------


async def test_his_list_holds_what_is_for_him(house: House, town: Town) -> None:
    mine = await meeting_of(house, town)
    await meeting_of(house, town, starts_at=STARTS - dt.timedelta(days=60))
    await meeting_of(house, town, starts_at=STARTS + dt.timedelta(days=1), state=MeetingState.CANCELLED)
    await meeting_of(house, town, starts_at=STARTS + dt.timedelta(days=2), audience=Audience.OFFICERS)
    found = await standing.mine(house, await town.actor(house, town.plain))
    assert [one.meeting.id for one in found] == [mine]
    assert len(await standing.mine(house, await town.actor(house, town.secretary))) == 2
    assert await standing.mine(house, await town.actor(house, town.foreign)) == []
    async with house.db.read() as session:
        assert (await session.get_one(Meeting, mine)).version == 1


# --- nobody answers --------------------------------------------------------------------------------------------------


async def test_a_request_nobody_answers_goes_up_the_ladder_and_stops_at_the_answer(house: House, town: Town) -> None:
    meeting = await meeting_of(house, town)
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    asked = await acts.ask(house, plain, meeting, LeaveType.SICK)
    assert asked.leave is not None
    (again,) = await outbox(house, "ask_again")
    assert (again.member_id, again.due_at) == (town.secretary.id, NOW + dt.timedelta(hours=12))
    assert again.payload["key"] == "leave-still-waiting"
    assert "type" not in again.payload["vars"]
    await deciding.decide(house, secretary, asked.leave.id, approve=True)
    assert [(row.state, row.reason) for row in await outbox(house, "ask_again")] == [
        (OutboxState.SKIPPED, OutboxReason.VOID)
    ]
    await acts.withdraw(house, plain, meeting)
    await acts.ask(house, plain, meeting, LeaveType.DUTY)
    await acts.come(house, plain, meeting)
    assert {row.state for row in await outbox(house, "ask_again")} == {OutboxState.SKIPPED}


async def test_in_a_joint_meeting_each_is_named_as_his_branch_chose(house: House, town: Town) -> None:
    meeting = await meeting_of(house, town)
    async with house.db.write() as session:
        session.add(OrgSetting(organisation_id=town.surgery.id, key="names_in_chat", value="CODE", changed_at=NOW))
        session.add(
            MeetingPart(
                meeting_id=meeting,
                organisation_id=town.surgery.id,
                state=PartState.AGREED,
                asked_at=NOW,
                decided_at=NOW,
            )
        )
    page = await listing.answers(house, await town.actor(house, town.secretary), town.inner.id, meeting)
    assert {one.name for one in page.people} == {"王建国", "张敏", "欧阳静", town.office.code, town.foreign.code}
