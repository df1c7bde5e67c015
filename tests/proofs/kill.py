"""Kill the process at random moments while reminders go out; the playground's record is the judge (``design.md`` 1.2).

::

    round ── 485 queued reminders ── the real process ── kill -9 at a seeded moment ── again … ── let it finish ── judge

A row that was never unknown must have reached its person exactly once; a row that was unknown (its request was about to
be open, or open) at least once, and at most once more than it was unknown. Nothing may be lost.

``python -m tests.proofs.kill --kills 200 --seed 7 --database sqlite --resume`` writes its result as JSON under
``var/proofs`` after every round, and prints a table for ``docs/reliability.md``.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime as dt
import itertools
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sqlalchemy import insert, select, text, update

from db import migrate
from db.accounts import Account
from db.names import OutboxState, Reach
from db.outbox import OutboxMessage
from db.session import Database
from playground import server as playground_server
from playground.people import Person
from playground.server import Server
from services import outbox
from services.access import CONSENT_VERSION
from services.clock import SystemClock
from services.keys import new_key
from services.outbox import Message, Payload
from tests.fixtures.houses import TEST_KEY
from tests.proofs import nursery
from tests.proofs.clusters import fresh_database

#: As in the hospital of the sample: 485 members.
MESSAGES = 485
KILLS_A_ROUND = 20
TOKEN = "7000000485:token-of-the-kill-test"
_LEASE_SECONDS = 2
_NO_QUIET = dt.time(0)
_OPEN = (OutboxState.QUEUED, OutboxState.SENDING)
_PATIENCE = 120.0
#: Seconds for what a killed process had written to be read by the server.
_ON_THE_WAY = 0.2
#: Seconds an answer may lie unread in the socket of a process that is not getting its turn.
_UNREAD = 0.25
#: Messages after which every connection of a process is open.
_WARM = 20

Started = asyncio.subprocess.Process | nursery.Born


@dataclass
class Round:
    """What one round showed.

    Attributes:
        seed: Of its moments.
        lost: Rows that reached nobody.
        doubled: Rows that were never unknown and reached their person more than once.
        beyond: Rows that reached their person more often than once and once for each time they were unknown.
        unknown: Rows that were unknown at least once, with how often and how often they arrived.
        open_at_kill: For every kill: requests that were open at the server or on their way to it, answers given so
            shortly before (``_UNREAD``) that the process may not have read them, and rows that became unknown by it.
            At every second kill the process may still be opening its connections.
    """

    seed: int
    kills: int
    messages: int
    lost: list[int] = field(default_factory=list)
    doubled: list[int] = field(default_factory=list)
    beyond: list[int] = field(default_factory=list)
    unknown: list[dict[str, int]] = field(default_factory=list)
    open_at_kill: list[tuple[int, int, int]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether the promise held."""
        return not (self.lost or self.doubled or self.beyond)


class Stage:
    """A server, a database, and the process between them.

    Args:
        server: The playground.
        url: Address of a migrated database.
        folder: For the process's own files.
        per_second: The process's budget.
        forked: Whether the process is forked off one that has imported it already, and waits are cut short at the end.
    """

    def __init__(self, server: Server, url: str, folder: Path, per_second: float, *, forked: bool = False) -> None:
        self.server = server
        self.forked = forked
        self._log = folder / "process.log"
        self.database = Database(url)
        self.addresses: dict[int, int] = {}
        self._environment = {
            **os.environ,
            "BOT_TOKEN": TOKEN,
            "API_BASE_URL": server.url,
            "DATABASE_URL": url,
            "ENCRYPTION_KEYS": TEST_KEY,
            "DATA_DIR": str(folder),
            "HEALTH_PORT": "0",
            "LEASE_SECONDS": str(_LEASE_SECONDS),
            "TICK_SECONDS": "0.5",
            "SEND_PER_SECOND": str(per_second),
            "LOG_LEVEL": "ERROR",
            "PYTHONWARNINGS": "ignore",
        }

    async def people(self, many: int) -> None:
        """People who have started the bot, and accounts for them without quiet hours."""
        world = self.server.world
        bot = world.bot(TOKEN)
        now = SystemClock().now()
        rows = []
        for number in range(many):
            person = world.add_person(Person(id=world.new_person_id(), first_name=f"党员{number}"))
            world.conversation(bot, person).started = True
            rows.append(
                {
                    "key": new_key(),
                    "messenger": "telegram",
                    "address": str(person.id),
                    "reach": Reach.REACHABLE,
                    "consent_version": CONSENT_VERSION,
                    "quiet_start": _NO_QUIET,
                    "quiet_end": _NO_QUIET,
                    "created_at": now,
                }
            )
        async with self.database.write() as session:
            await session.execute(insert(Account), rows)
            found = await session.execute(select(Account.id, Account.address))
            self.addresses = {row.id: int(row.address) for row in found}

    async def queue(self, name: str) -> None:
        """One reminder for everybody."""
        now = SystemClock().now()
        today = now.date().isoformat()
        messages = [
            Message(
                kind="proof",
                dedupe_key=f"{name}:{account}",
                subject=name,
                payload=Payload("dues-remind-today", {"due": {"date": today}}),
                due_at=now,
                account_id=account,
            )
            for account in self.addresses
        ]
        async with self.database.write() as session:
            await outbox.enqueue(session, messages, now)

    async def rows(self, name: str) -> list[OutboxMessage]:
        """The rows of a round."""
        async with self.database.read() as session:
            return list(await session.scalars(select(OutboxMessage).where(OutboxMessage.subject == name)))

    async def hurry(self) -> None:
        """Pretend that whatever waits before it is tried again has waited long enough."""
        now = SystemClock().now()
        async with self.database.write() as session:
            await session.execute(update(OutboxMessage).where(OutboxMessage.not_before > now).values(not_before=now))

    async def unknowns(self) -> int:
        """How often rows have become unknown so far."""
        async with self.database.read() as session:
            return int(await session.scalar(text("SELECT coalesce(sum(unknowns), 0) FROM outbox_messages")) or 0)

    async def start(self) -> Started:
        """Start the real process, as an operator would."""
        if self.forked:
            return await nursery.start(["run"], self._environment, self._log)
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.cli", "run", env=self._environment, stdout=asyncio.subprocess.DEVNULL
        )

    def accepted(self, since: int) -> Counter[int]:
        """How many messages each chat got after a place in the record, by the server's own account."""
        found = self.server.world.recorder.find(since=since, method="sendMessage")
        return Counter(int(str(one.chat_id)) for one in found if one.accepted is not None)

    def accepted_count(self, since: int) -> int:
        """How many messages the server accepted."""
        return sum(self.accepted(since).values())

    def open_now(self) -> int:
        """Messages whose request the server is handling."""
        return sum(1 for one in self.server.world.recorder.open.values() if one.method == "sendMessage")

    def just_answered(self) -> int:
        """Messages whose answer may still lie unread in the process's socket."""
        newest = self.server.world.recorder.find(method="sendMessage", limit=200)
        return sum(1 for one in newest if one.responded is not None and one.responded > time.monotonic() - _UNREAD)


async def one_round(stage: Stage, name: str, seed: int, kills: int) -> Round:
    """Queue, kill so many times, let it finish, judge."""
    rng = random.Random(seed)
    began = time.monotonic()
    done = Round(seed=seed, kills=kills, messages=len(stage.addresses))
    since = stage.server.world.recorder.count
    await stage.queue(name)
    # Not among the very last: the process that is started then should still have something to do.
    moments = sorted(rng.sample(range(1, len(stage.addresses) * 9 // 10), kills))
    opened: list[int] = []
    answered: list[int] = []
    unknowns: list[int] = []
    process = await stage.start()
    try:
        for number, moment in enumerate(moments):
            await _until(stage, process, name, since, moment, at_least=1 if number % 2 else _WARM)
            await asyncio.sleep(rng.uniform(0, 0.03))
            opened.append(stage.open_now())
            answered.append(stage.just_answered())
            heard = stage.server.world.recorder.count
            process.send_signal(signal.SIGKILL)
            await process.wait()
            # What it had written and the server has not read yet arrives now; it was open as well.
            await asyncio.sleep(_ON_THE_WAY)
            opened[-1] += len(stage.server.world.recorder.find(since=heard, method="sendMessage"))
            unknowns.append(await stage.unknowns())
            process = await stage.start()
        await _finish(stage, process, name)
        unknowns.append(await stage.unknowns())
        by_kill = [after - before for before, after in itertools.pairwise(unknowns)]
        done.open_at_kill = list(zip(opened, answered, by_kill, strict=True))
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    _judge(done, await stage.rows(name), stage.accepted(since), stage.addresses)
    done.seconds = round(time.monotonic() - began, 1)
    return done


async def _until(stage: Stage, process: Started, name: str, since: int, moment: int, *, at_least: int) -> None:
    """Until the process that runs now has had so many messages accepted, and the server ``moment`` in all.

    When nothing is left to be sent, the moment is now: a process that rests is killed as well.
    """
    before = stage.accepted_count(since)
    deadline = time.monotonic() + _PATIENCE
    looked = time.monotonic()
    while stage.accepted_count(since) < max(moment, before + at_least):
        if process.returncode is not None:
            raise RuntimeError(f"the process ended by itself: {process.returncode}")
        if time.monotonic() > deadline:
            raise TimeoutError(f"no message {moment} within {_PATIENCE} s")
        if time.monotonic() - looked > 1:
            if not any(row.state in _OPEN for row in await stage.rows(name)):
                return
            looked = time.monotonic()
        await asyncio.sleep(0.002)


async def _finish(stage: Stage, process: Started, name: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while any(row.state in _OPEN for row in await stage.rows(name)):
        if process.returncode is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the process did not finish (exit {process.returncode})")
        if stage.forked:
            await stage.hurry()
        await asyncio.sleep(0.1)
    process.send_signal(signal.SIGTERM)
    if await asyncio.wait_for(process.wait(), 30) != 0:
        raise RuntimeError(f"a process that was asked to stop ended with {process.returncode}")


def _judge(done: Round, rows: list[OutboxMessage], accepted: Counter[int], addresses: dict[int, int]) -> None:
    for row in rows:
        arrived = accepted[addresses[row.account_id or 0]]
        if arrived == 0:
            done.lost.append(row.id)
        if row.unknowns == 0 and arrived > 1:
            done.doubled.append(row.id)
        if arrived > 1 + row.unknowns:
            done.beyond.append(row.id)
        if row.unknowns:
            done.unknown.append({"row": row.id, "unknowns": row.unknowns, "arrived": arrived})


# --- at any size ----------------------------------------------------------------------------------------------------


@contextlib.asynccontextmanager
async def staged(
    url: str, folder: Path, *, messages: int, per_second: float, forked: bool = False
) -> AsyncIterator[Stage]:
    """A stage with its people; requests take a few milliseconds, as they would."""
    async with playground_server.running() as server:
        server.world.faults.order({"kind": "latency", "seconds": 0.02, "jitter": 0.02, "method": "sendMessage"})
        stage = Stage(server, url, folder, per_second, forked=forked)
        try:
            await stage.people(messages)
            yield stage
        finally:
            await stage.database.close()


async def prove(
    url: str,
    folder: Path,
    *,
    kills: int,
    seed: int,
    messages: int = MESSAGES,
    per_second: float = 60,
    done: list[Round] | None = None,
    forked: bool = False,
) -> AsyncIterator[Round]:
    """Rounds until there were so many kills; each is yielded when it is over. ``done`` ones are skipped."""
    finished = len(done or [])
    async with staged(url, folder, messages=messages, per_second=per_second, forked=forked) as stage:
        left, number = kills, 0
        while left > 0:
            now = min(left, KILLS_A_ROUND)
            if number >= finished:
                yield await one_round(stage, f"round{number}", seed * 1_000 + number, now)
            left -= now
            number += 1


async def _migrated(url: str) -> None:
    database = Database(url)
    await migrate.upgrade(database)
    await database.close()


def table(rounds: list[Round], kind: str) -> str:
    """Lines for ``docs/reliability.md``."""
    rows = sum(one.messages for one in rounds)
    kills = sum(one.kills for one in rounds)
    unknown = sum(len(one.unknown) for one in rounds)
    twice = sum(1 for one in rounds for row in one.unknown if row["arrived"] > 1)
    pairs = [pair for one in rounds for pair in one.open_at_kill]
    cells = {
        "database": kind,
        "kills": kills,
        "rows": rows,
        "lost": sum(len(one.lost) for one in rounds),
        "never unknown, doubled": sum(len(one.doubled) for one in rounds),
        "unknown": f"{unknown} ({unknown / max(rows, 1):.1%})",
        "of them arrived more than once": twice,
        "open at a kill, most": max((opened for opened, _, _ in pairs), default=0),
        "unknown by a kill, most": max((unknown for _, _, unknown in pairs), default=0),
        "kills with more unknown than open": sum(1 for opened, _, unknown in pairs if unknown > opened),
    }
    lines = (cells.keys(), ["---"] * len(cells), map(str, cells.values()))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _load(path: Path, seed: int) -> list[Round]:
    if not path.exists():
        return []
    stored = json.loads(path.read_text(encoding="utf-8"))
    if stored["seed"] != seed:
        return []
    return [Round(**{**one, "open_at_kill": [tuple(pair) for pair in one["open_at_kill"]]}) for one in stored["rounds"]]


def _save(path: Path, arguments: argparse.Namespace, rounds: list[Round]) -> None:
    stored = {
        "name": "kill",
        "database": arguments.database,
        "seed": arguments.seed,
        "holds": all(one.holds for one in rounds),
        "rounds": [asdict(one) for one in rounds],
    }
    path.write_text(json.dumps(stored, indent=1), encoding="utf-8")


async def _run(arguments: argparse.Namespace, path: Path, rounds: list[Round]) -> None:
    with tempfile.TemporaryDirectory() as name, fresh_database(arguments.database, Path(name)) as url:
        await _migrated(url)
        async for one in prove(
            url, Path(name), kills=arguments.kills, seed=arguments.seed, messages=arguments.messages, done=rounds
        ):
            rounds.append(one)
            _save(path, arguments, rounds)
            print(  # noqa: T201 - a command
                f"round {len(rounds)}: {one.kills} kills, {one.seconds} s, holds: {one.holds}", flush=True
            )


def main() -> int:
    """The command. Exit status 1 when the promise did not hold."""
    parser = argparse.ArgumentParser(description="Kill the process while reminders go out, and count.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--messages", type=int, default=MESSAGES)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--resume", action="store_true", help="continue after the rounds that are done already")
    arguments = parser.parse_args()
    path = Path("var/proofs") / f"kill-{arguments.database}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    rounds = _load(path, arguments.seed) if arguments.resume else []
    asyncio.run(_run(arguments, path, rounds))
    print(table(rounds, arguments.database))  # noqa: T201 - a command
    return 0 if all(one.holds for one in rounds) else 1


if __name__ == "__main__":
    sys.exit(main())
