"""Rounds of the planner of meetings: what they leave alone, known to be right, planning in full leaves as it is."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.annual_plans import AnnualPlan, MonthTheme
from db.calendar import WorkdayOverride
from db.leave import LeaveRequest
from db.meetings import Meeting, MeetingItem, MeetingPart, MeetingPerson, MeetingReply
from db.members import Member
from db.names import (
    Audience,
    BranchRole,
    LeaveState,
    MeetingState,
    MemberStatus,
    OrgLevel,
    OutboxState,
    PartState,
    Sitting,
)
from db.organisations import Organisation, OrgSetting, RoleGrant
from db.outbox import OutboxMessage
from db.reminders import ReminderRule
from db.settled import SettledQueue
from services import delivery, meetings, organisations
from services.delivery import Result
from services.house import House
from services.meetings import bringing
from services.meetings.messages import NOTICE, REMINDER
from services.outcomes import Ambiguous, Outcome, Postponed, Sent
from tests import factories
from tests.fixtures.houses import NOW, house_at, set_clock

#: A change: its name and its numbers.
Op = tuple[Any, ...]
PEOPLE, OWNER = 4, "courier"
OUTCOMES: dict[str, Outcome] = {"sent": Sent(), "later": Postponed(), "unknown": Ambiguous()}
#: When rules' meetings and the one planned by hand are told and held.
_HOURS = (-30, 1, 20, 48, 200)


async def _begin(house: House) -> None:
    async with house.db.write() as session:
        root = await factories.make_organisation(session)
        here = await factories.make_branch(session, "内科党支部", parent=root)
        there = await factories.make_branch(session, "外科党支部", parent=root)
        group = await factories.make_organisation(session, "一组", level=OrgLevel.PARTY_GROUP, parent=here)
        for number in range(PEOPLE + 1):
            place = there if number == PEOPLE else here
            member = await factories.make_member(session, place, f"党员{number}", group=None if number else group)
            member.key = f"key{number}"  # the same in both houses
            account = await factories.make_account(session, f"{4001 + number}")
            account.key = f"account{number}"
            await factories.bind(session, member, account)
            if number in (0, PEOPLE):
                await factories.grant_role(session, member, place, BranchRole.SECRETARY)
        session.add(factories.meeting_of(here, NOW + dt.timedelta(days=8)))
        plan = {"year": 2026, "version": 1, "changed_at": NOW, "changed_by": 1}
        session.add(AnnualPlan(organisation_id=here.id, **plan))
        await session.flush()


async def _apply(house: House, op: Op, flights: list[int]) -> None:
    """One change of what is known, of the queue, or of the time."""
    match op:
        case ("clock", hours):
            set_clock(house, house.now() + dt.timedelta(hours=hours))
        case ("claim", many):
            turned = await delivery.turn(house, OWNER, want=many, rng=random.Random(1))
            flights.extend(letter.id for letter in turned.letters)
        case ("land", outcome):
            results = [Result(one, OUTCOMES[outcome]) for one in flights]
            await delivery.turn(house, OWNER, results=results, rng=random.Random(1))
            flights.clear()
        case ("sweep",):
            await delivery.sweep(house, "another")
        case ("hold-news", hours):  # as a pause or a shift holds it, and not what is due after it
            async with house.db.write() as session:
                waiting = (OutboxMessage.state == OutboxState.QUEUED) & (OutboxMessage.kind == NOTICE)
                held = update(OutboxMessage).where(waiting)
                await session.execute(held.values(not_before=house.now() + dt.timedelta(hours=hours)))
        case _:
            async with house.db.write() as session:
                ids = list(await session.scalars(select(Member.id).order_by(Member.id)))
                places = await session.scalars(select(Organisation.id).order_by(Organisation.id))
                _, here, there, group = places.all()
                await _change_people(house, session, op, ids, here)
                await _change_place(session, op, here)
                rows = list(
                    await session.scalars(
                        select(Meeting)
                        .where(Meeting.organisation_id == here, Meeting.starts_at > house.now())
                        .order_by(Meeting.starts_at, Meeting.id)
                        .limit(3)
                    )
                )
                for row in rows[op[1] : op[1] + 1] if op[0].startswith("meeting-") else ():
                    _change_meeting(house, op, row)
                    await _change_list(session, op, row, ids, (there, group))


async def _change_people(house: House, session: AsyncSession, op: Op, ids: list[int], here: int) -> None:
    match op:
        case ("leave", number):
            if (await session.get_one(Member, ids[number])).status is MemberStatus.ACTIVE:
                await organisations.mark_left(session, [ids[number]], house.today(), house.now(), actor="terminal")
        case ("join", number):
            place = await session.get_one(Organisation, here)
            member = await factories.make_member(session, place, f"新党员{number}")
            member.key = f"new{member.id}"
        case ("role", number):
            held = update(RoleGrant).where(RoleGrant.organisation_id == here)
            await session.execute(held.values(member_id=ids[number]))


async def _change_place(session: AsyncSession, op: Op, here: int) -> None:
    match op:
        case ("zone", name):
            await session.merge(OrgSetting(organisation_id=here, key="timezone", value=name, changed_at=NOW))
        case ("name", name):
            await session.execute(update(Organisation).where(Organisation.id == here).values(name=name))
        case ("rules-off",):
            await session.execute(delete(ReminderRule).where(ReminderRule.organisation_id == here))
            await factories.switch_off(session, await session.get_one(Organisation, here), "study_session")
        case ("holiday", day, works):
            await session.merge(WorkdayOverride(day=dt.date(2026, 12, day), is_workday=works, source="通知"))
        case ("plan", theme):
            plan = (await session.scalars(select(AnnualPlan))).one()
            plan.confirmed_at, plan.confirmed_by = NOW, 1
            await session.merge(MonthTheme(plan_id=plan.id, month=12, theme=theme))


def _change_meeting(house: House, op: Op, row: Meeting) -> None:
    match op:
        case ("meeting-move", _, days):
            row.starts_at += dt.timedelta(days=days)
            if row.second_starts_at is not None:
                row.second_starts_at += dt.timedelta(days=days)
            row.state, row.pinned, row.version, row.changed_at = MeetingState.MOVED, True, row.version + 1, house.now()
        case ("meeting-off", _):
            row.state, row.pinned, row.version, row.changed_at = (
                MeetingState.CANCELLED,
                True,
                row.version + 1,
                house.now(),
            )
        case ("meeting-theme", _, theme):
            row.theme, row.themed_at, row.theme_by_plan = theme, house.now(), False
        case ("meeting-place", _, place):
            row.place, row.changed_by = place, 1
        case ("meeting-twice", _):
            row.second_starts_at, row.second_minutes = row.starts_at + dt.timedelta(hours=5), 60
        case ("meeting-for", _, audience):
            row.audience = audience


async def _change_list(session: AsyncSession, op: Op, row: Meeting, ids: list[int], others: tuple[int, int]) -> None:
    match op:
        case ("meeting-item", _, title):
            await session.execute(delete(MeetingItem).where(MeetingItem.meeting_id == row.id))
            session.add(MeetingItem(meeting_id=row.id, position=1, title=title))
        case ("meeting-comes", _, number, sitting):
            member = await session.get_one(Member, ids[number])
            await session.execute(delete(MeetingReply).where(MeetingReply.meeting_id == row.id))
            session.add(factories.reply_of(row.id, member, 1, sitting))
        case ("meeting-away", _, number):
            await session.execute(delete(LeaveRequest).where(LeaveRequest.meeting_id == row.id))
            request = factories.leave_of(row.id, await session.get_one(Member, ids[number]), 1)
            request.state, request.decided_at, request.decided_by = LeaveState.APPROVED, NOW, 1
            session.add(request)
        case ("meeting-part", _, which):
            part = {"meeting_id": row.id, "organisation_id": others[which], "asked_at": NOW}
            await session.merge(MeetingPart(**part, state=PartState.AGREED, decided_at=NOW, decided_by=1))
        case ("meeting-person", _):
            await session.merge(MeetingPerson(meeting_id=row.id, member_id=ids[PEOPLE]))


async def _plan_in_full(house: House) -> None:
    async with house.db.write() as session:
        await session.execute(delete(SettledQueue))
        places = list(await session.scalars(select(Organisation.id).order_by(Organisation.id)))
    for place in places:
        await bringing.bring(house, [place])


async def _outcome(house: House) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    async with house.db.read() as session:
        rows = await session.scalars(select(OutboxMessage).order_by(OutboxMessage.dedupe_key))
        queue = [
            (row.dedupe_key, row.state, row.reason, row.due_at, row.not_before, row.expires_at, row.payload)
            for row in rows
        ]
        there = await session.scalars(select(Meeting).order_by(Meeting.id))
        return queue, [(row.id, row.state, row.version, row.starts_at, row.theme, row.reference_on) for row in there]


_PERSON = st.integers(1, PEOPLE - 1)
_MEETING = st.integers(0, 2)
_OPS = st.one_of(
    st.tuples(st.just("clock"), st.sampled_from(_HOURS)),
    st.tuples(st.just("leave"), _PERSON),
    st.tuples(st.just("join"), st.just(1)),
    st.tuples(st.just("role"), _PERSON),
    st.tuples(st.just("zone"), st.sampled_from(("Asia/Urumqi", "America/New_York"))),
    st.tuples(st.just("name"), st.sampled_from(("内一党支部", "内二党支部"))),
    st.just(("rules-off",)),
    st.tuples(st.just("holiday"), st.integers(1, 31), st.booleans()),
    st.tuples(st.just("plan"), st.sampled_from(("学习贯彻", "志愿服务"))),
    st.tuples(st.just("meeting-move"), _MEETING, st.sampled_from((-1, 1, 6))),
    st.tuples(st.just("meeting-off"), _MEETING),
    st.tuples(st.just("meeting-theme"), _MEETING, st.sampled_from((None, "入党初心", "作风建设"))),
    st.tuples(st.just("meeting-place"), _MEETING, st.sampled_from(("一号会议室", "二号会议室"))),
    st.tuples(st.just("meeting-twice"), _MEETING),
    st.tuples(st.just("meeting-for"), _MEETING, st.sampled_from((None, Audience.OFFICERS, Audience.MEMBERS))),
    st.tuples(st.just("meeting-item"), _MEETING, st.sampled_from(("学习", "表决"))),
    st.tuples(st.just("meeting-comes"), _MEETING, _PERSON, st.sampled_from(tuple(Sitting))),
    st.tuples(st.just("meeting-away"), _MEETING, st.just(1)),
    st.tuples(st.just("meeting-part"), _MEETING, st.integers(0, 1)),
    st.tuples(st.just("meeting-person"), _MEETING),
    st.tuples(st.just("claim"), st.integers(1, 9)),
    st.tuples(st.just("hold-news"), st.sampled_from(_HOURS[1:])),
    st.tuples(st.just("land"), st.sampled_from(tuple(OUTCOMES))),
    st.just(("sweep",)),
    # More often than anything else: what is noted is what matters here.
    *[st.just(("plan-now",))] * 6,
)


async def _both(folder: Path, template: Path, ops: list[Op]) -> None:
    houses: list[tuple[House, list[int]]] = []
    for name in ("skipping.db", "full.db"):
        shutil.copy(template, folder / name)
        houses.append((house_at(f"sqlite:///{folder / name}", now=NOW), []))
        await _begin(houses[-1][0])
    (skipping, _), (full, _) = houses
    # Looked at twice before anything happens: from here on there are notes.
    for op in [*_LOOK, *ops, *_LOOK]:
        if op != ("plan-now",):
            for house, flights in houses:
                await _apply(house, op, flights)
            continue
        await meetings.reconcile_all(skipping)
        await _plan_in_full(full)
        assert await _outcome(skipping) == await _outcome(full), op
    for house, _ in houses:
        await house.db.close()


_LOOK = [("plan-now",), ("plan-now",)]
_TELL = [("clock", 100), *_LOOK, ("claim", 9), ("land", "sent"), *_LOOK]


@example(ops=[*_TELL, ("meeting-move", 0, 1), *_LOOK, ("meeting-off", 0)])
@example(ops=[("clock", 100), *_LOOK, ("claim", 9), *_LOOK, ("meeting-move", 0, 1), *_LOOK, ("land", "later")])
@example(ops=[*_TELL, ("meeting-theme", 0, "入党初心"), *_LOOK, ("claim", 9), ("meeting-theme", 0, "作风建设")])
@example(ops=[("meeting-twice", 0), *_TELL, ("meeting-comes", 0, 1, Sitting.B), *_LOOK, ("clock", 94), *_LOOK])
@example(ops=[("meeting-twice", 0), ("clock", 180), *_LOOK, ("clock", 14), *_LOOK])  # between two sittings
@example(ops=[("clock", 100), *_LOOK, ("hold-news", 200), ("clock", 70), *_LOOK, ("claim", 9), *_LOOK])
@example(
    ops=[*_TELL, ("meeting-theme", 0, "入党初心"), *_LOOK, ("hold-news", 200), ("clock", 70), ("claim", 9), *_LOOK]
)
@example(ops=[("clock", 48), *_LOOK] * 12)  # asked to look, in vain
@example(ops=[("holiday", 9, False), *_LOOK, ("meeting-move", 0, 1), *_LOOK, ("clock", 200)])
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(ops=st.lists(_OPS, min_size=3, max_size=9))
def test_rounds_with_notes_are_planning_in_full(sqlite_template: Path, ops: list[Op]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_both(Path(folder), sqlite_template, ops))


async def _noted(house: House) -> set[str]:
    async with house.db.read() as session:
        return set(await session.scalars(select(SettledQueue.subject).where(SettledQueue.subject.like("meeting:%"))))


async def _told_soon(house: House) -> None:
    """Looked at twice, three days before the meeting: its invitations are due."""
    await _begin(house)
    for _ in range(2):
        await meetings.reconcile_all(house)
    set_clock(house, NOW + dt.timedelta(days=3))


async def test_who_is_told_what_he_is_to_be_told_leaves_no_doubt(house: House) -> None:
    await _told_soon(house)
    noted = await _noted(house)
    assert "meeting:1" in noted
    (letter,) = (await delivery.turn(house, OWNER, want=1)).letters
    assert letter.kind == NOTICE
    assert await _noted(house) == noted
    await delivery.turn(house, OWNER, results=[Result(letter.id, Sent())])
    assert not (await meetings.reconcile_all(house)).changes
    assert await _noted(house) == noted


async def test_a_reminder_that_overtakes_the_invitation_doubts_its_meeting_until_it_has_arrived(house: House) -> None:
    await _told_soon(house)
    await _apply(house, ("hold-news", 200), [])
    noted = await _noted(house)
    set_clock(house, NOW + dt.timedelta(days=7))
    (letter,) = (await delivery.turn(house, OWNER, want=1)).letters
    assert letter.kind == REMINDER
    assert noted - await _noted(house) == {"meeting:1"}
    assert (await meetings.reconcile_all(house)).voided == 1  # he has heard of it
    assert "meeting:1" not in await _noted(house)
    await delivery.turn(house, OWNER, results=[Result(letter.id, Sent())])
    await meetings.reconcile_all(house)
    assert "meeting:1" in await _noted(house)


async def test_a_quiet_round_costs_as_many_statements_for_many_organisations_as_for_few(sqlite_house: House) -> None:
    house = sqlite_house
    await _begin(house)
    statements: list[str] = []

    async def quiet_round() -> int:
        for _ in range(2):
            await meetings.reconcile_all(house)
        statements.clear()
        assert not (await meetings.reconcile_all(house)).changes
        return len(statements)

    for engine in (house.db.engine, house.db.reading):
        event.listen(engine.sync_engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    few = await quiet_round()
    async with house.db.write() as session:
        for number in range(10):
            branch = await factories.make_branch(session, f"第{number}党支部")
            await factories.make_member(session, branch, f"支部{number}党员")
    assert await quiet_round() == few
