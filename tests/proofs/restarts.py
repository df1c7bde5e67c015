"""The golden year with the process killed at random moments: everything arrives as if it had never died.

::

    year ── restarts at seeded moments: between two ticks, before or after a commit, before or after a request arrives
         └── every message of ``tests/data/golden_year.txt`` reached its person, at its hour; what was on its way when
             the process died a minute later, and twice at most where nobody can know whether it had arrived

``python -m tests.proofs.restarts --restarts 100 --database sqlite --resume`` goes on after the years that are done.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime as dt
import json
import logging
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psycopg
import structlog
from sqlalchemy import select
from sqlalchemy.engine import make_url

from db import migrate
from db.outbox import OutboxMessage
from db.session import Database
from services.house import House
from tests.fixtures.engines import lend
from tests.fixtures.houses import house_at
from tests.golden import writing
from tests.golden.branch import BEGIN, END, settle_in
from tests.golden.diary import DIARY
from tests.golden.process import Fate, Life, live
from tests.golden.writing import Told
from tests.proofs.clusters import fresh_database

#: Restarts in one year.
A_YEAR = 25
#: How much later something may arrive that was on its way when the process died: its claim has to run out first.
_LATER = dt.timedelta(minutes=3)
#: The longest a fate may take to strike.
_WRITES, _SENDS = 12, 8


@dataclass
class Year:
    """What one year showed.

    Attributes:
        lost: Messages of the golden year that reached nobody at their hour.
        strange: Messages that reached somebody and are not in it.
        doubled: Rows that were never unknown and arrived more than once.
        beyond: Rows that arrived more often than once and once for each time they were unknown.
        unknown: Rows that were unknown at least once.
        twice: Those of them that arrived more than once.
    """

    seed: int
    restarts: int
    messages: int
    lost: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    doubled: list[int] = field(default_factory=list)
    beyond: list[int] = field(default_factory=list)
    unknown: int = 0
    twice: int = 0
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether nothing was lost or doubled."""
        return not (self.lost or self.strange or self.doubled or self.beyond)


def fates(seed: int, many: int, end: dt.datetime = END) -> list[tuple[dt.datetime, Fate]]:
    """So many deaths at moments until the end, some with something on its way."""
    dice = random.Random(seed)
    found = []
    for _ in range(many):
        at = BEGIN + (end - BEGIN) * dice.random()
        # Most moments are quiet ones: every second death comes at an hour at which messages go out.
        if dice.random() < 0.5:
            at = at.replace(hour=dice.choice((9, 10, 13)), minute=0, second=0, microsecond=0)
        fate = Fate(completes=dice.random() < 0.5)
        match dice.randrange(3):
            case 0:
                fate.writes = dice.randint(1, _WRITES)
            case 1:
                fate.sends = dice.randint(1, _SENDS)
        found.append((at, fate))
    return found


async def year(url: str, seed: int, restarts: int, plan_every: int = 1, end: dt.datetime = END) -> Year:
    """Live a year on a fresh migrated database, or its beginning, and compare it with the golden one."""
    begun = time.monotonic()
    house = house_at(url, now=BEGIN)
    await settle_in(house)
    life = await live(url, DIARY, end, fates(seed, restarts, end), plan_every=plan_every)
    found = await _judge(house, life, end, Year(seed, len(life.deaths), len(life.arrived)))
    found.seconds = round(time.monotonic() - begun, 1)
    await house.db.close()
    return found


async def _judge(house: House, life: Life, end: dt.datetime, found: Year) -> Year:
    times = Counter(one.row for one in life.arrived)
    async with house.db.read() as session:
        query = select(OutboxMessage.id, OutboxMessage.unknowns).where(OutboxMessage.id.in_(sorted(times)))
        unknowns = {row.id: row.unknowns for row in await session.execute(query)}
    for row, many in sorted(times.items()):
        if many > 1 and not unknowns[row]:
            found.doubled.append(row)
        if many > 1 + unknowns[row]:
            found.beyond.append(row)
    found.unknown = sum(1 for many in unknowns.values() if many)
    found.twice = sum(1 for many in times.values() if many > 1)
    first = {one.row: one for one in reversed(life.arrived)}
    wanted = Counter(one for one in writing.read() if one.at <= end)
    got = Counter(writing.told(one) for one in first.values())
    missing, more = wanted - got, got - wanted
    for told in sorted(more.elements(), key=lambda one: one.at):
        meant = _meant(told, missing, life)
        if meant is None:
            found.strange.append(str(told))
        else:
            missing[meant] -= 1
    found.lost = [str(one) for one in sorted((+missing).elements(), key=lambda one: one.at)]
    return found


def _meant(told: Told, missing: Counter[Told], life: Life) -> Told | None:
    """The golden message that came a little later, because the process had died a moment before."""
    for one, many in missing.items():
        late = told.at - one.at
        same = many > 0 and (one.who, one.kind, one.what) == (told.who, told.kind, told.what)
        if (
            same
            and dt.timedelta() < late <= _LATER
            and any(
                dt.timedelta(minutes=-1) <= told.at - death.astimezone(told.at.tzinfo) <= _LATER
                for death in life.deaths
            )
        ):
            return one
    return None


# --- the command ----------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _databases(kind: str) -> Iterator[Callable[[int], str]]:
    """Gives addresses of fresh databases by number."""
    with tempfile.TemporaryDirectory(prefix="zhibu-restarts-") as folder, fresh_database(kind, Path(folder)) as url:

        def fresh(number: int) -> str:
            if kind == "sqlite":
                return f"sqlite:///{Path(folder) / f'year{number}.db'}"
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE year{number}".encode())
            return make_url(url).set(database=f"year{number}").render_as_string(hide_password=False)

        yield fresh


async def _one(url: str, seed: int, restarts: int, plan_every: int, end: dt.datetime) -> Year:
    database = Database(url)
    await migrate.upgrade(database)
    await database.close()
    lend(database)
    return await year(url, seed, restarts, plan_every, end)


def table(years: Sequence[Year], kind: str) -> str:
    """Lines for ``docs/reliability.md``."""
    cells = {
        "database": kind,
        "years": len(years),
        "restarts": sum(one.restarts for one in years),
        "messages that arrived": sum(one.messages for one in years),
        "lost": sum(len(one.lost) for one in years),
        "not in the golden year": sum(len(one.strange) for one in years),
        "never unknown, doubled": sum(len(one.doubled) for one in years),
        "unknown": sum(one.unknown for one in years),
        "of them arrived twice": sum(one.twice for one in years),
    }
    lines = (cells.keys(), ["---"] * len(cells), map(str, cells.values()))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _kept(path: Path, seed: int) -> list[Year]:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # no earlier run: from the beginning
        return []
    return [Year(**one) for one in stored["years"]] if stored["seed"] == seed else []


def main() -> int:
    """The command. Exit status 1 when something was lost or doubled."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.proofs.restarts", description="The golden year, with deaths."
    )
    parser.add_argument("--restarts", type=int, default=100)
    parser.add_argument("--seed", type=int, default=20260101)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--plan-every", type=int, default=1, help="days from one planning to the next")
    parser.add_argument("--days", type=int, help="live the first so many days of the year only")
    parser.add_argument("--resume", action="store_true", help="go on after the years that are done already")
    chosen = parser.parse_args()
    # What a year logs is not the result.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)
    path = Path(os.environ.get("ZHIBU_PROOFS", "var/proofs")) / f"restarts-{chosen.database}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    years = _kept(path, chosen.seed) if chosen.resume else []
    # At midnight nothing is on its way.
    end = END if chosen.days is None else BEGIN.replace(hour=0, minute=0) + dt.timedelta(days=chosen.days)
    with _databases(chosen.database) as fresh:
        while (left := chosen.restarts - A_YEAR * len(years)) > 0:
            seed, many = chosen.seed + len(years), min(A_YEAR, left)
            found = asyncio.run(_one(fresh(len(years)), seed, many, chosen.plan_every, end))
            years.append(found)
            stored = {"seed": chosen.seed, "holds": found.holds, "years": [asdict(one) for one in years]}
            path.write_text(json.dumps(stored, ensure_ascii=False, indent=1), encoding="utf-8")
            print(  # noqa: T201 - a command
                f"year {len(years)}: {found.restarts} restarts, {found.seconds} s, holds: {found.holds}", flush=True
            )
            for line in (*found.lost, *found.strange):
                print(line)  # noqa: T201 - a command
    print(table(years, chosen.database))  # noqa: T201 - a command
    return 0 if all(one.holds for one in years) else 1


if __name__ == "__main__":
    sys.exit(main())
