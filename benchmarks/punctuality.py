"""Planning and being on time: a month of 10,000 members, 10,000 due at one instant, and ticks beside a long history.

- A month is planned: 200 branches of 50 members, each with a secretary and the rules as they ship, by every planner
  there is, once a day. The first run plans the whole horizon of a house in which nothing was planned; it is printed by
  itself, with the reminders it made. Then 30 days pass, each with its run: that is the month, printed also by planner,
  with the statements. What is due by the next day is marked as sent in between, which is not measured.
- 10,000 reminders of 10,000 members for one instant. "The last one queued within 1 s" is taken to mean: from the moment
  somebody asks for them until the commit after which none can be lost. How late each was handed to a sender that
  answers at once, with the budget lifted, is printed beside it: ``crowd_last_sent_seconds`` is the last one's.
- Within Telegram's budget of 30 a second the last of 10,000 cannot be less than 333 s late. So what is measured is how
  far each lies behind its place in the budget (the n-th at n / 30 s), through the product's own limiter; printed.
- A tick with nothing due, in an outbox of 1,000 rows and of 1,000,000: everything the engine does whenever it ticks, a
  delivery's turn, the sweep, the look at the queue, and the one planner that is due with every tick.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, insert, select, text, update

from benchmarks.support import hall, report
from benchmarks.support.server import CLIENT_CORE, pin, resident_mb
from bot.limiter import TwoLaneLimiter
from bot.process import settle_memory
from db.members import Membership
from db.names import BranchRole, Lane, OutboxAction, OutboxState, OutboxTarget
from db.organisations import RoleGrant
from db.outbox import OutboxMessage
from scheduler.delivery import DeliveryLoop, Pace
from scheduler.planners import PLANNERS
from scheduler.ports import Room
from services import claiming, delivery, dues, health
from services.clock import FixedClock
from services.delivery import Letter, Result
from services.house import House
from services.kinds import policy_of
from services.outcomes import Sent
from services.rollcall import unexplained

FIRST = 1_000_000
#: Messages a second, as Telegram gives them to everybody.
BUDGET = 30
PLAN_SECONDS_BAR, PLAN_MB_BAR = 20.0, 300.0
LATEST_BAR_SECONDS = 1.0
TICK_MS_BAR = 5.0
#: A tick may cost so much more beside a thousand times the history: noise, not growth.
GROWTH_BAR = 1.5
SHORT_HISTORY = 1_000
_CHUNK = 5_000


class Counting:
    """Counts the statements of a house."""

    def __init__(self, house: House) -> None:
        self.statements = 0
        for engine in (house.db.engine, house.db._reading):  # noqa: SLF001 - the reading engine has no other door
            event.listen(engine.sync_engine, "before_cursor_execute", self._count)

    def _count(self, *_: Any) -> None:
        self.statements += 1


class Instant:
    """A sender that answers at once and notes when each letter was handed to it."""

    def __init__(self) -> None:
        self.at: dict[int, float] = {}

    def room(self, held: int = 0) -> Room:
        """Always."""
        return Room(max(0, 1_000 - held), 0.0)

    def wait_for(self, address: str) -> float:
        """Never."""
        del address
        return 0.0

    async def send(self, letter: Letter) -> Result:
        """Note and answer."""
        self.at[letter.id] = time.perf_counter()
        return Result(letter.id, Sent(), (letter.id,))


class Budgeted(Instant):
    """The same behind the product's limiter, as it is set when nobody has changed it."""

    def __init__(self) -> None:
        super().__init__()
        self._limiter = TwoLaneLimiter()

    def room(self, held: int = 0) -> Room:
        """As the limiter has it."""
        return self._limiter.room(held)

    def wait_for(self, address: str) -> float:
        """As the limiter has it."""
        return self._limiter.wait_for(address)

    async def send(self, letter: Letter) -> Result:
        """Wait for the place in the budget, note and answer."""
        sent: list[Result] = []

        async def arrive() -> bool:
            sent.append(await Instant.send(self, letter))
            return True

        await self._limiter.process_request(arrive, (), {}, "sendMessage", {"chat_id": letter.address}, Lane.BULK)
        return sent[-1]


@asynccontextmanager
async def _fresh() -> AsyncIterator[House]:
    with tempfile.TemporaryDirectory() as folder:
        async with hall.house(Path(folder) / "zhibu.db") as house:
            yield house


async def _secretaries(house: House) -> None:
    """The first member of every branch leads it: without anybody to tell, planning is cheap."""
    async with house.db.write() as session:
        first = select(func.min(Membership.member_id).label("member_id"), Membership.branch_id)
        rows = await session.execute(first.group_by(Membership.branch_id))
        since = {"role": BranchRole.SECRETARY, "starts_on": dt.date(2020, 1, 1)}
        grants = [{"member_id": row.member_id, "organisation_id": row.branch_id, **since} for row in rows]
        await session.execute(insert(RoleGrant), grants)


async def _sent(house: House) -> None:
    """Mark what is due as sent, as a delivery leaves it."""
    now = house.now()
    async with house.db.write() as session:
        done = await session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.state == OutboxState.QUEUED, OutboxMessage.due_at <= now)
            .values(state=OutboxState.SENT, ended_at=OutboxMessage.due_at)
            .returning(OutboxMessage.subject, OutboxMessage.kind, OutboxMessage.member_id)
            .execution_options(synchronize_session=False)
        )
        told = {(row.subject, row.member_id) for row in done if policy_of(row.kind).remembers}
        await claiming.doubt_told(session, told)


async def planning(members: int, days: int) -> dict[str, Any]:
    """Plan everybody for the first time, and then once a day."""
    settle_memory()  # as `zhibu run` does when it is built
    async with _fresh() as fresh:
        await hall.fill(fresh, range(FIRST, FIRST + members))
        await _secretaries(fresh)
        clock = FixedClock(dt.datetime(2026, 10, 31, 16, 5, tzinfo=dt.UTC))  # 00:05 on 1 November
        house = dataclasses.replace(fresh, clock=clock)
        counting, before, most = Counting(house), resident_mb(), resident_mb()
        added, days_cpu, took = [0] * (days + 1), [0.0] * (days + 1), [0.0] * (days + 1)
        by_planner = {planner.name: {"cpu": 0.0, "statements": 0} for planner in PLANNERS}
        for day in range(days + 1):
            for planner in PLANNERS:
                begun, used, asked = time.perf_counter(), time.process_time(), counting.statements
                done = await planner.plan(house)
                took[day] += time.perf_counter() - begun
                cpu = time.process_time() - used
                days_cpu[day] += cpu
                added[day] += done.added
                if day:
                    by_planner[planner.name]["cpu"] += cpu
                    by_planner[planner.name]["statements"] += counting.statements - asked
            most = max(most, resident_mb())
            clock.moment += dt.timedelta(days=1)
            await _sent(house)
        return {
            "first_run_reminders": added[0],
            "first_run_seconds": took[0],
            "first_run_cpu_seconds": days_cpu[0],
            "month_reminders": sum(added[1:]),
            "median_day_cpu_seconds": statistics.median(days_cpu[1:]),
            "month_seconds": sum(took[1:]),
            "month_cpu_seconds": sum(days_cpu[1:]),
            "statements": sum(one["statements"] for one in by_planner.values()),
            "by_planner": {
                name: {"cpu": round(one["cpu"], 2), "statements": one["statements"]} for name, one in by_planner.items()
            },
            "added_mb": most - before,
            "resident_mb": most,
        }


async def crowd(many: int) -> dict[str, float]:
    """So many due at one instant: how late each was handed to the sender."""
    async with _fresh() as house:
        await hall.fill(house, range(FIRST, FIRST + many))
        clock = house.clock
        assert isinstance(clock, FixedClock)
        instant = clock.moment + dt.timedelta(hours=1)
        queued = await hall.queue(house, "crowd", many, due_at=instant)
        sender = Instant()
        loop = DeliveryLoop(house, sender, Pace(concurrency=256))
        running = asyncio.create_task(loop.run())
        await asyncio.sleep(0.2)
        early = len(sender.at)
        clock.moment = instant
        begun = time.perf_counter()
        loop.wake()
        async with asyncio.timeout(120):
            while len(sender.at) < many:  # noqa: ASYNC110 - the sender must do nothing but note
                await asyncio.sleep(0.01)
        loop.stop()
        await running
        await hall.all_sent(house, "crowd", many)
        late = sorted(at - begun for at in sender.at.values())
        return {
            "early": early,
            "lost": many - len(late),
            "queued": queued,
            "p50": late[len(late) // 2],
            "last": late[-1],
        }


async def within_budget(many: int) -> dict[str, float]:
    """So many due at one instant, 30 a second: how far each was behind its place in the budget, seconds."""
    async with _fresh() as house:
        await hall.fill(house, range(FIRST, FIRST + many))
        await hall.queue(house, "paced", many)
        sender = Budgeted()
        loop = DeliveryLoop(house, sender, Pace())
        begun = time.perf_counter()
        running = asyncio.create_task(loop.run())
        async with asyncio.timeout(60 + many):
            while len(sender.at) < many:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.01)
        loop.stop()
        await running
        late = [at - begun - place / BUDGET for place, at in enumerate(sorted(sender.at.values()))]
        return {"median": round(statistics.median(late), 3), "worst": round(max(late), 3)}


async def ticks(rows: int, rounds: int) -> dict[str, float]:
    """What the engine's tick costs with nothing due, beside so many ended rows, milliseconds."""
    async with _fresh() as house:
        await hall.fill(house, range(FIRST, FIRST + 1_000))
        await _history(house, rows)
        await hall.queue(house, "later", 1_000, due_at=house.now() + dt.timedelta(days=1))
        took: list[float] = []
        for _ in range(rounds):
            begun = time.perf_counter()
            turned = await delivery.turn(house, "owner", want=16)
            await delivery.sweep(house, "owner")
            await health.queue(house)
            await unexplained.plan(house)
            took.append((time.perf_counter() - begun) * 1000)
            assert not turned.letters
        return {"median": statistics.median(took), "p95": report.percentile(took, 95)}


async def _history(house: House, rows: int) -> None:
    """Rows that have ended, as a year leaves them."""
    now = house.now()
    for start in range(0, rows, _CHUNK):
        made = [
            {
                "kind": dues.KIND,
                "target": OutboxTarget.MEMBER,
                "member_id": number % 1_000 + 1,
                "action": OutboxAction.SEND,
                "part_no": 1,
                "dedupe_key": f"old:{number}",
                "subject": f"dues:old:{number // 50}",
                "payload": hall.REMINDER.as_json(),
                "lane": Lane.BULK,
                "priority": 100,
                "due_at": now - dt.timedelta(days=1 + number % 365),
                "not_before": now - dt.timedelta(days=1 + number % 365),
                "state": OutboxState.SENT,
                "attempts": 0,
                "unknowns": 0,
                "created_at": now,
                "ended_at": now,
                "message_ids": [number],
            }
            for number in range(start, min(start + _CHUNK, rows))
        ]
        async with house.db.write() as session:
            await session.execute(insert(OutboxMessage), made)
    async with house.db.write() as session:
        await session.execute(text("ANALYZE"))


def measure(members: int, days: int, crowded: int, rows: int, rounds: int, paced: int) -> report.Found:
    """Run the benchmark.

    Args:
        members: Of the planned month.
        days: How many days are planned through.
        crowded: How many are due at one instant.
        rows: Of the long history.
        rounds: Of the crowd and, hundredfold, of the ticks.
        paced: How many are due at one instant within the budget.
    """
    pin(0, CLIENT_CORE)
    planned = asyncio.run(planning(members, days))
    crowds = [asyncio.run(crowd(crowded)) for _ in range(rounds)]
    budgeted = asyncio.run(within_budget(paced))
    short = asyncio.run(ticks(SHORT_HISTORY, 100 * rounds))
    long = asyncio.run(ticks(rows, 100 * rounds))
    return {
        "name": "punctuality",
        "conditions": report.conditions(
            database="SQLite, WAL, synchronous FULL",
            members=members,
            days=days,
            planning={
                name: round(value, 3) if isinstance(value, float) else value for name, value in planned.items()
            },
            crowd=crowded,
            crowd_queued_seconds=report.spread([one["queued"] for one in crowds], 3),
            crowd_last_sent_seconds=report.spread([one["last"] for one in crowds], 3),
            crowd_p50_sent_seconds=report.spread([one["p50"] for one in crowds], 3),
            within_the_budget={"due_at_once": paced, "seconds_behind_its_place": budgeted},
            tick_ms={
                f"{SHORT_HISTORY} rows": {name: round(value, 3) for name, value in short.items()},
                f"{rows} rows": {name: round(value, 3) for name, value in long.items()},
            },
        ),
        "peers": [],
        "bars": [
            report.bar(
                f"seconds to plan a month of {members} members", planned["month_seconds"], PLAN_SECONDS_BAR,
                at_least=False,
            ),
            report.bar("MB of the planning process", planned["resident_mb"], PLAN_MB_BAR, at_least=False),
            report.bar(f"lost of {crowded} due at one instant", sum(one["lost"] for one in crowds), 0, at_least=False),
            report.bar("sent early", sum(one["early"] for one in crowds), 0, at_least=False),
            report.bar(
                "seconds until the last of them was queued", statistics.median(one["queued"] for one in crowds),
                LATEST_BAR_SECONDS, at_least=False,
            ),
            report.bar(f"ms of a tick with nothing due, {rows} rows", long["median"], TICK_MS_BAR, at_least=False),
            report.bar("times a tick beside 1,000 rows", long["median"] / short["median"], GROWTH_BAR, at_least=False),
        ],
    }  # fmt: skip


def main() -> None:
    """Measure and print."""
    arguments = report.parser("punctuality", __doc__).parse_args()
    sizes = (1_000, 5, 1_000, 20_000, 1, 90) if arguments.quick else (10_000, 30, 10_000, 1_000_000, 5, 600)
    report.run(arguments, lambda: measure(*sizes))


if __name__ == "__main__":
    main()
