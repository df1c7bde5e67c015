"""Tasks for humans: whose they are, what they say, how they end."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, update

from db.audit import AuditEntry
from db.escalations import HumanTask
from db.meetings import Meeting
from db.names import Audience, BranchRole, EventType, OutboxReason, OutboxState, TaskEnd
from db.outbox import OutboxMessage
from services import delivery, escalation, meetings, tasks
from services.errors import NotAllowed
from services.house import House
from services.kinds import Pending
from services.meetings import Wish
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.services.people import Town, make_town

D = dt.date
HOUR = dt.timedelta(hours=1)


async def _task(house: House, town: Town, to: Audience = Audience.LEADERS, **more: dt.datetime) -> int:
    async with house.db.write() as session:
        made = await escalation.make_task(session, "leave", "leave:1", "", town.inner.id, to, NOW, **more)
        assert made is not None
        return made


async def _stored(house: House) -> list[HumanTask]:
    async with house.db.read() as session:
        return list(await session.scalars(select(HumanTask).order_by(HumanTask.id)))


async def _invited(house: House, town: Town) -> meetings.Seen:
    """A meeting whose invitation did not reach two who have accounts."""
    secretary = await town.actor(house, town.secretary)
    wish = Wish((EventType.PARTY_LECTURE,), D(2026, 12, 9), dt.time(15), 60)
    made = await meetings.plan(house, secretary, town.inner.id, wish)
    set_clock(house, dt.datetime(2026, 12, 4, 2, tzinfo=dt.UTC))
    await _lose(house, f"meeting:{made.id}", ":v1:invite:", town.plain.id, OutboxReason.BLOCKED)
    await _lose(house, f"meeting:{made.id}", ":v1:invite:", town.silent.id, OutboxReason.DEACTIVATED)
    return made


async def _lose(house: House, subject: str, what: str, member_id: int, reason: OutboxReason) -> None:
    async with house.db.write() as session:
        await session.execute(
            update(OutboxMessage)
            .where(
                OutboxMessage.subject == subject,
                OutboxMessage.dedupe_key.contains(what),
                OutboxMessage.member_id == member_id,
            )
            .values(state=OutboxState.UNREACHABLE, reason=reason, ended_at=house.now())
        )


async def test_a_task_is_whose_lead_is_asked(house: House) -> None:
    town = await make_town(house)
    first = await _task(house, town)
    seen = {
        member.id: [one.id for one in await tasks.mine(house, await town.actor(house, member))]
        for member in (town.secretary, town.office, town.foreign, town.plain)
    }
    assert seen == {town.secretary.id: [first], town.office.id: [], town.foreign.id: [], town.plain.id: []}
    async with house.db.write() as session:
        await session.execute(update(HumanTask).values(to=Audience.SUPERIOR))
    assert await tasks.count(house, await town.actor(house, town.office)) == 1
    assert await tasks.count(house, await town.actor(house, town.secretary)) == 0


async def test_a_group_leader_gets_what_is_his_group_s(house: House) -> None:
    town = await make_town(house)
    async with house.db.write() as session:
        await factories.grant_role(session, town.plain, town.group, BranchRole.GROUP_LEADER)
        await escalation.make_task(session, "leave", "leave:2", "", town.group.id, Audience.LEADERS, NOW)
    assert await tasks.count(house, await town.actor(house, town.plain)) == 1
    assert await tasks.count(house, await town.actor(house, town.secretary)) == 0


async def test_it_is_closed_once_and_only_by_whose_it_is(house: House) -> None:
    town = await make_town(house)
    made = await _task(house, town)
    for member in (town.foreign, town.plain):
        with pytest.raises(NotAllowed):
            await tasks.close(house, await town.actor(house, member), made, TaskEnd.HANDLED)
    secretary = await town.actor(house, town.secretary)
    assert await tasks.close(house, secretary, made, TaskEnd.PHONED)
    assert not await tasks.close(house, secretary, made, TaskEnd.HANDLED)
    with pytest.raises(NotAllowed):
        await tasks.close(house, secretary, 9_999, TaskEnd.HANDLED)
    (row,) = await _stored(house)
    assert (row.closed_as, row.closed_by, row.closed_at) == (TaskEnd.PHONED, secretary.account_id, NOW)
    assert await tasks.view(house, secretary, made) is None
    async with house.db.read() as session:
        entry = (await session.scalars(select(AuditEntry).where(AuditEntry.action == "task.closed"))).one()
    assert entry.details == {"task": made, "kind": "leave", "as": "PHONED"}


async def test_its_time_ends_it(house: House) -> None:
    town = await make_town(house)
    await _task(house, town, until=NOW + HOUR)
    assert await tasks.count(house, await town.actor(house, town.secretary)) == 1
    set_clock(house, NOW + HOUR)
    assert await tasks.count(house, await town.actor(house, town.secretary)) == 0
    await tasks.reconcile_all(house)
    assert [row.closed_as for row in await _stored(house)] == [TaskEnd.OVER]


async def test_whom_an_invitation_does_not_reach_is_told_by_a_human(house: House) -> None:
    town = await make_town(house)
    made = await _invited(house, town)
    assert (await tasks.reconcile_all(house)).added == 1
    assert (await tasks.reconcile_all(house)).changes == 0
    (row,) = await _stored(house)
    assert (row.subject, row.asked, row.until) == (f"meeting:{made.id}", f"meeting:{made.id}:v1:invite", made.starts_at)
    secretary = await town.actor(house, town.secretary)
    (task,) = await tasks.mine(house, secretary)
    assert (task.key, task.vars["count"], task.phone) == ("tasks-undelivered-meetings-invite", 2, True)
    assert [one["vars"]["name"] for one in task.vars["names"]["lines"]] == ["张敏", "欧阳静"]


async def test_what_the_night_holds_past_its_end_is_told_by_a_human(house: House) -> None:
    """Called off at ten in the evening, for ten past seven in the morning: nobody is written to before half past."""
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    wish = Wish((EventType.PARTY_LECTURE,), D(2026, 12, 9), dt.time(7, 10), 60)
    made = await meetings.plan(house, secretary, town.inner.id, wish)
    async with house.db.write() as session:
        await session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.subject == f"meeting:{made.id}", OutboxMessage.dedupe_key.contains(":invite:"))
            .values(state=OutboxState.SENT, message_ids=[1], ended_at=NOW)
        )
    set_clock(house, dt.datetime(2026, 12, 8, 14, tzinfo=dt.UTC))
    await meetings.cancel(house, secretary, town.inner.id, made.id)
    assert await _stored(house) == []
    assert (await delivery.turn(house, "me", want=20)).letters == []
    assert (await tasks.reconcile_all(house)).added == 1
    assert (await tasks.reconcile_all(house)).changes == 0
    (task,) = await tasks.mine(house, secretary)
    assert (task.key, task.phone) == ("tasks-undelivered-meetings-cancelled", True)
    assert "张敏" in [one["vars"]["name"] for one in task.vars["names"]["lines"]]
    set_clock(house, made.starts_at)
    await tasks.reconcile_all(house)
    assert [row.closed_as for row in await _stored(house)] == [TaskEnd.OVER]


async def test_a_newer_word_about_the_same_meeting_overtakes_the_older_task(house: House) -> None:
    town = await make_town(house)
    made = await _invited(house, town)
    await tasks.reconcile_all(house)
    secretary = await town.actor(house, town.secretary)
    await meetings.move(house, secretary, town.inner.id, made.id, D(2026, 12, 16), dt.time(15))
    await _lose(house, made_subject := f"meeting:{made.id}", ":v2:", town.plain.id, OutboxReason.BLOCKED)
    await tasks.reconcile_all(house)
    rows = await _stored(house)
    assert [(row.subject, row.closed_as) for row in rows] == [(made_subject, TaskEnd.OVER), (made_subject, None)]
    (task,) = await tasks.mine(house, secretary)
    assert task.vars["count"] == 1


async def test_old_losses_and_unimportant_ones_make_no_task(house: House) -> None:
    town = await make_town(house)
    await _invited(house, town)
    async with house.db.write() as session:
        await session.execute(update(OutboxMessage).values(kind="steward_notice"))
    assert (await tasks.reconcile_all(house)).changes == 0
    async with house.db.write() as session:
        await session.execute(update(OutboxMessage).values(kind="meeting_notice"))
    set_clock(house, house.now() + 60 * HOUR)
    assert (await tasks.reconcile_all(house)).changes == 0


async def test_the_word_about_a_task_is_looked_at_again(house: House) -> None:
    town = await make_town(house)
    await _invited(house, town)
    await tasks.reconcile_all(house)
    async with house.db.read() as session:
        word = (await session.scalars(select(OutboxMessage).where(OutboxMessage.kind == tasks.KIND))).one()
        pending = [Pending(word.id, word.kind, word.subject, word.payload, word.member_id, None, None, word.due_at)]
        assert word.member_id == town.secretary.id
        assert await tasks.stale(house, session, pending, NOW) == set()
    (row,) = await _stored(house)
    await tasks.close(house, await town.actor(house, town.secretary), row.id, TaskEnd.PHONED)
    async with house.db.read() as session:
        assert await tasks.stale(house, session, pending, NOW) == {word.id}


# --- who has no account -----------------------------------------------------------------------------------------------


async def _called(house: House, town: Town, day: dt.date) -> int:
    """A meeting, invited to five days before; its invitation finds no account of one member."""
    secretary = await town.actor(house, town.secretary)
    made = await meetings.plan(house, secretary, town.inner.id, Wish((EventType.PARTY_LECTURE,), day, dt.time(15), 60))
    await _lose(house, f"meeting:{made.id}", ":v1:invite:", town.silent.id, OutboxReason.NEVER_STARTED)
    await tasks.reconcile_all(house)
    return made.id


async def test_who_has_no_account_is_on_one_list_a_week(house: House) -> None:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    await _called(house, town, D(2026, 11, 25))
    second = await _called(house, town, D(2026, 11, 27))
    (row,) = await _stored(house)
    assert (row.kind, row.subject, row.asked) == ("unreached", "week:2026-11-16", "0")
    assert row.until == dt.datetime(2026, 11, 27, 7, tzinfo=dt.UTC)
    assert (await tasks.reconcile_all(house)).changes == 0
    (task,) = await tasks.mine(house, secretary)
    assert (task.key, task.vars["count"], task.phone, task.door) == ("tasks-unreached", 1, True, None)
    assert [(one["key"], one["vars"].get("name")) for one in task.vars["people"]["lines"]] == [
        ("tasks-name", "欧阳静"),
        ("tasks-unreached-thing", None),
        ("tasks-unreached-thing", None),
    ]
    # A meeting that is called off is nothing to tell any more.
    await meetings.cancel(house, secretary, town.inner.id, second)
    (task,) = await tasks.mine(house, secretary)
    assert len(task.vars["people"]["lines"]) == 2


async def test_who_is_told_the_same_stands_together(house: House) -> None:
    town = await make_town(house)
    async with house.db.write() as session:
        wang = await factories.make_member(session, town.inner, "王二小")
    await _called(house, town, D(2026, 11, 25))
    async with house.db.read() as session:
        meeting = (await session.scalars(select(Meeting.id))).one()
    await _lose(house, f"meeting:{meeting}", ":v1:invite:", wang.id, OutboxReason.NEVER_STARTED)
    await tasks.reconcile_all(house)
    (task,) = await tasks.mine(house, await town.actor(house, town.secretary))
    assert [(one["key"], one["vars"].get("name")) for one in task.vars["people"]["lines"]] == [
        ("tasks-name", "欧阳静"),
        ("tasks-name", "王二小"),
        ("tasks-unreached-thing", None),
    ]


async def test_what_comes_after_this_week_s_list_waits_for_the_next_unless_that_is_too_late(house: House) -> None:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    await _called(house, town, D(2026, 11, 25))
    (row,) = await _stored(house)
    set_clock(house, NOW + HOUR)
    await tasks.close(house, secretary, row.id, TaskEnd.PHONED)
    set_clock(house, NOW + 2 * HOUR)
    await _called(house, town, D(2026, 11, 26))
    assert len(await _stored(house)) == 1, "next Monday is soon enough"
    await _called(house, town, D(2026, 11, 22))
    assert [one.asked for one in await _stored(house)] == ["0", "1"]
    await tasks.close(house, secretary, (await _stored(house))[1].id, TaskEnd.PHONED)
    set_clock(house, dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC))
    await _called(house, town, D(2026, 11, 30))
    assert len(await _stored(house)) == 2
    set_clock(house, dt.datetime(2026, 11, 23, 0, tzinfo=dt.UTC))
    await tasks.reconcile_all(house)
    assert [one.subject for one in await _stored(house)][2:] == ["week:2026-11-23"]
