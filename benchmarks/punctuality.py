"""Planning and being on time: a month of 10,000 members, 10,000 due at one instant, and ticks beside a long history.

- A month is planned: 200 branches of 50 members, their dues of this month and the next, once a day, with nobody
  sending. The second day looks at everything once more before it is believed, and so does every seventh after it.
- 10,000 reminders of 10,000 members for one instant: how long until the last of them is queued (and so can no longer be
  lost), and, through a sender that answers at once, how late the loop handed each over once the instant had come.
- A tick with nothing due, in an outbox of 1,000 rows and of 1,000,000.
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

from sqlalchemy import event, insert, text

from benchmarks.support import hall, report
from benchmarks.support.server import CLIENT_CORE, pin, resident_mb
from db.names import Lane, OutboxAction, OutboxState, OutboxTarget
from db.outbox import OutboxMessage
from scheduler.delivery import DeliveryLoop, Pace
from scheduler.ports import Room
from services import delivery, dues
from services.clock import FixedClock
from services.delivery import Letter, Result
from services.house import House
from services.outcomes import Sent

FIRST = 1_000_000
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


@asynccontextmanager
async def _fresh() -> AsyncIterator[House]:
    with tempfile.TemporaryDirectory() as folder:
        async with hall.house(Path(folder) / "zhibu.db") as house:
            yield house


async def planning(members: int, days: int) -> dict[str, float]:
    """Plan a month of everybody, once a day."""
    async with _fresh() as fresh:
        await hall.fill(fresh, range(FIRST, FIRST + members))
        clock = FixedClock(dt.datetime(2026, 10, 31, 16, 5, tzinfo=dt.UTC))  # 00:05 on 1 November
        house = dataclasses.replace(fresh, clock=clock)
        counting, before, most = Counting(house), resident_mb(), resident_mb()
        added, cpu, took = 0, 0.0, []
        for _ in range(days):
            begun, used = time.perf_counter(), time.process_time()
            done = await dues.reconcile_all(house)
            took.append(time.perf_counter() - begun)
            cpu += time.process_time() - used
            added += done.added
            most = max(most, resident_mb())
            clock.moment += dt.timedelta(days=1)
        return {
            "reminders": added,
            "first_seconds": took[0],
            "quiet_day_seconds": statistics.median(took[1:]),
            "month_seconds": sum(took),
            "month_cpu_seconds": cpu,
            "statements": counting.statements,
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


async def ticks(rows: int, rounds: int) -> dict[str, float]:
    """What a turn and a sweep with nothing due cost beside so many ended rows, milliseconds."""
    async with _fresh() as house:
        await hall.fill(house, range(FIRST, FIRST + 1_000))
        await _history(house, rows)
        await hall.queue(house, "later", 1_000, due_at=house.now() + dt.timedelta(days=1))
        took: list[float] = []
        for _ in range(rounds):
            begun = time.perf_counter()
            turned = await delivery.turn(house, "owner", want=16)
            await delivery.sweep(house, "owner")
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


def measure(members: int, days: int, crowded: int, rows: int, rounds: int) -> report.Found:
    """Run the benchmark.

    Args:
        members: Of the planned month.
        days: How many days are planned through.
        crowded: How many are due at one instant.
        rows: Of the long history.
        rounds: Of the crowd and, hundredfold, of the ticks.
    """
    pin(0, CLIENT_CORE)
    planned = asyncio.run(planning(members, days))
    crowds = [asyncio.run(crowd(crowded)) for _ in range(rounds)]
    short = asyncio.run(ticks(SHORT_HISTORY, 100 * rounds))
    long = asyncio.run(ticks(rows, 100 * rounds))
    return {
        "name": "punctuality",
        "conditions": report.conditions(
            database="SQLite, WAL, synchronous FULL",
            members=members,
            days=days,
            planning={name: round(value, 3) for name, value in planned.items()},
            crowd=crowded,
            crowd_queued_seconds=report.spread([one["queued"] for one in crowds], 3),
            crowd_last_sent_seconds=report.spread([one["last"] for one in crowds], 3),
            crowd_p50_sent_seconds=report.spread([one["p50"] for one in crowds], 3),
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
    sizes = (1_000, 5, 1_000, 20_000, 1) if arguments.quick else (10_000, 30, 10_000, 1_000_000, 5)
    report.run(arguments, lambda: measure(*sizes))


if __name__ == "__main__":
    main()
