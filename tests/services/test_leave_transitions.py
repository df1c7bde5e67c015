"""Any sequence of answers and decisions leaves one answer, and messages that fit it."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db.leave import LeaveRequest
from db.meetings import MeetingReply
from db.names import LeaveState, LeaveType, OutboxState
from db.outbox import OutboxMessage
from services import meetings
from services.access import Actor
from services.house import House
from services.leave import acts, deciding
from services.leave.facts import OPEN
from services.meetings import planner
from tests import factories
from tests.fixtures.houses import house_at
from tests.services.people import Town, make_town

STARTS = dt.datetime(2026, 12, 9, 7, 0, tzinfo=dt.UTC)

#: What the person has said, after each step: the whole rule in one table. What is not named stays as it is.
COMING, PENDING, APPROVED, NOTHING = "coming", "pending", "approved", "nothing"
STEPS: dict[str, dict[str, str]] = {
    "come": {NOTHING: COMING, PENDING: COMING, APPROVED: COMING},
    "ask": {NOTHING: PENDING, COMING: PENDING},
    "ask another": {NOTHING: PENDING, COMING: PENDING},
    "withdraw": {COMING: NOTHING, PENDING: NOTHING, APPROVED: NOTHING},
    "approve": {PENDING: APPROVED},
    "refuse": {PENDING: NOTHING},
    "enter": {NOTHING: APPROVED, COMING: APPROVED, PENDING: APPROVED},
    "another day": {COMING: NOTHING, PENDING: NOTHING, APPROVED: NOTHING},
    "another hour": {},
}


class Play:
    """One meeting, one member, one secretary."""

    def __init__(self, house: House, town: Town, plain: Actor, secretary: Actor, meeting: int) -> None:
        self.house, self.town, self.plain, self.secretary, self.meeting = house, town, plain, secretary, meeting
        self.day, self.hour = dt.date(2026, 12, 9), 15

    async def act(self, step: str) -> None:
        """Do one step."""
        house, meeting = self.house, self.meeting
        member = self.town.plain.id
        steps: dict[str, Callable[[], Awaitable[object]]] = {
            "come": lambda: acts.come(house, self.plain, meeting),
            "ask": lambda: acts.ask(house, self.plain, meeting, LeaveType.DUTY),
            "ask another": lambda: acts.ask(house, self.plain, meeting, LeaveType.SICK),
            "withdraw": lambda: acts.withdraw(house, self.plain, meeting),
            "approve": lambda: self._decide(approve=True),
            "refuse": lambda: self._decide(approve=False),
            "enter": lambda: acts.ask(house, self.secretary, meeting, LeaveType.DUTY, member_id=member),
            "another day": lambda: self._move(1, 0),
            "another hour": lambda: self._move(0, 1),
        }
        await steps[step]()

    async def _decide(self, *, approve: bool) -> None:
        """Press the button of every card there has ever been: stale ones change nothing."""
        async with self.house.db.read() as session:
            ids = list(await session.scalars(select(LeaveRequest.id).order_by(LeaveRequest.id)))
        for leave_id in ids:
            await deciding.decide(self.house, self.secretary, leave_id, approve=approve)

    async def _move(self, days: int, hours: int) -> None:
        self.day += dt.timedelta(days=days)
        self.hour = 9 + (self.hour - 9 + hours) % 10
        await meetings.move(self.house, self.secretary, self.town.inner.id, self.meeting, self.day, dt.time(self.hour))

    async def seen(self) -> str:
        """What the tables say, and that they say only one thing."""
        async with self.house.db.read() as session:
            leave = list(await session.scalars(select(LeaveRequest)))
            replies = list(await session.scalars(select(MeetingReply)))
            rows = list(await session.scalars(select(OutboxMessage)))
        there = [row for row in leave if row.state in OPEN]
        assert len(there) + len(replies) <= 1
        reminded = {row.member_id for row in rows if row.kind == "meeting_reminder" and row.state is OutboxState.QUEUED}
        away = any(row.state is LeaveState.APPROVED for row in there)
        assert (self.town.plain.id in reminded) is not away
        assert self.town.silent.id in reminded
        decided = [row for row in leave if row.decided_by is not None and row.asked_by == self.plain.account_id]
        results = Counter(row.subject for row in rows if row.kind == "leave_result")
        assert set(results) == {f"leave:{row.id}" for row in decided}
        assert set(results.values()) <= {1}
        waiting = {row.subject for row in rows if row.kind == "leave_card" and row.state is OutboxState.QUEUED}
        assert waiting == {f"leave:{row.id}" for row in there if row.state is LeaveState.PENDING}
        if replies:
            return COMING
        return {LeaveState.PENDING: PENDING, LeaveState.APPROVED: APPROVED}[there[0].state] if there else NOTHING


async def _play(path: Path, steps: list[str]) -> None:
    house = house_at(f"sqlite:///{path}")
    try:
        town = await make_town(house)
        async with house.db.write() as session:
            row = factories.meeting_of(town.inner, STARTS)
            session.add(row)
            await session.flush()
            scene = await planner.scene_for(house, session, town.inner.id)
            await planner.tell(session, scene, [row], house.now())
        secretary = await town.actor(house, town.secretary)
        play = Play(house, town, await town.actor(house, town.plain), secretary, row.id)
        expected = NOTHING
        for step in steps:
            await play.act(step)
            expected = STEPS[step].get(expected, expected)
            assert await play.seen() == expected, step
    finally:
        await house.db.close()


@given(steps=st.lists(st.sampled_from(sorted(STEPS)), min_size=1, max_size=8))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_sequence_leaves_one_answer(sqlite_template: Path, tmp_path: Path, steps: list[str]) -> None:
    path = tmp_path / f"{uuid4()}.db"
    shutil.copy(sqlite_template, path)
    asyncio.run(_play(path, steps))
