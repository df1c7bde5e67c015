"""The check for what nobody looks after any more: told to the office once, over by itself when it is put right."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update

from db.accounts import Binding
from db.escalations import HumanTask
from db.members import Member
from db.names import BranchRole, MemberStatus, OutboxState, TaskEnd
from db.organisations import RoleGrant
from db.outbox import OutboxMessage
from services import roles, tasks
from services.house import House
from services.orphans.planner import reconcile_all
from tests import factories
from tests.fixtures.houses import NOW
from tests.services.people import Town, make_town

_DAY = dt.timedelta(days=1)


async def _tasks(house: House, town: Town) -> list[str]:
    return [one.key for one in await tasks.mine(house, await town.actor(house, town.office))]


async def test_a_branch_that_lost_its_secretary_is_the_office_s_task_until_it_has_one(house: House) -> None:
    town = await make_town(house)
    assert not (await reconcile_all(house)).changes
    async with house.db.write() as session:
        ended = update(RoleGrant).where(RoleGrant.organisation_id == town.inner.id)
        await session.execute(ended.values(ends_on=house.today() - _DAY))
    assert (await reconcile_all(house)).added == 1
    assert not (await reconcile_all(house)).changes
    assert await _tasks(house, town) == ["tasks-orphans-leader"]
    office = await town.actor(house, town.office)
    await roles.grant(house, office, town.inner.id, BranchRole.SECRETARY, town.plain.id, house.today())
    await reconcile_all(house)
    async with house.db.read() as session:
        ends = list(await session.scalars(select(HumanTask.closed_as)))
        words = list(await session.scalars(select(OutboxMessage.state).where(OutboxMessage.kind == tasks.KIND)))
    assert (ends, words) == ([TaskEnd.ANSWERED], [OutboxState.SKIPPED])


async def test_what_bears_the_name_of_somebody_gone_is_found(house: House) -> None:
    town = await make_town(house)
    async with house.db.write() as session:
        account = town.accounts[town.plain.id]
        _, item = await factories.make_checklist(session, town.inner, "借会议室")
        item.owner_id = town.plain.id
        chat = factories.chat_of(town.inner)
        chat.bound_by = account.id
        meeting = factories.meeting_of(town.inner)
        session.add_all([chat, meeting])
        await session.flush()
        session.add(factories.record_of(meeting.id, account.id, chair_id=town.plain.id))
    assert not (await reconcile_all(house)).changes
    async with house.db.write() as session:
        left = update(Member).where(Member.id == town.plain.id)
        await session.execute(left.values(status=MemberStatus.LEFT, left_at=NOW))
        await session.execute(update(Binding).where(Binding.member_id == town.plain.id).values(unbound_at=NOW))
    assert (await reconcile_all(house)).added == 1
    (task,) = await tasks.mine(house, await town.actor(house, town.office))
    assert task.key == "tasks-orphans-things"
    assert {one["key"] for one in task.vars["lines"]["lines"]} == {
        "tasks-orphans-item",
        "tasks-orphans-record",
        "tasks-orphans-chat",
    }
    # Dealt with as it is: the same things make no second task.
    await tasks.close(house, await town.actor(house, town.office), task.id, TaskEnd.HANDLED)
    assert not (await reconcile_all(house)).changes
    assert await _tasks(house, town) == []


async def test_a_branch_that_never_had_a_leader_is_no_orphan(house: House) -> None:
    town = await make_town(house)
    async with house.db.write() as session:
        branch = await factories.make_branch(session, "新支部", parent=town.committee)
        await factories.make_member(session, branch, "钱新")
    assert not (await reconcile_all(house)).changes
