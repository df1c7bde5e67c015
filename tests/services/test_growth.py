"""What one branch asks costs nothing of the others': no statement walks through a table that grows with the house."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from services import attendance, month_pack, rollcall
from services.attendance import Span
from services.house import House
from services.month_pack import Month
from services.passing import Tap
from services.rollcall import keeping, taps
from tests.services.rollcall.hall import Hall, clock, make_hall

#: Tables with a row or more for each member of the house, or for each meeting there ever was.
GROWING = (
    "attendance",
    "attendance_changes",
    "members",
    "memberships",
    "meetings",
    "accounts",
    "bindings",
    "leave_requests",
)
#: Meetings of a time, whoever holds them.
_EVERYBODY_S = "ix_meetings_starts_at"

Asked = list[tuple[str, Any]]


@contextmanager
def _listening(house: House) -> Iterator[Asked]:
    asked: Asked = []

    def seen(_c: object, _cursor: object, statement: str, parameters: Any, _context: object, many: bool) -> None:
        if not many and statement.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            asked.append((statement, parameters))

    engines = (house.db.engine.sync_engine, house.db.reading.sync_engine)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", seen)
    yield asked
    for engine in engines:
        event.remove(engine, "before_cursor_execute", seen)


async def _walks(house: House, asked: Asked) -> list[tuple[str, str]]:
    """Each step of a plan that reads a growing table from its beginning to its end, or all meetings of a time."""
    found = []
    async with house.db.read() as session:
        connection = await session.connection()
        for statement, parameters in asked:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            for row in plan:
                step, table = row.detail.split()[:2]
                whole = step == "SCAN" and table in GROWING
                if whole or _EVERYBODY_S in row.detail:
                    found.append((row.detail, statement))
    return found


async def _calls_the_roll(hall: Hall) -> None:
    actor = await hall.actor(hall.secretary)
    await rollcall.begin(hall.house, actor, hall.branch.id, hall.meeting)
    await rollcall.view(hall.house, actor, hall.branch.id, hall.meeting)
    await rollcall.tell(hall.house, actor, hall.branch.id, hall.meeting)


async def _checks_in(hall: Hall) -> None:
    address = hall.accounts[hall.people[0].id].address
    await taps.desk(hall.house).put(Tap("telegram", address, hall.meeting, hall.house.now()))
    await rollcall.mine(hall.house, await hall.actor(hall.people[1]))


async def _keeps_the_board(hall: Hall) -> None:
    await keeping.begin_round(hall.house)


async def _exports(hall: Hall) -> None:
    actor = await hall.actor(hall.secretary)
    span = Span(2026, 4)
    await attendance.board(hall.house, actor, hall.branch.id, span)
    await attendance.summary(hall.house, actor, hall.branch.id, span)
    await month_pack.contents(hall.house, actor, hall.branch.id, Month(2026, 11))


@pytest.mark.parametrize("act", [_calls_the_roll, _checks_in, _keeps_the_board, _exports])
async def test_nothing_is_walked_through(sqlite_house: House, act: Callable[[Hall], Awaitable[None]]) -> None:
    hall = await make_hall(sqlite_house)
    clock(sqlite_house, *((15, 50) if act is _exports else (14, 50)))
    with _listening(sqlite_house) as asked:
        await act(hall)
    assert asked
    assert await _walks(sqlite_house, asked) == []
