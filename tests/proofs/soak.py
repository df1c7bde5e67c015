"""Twenty simulated hours of a hospital in one: memory, open files, answers and the database over all of them.

::

    roster, phones ── the real process ── the playground's clock, 20 times as fast, budgets 20 times as wide
        ── announcements, roll-calls, quizzes, dues, and people who look around all the time ──
        every few seconds: memory, files, database, queue ── at the end: everything sent arrived, and once

``python -m tests.proofs.soak --hours 20`` takes an hour; it prints a line a minute and at last a table.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime as dt
import json
import os
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.support import hall
from benchmarks.support.server import CLIENT_CORE, TOKEN, ServerProcess, pin, resident_mb, serving
from playground.client import Playground
from services.clock import FixedClock
from tests.proofs import nursery, soak_found, soak_process
from tests.proofs.kill import Started
from tests.proofs.soak_found import WARM, Found, Sample
from tests.proofs.soak_people import People
from tests.proofs.soak_record import Record
from tests.proofs.soak_town import FIRST, Town, build

SPEED = 20.0
#: The hours of a whole run, simulated.
_WHOLE = 20.0
#: Where in the hours a month ends: dues are opened then.
_MIDNIGHT = 9 / 20
_MONTH_ENDS = dt.datetime(2026, 11, 30, 16, 0, tzinfo=dt.UTC)
#: Real seconds between two steps of the clock, two looks at the record, two samples.
_STEP, _LOOK, _SAMPLE = 0.5, 1.0, 5.0
#: Real seconds everything may take to arrive when nobody does anything any more.
_PATIENCE = 120.0
#: How often somebody looks around, in a simulated hour.
_LOOKS_AN_HOUR = 720.0
#: Simulated seconds in which everything has its turn once, and not more.
_SHORT = 1_800.0
_STRANGERS = 15
_PER_SECOND, _PER_CHAT, _PER_GROUP, _LEASE = 30, 1, 20, 60
#: Seconds a press may be answered.
_PRESS = 15


class Soak:
    """One run.

    Args:
        server: The playground.
        world: The same, as testers see it.
        database: Of the process, a SQLite file.
        process: What is watched.
        people: Who use it.
        found: What it shows.
    """

    def __init__(
        self,
        server: ServerProcess,
        world: Playground,
        database: Path,
        process: Started,
        people: People,
        record: Record,
        found: Found,
    ) -> None:
        self._server, self._world, self._database, self._process = server, world, database, process
        self._people, self._record, self._found = people, record, found
        self._begun = time.monotonic()
        self._announced: list[str] = []
        self._printed = 0.0

    @property
    def _past(self) -> float:
        """The share of the hours that is over."""
        return (time.monotonic() - self._begun) * self._found.speed / (self._found.hours * 3_600)

    def _acts(self) -> list[tuple[float, Callable[[], Awaitable[None]]]]:
        """What keepers do, and when, as shares of the hours."""
        hours, people = self._found.hours * 3_600, self._people

        async def pay() -> None:
            people.pay(0.6, hours * 0.1)

        if hours < _SHORT:
            return [(0.0, self._announce), (0.1, lambda: people.call_roll(0)), (0.2, people.quiz), (0.5, pay)]
        talks = (0.015, 0.15, 0.25, 0.35, 0.55, 0.65, 0.8, 0.925, 0.95)
        acts: list[tuple[float, Callable[[], Awaitable[None]]]] = [(at, self._announce) for at in talks]
        acts += [(0.05, lambda: people.call_roll(0)), (0.85, lambda: people.call_roll(1))]
        acts += [(0.075, people.quiz), (0.86, people.quiz)]
        acts += [(0.1, pay), (0.2, people.take_dues), (0.82, pay), (0.94, people.take_dues)]
        return sorted(acts, key=lambda act: act[0])

    async def _announce(self) -> None:
        text = f"#{len(self._announced) + 1}# 请于周五前把第四季度的学习笔记交到支部。\n地点：门诊楼三层会议室。"
        self._announced.append(text)
        await self._people.announce(text)

    async def run(self) -> None:
        """All of it, to the end of what is on its way."""
        self._begun = time.monotonic()
        looking = self._people.look_around(_LOOKS_AN_HOUR * self._found.speed / 3_600)
        around = asyncio.create_task(looking)
        watching = asyncio.create_task(self._watch())
        keepers = [asyncio.create_task(self._at(at, act)) for at, act in self._acts()]
        try:
            await self._until(lambda: self._past >= 1)
            around.cancel()
            self._found.waits = [wait for _, wait in self._record.waits]
            await asyncio.wait(keepers, timeout=_PATIENCE)
            self._people.give_up()
            deadline = time.monotonic() + _PATIENCE
            await self._until(lambda: self._rests() or time.monotonic() > deadline)
        finally:
            for task in (around, watching, *keepers):
                task.cancel()
            await asyncio.gather(around, watching, *keepers, return_exceptions=True)
        self._found.failed += [repr(one.exception()) for one in keepers if not one.cancelled() and one.exception()]

    async def _at(self, share: float, act: Callable[[], Awaitable[None]]) -> None:
        await asyncio.sleep(share * self._found.hours * 3_600 / self._found.speed)
        await act()

    async def _until(self, over: Callable[[], bool]) -> None:
        while not over():
            if self._process.returncode is not None:
                raise RuntimeError(f"the process ended by itself: {self._process.returncode}")
            await asyncio.sleep(_LOOK / 2)

    def _rests(self) -> bool:
        return not (self._record.unanswered or self._waiting())

    async def _watch(self) -> None:
        """The clock, the record and the samples."""
        moved, looked, sampled = time.monotonic(), 0.0, 0.0
        while True:
            await asyncio.sleep(_STEP)
            now = time.monotonic()
            await self._world.api.call(
                "POST", "/clock", {"advance_seconds": (now - moved) * (self._found.speed - 1), "force": True}
            )
            moved = now
            if now - looked >= _LOOK:
                looked = now
                self._people.shown(await self._record.read())
            if now - sampled >= _SAMPLE:
                sampled = now
                self._sample()

    # --- looking ------------------------------------------------------------------------------------------------

    def _ask(self, statement: str, *values: Any) -> list[Any]:
        with closing(sqlite3.connect(f"file:{self._database}?mode=ro", uri=True, timeout=30)) as connection:
            return connection.execute(statement, values).fetchall()

    def _waiting(self) -> int:
        """Messages that should be on their way by now."""
        due = self._ask(
            "SELECT count(*) FROM outbox_messages WHERE state = 'SENDING' OR (state = 'QUEUED' AND not_before <= ?)",
            self._world_now().strftime("%Y-%m-%d %H:%M:%S"),
        )
        return int(due[0][0])

    def _world_now(self) -> dt.datetime:
        passed = (time.monotonic() - self._begun) * self._found.speed
        return begins(self._found.hours) + dt.timedelta(seconds=passed)

    def _sample(self) -> None:
        place = Path(f"/proc/{self._process.pid}")
        fields = (place / "stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        own = sum(
            int(line.split()[1])
            for line in (place / "smaps_rollup").read_text(encoding="ascii").splitlines()
            if line.startswith(("Private_Clean", "Private_Dirty"))
        )
        one = Sample(
            at=round(time.monotonic() - self._begun, 1),
            resident=round(resident_mb(self._process.pid), 2),
            own=round(own / 1_000, 2),
            files=sum(1 for _ in (place / "fd").iterdir()),
            threads=int(fields[17]),
            database=sum(path.stat().st_size for path in self._database.parent.glob(f"{self._database.name}*")),
            waiting=self._waiting(),
            cpu=(int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"),
        )
        self._found.samples.append(one)
        if not self._found.first_waits and self._past >= WARM:
            self._found.first_waits = [wait for _, wait in self._record.waits]
        if one.at - self._printed >= 60:
            self._printed = one.at
            done = {"answered": len(self._record.waits), "broken off": len(self._people.done.failed)}
            print(json.dumps(asdict(one) | done), flush=True)  # noqa: T201 - a command

    # --- judging ------------------------------------------------------------------------------------------------

    def count_rows(self) -> int:
        """Rows of all tables."""
        tables = [row[0] for row in self._ask("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return sum(int(self._ask(f'SELECT count(*) FROM "{name}"')[0][0]) for name in tables)  # noqa: S608 - own names

    def judge(self, town: Town) -> None:
        """Compare what the database says with what the phones got."""
        found, record = self._found, self._record
        states = self._ask("SELECT state, coalesce(reason, ''), count(*) FROM outbox_messages GROUP BY 1, 2")
        found.states = {f"{state} {reason}".strip(): many for state, reason, many in states}
        found.incidents = int(self._ask("SELECT count(*) FROM incidents")[0][0])
        found.unanswered = record.unanswered
        done = self._people.done
        found.done = {"pressed": dict(done.pressed), "typed": done.typed, "vanished": done.vanished}
        found.failed += done.failed
        found.refused, found.requests = dict(record.refused), record.requests
        meant: Counter[tuple[int, bytes]] = Counter()
        kinds: dict[tuple[int, bytes], str] = {}
        sent = self._ask(
            "SELECT id, kind, sent_address, message_ids FROM outbox_messages "
            "WHERE state = 'SENT' AND action = 'SEND' AND merged_into IS NULL AND message_ids IS NOT NULL"
        )
        for number, kind, address, ids in sent:
            for message in json.loads(ids):
                mark = record.texts.get((int(address), message))
                if mark is None:
                    found.lost.append(f"row {number} ({kind})")
                else:
                    meant[int(address), mark] += 1
                    kinds[int(address), mark] = kind
        late = [f"row {row[0]} ({row[1]})" for row in self._ask(
            "SELECT id, kind FROM outbox_messages WHERE state IN ('SENDING', 'UNKNOWN', 'FAILED', 'UNREACHABLE')"
        )]  # fmt: skip
        found.lost += late
        found.doubled += [
            f"{kinds[key]} in {key[0]}: {record.accepted[key]} for {many}"
            for key, many in meant.items()
            if record.accepted[key] > many
        ]
        copies = Counter(row[0] for row in self._ask("SELECT copy FROM receipts"))
        wanted = len(self._announced) * town.audience
        if copies != {"SENT": wanted}:
            found.lost.append(f"copies {dict(copies)} of {wanted}")


def begins(hours: float) -> dt.datetime:
    """When the first of the hours begins, so that a month ends within them."""
    return _MONTH_ENDS - dt.timedelta(hours=hours * _MIDNIGHT)


def _environment(api: str, database: Path, speed: float) -> dict[str, str]:
    """The settings of the process: what has to do with time, as much faster."""
    return {
        **os.environ,
        "BOT_TOKEN": TOKEN,
        "API_BASE_URL": api,
        "DATABASE_URL": f"sqlite:///{database}",
        "ENCRYPTION_KEYS": hall.KEY,
        "DATA_DIR": str(database.parent / "data"),
        "HEALTH_PORT": "0",
        "SEND_PER_SECOND": str(_PER_SECOND * speed),
        "SEND_PER_CHAT_PER_SECOND": str(_PER_CHAT * speed),
        "SEND_PER_GROUP_PER_MINUTE": str(int(_PER_GROUP * speed)),
        # A lease is there for machines that stand still, and they do so by their own clock.
        "LEASE_SECONDS": str(int(_LEASE * speed)),
        "TICK_SECONDS": str(30 / speed),
        "LOG_LEVEL": "WARNING",
        "PYTHONWARNINGS": "ignore",
    }


def _budgets(speed: float) -> dict[str, Any]:
    return {
        "enforced": True,
        "per_second": int(_PER_SECOND * speed),
        "slack": int(speed),
        "per_chat_per_second": _PER_CHAT * speed,
        "per_group_per_minute": int(_PER_GROUP * speed),
    }


@contextlib.asynccontextmanager
async def _watched(environment: dict[str, str], log: Path, speed: float, *, forked: bool) -> AsyncIterator[Started]:
    process: Started
    if forked:
        child = nursery.process(soak_process.live, environment, str(log), speed)
        await asyncio.to_thread(child.start)
        process = nursery.Born(child)
    else:
        with log.open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.proofs.soak_process", str(speed),
                env=environment, stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output,
            )  # fmt: skip
    pin(process.pid, CLIENT_CORE)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def prove(
    folder: Path, hours: float, *, roster: str, seed: int, speed: float = SPEED, forked: bool = False
) -> Found:
    """Live through so many simulated hours.

    Args:
        folder: For the database and the process's log.
        hours: Simulated.
        roster: One of the shared files.
        seed: Of everybody's dice.
        speed: How many times faster the clock runs.
        forked: Whether the process is forked off one that has imported it already.
    """
    found, database, start = Found(hours, speed), folder / "zhibu.db", begins(hours)
    meets = [start + dt.timedelta(hours=hours * share, minutes=15) for share in (0.05, 0.85)]
    async with hall.house(database, clock=FixedClock(start)) as house:
        town = await build(house, roster, meets, awake=hours < 12)
    with serving(1_000_000, "--press-seconds", str(_PRESS * speed)) as server:
        async with Playground.connect(server.url) as world:
            world.patience = 60.0
            await world.bot(TOKEN, username="zhibu_soak_bot")
            await asyncio.to_thread(server.people, len(town.members) + _STRANGERS, FIRST)
            await world.budgets(**_budgets(speed))
            await world.api.call("POST", "/clock", {"to": start.isoformat(), "force": True})
            environment, log = _environment(server.url, database, speed), folder / "process.log"
            async with _watched(environment, log, speed, forked=forked) as process:
                record = Record(world)
                people = People(world, record, town, speed=speed, ease=min(1.0, hours / _WHOLE), seed=seed)
                await people.come()
                await _greeted(record, len(town.members), process)
                soak = Soak(server, world, database, process, people, record, found)
                before = soak.count_rows()
                await soak.run()
                found.rows = (before, soak.count_rows())
                # What is in flight is finished first; then the record is whole.
                process.send_signal(signal.SIGTERM)
                found.exit_status = await asyncio.wait_for(process.wait(), 60)
                await record.read()
                soak.judge(town)
    return found


async def _greeted(record: Record, people: int, process: Started) -> None:
    """Everybody who has started the bot has his menu."""
    deadline = time.monotonic() + _PATIENCE
    while len(record.screens) < people:
        if process.returncode is not None or time.monotonic() > deadline:
            raise RuntimeError(f"only {len(record.screens)} of {people} were greeted (exit {process.returncode})")
        await record.read()
        await asyncio.sleep(0.2)


def main() -> int:
    """The command. Exit status 1 when a bar does not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.proofs.soak", description="Hours of a hospital, faster.")
    parser.add_argument("--hours", type=float, default=_WHOLE, help="simulated")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--keep", type=Path, help="folder for the samples and the process's log")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="zhibu-soak-") as name:
        folder = chosen.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        found = asyncio.run(prove(folder, chosen.hours, roster="roster_16_branches.xlsx", seed=chosen.seed))
        if chosen.keep:
            kept = json.dumps(asdict(found), ensure_ascii=False, indent=1)
            (folder / "found.json").write_text(kept, encoding="utf-8")
    soak_found.show(found)
    return 0 if all(one["holds"] for one in found.bars()) else 1


if __name__ == "__main__":
    sys.exit(main())
