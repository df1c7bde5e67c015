"""Meetings as they are stored: rules make them once, and a change reaches everybody once."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from typing import Any

import pytest
from sqlalchemy import select, update

from db.accounts import Account
from db.audit import AuditEntry
from db.calendar import WorkdayOverride
from db.meetings import Meeting, MeetingType
from db.members import Membership
from db.names import Audience, EventType, MeetingState, MemberStatus, OutboxReason, OutboxState, RuleKind
from db.outbox import OutboxMessage
from services import early, meetings, reminder_rules
from services.errors import DomainError, NotAllowed
from services.house import House
from services.kinds import Pending
from services.meetings import messages, planner
from services.recurrence import Nth, OnWeekdays, Weekly
from services.reminder_rules import Change, Own
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.services.meeting_rows import LEADS, D, at, deliver, outbox_rows, planned, states, stored, wish
from tests.services.people import make_town


async def test_the_rules_on_from_the_start_make_meetings_once(house: House) -> None:
    town = await make_town(house)
    done = await meetings.reconcile_all(house)
    assert done.added
    again = await meetings.reconcile_all(house)
    assert again.changes == 0
    rows = await stored(house)
    mine = [row for row in rows if row.organisation_id == town.inner.id]
    assert [(row.rule, row.reference_on) for row in mine] == [
        ("study_session", D(2026, 11, 27)),
        ("themed_party_day", D(2026, 12, 4)),
        ("study_session", D(2026, 12, 11)),
        ("study_session", D(2026, 12, 25)),
    ]
    assert all((row.state, row.pinned, row.version) == (MeetingState.PLANNED, False, 1) for row in rows)
    assert mine[1].starts_at == at(12, 4, 15)
    themed = await outbox_rows(house, mine[1].id)
    people = {town.secretary.id, town.plain.id, town.silent.id}
    assert set(states(themed, "v1:invite")) == people
    assert set(states(themed, "v1:look")) == {town.secretary.id}
    async with house.db.read() as session:
        types = await session.scalars(select(MeetingType.type).where(MeetingType.meeting_id == mine[1].id))
        assert list(types) == [EventType.THEMED_PARTY_DAY]


async def test_two_planners_at_once_make_one_meeting_each(house: House) -> None:
    await make_town(house)
    await asyncio.gather(*[meetings.reconcile_all(house) for _ in range(3)])
    rows = await stored(house)
    assert len(rows) == len({(row.organisation_id, row.rule, row.reference_on) for row in rows}) == 8
    assert {row.version for row in rows} == {1}


async def test_a_rule_that_changes_moves_its_meetings_and_one_that_is_off_gives_them_up(house: House) -> None:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    await meetings.reconcile_all(house)
    themed = (await stored(house))[2]
    assert themed.rule == "themed_party_day"
    await deliver(house, themed.id, "invite", town.plain.id)

    await reminder_rules.change(house, secretary, town.inner.id, "themed_party_day", Change(start=dt.time(16)))
    await meetings.reconcile_below(house, town.inner.path)
    rows = await outbox_rows(house, themed.id)
    assert states(rows, "v2:moved") == {town.plain.id: "QUEUED"}
    assert states(rows, "v2:invite") == {town.secretary.id: "QUEUED", town.silent.id: "QUEUED"}
    assert states(rows, "v1:invite") == {
        town.plain.id: "SENT",
        town.secretary.id: "VOID",
        town.silent.id: "VOID",
    }

    await reminder_rules.change(house, secretary, town.inner.id, "themed_party_day", Change(enabled=False))
    await meetings.reconcile_below(house, town.inner.path)
    rows = await outbox_rows(house, themed.id)
    assert states(rows, "v3:cancelled") == {town.plain.id: "QUEUED"}
    assert not [row for row in rows if row.state is OutboxState.QUEUED and ":v3:cancelled:" not in row.dedupe_key]
    assert (await meetings.agenda(house, secretary, town.inner.id)).meetings[-1].types == (EventType.STUDY_SESSION,)

    await reminder_rules.restore(house, secretary, town.inner.id, "themed_party_day")
    await meetings.reconcile_below(house, town.inner.path)
    async with house.db.read() as session:
        back = await session.get_one(Meeting, themed.id)
    assert (back.state, back.version, back.starts_at) == (MeetingState.MOVED, 4, at(12, 4, 15))
    assert (await meetings.reconcile_all(house)).changes == 0


async def test_a_new_holiday_table_moves_what_nobody_has_pinned(house: House) -> None:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    await meetings.reconcile_all(house)
    here, elsewhere = [row for row in await stored(house) if row.rule == "themed_party_day"]
    await meetings.move(house, secretary, town.inner.id, here.id, D(2026, 12, 2), dt.time(9))
    async with house.db.write() as session:
        session.add(WorkdayOverride(day=D(2026, 12, 4), is_workday=False, source="院庆"))
    await meetings.reconcile_all(house)
    found = {row.id: row for row in await stored(house)}
    assert found[here.id].starts_at == at(12, 2, 9)
    assert (found[elsewhere.id].starts_at, found[elsewhere.id].reference_on) == (at(12, 7, 15), D(2026, 12, 4))


async def test_stewards_hear_once_that_a_holiday_moved_a_meeting_onto_another(house: House) -> None:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    await meetings.reconcile_all(house)
    here = next(row for row in await stored(house) if row.rule == "themed_party_day")
    other = await meetings.plan(house, secretary, town.inner.id, wish(D(2026, 12, 7)))
    async with house.db.write() as session:
        session.add(WorkdayOverride(day=D(2026, 12, 4), is_workday=False, source="院庆"))
    await meetings.reconcile_all(house)
    rows = [*await outbox_rows(house, here.id), *await outbox_rows(house, other.id)]
    (look,) = [row for row in rows if row.kind == "meeting_look" and row.state is OutboxState.QUEUED]
    assert (look.member_id, look.payload["key"]) == (town.secretary.id, "meetings-look-beside")
    assert look.payload["vars"]["other"] == {"keys": ["event-branch-general-meeting"]}
    assert (await meetings.reconcile_all(house)).changes == 0
    await meetings.move(house, secretary, town.inner.id, other.id, D(2026, 12, 8), dt.time(15))
    await meetings.reconcile_all(house)
    looks = [row for row in await outbox_rows(house, here.id) if row.kind == "meeting_look"]
    assert [row.payload["key"] for row in looks if row.state is OutboxState.QUEUED] == ["meetings-look"]


async def test_planning_by_hand_invites_and_reminds(house: House) -> None:
    town, secretary, seen = await planned(house)
    assert (seen.state, seen.audience_size, seen.told, seen.by_rule) == (MeetingState.PLANNED, 3, 0, False)
    rows = await outbox_rows(house, seen.id)
    assert {row.due_at for row in rows} == {at(12, 4, 9), at(12, 8, 9), at(12, 9, 13)}
    assert len(rows) == 9
    async with house.db.read() as session:
        (entry,) = await session.scalars(select(AuditEntry).where(AuditEntry.action == "meeting.planned"))
    assert entry.actor == secretary.audit_name
    assert (await meetings.reconcile_below(house, town.inner.path)).voided == 0


async def test_the_same_plan_twice_is_one_meeting(house: House) -> None:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    results = await asyncio.gather(
        *[meetings.plan(house, secretary, town.inner.id, wish()) for _ in range(4)], return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in results) == ["SameTime", "SameTime", "SameTime", "Seen"]
    assert len(await stored(house)) == 1


async def test_a_meeting_of_the_past_is_noted_and_nobody_is_told(house: House) -> None:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    seen = await meetings.plan(house, secretary, town.inner.id, wish(D(2026, 11, 3)))
    assert (seen.state, seen.over) == (MeetingState.HELD, True)
    assert await outbox_rows(house, seen.id) == []
    with pytest.raises(meetings.MeetingOver):
        await meetings.move(house, secretary, town.inner.id, seen.id, D(2026, 12, 3), dt.time(9))
    with pytest.raises(meetings.MeetingOver):
        await meetings.describe(house, secretary, town.inner.id, seen.id, link="https://a.example")
    written = await meetings.describe(house, secretary, town.inner.id, seen.id, place="三楼会议室", theme="学习条例")
    assert (written.place, written.theme, written.told) == ("三楼会议室", "学习条例", 0)
    assert [row.version for row in await stored(house)] == [1]
    assert await outbox_rows(house, seen.id) == []


async def test_one_that_was_noted_afterwards_goes_again_while_nothing_of_it_is_kept(house: House) -> None:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    slip = await meetings.plan(house, secretary, town.inner.id, wish(D(2026, 11, 3)))
    assert slip.only_noted
    gone = await meetings.cancel(house, secretary, town.inner.id, slip.id)
    assert (gone.state, gone.only_noted) == (MeetingState.CANCELLED, False)
    assert (await meetings.past(house, secretary, town.inner.id)).meetings == ()
    kept = await meetings.plan(house, secretary, town.inner.id, wish(D(2026, 11, 4)))
    assert secretary.account_id is not None
    async with house.db.write() as session:
        session.add(factories.record_of(kept.id, secretary.account_id))
    assert not (await meetings.view(house, secretary, town.inner.id, kept.id)).only_noted
    with pytest.raises(meetings.MeetingOver):
        await meetings.cancel(house, secretary, town.inner.id, kept.id)
    assert [row.state for row in await stored(house)] == [MeetingState.CANCELLED, MeetingState.HELD]
    assert await outbox_rows(house, slip.id) == []


async def test_a_move_voids_what_is_queued_and_tells_whoever_was_told_once(house: House) -> None:
    town, secretary, seen = await planned(house)
    set_clock(house, at(12, 4, 10).astimezone(dt.UTC))
    await deliver(house, seen.id, "invite", town.plain.id, town.secretary.id)
    moved = await meetings.move(house, secretary, town.inner.id, seen.id, D(2026, 12, 14), dt.time(15))
    assert (moved.state, moved.starts_at, moved.told) == (MeetingState.MOVED, at(12, 14, 15), 2)
    rows = await outbox_rows(house, seen.id)
    assert states(rows, "v2:moved") == {town.plain.id: "QUEUED", town.secretary.id: "QUEUED"}
    assert states(rows, "v2:invite") == {town.silent.id: "QUEUED"}
    assert {row.reason for row in rows if ":v1:" in row.dedupe_key and row.state is OutboxState.SKIPPED} == {
        OutboxReason.VOID
    }
    assert not [row for row in rows if ":v1:" in row.dedupe_key and row.state is OutboxState.QUEUED]

    # Moved again before the first word went out: one word, the newest.
    await meetings.move(house, secretary, town.inner.id, seen.id, D(2026, 12, 15), dt.time(15))
    rows = await outbox_rows(house, seen.id)
    assert set(states(rows, "v2:moved").values()) == {"VOID"}
    assert states(rows, "v3:moved") == {town.plain.id: "QUEUED", town.secretary.id: "QUEUED"}
    await deliver(house, seen.id, "moved", town.plain.id, town.secretary.id)
    assert (await meetings.reconcile_below(house, town.inner.path)).voided == 0
    assert [
        row
        for row in await outbox_rows(house, seen.id)
        if ":v3:moved:" in row.dedupe_key and row.state is OutboxState.QUEUED
    ] == []


async def test_ten_taps_move_it_once(house: House) -> None:
    town, secretary, seen = await planned(house)
    await asyncio.gather(
        *[meetings.move(house, secretary, town.inner.id, seen.id, D(2026, 12, 14), dt.time(15)) for _ in range(5)]
    )
    (row,) = await stored(house)
    assert (row.version, row.starts_at) == (2, at(12, 14, 15))
    async with house.db.read() as session:
        assert len(list(await session.scalars(select(AuditEntry).where(AuditEntry.action == "meeting.moved")))) == 1


async def test_calling_off_voids_everything_and_a_later_move_brings_it_back(house: House) -> None:
    town, secretary, seen = await planned(house)
    set_clock(house, at(12, 4, 10).astimezone(dt.UTC))
    await deliver(house, seen.id, "invite", town.plain.id)
    off = await meetings.cancel(house, secretary, town.inner.id, seen.id)
    assert off.state is MeetingState.CANCELLED
    rows = await outbox_rows(house, seen.id)
    assert [row.dedupe_key.split(":")[3] for row in rows if row.state is OutboxState.QUEUED] == ["cancelled"]
    assert (await meetings.cancel(house, secretary, town.inner.id, seen.id)).state is MeetingState.CANCELLED
    (row,) = await stored(house)
    assert row.version == 2
    await deliver(house, seen.id, "cancelled", town.plain.id)

    await meetings.move(house, secretary, town.inner.id, seen.id, D(2026, 12, 9), dt.time(15))
    rows = await outbox_rows(house, seen.id)
    assert states(rows, "v3:moved") == {town.plain.id: "QUEUED"}
    assert states(rows, "v3:invite") == {town.secretary.id: "QUEUED", town.silent.id: "QUEUED"}


async def test_a_called_off_meeting_of_a_rule_does_not_come_back_by_itself(house: House) -> None:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    await meetings.reconcile_all(house)
    themed = next(row for row in await stored(house) if row.rule == "themed_party_day")
    await meetings.cancel(house, secretary, town.inner.id, themed.id)
    assert (await meetings.reconcile_all(house)).changes == 0
    seen = await meetings.view(house, secretary, town.inner.id, themed.id)
    assert (seen.state, seen.by_rule) == (MeetingState.CANCELLED, True)


async def test_a_new_place_is_news_and_a_theme_is_not(house: House) -> None:
    town, secretary, seen = await planned(house)
    set_clock(house, at(12, 4, 10).astimezone(dt.UTC))
    await deliver(house, seen.id, "invite", town.plain.id)
    await meetings.describe(house, secretary, town.inner.id, seen.id, theme="学习党章")
    rows = await outbox_rows(house, seen.id)
    assert all(":v1:" in row.dedupe_key for row in rows)
    themed = {"key": "meetings-said-theme", "vars": {"theme": "学习党章"}}
    assert all(themed in row.payload["vars"]["details"]["lines"] for row in rows if row.state is OutboxState.QUEUED)
    await meetings.describe(house, secretary, town.inner.id, seen.id, place="三楼会议室")
    rows = await outbox_rows(house, seen.id)
    assert states(rows, "v2:moved") == {town.plain.id: "QUEUED"}
    again = await meetings.describe(house, secretary, town.inner.id, seen.id, place="三楼会议室 ")
    assert (again.place, again.theme) == ("三楼会议室", "学习党章")
    (row,) = await stored(house)
    assert row.version == 2


async def test_who_leaves_is_not_told_any_more_and_who_joins_is_invited(house: House) -> None:
    town, _, seen = await planned(house)
    async with house.db.write() as session:
        await session.execute(
            update(Membership).where(Membership.member_id == town.plain.id).values(branch_id=town.surgery.id)
        )
        joined = await factories.make_member(session, town.inner, "新来")
    await meetings.reconcile_all(house)
    rows = [row for row in await outbox_rows(house, seen.id) if row.state is OutboxState.QUEUED]
    assert {row.member_id for row in rows} == {town.secretary.id, town.silent.id, joined.id}


async def test_two_hours_before_an_early_meeting_lie_before_the_quiet_hours(house: House) -> None:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    seen = await meetings.plan(house, secretary, town.inner.id, wish(start=dt.time(7, 30)))
    async with house.db.write() as session:
        account = await session.get_one(Account, town.accounts[town.plain.id].id)
        account.quiet_start = account.quiet_end = dt.time()
    set_clock(house, at(12, 8, 12).astimezone(dt.UTC))
    await early.advance(house)
    rows = [row for row in await outbox_rows(house, seen.id) if ":2h:" in row.dedupe_key]
    assert {row.member_id: row.not_before for row in rows} == {
        town.plain.id: at(12, 9, 5, 30),
        town.secretary.id: at(12, 8, 21, 29),
        town.silent.id: at(12, 8, 21, 29),
    }
    assert (await meetings.reconcile_below(house, town.inner.path)).refreshed == 0, "what was brought forward stays"


async def _pending(house: House, meeting_id: int) -> list[Pending]:
    return [
        Pending(row.id, row.kind, row.subject, row.payload, row.member_id, row.account_id, row.chat_id, row.due_at)
        for row in await outbox_rows(house, meeting_id)
    ]


async def test_at_the_moment_of_sending_the_facts_decide(house: House) -> None:
    town, _, seen = await planned(house)
    pending = await _pending(house, seen.id)

    async def stale(now: dt.datetime = NOW) -> set[int]:
        async with house.db.read() as session:
            return await planner.stale(house, session, pending, now)

    assert await stale() == set()
    async with house.db.write() as session:
        member = await session.get_one(type(town.plain), town.plain.id)
        member.status = MemberStatus.LEFT
    assert await stale() == {one.id for one in pending if one.member_id == town.plain.id}
    assert await stale(at(12, 9, 15)) == {one.id for one in pending}
    async with house.db.write() as session:
        await session.execute(update(Meeting).values(version=2))
    assert await stale() == {one.id for one in pending}


async def test_nobody_touches_the_meetings_of_another_branch(sqlite_house: House) -> None:
    town, _, seen = await planned(sqlite_house)
    for member in (town.foreign, town.plain):
        actor = await town.actor(sqlite_house, member)
        for organisation_id in (town.inner.id, town.surgery.id):
            for attempt in (
                meetings.view(sqlite_house, actor, organisation_id, seen.id),
                meetings.move(sqlite_house, actor, organisation_id, seen.id, D(2026, 12, 14), dt.time(15)),
                meetings.cancel(sqlite_house, actor, organisation_id, seen.id),
                meetings.describe(sqlite_house, actor, organisation_id, seen.id, place="x"),
                meetings.confirm(sqlite_house, actor, organisation_id, seen.id),
            ):
                with pytest.raises(NotAllowed):
                    await attempt
        with pytest.raises(NotAllowed):
            await meetings.plan(sqlite_house, actor, town.inner.id, wish(D(2026, 12, 20)))
        with pytest.raises(NotAllowed):
            await meetings.agenda(sqlite_house, actor, town.inner.id)
    assert len(await stored(sqlite_house)) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"minutes": 5}, "reminders-length"),
        ({"minutes": 700}, "reminders-length"),
        ({"types": (EventType.CORE_GROUP_STUDY,), "minutes": 60}, "reminders-too-short"),
        ({"types": ()}, "reminders-title"),
        ({"types": (), "title": "长" * 41}, "too-long"),
        ({"place": "长" * 61}, "too-long"),
        ({"day": D(2028, 1, 1)}, "meetings-too-far"),
        ({"day": D(2025, 1, 1)}, "meetings-too-far"),
    ],
)
async def test_a_plan_that_makes_no_sense_is_refused(sqlite_house: House, changes: dict[str, Any], code: str) -> None:
    town = await make_town(sqlite_house)
    secretary = await town.actor(sqlite_house, town.secretary)
    with pytest.raises(DomainError) as refused:
        await meetings.plan(sqlite_house, secretary, town.inner.id, wish(**changes))
    assert refused.value.code == code
    assert await stored(sqlite_house) == []


async def test_a_meeting_nobody_would_come_to_is_refused_and_leaves_nothing(house: House) -> None:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    with pytest.raises(DomainError) as refused:
        await meetings.plan(house, secretary, town.group.id, wish(audience=Audience.OFFICERS))
    assert refused.value.code == "reminders-nobody"
    assert await stored(house) == []
    async with house.db.read() as session:
        assert list(await session.scalars(select(OutboxMessage.id))) == []


async def test_a_move_into_the_past_or_onto_another_is_refused(sqlite_house: House) -> None:
    town, secretary, seen = await planned(sqlite_house)
    await meetings.plan(sqlite_house, secretary, town.inner.id, wish(D(2026, 12, 10)))
    for day, code in ((D(2026, 11, 15), "meetings-past"), (D(2026, 12, 10), "meetings-same-time")):
        with pytest.raises(DomainError) as refused:
            await meetings.move(sqlite_house, secretary, town.inner.id, seen.id, day, dt.time(15))
        assert refused.value.code == code
    assert (await meetings.view(sqlite_house, secretary, town.inner.id, seen.id)).starts_at == at(12, 9, 15)


async def test_a_group_s_own_rule_is_for_the_group(sqlite_house: House) -> None:
    town = await make_town(sqlite_house)
    secretary = await town.actor(sqlite_house, town.secretary)
    made = await reminder_rules.create(
        sqlite_house,
        secretary,
        town.group.id,
        Own("组内学习", RuleKind.MEETING, Weekly(weekdays=(3,)), LEADS, start=dt.time(16), minutes=60),
    )
    await meetings.reconcile_below(sqlite_house, town.group.path)
    rows = [row for row in await stored(sqlite_house) if row.rule == made.key]
    assert rows[0].reference_on == D(2026, 11, 18), "what somebody set himself needs no full notice"
    assert {one.member_id for one in await outbox_rows(sqlite_house, rows[0].id)} == {town.plain.id}


@pytest.mark.parametrize("seed", range(6))
async def test_any_order_of_changes_and_runs_ends_in_the_same_queue(sqlite_house: House, seed: int) -> None:
    """Whatever happened, nobody holds two versions, nobody is told one twice, and a second run changes nothing."""
    house = sqlite_house
    dice = random.Random(seed)
    town, secretary, seen = await planned(house)
    now = NOW
    for _ in range(14):
        now += dt.timedelta(hours=dice.choice((1, 20, 60)))
        set_clock(house, now)
        row = (await stored(house))[0]
        if row.starts_at <= now:
            break
        act = dice.choice(("move", "cancel", "place", "run", "send", "send", "rule"))
        if act == "move":
            day = now.date() + dt.timedelta(days=dice.randint(2, 12))
            await meetings.move(house, secretary, town.inner.id, seen.id, day, dt.time(dice.randint(8, 17)))
        elif act == "cancel":
            await meetings.cancel(house, secretary, town.inner.id, seen.id)
        elif act == "place" and row.state is not MeetingState.CANCELLED:
            await meetings.describe(house, secretary, town.inner.id, seen.id, place=f"{dice.randint(1, 9)} 楼")
        elif act == "rule":
            rule = OnWeekdays(places=(Nth(nth=dice.choice((1, 2)), weekday=dice.randint(1, 5)),))
            await reminder_rules.change(house, secretary, town.inner.id, "themed_party_day", Change(recurrence=rule))
        elif act == "send":
            await _send_due(house, now, dice)
        await meetings.reconcile_all(house)
        assert (await meetings.reconcile_all(house)).changes == 0
    for row in await stored(house):
        rows = await outbox_rows(house, row.id)
        waiting = [one for one in rows if one.state is OutboxState.QUEUED]
        assert {messages.version_in(one.dedupe_key) for one in waiting} <= {row.version, None}
        first_words = [
            (one.member_id, messages.version_in(one.dedupe_key))
            for one in rows
            if one.kind == messages.NOTICE and one.state in (OutboxState.SENT, OutboxState.QUEUED)
        ]
        assert len(first_words) == len(set(first_words))


async def _send_due(house: House, now: dt.datetime, dice: random.Random) -> None:
    async with house.db.write() as session:
        due = list(
            await session.scalars(
                select(OutboxMessage).where(OutboxMessage.state == OutboxState.QUEUED, OutboxMessage.due_at <= now)
            )
        )
        for one in due:
            if one.expires_at is not None and one.expires_at <= now:
                one.state, one.reason = OutboxState.SKIPPED, OutboxReason.EXPIRED
            elif dice.random() < 0.8:
                one.state = OutboxState.SENT
